"""Separated text as exports write it: its encoding, its separator, the names of its columns."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding(raw: bytes) -> tuple[bytes, str]:
    """Byte order mark and encoding; without a mark UTF-8 where it is, UTF-16 by its zeros, else Latin-1."""
    for bom, name in _BOMS:
        if raw.startswith(bom) and _decodes(raw[len(bom) :], name):
            return bom, name
    if _decodes(raw, "utf-8") and b"\0" not in raw[:64]:
        return b"", "utf-8"
    for name, zero in (("utf-16-le", 1), ("utf-16-be", 0)):
        if raw[zero : 64 + zero : 2].count(0) > 16 and _decodes(raw, name):
            return b"", name
    return b"", "latin-1"


def separator(header: str) -> str:
    """What separates the columns: the sign of three that the header line holds most."""
    return max(",;\t", key=header.count)


def cells(record: str, between: str) -> Sequence[str]:
    """The cells of one record, blanks around them taken off; none where it is no such record."""
    try:
        rows = list(csv.reader(record.splitlines(keepends=True), delimiter=between))
    except csv.Error:
        return ()
    return [cell.strip() for cell in rows[0]] if len(rows) == 1 else ()


def _decodes(raw: bytes, name: str) -> bool:
    try:
        raw.decode(name)
    except UnicodeDecodeError:
        return False
    return True
