"""Lines of a call log as calls: what they establish, and what they leave open (M8)."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.call_log import connect
from harvester.model.call_columns import CALL_COLUMNS, CALL_PRESETS
from harvester.model.calls import LoggedCall, Outcome
from harvester.model.mail import Unreadable
from harvester.model.settings import CallLogSettings
from harvester.model.source import Event
from harvester.parse.call_lines import logged_call

OURS = CALL_PRESETS[""]
SAMPLE = Path(__file__).parents[2] / "harvester" / "sample" / "calls.csv"


def line(**cells: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([list(cells), list(cells.values())])
    return text.getvalue().encode()


def read(raw: bytes, preset: str = "", zone: str = "") -> LoggedCall:
    call = logged_call(raw, CALL_PRESETS[preset], zone)
    assert isinstance(call, LoggedCall), call
    return call


def refusal(raw: bytes, zone: str = "") -> str:
    call = logged_call(raw, OURS, zone)
    assert isinstance(call, Unreadable)
    assert (call.sha256, call.size) == (hashlib.sha256(raw).hexdigest(), len(raw))
    return call.reason


def test_a_line_says_what_its_columns_say() -> None:
    raw = line(
        start="2026-03-02T10:00:00+01:00",
        duration_s="690",
        direction="in",
        contact="Bob.Roe@ACME.example",
        number="+1 212 555 0142",
        outcome="attended",
        note="Change request,\nwithout the upload",
        event_uid="weekly@studionorth.example",
        recurrence_id="20260302T090000Z",
    )
    nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    record = raw.split(b"\r\n", 1)[1].removesuffix(b"\r\n")
    assert read(raw) == LoggedCall(
        key=hashlib.sha256(record).hexdigest(),
        start=nine,
        duration_s=690,
        direction="in",
        contact="bob.roe@acme.example",
        number="+1 212 555 0142",
        outcome=Outcome.ATTENDED,
        note="Change request,\nwithout the upload",
        event_uid="weekly@studionorth.example",
        recurrence=nine,
        sha256=hashlib.sha256(raw).hexdigest(),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_line_that_the_connector_yields_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "calls.csv"
    text = "Zürich;;\nCall Date;Call Type;Name;Duration\n02.03.2026 9:00;Incoming;Bob Müller;0:00:31\n"
    path.write_bytes(text.replace(";", separator).encode(encoding))
    source = CallLogSettings(path=str(path), preset="android", timezone="Europe/Berlin")
    with connect("phone", source) as log:
        (event,) = log.events("calls.csv", None).items()
    assert isinstance(event, Event)
    call = logged_call(event.raw, source.mapping, source.timezone)
    assert isinstance(call, LoggedCall)
    assert (call.key, call.contact, call.direction) == (event.key, "Bob Müller", "in")
    assert (call.start, call.duration_s) == (datetime(2026, 3, 2, 8, tzinfo=UTC), 31)
    assert call.outcome is Outcome.ATTENDED


def test_the_sample_log_has_an_outcome_for_every_call() -> None:
    head, *lines = SAMPLE.read_bytes().splitlines(keepends=True)
    calls = [read(head + each) for each in lines]
    assert [call.start is None for call in calls].count(True) == 8
    assert all(call.event_uid for call in calls if call.start is None)
    assert Outcome.UNKNOWN not in {call.outcome for call in calls}


@pytest.mark.parametrize(
    ("word", "duration", "outcome"),
    [
        ("attended", "30", Outcome.ATTENDED),
        ("attended", "29", Outcome.UNKNOWN),
        ("attended", "0", Outcome.UNKNOWN),
        ("attended", "", Outcome.ATTENDED),
        ("Answered", "0:29", Outcome.UNKNOWN),
        ("ANSWERED", "1:00:00", Outcome.ATTENDED),
        ("missed", "0", Outcome.MISSED),
        ("missed", "", Outcome.MISSED),
        ("missed", "45", Outcome.UNKNOWN),
        ("NO ANSWER", "0", Outcome.MISSED),
        ("no-show by client", "", Outcome.NO_SHOW_BY_CLIENT),
        ("cancelled_by_us", "", Outcome.CANCELLED_BY_US),
        ("declined", "0", Outcome.DECLINED),
        ("Voicemail", "35", Outcome.VOICEMAIL),
        ("cancelled", "", Outcome.UNKNOWN),
        ("failed", "0", Outcome.UNKNOWN),
        ("", "600", Outcome.UNKNOWN),
        ("dialled wrong", "600", Outcome.UNKNOWN),
    ],
)
def test_an_outcome_is_what_word_and_duration_establish(word: str, duration: str, outcome: Outcome) -> None:
    raw = line(start="2026-03-02T10:00:00Z", duration_s=duration, direction="out", outcome=word)
    assert read(raw).outcome is outcome


@pytest.mark.parametrize(
    ("kind", "duration", "direction", "outcome"),
    [
        ("Incoming", "75", "in", Outcome.ATTENDED),
        ("Incoming", "0", "in", Outcome.UNKNOWN),
        ("Outgoing", "75", "out", Outcome.ATTENDED),
        ("Outgoing", "12", "out", Outcome.UNKNOWN),
        ("Outgoing", "0", "out", Outcome.MISSED),
        ("Outgoing", "", "out", Outcome.UNKNOWN),
        ("Missed Call", "0", "in", Outcome.MISSED),
        ("2", "75", "out", Outcome.ATTENDED),
        ("3", "0", "in", Outcome.MISSED),
        ("5", "0", "in", Outcome.DECLINED),
        ("Blocked", "0", "", Outcome.UNKNOWN),
    ],
)
def test_a_phones_own_words(kind: str, duration: str, direction: str, outcome: Outcome) -> None:
    call = read(line(Date="1772442000000", Type=kind, Duration=duration, Number="+1"), "android")
    assert call.start == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert (call.direction, call.outcome) == (direction, outcome)


@pytest.mark.parametrize(
    "written",
    [
        *("2026-03-02 10:00", "2026-03-02T10:00:00", "02.03.2026 10:00:00", "2.3.2026, 10:00", "20260302T100000"),
        *("2026-03-02T09:00:00Z", "20260302T090000Z", "2026-03-02T04:00:00-05:00"),
    ],
)
def test_times_without_a_zone_need_one(written: str) -> None:
    raw = line(start=written)
    assert read(raw, zone="Europe/Berlin").start == datetime(2026, 3, 2, 9, tzinfo=UTC)
    if written[-1] != "Z" and written[-6] not in "+-":
        assert "states no zone" in refusal(raw)


@pytest.mark.parametrize(
    ("written", "hour"),
    [("03/25/2026 9:05 AM", 9), ("25/03/2026 21:05", 21), ("3/25/2026 12:05 AM", 0), ("3/25/2026, 12:05:00 pm", 12)],
)
def test_a_date_with_strokes_counts_where_it_reads_one_way(written: str, hour: int) -> None:
    assert read(line(start=written), zone="UTC").start == datetime(2026, 3, 25, hour, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"start": ""}, "it has no start"),
        ({"start": "03/04/2026 10:00"}, "can be read in two ways"),
        ({"start": "2026-03-02"}, "states no time of day"),
        ({"start": "yesterday"}, "states no time of day"),
        ({"start": "31.02.2026 10:00"}, "is no time"),
        ({"start": "25/03/2026 13:00 PM"}, "is no time"),
        ({"start": "2026-03-02T10:00:00Z", "recurrence_id": "later:"}, "its recurrence_id “later:” is no time"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "is no time"),
        ({"note": "no columns that matter"}, "it has no start"),
    ],
)
def test_a_line_that_cannot_be_used_says_why(cells: dict[str, str], named: str) -> None:
    assert named in refusal(line(**cells), "UTC")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        *(("75", 75), ("75.5 s", 75.5), ("1:15", 75), ("01:01:15", 3675), ("1m 15s", 75), ("1h 2 min", 3720)),
        *(("-5", None), ("nan", None), ("1e9", None), ("a while", None), ("", None)),
    ],
)
def test_a_duration_is_read_in_each_way_that_logs_write_it(written: str, seconds: float | None) -> None:
    assert read(line(start="2026-03-02T10:00:00Z", duration_s=written)).duration_s == seconds


@settings(max_examples=60, deadline=None)
@given(cells=st.fixed_dictionaries({}, optional={name: st.text(max_size=30) for name in CALL_COLUMNS}))
def test_any_cells_give_a_value(cells: dict[str, str]) -> None:
    raw = io.StringIO()
    csv.writer(raw).writerows([list(cells), list(cells.values())])
    assert isinstance(logged_call(raw.getvalue().encode("utf-8"), OURS, "UTC"), LoggedCall | Unreadable)


@settings(max_examples=60, deadline=None)
@given(head=st.binary(max_size=40), tail=st.binary(max_size=60))
def test_any_bytes_give_a_value(head: bytes, tail: bytes) -> None:
    for raw in (head + b"\n" + tail, b"start,outcome\n" + tail, b"\xff\xfe" + head + tail):
        assert isinstance(logged_call(raw, OURS, "UTC"), LoggedCall | Unreadable)
