"""Texts in the formats in which people keep them, as lines: .txt, .md, .html, .docx, .eml."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

from harvester.errors import UsageError

_CAP = 20 * 2**20
_UNPACKED = 200 * 2**20
SOFT_BREAK = "\u2028"
"""Ends a line inside a paragraph; what a paragraph cites at its end stands for all its lines."""
_HARD_BREAK = re.compile(r"(?:\\|(?<! ) {2,})\n *")
_INLINE = ("a", "abbr", "b", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u")
FORMATS = (".docx", ".eml", ".htm", ".html", ".md", ".txt")


def read_text(path: Path) -> str:
    """The text of a file, one paragraph a line. Raises UsageError for what cannot be read as one of `FORMATS`."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"{path.name} has a format that is not read here.", f"Use one of {', '.join(FORMATS)}.")
    raw = _bytes(path)
    match suffix:
        case ".docx":
            return _docx(path, raw)
        case ".html" | ".htm":
            return _html(_decoded(path, raw))
        case ".eml":
            return _mail(raw)
        case ".md":
            return markdown_text(_decoded(path, raw))
    return _decoded(path, raw)


def markdown_text(source: str) -> str:
    """Markdown as lines: a hard break is a soft one here, and a backslash before a mark makes it a plain character."""
    text = _HARD_BREAK.sub(SOFT_BREAK, source)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace("&amp;", "&")


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"{path} is no file.", "Name the text to read.")
        if path.stat().st_size > _CAP:
            raise UsageError(f"{path.name} is larger than 20 MB.", "Name the text alone.")
        return path.read_bytes()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise UsageError(f"{path} cannot be read ({reason}).", "Check its name and permissions.") from None


def _decoded(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from None


def _docx(path: Path, raw: bytes) -> str:
    from docx import Document
    from docx.oxml.ns import qn

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _UNPACKED:
                raise UsageError(f"{path.name} unpacks to more than 200 MB.", "Save it anew without its images.")
        body = Document(io.BytesIO(raw)).element.body
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        raise UsageError(f"{path.name} is no Word document.", "Save it as .docx, or as text.") from None
    words = {qn("w:br"): SOFT_BREAK, qn("w:cr"): SOFT_BREAK, qn("w:tab"): " "}
    return "\n".join(
        "".join(words.get(one.tag, (one.text or "") if one.tag == qn("w:t") else "") for one in paragraph.iter())
        for paragraph in body.iter(qn("w:p"))
    )


def _html(text: str) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "html.parser")
    for hidden in soup(["script", "style", "head", "template"]):
        hidden.decompose()
    for piece in soup.find_all(string=True):
        if piece.find_parent("pre") is None:
            piece.replace_with(re.sub(r"\s+", " ", piece))
    for end in soup("br"):
        end.replace_with(SOFT_BREAK)
    for inline in soup(_INLINE):
        inline.unwrap()
    soup.smooth()
    return "\n".join(line.strip(" ") for line in soup.get_text("\n").split("\n") if line.strip())


def _mail(raw: bytes) -> str:
    from email import message_from_bytes, policy

    mail = message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    text = str(body.get_content())
    return _html(text) if body.get_content_subtype() == "html" else text
