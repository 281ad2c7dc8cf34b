"""PDF, Word and Excel, read back by other programs: they say what the JSON document says, to the letter."""

from __future__ import annotations

import io
import json
import re
import warnings
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pikepdf
import pypdf
import pytest
from docx.oxml.ns import qn

from harvester.errors import Shortcoming
from harvester.model.dossier import Dossier
from harvester.model.mail import Address
from reports import pdf, pieces, report, words
from reports.blocks import Table
from reports.fonts import tell_missing, uncovered
from reports.paper import fact_list
from reports.text import one_line, shown
from tests.reports.archive import fit_for_an_archive
from tests.reports.dossiers import BOB, EVIL, MAILS, hostile, many, small
from tests.reports.readback import cells_of, docx_document, docx_text, pdf_text, plain, rows_of, workbook

DOSSIERS = pytest.mark.parametrize("dossier", [small(), hostile(), many(40)], ids=["small", "hostile", "many"])


def made(dossier: Dossier, form: str) -> bytes:
    return report(form)(dossier)[f"facts.{form}"]


@DOSSIERS
def test_all_formats_say_the_same_of_every_fact(dossier: Dossier) -> None:
    document = json.loads(report("json")(dossier)["facts.json"])
    page, letter = pdf_text(made(dossier, "pdf")), docx_text(made(dossier, "docx"))
    sheet = {row["No."]: row for row in rows_of(made(dossier, "xlsx"), "Facts")}
    assert len(sheet) == len(document["facts"]) > 0
    markdown = report("md")(dossier)["facts.md"].decode()
    for fact in document["facts"]:
        statement = shown(fact["statement"])
        row = sheet[fact["no"]]
        assert row["Fact"] == statement
        assert row["Originals (SHA-256)"].split("\n") == [one["sha256"] for one in fact["evidence"]]
        assert row["Claim"] == words.CLAIMS[fact["claim"]].label
        for text in (page, letter):
            assert plain(statement) in text
            assert fact["no"] in text
            assert all(one["sha256"] in text for one in fact["evidence"])
        assert f"**{fact['no']}**" in markdown
    for text in (page, letter):
        assert plain(one_line(document["balance"])) in text


def test_numbers_and_times_are_the_same_in_every_format() -> None:
    gaps = json.loads(report("json")(small())["gaps.json"])["gaps"]
    rows = {row["Gap"]: row for row in rows_of(made(small(), "xlsx"), "Response times")}
    zone = ZoneInfo("Europe/Berlin")
    for gap in gaps:
        row = rows[gap["gap_id"]]
        assert row["Hours"] == gap["calendar_hours"]
        assert row["Business hours"] == gap["business_hours"]
        asked = datetime.fromisoformat(gap["started_at"])
        assert row["Asked (UTC)"] == asked.replace(tzinfo=None)
        assert row["Asked (Europe/Berlin)"] == asked.astimezone(zone).replace(tzinfo=None)
    for text in (pdf_text(made(small(), "pdf")), docx_text(made(small(), "docx"))):
        assert "15days5h" in text
        assert "28.2businesshours" in text
        assert "2026-03-1018:00:00UTC" in text


def test_a_search_that_was_not_complete_prints_no_response_times() -> None:
    """2026-03: one folder refused to open."""
    for text in (pdf_text(made(small(), "pdf")), docx_text(made(small(), "docx"))):
        assert text.count(plain("Half answered within")) == 1
        assert plain("Half answered withinnot establishednot established") in text
        assert plain(words.INCOMPLETE) in text


def test_the_pdf_is_tagged_for_archives_and_for_readers_aloud() -> None:
    with pikepdf.open(io.BytesIO(made(many(40), "pdf"))) as pdf:
        with pdf.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == "Fact list: Acme Ltd"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "en"
        with pdf.open_outline() as outline:
            titles = [one.title for one in outline.root]
            assert titles[:3] == ["At a glance", "On our side first", "Facts"]
            facts = [fact.title for group in outline.root[2].children for fact in group.children]
        assert len(facts) == 40
        assert facts[0].startswith("F-001")
        assert not re.search(rb"/(JavaScript|JS|Launch|URI|SubmitForm)\b", b"".join(
            one.unparse() for one in pdf.objects if isinstance(one, pikepdf.Dictionary)))  # fmt: skip


