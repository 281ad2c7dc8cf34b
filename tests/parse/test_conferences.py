"""Records of Google Meet, read: who was there from when to when, and nothing made up (M2)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.model.conferences import Conference, meeting_code
from harvester.model.mail import Unreadable
from harvester.parse.conferences import conference
from tests.servers.google_meet import conference as on_meet

RECORD = {"name": "conferenceRecords/one", "startTime": "2026-03-02T09:00:01.5Z", "endTime": "2026-03-02T09:30:00Z"}


def read(*people: dict[str, Any], **record: Any) -> Conference:
    raw = {"meetingCode": "abc-mnop-xyz", "conferenceRecord": {**RECORD, **record}, "participants": people}
    found = conference(json.dumps(raw).encode())
    assert isinstance(found, Conference)
    return found


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def session(start: str, end: str | None = None) -> dict[str, str]:
    return {"startTime": f"2026-03-02T{start}:00Z", **({"endTime": f"2026-03-02T{end}:00Z"} if end else {})}


def test_each_kind_of_participant_is_told_apart_with_every_session() -> None:
    found = read(
        {
            "signedinUser": {"user": "users/1", "displayName": "Bob  Roe"},
            "participantSessions": [session("09:01", "09:05"), session("09:10", "09:30")],
        },
        {"anonymousUser": {"displayName": "Bob Roe"}, "participantSessions": [session("09:02")]},
        {"phoneUser": {"displayName": "+1 212 *** **42"}, "participantSessions": []},
        {"earliestStartTime": "2026-03-02T09:00:00Z"},
    )
    assert (found.code, found.key, found.end) == ("abc-mnop-xyz", "conferenceRecords/one", at(9, 30))
    assert [(one.name, one.signed_in, one.phone) for one in found.participants] == [
        ("Bob Roe", True, False),
        ("Bob Roe", False, False),
        ("+1 212 *** **42", False, True),
        ("", False, False),
    ]
    assert found.participants[0].sessions == ((at(9, 1), at(9, 5)), (at(9, 10), at(9, 30)))
    assert found.participants[1].sessions == ((at(9, 2), None),)
    assert found.participants[3].sessions == ()


def test_a_call_that_goes_on_has_no_end() -> None:
    assert read(endTime=None).end is None


def test_a_session_whose_end_cannot_be_read_or_lies_before_its_start_lasts_no_time() -> None:
    (someone,) = read(
        {"participantSessions": [{**session("09:01"), "endTime": "soon"}, session("09:10", "09:05")]}
    ).participants
    assert someone.sessions == ((at(9, 1), at(9, 1)), (at(9, 10), at(9, 10)))


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"conferenceRecord": {"name": "x"}}', b'{"conferenceRecord": 7}'])
def test_what_is_no_record_is_named(raw: bytes) -> None:
    found = conference(raw)
    assert isinstance(found, Unreadable)
    assert "no record of a conference" in found.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["conferenceRecord", "participants", "startTime", "signedinUser", "participantSessions"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=60, deadline=None)
def test_nothing_is_raised_whatever_a_record_holds(said: Any) -> None:
    assert isinstance(conference(json.dumps(said).encode()), Conference | Unreadable)
    if isinstance(said, dict):
        conference(json.dumps({"conferenceRecord": RECORD, **said}).encode())


def test_the_code_of_an_event_is_that_of_its_conference_on_meet_and_of_no_other() -> None:
    event = on_meet("abc-mnop-xyz")
    assert meeting_code(event) == "abc-mnop-xyz"
    event["conferenceData"]["conferenceSolution"]["key"]["type"] = "addOn"
    assert meeting_code(event) == ""
    assert meeting_code(on_meet('x" OR space.name = "spaces/two')) == ""
    odd: list[Any] = [None, [], {"conferenceSolution": 1}]
    assert [meeting_code({"conferenceData": each}) for each in odd] == ["", "", ""]
