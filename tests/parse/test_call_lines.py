"""Lines of call logs: times, durations, directions, and what counts as attended or missed (M8)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import LoggedCall, Outcome, Unreadable
from harvester.model.settings import CALL_PRESETS
from harvester.parse.call_lines import logged_call

BERLIN = "Europe/Berlin"
TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


def line(cells: str, header: str = "start,duration_s,direction,contact,number,outcome,note", end: str = "\n") -> bytes:
    return f"{header}{end}{cells}{end}".encode()


def read(raw: bytes, zone: str = "", preset: str = "") -> LoggedCall:
    call = logged_call(raw, CALL_PRESETS[preset], zone)
    assert isinstance(call, LoggedCall)
    return call


def of_preset(preset: str, header: str, cells: str) -> LoggedCall:
    return read(line(cells, header), BERLIN, preset)


def test_a_line_is_read_whole() -> None:
    call = read(line("2026-03-02T11:00:00+01:00,61,out,bob.roe@acme.example,+49301234,attended,Scope agreed"))
    assert (call.start, call.duration_s, call.direction) == (TEN, 61, "out")
    assert (call.contact, call.number) == ("bob.roe@acme.example", "+49301234")
    assert (call.outcome, call.note) == (Outcome.ATTENDED, "Scope agreed")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_of_the_published_list_is_known(outcome: Outcome) -> None:
    assert read(line(f"2026-03-02T10:00:00Z,,out,Bob Roe,,{outcome.value},")).outcome is outcome


@pytest.mark.parametrize(
    ("outcome", "seconds", "expected"),
    [
        ("attended", "30", Outcome.ATTENDED),
        ("attended", "29", Outcome.UNKNOWN),
        ("attended", "", Outcome.ATTENDED),
        ("answered", "30", Outcome.ATTENDED),
        ("answered", "29.9", Outcome.UNKNOWN),
        ("ANSWERED", "0:31", Outcome.ATTENDED),
        ("NO ANSWER", "0", Outcome.MISSED),
        ("no_show_by_client", "0", Outcome.NO_SHOW_BY_CLIENT),
        ("missed", "61", Outcome.UNKNOWN),
        ("maybe", "600", Outcome.UNKNOWN),
        ("", "600", Outcome.UNKNOWN),
    ],
)
def test_attended_needs_an_answer_and_half_a_minute(outcome: str, seconds: str, expected: Outcome) -> None:
    assert read(line(f"2026-03-02T10:00:00Z,{seconds},out,Bob Roe,,{outcome},")).outcome is expected


@pytest.mark.parametrize(
    ("kind", "seconds", "direction", "outcome"),
    [
        ("1", 61, "in", Outcome.ATTENDED),
        ("1", 0, "in", Outcome.UNKNOWN),
        ("2", 61, "out", Outcome.ATTENDED),
        ("2", 0, "out", Outcome.MISSED),
        ("2", 5, "out", Outcome.UNKNOWN),
        ("3", 0, "in", Outcome.MISSED),
        ("5", 0, "in", Outcome.DECLINED),
        ("OUTGOING", 61, "out", Outcome.ATTENDED),
        ("Incoming call", 61, "in", Outcome.ATTENDED),
        ("7", 61, "", Outcome.UNKNOWN),
    ],
)
def test_android_says_direction_and_outcome_in_one_column(
    kind: str, seconds: int, direction: str, outcome: Outcome
) -> None:
    call = of_preset("android", "number,date,duration,type,name", f"+49301234,1772445600000,{seconds},{kind},Bob Roe")
    assert (call.start, call.direction, call.outcome, call.contact) == (TEN, direction, outcome, "Bob Roe")


def test_exports_of_other_phones_are_read_by_their_presets() -> None:
    ios = of_preset(
        "ios", "Call type;Date;Duration;Number;Contact", "Outgoing;2026-03-02 11:00:00;00:01:01;+49;Bob Roe"
    )
    assert (ios.start, ios.duration_s, ios.direction, ios.outcome) == (TEN, 61, "out", Outcome.ATTENDED)
    voip = of_preset(
        "voip", "calldate,clid,src,dst,duration,billsec,disposition", "2026-03-02 11:00:00,A,1,+49,75,0,NO ANSWER"
    )
    assert (voip.start, voip.duration_s, voip.direction, voip.outcome) == (TEN, 0, "", Outcome.MISSED)


@pytest.mark.parametrize(
    "start",
    [
        "2026-03-02T10:00:00Z",
        "2026-03-02 11:00",
        "2026-03-02T11:00:00",
        "02.03.2026 11:00",
        "1772445600",
        "1772445600000",
    ],
)
def test_times_are_read_in_the_forms_that_can_mean_one_thing_only(start: str) -> None:
    assert read(line(f'"{start}",61,out,Bob Roe,,attended,'), BERLIN).start == TEN


@pytest.mark.parametrize("start", ["", "03/02/2026 11:00", "yesterday", "2026-03-02", "2026-13-02 11:00", "11:00"])
def test_a_time_that_is_open_is_not_guessed(start: str) -> None:
    assert isinstance(logged_call(line(f"{start},61,out,Bob Roe,,attended,"), CALL_PRESETS[""], BERLIN), Unreadable)


def test_a_time_without_a_zone_needs_one_from_the_configuration() -> None:
    raw = line("2026-03-02 11:00,61,out,Bob Roe,,attended,")
    refused = logged_call(raw, CALL_PRESETS[""])
    assert isinstance(refused, Unreadable)
    assert "2026-03-02 11:00" in refused.reason
    assert read(raw, BERLIN).start == TEN


def test_the_outcome_of_a_calendar_event_needs_no_time() -> None:
    raw = line("event1@studionorth.example,2026-03-09T10:00:00Z,no_show_by_client", "event_uid,recurrence_id,outcome")
    call = read(raw)
    assert (call.start, call.event_uid, call.outcome) == (None, "event1@studionorth.example", Outcome.NO_SHOW_BY_CLIENT)
    assert call.recurrence == datetime(2026, 3, 9, 10, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_other_encodings_and_quoted_notes_are_read(encoding: str) -> None:
    text = 'start;outcome;note\r\n2026-03-02T10:00:00Z;missed;"Jörg said: ""later"";\r\nsecond line"\r\n'
    assert read(text.encode(encoding)).note == 'Jörg said: "later";\r\nsecond line'


@given(st.binary(max_size=200))
def test_no_bytes_raise(raw: bytes) -> None:
    for whole in (raw, b"start,outcome,event_uid\n" + raw):
        assert isinstance(logged_call(whole, CALL_PRESETS[""], BERLIN), LoggedCall | Unreadable)
