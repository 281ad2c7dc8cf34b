"""Files that may hold mail, lie among the mail of a source, and are of another kind than the source reads."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

_MAIL = frozenset({".eml", ".emlx", ".msg", ".pst", ".ost", ".olm", ".oft", ".mbox", ".mbx", ".mht", ".mhtml"})
_PACKED = frozenset({".gz", ".bz2", ".xz", ".zip", ".7z", ".rar", ".tgz", ".tar", ".zst"})
_TEXT = frozenset({"", ".txt", ".text", ".htm", ".html"})
_PRINTED = frozenset({".pdf", ".rtf", ".doc", ".docx", ".odt", ".xps", ".png", ".jpg", ".jpeg", ".heic"})
"""What programs print or save a message as; a file of that kind is one where its name is a reply's subject."""
_REPLY_NAME = re.compile(
    r"(?:(?i:re|aw|antw|antwort|sv|rv|rif|ris|r|fw|fwd|wg|tr|doorst|enc|i)(?:\s?[:;：]\s?|_\s|\s-\s)"
    r"|(?:RE|Re|AW|FW|FWD|Fwd|WG|TR|SV|RV)\s)\S"
)
_RTF_WORDS = re.compile(rb"\\'([0-9a-f]{2})|\\par[d]?\b ?|\\line\b ?|\\tab\b ?|\\[a-z]+-?\d* ?|[{}]")
_HEADER_LINE = re.compile(rb"(?m)^[\s*<>a-z/=\"-]{0,80}?[A-Z\x80-\xff][\w\x80-\xff-]{1,30}\*?\s?:\*?\s*\S")
_MAILBOX = re.compile(rb"[^\s@<>]@[\w-]+\.\w")
_BEGINNING = 4096


def strays(directory: Path, read: Collection[str]) -> Iterator[Path]:
    """Files of a directory, by name, that may hold a message; `read` are the suffixes that the source reads itself."""
    for path in sorted(directory.iterdir()):
        suffix = path.suffix.lower()
        if path.name.startswith(".") or suffix in read or not path.is_file():
            continue
        packed = suffix in _PACKED and (suffix in {".pst", ".tgz"} or Path(path.stem).suffix.lower() in _MAIL)
        printed = suffix in _PRINTED and _REPLY_NAME.match(path.name)
        reads = suffix in _TEXT | {".rtf"} and _begins_like_mail(path)
        if suffix in _MAIL or packed or printed or reads:
            yield path


def is_maildir(directory: Path) -> bool:
    """Whether a directory has the folders of a Maildir and something in them."""
    return (directory / "cur").is_dir() and any(
        any(os.scandir(directory / sub)) for sub in ("cur", "new") if (directory / sub).is_dir()
    )


def _begins_like_mail(path: Path) -> bool:
    """Three lines `Word: …` and a mailbox within the first bytes: a message, saved as text."""
    try:
        with path.open("rb") as file:
            some = file.read(_BEGINNING)
    except OSError:
        return not path.suffix
    if some.startswith(b"{\\rtf"):
        some = _RTF_WORDS.sub(_unformatted, some)
    return len(_HEADER_LINE.findall(some)) >= 3 and _MAILBOX.search(some) is not None


def _unformatted(found: re.Match[bytes]) -> bytes:
    """Rich text to text, as far as its first lines need it."""
    if found[1]:
        return bytes.fromhex(found[1].decode())
    return b"\n" if found[0].startswith((b"\\par", b"\\line")) and not found[0].startswith(b"\\pard") else b" "
