"""The bytes of a `.msg` file → its item (MS-OXMSG): one storage in a compound file, one stream for each long value."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import olefile

from harvester.outlook.item import Attached, Item, OutlookError, Properties, Value, codec, instant, number

_LISTED = "__properties_version1.0"
_INTEGER, _LONG, _BOOLEAN, _EIGHT, _TIME = 0x02, 0x03, 0x0B, 0x14, 0x40
_NARROW, _WIDE, _BINARY = 0x1E, 0x1F, 0x102
_CODEPAGE, _CONTENT, _METHOD, _EMBEDDED = 0x3FFD, 0x3701, 0x3705, 5
_HEADS = {"top": 32, "embedded": 24, "below": 8}
"""Bytes before the list of properties: of the file's own item, of one inside it, of recipients and attachments."""
_DEEPEST = 10
_MOST = 5_000
"""Recipients or attachments of one item."""


def read_msg(raw: bytes) -> Item:
    """The item of a `.msg` file. Raises OutlookError where there is none, whatever is wrong with the bytes."""
    try:
        with olefile.OleFileIO(BytesIO(raw)) as file:
            return _Reader(file).item((), "top")
    except OutlookError:
        raise
    except Exception as error:  # whatever the library raises is about these bytes
        raise OutlookError(f"it is damaged ({type(error).__name__})") from None


class _Reader:
    def __init__(self, file: Any) -> None:
        self._file = file
        self._entries: list[list[str]] = file.listdir(streams=True, storages=True)
        self._codec = "cp1252"

    def item(self, path: tuple[str, ...], place: str) -> Item:
        if not self._file.exists("/".join((*path, _LISTED))):
            raise OutlookError("it is no message of Outlook")
        if len(path) > _DEEPEST:
            raise OutlookError("its attachments are nested too deeply")
        properties = self._properties(path, place)
        if place == "top":
            self._codec = codec(number(properties, _CODEPAGE))
            properties = self._properties(path, place)
        people = [self._properties((*path, name), "below") for name in self._below(path, "__recip_version1.0_#")]
        attached = [self._attached((*path, name)) for name in self._below(path, "__attach_version1.0_#")]
        return Item(properties=properties, recipients=people, attachments=attached)

    def _attached(self, path: tuple[str, ...]) -> Attached:
        properties = self._properties(path, "below")
        inner = (*path, f"__substg1.0_{_CONTENT:04X}000D")
        if number(properties, _METHOD) == _EMBEDDED and self._file.exists("/".join((*inner, _LISTED))):
            return Attached(properties=properties, item=self.item(inner, "embedded"))
        return Attached(properties=properties, content=self._stream(path, _CONTENT, _BINARY))

    def _below(self, path: tuple[str, ...], start: str) -> list[str]:
        depth = len(path)
        names = {entry[depth] for entry in self._entries if len(entry) > depth and tuple(entry[:depth]) == path}
        return sorted(name for name in names if name.startswith(start))[:_MOST]

    def _properties(self, path: tuple[str, ...], place: str) -> Properties:
        where = "/".join((*path, _LISTED))
        listed = self._file.openstream(where).read() if self._file.exists(where) else b""
        return dict(self._values(path, listed[_HEADS[place] :]))

    def _values(self, path: tuple[str, ...], listed: bytes) -> Iterator[tuple[int, Value]]:
        for kind, which, _, value in struct.iter_unpack("<HHI8s", listed[: len(listed) // 16 * 16]):
            if kind in (_INTEGER, _LONG, _EIGHT):
                width = {_INTEGER: 2, _LONG: 4, _EIGHT: 8}[kind]
                yield which, int.from_bytes(value[:width], "little", signed=True)
            elif kind == _BOOLEAN:
                yield which, int(value[0] != 0)
            elif kind == _TIME:
                at = instant(int.from_bytes(value, "little"))
                if at:
                    yield which, at
            elif kind in (_NARROW, _WIDE, _BINARY) and which != _CONTENT:
                found = self._stream(path, which, kind)
                if found is not None:
                    yield which, self._decoded(found, kind)

    def _decoded(self, found: bytes, kind: int) -> Value:
        if kind == _BINARY:
            return found
        return found.decode("utf-16-le" if kind == _WIDE else self._codec, "replace")

    def _stream(self, path: tuple[str, ...], which: int, kind: int) -> bytes | None:
        where = "/".join((*path, f"__substg1.0_{which:04X}{kind:04X}"))
        return self._file.openstream(where).read() if self._file.exists(where) else None
