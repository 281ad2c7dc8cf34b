"""Contracts as PDF, DOCX and text: their paragraphs with places, and every document that cannot be read named."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from harvester.model.documents import MAX_BYTES, Document
from harvester.model.mail import Unreadable
from harvester.parse.documents import MAX_CHARACTERS, MAX_PAGES, read_document
from tests.papers import locked, pdf, word

LINES = ("2.1 Studio North delivers the", "wireframes by 10 February 2026.", "2.2 The client provides the texts.")


def read(raw: bytes) -> Document:
    found = read_document(raw)
    assert isinstance(found, Document), found
    return found


def refused(raw: bytes) -> str:
    found = read_document(raw)
    assert isinstance(found, Unreadable), found
    return found.reason


def test_a_pdf_gives_paragraphs_with_their_page() -> None:
    found = read(pdf([LINES, ["3.1 The client pays within 30 days."]]))
    assert found.kind == "PDF"
    assert [(one.place, one.text) for one in found.passages] == [
        ("page 1", "2.1 Studio North delivers the wireframes by 10 February 2026."),
        ("page 1", "2.2 The client provides the texts."),
        ("page 2", "3.1 The client pays within 30 days."),
    ]


def test_a_paragraph_that_goes_on_over_the_page_is_one() -> None:
    found = read(pdf([["2.1 Studio North delivers the"], ["wireframes by 10 February 2026."]]))
    assert [(one.place, one.text) for one in found.passages] == [
        ("page 1 and page 2", "2.1 Studio North delivers the wireframes by 10 February 2026.")
    ]


def test_a_docx_gives_paragraphs_and_rows_of_tables() -> None:
    found = read(word(["2. Deliverables", "", "The client provides the texts."], [["Wireframes", "10 February 2026"]]))
    assert found.kind == "DOCX"
    assert [(one.place, one.text) for one in found.passages] == [
        ("paragraph 1", "2. Deliverables"),
        ("paragraph 3", "The client provides the texts."),
        ("table 1, row 1", "Wireframes | 10 February 2026"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    found = read("## 2. Entwürfe\n\nDer Auftragnehmer liefert\ndie Entwürfe.\n".encode(encoding))
    assert [one.text for one in found.passages] == ["2. Entwürfe", "Der Auftragnehmer liefert die Entwürfe."]


def test_a_page_is_read_as_its_reader_sees_it() -> None:
    found = read(
        b"<!DOCTYPE html><html><head><title>SOW</title><style>p {color: red}</style></head><body><h1>2. Work</h1>"
        b"<p>2.1 Studio North delivers\nthe <b>designs</b>.</p><script>track()</script>"
        b"<p>2.2 The client pays.</p></body></html>"
    )
    assert found.kind == "HTML"
    assert [(one.place, one.text) for one in found.passages] == [
        ("paragraph 1", "2. Work"),
        ("paragraph 2", "2.1 Studio North delivers the designs."),
        ("paragraph 3", "2.2 The client pays."),
    ]


def test_a_pdf_that_anybody_may_open_is_read_though_it_is_encrypted() -> None:
    assert read(locked(pdf([LINES]), "")).passages[1].text == "2.2 The client provides the texts."


def zipped(name: str, content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (locked(pdf([LINES]), "secret"), "is encrypted; save a copy without a password"),
        (pdf([[], []]), "is a scan"),
        (pdf([LINES])[:200], "is a damaged PDF"),
        (b"%PDF-1.4\n%%EOF", "is a damaged PDF"),
        (pdf([["x"]] * (MAX_PAGES + 1)), f"more than {MAX_PAGES} pages"),
        (b"PK\x03\x04 nothing", "is a damaged DOCX"),
        (zipped("sheet.xml", b"<x/>"), "is no DOCX, PDF, HTML or text"),
        (zipped("word/document.xml", b" " * (101 * 2**20)), "unpacks to more than 100 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word or RTF"),
        (b"{\\rtf1 The client pays.}", "old Word or RTF"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "is no DOCX, PDF, HTML or text"),
        (b"", "holds no text"),
        (b" \n\n \t", "holds no text"),
        (b"pay " * (MAX_CHARACTERS // 4 + 10), "characters"),
        (b"a" * (MAX_BYTES + 1), "is larger than"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_words(raw: bytes, told: str) -> None:
    assert told in refused(raw)
