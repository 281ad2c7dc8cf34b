"""One item of Outlook, whichever file it came from: properties by their number (MS-OXPROPS)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Value = str | bytes | int | datetime
Properties = Mapping[int, Value]

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CODECS = {
    20127: "ascii", 20866: "koi8-r", 21866: "koi8-u", 28591: "iso-8859-1", 28592: "iso-8859-2", 28595: "iso-8859-5",
    28597: "iso-8859-7", 28599: "iso-8859-9", 28605: "iso-8859-15", 50220: "iso2022_jp", 50221: "iso2022_jp",
    51932: "euc_jp", 51949: "euc_kr", 52936: "hz", 54936: "gb18030", 65000: "utf-7", 65001: "utf-8",
}  # fmt: skip


class OutlookError(ValueError):
    """The bytes cannot be read as an item of Outlook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What hangs on an item: bytes, or an item of its own."""

    properties: Properties
    content: bytes | None = None
    item: Item | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A message, report or invitation."""

    properties: Properties
    recipients: Sequence[Properties] = ()
    attachments: Sequence[Attached] = ()


def text(properties: Properties, number: int) -> str:
    """A property as text; "" where there is none."""
    value = properties.get(number)
    return value.rstrip("\0") if isinstance(value, str) else ""


def number(properties: Properties, which: int) -> int:
    """A property as a number; 0 where there is none."""
    value = properties.get(which)
    return value if isinstance(value, int) else 0


def blob(properties: Properties, which: int) -> bytes:
    """A property as bytes; b"" where there is none."""
    value = properties.get(which)
    return value if isinstance(value, bytes) else b""


def codec(codepage: int) -> str:
    """Python's name of a Windows codepage."""
    return _CODECS.get(codepage) or (f"cp{codepage}" if 400 < codepage < 1300 else "cp1252")


def instant(filetime: int) -> datetime | None:
    """Ticks of 100 ns since 1601 as aware UTC; None for what names no time (zero, and the far end of the scale)."""
    try:
        return _EPOCH + timedelta(microseconds=filetime // 10) if 0 < filetime < 2**62 else None
    except OverflowError:
        return None
