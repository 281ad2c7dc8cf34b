"""A reply that was saved in another form is named, so that its absence among the mail proves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.strays import strays

OUTLOOK = (
    b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\pard\\b From:\\b0\\tab Bob Roe <bob@acme.example>\\par\n"
    b"\\b Sent:\\b0\\tab Wednesday, 4 March 2026 10:00\\par\n\\b To:\\b0\\tab Ann North\\par\n"
    b"\\b Subject:\\b0\\tab Gr\\'fc\\'dfe\\par Approved.\\par}"
)


@pytest.mark.parametrize(
    "name",
    [
        "Re_ Draft of the homepage.pdf",
        "RE Draft.pdf",
        "AW Entwurf.docx",
        "Fwd; Draft.png",
        "Re - Draft.heic",
        "re: x.rtf",
    ],
)
def test_a_file_named_like_a_reply_may_be_one(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"%PDF-1.7")
    assert [path.name for path in strays(tmp_path, {".eml"})] == [name]


@pytest.mark.parametrize("name", ["contract.pdf", "Re-design.pdf", "re_design.docx", "Invoice 7.pdf", "I love it.jpg"])
def test_other_documents_are_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"%PDF-1.7")
    assert not list(strays(tmp_path, {".eml"}))


def test_rich_text_that_begins_like_a_mail_is_one_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "saved.rtf").write_bytes(OUTLOOK)
    (tmp_path / "notes.rtf").write_bytes(b"{\\rtf1\\ansi\\pard Minutes of the meeting\\par All agreed.\\par}")
    assert [path.name for path in strays(tmp_path, {".eml"})] == ["saved.rtf"]
