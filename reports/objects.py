"""The objects of a PDF file, written one after the other (ISO 32000-1, 7.5): what was written is no longer held."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

_TOGETHER = 200
"""Objects that are packed as one."""
_HEADER = b"%PDF-1.7\n%\x80\x80\x80\x80\n"


class Objects:
    """A file in the making. Objects have numbers from 1; text is what stands between `obj` and `endobj`."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._out.write(_HEADER)
        self._places: list[tuple[int, int, int]] = [(0, 0, 65535)]
        """For each number: kind of its place, then where it is (7.5.8.3)."""
        self._waiting: list[tuple[int, bytes]] = []

    def reserved(self) -> int:
        """A number for an object that is written later."""
        self._places.append((0, 0, 0))
        return len(self._places) - 1

    def write(self, number: int, text: bytes) -> None:
        """An object that is no stream."""
        self._waiting.append((number, text))
        if len(self._waiting) == _TOGETHER:
            self._pack()

    def add(self, text: bytes) -> int:
        """An object that is no stream, and its number."""
        number = self.reserved()
        self.write(number, text)
        return number

    def add_stream(self, about: bytes, content: bytes) -> int:
        """A stream, and its number; `about` is its dictionary without a length."""
        number = self.reserved()
        self.write_stream(number, b"<< %b /Length %d >>" % (about, len(content)), content)
        return number

    def write_stream(self, number: int, about: bytes, content: bytes) -> None:
        """A stream; `about` is its dictionary, and says the length of `content`."""
        self._places[number] = (1, self._out.tell(), 0)
        self._out.write(b"%d 0 obj\n%b\nstream\n" % (number, about))
        self._out.write(content)
        self._out.write(b"\nendstream\nendobj\n")

    def closed(self, root: int, info: int) -> bytes:
        """The whole file. It is named by its content, so that the same objects make the same file (P4)."""
        self._pack()
        number, start = self.reserved(), self._out.tell()
        self._places[number] = (1, start, 0)
        name = hashlib.sha256(self._out.getbuffer()).hexdigest()[:32].encode()
        told = b"".join(struct.pack(">BQH", *place) for place in self._places)
        content = zlib.compress(told)
        about = b"<< /Type /XRef /Filter /FlateDecode /Length %d /W [ 1 8 2 ] /Size %d" % (
            len(content),
            len(self._places),
        )
        about += b" /Root %d 0 R /Info %d 0 R /ID [ <%b> <%b> ] >>" % (root, info, name, name)
        self.write_stream(number, about, content)
        self._out.write(b"startxref\n%d\n%%%%EOF\n" % start)
        return self._out.getvalue()

    def _pack(self) -> None:
        if not self._waiting:
            return
        at, places, texts = 0, [], []
        for number, text in self._waiting:
            places.append(b"%d %d" % (number, at))
            texts.append(text)
            at += len(text) + 1
        head = b" ".join(places) + b"\n"
        content = zlib.compress(head + b"\n".join(texts))
        about = b"/Type /ObjStm /Filter /FlateDecode /N %d /First %d" % (len(texts), len(head))
        holder = self.add_stream(about, content)
        for index, (number, _) in enumerate(self._waiting):
            self._places[number] = (2, holder, index)
        self._waiting.clear()
