"""Where a message's header ends, and when a text on a file says it came. Bytes in, values out."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime

HEADER_CAP = 4 * 2**20
"""A header block longer than this is cut here."""
_BLANK = re.compile(rb"\n\r?\n")
_ZONELESS = timedelta(hours=12)
_LABELS = re.compile(rb"^X-Gmail-Labels:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_ASCTIME = re.compile(
    r"[A-Z][a-z]{2} +[A-Z][a-z]{2} +\d{1,2} +\d{1,2}:\d{2}(?::\d{2})?(?: +[+-]\d{4}| +[A-Z]{3,4})? +\d{4}"
)


def header_block(raw: bytes) -> bytes:
    """The header of a message, up to and without the blank line."""
    if raw.startswith((b"\n", b"\r\n")):
        return b""
    blank = _BLANK.search(raw)
    return raw if blank is None else raw[: blank.start() + 1]


def fingerprint(*parts: bytes | int, copy: int = 0) -> int:
    """A number of 53 bits from SHA-256 (exact in JSON and SQL); `copy` tells identical messages of a folder apart."""
    joined = b"\0".join(part if isinstance(part, bytes) else str(part).encode() for part in (*parts, copy))
    return int.from_bytes(hashlib.sha256(joined).digest()[:8]) >> 11


def postmark(line: bytes) -> datetime | None:
    """Latest instant that an mbox `From ` line can mean, UTC; a time without zone may be any zone's (T2)."""
    found = _ASCTIME.search(line.decode("latin-1"))
    if found is None:
        return None
    weekday, month, day, clock, *zone, year = found.group().split()
    try:
        at = parsedate_to_datetime(f"{weekday}, {day} {month} {year} {clock} {zone[0] if zone else ''}".strip())
    except (ValueError, OverflowError):
        return None
    if at.tzinfo is None:
        return at.replace(tzinfo=UTC) + _ZONELESS
    return at.astimezone(UTC)


def gmail_labels(header: bytes) -> tuple[str, ...]:
    """What Google Takeout writes into `X-Gmail-Labels`, decoded."""
    found = _LABELS.search(header)
    if found is None:
        return ()
    text = re.sub(r"\r?\n[ \t]", " ", found.group(1).decode("utf-8", "replace")).strip()
    try:
        text = str(make_header(decode_header(text)))
    except (ValueError, LookupError, MessageError, AssertionError):
        return (text,)
    return tuple(label for part in re.findall(r'\s*"[^"]*"|[^,]+', text) if (label := part.strip(' "')))
