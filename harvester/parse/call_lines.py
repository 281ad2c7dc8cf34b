"""One line of a call log → a call as somebody wrote it down (interfaces.md, call log; measurement.md M8)."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO
from math import isfinite
from types import MappingProxyType

from harvester.model import tables
from harvester.model.addresses import normal_address
from harvester.model.calls import LoggedCall, Outcome
from harvester.model.mail import Unreadable
from harvester.parse.calendar_times import known_zone

SHORTEST_ATTENDED_S = 30
"""Shorter, and an answered call is no conversation (M8)."""

_FIELD_CAP = 2**20
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}),?[ T]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)")
_SLASHED = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}),?[ T]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:\s*([AP])M)?", re.IGNORECASE
)
_EPOCH = re.compile(r"1[0-9]{9}(?P<milliseconds>[0-9]{3})?")
_COMPACT = re.compile(r"[0-9]{8}T[0-9]{6}Z?")
_SECONDS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(?:s|sec|secs|second|seconds)?", re.IGNORECASE)
_CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-9]{2})(?:\.[0-9]{1,9})?")
_SPOKEN = re.compile(
    r"(?:([0-9]{1,4})\s*h(?:ours?|rs?)?)?[\s,]*(?:([0-9]{1,5})\s*m(?:in(?:ute)?s?)?)?[\s,]*"
    r"(?:([0-9]{1,6})\s*s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE,
)

_IN = frozenset({"in", "incoming", "inbound", "received", "1", "missed", "3", "voicemail", "4", "rejected", "5"})
_OUT = frozenset({"out", "outgoing", "outbound", "dialed", "dialled", "placed", "2"})
_ANSWERED = frozenset({"answered", "connected", "completed", "accepted", "call connected"})
_PLACED = frozenset({"incoming", "inbound", "received", "1", *_OUT} - {"in", "out"})
"""Words for a direction in the column of the outcome: whether anybody answered, its duration says."""
_WORDS: Mapping[str, Outcome] = MappingProxyType(
    {
        **{outcome.value: outcome for outcome in Outcome},
        **dict.fromkeys(("3", "no answer", "not answered", "unanswered", "noanswer", "busy"), Outcome.MISSED),
        **dict.fromkeys(("4", "voice mail"), Outcome.VOICEMAIL),
        **dict.fromkeys(("5", "rejected", "refused"), Outcome.DECLINED),
    }
)


def logged_call(
    raw: bytes, columns: Mapping[str, Sequence[str]], zone: str = "", shortest_s: float = SHORTEST_ATTENDED_S
) -> LoggedCall | Unreadable:
    """The call in a header line and one line after it. Unreadable says which column cannot be used.

    `columns`: our column -> the names it may go by in the header, the first that is there (CallLogSettings.mapping).
    `zone`: the IANA name of the zone of times without one; "": such a time is not used.
    """
    try:
        return _call(raw, columns, zone, shortest_s)
    except _UnusableError as problem:
        return Unreadable(sha256=hashlib.sha256(raw).hexdigest(), size=len(raw), reason=str(problem))


class _UnusableError(ValueError):
    """A line that no call can be read from."""


def _call(raw: bytes, columns: Mapping[str, Sequence[str]], zone: str, shortest_s: float) -> LoggedCall:
    fields, key = _fields(raw)
    said = {column: _field(fields, names) for column, names in columns.items()}
    event_uid = said.get("event_uid", "")
    start = _instant(said.get("start", ""), zone, "start")
    if start is None and not event_uid:
        raise _UnusableError("it has no start")
    duration = _duration_s(said.get("duration_s", ""))
    direction = _direction(said.get("direction", ""))
    contact = said.get("contact", "")
    return LoggedCall(
        key=key,
        start=start,
        duration_s=duration,
        direction=direction,
        contact=normal_address(contact) or contact,
        number=said.get("number", ""),
        outcome=_outcome(said.get("outcome", ""), direction, duration, shortest_s),
        note=said.get("note", ""),
        event_uid=event_uid,
        recurrence=_instant(said.get("recurrence_id", ""), zone, "recurrence_id"),
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def _fields(raw: bytes) -> tuple[dict[str, str], str]:
    """Column name in lower case -> what stands there; and the hash of the line, by which its source knows it."""
    bom, encoding = tables.encoding(raw)
    text = raw[len(bom) :].decode(encoding)
    ending = "\n" if "\n" in text else "\r"
    header, _, record = text.partition(ending)
    separator = tables.separator(header)
    names = _cells(header.strip("\r\n"), separator)
    cells = _cells(record.strip("\r\n"), separator)
    if not names or not cells:
        raise _UnusableError("it is no line of a table")
    found: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        found.setdefault(name.casefold(), cell)
    return found, hashlib.sha256(record.strip("\r\n").encode(encoding)).hexdigest()


def _cells(line: str, separator: str) -> list[str]:
    if len(line) > _FIELD_CAP:
        raise _UnusableError(f"it holds {len(line):,} characters")
    try:
        rows = list(csv.reader(StringIO(line, newline=""), delimiter=separator))
    except csv.Error as error:
        raise _UnusableError(f"it is no line of a table: {error}") from None
    if len(rows) > 1:
        raise _UnusableError("it is more than one line of a table")
    return [cell.strip() for cell in rows[0]] if rows else []


def _field(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return next((fields[name.casefold()] for name in names if name.casefold() in fields), "")


def _instant(text: str, zone: str, column: str) -> datetime | None:
    """Aware UTC; None where the column is empty. A time without a zone is taken in `zone` only, and never guessed."""
    if not text:
        return None
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        return datetime.fromtimestamp(int(text[:10]), UTC)
    at = _time(text, column)
    if at.tzinfo is None:
        named = known_zone(zone) if zone else None
        if named is None:
            raise _UnusableError(f"its {column} “{text[:40]}” states no zone")
        at = at.replace(tzinfo=named)
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise _UnusableError(f"its {column} “{text[:40]}” is no time") from None


def _time(text: str, column: str) -> datetime:
    dotted, slashed = _DOTTED.fullmatch(text), _SLASHED.fullmatch(text)
    try:
        if dotted:
            day, month, year, clock = dotted.groups()
            return datetime.fromisoformat(f"{year}-{month:0>2}-{day:0>2}T{_two_digits(clock)}")
        if slashed:
            return _slashed(slashed)
        if not (_COMPACT.fullmatch(text) or ":" in text):
            raise _UnusableError(f"its {column} “{text[:40]}” states no time of day")
        return datetime.fromisoformat(text)
    except ValueError as error:
        if isinstance(error, _UnusableError):
            raise
        raise _UnusableError(f"its {column} “{text[:40]}” is no time") from None


def _slashed(found: re.Match[str]) -> datetime:
    """3/4/2026 is March or April: only a day above 12 tells."""
    first, second, year = (int(digits) for digits in found.groups()[:3])
    if first <= 12 and second <= 12 and first != second:
        raise _UnusableError(
            f"its date “{found[0][:40]}” can be read in two ways; write it as 2026-03-02T10:00:00+01:00"
        )
    month, day = (second, first) if first > 12 else (first, second)
    clock = datetime.fromisoformat(f"{year}-{month:02}-{day:02}T{_two_digits(found[4])}")
    if not found[5]:
        return clock
    if not 1 <= clock.hour <= 12:
        raise _UnusableError(f"its date “{found[0][:40]}” is no time")
    return clock.replace(hour=clock.hour % 12) + timedelta(hours=12 if found[5].upper() == "P" else 0)


def _two_digits(clock: str) -> str:
    return clock if clock[2] == ":" else f"0{clock}"


def _duration_s(text: str) -> float | None:
    """Seconds from 75, 1:15, 00:01:15 or 1m 15s; None where it is not given, or cannot be read."""
    text = text[:60]
    plain = _SECONDS.fullmatch(text)
    if plain:
        seconds = float(plain[1])
        return seconds if isfinite(seconds) else None
    found = _CLOCK.fullmatch(text) or (_SPOKEN.fullmatch(text) if text else None)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(number or 0) for number in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", " ", word.casefold()).removesuffix(" call").strip()


def _direction(word: str) -> str:
    """Which way it went, "in" or "out"; "" where the line does not say."""
    plain = _plain(word)
    return "in" if plain in _IN else "out" if plain in _OUT else ""


def _outcome(word: str, direction: str, duration_s: float | None, shortest_s: float) -> Outcome:
    """How it ended, as far as the line establishes it (M8)."""
    plain = _plain(word)
    said = _WORDS.get(plain.replace(" ", "_"), _WORDS.get(plain, Outcome.UNKNOWN))
    if plain in _ANSWERED or (plain in _PLACED and duration_s):
        # a phone's "answered" without a length establishes nothing; a person's "attended" does
        said = Outcome.UNKNOWN if duration_s is None else Outcome.ATTENDED
    elif plain in _PLACED and duration_s == 0 and direction == "out":
        return Outcome.MISSED
    if said is Outcome.ATTENDED and duration_s is not None and duration_s < shortest_s:
        return Outcome.UNKNOWN
    if said is Outcome.MISSED and duration_s:
        return Outcome.UNKNOWN  # somebody answered, or it is how long it rang
    return said
