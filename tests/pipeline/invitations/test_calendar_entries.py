"""Entries that were cancelled, made or changed later than they say (M4, S23); calls known by their number."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from harvester.model.calls import LoggedCall, Outcome
from harvester.model.facts import Fact
from harvester.model.matter import Person, Side
from harvester.pipeline.calls import CallRecords
from tests.pipeline.diaries import calendar, entry, invitation, read_to, records, version
from tests.pipeline.letters import BOB, ENGAGEMENT, ME, letter, matter

ASKED = "CREATED:20260302T090000Z"
CLIENTS = "bob@acme.example"


def cancelled(*lines: str) -> str:
    return entry(ASKED, "STATUS:CANCELLED", "SEQUENCE:1", *lines, organizer=CLIENTS, bob="ACCEPTED")


def fact(records_: CallRecords, *mails: bytes, kind: str = "cancelled") -> Fact:
    (found,) = [f for f in matter(*mails, records=records_, calendars=read_to("03-26 18:00")).facts if f.kind == kind]
    return found


def test_a_cancellation_by_mail_tells_how_late_it_came_and_cites_the_mail() -> None:
    mail = invitation("03-04 16:00", calendar(cancelled(), method="CANCEL"), "CANCEL", BOB, ME)
    found = fact(records(version(calendar(cancelled()), "03-06 09:00")), mail)
    assert found.party is Side.CLIENT
    assert "the notice is of Wednesday 4 March 2026 at 16:00 (CET). That is 18 h before its start." in found.statement
    assert len(found.evidence) == 2
    assert found.evidence[1].message_id


def test_an_entry_alone_never_makes_a_cancellation_late() -> None:
    found = fact(records(version(calendar(cancelled("LAST-MODIFIED:20260305T080000Z")), "03-06 09:00")))
    assert "the notice came then or earlier" in found.statement
    assert "before its start" not in found.statement


def test_the_cancellation_of_another_day_of_the_series_is_not_taken_for_this_ones() -> None:
    other = entry(
        "RECURRENCE-ID:20260312T090000Z", "STATUS:CANCELLED", "SEQUENCE:1", organizer=CLIENTS, start="03-12 10:00"
    )
    mail = invitation("03-04 16:00", calendar(other, method="CANCEL"), "CANCEL", BOB, ME)
    series = entry(ASKED, "RRULE:FREQ=WEEKLY;COUNT=3", organizer=CLIENTS, bob="ACCEPTED")
    this = entry("RECURRENCE-ID:20260305T090000Z", "STATUS:CANCELLED", "SEQUENCE:1", organizer=CLIENTS)
    found = fact(records(version(calendar(series, this), "03-06 09:00")), mail)
    assert "the notice is of" not in found.statement


def test_an_entry_that_was_cancelled_after_its_time_asks_for_a_look() -> None:
    found = fact(records(version(calendar(cancelled("LAST-MODIFIED:20260309T080000Z")), "03-12 09:00")))
    assert (found.claim, found.reason) == ("review", "The calendar entry was changed after the time that it describes.")


def test_an_entry_that_two_readings_after_its_time_show_differently_asks_for_a_look() -> None:
    before = version(calendar(entry(ASKED, organizer=CLIENTS, bob="ACCEPTED")), "03-06 09:00")
    after = version(calendar(cancelled()), "03-09 09:00", "03-08 09:00")
    assert fact(records(before, after)).claim == "review"


def test_an_entry_that_was_made_after_its_day_asks_for_a_look() -> None:
    late = entry("CREATED:20260310T090000Z", "STATUS:CANCELLED", organizer=CLIENTS)
    found = fact(records(version(calendar(late), "03-12 09:00")))
    assert (found.claim, found.reason) == ("review", "The calendar entry was made after the day that it describes.")


def test_an_entry_that_was_made_and_changed_in_time_is_established() -> None:
    assert fact(records(version(calendar(cancelled("LAST-MODIFIED:20260304T080000Z")), "03-12 09:00"))).claim == "firm"


def logged(number: str = "", contact: str = "", key: str = "a", hour: int = 10) -> LoggedCall:
    return LoggedCall(
        key=key, start=datetime(2026, 3, 5, hour, tzinfo=UTC), duration_s=0, direction="out", contact=contact,
        number=number, outcome=Outcome.MISSED, sha256="0" * 64,
    )  # fmt: skip


KNOWN = replace(
    ENGAGEMENT,
    client=replace(
        ENGAGEMENT.client,
        people=(Person(emails=("bob@acme.example",), name="Bob Roe", phones=frozenset({"+12125550142", "1234"})),),
    ),
)


@pytest.mark.parametrize(
    ("number", "with_bob"),
    [
        ("+1 (212) 555-0142", True),
        ("001 212 555 0142", True),
        ("tel:+1-212-555-0142", True),
        ("1234", True),
        ("212 555 0142", False),  # which country is not said, and not guessed
        ("+49 212 555 0142", False),
        ("12125550142", False),
        ("555 0142", False),
        ("", False),
        ("withheld", False),
    ],
)
def test_a_call_is_with_whom_its_number_belongs_to_and_nobody_is_guessed(number: str, with_bob: bool) -> None:
    found = matter(about=KNOWN, records=CallRecords(logged=[logged(number)]))
    assert [call.people for call in found.calls] == ([("bob@acme.example",)] if with_bob else [])


def test_the_contact_of_a_line_goes_before_its_number() -> None:
    line = logged("+1 212 555 0142", "carol@acme.example")
    assert [call.people for call in matter(about=KNOWN, records=CallRecords(logged=[line])).calls] == [
        ("carol@acme.example",)
    ]


def test_the_same_line_twice_is_one_call() -> None:
    twice = CallRecords(
        logged=[logged(contact=CLIENTS), logged(contact=CLIENTS), logged(contact=CLIENTS, key="b", hour=11)]
    )
    assert len(matter(records=twice).calls) == 2


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("LAST-MODIFIED:20260304T080000Z",), "; the entry was last changed on Wednesday 4 March 2026 at 09:00 (CET)."),
        ((), "."),
    ],
)
def test_a_cancelled_meeting_beside_a_question_is_never_told_as_a_contact(lines: tuple[str, ...], told: str) -> None:
    asks = letter("03-02 12:00", ME, BOB, "Texts", "Can you send the texts?")
    diary = records(version(calendar(cancelled(*lines)), "03-06 09:00"))
    (found,) = [one for one in matter(asks, records=diary, calendars=read_to("03-26 18:00")).facts if one.gap_id]
    words = " ".join(found.beside)
    planned = (
        "A meeting planned for Thursday 5 March 2026 at 10:00 (CET) was cancelled by the side that owed the answer"
    )
    assert f"{planned}{told}" in words
    assert "There was contact" not in words


def test_a_call_of_the_client_that_we_did_not_take_is_told_as_one() -> None:
    asks = letter("03-02 12:00", ME, BOB, "Texts", "Can you send the texts?")
    line = replace(logged(contact=CLIENTS), direction="in")
    (found,) = [one for one in matter(asks, records=CallRecords(logged=[line])).facts if one.gap_id]
    words = " ".join(found.beside)
    assert "A call of Thursday 5 March 2026 at 11:00 (CET) was not taken by the side that asked." in words
    assert "There was contact" not in words
