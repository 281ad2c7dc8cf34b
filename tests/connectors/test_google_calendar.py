"""Google Calendar: the contract, every way in which it says no (F26), and what is asked of it (S29)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from connectors.google.signin import scopes
from connectors.google_calendar import GoogleCalendar, connect
from connectors.web import Limits
from harvester.errors import FolderError, HarvesterError, SignInError, TemporaryError
from harvester.model.settings import GoogleCalendarSettings
from harvester.model.source import Event, EventSource, Failure, Folder
from tests.connectors.event_contract import Diary, EventSourceContract, Reading, reading
from tests.servers.google import Google, hang_up
from tests.servers.google_calendar import READONLY, Calendar, event
from tests.servers.google_replies import Reply, refusal

PRIMARY = "me@studionorth.example"


class GoogleDiary(Diary):
    calendar = PRIMARY

    def __init__(self, google: Google) -> None:
        self.google = google
        self.pauses: list[float] = []
        self.secret: Callable[[], str] = google.kept_token
        self.stall = 5.0
        self.more: dict[str, Any] = {}

    def put(self, number: int, text: str = "call") -> None:
        self.google.primary.put(event(number, summary=text))

    def remove(self, number: int) -> None:
        self.google.primary.delete(f"event{number}")

    def put_odd(self) -> list[bytes]:
        crowd = [{"email": f"a{number}@acme.example"} for number in range(20_000)]
        odd: list[dict[str, Any]] = [
            {"summary": "every second", "recurrence": ["RRULE:FREQ=SECONDLY"]},
            {"summary": "crowd", "attendees": crowd},
            {"summary": "backwards", "start": {"dateTime": "2026-03-02T10:00:00Z"}, "end": {"date": "1970-01-01"}},
            {"summary": "huge " + "x" * 3_000_000},
            {"summary": "half a pair \ud83d"},
            {"summary": "no times", "start": None, "end": "never", "updated": "yesterday"},
            {"summary": "same uid", "iCalUID": "event1@google.example"},
        ]
        for number, more in enumerate(odd, start=100):
            self.google.primary.put(event(number, **more))
        self.google.primary.events["nameless"] = {"status": "confirmed", "summary": "no id"}
        self.google.primary.changes.append("nameless")
        return [
            b"every second",
            b"a19999@acme",
            b"backwards",
            b"x" * 3_000_000,
            b"half a pair",
            b"no times",
            b"same uid",
            b"no id",
        ]

    def open(self) -> GoogleCalendar:
        settings = GoogleCalendarSettings(api_endpoint=self.google.endpoint, **self.more)
        limits = Limits(wait=0.001, pause=self.pauses.append, stall=self.stall)
        return connect("calendar", settings, self.secret, limits)

    def snapshot(self) -> object:
        return json.dumps([calendar.events for calendar in self.google.calendars.values()])


@pytest.fixture
def diary(google_server: Google) -> GoogleDiary:
    return GoogleDiary(google_server)


class TestGoogle(EventSourceContract):
    pass


def failed(diary: Diary, token: str | None = None) -> HarvesterError:
    with pytest.raises(HarvesterError) as caught:
        reading(diary, token)
    return caught.value


def summaries(found: Reading) -> list[str]:
    return sorted(json.loads(one.raw)["summary"] for one in found.events)


# what is asked


def test_nothing_but_reading_calendars_is_asked_for() -> None:
    assert [scope.url for scope in scopes(GoogleCalendarSettings())] == [READONLY]
    assert READONLY == "https://www.googleapis.com/auth/calendar.readonly"


def test_series_are_not_expanded_and_deleted_events_are_asked_for(diary: GoogleDiary) -> None:
    diary.put(1)
    reading(diary)
    path, asked = diary.google.asked[-1]
    assert path == f"/calendar/v3/calendars/{PRIMARY}/events"
    assert (asked["singleEvents"], asked["showDeleted"]) == ("false", "true")


def test_masters_exceptions_and_cancelled_instances_are_resources_of_their_own(diary: GoogleDiary) -> None:
    diary.google.primary.put(event(1, recurrence=["RRULE:FREQ=WEEKLY"]))
    diary.google.primary.put(event(2, id="event1_20260309", recurringEventId="event1"))
    diary.google.primary.put({"id": "event1_20260316", "recurringEventId": "event1", "status": "cancelled"})
    found = {one.key: one for one in reading(diary).events}
    assert {key: (one.series, one.gone) for key, one in found.items()} == {
        "event1": ("", False),
        "event1_20260309": ("event1", False),
        "event1_20260316": ("event1", False),
    }
    assert json.loads(found["event1_20260316"].raw)["status"] == "cancelled"
    assert str(found["event1"].updated) == "2026-02-20 10:00:00+00:00"


def test_a_deleted_event_is_told_with_what_google_still_says_of_it(diary: GoogleDiary) -> None:
    diary.put(1)
    first = reading(diary)
    diary.remove(1)
    (gone,) = reading(diary, first.token).events
    assert gone.gone
    assert json.loads(gone.raw)["status"] == "cancelled"


def test_the_order_of_keys_makes_no_other_bytes(diary: GoogleDiary) -> None:
    diary.put(1)
    first = reading(diary).events[0].raw
    name, content = next(iter(diary.google.primary.events.items()))
    diary.google.primary.events[name] = dict(reversed(content.items()))
    assert reading(diary).events[0].raw == first


def test_pages_are_read_to_the_last_and_an_empty_one_ends_nothing(diary: GoogleDiary) -> None:
    diary.google.page_size = 2
    for number in range(7):
        diary.put(number, f"call {number}")
    with diary.open() as source:
        source.calendars()
        diary.google.faults = [Reply(said={"items": [], "nextPageToken": "page-0"})]
        found = [one for one in source.events(PRIMARY, None).items() if isinstance(one, Event)]
    assert len(found) == 7


def test_a_page_that_comes_again_and_again_is_told_and_left(diary: GoogleDiary) -> None:
    diary.put(1)
    again = Reply(said={"items": [event(1)], "nextPageToken": "page-0"})
    with diary.open() as source:
        source.calendars()
        diary.google.faults = [again] * 50
        sweep = source.events(PRIMARY, None)
        found = list(sweep.items())
    assert [type(one) for one in found] == [Event, Event, Failure]
    assert sweep.token is None


def test_empty_pages_without_end_are_told_and_left(diary: GoogleDiary) -> None:
    with diary.open() as source:
        source.calendars()
        diary.google.faults = [Reply(said={"nextPageToken": f"page-{number}"}) for number in range(500)]
        (failure,) = source.events(PRIMARY, None).items()
    assert isinstance(failure, Failure)
    assert len(diary.google.faults) > 300


# which calendars


def names(source: EventSource) -> tuple[list[str], dict[str, str]]:
    with source:
        said = source.calendars()
    folders = [one.name for one in said if isinstance(one, Folder)]
    return folders, {one.folder: one.reason for one in said if isinstance(one, Failure)}


def test_calendars_are_chosen_by_id_name_or_pattern(diary: GoogleDiary) -> None:
    diary.google.page_size = 1
    diary.google.calendars |= {
        "team@group.example": Calendar("Team"),
        "acme@group.example": Calendar("Acme Ltd", role="reader"),
        "other@group.example": Calendar("Team"),
        "busy@group.example": Calendar("Carol", role="freeBusyReader"),
        "unlisted@group.example": Calendar("Unlisted", listed=False),
    }
    diary.more = {"calendars": ("primary", "team@group.example", "Acme*")}
    assert names(diary.open()) == ([PRIMARY, "Team", "Acme Ltd"], {})
    diary.more = {"calendars": ("*",)}
    folders, failures = names(diary.open())
    assert folders == [PRIMARY, "Team", "Acme Ltd", "Team (other@group.example)"]
    assert failures == {"Carol": "only free and busy times are shared"}
    diary.more = {"calendars": ("unlisted@group.example", "nobody@group.example")}
    assert names(diary.open()) == (
        ["Unlisted"],
        {"nobody@group.example": "this account has no calendar of that id or name"},
    )


def test_an_id_with_odd_signs_reaches_its_calendar(diary: GoogleDiary) -> None:
    diary.google.calendars["de.german#holiday@group/v?.example"] = Calendar("Holidays")
    diary.google.calendars["de.german#holiday@group/v?.example"].put(event(5))
    diary.more = {"calendars": ("Holidays",)}
    diary.calendar = "Holidays"
    assert len(reading(diary).events) == 1


# how it says no (F26)


@pytest.mark.parametrize(
    "fault",
    [
        refusal(403, "rateLimitExceeded"),
        refusal(403, "userRateLimitExceeded"),
        refusal(403, "quotaExceeded"),
        refusal(429, "rateLimitExceeded"),
        refusal(500, "backendError"),
        Reply(status=503, said=b"<html>busy</html>", headers={"Content-Type": "text/html"}),
        Reply(said={"items": []}, declared=5_000),
        hang_up,
    ],
    ids=["rate", "user rate", "quota", "429", "500", "503 HTML", "truncated", "dropped"],
)
def test_what_passes_is_tried_again_and_nothing_is_lost_or_doubled(diary: GoogleDiary, fault: Any) -> None:
    diary.google.page_size = 2
    for number in range(5):
        diary.put(number, f"call {number}")
    diary.google.faults = [fault, fault]
    assert summaries(reading(diary)) == [f"call {number}" for number in range(5)]
    assert len(diary.pauses) == 2


def test_an_hour_of_quota_ends_with_everything_fetched(diary: GoogleDiary) -> None:
    for number in range(5):
        diary.put(number, f"call {number}")
    diary.google.faults = [refusal(403, "quotaExceeded", {"Retry-After": "60"})] * 12
    for _ in range(2):
        assert isinstance(failed(diary), TemporaryError)
    assert summaries(reading(diary)) == [f"call {number}" for number in range(5)]
    assert sum(diary.pauses) >= 600


def test_retry_after_is_obeyed_and_five_tries_are_enough(diary: GoogleDiary) -> None:
    diary.google.faults = [refusal(429, "rateLimitExceeded", {"Retry-After": "7"})] * 9
    error = failed(diary)
    assert isinstance(error, TemporaryError)
    assert error.exit_code == 5
    assert diary.pauses == [7, 7, 7, 7]
    assert len(diary.google.asked) == 5


def test_the_wait_doubles_without_retry_after(diary: GoogleDiary) -> None:
    diary.google.faults = [refusal(503, "backendError")] * 9
    failed(diary)
    assert len(diary.pauses) == 4
    assert all(later > sooner for sooner, later in zip(diary.pauses, diary.pauses[2:], strict=False))


def test_the_quota_of_a_day_is_not_hammered(diary: GoogleDiary) -> None:
    diary.google.faults = [refusal(403, "dailyLimitExceeded")] * 9
    assert isinstance(failed(diary), TemporaryError)
    assert diary.pauses == []


@pytest.mark.parametrize("fault", [refusal(410, "fullSyncRequired"), refusal(400, "invalid")], ids=["410", "400"])
def test_a_forgotten_sync_token_means_everything_again(diary: GoogleDiary, fault: Reply) -> None:
    diary.put(1, "one")
    diary.put(2, "two")
    first = reading(diary)
    diary.remove(1)
    with diary.open() as source:
        source.calendars()
        diary.google.faults = [fault]
        sweep = source.events(PRIMARY, first.token)
        found = [one for one in sweep.items() if isinstance(one, Event)]
    assert sweep.full
    assert {one.key: one.gone for one in found} == {"event1": True, "event2": False}
    assert reading(diary, sweep.token).events == []


@pytest.mark.parametrize(
    "said",
    [b"<html>Sign in to the hotel</html>", b'{"items": [', b"[" * 100_000, b"[]", b""],
    ids=["HTML", "half", "deep", "list", "nothing"],
)
def test_an_answer_that_is_no_calendar_data_is_no_empty_calendar(diary: GoogleDiary, said: bytes) -> None:
    diary.put(1)
    with diary.open() as source:
        source.calendars()
        diary.google.faults = [Reply(said=said)] * 9
        with pytest.raises(TemporaryError, match="no calendar data"):
            list(source.events(PRIMARY, None).items())


def test_a_server_that_stalls_is_given_up(diary: GoogleDiary) -> None:
    diary.stall = 0.05
    done = threading.Event()

    def stall(_: object) -> None:
        done.wait(10)

    diary.google.faults = [stall] * 9
    assert "no answer in time" in str(failed(diary))
    done.set()


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (refusal(404, "notFound"), FolderError, "404 notFound"),
        (refusal(403, "forbidden"), FolderError, "403 forbidden"),
        (refusal(403, "insufficientPermissions"), SignInError, "does not reach to calendars"),
        (refusal(403, "accessNotConfigured"), SignInError, "not enabled in your Google project"),
        (Reply(status=403, said=b"<b>\x1b[31mno"), FolderError, "(403)"),
    ],
)
def test_a_refusal_says_what_to_do(diary: GoogleDiary, fault: Reply, kind: type, words: str) -> None:
    with diary.open() as source:
        source.calendars()
        diary.google.faults = [fault]
        with pytest.raises(kind) as caught:
            list(source.events(PRIMARY, None).items())
    assert words in str(caught.value)
    assert "\x1b" not in str(caught.value)


# the sign-in (F11)


def test_an_access_token_that_ends_in_between_is_made_anew_once(diary: GoogleDiary) -> None:
    diary.google.page_size = 1
    for number in range(3):
        diary.put(number)
    with diary.open() as source:
        found = []
        for one in source.events(PRIMARY, None).items():
            found.append(one)
            diary.google.expire()
    assert len(found) == 3
    assert 2 < diary.google.tokens_given <= 4


def test_an_account_that_refuses_every_token_is_not_asked_for_ever(diary: GoogleDiary) -> None:
    diary.google.faults = [refusal(401, "authError")] * 9
    error = failed(diary)
    assert isinstance(error, SignInError)
    assert len(diary.google.asked) == 2


def test_a_dead_token_names_the_command_to_run(diary: GoogleDiary) -> None:
    diary.google.revoke()
    error = failed(diary)
    assert isinstance(error, SignInError)
    assert error.exit_code == 4
    assert "`harvester auth calendar`" in error.next_step
    assert "invalid_grant" in error.fact
    assert diary.pauses == []


def test_a_sign_in_that_is_busy_is_tried_again(diary: GoogleDiary) -> None:
    diary.google.token_faults = [Reply(status=503, said=b"busy")] * 2
    reading(diary)
    diary.google.token_faults = [Reply(status=503, said=b"busy")] * 9
    assert isinstance(failed(diary), TemporaryError)


@pytest.mark.parametrize(
    "kept", ["", "{}", "[]", "ya29.token", '{"type": "authorized_user", "token_uri": "https://a.example"}']
)
def test_a_kept_token_that_cannot_be_read_means_signing_in_again(diary: GoogleDiary, kept: str) -> None:
    diary.secret = lambda: kept
    error = failed(diary)
    assert isinstance(error, SignInError)
    assert "ya29" not in str(error)


def test_a_service_account_speaks_for_a_person(diary: GoogleDiary, tmp_path: Path) -> None:
    diary.secret = diary.google.service_account_key
    diary.more = {"service_account": "file:key.json", "subject": PRIMARY}
    diary.put(1)
    assert len(reading(diary).events) == 1
    assert diary.google.assertion["sub"] == PRIMARY
    assert diary.google.assertion["scope"] == READONLY


def test_no_secret_stands_in_an_error_an_address_or_the_peer(diary: GoogleDiary) -> None:
    diary.put(1)
    with diary.open() as source:
        list(source.events(PRIMARY, None).items())
        told = [source.peer]
    diary.google.revoke()
    told.append(repr(failed(diary)))
    told += [f"{path} {asked}" for path, asked in diary.google.asked]
    for secret in ("refresh-1", "client-secret", "ya29"):
        assert secret not in " ".join(told)


# the stand-in itself


def test_the_stand_in_refuses_what_google_refuses(diary: GoogleDiary) -> None:
    google = diary.google
    token = json.loads(google.token({"grant_type": "refresh_token", "refresh_token": "refresh-1", **_client()}).body)
    signed = f"Bearer {token['access_token']}"
    path = f"calendars/{quote(PRIMARY)}/events"
    assert google.api(path, {}, signed).status == 200
    assert google.api(path, {}, "Bearer other").status == 401
    assert google.api(path, {"fromWhen": ["1"]}, signed).status == 400
    assert google.api(path, {"singleEvents": ["True"]}, signed).status == 400
    assert google.api(path, {"orderBy": ["title"]}, signed).status == 400
    assert google.api(path, {"maxResults": ["0"]}, signed).status == 400
    assert google.api(path, {"syncToken": ["sync-0"], "timeMin": ["2026-01-01T00:00:00Z"]}, signed).status == 400
    assert google.api("calendars/x/event", {}, signed).status == 404


def _client() -> dict[str, str]:
    from tests.servers.google_sign_in import CLIENT_ID, CLIENT_SECRET

    return {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
