"""Event resources of Google Calendar read as the meetings they are (M1–M3, M7)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.model.calls import Meeting
from harvester.model.mail import Unreadable
from harvester.parse.google_events import GOOGLE
from harvester.parse.meetings import meetings
from tests.patience import soon

YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def at(hour: int, day: int = 2, zone: str = "Europe/Berlin") -> dict[str, str]:
    return {"dateTime": f"2026-03-{day:02}T{hour:02}:00:00+01:00", "timeZone": zone}


def resource(**more: Any) -> dict[str, Any]:
    call = {"id": "weekly", "iCalUID": "weekly@google.com", "status": "confirmed", "start": at(10), "end": at(11)}
    return {**call, **more}


def original(said: object) -> tuple[str, bytes]:
    raw = json.dumps(said).encode()
    return hashlib.sha256(raw).hexdigest(), raw


def of(*resources: object) -> tuple[Meeting, ...]:
    found = meetings([original(said) for said in resources], GOOGLE, YEAR, "Europe/Berlin")
    assert not isinstance(found, Unreadable), found
    return found


def utc(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_a_resource_says_who_was_asked_and_what_they_said() -> None:
    said = resource(
        summary="Kickoff; Acme, Studio\nNorth \\o/",
        sequence=3,
        created="2026-02-27T08:00:00.000Z",
        updated="2026-02-28T09:00:00.000Z",
        organizer={"email": "Me@StudioNorth.example"},
        attendees=[
            {"email": "bob.roe@acme.example", "displayName": 'Bob "Bobby" Roe', "responseStatus": "accepted"},
            {"email": "carol@acme.example", "responseStatus": "needsAction"},
            {"email": "room@resource.example", "resource": True, "responseStatus": "declined"},
            {"displayName": "hidden"},
        ],
        hangoutLink="https://meet.google.com/abc",
    )
    (meeting,) = of(said)
    assert (meeting.uid, meeting.start, meeting.end) == ("weekly@google.com", utc(3, 2, 9), utc(3, 2, 10))
    assert (meeting.created, meeting.updated, meeting.sequence) == (utc(2, 27, 8), utc(2, 28, 9), 3)
    assert (meeting.title, meeting.organizer) == ("Kickoff; Acme, Studio North \\o/", "me@studionorth.example")
    assert [(a.email, a.name, a.partstat, a.human) for a in meeting.attendees] == [
        ("bob.roe@acme.example", "Bob 'Bobby' Roe", "accepted", True),
        ("carol@acme.example", "", "needs-action", True),
        ("room@resource.example", "", "declined", False),
    ]
    assert meeting.conference
    assert meeting.sha256 == original(said)[0]
    assert not of(resource())[0].conference


def test_a_series_keeps_its_wall_clock_time_and_its_exceptions_their_instant() -> None:
    series = resource(
        start=at(10, 23),
        end=at(11, 23),
        recurrence=["RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Berlin:20260413T100000"],
        attendees=[{"email": "bob.roe@acme.example"}],
    )
    moved = resource(
        id="weekly_20260330T080000Z",
        recurringEventId="weekly",
        originalStartTime={"dateTime": "2026-03-30T08:00:00Z"},
        start={"dateTime": "2026-03-31T08:00:00Z"},
        end={"dateTime": "2026-03-31T09:00:00Z"},
    )
    gone = {
        "id": "weekly_20260406T080000Z",
        "status": "cancelled",
        "recurringEventId": "weekly",
        "originalStartTime": {"dateTime": "2026-04-06T10:00:00+02:00"},
    }
    found = of(gone, series, moved)
    assert [(m.recurrence, m.start, m.cancelled) for m in found] == [
        (utc(3, 23, 9), utc(3, 23, 9), False),
        (utc(3, 30, 8), utc(3, 31, 8), False),
        (utc(4, 6, 8), utc(4, 6, 8), True),
    ]
    assert {m.uid for m in found} == {"weekly@google.com"}
    assert found[2].end - found[2].start == timedelta(hours=1)
    assert [a.email for a in found[2].attendees] == ["bob.roe@acme.example"]
    assert [m.sha256 for m in found] == [original(said)[0] for said in (series, moved, gone)]


def test_an_exception_alone_takes_the_uid_that_google_makes() -> None:
    gone = {"id": "x_1", "status": "cancelled", "recurringEventId": "x", "originalStartTime": {"date": "2026-04-06"}}
    (meeting,) = of(gone)
    assert (meeting.uid, meeting.all_day, meeting.cancelled) == ("x@google.com", True, True)
    assert meeting.recurrence == meeting.start == utc(4, 5, 22)


@pytest.mark.parametrize(
    ("times", "start", "hours", "unknown"),
    [
        ({"start": {"date": "2026-03-29"}, "end": {"date": "2026-03-30"}}, utc(3, 28, 23), 23, False),
        ({"start": at(10, zone="Middle/Earth")}, utc(3, 2, 9), 1, False),
        ({"start": {"dateTime": "2026-03-02T10:00:00", "timeZone": "America/New_York"}}, utc(3, 2, 15), 0, False),
        ({"start": {"dateTime": "2026-03-02T10:00:00", "timeZone": "Middle/Earth"}}, utc(3, 2, 10), 0, True),
        ({"endTimeUnspecified": True}, utc(3, 2, 9), 0, False),
    ],
)
def test_a_meeting_starts_and_ends_when_the_api_says(
    times: dict[str, Any], start: datetime, hours: int, unknown: bool
) -> None:
    (meeting,) = of(resource(**times))
    assert (meeting.start, meeting.zone_unknown) == (start, unknown)
    assert meeting.end - meeting.start == timedelta(hours=hours)


def test_a_time_of_change_out_of_range_does_not_hide_the_meeting() -> None:
    (call,) = of(resource(updated="0001-01-01T00:00:00+14:00"))
    assert call.start == utc(3, 2, 9)


def test_nothing_in_a_title_becomes_a_line_of_its_own() -> None:
    (meeting,) = of(resource(summary="Call\r\nSTATUS:CANCELLED\r\nATTENDEE:mailto:bob@acme.example"))
    assert (meeting.cancelled, meeting.attendees) == (False, ())


@pytest.mark.parametrize("recurrence", ["RRULE:FREQ=SECONDLY", "RRULE:FREQ=DAILY;INTERVAL=0"])
def test_a_rule_that_would_not_end_is_named(recurrence: str) -> None:
    found = meetings([original(resource(recurrence=[recurrence]))], GOOGLE, YEAR, "UTC")
    assert isinstance(found, Unreadable)
    assert "is not expanded" in found.reason


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"null", b"[]", b"[" * 100_000, b'{"start": {"dateTime": 7}}', b'{"start": "never"}', b"\xff"),
        *(b'{"start": {"dateTime": "9999-12-31T23:59:59-14:00"}}', b'{"sequence":' + b"9" * 5_000 + b"}"),
    ],
)
def test_what_is_no_event_is_unreadable(raw: bytes) -> None:
    assert isinstance(meetings([("a" * 64, raw)], GOOGLE, YEAR, "UTC"), Unreadable)


def test_a_crowd_takes_no_time() -> None:
    crowd = [{"email": f"a{number}@acme.example", "displayName": f"Person {number}"} for number in range(20_000)]
    with soon():
        (meeting,) = of(resource(attendees=crowd, description="x" * 10_000_000))
    assert len(meeting.attendees) == 20_000


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
odd = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["dateTime", "date", "timeZone", "email", "resource", "displayName"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(
    odd=st.dictionaries(
        st.sampled_from(
            [
                *("id", "iCalUID", "status", "start", "end", "recurrence", "recurringEventId", "originalStartTime"),
                *("attendees", "organizer", "summary", "location", "sequence", "created", "updated", "hangoutLink"),
            ]
        ),
        odd,
        max_size=4,
    )
)
def test_odd_resources_give_a_value(odd: dict[str, Any]) -> None:
    found = meetings([original(resource(**odd))], GOOGLE, YEAR, "Europe/Berlin")
    assert isinstance(found, tuple | Unreadable)
