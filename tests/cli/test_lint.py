"""`harvester lint` as a person runs it: formats, exit codes, JSON, and the sample matter with accepted facts."""

import shutil
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from harvester.cli import exits
from tests.cli.conftest import Harvester
from tests.conftest import SAMPLE
from tests.published import document

GREETING = "Good morning, Bob."
RISKY = "We sent the files on 4 May, and you never answer our mails."
CIVIL = "The invoice of 1 April 2026 is open; please tell us by 8 May when we can expect the payment."
ASKED = "On Thursday 29 January 2026, Carol Lane wrote to Ann North about “Length of teasers, and scheduling”. [F-001]"


def as_text(path: Path, *paragraphs: str) -> None:
    path.write_text("\n".join(paragraphs), "utf-8")


def as_docx(path: Path, *paragraphs: str) -> None:
    made = Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.save(str(path))


def as_html(path: Path, *paragraphs: str) -> None:
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    path.write_text(f"<html><head><style>p {{ color: red }}</style></head><body>{body}</body></html>", "utf-8")


def as_mail(path: Path, *paragraphs: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "me@studionorth.example", "bob@acme.example", "Files"
    mail.set_content("\n".join(paragraphs))
    path.write_bytes(mail.as_bytes())


Writer = Callable[..., None]
FORMATS = [("draft.md", as_text), ("draft.txt", as_text), ("draft.docx", as_docx), ("draft.html", as_html),
           ("draft.htm", as_html), ("draft.eml", as_mail)]  # fmt: skip


def printed(harvester: Harvester, path: Path, *options: object) -> Any:
    return document(harvester(*options, "lint", path, "--json").out, "lint")


@pytest.mark.parametrize(("name", "write"), FORMATS)
def test_every_format_names_line_column_words_reason_and_a_calmer_wording(
    harvester: Harvester, tmp_path: Path, name: str, write: Writer
) -> None:
    write(tmp_path / name, GREETING, RISKY)
    done = harvester("lint", tmp_path / name)
    assert done.code == exits.FINDINGS
    column = RISKY.index("you never") + 1
    assert f"2:{column}  “you never”: absolute. One exception in the evidence makes it untrue." in done.out
    assert "Name the dates" in done.out
    (one,) = printed(harvester, tmp_path / name)["findings"]
    assert (one["line"], one["column"], one["text"], one["class"]) == (2, column, "you never", "absolute")


@pytest.mark.parametrize(("name", "write"), FORMATS)
def test_a_civil_text_of_every_format_passes(harvester: Harvester, tmp_path: Path, name: str, write: Writer) -> None:
    write(tmp_path / name, GREETING, CIVIL)
    done = harvester("lint", tmp_path / name)
    told = "Nothing risky was found. About one risky sentence in ten is missed: read it once more, aloud."
    assert (done.code, " ".join(done.out.split())) == (exits.DONE, told)
    assert printed(harvester, tmp_path / name)["findings"] == []


def test_a_text_in_an_unknown_language_is_not_passed(harvester: Harvester, tmp_path: Path) -> None:
    as_text(tmp_path / "brief.md", "Sie haben uns betrogen, und wir werden das nicht hinnehmen.")
    done = harvester("lint", tmp_path / "brief.md")
    assert done.code == exits.PARTIAL
    assert "brief.md is written in a language that the patterns do not know (English): not checked." in done.out
    assert "No risky words" not in done.out
    told = printed(harvester, tmp_path / "brief.md")
    assert (told["language"], told["findings"]) == (None, [])


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.md", None, "is no file"),
        ("draft.odt", b"text", "has a format that is not read here"),
        ("draft.docx", b"no archive", "is no Word document"),
        ("draft.txt", b"caf\xe9 au lait", "is not UTF-8 text"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_one_next_step(
    harvester: Harvester, tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = harvester("lint", tmp_path / name)
    assert done.code == exits.USAGE
    assert told in done.err
    assert len(done.err.strip().splitlines()) == 2
    assert "Traceback" not in done.err


@pytest.fixture
def matter(tmp_path: Path, harvester: Harvester) -> Path:
    """The sample matter with one mail whose subject is anything but civil, pulled, its first fact accepted."""
    shutil.copytree(SAMPLE, tmp_path / "matter")
    for box in (tmp_path / "matter" / "mail").glob("*.mbox"):
        box.write_bytes(box.read_bytes().replace(b"Two sitemaps", b"Two sitemaps: you never answer"))
    config = tmp_path / "matter" / "config.toml"
    config.chmod(0o600)
    assert harvester("--config", config, "pull").code == exits.DONE
    accepted = harvester("--config", config, "mark", "fact", "F-001", "accept", "--by", "Ann North",
                         "--reason", "Checked against the mailbox.")  # fmt: skip
    assert accepted.code == exits.DONE
    return config


def test_claims_are_held_against_accepted_facts_and_quoted_subjects_are_exempt(
    harvester: Harvester, tmp_path: Path, matter: Path
) -> None:
    quoting = "Bob Roe wrote to us about “Two sitemaps: you never answer”."
    as_text(tmp_path / "script.md", GREETING, ASKED, quoting)
    alone = printed(harvester, tmp_path / "script.md")
    assert [one["text"] for one in alone["findings"]] == ["you never"]
    words = ("--config", matter, "lint", tmp_path / "script.md", "--client", "acme", "--json")
    held = document(harvester(*words).out, "lint")
    assert (held["client"], held["client_name"], held["as_of"]) == ("acme", "Acme Ltd", "2026-05-04T08:00:00Z")
    assert held["coverage"]["complete"]
    assert "client" not in alone
    assert held["findings"] == []
    assert {(one["fact"], one["agrees"]) for one in held["claims"] if one["line"] == 2} == {("F-001", True)}


def test_a_claim_that_no_accepted_fact_makes_is_named(harvester: Harvester, tmp_path: Path, matter: Path) -> None:
    as_text(tmp_path / "script.md", ASKED.replace("29 January", "30 January").replace("Thursday", "Friday"))
    done = harvester("--config", matter, "lint", tmp_path / "script.md", "--client", "acme")
    assert done.code == exits.FINDINGS
    assert "“On Friday 30 January 2026, Carol Lane wrote" in done.out
    assert "held against the accepted facts: 1 does not agree." in done.out
    as_text(tmp_path / "script.md", "The wireframes were sent on 11 February 2026. [F-003]")
    done = harvester("--config", matter, "lint", tmp_path / "script.md", "--client", "acme")
    assert done.code == exits.FINDINGS
    assert "F-003 is not accepted" in done.out


def test_a_script_of_accepted_facts_passes(harvester: Harvester, tmp_path: Path, matter: Path) -> None:
    as_text(tmp_path / "script.md", GREETING, ASKED, "Thank you for your time.")
    done = harvester("--config", matter, "lint", tmp_path / "script.md", "--client", "acme")
    assert (done.code, done.err) == (exits.DONE, "")
    assert "Nothing risky was found." in done.out


def test_lines_in_another_language_are_named_as_not_checked(harvester: Harvester, tmp_path: Path) -> None:
    german = "Sie haben unsere Rechnung bis heute nicht bezahlt, und auf die Mahnung haben wir keine Antwort."
    as_text(tmp_path / "mixed.md", GREETING, CIVIL, german, CIVIL)
    done = harvester("lint", tmp_path / "mixed.md")
    assert done.code == exits.PARTIAL
    assert "language that the patterns do not know: line 3." in done.out
    assert printed(harvester, tmp_path / "mixed.md")["unread"] == [3]
    as_text(tmp_path / "plain.md", GREETING, CIVIL)
    assert printed(harvester, tmp_path / "plain.md")["unread"] == []
