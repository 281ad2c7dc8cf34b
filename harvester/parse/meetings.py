"""Calendar entries → meetings: every instance of one event, in one version of it, that overlaps a window (M1–M3, M7).

What is read is what the entry says. Whether anybody came is nothing that a calendar knows (M2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from harvester.model.calls import Meeting
from harvester.model.mail import Unreadable
from harvester.parse.calendar_entries import Entry, entries
from harvester.parse.calendar_lines import CalendarText, calendar_text
from harvester.parse.calendar_times import Clock, duration, instant, known_zone
from harvester.parse.google_events import GOOGLE, google_calendar
from harvester.parse.recurrences import MOST_INSTANCES, RefusedError, recurrences

_PAD = timedelta(days=2)
_MOST_VALUES = 20_000
_LONGEST_LIST = 4_000_000

Span = tuple[datetime, datetime]
"""Naive, in the zone of a series."""
Originals = Sequence[tuple[str, bytes]]
"""(SHA-256, bytes) of one event in one version."""
Slots = dict[datetime, tuple[datetime, timedelta | None]]


def meetings(
    originals: Originals, media_type: str, window: tuple[datetime, datetime], zone: str
) -> tuple[Meeting, ...] | Unreadable:
    """The instances that overlap the window, by start; `originals` are (SHA-256, bytes) of one event in one version.

    `zone` is that of the calendar, an IANA name: floating times and whole days are read in it, unless the calendar
    says another itself. Cancelled instances are among them. Unreadable names the rule that is not expanded, or what
    is missing; nothing is raised for any bytes.
    """
    own = known_zone(zone) or ZoneInfo("UTC")
    try:
        read = [entry for sha256, text in texts(originals, media_type) for entry in entries(sha256, text, own)]
        if not read:
            return unreadable(originals, "it holds no calendar entry with a start")
        found = [meeting for series in _by_uid(read) for meeting in _instances(series, window)]
    except RefusedError as refusal:
        return unreadable(originals, f"it is not expanded: {refusal}")
    except (ValueError, OverflowError) as error:
        return unreadable(originals, f"a time in it is out of range ({type(error).__name__})")
    if len(found) > MOST_INSTANCES:
        return unreadable(originals, f"it is not expanded: it has more than {MOST_INSTANCES:,} instances in the period")
    return tuple(sorted(found, key=lambda meeting: (meeting.start, meeting.uid, meeting.recurrence or meeting.start)))


def texts(originals: Originals, media_type: str) -> Iterator[tuple[str, CalendarText]]:
    """(SHA-256, calendar) of each original, whatever it was written in."""
    if media_type == GOOGLE:
        originals = google_calendar(originals)
    return ((sha256, calendar_text(raw)) for sha256, raw in originals)


def unreadable(originals: Originals, reason: str) -> Unreadable:
    """What is listed in place of an event that cannot be read."""
    sha256, raw = originals[0] if originals else ("", b"")
    return Unreadable(sha256=sha256, size=len(raw), reason=reason)


def _by_uid(read: Iterable[Entry]) -> Iterable[list[Entry]]:
    series: dict[str, list[Entry]] = {}
    for entry in read:
        series.setdefault(entry.itself.uid, []).append(entry)
    return series.values()


def _instances(entries: Sequence[Entry], window: tuple[datetime, datetime]) -> Iterator[Meeting]:
    """What one series, or one single event, has in the window."""
    masters = [entry for entry in entries if entry.slot is None]
    master = max(masters, key=lambda entry: entry.rank) if masters else None
    overrides: dict[datetime, Entry] = {}
    for entry in entries:
        if entry.slot is not None:
            at = _slot_instant(entry.slot, master)
            if at not in overrides or overrides[at].rank <= entry.rank:
                overrides[at] = entry
    if master is None:
        found = [replace(entry.itself, recurrence=at) for at, entry in overrides.items()]
    elif not master.repeats:
        found = [master.itself, *(_overridden(entry, master, at) for at, entry in overrides.items())]
    else:
        found = list(_series(master, overrides, window))
    return (meeting for meeting in found if _overlaps(meeting, window))


def _overlaps(meeting: Meeting, window: tuple[datetime, datetime]) -> bool:
    return meeting.start < window[1] and (meeting.end > window[0] or meeting.start >= window[0])


def _slot_instant(slot: Clock, master: Entry | None) -> datetime:
    """The instant of RECURRENCE-ID; a date stands for the time that the series has on it, and the other way round."""
    if master is None:
        return slot.at
    if master.start.is_date:
        return instant(datetime.combine(slot.local.date(), master.start.local.time()), master.start.zone)
    if slot.is_date:
        return instant(datetime.combine(slot.local.date(), master.start.local.time()), master.start.zone)
    return instant(slot.local, master.start.zone) if slot.floating else slot.at


def _overridden(entry: Entry, master: Entry, at: datetime) -> Meeting:
    """An instance that has an entry of its own. One that only says "cancelled" was for whom the series is."""
    own = replace(entry.itself, recurrence=at)
    if not own.cancelled:
        return own
    series = master.itself
    return replace(
        own,
        end=own.end if entry.has_end else own.start + (series.end - series.start),
        organizer=own.organizer or series.organizer,
        attendees=own.attendees or series.attendees,
        title=own.title or series.title,
        conference=own.conference or series.conference,
    )


def _series(master: Entry, overrides: dict[datetime, Entry], window: tuple[datetime, datetime]) -> Iterator[Meeting]:
    onward = sorted((at, entry) for at, entry in overrides.items() if entry.onward)
    span = _span(master, [entry for _, entry in onward], window)
    excluded = _Excluded(master, span)
    for at, (local, length) in _slots(master, span).items():
        if at in overrides or excluded.holds(at, local):
            continue
        changed = [entry for since, entry in onward if since <= at]
        yield _moved(changed[-1], master, local, at) if changed else master.at(local, at, length)
    for at, entry in overrides.items():
        stands = entry.itself.cancelled or entry.itself.sequence > master.itself.sequence
        if stands or not excluded.holds(at, at.astimezone(master.start.zone).replace(tzinfo=None)):
            yield _overridden(entry, master, at)


class _Excluded:
    """The instances that EXDATE takes out: by instant, and by day where it names a day or the series is of days."""

    def __init__(self, master: Entry, span: Span) -> None:
        self._instants: set[datetime] = set()
        self._days: set[date] = set()
        for value, tzid in _values(master, "EXDATE", span):
            clock = master.zones.time(value, tzid)
            if clock and (clock.is_date or master.start.is_date):
                self._days.add(clock.local.date())
            elif clock:
                self._instants.add(_slot_instant(clock, master))

    def holds(self, at: datetime, local: datetime) -> bool:
        """Whether the instance at this instant, and at this wall-clock time of the series, is taken out."""
        return at in self._instants or local.date() in self._days


def _slots(master: Entry, span: Span) -> Slots:
    """Instant -> (wall-clock time in the series' zone, its own length) of all that may reach into the window."""
    if any(True for _ in master.lines.named("EXRULE")):
        raise RefusedError("it has an EXRULE, which RFC 5545 no longer knows")
    rules = [line.value for line in master.lines.named("RRULE") if line.value.strip()]
    slots: Slots = {
        instant(local, master.start.zone): (local, None)
        for local in recurrences(master.start, rules, master.zones, span)
    }
    if not rules:
        slots[master.itself.start] = (master.start.local, None)
    for value, tzid in _values(master, "RDATE", span):
        begins, _, ends = value.partition("/")
        clock = master.zones.time(begins, tzid)
        if clock:
            at = _slot_instant(clock, master)
            slots.setdefault(at, (_local(at, master), _period(clock, ends, master)))
    return slots


def _span(master: Entry, onward: Sequence[Entry], window: tuple[datetime, datetime]) -> Span:
    """In wall-clock time of the series, where an instance may start that reaches into the window."""
    longest = max(entry.length for entry in (master, *onward))
    furthest = max((abs(_shift(entry, master)) for entry in onward), default=timedelta(0))
    pad = _PAD + longest + furthest
    return _local(window[0], master) - pad, _local(window[1], master) + pad


def _values(entry: Entry, name: str, span: Span) -> list[tuple[str, str]]:
    """(value, TZID) of each EXDATE or RDATE whose day lies in the span, each once."""
    low, high = (f"{at.date():%Y%m%d}" for at in span)
    found: set[tuple[str, str]] = set()
    for line in entry.lines.named(name):
        if len(line.value) > _LONGEST_LIST:
            raise RefusedError(f"its {name} has {len(line.value):,} characters")
        each = {value.strip() for value in line.value.split(",")}
        found.update((value, line.parameters.get("TZID", "")) for value in each if low <= value[:8] <= high)
    if len(found) > _MOST_VALUES:
        raise RefusedError(f"it names {len(found):,} days by {name}")
    return sorted(found)


def _period(begins: Clock, ends: str, master: Entry) -> timedelta | None:
    """The length of an RDATE that is a period; None where it has none of its own."""
    end = master.zones.time(ends)
    if end is not None:
        end_at = instant(end.local, begins.zone) if end.floating else end.at
        return max(end_at - begins.at, timedelta(0))
    return duration(ends)


def _moved(entry: Entry, master: Entry, local: datetime, at: datetime) -> Meeting:
    """An instance that an entry moves or changes from its own on (RANGE=THISANDFUTURE)."""
    return replace(
        entry.at(_local(instant(local, master.start.zone), entry) + _shift(entry, master), at), recurrence=at
    )


def _shift(entry: Entry, master: Entry) -> timedelta:
    """By how much wall-clock time an entry moves its instance."""
    if entry.slot is None:
        return timedelta(0)
    return entry.start.local - _local(_slot_instant(entry.slot, master), entry)


def _local(at: datetime, entry: Entry) -> datetime:
    return at.astimezone(entry.start.zone).replace(tzinfo=None)
