"""Script and brief of the sample matter in every format: as agreed, opened and read back, the same to the letter."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from harvester.model.dossier import Dossier
from harvester.pipeline import exhibits
from reports import marked
from reports.docx import docx_file
from reports.exhibits import render as exhibits_pdf
from reports.paper_html import html
from reports.pdf import pdf
from reports.script import paper, written
from tests.reports.readback import plain

GOLDEN = Path(__file__).parent / "golden"
FORMS = ("md", "html", "docx", "pdf")
NAMES = pytest.mark.parametrize("name", ["script", "brief"])


@pytest.fixture(scope="module")
def talk(sample_dossier: Dossier) -> dict[str, bytes]:
    """Each file by its name, as if a person had accepted what is firm."""
    facts = tuple(
        replace(fact, no=f"F-{n:03d}", status="accepted" if fact.claim == "firm" else "proposed")
        for n, fact in enumerate(sample_dossier.facts, 1)
    )
    numbers = {one.key: f"X-{n:03d}" for n, one in enumerate(sample_dossier.exhibits, 1)}
    dossier = exhibits.numbered(replace(sample_dossier, facts=facts, version="0.0.0"), numbers)
    made: dict[str, bytes] = {}
    for name in ("script", "brief"):
        text = written(dossier, name)
        printed = paper(dossier, name, text)
        made |= {f"{name}.md": text.encode(), f"{name}.html": html(printed)}
        made |= {f"{name}.docx": docx_file(printed), f"{name}.pdf": pdf(printed)}
    return made


def pages(raw: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(raw)).pages]


def paragraphs(raw: bytes) -> list[tuple[str, str]]:
    """Style and words of every paragraph, those of tables in their place."""
    document = docx.Document(io.BytesIO(raw))
    body = document.element.body
    found = (Paragraph(one, document) for one in body.iter(f"{{{body.nsmap['w']}}}p"))
    return [(str(one.style.name if one.style else ""), one.text) for one in found]


READERS: Mapping[str, Callable[[bytes], object]] = {"md": bytes, "html": bytes, "docx": paragraphs, "pdf": pages}


@NAMES
@pytest.mark.parametrize("form", FORMS)
def test_it_reads_as_it_was_agreed(
    talk: Mapping[str, bytes], name: str, form: str, request: pytest.FixtureRequest
) -> None:
    made, kept = talk[f"{name}.{form}"], GOLDEN / f"{name}.{form}"
    read = READERS[form]
    if request.config.getoption("--snapshot-update") and (not kept.exists() or read(kept.read_bytes()) != read(made)):
        kept.write_bytes(made)
    assert read(made) == read(kept.read_bytes())


def words_of(raw: bytes, form: str) -> str:
    """What a reader of the body reads, without blanks and list marks."""
    match form:
        case "md":
            text = marked.plain(raw.decode())
        case "html":
            page = BeautifulSoup(raw, "html.parser").select_one("main")
            text = page.get_text(" ") if page else ""
        case "docx":
            text = " ".join(words for _, words in paragraphs(raw)[4:])
        case _:
            read = pages(raw)
            read[1:] = [
                re.sub(r"^Acme Ltd with Studio North (?:Script|Brief for the second)", "", one) for one in read[1:]
            ]
            text = " ".join(re.sub(r"Harvester 0\.0\.0 ?Page \d+ of \d+", "", one) for one in read)
            text = text.partition("UTC)")[2]
    return plain(text).replace("–", "")


@NAMES
def test_every_format_says_the_same_to_the_letter(talk: Mapping[str, bytes], name: str) -> None:
    said = words_of(talk[f"{name}.md"], "md")
    assert len(said) > 1000
    for form in FORMS[1:]:
        assert words_of(talk[f"{name}.{form}"], form) == said, form


def test_the_list_of_exhibits_says_what_each_is_as_its_index_does(
    talk: Mapping[str, bytes], sample_dossier: Dossier
) -> None:
    """Who looks for an exhibit during the talk finds it by its date, its author and its subject."""
    listed = marked.plain(talk["script.md"].decode()).partition("9. Exhibits")[2]
    assert "X-010, 9 Feb 2026, 16:20 CET, Bob Roe: “Re: Texts for the new site”, for F-012" in listed
    assert "X-012, 13 Feb 2026, 16:00 CET: Call or meeting “Acme: weekly call”, for F-004" in listed
    numbers = {one.key: f"X-{n:03d}" for n, one in enumerate(sample_dossier.exhibits, 1)}
    index = pages(exhibits_pdf(exhibits.numbered(sample_dossier, numbers))["exhibits.pdf"])[0]
    assert "9 Feb 2026, 16:20 CET Bob Roe: “Re: Texts for the new site”" in index, "the name, as in the script"
    assert "no-reply@sign.example.net: “Viewed:" in index, "a third party stands by its address"


def test_a_few_lines_that_run_over_get_no_page_of_their_own(talk: Mapping[str, bytes]) -> None:
    """What is for our own eyes ends two lines down the third page: the opening follows there, below a rule."""
    *full, _ = pages(talk["script.pdf"])
    assert min(len(page) for page in full) > 600
    (opening,) = [page for page in full if "3. Opening" in page]
    assert "Credits that were granted are taken off. 3. Opening" in opening


def test_the_brief_has_two_pages_and_its_form_stands_whole_on_the_second(talk: Mapping[str, bytes]) -> None:
    first, second = pages(talk["brief.pdf"])
    assert "Where our own side fell short" in first
    for row in ("Date, start and end", "Who was there", "Against our side", "What was promised"):
        assert row in second
    assert "two instalments" not in first + second


def test_the_brief_names_who_wrote_for_our_side(talk: Mapping[str, bytes]) -> None:
    assert "+ Studio North: Ann North\n" in talk["brief.md"].decode()


def test_what_announces_something_stands_on_its_page(talk: Mapping[str, bytes]) -> None:
    for page in pages(talk["script.pdf"]):
        read = re.sub(r" ?Harvester 0\.0\.0 ?Page \d+ of \d+$", "", page)
        assert not read.endswith(":")
        assert not re.search(r"Dear [^,.]+,$", read)


def test_what_is_for_the_eyes_is_small_wherever_it_stands(talk: Mapping[str, bytes]) -> None:
    styles = {style for style, words in paragraphs(talk["script.docx"]) if words.startswith("For your eyes:")}
    assert styles == {"Small Bullet"}
