"""What a server's answers to FETCH, SEARCH and LIST say, one UID at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from imapclient.datetime_util import parse_to_datetime
from imapclient.exceptions import ProtocolError
from imapclient.imap_utf7 import decode
from imapclient.response_parser import parse_response

_UID_MAX = 2**32 - 1
_SHAPE = re.compile(
    rb"\d+ \(UID (?P<uid>\d+)(?: RFC822\.SIZE (?P<size>\d+))?"
    rb'(?: INTERNALDATE "(?P<date>[^"\\]*)")?(?: FLAGS \((?P<flags>[^()"{}]*)\))?'
    rb"(?: (?P<section>BODY\[(?:HEADER)?\]) \{\d+\}|\))"
)
_DATE = re.compile(rb" ?(\d\d?)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_MONTHS = {name: number for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


@dataclass(slots=True, kw_only=True)
class Answer:
    """What the server sent for one UID."""

    body: bytes = b""
    size: int | None = None
    internal_date: datetime | None = None
    flags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    contradictory: bool = False
    """Two different bodies came for this UID: neither is believed."""
    sections: set[str] = field(default_factory=set)
    """Body parts that came; NIL is none."""

    def lacks(self, section: str) -> bool:
        """Whether the part that was asked for did not come, or came empty for a message that is not."""
        if not section:
            return False
        return section not in self.sections or (section == "BODY[]" and not self.body and self.size != 0)


def fetched(data: list[Any], section: str = "") -> dict[int, Answer]:
    """Answers by UID; `section` names the body part asked for. What carries no UID belongs to nobody."""
    answers: dict[int, Answer] = {}
    rest: list[Any] = []
    for named in _ordinary(data, rest):
        _merge(answers.setdefault(named[b"UID"], Answer()), named, section)
    atoms = parse_response(rest)
    for fields in atoms[1::2]:
        if not isinstance(fields, tuple) or len(fields) % 2:
            raise ProtocolError("uneven FETCH answer")
        named = {bytes(word).upper(): value for word, value in zip(fields[::2], fields[1::2], strict=True)}
        uid = named.get(b"UID")
        if isinstance(uid, int):
            _merge(answers.setdefault(uid, Answer()), named, section)
    return answers


def _ordinary(data: list[Any], rest: list[Any]) -> Iterator[dict[bytes, Any]]:
    """Answers of the shape that nearly all have, read at once: the grammar proper takes each byte in turn (H4).

    Everything else goes into `rest`, for the grammar.
    """
    position = 0
    while position < len(data):
        part = data[position]
        head, body = part if isinstance(part, tuple) else (part, None)
        found = _SHAPE.fullmatch(head)
        ends = body is None or data[position + 1 : position + 2] == [b")"]
        if found is None or not ends or (found["section"] is None) is not (body is None):
            rest.append(part)
            position += 1
            continue
        position += 1 if body is None else 2
        named: dict[bytes, Any] = {b"UID": int(found["uid"]), found["section"]: body}
        if found["size"]:
            named[b"RFC822.SIZE"] = int(found["size"])
        if found["date"]:
            named[b"INTERNALDATE"] = found["date"]
        if found["flags"]:
            named[b"FLAGS"] = tuple(found["flags"].split())
        yield named


def _merge(answer: Answer, named: dict[bytes, Any], section: str) -> None:
    body = named.get(section.encode())
    if isinstance(body, int):
        body = str(body).encode()  # a short body of digits only, unquoted
    if isinstance(body, bytes):
        answer.contradictory |= section in answer.sections and answer.body != body
        answer.sections.add(section)
        answer.body = body
    if isinstance(size := named.get(b"RFC822.SIZE"), int):
        answer.size = size
    if isinstance(date := named.get(b"INTERNALDATE"), bytes):
        answer.internal_date = _instant(date)
    if isinstance(flags := named.get(b"FLAGS"), tuple):
        answer.flags = tuple(_text(flag) for flag in flags if _text(flag) != "\\Recent")
    if isinstance(labels := named.get(b"X-GM-LABELS"), tuple):
        answer.labels = tuple(folder_name(_text(label).encode()) for label in labels)


def _instant(date: bytes) -> datetime | None:
    try:
        if (found := _DATE.fullmatch(date)) and (month := _MONTHS.get(found[2])):
            return _in_utc(found, month)
        at = parse_to_datetime(date, normalise=False)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _in_utc(found: re.Match[bytes], month: int) -> datetime:
    """INTERNALDATE as RFC 3501 writes it: every header has one, and the reader of mail dates is slow."""
    day, year, hour, minute, second = (int(found[group]) for group in (1, 3, 4, 5, 6))
    offset = timedelta(hours=int(found[8]), minutes=int(found[9]))
    at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    return at - offset if found[7] == b"+" else at + offset


def _text(atom: Any) -> str:
    return atom.decode("utf-8", "replace") if isinstance(atom, bytes) else str(atom)


def numbers(data: list[Any]) -> list[int]:
    """UIDs of a SEARCH answer, ascending, each once. Raises ValueError for anything that is no UID (F15)."""
    found: set[int] = set()
    for line in data:
        for word in line.split(b"(", 1)[0].split():
            if not word.isdigit() or not 0 < int(word) <= _UID_MAX:
                raise ValueError("SEARCH answered what is no UID")
            found.add(int(word))
    return sorted(found)


def folder_name(raw: bytes) -> str:
    """A folder's name as the user sees it; one that is no modified UTF-7 as it stands."""
    try:
        return str(decode(raw))
    except (UnicodeError, ValueError, LookupError):
        return raw.decode("utf-8", "replace")
