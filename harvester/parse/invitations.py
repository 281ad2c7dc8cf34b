"""What an invitation by mail, or a reply to one, says of its meeting (iMIP, RFC 5546; measurement.md M5, M7)."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from harvester.model.calls import Meeting
from harvester.model.mail import Calendar, Unreadable
from harvester.parse.calendar_entries import attendees, entries, zones_of
from harvester.parse.calendar_lines import calendar_text
from harvester.parse.calendar_times import known_zone
from harvester.parse.meetings import Originals, texts, unreadable

_UTC = ZoneInfo("UTC")


def mailed(calendar: Calendar, text: str) -> Calendar:
    """The same with the meetings that it plans, or who replied to which instance. Nothing is raised for any text.

    The zone of the mail's author is not known: floating times are read as UTC and say that they are floating.
    """
    read = calendar_text(text.encode("utf-8", "replace"))
    try:
        if calendar.method != "REPLY":
            return replace(calendar, planned=tuple(entry.planned for entry in entries("", read, _UTC)))
        first = read.events[0] if read.events else None
        slot = zones_of(read, _UTC).clock(first.line("RECURRENCE-ID")) if first else None
    except (ValueError, OverflowError):
        return calendar
    replied = tuple(attendees(first.named("ATTENDEE"))) if first else ()
    return replace(calendar, recurrence=slot.at if slot else None, replied=replied)


def planned(originals: Originals, media_type: str, zone: str) -> tuple[Meeting, ...] | Unreadable:
    """Every entry of one event in one version, not repeated: the event or series itself, and changed instances.

    `originals`, `media_type` and `zone` as for `meetings`.
    """
    own = known_zone(zone) or _UTC
    try:
        return tuple(
            entry.planned for sha256, text in texts(originals, media_type) for entry in entries(sha256, text, own)
        )
    except (ValueError, OverflowError) as error:
        return unreadable(originals, f"a time in it is out of range ({type(error).__name__})")
