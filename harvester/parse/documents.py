"""A contract as PDF, DOCX, HTML or text → its paragraphs with their places. Read in a process of its own (S11).

A document is untrusted: pages, paragraphs and characters are capped, and nothing that it links or embeds is opened.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from harvester.model import tables
from harvester.model.documents import MAX_BYTES, Document, Passage
from harvester.model.mail import Unreadable
from harvester.parse.text import html_text

MAX_PAGES = 500
MAX_UNPACKED = 100 * 2**20
"""Bytes that the parts of a DOCX may have together."""
MAX_CHARACTERS = 2_000_000
_SCAN_LETTERS = 20
"""Letters a page on average under which a PDF is taken for pictures of pages."""
_NUMBERED = re.compile(r"\s*(?:§|Art\.|\(?\d{1,3}(?:\.\d{1,3})*[.)]?\s|\([a-z]{1,3}\)\s|[•·*–-]\s)")
_HTML = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_ENDS = (".", ":", ";", "!", "?")


class _RefusedError(Exception):
    """Why a document cannot be read, as one clause after “it”."""


def read_document(raw: bytes) -> Document | Unreadable:
    """The paragraphs of a document. Unreadable says why there are none, in words that follow “it”."""
    try:
        return _document(raw)
    except _RefusedError as refusal:
        return Unreadable(sha256=hashlib.sha256(raw).hexdigest(), size=len(raw), reason=str(refusal))


def _document(raw: bytes) -> Document:
    if len(raw) > MAX_BYTES:
        raise _RefusedError(f"is larger than {MAX_BYTES // 2**20} MB")
    kind, found = _read(raw)
    passages = tuple(_capped(found))
    if not passages:
        raise _RefusedError("holds no text")
    return Document(kind=kind, passages=passages)


def _read(raw: bytes) -> tuple[str, Iterable[Passage]]:
    if b"%PDF-" in raw[:1024]:
        return "PDF", _pdf(raw)
    if raw.startswith(b"PK"):
        return "DOCX", _docx(raw)
    if raw.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise _RefusedError("is an old Word or RTF document; save it as DOCX or PDF")
    text = _decoded(raw)
    return ("HTML", _html(text)) if _HTML.match(text) else ("text", _text(text))


def _pdf(raw: bytes) -> list[Passage]:
    from pypdf import PdfReader
    from pypdf.errors import PdfReadError

    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _RefusedError("is encrypted; save a copy without a password")
        if len(reader.pages) > MAX_PAGES:
            raise _RefusedError(f"has more than {MAX_PAGES} pages; cut out those of the contract")
        pages = [page.extract_text() for page in reader.pages]
    except PdfReadError:
        raise _RefusedError("is a damaged PDF; save it again from the program that made it") from None
    if sum(character.isalpha() for page in pages for character in page) < _SCAN_LETTERS * max(len(pages), 1):
        raise _RefusedError("is a scan: its pages are pictures without text; run a text recognition (OCR) over it")
    numbered = [(f"page {number}", part) for number, page in enumerate(pages, 1) for part in _paragraphs(page)]
    return list(_joined(numbered))


def _joined(parts: Iterable[tuple[str, str]]) -> Iterator[Passage]:
    """Paragraphs, one that goes on over the end of a page put together again."""
    held: Passage | None = None
    for place, text in parts:
        if held and held.place != place and not held.text.endswith(_ENDS) and text[:1].islower():
            held = Passage(place=f"{held.place} and {place}", text=f"{held.text} {text}")
            continue
        if held:
            yield held
        held = Passage(place=place, text=text)
    if held:
        yield held


def _docx(raw: bytes) -> Iterator[Passage]:
    try:
        with ZipFile(BytesIO(raw)) as archive:
            if "word/document.xml" not in archive.namelist():
                raise _RefusedError("is no DOCX, PDF, HTML or text")
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise _RefusedError(f"unpacks to more than {MAX_UNPACKED // 2**20} MB")
    except BadZipFile:
        raise _RefusedError("is a damaged DOCX; save it again from the program that made it") from None
    return _docx_passages(raw)


def _docx_passages(raw: bytes) -> Iterator[Passage]:
    import docx
    from docx.table import Table

    number = table = 0
    for block in docx.Document(BytesIO(raw)).iter_inner_content():
        if isinstance(block, Table):
            table += 1
            for row, cells in enumerate(block.rows, 1):
                texts = dict.fromkeys(" ".join(cell.text.split()) for cell in cells.cells)
                yield Passage(place=f"table {table}, row {row}", text=" | ".join(filter(None, texts)))
            continue
        number += 1
        yield Passage(place=f"paragraph {number}", text=" ".join(block.text.split()))


def _decoded(raw: bytes) -> str:
    bom, encoding = tables.encoding(raw)
    text = raw[len(bom) :].decode(encoding, "replace")
    if "\0" in text:
        raise _RefusedError("is no DOCX, PDF, HTML or text")
    return text


def _html(source: str) -> Iterator[Passage]:
    """What a reader of the page sees, block by block; a page from a word processor holds a contract as well."""
    text, _ = html_text(source)
    for number, block in enumerate(filter(str.strip, text.splitlines()), 1):
        yield Passage(place=f"paragraph {number}", text=" ".join(block.split()))


def _text(text: str) -> Iterator[Passage]:
    for number, paragraph in enumerate(_paragraphs(text), 1):
        yield Passage(place=f"paragraph {number}", text=paragraph.lstrip("# ").replace("**", ""))


def _paragraphs(text: str) -> Iterator[str]:
    """Lines put together up to an empty one, or to one that begins with a number or a bullet."""
    held: list[str] = []
    for line in (*text.splitlines(), ""):
        if held and (not line.strip() or _NUMBERED.match(line)):
            yield " ".join(" ".join(held).split())
            held = []
        if line.strip():
            held.append(line)


def _capped(passages: Iterable[Passage]) -> Iterator[Passage]:
    left = MAX_CHARACTERS
    for passage in passages:
        left -= len(passage.text)
        if left < 0:
            raise _RefusedError(f"holds more than {MAX_CHARACTERS:,} characters; cut out those of the contract")
        if passage.text:
            yield passage
