"""Calendar entries as meetings: what is listed, by which instant it is known, and what is refused (M1–M3, M7, S22)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.model.calls import Meeting
from harvester.model.mail import Unreadable
from harvester.parse.meetings import meetings
from tests.patience import soon

BERLIN = ZoneInfo("Europe/Berlin")
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
START = "DTSTART;TZID=Europe/Berlin:20260302T100000"
SAMPLE = Path(__file__).parents[2] / "harvester" / "sample" / "calendar.ics"


def calendar(*events: str, head: str = "") -> bytes:
    """A VCALENDAR of events, each given as its lines."""
    inner = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{inner}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def event(*lines: str, uid: str = "call-1@acme.example") -> str:
    return "\n".join([f"UID:{uid}", *lines])


def of(raw: bytes, window: tuple[datetime, datetime] = YEAR, zone: str = "Europe/Berlin") -> tuple[Meeting, ...]:
    found = meetings([("a" * 64, raw)], "text/calendar", window, zone)
    assert not isinstance(found, Unreadable), found
    return found


def one(*lines: str) -> Meeting:
    (meeting,) = of(calendar(event(*lines)))
    return meeting


def refusal(raw: bytes, window: tuple[datetime, datetime] = YEAR) -> str:
    with soon():
        found = meetings([("a" * 64, raw)], "text/calendar", window, "Europe/Berlin")
    assert isinstance(found, Unreadable)
    assert (found.sha256, found.size) == ("a" * 64, len(raw))
    return found.reason


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_meeting_says_what_its_entry_says() -> None:
    meeting = one(
        "DTSTART;TZID=Europe/Berlin:20260302T100000",
        "DTEND;TZID=America/New_York:20260302T050000",
        "CREATED:20260227T080000Z",
        "LAST-MODIFIED:20260228T090000Z",
        "SEQUENCE:2",
        "SUMMARY:Acme\\, Studio North\\; kickoff",
        'ORGANIZER;CN="North; Ann":MAILTO:Me@StudioNorth.example',
        "ATTENDEE;CN=Bob Roe;PARTSTAT=DECLINED:mailto:Bob.Roe@ACME.example",
        'ATTENDEE;CN="Lane: Carol";PARTSTAT=X-LATER:mai',
        " lto:carol@acme.example",
        "ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED:mailto:room-4@acme.example",
        'ATTENDEE;EMAIL="lane@acme.example":/principals/1234/',
        "X-GOOGLE-CONFERENCE:https://meet.google.com/abc",
    )
    assert (meeting.start, meeting.end) == (utc(3, 2, 9), utc(3, 2, 10))
    assert (meeting.uid, meeting.recurrence, meeting.sequence) == ("call-1@acme.example", None, 2)
    assert (meeting.created, meeting.updated) == (utc(2, 27, 8), utc(2, 28, 9))
    assert meeting.title == "Acme, Studio North; kickoff"
    assert meeting.organizer == "me@studionorth.example"
    assert [(a.email, a.name, a.partstat, a.human) for a in meeting.attendees] == [
        ("bob.roe@acme.example", "Bob Roe", "declined", True),
        ("carol@acme.example", "Lane: Carol", "needs-action", True),
        ("room-4@acme.example", "", "accepted", False),
        ("lane@acme.example", "", "needs-action", True),
    ]
    assert meeting.conference
    assert meeting.sha256 == "a" * 64


@pytest.mark.parametrize(
    ("lines", "hours"),
    [
        ([], 0),
        (["DURATION:PT1H30M"], 1.5),
        (["DURATION:P1DT1H"], 25),
        (["DURATION:-PT1H"], 0),
        (["DURATION:soon"], 0),
        (["DTEND;TZID=Europe/Berlin:20260302T090000"], 0),
        (["DTEND:20260302T100000Z"], 1),
        (["DTEND:19700101T000000Z"], 0),
    ],
)
def test_the_end_is_never_before_the_start(lines: list[str], hours: float) -> None:
    meeting = one(START, *lines)
    assert meeting.end - meeting.start == timedelta(hours=hours)


def test_whole_days_are_those_of_the_calendars_zone() -> None:
    meeting = one("DTSTART;VALUE=DATE:20260329", "DTEND;VALUE=DATE:20260330")
    assert meeting.all_day
    assert (meeting.start, meeting.end) == (utc(3, 28, 23), utc(3, 29, 22))  # 23 hours: the clock went on
    assert one("DTSTART;VALUE=DATE:20260329").end == utc(3, 29, 22)


@pytest.mark.parametrize(
    ("written", "at", "floating", "unknown"),
    [
        ("DTSTART:20260302T100000", utc(3, 2, 9), True, False),
        ("DTSTART:20260302T100000Z", utc(3, 2, 10), False, False),
        ("DTSTART;TZID=W. Europe Standard Time:20260302T100000", utc(3, 2, 9), False, False),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/America/New_York:20260302T100000", utc(3, 2, 15), False, False),
        ("DTSTART;TZID=Middle Earth Standard Time:20260302T100000", utc(3, 2, 10), False, True),
        ("DTSTART;TZID=../../../etc/passwd:20260302T100000", utc(3, 2, 10), False, True),
        ("DTSTART;TZID=/etc/localtime:20260302T100000", utc(3, 2, 10), False, True),
        ("DTSTART;TZID=Europe:20260302T100000", utc(3, 2, 10), False, True),
        (f"DTSTART;TZID={'Europe/' * 714}:20260302T100000", utc(3, 2, 10), False, True),
    ],
)
def test_a_zone_is_known_or_said_not_to_be(written: str, at: datetime, floating: bool, unknown: bool) -> None:
    meeting = one(written)
    assert (meeting.start, meeting.floating, meeting.zone_unknown) == (at, floating, unknown)


def test_floating_times_take_the_zone_that_the_calendar_names() -> None:
    (meeting,) = of(calendar(event("DTSTART:20260302T100000"), head="X-WR-TIMEZONE:America/New_York\n"))
    assert (meeting.start, meeting.floating) == (utc(3, 2, 15), True)


ZONE = """BEGIN:VTIMEZONE
TZID:Ours
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:-0300
TZOFFSETTO:-0400
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:-0400
TZOFFSETTO:-0300
END:DAYLIGHT
END:VTIMEZONE
"""


def test_a_zone_that_the_text_defines_holds_for_this_text_only() -> None:
    weekly = event("DTSTART;TZID=Ours:20260323T100000", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert [m.start for m in of(calendar(weekly, head=ZONE))] == [utc(3, 23, 14), utc(3, 30, 13)]
    (meeting,) = of(calendar(event("DTSTART;TZID=Ours:20260323T100000")))
    assert meeting.zone_unknown
    for rule in ("FREQ=SECONDLY", "FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2", "FREQ=YEARLY;INTERVAL=0"):
        assert of(calendar(weekly, head=ZONE.replace("FREQ=YEARLY", rule)))[0].zone_unknown


def test_a_zone_of_many_rules_takes_no_time() -> None:
    lines = ZONE.splitlines()
    heap = "\n".join([*lines[:2], *lines[2:8] * 60, *lines[8:], ""])
    hours = "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9,10"
    with soon():
        assert of(calendar(event("DTSTART;TZID=Ours:20260101T100000", "RRULE:FREQ=DAILY"), head=heap))[0].zone_unknown
        assert len(of(calendar(event("DTSTART;TZID=Ours:20260101T100000", hours), head=ZONE))) > 3_600


def test_a_series_that_ends_before_it_starts_is_empty() -> None:
    assert of(calendar(event(START, "RRULE:FREQ=WEEKLY;UNTIL=20260222T225959Z"))) == ()
    assert len(of(calendar(event(START, "RRULE:FREQ=WEEKLY; BYDAY=MO, TU;COUNT=3")))) == 3
    assert one(START, "RRULE:").recurrence is None


def test_wall_clock_time_repeats_over_the_change_of_the_clock() -> None:
    weekly = event("DTSTART;TZID=Europe/Berlin:20260323T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")
    found = of(calendar(weekly))
    assert [m.start for m in found] == [utc(3, 23, 9), utc(3, 30, 8), utc(4, 6, 8)]
    assert [m.recurrence for m in found] == [m.start for m in found]
    assert {m.end - m.start for m in found} == {timedelta(hours=1)}


def test_overrides_exclusions_and_additions_are_known_by_their_instant() -> None:
    series = event(
        "DTSTART;TZID=Europe/Berlin:20260302T100000",
        "DTEND;TZID=Europe/Berlin:20260302T110000",
        "RRULE:FREQ=DAILY;UNTIL=20260306T090000Z",
        "EXDATE:20260303T090000Z",
        "RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20260310T100000/PT2H",
        "ATTENDEE:mailto:bob@acme.example",
        "SUMMARY:Call",
    )
    moved = event("RECURRENCE-ID:20260304T090000Z", "DTSTART;TZID=Asia/Tokyo:20260304T200000", "SUMMARY:Later")
    cancelled = event("RECURRENCE-ID;TZID=Europe/Berlin:20260305T100000", START, "STATUS:CANCELLED")
    found = of(calendar(series, moved, cancelled.replace("20260302", "20260305")))
    assert [(m.recurrence, m.start, m.cancelled, m.title) for m in found] == [
        (utc(3, 2, 9), utc(3, 2, 9), False, "Call"),
        (utc(3, 4, 9), utc(3, 4, 11), False, "Later"),
        (utc(3, 5, 9), utc(3, 5, 9), True, "Call"),
        (utc(3, 6, 9), utc(3, 6, 9), False, "Call"),
        (utc(3, 10, 9), utc(3, 10, 9), False, "Call"),
    ]
    assert [len(m.attendees) for m in found] == [1, 0, 1, 1, 1]
    assert found[2].end == utc(3, 5, 10)
    assert found[4].end == utc(3, 10, 11)


def test_of_two_versions_of_an_instance_the_later_stands() -> None:
    series = event(START, "RRULE:FREQ=DAILY;COUNT=1")
    first = event("RECURRENCE-ID:20260302T090000Z", "DTSTART:20260302T120000Z", "SEQUENCE:3")
    older = event("RECURRENCE-ID:20260302T090000Z", "DTSTART:20260302T150000Z", "SEQUENCE:2")
    assert [m.start for m in of(calendar(series, first, older))] == [utc(3, 2, 12)]


def test_this_and_all_later_ones() -> None:
    series = event("DTSTART;TZID=Europe/Berlin:20260316T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4")
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260323T100000",
        "DTSTART;TZID=Europe/Berlin:20260324T130000",
        "DURATION:PT2H",
    )
    found = of(calendar(series, later))
    assert [m.start for m in found] == [utc(3, 16, 9), utc(3, 24, 12), utc(3, 31, 11), utc(4, 7, 11)]
    assert [m.recurrence for m in found] == [utc(3, 16, 9), utc(3, 23, 9), utc(3, 30, 8), utc(4, 6, 8)]
    assert [(m.end - m.start).seconds // 3600 for m in found] == [1, 2, 2, 2]


def test_a_whole_calendar_may_be_a_cancellation_and_a_reply_is_no_entry() -> None:
    (meeting,) = of(calendar(event(START), head="METHOD:CANCEL\n"))
    assert meeting.cancelled
    assert refusal(calendar(event(START), head="METHOD:REPLY\n")) == "it holds no calendar entry with a start"


def test_the_window_takes_what_overlaps_it() -> None:
    raw = calendar(event("DTSTART:20260302T100000Z", "DTEND:20260302T110000Z"))
    assert of(raw, (utc(3, 2, 10, 59), utc(3, 3)))
    assert not of(raw, (utc(3, 2, 11), utc(3, 3)))
    assert not of(raw, (utc(3, 1), utc(3, 2, 10)))
    long = calendar(event("DTSTART:20260101T100000Z", "DURATION:P20D", "RRULE:FREQ=YEARLY"))
    assert [m.start for m in of(long, (utc(1, 15), utc(1, 16)))] == [utc(1, 1, 10)]


def test_an_entry_without_uid_is_known_by_what_it_says() -> None:
    first, same, other = (
        of(calendar(f"DTSTAMP:2026030{n}T000000Z\n{START}\nSUMMARY:{title}"))[0].uid
        for n, title in enumerate(["Call", "Call", "Talk"])
    )
    assert first == same != other
    assert first.startswith("no UID, ")


def test_the_sample_calendar_has_a_moved_and_a_cancelled_call() -> None:
    found = of(SAMPLE.read_bytes())
    moved = next(m for m in found if m.recurrence == utc(2, 12, 15))
    assert (len(found), moved.start) == (8, utc(2, 13, 15))
    assert [m.recurrence for m in found if m.cancelled] == [utc(2, 5, 15)]


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ("FREQ=SECONDLY", "FREQ=SECONDLY"),
        ("FREQ=MINUTELY;COUNT=2", "FREQ=MINUTELY"),
        ("FREQ=HOURLY", "FREQ=HOURLY"),
        ("COUNT=3", "FREQ="),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1"),
        ("FREQ=DAILY;COUNT=0", "COUNT=0"),
        ("FREQ=DAILY;UNTIL=never", "UNTIL=NEVER"),
        ("FREQ=DAILY;RSCALE=CHINESE", "RSCALE=CHINESE"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH=13"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY=XX"),
        (f"FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))}", "more than 5,000 instances"),
        (
            "FREQ=YEARLY;BYHOUR={0};BYMINUTE={1};BYSECOND={1};BYDAY=MO,TU,WE,TH,FR,SA,SU".format(
                ",".join(map(str, range(24))), ",".join(map(str, range(60)))
            ),
            "more than 200,000 times",
        ),
        (f"FREQ=DAILY;BYMONTHDAY={','.join(['1'] * 1_000_000)}", "characters"),
    ],
)
def test_a_rule_that_would_not_end_is_named_and_not_expanded(rule: str, named: str) -> None:
    assert named in refusal(calendar(event(START, f"RRULE:{rule}")))


def test_a_rule_that_nothing_matches_ends() -> None:
    with soon():
        for frequency in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
            found = of(calendar(event(START, f"RRULE:FREQ={frequency};BYMONTH=2;BYMONTHDAY=30")))
            assert [m.start for m in found] == [utc(3, 2, 9)]


def test_old_series_and_far_ends_are_read() -> None:
    old = calendar(event("DTSTART:19000101T100000Z", "RRULE:FREQ=DAILY;UNTIL=99991231T000000Z"))
    assert len(of(old)) == 365
    assert "instances in the period" in refusal(old, (datetime(1901, 1, 1, tzinfo=UTC), YEAR[1]))


HUGE = "x" * 10_000_000


@pytest.mark.parametrize(
    "raw",
    [
        calendar(event(START, f"DESCRIPTION:{HUGE}", f"SUMMARY:{HUGE}")),
        calendar(event(START, f"ATTENDEE;CN={HUGE}:mailto:bob@acme.example", f"LOCATION:{HUGE}")),
        calendar(event(START, *(f"ATTENDEE;CN=Person {n}:mailto:p{n}@acme.example" for n in range(20_000)))),
        calendar(event(START, "RRULE:FREQ=DAILY", "EXDATE:" + ",".join(["20260401T100000Z"] * 100_000))),
        calendar(event(START, "RDATE:" + ",".join(["20260401T100000Z"] * 100_000))),
        calendar(event(START)).partition(b"END:VEVENT")[0],
        calendar(*(event(f"DTSTART;TZID=Zone{n}:20260302T100000", uid=f"{n % 99}") for n in range(10_000))),
        b"BEGIN:VEVENT\n" * 50_000 + calendar(event(START)),
        calendar(event(START, *["BEGIN:VALARM\nTRIGGER:-PT5M"] * 50_000)),
        calendar(event(START, 'ATTENDEE;CN="never closed:mailto:bob@acme.example', "\x00\x01: ;;", ":", ";")),
    ],
)
def test_whatever_is_huge_or_broken_takes_no_time(raw: bytes) -> None:
    with soon():
        assert of(raw)


def test_all_of_a_crowd_is_kept() -> None:
    lines = (f"ATTENDEE:mailto:p{n}@acme.example" for n in range(20_000))
    assert len(one(START, *lines).attendees) == 20_000


def test_the_name_of_an_empty_calendar() -> None:
    assert refusal(b"") == "it holds no calendar entry with a start"
    assert "out of range" not in refusal(calendar(event("DTSTART:20260231T100000Z")))


DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
numbers = st.integers(-31, 31).filter(bool)


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if draw(st.booleans()):
        parts.append("BYDAY=" + ",".join(draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True))))
    if frequency != "WEEKLY" and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(numbers)}")
    if draw(st.booleans()):
        parts.append("BYMONTH=" + ",".join(map(str, draw(st.lists(st.integers(1, 12), min_size=1, max_size=6)))))
    if draw(st.booleans()):
        parts.append(f"BYHOUR={draw(st.integers(0, 23))},{draw(st.integers(0, 23))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 40))}")
    return ";".join(parts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rule=rules(),
    day=st.dates(date(2024, 1, 1), date(2026, 11, 1)),
    hour=st.integers(0, 23),
    name=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
)
def test_instances_are_those_of_the_rule(rule: str, day: date, hour: int, name: str) -> None:
    """Against dateutil's own expansion in wall-clock time; the start counts even where the rule misses it."""
    zone = ZoneInfo(name)
    start = datetime.combine(day, datetime.min.time()).replace(hour=hour)
    known = islice(rrulestr(rule, dtstart=start, ignoretz=True).xafter(start, inc=True), 0, None)
    expected = {start.replace(tzinfo=zone).astimezone(UTC)}
    for local in known:
        if local.year > 2027:
            break
        expected.add(local.replace(tzinfo=zone).astimezone(UTC))
    found = of(calendar(event(f"DTSTART;TZID={name}:{start:%Y%m%dT%H%M%S}", f"RRULE:{rule}")))
    assert {m.start for m in found} == {at for at in expected if YEAR[0] <= at < YEAR[1]}


whole = calendar(
    event(START, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261231T000000Z", "EXDATE:20260309T090000Z"),
    event("RECURRENCE-ID:20260316T090000Z", "DTSTART;TZID=Ours:20260317T100000", "ATTENDEE:mailto:bob@acme.example"),
    head=ZONE,
)


@settings(max_examples=60, deadline=None)
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(whole)), st.integers(0, 8), st.binary(max_size=8) | st.sampled_from(
            [b"9999", b"0", b"\r\n", b"BEGIN:VEVENT\r\n", b":", b";", b"-", b"P999999W", b"INTERVAL=0", b"DAILY"]
        )),
        max_size=6,
    )
)  # fmt: skip
def test_mutated_bytes_give_a_value(cuts: list[tuple[int, int, bytes]]) -> None:
    raw = whole
    for at, length, text in cuts:
        raw = raw[:at] + text + raw[at + length :]
    with soon():
        assert isinstance(meetings([("a" * 64, raw)], "text/calendar", YEAR, "Europe/Berlin"), tuple | Unreadable)
