"""What other programs read in the printed documents."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import docx
import openpyxl
import pypdf
from docx.document import Document
from docx.oxml.ns import qn


def plain(text: str) -> str:
    """Text without blanks, since pages break lines where they like; pictures of control characters by their number."""
    spelled = re.sub("[\u2400-\u241f]", lambda match: f"⟨U+{ord(match.group()) - 0x2400:04X}⟩", text)
    return re.sub(r"[\s\u200b\u00a0]+", "", unicodedata.normalize("NFC", spelled))


def pdf_text(data: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(data))
    return plain("".join(page.extract_text() for page in reader.pages))


def docx_document(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def docx_text(data: bytes) -> str:
    body = docx_document(data).element.body
    return plain("".join("".join(piece.text or "" for piece in line.iter(qn("w:t"))) for line in body.iter(qn("w:p"))))


def workbook(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows_of(data: bytes, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the headings of its columns."""
    head, *rows = workbook(data)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def cells_of(data: bytes) -> Iterator[Any]:
    for sheet in workbook(data):
        for row in sheet.iter_rows():
            yield from row
