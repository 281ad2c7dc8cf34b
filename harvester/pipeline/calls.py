"""Calls and meetings with the client out of calendars, call logs and invitations by mail (measurement.md M).

A calendar says who was invited and what they replied; it never says who came (M2). Whether a call took place comes
from a call log, from Google's record of who joined (`attendance`), or from a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from harvester.model.appointments import is_talk
from harvester.model.calls import NOT_TAKEN, Call, LoggedCall, Meeting, Outcome
from harvester.model.conferences import Conference
from harvester.model.display_names import spoken
from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement
from harvester.model.matter import Side
from harvester.model.notices import short_names
from harvester.model.people import Sides, company_names
from harvester.model.phones import normal_number
from harvester.model.words import plain
from harvester.pipeline.attendance import Attendance, known_names

_LONGEST = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a calendar event: its instances as they stood when it was seen."""

    source: str
    calendar: str
    seen_at: datetime
    """Start of the pull that first saw it so."""
    stands_at: datetime
    """The time of which it speaks: `seen_at`, for a file that of its export."""
    after: datetime | None = None
    """The last complete reading of the calendar before it; None: there was none."""
    live: bool = False
    meetings: tuple[Meeting, ...]
    """Every instance."""
    planned: tuple[Meeting, ...] = ()
    """Every entry, not repeated: the event or series itself, and changed instances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vanished:
    """An event that is not in its calendar any more."""

    version: Version
    """As it was last seen."""
    at: datetime
    """Start of the pull that missed it."""
    after: datetime | None
    """The last complete reading before that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecords:
    """Everything that was collected about calls."""

    versions: Sequence[Version] = ()
    """In the order in which they were seen; the last one of an event is how it stands."""
    logged: Sequence[LoggedCall] = ()
    vanished: Sequence[Vanished] = ()
    conferences: Sequence[Conference] = ()
    """What Google Meet recorded of calls."""
    unreadable: Sequence[tuple[str, str]] = ()
    """(SHA-256, reason)."""


def calls(
    records: CallRecords, exchanges: Iterable[Exchange], engagement: Engagement, shown: Mapping[str, str]
) -> tuple[Call, ...]:
    """Every call and meeting with the client, each once, in order of time (M1, M3).

    `shown`: identity -> the display name that the person's own mail shows.
    """
    sides = Sides(engagement.us, engagement.client)
    mails = CalendarMail(exchanges)
    short = _in_short(engagement, sides, shown)
    by_event: dict[tuple[str, datetime | None], LoggedCall] = {}
    found: list[Call] = []
    for logged in records.logged:
        if logged.event_uid:
            by_event[logged.event_uid, logged.recurrence] = logged
        elif (call := logged_call(logged, engagement, sides) or _named_in_log(logged, engagement, short)) is not None:
            found.append(call)
    later = Afterwards(records.versions, engagement.us_hours.timezone)
    held = {
        key(meeting): (
            meeting,
            replace(_of_meeting(meeting, by_event.get(key(meeting)), mails, sides), flags=later.flags(meeting)),
        )
        for meeting in current(records.versions)
        if is_client_call(meeting, sides)
    }
    found += [
        replace(_of_meeting(meeting, None, mails, sides), people=(engagement.client.name or engagement.key,))
        for meeting in current(records.versions)
        if key(meeting) not in held and key(meeting) not in by_event and _may_be_a_talk(meeting, sides, short)
    ]
    links = {
        meeting.meet: held[key(meeting)][1]
        for version in records.versions
        for meeting in version.meetings
        if meeting.meet and key(meeting) in held
    }
    found += Attendance(records.conferences, known_names(sides, shown)).told(held.values(), links)
    once = {call.id: call for call in found}  # the same line in two logs, or twice in one, is one call (P1)
    return tuple(sorted(once.values(), key=lambda call: (call.start, call.id)))


