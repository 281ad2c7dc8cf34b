"""What a server's answers to FETCH, SEARCH and LIST say, one UID at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from imapclient.datetime_util import parse_to_datetime
from imapclient.exceptions import ProtocolError
from imapclient.imap_utf7 import decode
from imapclient.response_parser import parse_response

from harvester.model.source import FolderState

_UID_MAX, _MODSEQ_MAX = 2**32 - 1, 2**63 - 1
_SHAPE = re.compile(
    rb"\d+ \(UID (?P<uid>\d+)(?: RFC822\.SIZE (?P<size>\d+))?"
    rb'(?: INTERNALDATE "(?P<date>[^"\\]*)")?(?: FLAGS \((?P<flags>[^()"{}]*)\))?'
    rb"(?: (?P<section>BODY\[(?:HEADER)?\]) \{\d+\}|\))"
)
_DATE = re.compile(r" ?(\d\d?)-([A-Z][a-z]{2})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d{4})", re.ASCII)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: f"{number:02}" for number, name in enumerate(_NAMES, 1)}


class Answer(NamedTuple):
    """What the server sent for one UID."""

    body: bytes = b""
    size: int | None = None
    internal_date: datetime | None = None
    flags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    came: bool = False
    """The body part that was asked for came; NIL is none."""
    contradictory: bool = False
    """Two different bodies came for this UID: neither is believed."""

    def lacks(self, section: str) -> bool:
        """Whether the part that was asked for did not come, or came empty for a message that is not."""
        if not section:
            return False
        return not self.came or (section == "BODY[]" and not self.body and self.size != 0)


def fetched(data: list[Any], section: str = "") -> dict[int, Answer]:
    """Answers by UID; `section` names the body part asked for. What carries no UID belongs to nobody."""
    answers: dict[int, Answer] = {}
    rest: list[Any] = []
    for uid, answer in _ordinary(data, section.encode(), rest):
        answers[uid] = _merged(answers[uid], answer) if uid in answers else answer
    atoms = parse_response(rest)
    for fields in atoms[1::2]:
        if not isinstance(fields, tuple) or len(fields) % 2:
            raise ProtocolError("uneven FETCH answer")
        named = {bytes(word).upper(): value for word, value in zip(fields[::2], fields[1::2], strict=True)}
        told = named.get(b"UID")
        if isinstance(told, int):
            answer = _told(named, section.encode())
            answers[told] = _merged(answers[told], answer) if told in answers else answer
    return answers


def _ordinary(data: list[Any], section: bytes, rest: list[Any]) -> Iterator[tuple[int, Answer]]:
    """Answers of the shape that nearly all have, read at once: the grammar proper takes each byte in turn (H4).

    Everything else goes into `rest`, for the grammar.
    """
    position, last = 0, len(data)
    while position < last:
        part = data[position]
        head, body = part if isinstance(part, tuple) else (part, None)
        found = _SHAPE.fullmatch(head)
        ends = body is None or (position + 1 < last and data[position + 1] == b")")
        if found is None or not ends or (found["section"] is None) is not (body is None):
            rest.append(part)
            position += 1
            continue
        position += 1 if body is None else 2
        uid, size, date, flags, named = found.groups()
        asked = body is not None and named == section
        yield (
            int(uid),
            Answer(
                body=body if asked else b"",
                size=int(size) if size else None,
                internal_date=_instant(date) if date else None,
                flags=_flags(flags) if flags else (),
                came=asked,
            ),
        )


def _told(named: dict[bytes, Any], section: bytes) -> Answer:
    """An answer as the grammar reads it."""
    body = named.get(section)
    if isinstance(body, int):
        body = str(body).encode()  # a short body of digits only, unquoted
    size, date = named.get(b"RFC822.SIZE"), named.get(b"INTERNALDATE")
    flags, labels = named.get(b"FLAGS"), named.get(b"X-GM-LABELS")
    return Answer(
        body=body if isinstance(body, bytes) else b"",
        size=size if isinstance(size, int) else None,
        internal_date=_instant(date) if isinstance(date, bytes) else None,
        flags=_without_recent(flags) if isinstance(flags, tuple) else (),
        labels=tuple(folder_name(_text(label).encode()) for label in labels) if isinstance(labels, tuple) else (),
        came=isinstance(body, bytes),
    )


def _merged(first: Answer, second: Answer) -> Answer:
    """Two answers for one UID: the later one counts, and two different bodies contradict each other."""
    contradictory = first.came and second.came and first.body != second.body
    return Answer(
        body=second.body if second.came else first.body,
        size=first.size if second.size is None else second.size,
        internal_date=second.internal_date or first.internal_date,
        flags=second.flags or first.flags,
        labels=second.labels or first.labels,
        came=first.came or second.came,
        contradictory=first.contradictory or contradictory,
    )


@lru_cache(maxsize=1024)
def _flags(written: bytes) -> tuple[str, ...]:
    """The flags between the brackets: most messages have the same few."""
    return _without_recent(written.split())


def _without_recent(flags: Iterable[Any]) -> tuple[str, ...]:
    told = map(_text, flags)
    return tuple(flag for flag in told if flag != "\\Recent")


def _instant(date: bytes) -> datetime | None:
    try:
        # the reader of mail dates is slow, and every header has one
        if (found := _DATE.fullmatch(date.decode("ascii"))) and (month := _MONTHS.get(found[2])):
            at = datetime.fromisoformat(f"{found[3]}-{month}-{found[1]:0>2}T{found[4]}{found[5]}")
            return at if at.tzinfo is UTC else at.astimezone(UTC)
        at = parse_to_datetime(date, normalise=False)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _text(atom: Any) -> str:
    return atom.decode("utf-8", "replace") if isinstance(atom, bytes) else str(atom)


def folder_state(answer: Mapping[bytes, Any], count: bytes) -> FolderState:
    """What EXAMINE or STATUS says of a folder; a number that cannot be one (RFC 9051: 32 bits, 63 bits) is not said."""
    return FolderState(
        uidvalidity=uidvalidity(answer),
        uidnext=_number(answer.get(b"UIDNEXT"), _UID_MAX) or 0,
        messages=_number(answer.get(count), _UID_MAX) or 0,
        highestmodseq=_number(answer.get(b"HIGHESTMODSEQ"), _MODSEQ_MAX),
    )


def uidvalidity(answer: Mapping[bytes, Any]) -> int:
    """0: there is none, or none that can be one."""
    return _number(answer.get(b"UIDVALIDITY"), _UID_MAX) or 0


def _number(value: Any, largest: int) -> int | None:
    return value if isinstance(value, int) and 0 <= value <= largest else None


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
