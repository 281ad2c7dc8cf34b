"""Business time (B): the worked examples, the traps, and additivity."""

import re
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model.matter import WorkingHours
from harvester.pipeline.worktime import OutsideCalendarError, calendar_id, instant, micros, worktable
from tests.pipeline.hours import ALL_HOURS, BERLIN, NEW_YORK, RIYADH, berlin, week


def span(start: datetime, end: datetime, hours: WorkingHours = BERLIN) -> tuple[float, float]:
    """Calendar hours and business hours."""
    a, b = (np.array([micros(at)], dtype=np.int64) for at in (start, end))
    return (b - a)[0] / 3.6e9, worktable(hours).between(a, b)[0] / 3.6e9


@pytest.mark.parametrize(
    ("start", "end", "hours", "expected"),
    [
        ("2026-03-02 10:00", "2026-03-02 14:30", BERLIN, (4.5, 4.5)),  # R1
        ("2026-03-02 16:00", "2026-03-03 10:00", BERLIN, (18.0, 2.0)),  # R2
        ("2026-03-06 16:30", "2026-03-09 09:30", BERLIN, (65.0, 1.0)),  # R3
        ("2026-03-02 18:00", "2026-03-02 18:27", BERLIN, (0.45, 0.0)),  # R4
        ("2026-03-02 08:30", "2026-03-02 09:15", BERLIN, (0.75, 0.25)),  # R5
        ("2026-03-27 16:00", "2026-03-30 10:00", BERLIN, (65.0, 2.0)),  # R6: the clocks go forward
        ("2026-10-23 16:00", "2026-10-26 10:00", BERLIN, (67.0, 2.0)),  # R7: and back
        ("2026-03-28 12:00", "2026-03-29 12:00", ALL_HOURS, (23.0, 23.0)),  # R32
        ("2026-04-02 16:00", "2026-04-07 10:00", BERLIN, (114.0, 2.0)),  # R8: Easter
        ("2026-03-02 10:00", "2026-03-02 16:30", NEW_YORK, (6.5, 1.5)),  # R27
        ("2026-03-09 14:00", "2026-03-09 16:00", NEW_YORK, (2.0, 2.0)),  # R30: only New York has DST that week
        ("2026-03-05 14:00", "2026-03-08 08:00", RIYADH, (66.0, 2.0)),  # R28: Riyadh is two hours ahead of Berlin
    ],
)  # fmt: skip
def test_the_worked_examples_of_the_method_come_out_as_printed(
    start: str, end: str, hours: WorkingHours, expected: tuple[float, float]
) -> None:
    assert span(berlin(start), berlin(end), hours) == pytest.approx(expected)


def test_a_lunch_break_is_not_working_time() -> None:
    lunch = WorkingHours(timezone="Europe/Berlin", week=week(windows=((540, 720), (780, 1020))))
    assert span(berlin("2026-03-02 11:30"), berlin("2026-03-02 13:30"), lunch) == (2.0, 1.0)  # R29


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-03-06 16:30", "2026-03-09 09:30", 1),
        ("2026-03-02 09:00", "2026-03-02 17:00", 0),
        ("2026-04-02 16:00", "2026-04-07 10:00", 1),
        ("2026-03-07 12:00", "2026-03-08 12:00", 0),
        ("2026-03-02 10:00", "2026-03-09 10:00", 5),
    ],
)
def test_business_days_exclude_the_first_and_include_the_last(start: str, end: str, days: int) -> None:
    a, b = (np.array([micros(berlin(at))], dtype=np.int64) for at in (start, end))
    assert worktable(BERLIN).business_days(a, b)[0] == days  # B5


@pytest.mark.parametrize(
    ("start", "due"), [("2026-03-06 16:30", "2026-03-09 16:30"), ("2026-03-07 12:00", "2026-03-09 17:00")]
)
def test_a_deadline_is_the_inverse_of_business_time(start: str, due: str) -> None:
    assert worktable(BERLIN).deadline(berlin(start), timedelta(hours=8)) == berlin(due)  # B6


def test_a_deadline_of_no_time_is_never_before_its_start() -> None:
    assert worktable(BERLIN).deadline(berlin("2026-03-07 12:00"), timedelta(0)) >= berlin("2026-03-07 12:00")