def _in_short(engagement: Engagement, sides: Sides, shown: Mapping[str, str]) -> Callable[[str], bool]:
    """Whether a few words name the client or one of its people."""
    client = engagement.client
    people = [p.name for p in client.people] + [name for who, name in shown.items() if sides.of(who) is Side.CLIENT]
    own = [p.name for p in engagement.us.people] + [name for who, name in shown.items() if sides.of(who) is Side.US]
    full = [plain(spoken(name)) for name in people if " " in name]
    short = short_names(map(spoken, people), company_names(client), (), own)
    return lambda said: short.stand_in(said) or any(name in plain(said) for name in full)


def _may_be_a_talk(meeting: Meeting, sides: Sides, named: Callable[[str], bool]) -> bool:
    """R20b, P1: an entry without anybody of the client in it whose title says that they are spoken to: “Call Bob”."""
    plainly = not (meeting.cancelled or meeting.all_day or client_people(meeting, sides))
    return plainly and meeting.end - meeting.start <= _LONGEST and is_talk(meeting.title) and named(meeting.title)


def _named_in_log(logged: LoggedCall, engagement: Engagement, named: Callable[[str], bool]) -> Call | None:
    """A call with “Bob” or “Acme reception”: who that is a person says, so how it went is unknown (R20b).

    A try of ours that nobody took is nobody's silence then (P1).
    """
    if logged.start is None or not named(f"{logged.contact} {logged.note}"):
        return None
    if logged.direction == "out" and logged.outcome in NOT_TAKEN:
        return None
    return _as_call(logged, logged.start, engagement.client.name or engagement.key, Outcome.UNKNOWN)


def key(meeting: Meeting) -> tuple[str, datetime | None]:
    """M3: what an instance is known by."""
    return meeting.uid, meeting.recurrence


