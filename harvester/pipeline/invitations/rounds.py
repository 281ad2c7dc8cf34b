"""What calendars and mail say of each meeting, in the order in which it was said (measurement.md M5 to M7).

An entry of a calendar stands from some time between two readings on; a mail from its own time on. As long as the
start of the meeting stays the same it is one invitation; another start is a new one (M7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from harvester.model.calls import Meeting
from harvester.model.dossier import Exchange
from harvester.model.gaps import MailRef
from harvester.pipeline.calls import CallRecords, Version, call_id

Key = tuple[str, datetime | None]
"""UID, and the instant of RECURRENCE-ID (M3)."""

_PLANS = ("REQUEST", "CANCEL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One entry, as a mail or a reading of a calendar shows it."""

    meeting: Meeting
    at: datetime
    """From here on it stood so at the latest."""
    after: datetime | None
    """It was not so yet; `at` itself for a mail, None where no reading goes before."""
    ref: MailRef
    mail: Exchange | None = None
    calendar: tuple[str, str] | None = None
    """Source and calendar of a reading."""
    seen_at: datetime
    """Start of the pull that saw it; the time of a mail."""

    @property
    def latest(self) -> datetime:
        """The latest time of the change that brought it: a reading saw it, or the entry itself says so."""
        updated = self.meeting.updated
        if self.mail is None and updated and updated < self.at and (self.after is None or updated > self.after):
            return updated
        return self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One invitation: a meeting at one start, until it is moved."""

    key: Key
    statements: tuple[Statement, ...]
    first: bool
    """Nothing is known of an earlier start."""

    @property
    def start(self) -> datetime:
        """When the meeting is to begin."""
        return self.statements[0].meeting.start

    @property
    def last(self) -> Statement:
        """How it stood in the end."""
        return self.statements[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A meeting that was given another start."""

    key: Key
    planned: datetime
    moved_to: datetime
    before: MailRef
    """What shows the earlier start."""
    by: Statement
    """What shows the later one."""

    @property
    def noticed_at(self) -> datetime | None:
        """When it was told by mail; None: only readings of a calendar show it."""
        return self.by.at if self.by.mail else None


def rounds(records: CallRecords, exchanges: Iterable[Exchange], zone: str) -> dict[Key, list[Round]]:
    """Every invitation of every entry, in order. `zone`: that of times without one in mail (M7)."""
    said = defaultdict[Key, list[Statement]](list)
    for statement in (*_read(records.versions), *_mailed(exchanges, zone)):
        said[statement.meeting.uid, statement.meeting.recurrence].append(statement)
    return {key: _rounds(key, said[key]) for key in sorted(said, key=lambda key: call_id(*key))}


def moves(found: Mapping[Key, Sequence[Round]], series: frozenset[str]) -> Iterator[Move]:
    """Every change of a start, but for that of a whole series: it says nothing of one day."""
    for (uid, slot), invitations in found.items():
        if slot is None and uid in series:
            continue
        first = invitations[0].statements[0]
        if slot is not None and first.meeting.start != slot:
            yield Move(key=(uid, slot), planned=slot, moved_to=first.meeting.start, before=first.ref, by=first)
        for before, after in pairwise(invitations):
            by = after.statements[0]
            if not (_doubtful(before.last.meeting) or _doubtful(by.meeting)):
                yield Move(key=(uid, slot), planned=before.start, moved_to=after.start, before=before.last.ref, by=by)


def _doubtful(meeting: Meeting) -> bool:
    """Its time depends on who reads it (M7): another time is no proof of another start."""
    return meeting.floating or meeting.zone_unknown


def series_of(versions: Iterable[Version]) -> frozenset[str]:
    """UIDs of the events that repeat."""
    return frozenset(meeting.uid for version in versions for meeting in version.meetings if meeting.recurrence)


def reference(meeting: Meeting, at: datetime) -> MailRef:
    """An entry of a calendar as what is cited."""
    return MailRef(
        sha256=meeting.sha256,
        message_id=None,
        sender=meeting.organizer,
        to=tuple(attendee.email for attendee in meeting.attendees),
        at=at,
        event_uid=call_id(meeting.uid, meeting.recurrence),
    )


def _read(versions: Iterable[Version]) -> Iterator[Statement]:
    for version in versions:
        after = min(version.after, version.stands_at) if version.after else None
        for meeting in version.planned:
            yield Statement(
                meeting=meeting,
                at=version.stands_at,
                after=after,
                ref=reference(meeting, version.stands_at),
                calendar=(version.source, version.calendar),
                seen_at=version.seen_at,
            )


def _mailed(exchanges: Iterable[Exchange], zone: str) -> Iterator[Statement]:
    for exchange in exchanges:
        calendar = exchange.message.calendar
        if exchange.at is None or calendar is None or calendar.method not in _PLANS:
            continue
        for meeting in calendar.planned:
            placed = _in_zone(replace(meeting, sha256=exchange.originals[0]), zone)
            yield Statement(
                meeting=placed, at=exchange.at, after=exchange.at, ref=exchange.ref, mail=exchange, seen_at=exchange.at
            )


def _in_zone(meeting: Meeting, zone: str) -> Meeting:
    """M7: the floating times of a mail are read in our zone."""
    if not meeting.floating:
        return meeting
    start, end = (at.replace(tzinfo=ZoneInfo(zone)) for at in (meeting.start, meeting.end))
    return replace(meeting, start=start, end=end)


def _rounds(key: Key, said: Iterable[Statement]) -> list[Round]:
    """Statements by start, in order; what still shows an older sequence than was seen before is late, not new."""
    ordered = sorted(
        said, key=lambda one: (one.at, one.mail is None, one.seen_at, one.meeting.sequence, one.ref.sha256)
    )
    found: list[list[Statement]] = []
    newest = -1
    for statement in ordered:
        if statement.meeting.sequence < newest:
            continue
        newest = statement.meeting.sequence
        if found and (statement.meeting.cancelled or found[-1][0].meeting.start == statement.meeting.start):
            found[-1].append(statement)
        else:
            found.append([statement])
    return [Round(key=key, statements=tuple(statements), first=number == 0) for number, statements in enumerate(found)]
