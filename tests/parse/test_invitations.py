"""What an invitation by mail says, and that no text of one stops the reader (S22, S23)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester.model.calls import Attendee
from harvester.model.mail import Calendar, Unreadable
from harvester.parse.invitations import mailed, planned
from tests.patience import soon

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{}\r\n"
HUGE = "x" * 300_000


def text(method: str, *lines: str) -> str:
    inner = "\r\n".join(["BEGIN:VEVENT", "UID:1@acme.example", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    return HEAD.format(method) + inner


def read(method: str, *lines: str) -> Calendar:
    return mailed(Calendar(method=method, uid="1@acme.example"), text(method, *lines))


def test_a_request_says_when_with_whom_and_for_which_instance() -> None:
    found = read(
        "REQUEST",
        "RECURRENCE-ID;TZID=Europe/Berlin:20260305T100000",
        "DTSTART;TZID=Europe/Berlin:20260306T100000",
        "SEQUENCE:3",
        "ATTENDEE;RSVP=FALSE;PARTSTAT=ACCEPTED:mailto:bob@acme.example",
    )
    (meeting,) = found.planned
    assert (meeting.start, meeting.recurrence) == (
        datetime(2026, 3, 6, 9, tzinfo=UTC),
        datetime(2026, 3, 5, 9, tzinfo=UTC),
    )
    assert meeting.sequence == 3
    assert meeting.attendees == (Attendee(email="bob@acme.example", partstat="accepted", asked=False),)


def test_a_reply_needs_no_start() -> None:
    found = read("REPLY", "RECURRENCE-ID:20260305T090000Z", "ATTENDEE;PARTSTAT=DECLINED:mailto:bob@acme.example")
    assert found.recurrence == datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert [(one.email, one.partstat) for one in found.replied] == [("bob@acme.example", "declined")]
    assert found.planned == ()


def test_a_cancellation_by_method_is_one() -> None:
    assert [meeting.cancelled for meeting in read("CANCEL", "DTSTART:20260305T090000Z").planned] == [True]


@pytest.mark.parametrize("method", ["REQUEST", "REPLY", "CANCEL", "COUNTER"])
@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART:00010101T000000Z", "DTEND:99991231T235959Z"],
        ["DTSTART:20260302T100000Z", "DURATION:P999999W"],
        ["DTSTART:20260302T100000Z", "RRULE:FREQ=SECONDLY"],
        ["DTSTART:20260302T100000Z", f"SUMMARY:{HUGE}", f"ATTENDEE;CN={HUGE}:mailto:bob@acme.example"],
        [f"DTSTART;TZID={'Z' * 5_000}:20260302T100000", "RECURRENCE-ID;TZID=../../etc/passwd:20260302T100000"],
        ["DTSTART:20260302T100000Z", *["ATTENDEE:mailto:bob@acme.example"] * 5_000],
        ["DTSTART:never", "RECURRENCE-ID:later", "ATTENDEE", "\x00\x01: ;;"],
        ["BEGIN:VEVENT"] * 10_000,
    ],
)  # fmt: skip
def test_no_text_stops_the_reader(method: str, lines: list[str]) -> None:
    with soon():
        assert read(method, *lines).method == method
    raw = text(method, *lines).encode()
    with soon():
        assert isinstance(planned([("0" * 64, raw)], "text/calendar", "Europe/Berlin"), tuple | Unreadable)