class Afterwards:
    """S23: what was done to an entry after the time that it describes."""

    def __init__(self, versions: Sequence[Version], zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.own = {key(meeting) for version in versions for meeting in version.planned}
        """Entries of their own: a change of a whole series says nothing of one of its days."""
        self.changed = set[tuple[str, datetime | None]]()
        shown: dict[tuple[str, str, str, datetime | None], tuple[object, ...]] = {}
        for version in versions:
            for meeting in version.meetings:
                place = (version.source, version.calendar, *key(meeting))
                said = _said(meeting)
                if version.after and version.after >= meeting.end and shown.get(place, said) != said:
                    self.changed.add(key(meeting))
                shown[place] = said

    def flags(self, meeting: Meeting) -> tuple[str, ...]:
        """`entry_created_later`, `entry_edited_later`."""
        made, begins = meeting.created, meeting.start.astimezone(self.zone).date()
        found = ["entry_created_later"] if made and made.astimezone(self.zone).date() > begins else []
        # other changes are not told by that: programs also note it when somebody adds a file
        edited = meeting.cancelled and meeting.updated and meeting.updated > meeting.end and key(meeting) in self.own
        return (*found, "entry_edited_later") if edited or key(meeting) in self.changed else tuple(found)


def _said(meeting: Meeting) -> tuple[object, ...]:
    """What a reader would notice of an entry: when, what, with whom, and whether it was cancelled."""
    people = tuple(sorted(attendee.email for attendee in meeting.attendees))
    return meeting.start, meeting.end, meeting.title, people, meeting.cancelled


def current(versions: Sequence[Version]) -> list[Meeting]:
    """How every instance stands in its latest version; one event in several calendars counts once (M3)."""
    latest: dict[tuple[str, str, str], tuple[datetime, Version]] = {}
    for version in versions:
        for uid in {meeting.uid for meeting in version.meetings}:
            place = (version.source, version.calendar, uid)
            if place not in latest or version.seen_at >= latest[place][0]:
                latest[place] = (version.seen_at, version)
    instances: dict[tuple[str, datetime | None], Meeting] = {}
    for (_, _, uid), (_, version) in sorted(latest.items(), key=lambda item: item[1][0]):
        for meeting in version.meetings:
            if meeting.uid == uid:
                known = instances.get((uid, meeting.recurrence))
                if known is None or meeting.sequence >= known.sequence:
                    instances[uid, meeting.recurrence] = meeting
    return list(instances.values())


def is_client_call(meeting: Meeting, sides: Sides) -> bool:
    """M1: somebody of the client is in it, not all day, at most four hours or with a conference."""
    short = meeting.end - meeting.start <= _LONGEST or meeting.conference
    return bool(client_people(meeting, sides)) and not meeting.all_day and short


def client_people(meeting: Meeting, sides: Sides) -> tuple[str, ...]:
    """Addresses of the client's people in a meeting; rooms and resources are none."""
    named = [attendee.email for attendee in meeting.attendees if attendee.human]
    named += [meeting.organizer] if meeting.organizer else []
    return tuple(dict.fromkeys(email for email in named if sides.of(email) is Side.CLIENT))


def call_id(uid: str, recurrence: datetime | None) -> str:
    """How a meeting is named in commands and documents: its UID, and the instant of the instance."""
    return f"{uid} {recurrence:%Y-%m-%dT%H:%M:%SZ}" if recurrence else uid


def logged_call(logged: LoggedCall, engagement: Engagement, sides: Sides) -> Call | None:
    """A line of a call log as a call; None when it is not with the client or has no time."""
    if logged.start is None:
        return None
    email = logged.contact if "@" in logged.contact else ""
    name = spoken(logged.contact).casefold()
    person = next((p for p in engagement.client.people if name and spoken(p.name).casefold() == name), None)
    if person is None and not email:
        number = normal_number(logged.number)
        person = next((p for p in engagement.client.people if number and number in p.phones), None)
    who = email if sides.of(email) is Side.CLIENT else person.emails[0] if person else ""
    if not who:
        return None
    return _as_call(logged, logged.start, who, logged.outcome)


def _as_call(logged: LoggedCall, start: datetime, who: str, outcome: Outcome) -> Call:
    return Call(
        id=f"log {logged.key}",
        start=start,
        end=start + timedelta(seconds=logged.duration_s or 0),
        direction=logged.direction,
        outcome=outcome,
        people=(who,),
        title=logged.note,
        sha256=logged.sha256,
    )


class CalendarMail:
    """Invitations, replies and cancellations by mail, by the UID of their event (iMIP, M5)."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self.of = defaultdict[tuple[str, str], list[Exchange]](list)
        for exchange in exchanges:
            calendar = exchange.message.calendar
            if calendar and calendar.uid and exchange.at:
                self.of[calendar.method, calendar.uid].append(exchange)

    def cancelled(self, meeting: Meeting) -> Exchange | None:
        """The earliest cancellation of the whole event or of this instance."""
        found = []
        for exchange in self.of["CANCEL", meeting.uid]:
            planned = exchange.message.calendar.planned if exchange.message.calendar else ()
            if not planned or any(one.recurrence in {None, meeting.recurrence} for one in planned):
                found.append(exchange)
        return min(found, key=lambda exchange: (exchange.at, exchange.key), default=None)


def _of_meeting(meeting: Meeting, logged: LoggedCall | None, mails: CalendarMail, sides: Sides) -> Call:
    organizer = sides.of(meeting.organizer)
    invited = [a for a in meeting.attendees if a.human and sides.of(a.email) is Side.CLIENT]
    outcome = logged.outcome if logged else Outcome.UNKNOWN
    noticed, noticed_by = None, ""
    if meeting.cancelled and outcome is Outcome.UNKNOWN:
        # M4: it is the organizer who cancels
        outcome = Outcome.CANCELLED_BY_CLIENT if organizer is Side.CLIENT else Outcome.CANCELLED_BY_US
        told = mails.cancelled(meeting)
        noticed, noticed_by = (told.at, told.originals[0]) if told else (meeting.updated, "")
    return Call(
        id=call_id(meeting.uid, meeting.recurrence),
        start=meeting.start,
        end=meeting.end,
        direction="in" if organizer is Side.CLIENT else "out",
        outcome=outcome,
        people=client_people(meeting, sides),
        title=meeting.title,
        noticed_at=noticed,
        noticed_by=noticed_by,
        declined_by_all=bool(invited) and all(a.partstat == "declined" for a in invited),
        sha256=(logged.sha256 if logged else "") or meeting.sha256 or None,
    )
