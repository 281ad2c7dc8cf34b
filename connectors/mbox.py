"""Where the messages of an mbox file begin and end. One pass in blocks: a file of any size needs little memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_BLOCK = 2**20
_LINE = 1000
"""A separator line is shorter than this."""
_AHEAD = _LINE + 4000
_BEHIND = 16
_DATED = re.compile(rb"[A-Z][a-z]{2} +[A-Z][a-z]{2} +\d{1,2} +\d{1,2}:\d{2}(:\d{2})?\b.*\b\d{4}")
_BARE = re.compile(rb"From(?: \S*)?\s*\Z")
_DAY = re.compile(
    rb"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4}|\d\d? \w{3,9}\.? \d{4}|\w{3,9}\.? \d\d?,? \d{4}|\b\d{9,13}\b"
)
_KNOWN = (
    rb"(?:from|to|cc|date|subject|received|return-path|message-id|mime-version|content-type|delivered-to|reply-to|sender"
    rb"|status|envelope-to|x-[\w-]+|dkim-signature|authentication-results|arc-[\w-]+|list-[\w-]+)[ \t]*:[^\n]*\n"
)
_HEADER = re.compile(_KNOWN + rb"(?:[ \t][^\n]*\n)*" + _KNOWN, re.IGNORECASE)
_FIELD = re.compile(rb"[!-9;-~]{1,80}:|>From ")


class Span(NamedTuple):
    """One message of an mbox: its bytes are [start, stop), and `postmark` is the line before them."""

    start: int
    stop: int
    postmark: bytes


class _Separator(NamedTuple):
    before: int
    """Where the message before it ends; the blank line between belongs to neither."""
    line: bytes
    after: int
    sure: bool = True


def spans(file: BinaryIO) -> Iterator[Span]:
    """Every message in the order of the file.

    A `From ` line separates when a blank line precedes it and it carries a date or stands alone before a header, or
    when it carries a date right before a header: programs differ in which of these they write. A date of another shape
    separates between a blank line and a header of well-known fields. `Content-Length` is never believed. Quoting
    (`>From `) stays as it stands: which lines were quoted cannot be told for certain, and the bytes are the evidence.
    """
    last: _Separator | None = None
    for separator in _sure(file):
        if last is not None:
            yield Span(last.after, max(last.after, separator.before), last.line)
        last = separator
    if last is not None:
        yield Span(last.after, max(last.after, _end(file)), last.line)


def doubtful(file: BinaryIO) -> Iterator[bytes]:
    """Lines `From …` after a blank line and before well-known header fields that carry no date: either may be meant."""
    return (separator.line for separator in _separators(file) if not separator.sure)


def _sure(file: BinaryIO) -> Iterator[_Separator]:
    return (separator for separator in _separators(file) if separator.sure)


def preamble(file: BinaryIO) -> int:
    """Bytes before the first separator that are not white space: they belong to no message."""
    first = next(_sure(file), None)
    stop = max(first.before, 0) if first else _size(file)
    file.seek(0)
    return stop if file.read(min(stop, _BLOCK)).removeprefix(b"\xef\xbb\xbf").strip() else 0


def _separators(file: BinaryIO) -> Iterator[_Separator]:
    file.seek(0)
    window, base, seen = b"\n\n", -2, -3  # the start of a file counts as following a blank line
    while True:
        block = file.read(_BLOCK)
        window += block
        stop = max(len(window) - _AHEAD, 0) if block else len(window)
        at = window.find(b"\nFrom", 0, stop)
        while at >= 0:
            if base + at > seen:
                seen = base + at
                if found := _separator(window, at, base):
                    yield found
            at = window.find(b"\nFrom", at + 1, stop)
        if not block:
            return
        keep = max(stop - _BEHIND, 0)
        window, base = window[keep:], base + keep


def _separator(window: bytes, at: int, base: int) -> _Separator | None:
    stop = window.find(b"\n", at + 1, at + 1 + _LINE)
    if stop < 0:
        if len(window) > at + 1 + _LINE:
            return None
        stop = len(window) - 1
    line = window[at + 1 : stop + 1]
    blank = 1 if window[at - 1 : at] == b"\n" else 2 if window[at - 2 : at] == b"\n\r" else 0
    header = _FIELD.match(window, stop + 1) is not None
    dated = line.startswith(b"From ") and _DATED.search(line) is not None
    bare = _BARE.match(line) is not None
    sure = (dated and (blank or header)) or (bare and blank and header)
    if not sure:
        if not (blank and line.startswith(b"From ") and _HEADER.match(window, stop + 1)):
            return None
        sure = _DAY.search(line) is not None
    return _Separator(base + at + 1 - blank, line.rstrip(b"\r\n"), base + stop + 1, bool(sure))


def _end(file: BinaryIO) -> int:
    size = _size(file)
    file.seek(max(size - 4, 0))
    tail = file.read(4)
    if tail.endswith(b"\r\n\r\n"):
        return size - 2
    return size - 1 if tail.endswith(b"\n\n") else size


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)
