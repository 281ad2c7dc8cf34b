"""Due dates and receipt: the vectors of contract.md 2, and an independent count day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.config.hours import HoursSettings, working_hours
from harvester.model.contract import After, DueRule, Receipt, ReceiptRule, Roll, Span, Unit
from harvester.model.matter import Side, WorkingHours
from harvester.pipeline.contract.due import Clock, chosen, due, moved, unqualified, within
from harvester.pipeline.contract.receipt import received
from harvester.pipeline.worktime import OutsideCalendarError, worktable
from tests.pipeline.hours import BERLIN, berlin, week

CLOCK = Clock(zone="Europe/Berlin", hours=BERLIN)
COUNTRIES = ("DE-BE", "US-NY", "GB-ENG", "FR", "ES", "IT", "NL", "JP", "SA", "IL")
HOURS = {place: working_hours(HoursSettings(timezone="UTC", holidays=place)) for place in COUNTRIES}


def after(start: datetime | date, amount: int, unit: Unit, roll: Roll = Roll.NONE, clock: Clock = CLOCK) -> date:
    return due(DueRule(after=After.SENT, within=Span(amount=amount, unit=unit), roll=roll), start, clock).on


@pytest.mark.parametrize(
    ("start", "amount", "unit", "roll", "expected"),
    [
        ("2026-04-02", 5, Unit.BUSINESS_DAYS, Roll.NONE, "2026-04-13"),
        ("2026-01-31", 30, Unit.DAYS, Roll.NONE, "2026-03-02"),
        ("2026-01-31", 1, Unit.MONTHS, Roll.NONE, "2026-02-28"),
        ("2026-01-31", 1, Unit.MONTHS, Roll.FOLLOWING, "2026-03-02"),
        ("2026-01-31", 1, Unit.MONTHS, Roll.PRECEDING, "2026-02-27"),
        ("2028-01-31", 1, Unit.MONTHS, Roll.NONE, "2028-02-29"),
        ("2026-03-06", 2, Unit.BUSINESS_DAYS, Roll.NONE, "2026-03-10"),
        ("2026-03-05", 2, Unit.WEEKS, Roll.NONE, "2026-03-19"),
        ("2025-12-31", 2, Unit.MONTHS, Roll.NONE, "2026-02-28"),
    ],
)
def test_days_are_counted_and_rolled_as_agreed(start: str, amount: int, unit: Unit, roll: Roll, expected: str) -> None:
    assert after(date.fromisoformat(start), amount, unit, roll) == date.fromisoformat(expected)


def test_two_business_days_from_a_friday_afternoon() -> None:
    assert after(berlin("2026-03-06 16:30"), 2, Unit.BUSINESS_DAYS) == date(2026, 3, 10)


def test_hours_elapse_and_days_are_dates() -> None:
    """U4: the night of 29 March 2026 has 23 hours."""
    saturday = berlin("2026-03-28 10:00")
    assert within(Span(amount=48, unit=Unit.HOURS), saturday, CLOCK).at == berlin("2026-03-30 11:00")
    at_ten = Clock(zone="Europe/Berlin", hours=BERLIN, cutoff=time(10))
    assert within(Span(amount=2, unit=Unit.DAYS), saturday, at_ten).at == berlin("2026-03-30 10:00")


def test_business_hours_run_over_the_weekend() -> None:
    """U5: 8 business hours from Friday 16:30 are over on Monday 16:30:00."""
    at = within(Span(amount=8, unit=Unit.BUSINESS_HOURS), berlin("2026-03-06 16:30"), CLOCK).at
    assert at == berlin("2026-03-09 16:30")


def test_a_day_ends_with_its_last_microsecond_and_a_cutoff_with_itself() -> None:
    fixed = DueRule(on=date(2026, 3, 13))
    assert due(fixed, None, CLOCK).at == berlin("2026-03-14 00:00") - timedelta(microseconds=1)
    cut = Clock(zone="Europe/Berlin", hours=BERLIN, cutoff=time(17))
    assert due(fixed, None, cut).at == berlin("2026-03-13 17:00")


@pytest.mark.parametrize("zone", ["America/Havana", "Africa/Cairo", "Asia/Beirut", "America/Santiago", "Europe/Berlin"])
def test_the_end_of_a_day_is_its_last_instant_where_clocks_change_at_midnight(zone: str) -> None:
    clock = Clock(zone=zone, hours=BERLIN)
    day = date(2024, 1, 1)
    while day < date(2026, 1, 1):
        at = clock.end_of(day)
        assert clock.date_of(at) == day
        assert clock.date_of(at + timedelta(microseconds=1)) == day + timedelta(days=1)
        day += timedelta(days=1)


def test_two_clauses_the_earlier_date_counts_for_us_and_the_later_for_them() -> None:
    dues = [due(DueRule(on=date(2026, 3, day)), None, CLOCK) for day in (13, 20)]
    ours, theirs = chosen(dues, Side.US), chosen(dues, Side.CLIENT)
    assert (ours.on.day, theirs.on.day) == (13, 20)
    assert ours.flags == ("several_dues",)
    assert {"Fri 13 Mar 2026", "Fri 20 Mar 2026"} <= {step.value for step in ours.steps}


def test_the_working_tells_every_step() -> None:
    rule = DueRule(after=After.SENT, of="designs", within=Span(amount=5, unit=Unit.BUSINESS_DAYS))
    found = due(rule, berlin("2026-04-02 16:20"), CLOCK)
    assert [(step.rule, step.value) for step in found.steps] == [
        ("U1", "Thu 2 Apr 2026, 16:20 CEST"),
        ("U1", "Mon 13 Apr 2026"),
        ("U2", "Mon 13 Apr 2026, 23:59 CEST"),
    ]
    assert "closed: Fri 3 Apr 2026, Mon 6 Apr 2026" in found.steps[1].words
    assert moved(found, 3, "“texts” came 3 days late", CLOCK).on == date(2026, 4, 16)


def test_days_that_are_not_said_to_be_calendar_days() -> None:
    rules = [DueRule(after=After.SENT, of="x", within=Span(amount=5, unit=Unit.DAYS))]
    assert unqualified(rules, "within five days")
    assert not unqualified(rules, "within five calendar days")
    assert not unqualified([DueRule(on=date(2026, 3, 13))], "by 13 March, five days later")


def test_a_date_without_known_holidays_is_never_guessed() -> None:
    short = WorkingHours(timezone="UTC", week=week(), first=date(2026, 1, 1), last=date(2026, 12, 31))
    with pytest.raises(OutsideCalendarError):
        after(date(2026, 12, 30), 5, Unit.BUSINESS_DAYS, clock=Clock(zone="UTC", hours=short))


@given(
    place=st.sampled_from(COUNTRIES),
    start=st.dates(date(2005, 1, 1), date(2035, 1, 1)),
    amount=st.integers(1, 60),
)
def test_business_days_by_an_independent_count(place: str, start: date, amount: int) -> None:
    """One day after the other, by the holidays package itself, over 30 years and ten countries."""
    country, _, region = place.partition("-")
    calendar = holidays.country_holidays(country, subdiv=region or None)
    day, left = start, amount
    while left:
        day += timedelta(days=1)
        left -= not (calendar.is_weekend(day) or day in calendar)
    assert after(start, amount, Unit.BUSINESS_DAYS, clock=Clock(zone="UTC", hours=HOURS[place])) == day


@given(start=st.dates(date(2005, 1, 1), date(2035, 1, 1)), amount=st.integers(1, 60))
def test_months_keep_the_day_or_clip_to_the_end(start: date, amount: int) -> None:
    found = after(start, amount, Unit.MONTHS)
    assert (found.year - start.year) * 12 + found.month - start.month == amount
    assert found.day == start.day or (found.day < start.day and (found + timedelta(days=1)).day == 1)


@given(
    place=st.sampled_from(COUNTRIES),
    start=st.dates(date(2005, 1, 1), date(2035, 1, 1)),
    amount=st.integers(1, 400),
    roll=st.sampled_from([Roll.FOLLOWING, Roll.PRECEDING]),
)
def test_a_rolled_date_is_the_nearest_business_day_on_its_side(
    place: str, start: date, amount: int, roll: Roll
) -> None:
    clock = Clock(zone="UTC", hours=HOURS[place])
    plain, found = after(start, amount, Unit.DAYS), after(start, amount, Unit.DAYS, roll, clock)
    assert clock.is_open(found)
    assert found >= plain if roll is Roll.FOLLOWING else found <= plain
    between = [min(plain, found) + timedelta(days=d) for d in range(abs((found - plain).days) + 1)]
    assert not any(clock.is_open(day) for day in between if day != found)


@given(
    start=st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (bounds are naive)
    amount=st.integers(1, 300),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_days_depend_on_the_date_alone_and_hours_on_the_instant_alone(start: datetime, amount: int, zone: str) -> None:
    clock = Clock(zone=zone, hours=BERLIN)
    by_days = within(Span(amount=amount, unit=Unit.DAYS), start, clock)
    local = start.astimezone(ZoneInfo(zone)).date()
    assert by_days.on == local + timedelta(days=amount)
    assert by_days == within(Span(amount=amount, unit=Unit.DAYS), start, clock)
    assert within(Span(amount=amount, unit=Unit.HOURS), start, clock).at == start + timedelta(hours=amount)


def test_the_fourth_of_july_on_a_saturday() -> None:
    """G4: whether Friday 3 July 2026 is closed is a field of the contract."""
    for observed, expected in ((True, date(2026, 7, 6)), (False, date(2026, 7, 3))):
        hours = working_hours(HoursSettings(timezone="America/New_York", holidays="US", observed=observed))
        clock = Clock(zone="America/New_York", hours=hours)
        assert after(date(2026, 7, 2), 1, Unit.BUSINESS_DAYS, clock=clock) == expected


@pytest.mark.parametrize(
    ("rule", "sent", "expected"),
    [
        (Receipt(rule=ReceiptRule.ON_SENDING), "2026-03-06 18:30", "2026-03-06 18:30"),
        (Receipt(rule=ReceiptRule.HOURS, hours=4), "2026-03-06 18:30", "2026-03-06 22:30"),
        (Receipt(rule=ReceiptRule.NEXT_BUSINESS_OPENING), "2026-03-06 18:30", "2026-03-09 09:00"),
        (Receipt(rule=ReceiptRule.NEXT_BUSINESS_OPENING), "2026-03-06 16:59", "2026-03-06 16:59"),
        (Receipt(rule=ReceiptRule.NEXT_BUSINESS_OPENING), "2026-03-06 17:00", "2026-03-09 09:00"),
        (Receipt(rule=ReceiptRule.NEXT_BUSINESS_OPENING), "2026-03-06 08:00", "2026-03-06 09:00"),
        (Receipt(rule=ReceiptRule.NEXT_BUSINESS_DAY), "2026-03-06 08:00", "2026-03-09 09:00"),
        (Receipt(rule=ReceiptRule.NEXT_BUSINESS_DAY), "2026-04-02 10:00", "2026-04-07 09:00"),
    ],
)
def test_a_notice_counts_as_received_when_the_contract_says(rule: Receipt, sent: str, expected: str) -> None:
    at, steps = received(berlin(sent), rule, BERLIN, "Europe/Berlin")
    assert at == berlin(expected)
    assert len(steps) == 2


def test_ten_days_after_receipt_of_a_notice_sent_on_a_friday_evening() -> None:
    at, _ = received(
        berlin("2026-03-06 18:30"), Receipt(rule=ReceiptRule.NEXT_BUSINESS_OPENING), BERLIN, "Europe/Berlin"
    )
    found = within(Span(amount=10, unit=Unit.DAYS), at, CLOCK)
    assert found.on == date(2026, 3, 19)
    assert found.at == berlin("2026-03-20 00:00") - timedelta(microseconds=1)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001 (bounds are naive)
def test_receipt_at_the_opening_is_never_early_and_never_outside_hours(sent: datetime) -> None:
    at, _ = received(sent, Receipt(rule=ReceiptRule.NEXT_BUSINESS_OPENING), BERLIN, "Europe/Berlin")
    table = worktable(BERLIN)
    assert at >= sent
    assert table.deadline(at, timedelta(seconds=1)) == at + timedelta(seconds=1)
    assert table.deadline(sent, timedelta(seconds=1)) == at + timedelta(seconds=1)