def test_a_date_outside_the_snapshot_is_an_error_and_no_guess() -> None:
    short = WorkingHours(timezone="Europe/Berlin", week=week(), first=date(2026, 1, 1), last=date(2026, 3, 31))
    covered = r"\(Europe/Berlin, 2026-01-01 to 2026-03-31\)"
    with pytest.raises(OutsideCalendarError, match=f"2026-04-01 .*{covered}"):
        span(berlin("2026-03-31 10:00"), berlin("2026-04-01 10:00"), short)  # B4
    with pytest.raises(OutsideCalendarError, match=f"2025-12-31 .*{covered}"):
        span(berlin("2025-12-31 10:00"), berlin("2026-01-01 10:00"), short)
    for outside in ("2025-12-31 10:00", "2026-04-01 10:00"):
        instants = np.array([micros(berlin("2026-02-02 10:00")), micros(berlin(outside))])
        with pytest.raises(
            OutsideCalendarError, match=f"{outside[:10]} .*{covered}"
        ):  # of many, the one that is outside
            worktable(short).elapsed(instants)
    with pytest.raises(OutsideCalendarError, match=f"deadline .*{covered}"):
        worktable(short).deadline(berlin("2026-03-31 10:00"), timedelta(hours=8))  # B6


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-01-01 00:00", "2026-01-01 08:00", 0),
        ("2026-01-01 08:00", "2026-01-01 10:00", 1),
        ("2026-01-01 10:00", "2026-01-01 12:00", 2),
        ("2026-01-01 09:00", "2026-01-02 10:00", 9),
        ("2026-03-30 16:00", "2026-03-31 10:00", 2),
        ("2026-03-31 16:00", "2026-03-31 23:59", 1),
    ],
)
def test_the_first_and_the_last_day_of_a_snapshot_count_in_full(start: str, end: str, hours: int) -> None:
    """B4."""
    short = WorkingHours(timezone="Europe/Berlin", week=week(), first=date(2026, 1, 1), last=date(2026, 3, 31))
    assert span(berlin(start), berlin(end), short)[1] == hours


def test_of_no_spans_there_is_no_time() -> None:
    none = np.array([], dtype=np.int64)
    assert worktable(BERLIN).between(none, none).size == 0


def test_a_week_without_any_window_has_no_business_time() -> None:
    never = WorkingHours(timezone="Europe/Berlin", week={})
    assert span(berlin("2026-03-02 10:00"), berlin("2026-03-09 10:00"), never) == (168.0, 0.0)


def test_naive_times_are_refused() -> None:
    """P6."""
    with pytest.raises(ValueError, match="no time zone"):
        micros(datetime(2026, 3, 2, 10, 0))  # noqa: DTZ001 – the naive time is what is tested
    assert micros(datetime(1970, 1, 1, tzinfo=UTC)) == 0


def test_the_calendar_has_another_name_once_a_day_is_closed() -> None:
    changed = WorkingHours(timezone="Europe/Berlin", week=week(), closed=frozenset({date(2026, 3, 4)}))
    assert calendar_id(changed) != calendar_id(BERLIN)  # I10
    assert re.fullmatch(r"Europe/Berlin/[0-9a-f]{12}", calendar_id(changed))
    assert span(berlin("2026-03-03 10:00"), berlin("2026-03-05 10:00"), changed)[1] == 8.0


MOMENTS = st.integers(micros(datetime(2026, 1, 1, tzinfo=UTC)), micros(datetime(2027, 1, 1, tzinfo=UTC)))


@given(st.tuples(MOMENTS, MOMENTS, MOMENTS), st.sampled_from([BERLIN, NEW_YORK, RIYADH, ALL_HOURS]))
def test_business_time_adds_up_and_stays_within_calendar_time(
    moments: tuple[int, int, int], hours: WorkingHours
) -> None:
    a, b, c = sorted(moments)
    table = worktable(hours)
    ab, bc, ac = (
        int(table.between(np.array([x], dtype=np.int64), np.array([y], dtype=np.int64))[0])
        for x, y in ((a, b), (b, c), (a, c))
    )
    assert ab + bc == ac  # I2
    assert 0 <= ab <= b - a  # I1


@given(MOMENTS, st.integers(0, 80), st.sampled_from([BERLIN, NEW_YORK, RIYADH]))
def test_the_working_time_until_a_deadline_is_its_duration(start: int, hours: int, calendar: WorkingHours) -> None:
    due = worktable(calendar).deadline(instant(start), timedelta(hours=hours))
    assert span(instant(start), due, calendar)[1] == pytest.approx(hours)
