"""`harvester contract suggest`: what it prints can stand in a contract file, and changes nothing there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from harvester.config.contract import parsed_contract
from harvester.errors import ConfigError
from tests.cli.conftest import Harvester
from tests.papers import locked, pdf, word
from tests.published import document

LINES = (
    "2.1 Studio North delivers the wireframes by 10 February 2026.",
    "3.1 The client provides the texts by 5.4.2026.",
    "3.2 The client answers questions within three business days.",
    "5.1 The client pays within 30 days of receipt of the invoice.",
    "8.1 The client shall remedy the default promptly.",
)


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    (tmp_path / "agreement.pdf").write_bytes(pdf([LINES[:2], LINES[2:]]))
    return tmp_path / "agreement.pdf"


def test_every_line_is_a_comment_so_that_appending_it_changes_nothing(harvester: Harvester, agreement: Path) -> None:
    done = harvester("contract", "suggest", agreement, "--us", "Studio North")
    assert done.code == 0, done.err
    assert all(line == "" or line.startswith("#") for line in done.out.splitlines())
    assert tomllib.loads(done.out) == {}
    assert "## 1. page 1, 2.1" in done.out
    assert "## CHECK: “5.4.2026” can be read as 2026-04-05 or 2026-05-04: confirm which (G3)" in done.out
    assert "5 sentences of agreement.pdf look like obligations" in done.err


def test_entries_without_their_comment_sign_are_toml_that_nobody_confirmed(
    harvester: Harvester, agreement: Path
) -> None:
    done = harvester("contract", "suggest", agreement, "--us", "Studio North")
    bare = "\n".join(line.removeprefix("# ") for line in done.out.splitlines())
    entries = tomllib.loads(bare)["obligation"]
    assert [(one["owed_by"], one["type"]) for one in entries] == [
        ("us", "deliverable"), ("client", "input"), ("client", "response"), ("client", "payment"), ("client", "manual"),
    ]  # fmt: skip
    assert [one["quote"] for one in entries] == [line.partition(" ")[2] for line in LINES]
    assert not any("confirmed_by" in one for one in entries)


def test_a_completed_entry_is_one_that_the_contract_file_takes(harvester: Harvester, agreement: Path) -> None:
    """Every key that is suggested is a key of the contract file: only what is left open is asked for."""
    done = harvester("contract", "suggest", agreement, "--us", "Studio North")
    bare = "\n".join(line.removeprefix("# ") for line in done.out.splitlines())
    with pytest.raises(ConfigError) as told:
        parsed_contract("[contract]\ncurrency = 'EUR'\n" + bare, agreement.with_name("contract.toml"))
    assert len(told.value.problems) == 2, told.value.problems
    assert "due: is missing" in told.value.problems[0], "the date that can be read in two ways"
    assert "NUMBER" in told.value.problems[1], "the invoice that no document names"


def test_the_document_follows_its_schema(harvester: Harvester, agreement: Path) -> None:
    done = harvester("contract", "suggest", agreement, "--json")
    told = document(done.out, "suggest")
    assert told["kind"] == "PDF"
    assert tomllib.loads(told["suggestions"][0]["toml"])["obligation"][0]["due"].isoformat() == "2026-02-10"


def test_words_and_text_files_are_read_too(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word(["The client pays by 31 May 2026."]))
    (tmp_path / "a.md").write_text("Nothing is promised here.\n", "utf-8")
    assert "# due = " not in harvester("contract", "suggest", "a.docx").out
    done = harvester("contract", "suggest", "a.md")
    assert done.code == 0
    assert "No sentence of a.md looks like an obligation" in done.err


def test_no_address_is_invented_for_a_notice(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Notices shall be sent by registered letter to the client.\n", "utf-8")
    told = harvester("contract", "suggest", "a.txt").out
    assert "@" not in told
    assert '# to = "ADDRESS OF THE NOTICE"' in told


def test_foreign_words_do_no_harm(harvester: Harvester, tmp_path: Path) -> None:
    """Quotation marks, line ends and control characters of a document stay inside its quote."""
    text = 'The client shall pay "all" \\ of it.\x1b[31m\u202e\n# [[obligation]]\n'
    (tmp_path / "a.txt").write_text(text, "utf-8")
    done = harvester("contract", "suggest", "a.txt")
    assert "\x1b" not in done.out
    assert tomllib.loads(done.out) == {}
    bare = "\n".join(line.removeprefix("# ") for line in done.out.splitlines())
    assert len(tomllib.loads(bare)["obligation"]) == 1


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("locked.pdf", locked(pdf([LINES]), "secret"), "is encrypted. Save a copy without a password."),
        ("scan.pdf", pdf([[]]), "run a text recognition (OCR)"),
        ("broken.pdf", b"%PDF-1.7 nothing", "is a damaged PDF"),
        ("old.doc", b"\xd0\xcf\x11\xe0", "save it as DOCX or PDF"),
        ("empty.txt", b"", "holds no text"),
    ],
)
def test_a_document_that_cannot_be_read_is_an_error_in_words(
    harvester: Harvester, tmp_path: Path, name: str, raw: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    done = harvester("contract", "suggest", name)
    assert (done.code, done.out) == (2, "")
    assert told.casefold() in " ".join(done.err.split()).casefold()
    assert "Traceback" not in done.err


def test_what_is_no_file_is_named(harvester: Harvester, tmp_path: Path) -> None:
    for name in ("nothing.pdf", str(tmp_path)):
        done = harvester("contract", "suggest", name)
        assert done.code == 2
        assert name in done.err


def test_a_contract_file_is_no_paper(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "started.toml").write_text("[contract]\n")
    done = harvester("contract", "suggest", "started.toml")
    assert (done.code, "started.toml is a contract file already" in done.err) == (2, True)


def test_a_clause_about_the_end_stands_in_the_page_once(harvester: Harvester, tmp_path: Path) -> None:
    """A promise in such a clause (to hand over, to pay) stays an entry of its own."""
    notice = "Der Vertrag kann von jeder Partei mit einer Frist von vier Wochen zum Monatsende gekündigt werden."
    cause = "Either party may terminate for good cause; the Client shall pay for all work done within 14 days."
    long = "Die ordentliche Kündigung ist mit einer Frist von vier Wochen zum Monatsende zu erklären."
    (tmp_path / "b.txt").write_text(f"§ 5 Kündigung\n\n(1) {notice}\n\n(2) {cause}\n\n(3) {long}\n", "utf-8")
    done = harvester("contract", "suggest", "b.txt")
    assert [done.out.count(one) for one in (notice, long)] == [1, 1]
    assert notice in done.out.partition("## How the agreement may be ended.")[2]
    assert 'type = "payment"' in done.out


def test_clauses_about_the_end_are_proposed_as_entries_that_the_contract_file_takes(
    harvester: Harvester, tmp_path: Path
) -> None:
    (tmp_path / "b.txt").write_text(
        "9.1 Either party may end this agreement with 14 days' notice to the end of a month.\n\n"
        "9.2 Notices of Acme go in writing to bob@acme.example.\n\n"
        "9.3 After the end, Studio North hands over the files within ten days.\n",
        "utf-8",
    )
    done = harvester("contract", "suggest", "b.txt", "--us", "Studio North")
    assert all(line == "" or line.startswith("#") for line in done.out.splitlines())
    assert "## CHECK: “the end of a month”: the contract file counts the notice alone" in done.out
    assert "4 entries about ending it" in done.err
    entries = done.out.partition("## How the agreement may be ended.")[2]
    bare = "\n".join(line.removeprefix("# ") for line in entries.splitlines() if not line.startswith("##"))
    contract = parsed_contract("[contract]\n" + bare.partition("\n")[2], tmp_path / "contract.toml")
    assert [(one.about.value, one.clause) for one in contract.ending] == [
        ("convenience", "9.1"), ("form", "9.2"), ("address", "9.2"), ("handover", "9.3"),
    ]  # fmt: skip
    assert not any(one.confirmed_by for one in contract.ending), "printed, and relied on by nobody"
    told = document(harvester("contract", "suggest", "b.txt", "--us", "Studio North", "--json").out, "suggest")
    assert told["endings"][0]["within"] == '{ amount = 14, unit = "days" }'
