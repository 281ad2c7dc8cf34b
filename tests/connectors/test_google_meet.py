"""Who joined calls on Google Meet: what is asked of it, and every way in which it says no (F26, S29)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.google.signin import scopes
from connectors.google_calendar import connect
from connectors.web import Limits
from harvester.errors import HarvesterError, SignInError, TemporaryError
from harvester.model.conferences import CONFERENCE
from harvester.model.settings import GoogleCalendarSettings
from harvester.model.source import Event, Failure
from tests.servers.google import Google
from tests.servers.google_calendar import event
from tests.servers.google_meet import MEET_READONLY, anonymous, conference, signed_in
from tests.servers.google_replies import Reply, refusal

CODE = "abc-mnop-xyz"
SINCE = datetime(2026, 2, 20, tzinfo=UTC)
SPAN = ("2026-03-02T09:00:00Z", "2026-03-02T09:30:00Z")


def event_on_meet(number: int = 1, code: str = CODE, **more: Any) -> bytes:
    return json.dumps(event(number, **conference(code), **more)).encode()


def asked(google: Google, *events: bytes) -> list[Event | Failure]:
    pauses: list[float] = []
    limits = Limits(wait=0.001, pause=pauses.append, stall=5.0)
    settings = GoogleCalendarSettings(api_endpoint=google.endpoint, meet=True, meet_endpoint=google.meet_endpoint)
    with connect("calendar", settings, google.kept_token, limits) as source:
        return list(source.attendance(events, SINCE))


def refused(google: Google, *events: bytes) -> HarvesterError:
    with pytest.raises(HarvesterError) as caught:
        asked(google, *events)
    return caught.value


def test_the_further_scope_is_asked_for_only_where_meet_is_set() -> None:
    calendar, meet = (
        "https://www.googleapis.com/auth/calendar.readonly",
        "https://www.googleapis.com/auth/meetings.space.readonly",
    )
    assert [scope.url for scope in scopes(GoogleCalendarSettings())] == [calendar]
    assert [scope.url for scope in scopes(GoogleCalendarSettings(meet=True))] == [calendar, meet]
    assert meet == MEET_READONLY
    assert GoogleCalendarSettings().meet is False


def test_a_call_comes_whole_with_everybody_in_it_page_by_page(google_server: Google) -> None:
    google_server.meet.page_size = 1
    back = (("2026-03-02T09:00:00Z", "2026-03-02T09:05:00Z"), ("2026-03-02T09:10:00Z", "2026-03-02T09:30:00Z"))
    name = google_server.meet.hold(CODE, *SPAN, signed_in("Ann North", SPAN), anonymous("Bob Roe", *back))
    google_server.meet.hold(CODE, "2026-03-09T09:00:00Z", "2026-03-09T09:30:00Z", signed_in("Ann North", SPAN))
    found = asked(google_server, event_on_meet())
    assert len(found) == 2
    one = next(each for each in found if isinstance(each, Event) and each.key == name)
    assert one.media_type == CONFERENCE
    said = json.loads(one.raw)
    assert said["meetingCode"] == CODE
    assert said["conferenceRecord"]["startTime"] == SPAN[0]
    assert [len(each["participantSessions"]) for each in said["participants"]] == [1, 2]
    assert said["participants"][0]["signedinUser"]["displayName"] == "Ann North"


def test_the_same_call_gives_the_same_bytes_in_whatever_order_google_lists_it(google_server: Google) -> None:
    name = google_server.meet.hold(CODE, *SPAN, signed_in("Ann North", SPAN), signed_in("Bob Roe", SPAN))
    (first,) = asked(google_server, event_on_meet())
    google_server.meet.people[name].reverse()
    assert asked(google_server, event_on_meet()) == [first]


def test_only_the_codes_of_these_events_are_asked_for_and_each_once(google_server: Google) -> None:
    google_server.meet.hold("another-call-xyz", *SPAN, signed_in("Carol Lane", SPAN))
    old = {"end": {"dateTime": "2026-01-02T10:00:00Z"}}
    events = (
        event_on_meet(1),
        event_on_meet(2),
        event_on_meet(3, "old-single-one", **old),
        event_on_meet(4, "old-weekly-one", recurrence=["RRULE:FREQ=WEEKLY"], **old),
        json.dumps(event(5)).encode(),
        b"{no event",
    )
    assert asked(google_server, *events) == []
    filters = [query["filter"] for path, query in google_server.asked if path == "/v2/conferenceRecords"]
    assert filters == [
        f'space.meeting_code = "{code}" AND start_time>="2026-02-20T00:00:00.000Z"' for code in (CODE, "old-weekly-one")
    ]


def test_a_sign_in_without_the_scope_names_the_way_to_get_it(google_server: Google) -> None:
    google_server.meet_allowed = False
    error = refused(google_server, event_on_meet())
    assert isinstance(error, SignInError)
    assert error.fact == "The stored sign-in does not reach to who joined calls on Google Meet."
    assert error.next_step == "Run `harvester auth calendar`."


def test_an_interface_that_is_not_enabled_is_named(google_server: Google) -> None:
    google_server.faults = [refusal(403, "SERVICE_DISABLED")]
    assert refused(google_server, event_on_meet()).fact == (
        "The Google Meet API is not enabled in your Google project."
    )


def test_a_record_that_ends_while_it_is_read_is_told_and_the_next_code_is_asked(google_server: Google) -> None:
    name = google_server.meet.hold(CODE, *SPAN, signed_in("Ann North", SPAN))
    google_server.meet.forgotten.add(name)
    google_server.meet.hold("second-call-xyz", *SPAN, signed_in("Ann North", SPAN))
    failure, second = asked(google_server, event_on_meet(), event_on_meet(2, "second-call-xyz"))
    assert isinstance(failure, Failure)
    assert failure.uid is None
    assert failure.reason == f"Google refuses who joined {name} (404 notFound)"
    assert isinstance(second, Event)


def test_too_many_questions_are_asked_again_later_and_an_end_of_patience_is_told(google_server: Google) -> None:
    google_server.meet.hold(CODE, *SPAN, signed_in("Ann North", SPAN))
    google_server.faults = [refusal(429, "RATE_LIMIT_EXCEEDED"), refusal(503, "backendError")]
    assert len(asked(google_server, event_on_meet())) == 1
    google_server.faults = [refusal(429, "RATE_LIMIT_EXCEEDED")] * 9
    assert isinstance(refused(google_server, event_on_meet()), TemporaryError)


def test_a_page_that_comes_again_is_told_and_left(google_server: Google) -> None:
    google_server.faults = [Reply(said={"nextPageToken": "page-0"})] * 2
    (failure,) = asked(google_server, event_on_meet())
    assert isinstance(failure, Failure)
    assert "repeats a page" in failure.reason


def test_the_stand_in_refuses_what_google_refuses(google_server: Google) -> None:
    google_server.kept_token()
    token = json.loads(google_server.token({"grant_type": "refresh_token", **_client(google_server)}).body)
    bearer = f"Bearer {token['access_token']}"
    good = {"filter": [f'space.meeting_code = "{CODE}" AND start_time>="2026-02-20T00:00:00.000Z"']}
    assert google_server.api("v2/conferenceRecords", good, bearer).status == 200
    assert google_server.api("v2/conferenceRecords", {"maxResults": ["5"]}, bearer).status == 400
    assert google_server.api("v2/conferenceRecords", {"filter": ["meeting_code = x"]}, bearer).status == 400
    assert google_server.api("v2/conferenceRecords/x/participants", {}, bearer).status == 404
    assert google_server.api("v2/spaces", {}, bearer).status == 404


def _client(google: Google) -> dict[str, str]:
    kept = json.loads(google.kept_token())
    return {name: kept[name] for name in ("client_id", "client_secret", "refresh_token")}