def test_every_page_of_the_pdf_carries_its_number() -> None:
    pages = pypdf.PdfReader(io.BytesIO(made(many(40), "pdf"))).pages
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()


@pytest.fixture(scope="module")
def facts_in_parts() -> bytes:
    """Forty facts, set in parts of eight facts or sixteen rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "_IN_ONE_PIECE", 8)
        patch.setattr(pieces, "_AT_ONCE", 8)
        patch.setattr(pieces, "_ROWS", 16)
        first = made(many(40), "pdf")
        assert first == made(many(40), "pdf")
    return first


def bookmarks(data: bytes) -> list[tuple[int, str, int]]:
    """Level, title and page, from 0, of every bookmark."""

    def page_of(one: pikepdf.OutlineItem) -> int:
        assert isinstance(one.destination, pikepdf.Array)
        return places[one.destination[0].objgen]

    def below(items: list[pikepdf.OutlineItem], level: int) -> list[tuple[int, str, int]]:
        return [told for one in items for told in (
            (level, one.title, page_of(one)), *below(one.children, level + 1))]  # fmt: skip

    with pikepdf.open(io.BytesIO(data)) as whole, whole.open_outline() as outline:
        places = {page.obj.objgen: number for number, page in enumerate(whole.pages)}
        return below(outline.root, 1)


def test_a_long_list_in_parts_says_what_it_says_in_one_piece(facts_in_parts: bytes) -> None:
    whole = made(many(40), "pdf")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(facts_in_parts)).pages]
    for number, text in enumerate(pages, start=1):
        assert plain(f"Page {number} of {len(pages)}") in plain(text)
        assert len(plain(text)) > 200, "no page is blank"
    told = [(level, title) for level, title, _ in bookmarks(whole)]
    found = bookmarks(facts_in_parts)
    assert [(level, title) for level, title, _ in found] == told
    for _, title, page in found:
        assert plain(title)[:12] in plain(pages[page])
    first, joint = pages[0].partition("At a glance\nThis list")[0], plain("".join(pages))
    for _, title, page in (one for one in found if one[0] == 1):
        assert re.search(rf"{title}[ .]+{page + 1}\b", first), title
    in_one = pdf_text(whole)
    for sha256 in (one.sha256 for fact in many(40).facts for one in fact.evidence):
        assert joint.count(sha256) == in_one.count(sha256) > 0
    groups = [text for text in pages if "Owed by" in text]
    assert len(groups) == len([text for text in pages if "Asked" in text and "Standing" in text])


def test_the_contents_of_a_long_list_lead_into_its_parts(facts_in_parts: bytes) -> None:
    sections = {title: page for level, title, page in bookmarks(facts_in_parts) if level == 1}
    with pikepdf.open(io.BytesIO(facts_in_parts)) as whole:
        places = {page.obj.objgen: number for number, page in enumerate(whole.pages)}
        links = whole.pages[0].Annots
        assert [places[one.Dest[0].objgen] for one in links] == list(sections.values())
        assert [str(one.Contents).strip() for one in links] == [
            f"“{title}” page {page + 1}" for title, page in sections.items()
        ]


def test_a_long_list_is_as_fit_for_an_archive_as_a_short_one(facts_in_parts: bytes) -> None:
    fit_for_an_archive(facts_in_parts)


def test_no_row_of_a_table_is_torn_and_each_page_says_whose_rows_it_has() -> None:
    flags = ("other_contact", "other_personnel", "auto_reply")
    last = ("End of the row",)
    long = replace(many(60), gaps=tuple(
        replace(gap, subject=f"Row {number:02d}", claim="review", reasons=flags, flags=flags, decided=last)
        for number, gap in enumerate(many(60).gaps)
    ))  # fmt: skip
    told = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made(long, "pdf"))).pages]
    pages = [page for page in told if "Row " in page]
    assert len(pages) > 3
    for page in pages:
        assert page.count("End of the row") == len(re.findall(r"Row \d\d", page))
        assert "Owed by" in page
    assert not [page for page in told if "Owed by" in page and page not in pages]


def test_names_of_every_script_are_read_in_the_pdf_and_kept_in_word_and_excel() -> None:
    names = ("Jürgen Groß", "Łukasz Żółć", "Ольга Петрова", "Νίκος Παππάς", "דוד כהן", "محمد علي", "Zoë Ñandú")
    statement = f"{', '.join(names)} wrote about “Zwölf Boxkämpfer”."
    fact = replace(small().facts[0], statement=statement)
    dossier = replace(small(), facts=(fact,))
    page = pdf_text(made(dossier, "pdf"))
    for name in names[:4] + names[6:]:
        assert plain(name) in page
    for name in names[4:6]:
        assert set(name) - {" "} <= set(page), "letters that are read from right to left may come in the order drawn"
    assert plain(statement) in docx_text(made(dossier, "docx"))
    assert rows_of(made(dossier, "xlsx"), "Facts")[0]["Fact"] == statement


def test_a_character_that_no_font_has_is_printed_by_its_number() -> None:
    fact = replace(small().facts[0], statement="Ann North wrote about “\U000e9999 \U0010fffd”.")
    page = pdf_text(made(replace(small(), facts=(fact,)), "pdf"))
    assert "⟨U+10FFFD⟩" in page


@pytest.mark.parametrize(
    ("letters", "package"), [("中国", "fonts-noto-cjk"), ("த", "fonts-noto-core"), ("\U0001f600", "fonts-symbola")]
)
def test_letters_that_no_font_here_has_are_told_with_the_fonts_that_have_them(letters: str, package: str) -> None:
    with pytest.warns(Shortcoming) as told:
        tell_missing("Fact list", frozenset(letters))
    (one,) = (warning.message for warning in told)
    assert isinstance(one, Shortcoming)
    assert f"⟨U+{ord(letters[0]):04X}⟩" in one.fact
    assert package in one.next_step


def test_a_document_tells_its_letters_without_a_font_once_and_nothing_that_has_none_anywhere() -> None:
    rare, nowhere = "\U00012000", "\x01\U000e9999\U0010fffd"
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        made(replace(small(), notes=(f"Ann North wrote {rare} and {nowhere}.",) * 2), "pdf")
    found = [str(one.message) for one in told if one.category is Shortcoming]
    assert len(found) == bool(uncovered(rare, system=True))
    assert not [one for one in found if "10FFFD" in one]


SYNTAX = '#panic(1) #read("/etc/passwd") $x^2$ @ref <label> *b* _i_ `c` {{ 7*7 }} {% x %} ${HOME} $(id) \\input{x} = H'


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_typed_syntax_is_text_and_nothing_else(form: str) -> None:
    fact = replace(small().facts[0], statement=SYNTAX, beside=(SYNTAX,), reason=SYNTAX)
    dossier = replace(small(), facts=(fact,), notes=(SYNTAX,), balance=SYNTAX)
    text = (pdf_text if form == "pdf" else docx_text)(made(dossier, form))
    assert text.count(plain(SYNTAX)) >= 5


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_nothing_reorders_hides_or_breaks_the_text(form: str) -> None:
    data = made(hostile(), form)
    text = pdf_text(data) if form == "pdf" else docx_text(data) if form == "docx" else "".join(
        str(cell.value) for cell in cells_of(data) if cell.value is not None)  # fmt: skip
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    assert "⟨U+202E⟩" in text
    assert "<script>" in text, "what was written is shown as it was written"


@DOSSIERS
def test_no_cell_of_the_workbook_is_a_formula_or_a_link(dossier: Dossier) -> None:
    """S19."""
    data = made(dossier, "xlsx")
    assert [cell.coordinate for cell in cells_of(data) if cell.data_type == "f" or cell.hyperlink] == []
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells_of(data)) is (dossier.balance == EVIL)


def test_the_workbook_has_typed_columns_filters_and_a_head_that_stays() -> None:
    book = workbook(made(small(), "xlsx"))
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows == "$1:$1"
    facts = rows_of(made(small(), "xlsx"), "Facts")
    assert facts
    assert all(isinstance(row["When (UTC)"], datetime) for row in facts)
    places = rows_of(made(small(), "xlsx"), "Coverage")
    assert sum(row["Seen"] for row in places) == sum(row.seen for row in small().ledger.folders)


def test_the_workbook_is_printed_across_with_heads_page_numbers_and_rows_as_high_as_what_is_printed() -> None:
    facts = small().facts
    many = replace(facts[0], evidence=facts[0].evidence * 40)
    book = workbook(made(replace(small(), facts=(many, *facts[1:])), "xlsx"))
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter
        assert (sheet.oddFooter.right.text or "").endswith("&P of &N")
        first, last, *_ = sheet.print_area.replace("$", "").partition("!")[2].split(":")
        assert first == "A1"
        columns = sheet[f"A1:{last.rstrip('0123456789')}1"][0]
        assert sum(sheet.column_dimensions[cell.column_letter].width for cell in columns) <= 225
    sheet = book["Facts"]
    assert sheet.cell(1, 7).value == "Beside it"
    assert ":$G$" in sheet.print_area
    assert sheet.row_dimensions[2].height < 40 * 13


def test_a_fact_of_a_day_is_a_day_in_the_workbook_and_a_time_before_spreadsheets_is_text() -> None:
    day = replace(small().facts[0], at=date(2026, 3, 10), precision="day")
    old = replace(small().facts[1], at=datetime(1899, 1, 1, tzinfo=ZoneInfo("UTC")))
    rows = rows_of(made(replace(small(), facts=(day, old)), "xlsx"), "Facts")
    assert rows[0]["When (UTC)"] == datetime(2026, 3, 10)  # noqa: DTZ001 - a cell has no zone
    assert rows[1]["When (UTC)"] == "1899-01-01T00:00:00Z"


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    fact = replace(small().facts[0], statement="é" * 40_000)
    row = rows_of(made(replace(small(), facts=(fact,)), "xlsx"), "Facts")[0]
    assert row["Fact"].endswith("(cut; the whole stands in the JSON document)")
    assert len(row["Fact"]) < 32_767


def test_the_letter_for_word_has_real_headings_and_heads_that_repeat() -> None:
    document = docx_document(made(many(40), "docx"))
    styles = [(line.style.name, line.text) for line in document.paragraphs if line.style]
    assert ("Title", "Acme Ltd") in styles
    assert [text for name, text in styles if name == "Heading 1"][:2] == ["At a glance", "On our side first"]
    assert sum(name == "Heading 3" for name, _ in styles) == 40
    tables = document.element.body.findall(qn("w:tbl"))
    heads = [table for table in tables if table.find(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    assert len(heads) >= 3
    foot = document.sections[0].footer._element.xml
    assert "PAGE" in foot
    assert "NUMPAGES" in foot


def test_a_long_name_and_a_long_word_stay_on_the_page() -> None:
    word = "Donaudampfschifffahrtsgesellschaft" * 20
    one = MAILS["draft-re"]
    author = Address(email=BOB, name=word)
    fact = replace(small().facts[3], statement=f"{word} wrote.", people=(word,))
    exchanges = tuple(
        replace(each, message=replace(each.message, authors=(author,))) if each is one else each
        for each in small().exchanges
    )
    data = made(replace(small(), facts=(fact,), exchanges=exchanges), "pdf")
    reader = pypdf.PdfReader(io.BytesIO(data))
    reach = 0.0
    for page in reader.pages:

        def seen(text: str, _: object, matrix: list[float], *__: object) -> None:
            nonlocal reach
            reach = max(reach, matrix[4] if text.strip() else 0)

        page.extract_text(visitor_text=seen)
    assert word in pdf_text(data)
    assert reach < float(reader.pages[0].mediabox.width) - 60


def test_what_is_to_be_put_right_on_our_side_is_told_once_with_its_fact(sample_dossier: Dossier) -> None:
    facts = tuple(replace(one, no=f"F-{n:03d}") for n, one in enumerate(sample_dossier.facts, 1))
    dossier = replace(sample_dossier, facts=facts)
    table = next(one for one in fact_list(dossier).blocks if isinstance(one, Table) and "What shows it" in one.head)
    told = [(row.cells[0], row.cells[1][0]) for row in table.rows]
    assert [how for _, how in told] == [one.how for one in dossier.fix_first]
    late = next(one.no for one in facts if one.kind == "obligation_met_late")
    assert ("Deliver the wireframes", f"{late}, SOW 2.1") in [what for what, _ in told]
    page = pdf_text(made(dossier, "pdf"))
    ours = page[: page.index(plain("Times are those of"))]
    assert ours.count(plain("It was done; that it came late can be acknowledged")) == 1
