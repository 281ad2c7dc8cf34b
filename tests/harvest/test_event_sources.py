"""Calendars and call logs through the whole pull, from the servers that tests start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester import collection, workflow
from harvester.config import Config, parsed
from harvester.harvest.events import vanished
from harvester.model.conferences import ATTENDANCE
from harvester.model.decisions import Decision
from harvester.model.ledger import FolderCoverage
from harvester.pipeline.calls import calls
from harvester.secrets import Place, keep_token
from harvester.store import open_store
from tests.connectors.icalendar_text import vcalendar, vevent
from tests.patience import soon
from tests.servers import radicale
from tests.servers.google import Google
from tests.servers.google import running as google_running
from tests.servers.google_calendar import event
from tests.servers.google_meet import conference, signed_in
from tests.servers.google_replies import refusal

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
BASE = """
[us]
addresses = ["me@studionorth.example"]
timezone = "Europe/Berlin"
[clients.acme]
domains = ["acme.example"]
"""
CALLS = "start,duration_s,direction,contact,outcome\n2026-03-02T10:00:00Z,61,out,bob.roe@acme.example,attended\n"


@pytest.fixture
def google(tmp_path: Path) -> Iterator[Google]:
    with google_running() as server:
        keep_token("calendar", server.kept_token(), Place(folder=tmp_path, environment={}))
        yield server


def with_source(folder: Path, source: str) -> Config:
    return parsed(f"{BASE}\n[sources.calendar]\n{source}", folder / "config.toml")


def of_google(folder: Path, google: Google) -> Config:
    return with_source(folder, f'kind = "google_calendar"\napi_endpoint = "{google.endpoint}"')


def pulled(config: Config, hours: int = 0) -> tuple[int, int, bool]:
    """Seen since the calendar was read whole (each change counts), new, complete."""
    session = workflow.Session(environment={"PASSWORD": radicale.PASSWORD})
    (row,) = workflow.pull(config, NOW + timedelta(hours=hours), session)["calendar"].rows
    return row.seen, row.stored, row.complete


def stored(config: Config) -> list[bytes]:
    return [raw for _, raw in open_store(config.store.url, config.folder).originals()]


def test_google_and_caldav_bring_the_matter_and_nothing_else(tmp_path: Path, google: Google) -> None:
    google.primary.put(event(1))
    google.primary.put(event(2, summary="Dentist", attendees=[]))
    ours = of_google(tmp_path, google)
    assert pulled(ours) == (2, 1, True)
    assert [json.loads(raw)["id"] for raw in stored(ours)] == ["event1"]
    assert pulled(ours, 1) == (2, 0, True)
    google.primary.put(event(2, summary="Dentist, later", attendees=[]))
    assert pulled(ours, 2) == (3, 0, True)
    (tmp_path / "radicale").mkdir()
    with radicale.running(tmp_path / "radicale") as server:
        account = server.account()
        account.make("diary", "Work")
        account.put("diary", "1.ics", vcalendar(vevent(1)))
        account.put("diary", "2.ics", vcalendar(vevent(2).replace(b"acme.example", b"dentist.example")))
        source = f'kind = "caldav"\nurl = "{server.url}"\nuser = "{account.user}"\npassword = "env:PASSWORD"'
        theirs = with_source(tmp_path / "radicale", source)
        assert pulled(theirs) == (2, 1, True)
        assert [raw.count(b"UID:event1@") for raw in stored(theirs)] == [1]


def test_what_was_not_read_again_because_nothing_changed_was_searched_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "calendar.ics").write_bytes(vcalendar(vevent(1)))
    config = with_source(tmp_path, 'kind = "ics"\npath = "calendar.ics"\ncomplete = true')
    assert pulled(config) == (1, 1, True)
    assert pulled(config, 1) == (1, 0, True)


def test_a_word_of_megabytes_in_a_calendar_is_searched_all_the_same(tmp_path: Path) -> None:
    """S22: looking for addresses in it took time by the square of its length."""
    long = b"DESCRIPTION:" + b"x" * 1_000_000 + b"\r\nSUMMARY:"
    (tmp_path / "calendar.ics").write_bytes(vcalendar(vevent(1).replace(b"SUMMARY:", long)))
    config = with_source(tmp_path, 'kind = "ics"\npath = "calendar.ics"\ncomplete = true')
    with soon():
        assert pulled(config) == (1, 1, True)


def test_a_cancelled_instance_belongs_to_the_matter_of_its_series(tmp_path: Path, google: Google) -> None:
    config = of_google(tmp_path, google)
    google.primary.put({"id": "event2_20260309", "status": "cancelled", "recurringEventId": "event2"})
    google.primary.put({"id": "event1_20260309", "status": "cancelled", "recurringEventId": "event1"})
    google.primary.put(event(1, recurrence=["RRULE:FREQ=WEEKLY"]))
    assert pulled(config) == (3, 2, True)
    google.primary.put({"id": "event1_20260316", "status": "cancelled", "recurringEventId": "event1"})
    assert pulled(config, 1) == (4, 1, True)
    assert {json.loads(raw)["id"] for raw in stored(config)} == {"event1", "event1_20260309", "event1_20260316"}


def test_a_quota_that_lasts_costs_this_pull_and_doubles_nothing(tmp_path: Path, google: Google) -> None:
    config = of_google(tmp_path, google)
    google.primary.put(event(1))
    google.faults = [refusal(403, "dailyLimitExceeded")]
    session = workflow.Session(environment={})
    assert workflow.pull(config, NOW, session)["calendar"].error
    assert pulled(config, 1) == (1, 1, True)
    assert pulled(config, 2) == (1, 0, True)
    assert len(stored(config)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_call_log_in_any_encoding_is_matched(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "calls.csv").write_bytes(
        (CALLS + CALLS.splitlines()[1].replace("bob.roe@acme", "x@other")).encode(encoding)
    )
    config = with_source(tmp_path, 'kind = "call_log"\npath = "calls.csv"\ncomplete = true')
    assert pulled(config) == (2, 1, True)
    (raw,) = stored(config)
    assert raw == CALLS.encode(encoding)


def on_radicale(folder: Path, server: radicale.Radicale, account: radicale.Account) -> Config:
    source = f'kind = "caldav"\nurl = "{server.url}"\nuser = "{account.user}"\npassword = "env:PASSWORD"'
    return with_source(folder, source)


def rows(config: Config, hours: int) -> dict[str, tuple[bool, str]]:
    session = workflow.Session(environment={"PASSWORD": radicale.PASSWORD})
    found = workflow.pull(config, NOW + timedelta(hours=hours), session)["calendar"].rows
    return {row.folder: (row.complete, row.reason) for row in found}


def marked(config: Config, calendar: str, state: str, hours: int) -> None:
    store = open_store(config.store.url, config.folder)
    payload = {"source": "calendar", "folder": calendar, "state": state}
    with store.writer("a test"):
        store.decide(Decision(kind="folder", payload=payload, by="Ann", reason="So.", at=NOW + timedelta(hours=hours)))


def test_a_calendar_that_is_suddenly_empty_was_not_emptied_until_somebody_says_so(tmp_path: Path) -> None:
    (tmp_path / "radicale").mkdir()
    with radicale.running(tmp_path / "radicale") as server:
        account = server.account()
        account.make("diary", "Work")
        for number in range(3):
            account.put("diary", f"{number}.ics", vcalendar(vevent(number)))
        config = on_radicale(tmp_path, server, account)
        assert rows(config, 0) == {"Work": (True, "")}
        account.delete("diary", "")
        account.make("diary", "Work")
        complete, reason = rows(config, 1)["Work"]
        assert not complete
        assert reason.startswith("it shows 0 of the 3 entries")
        store = open_store(config.store.url, config.folder)
        assert vanished(store) == {}
        marked(config, "Work", "confirmed", 2)
        assert rows(config, 3) == {"Work": (True, "")}
        assert len(vanished(store)) == 3


def test_a_calendar_that_is_missing_is_named_until_somebody_says_that_it_is_gone(tmp_path: Path) -> None:
    (tmp_path / "radicale").mkdir()
    with radicale.running(tmp_path / "radicale") as server:
        account = server.account()
        account.make("diary", "Work")
        account.make("other", "Private")
        account.put("diary", "1.ics", vcalendar(vevent(1)))
        config = on_radicale(tmp_path, server, account)
        rows(config, 0)
        account.delete("other", "")
        assert rows(config, 1)["Private"] == (False, "missing since the last pull")
        marked(config, "Private", "gone", 2)
        assert rows(config, 3) == {"Work": (True, "")}


def test_one_event_that_is_deleted_is_dated_and_one_that_returns_is_there_again(tmp_path: Path, google: Google) -> None:
    config = of_google(tmp_path, google)
    google.primary.put(event(1))
    google.primary.put(event(2))
    pulled(config)
    google.primary.delete("event1")
    pulled(config, 5)
    store = open_store(config.store.url, config.folder)
    place = ("calendar", google.primary.summary, "event1")
    assert vanished(store) == {place: NOW + timedelta(hours=5)}
    google.primary.put(event(1))
    pulled(config, 6)
    assert vanished(store) == {}


def test_a_call_that_has_a_number_only_belongs_to_the_matter_when_the_number_does(tmp_path: Path) -> None:
    lines = ["start,duration_s,direction,contact,number,outcome"]
    lines += [
        f'2026-03-02T1{n}:00:00Z,61,out,,"{number}",attended'
        for n, number in enumerate(["+1 (212) 555-0142", "+1 212 555 0143"])
    ]
    (tmp_path / "calls.csv").write_text("\n".join([*lines, ""]))
    source = 'kind = "call_log"\npath = "calls.csv"\ncomplete = true'
    assert pulled(with_source(tmp_path, source)) == (2, 0, True)
    people = '[clients.acme.people."bob.roe@acme.example"]\nphones = ["001 212 5550142"]'
    known = with_source(tmp_path, f"{source}\n{people}")
    assert pulled(known, 1) == (2, 1, True)
    assert b"555-0142" in stored(known)[0]


def test_a_line_that_tells_how_a_meeting_went_needs_to_name_nobody_and_may_come_first(tmp_path: Path) -> None:
    """interfaces.md: the event gives what the line leaves out, in whatever order the sources stand."""
    lines = (
        "start,duration_s,outcome,event_uid\n,1800,attended,event1@studionorth.example\n,1800,attended,other@example\n"
    )
    (tmp_path / "calls.csv").write_text(lines)
    log = '[sources.a_log]\nkind = "call_log"\npath = "calls.csv"\ncomplete = true\n'
    text = f'{BASE}\n{log}[sources.calendar]\nkind = "ics"\npath = "calendar.ics"\ncomplete = true'
    config = parsed(text, tmp_path / "config.toml")
    (tmp_path / "calendar.ics").write_bytes(vcalendar(vevent(2)))
    session = workflow.Session(environment={})
    for hours, uid, kept in ((0, 2, 0), (1, 1, 1), (2, 1, 1)):
        (tmp_path / "calendar.ics").write_bytes(vcalendar(vevent(uid)))
        (row,) = workflow.pull(config, NOW + timedelta(hours=hours), session)["a_log"].rows
        assert (row.seen % 2, row.matched, row.complete) == (0, kept, True)


# who joined calls on Google Meet

CODE = "abc-mnop-xyz"
SPAN = ("2026-04-20T08:00:00Z", "2026-04-20T08:30:00Z")


def on_meet(folder: Path, google: Google, meet: str = "true") -> Config:
    source = f'kind = "google_calendar"\napi_endpoint = "{google.endpoint}"\nmeet_endpoint = "{google.meet_endpoint}"'
    return with_source(folder, f"{source}\nmeet = {meet}")


def held_on(google: Google, *people: dict[str, object]) -> None:
    start, end = ({"dateTime": when} for when in SPAN)
    google.primary.put(event(1, start=start, end=end, **conference(CODE)))
    google.meet.hold(CODE, *SPAN, *people)


def meet_row(config: Config, hours: int) -> FolderCoverage:
    found = workflow.pull(config, NOW + timedelta(hours=hours), workflow.Session(environment={}))["calendar"].rows
    return next(row for row in found if row.folder == ATTENDANCE)


def outcomes(config: Config) -> list[tuple[str, bool]]:
    evidence, about = collection.collected(config, "acme")
    return [(call.outcome.value, call.recorded) for call in calls(evidence.records, (), about, NAMES)]


NAMES = {"me@studionorth.example": "Ann North", "bob.roe@acme.example": "Bob Roe"}


def test_who_joined_is_stored_as_an_original_of_its_own_and_tells_the_outcome(tmp_path: Path, google: Google) -> None:
    held_on(google, signed_in("Ann North", SPAN), signed_in("Bob Roe", SPAN))
    google.primary.put(event(2, summary="Dentist", attendees=[], **conference("dentist-call-xyz")))
    google.meet.hold("dentist-call-xyz", *SPAN, signed_in("Dr Tooth", SPAN))
    config = on_meet(tmp_path, google)
    row = meet_row(config, 0)
    assert (row.complete, row.seen, row.stored, row.since) == (True, 1, 1, NOW - timedelta(days=30))
    assert outcomes(config) == [("attended", True)]
    kept = stored(config)
    assert len(kept) == 2
    assert b"Tooth" not in b"".join(kept)
    assert open_store(config.store.url, config.folder).verify().problems == ()
    again = meet_row(config, 1)
    assert (again.seen, again.stored, again.known) == (1, 0, 1)
    google.meet.calls.clear()  # 30 days later
    assert meet_row(config, 2).complete
    assert outcomes(config) == [("attended", True)]
    assert vanished(open_store(config.store.url, config.folder)) == {}


def test_a_call_that_went_on_when_it_was_read_is_told_by_its_last_record(tmp_path: Path, google: Google) -> None:
    held_on(google, signed_in("Ann North", SPAN))
    name = next(iter(google.meet.calls))
    whole = google.meet.calls[name]
    google.meet.calls[name] = (CODE, {key: value for key, value in whole[1].items() if key != "endTime"})
    config = on_meet(tmp_path, google)
    assert meet_row(config, 0).stored == 1
    assert outcomes(config) == [("unknown", False)]
    google.meet.calls[name] = whole
    assert meet_row(config, 1).stored == 1
    assert outcomes(config) == [("no_show_by_client", False)]


def test_no_record_leaves_the_outcome_open(tmp_path: Path, google: Google) -> None:
    start, end = ({"dateTime": when} for when in SPAN)
    google.primary.put(event(1, start=start, end=end, **conference(CODE)))
    config = on_meet(tmp_path, google)
    assert meet_row(config, 0).complete
    assert outcomes(config) == [("unknown", False)]


def test_a_refusal_costs_the_records_and_not_the_calendar(tmp_path: Path, google: Google) -> None:
    held_on(google, signed_in("Ann North", SPAN), signed_in("Bob Roe", SPAN))
    google.meet_allowed = False
    config = on_meet(tmp_path, google)
    told = rows(config, 0)
    assert told["me@studionorth.example"] == (True, "")
    assert told[ATTENDANCE] == (
        False,
        "The stored sign-in does not reach to who joined calls on Google Meet; Run `harvester auth calendar`",
    )
    google.meet_allowed = True
    assert rows(config, 1)[ATTENDANCE] == (True, "")
    assert outcomes(config) == [("attended", True)]


def test_nothing_is_asked_of_meet_where_it_is_not_wanted(tmp_path: Path, google: Google) -> None:
    held_on(google, signed_in("Ann North", SPAN), signed_in("Bob Roe", SPAN))
    config = on_meet(tmp_path, google, "false")
    assert set(rows(config, 0)) == {"me@studionorth.example"}
    assert not [path for path, _ in google.asked if path.startswith("/v2/")]
    assert ATTENDANCE in rows(on_meet(tmp_path, google), 1)
    assert set(rows(config, 2)) == {"me@studionorth.example"}
