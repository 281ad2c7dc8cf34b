"""One VEVENT → what it says of a meeting, before it is repeated (measurement.md M1–M3, M7)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from harvester.model.addresses import normal_address
from harvester.model.calls import Attendee, Meeting
from harvester.parse.calendar_lines import CalendarText, Component, Line, plain_text
from harvester.parse.calendar_times import Clock, Zones, duration, instant, known_zone

_REPLIES = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})
_PARTSTATS = frozenset({"accepted", "declined", "tentative", "delegated"})
_ROOMS = frozenset({"ROOM", "RESOURCE"})
_LINKS = ("meet.google.com/", "zoom.us/", "teams.microsoft.com/", "teams.live.com/", "webex.com/", "whereby.com/")
_NO_ADDRESS = re.compile(r"[\s:/]")
_LONGEST_ADDRESS, _LONGEST_UID, _LONGEST_TITLE = 1_000, 10_000, 1_000
_DAY = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Entry:
    """One VEVENT, read."""

    itself: Meeting
    """At its own times; `recurrence` is not set."""
    start: Clock
    length: timedelta
    """For whole days in wall-clock time, else exact."""
    has_end: bool
    slot: Clock | None
    """RECURRENCE-ID."""
    onward: bool
    """RANGE=THISANDFUTURE."""
    zones: Zones
    lines: Component
    rank: tuple[int, datetime] = field(init=False)

    def __post_init__(self) -> None:
        self.rank = (self.itself.sequence, self.itself.updated or datetime.min.replace(tzinfo=UTC))

    def at(self, local: datetime, recurrence: datetime, length: timedelta | None = None) -> Meeting:
        """The instance that starts at a wall-clock time of this entry's zone."""
        start, end = _times(self.start, local, self.length if length is None else length)
        return replace(self.itself, start=start, end=end, recurrence=recurrence)

    @property
    def planned(self) -> Meeting:
        """At its own times; of an instance that has an entry of its own, with the instant that it stands for."""
        return replace(self.itself, recurrence=self.slot.at if self.slot else None)

    @property
    def repeats(self) -> bool:
        """Whether it stands for a series."""
        return any(line.value.strip() for line in self.lines.named("RRULE", "RDATE"))


def entries(sha256: str, text: CalendarText, own: ZoneInfo) -> Iterator[Entry]:
    """What is read of each VEVENT that has a start; a mailed reply to an invitation is no entry of a calendar."""
    zones = zones_of(text, own)
    for lines in text.events:
        entry = None if lines.method in _REPLIES else _entry(sha256, lines, zones)
        if entry:
            yield entry


def zones_of(text: CalendarText, own: ZoneInfo) -> Zones:
    """The zones that a calendar text names or defines; `own` is that of times that name none."""
    return Zones(known_zone(text.zone) or own, text.zones)


def _entry(sha256: str, lines: Component, zones: Zones) -> Entry | None:
    named = lines.line("RECURRENCE-ID")
    slot = zones.clock(named)
    start = zones.clock(lines.line("DTSTART"))
    if start is None or (named and slot is None):
        return None
    length, has_end = _length(start, lines, zones)
    begins, ends = _times(start, start.local, length)
    organizer = lines.line("ORGANIZER")
    return Entry(
        itself=Meeting(
            uid=_uid(lines),
            recurrence=None,
            start=begins,
            end=ends,
            all_day=start.is_date,
            floating=start.floating,
            zone_unknown=start.zone_unknown,
            organizer=_address(organizer) if organizer else "",
            attendees=tuple(attendees(lines.named("ATTENDEE"))),
            cancelled=lines.value("STATUS").upper() == "CANCELLED" or lines.method == "CANCEL",
            sequence=_whole_number(lines.value("SEQUENCE")),
            created=_instant(zones.clock(lines.line("CREATED"))),
            updated=_instant(zones.clock(lines.line("LAST-MODIFIED"))),
            title=plain_text(lines.value("SUMMARY")[:_LONGEST_TITLE]),
            conference=_has_conference(lines),
            meet=lines.value("X-GOOGLE-MEET"),
            placed=bool(lines.value("LOCATION").strip()),
            sha256=sha256,
        ),
        start=start,
        length=length,
        has_end=has_end,
        slot=slot,
        onward=bool(named) and named.parameters.get("RANGE", "").upper() == "THISANDFUTURE" if named else False,
        zones=zones,
        lines=lines,
    )


def _uid(lines: Component) -> str:
    """UID; an entry without one is known by what it says, which is the same in every copy of it."""
    uid = lines.value("UID")
    if uid and len(uid) <= _LONGEST_UID:
        return uid
    said = "\n".join(f"{line.name} {sorted(line.parameters.items())} {line.value}" for line in lines.lines)
    return f"no UID, {hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()}"


def _length(start: Clock, lines: Component, zones: Zones) -> tuple[timedelta, bool]:
    """How long it takes, never negative, and whether the entry says so."""
    end = zones.clock(lines.line("DTEND"))
    stated = duration(lines.value("DURATION"))
    if end is not None:
        length = end.local - start.local if start.is_date else end.at - start.at
    elif stated is not None:
        length = stated
    else:
        length = _DAY if start.is_date else timedelta(0)
    return max(length, timedelta(0)), end is not None or stated is not None


def _times(start: Clock, local: datetime, length: timedelta) -> tuple[datetime, datetime]:
    begins = instant(local, start.zone)
    return begins, max(begins, instant(local + length, start.zone)) if start.is_date else begins + length


def attendees(lines: Iterable[Line]) -> Iterator[Attendee]:
    """Who was invited, and what each replied."""
    for line in lines:
        email = _address(line)
        if email:
            partstat = line.parameters.get("PARTSTAT", "").lower()
            yield Attendee(
                email=email,
                name=" ".join(line.parameters.get("CN", "").split())[:_LONGEST_TITLE],
                partstat=partstat if partstat in _PARTSTATS else "needs-action",
                human=line.parameters.get("CUTYPE", "").upper() not in _ROOMS,
                asked=line.parameters.get("RSVP", "").upper() != "FALSE"
                and line.parameters.get("ROLE", "").upper() != "NON-PARTICIPANT",
            )


def _address(line: Line) -> str:
    """The address of an ATTENDEE or ORGANIZER; iCloud puts it into a parameter."""
    for value in (line.value.strip(), line.parameters.get("EMAIL", "")):
        if len(value) <= _LONGEST_ADDRESS:
            plain = unquote(value[7:].partition("?")[0]) if value[:7].lower() == "mailto:" else value
            address = normal_address(plain)
            if address and not _NO_ADDRESS.search(address):
                return address
    return ""


def _whole_number(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def _instant(clock: Clock | None) -> datetime | None:
    return clock.at if clock else None


def _has_conference(lines: Component) -> bool:
    """A line of its own says so, or the place is a link to one."""
    places = (line.value[:_LONGEST_TITLE].lower() for line in lines.named("LOCATION", "URL"))
    own = (line for line in lines.lines if line.name.startswith(("CONFERENCE", "X-GOOGLE-", "X-MICROSOFT-")))
    return any(line.value.strip() for line in own) or any(link in place for place in places for link in _LINKS)
