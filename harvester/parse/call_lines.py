"""One line of a call log with its header line → LoggedCall. What a time or a word leaves open is never guessed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from harvester.model import LoggedCall, Outcome, Unreadable, tables

_IN = frozenset(["in", "incoming", "inbound", "received", "eingehend", "eingegangen", "entrant", "entrante", "1"])
_OUT = frozenset(
    ["out", "outgoing", "outbound", "dialed", "dialled", "placed", "made", "ausgehend", "sortant", "saliente", "2"]
)
_ANSWERED = frozenset(["answered", "connected", "completed", "accepted", "success"]) | _IN | _OUT
_WORDS: Mapping[str, Outcome] = {
    **{outcome.value.replace("_", " "): outcome for outcome in Outcome},
    **dict.fromkeys(["3", "no answer", "noanswer", "unanswered", "not answered", "verpasst", "busy"], Outcome.MISSED),
    **dict.fromkeys(["4", "voice mail", "voicemail left"], Outcome.VOICEMAIL),
    **dict.fromkeys(["5", "rejected", "abgelehnt", "refused"], Outcome.DECLINED),
}
_THEY_CALLED = frozenset(["3", "4", "5", "6", "missed", "rejected", "verpasst", "abgelehnt", "blocked"])
"""Words of phones for a call that came in and was not taken."""
_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%y %H:%M:%S",
    "%d.%m.%y %H:%M",
    "%d %b %Y %H:%M:%S",
    "%d %b %Y %H:%M",
    "%b %d %Y %H:%M:%S",
    "%b %d %Y %H:%M",
    "%b %d %Y %I:%M:%S %p",
    "%b %d %Y %I:%M %p",
)
"""03/02/2026 stands in none of them: it is two days, one a side of the ocean."""
_SPAN = re.compile(r"(?:(\d+)\s*h\w*\s*)?(?:(\d+)\s*m\w*\s*)?(?:(\d+)\s*s\w*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallColumns:
    """How one call log is to be read."""

    names: Mapping[str, Sequence[str]]
    """Our column -> the names that it may go by, the first that is there."""
    timezone: str = ""
    """The zone of times without one; "": such times are not read."""
    answered_seconds: float = 30
    """A shorter call was not attended (M8)."""


def parse_call_line(raw: bytes, columns: CallColumns) -> LoggedCall | Unreadable:
    """The call in a line, its outcome by M8; Unreadable with the reason where the line gives no time."""
    sha256 = hashlib.sha256(raw).hexdigest()
    row = _row(raw, columns.names)
    start = _instant(row.get("start", ""), columns.timezone)
    event_uid = row.get("event_uid", "")
    if start is None and not event_uid:
        said = row.get("start", "")[:40]
        reason = f"“{said}” is no time with a zone" if said else "it holds no time"
        return Unreadable(sha256=sha256, size=len(raw), reason=reason)
    duration = _seconds(row.get("duration_s", ""))
    said, taken = row.get("direction", ""), row.get("outcome", "")
    if columns.names.get("direction") != columns.names.get("outcome"):
        said, taken = (
            re.sub(r"^\d+$", "", text) for text in (said, taken)
        )  # a phone's numbers, in its one column only
    direction = _direction(said)
    return LoggedCall(
        key=sha256,
        start=start,
        duration_s=duration,
        direction=direction,
        contact=row.get("contact", ""),
        number=row.get("number", ""),
        outcome=_outcome(taken, direction, duration, columns.answered_seconds),
        note=row.get("note", ""),
        event_uid=event_uid,
        recurrence=_instant(row.get("recurrence_id", ""), columns.timezone),
        sha256=sha256,
    )


def _row(raw: bytes, names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Our column -> what stands in it."""
    bom, encoding = tables.encoding(raw)
    text = raw[len(bom) :].decode(encoding, "replace")
    header, _, record = text.partition("\n" if "\n" in text else "\r")
    between = tables.separator(header)
    found = [name.casefold() for name in tables.cells(header, between)]
    given = tables.cells(record, between)
    row: dict[str, str] = {}
    for column, choice in names.items():
        at = next((found.index(name.casefold()) for name in choice if name.casefold() in found), len(given))
        if at < len(given):
            row[column] = given[at]
    return row


def _outcome(text: str, direction: str, duration: float | None, answered_seconds: float) -> Outcome:
    """M8: attended when answered for at least so long; missed only when it was not answered."""
    word = " ".join(text.casefold().replace("_", " ").split())
    said = _WORDS.get(word)
    answered = said is Outcome.ATTENDED or word in _ANSWERED
    if said is not None and not answered:
        return said
    if not answered:
        return Outcome.UNKNOWN
    if duration is None:
        return said or Outcome.UNKNOWN
    if duration == 0 and direction == "out" and word in _OUT:
        return Outcome.MISSED  # a phone lists what was dialled, and no second of it was answered
    return Outcome.ATTENDED if duration >= answered_seconds else Outcome.UNKNOWN


def _direction(text: str) -> str:
    word = text.casefold()
    first = word.split(" ", 1)[0]
    if {word, first} & (_IN | _THEY_CALLED):
        return "in"
    return "out" if {word, first} & _OUT else ""


def _instant(text: str, zone: str) -> datetime | None:
    """An aware UTC instant; None for what is none, or what names no zone when there is none for such times."""
    if re.fullmatch(r"\d{10}|\d{13}", text):  # Android counts milliseconds, others seconds
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(text.ljust(13, "0")))
    at = _written(" ".join(text.replace(",", " ").split()))
    if at is None or (at.tzinfo is None and not zone):
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except OverflowError:
        return None


def _written(text: str) -> datetime | None:
    if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text):
        try:
            return datetime.fromisoformat(re.sub(r" (Z|[+-]\d\d:?\d\d)$", r"\1", text))
        except ValueError:
            return None
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 (the zone comes from the configuration)
        except ValueError:
            continue
    return None


def _seconds(text: str) -> float | None:
    """A duration in seconds: 61, 1:01, 0:01:01, 1 min 1 s; None for anything else."""
    if re.fullmatch(r"\d{1,7}(?:[.,]\d{1,6})?", text):
        return float(text.replace(",", "."))
    if re.fullmatch(r"(?:\d{1,4}:)?\d{1,4}:\d\d", text):
        total = 0
        for part in text.split(":"):
            total = total * 60 + int(part)
        return float(total)
    span = _SPAN.fullmatch(text)
    if text and span and any(span.groups()):
        hours, minutes, seconds = (int(part[:7]) if part else 0 for part in span.groups())
        return float(hours * 3600 + minutes * 60 + seconds)
    return None
