"""Calendars for tests as they were read at several times, and invitations by mail."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from harvester.model.ledger import FolderCoverage
from harvester.model.mail import Unreadable
from harvester.parse.invitations import planned
from harvester.parse.meetings import meetings
from harvester.pipeline.calls import CallRecords, Version
from tests.pipeline.letters import BOB, ME, letter

UID = "draft-review@studionorth.example"
_WINDOW = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def at(when: str) -> datetime:
    """A wall time of 2026 in Berlin."""
    return datetime.fromisoformat(f"2026-{when}").replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def entry(
    *lines: str, start: str = "03-05 10:00", bob: str = "NEEDS-ACTION", organizer: str = "me@studionorth.example"
) -> str:
    """A VEVENT to which Bob is asked, unless further lines say otherwise."""
    begins = at(start)
    asked = "bob@acme.example" if organizer.startswith("me@") else "me@studionorth.example"
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{UID}",
            f"DTSTART:{begins:%Y%m%dT%H%M%SZ}",
            f"DTEND:{begins + timedelta(minutes=30):%Y%m%dT%H%M%SZ}",
            "SUMMARY:Review of the draft",
            f"ORGANIZER:mailto:{organizer}",
            f"ATTENDEE;PARTSTAT={bob}:mailto:{asked}",
            *lines,
            "END:VEVENT",
        ]
    )


def calendar(*entries: str, method: str = "") -> str:
    """An iCalendar object."""
    told = [f"METHOD:{method}"] if method else []
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *told, *entries, "END:VCALENDAR", ""])


def version(text: str, seen: str, before: str = "") -> Version:
    """How a calendar that is read live showed an event when it was read; `before`: the reading before that."""
    raw = text.encode()
    originals = [(hashlib.sha256(raw).hexdigest(), raw)]
    instances = meetings(originals, "text/calendar", _WINDOW, "Europe/Berlin")
    entries = planned(originals, "text/calendar", "Europe/Berlin")
    assert not isinstance(instances, Unreadable)
    assert not isinstance(entries, Unreadable)
    return Version(
        source="calendar",
        calendar="Work",
        seen_at=at(seen),
        stands_at=at(seen),
        after=at(before) if before else None,
        live=True,
        meetings=instances,
        planned=entries,
    )


def records(*versions: Version) -> CallRecords:
    """These readings of one calendar."""
    return CallRecords(versions=versions)


def read_to(when: str) -> Sequence[FolderCoverage]:
    """The ledger of the calendar: read completely up to then."""
    return (
        FolderCoverage(
            source="calendar", kind="caldav", folder="Work", live=True, swept_at=at(when), reach=at(when), complete=True
        ),
    )


def invitation(when: str, text: str, method: str = "REQUEST", sender: str = ME, to: str = BOB) -> bytes:
    """An invitation, a reply or a cancellation by mail (iMIP)."""
    kind = f"text/calendar; charset=utf-8; method={method}"
    return letter(when, sender, to, f"{method}: Review of the draft", text, Content_Type=kind)


def reply(when: str, answer: str = "ACCEPTED", who: str = BOB, *lines: str) -> bytes:
    """A reply to the invitation by mail."""
    address = who.partition("<")[2].rstrip(">")
    said = "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{UID}", *lines, f"ATTENDEE;PARTSTAT={answer}:mailto:{address}", "END:VEVENT"]
    )
    return invitation(when, calendar(said, method="REPLY"), "REPLY", who, ME)
