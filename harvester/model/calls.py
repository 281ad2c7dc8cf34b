"""Phone calls and meetings as the measurement sees them (measurement.md M, R19, R20)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How a call ended (interfaces.md, call log)."""

    ATTENDED = "attended"
    MISSED = "missed"
    VOICEMAIL = "voicemail"
    DECLINED = "declined"
    NO_SHOW_BY_CLIENT = "no_show_by_client"
    NO_SHOW_BY_US = "no_show_by_us"
    CANCELLED_BY_CLIENT = "cancelled_by_client"
    CANCELLED_BY_US = "cancelled_by_us"
    UNKNOWN = "unknown"


NOT_TAKEN = frozenset({Outcome.MISSED, Outcome.VOICEMAIL, Outcome.DECLINED})
"""Nobody spoke (R20)."""
NOTED = ("present", "said", "agreed", "against")
"""What is noted after a call, by the names of `CallNotes`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNotes:
    """What a person noted after a call; theirs, kept in the journal with name and time (conversation.md 2)."""

    present: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    """Who does what, by which day."""
    against: tuple[str, ...] = ()
    """What was said against our own side: for our eyes, in no draft."""

    def __bool__(self) -> bool:
        return bool(self.present or self.said or self.agreed or self.against)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call or meeting with the client."""

    id: str
    start: datetime
    end: datetime
    direction: str
    """ "in" or "out": who placed it or invited."""
    outcome: Outcome
    people: tuple[str, ...] = ()
    """Addresses of the client's people in it."""
    title: str = ""
    noticed_at: datetime | None = None
    """For cancellations: when the notice was given, or when the entry was last changed: then it was given by then."""
    noticed_by: str = ""
    """SHA-256 of the mail that gave notice; "": only the entry in a calendar tells of it."""
    flags: tuple[str, ...] = ()
    """S23: `entry_created_later`, `entry_edited_later`: the entry was made or changed after the time it describes.
    `attendance_by_name`: that somebody did not join is read from the names that a record of Google Meet shows (M2)."""
    declined_by_all: bool = False
    """Every invited person of the client declined (R20b)."""
    threads: tuple[str, ...] = ()
    """An annotation restricts what an attended call closes to these threads; empty: all (R19)."""
    closes: bool = True
    """False: a person said that it settled nothing; then it is contact and no more (C13)."""
    notes: CallNotes = field(default_factory=CallNotes)
    sha256: str | None = None
    """The original that the outcome rests on."""
    recorded: bool = False
    """It is `attended` by a record of Google's, both sides signed in (E4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who was invited. What a calendar says of them is a reply to an invitation, never attendance (M2)."""

    email: str
    name: str = ""
    partstat: str = "needs-action"
    """accepted, declined, tentative, needs-action or delegated, lower case (RFC 5545)."""
    human: bool = True
    """False for rooms and resources (M1)."""
    asked: bool = True
    """False where the entry itself says that no reply is wanted (RSVP=FALSE, a person who is only told)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One instance of a calendar event in one version of it. All times are aware UTC (M3, M7)."""

    uid: str
    recurrence: datetime | None
    """Instant of RECURRENCE-ID: together with `uid` the identity of an instance; None for a single event."""
    start: datetime
    end: datetime
    all_day: bool = False
    floating: bool = False
    """The entry names no zone; that of its calendar was taken (`floating_time`)."""
    zone_unknown: bool = False
    """The entry names a zone that nobody knows; UTC was taken."""
    organizer: str = ""
    attendees: tuple[Attendee, ...] = ()
    cancelled: bool = False
    sequence: int = 0
    created: datetime | None = None
    updated: datetime | None = None
    title: str = ""
    conference: bool = False
    meet: str = ""
    """The code of its conference on Google Meet, where its calendar tells it."""
    placed: bool = False
    """It names a place, where people may have met instead."""
    sha256: str = ""
    """The original that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCall:
    """One line of a call log (interfaces.md), read."""

    key: str
    start: datetime | None
    """None where the calendar event that it names gives it."""
    duration_s: float | None
    direction: str
    contact: str
    """An address or a name in `people`, as it stands there."""
    number: str
    outcome: Outcome
    note: str = ""
    event_uid: str = ""
    recurrence: datetime | None = None
    sha256: str = ""
