"""When something is due, with every step of the working (contract.md 2, U1 to U4; G2, G6).

Days are dates in the zone of the contract and end with the day; hours elapse. Nothing here looks at evidence.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from harvester.model.contract import After, DueRule, Roll, Span, Unit
from harvester.model.matter import Side, WorkingHours
from harvester.model.standing import Due, Working
from harvester.model.times import counted, moment, short_day
from harvester.pipeline.worktime import OutsideCalendarError, worktable

_DAY, _MICRO = timedelta(days=1), timedelta(microseconds=1)
_QUALIFIED = (
    "calendar day",
    "kalendertag",
    "jours calendaires",
    "días naturales",
    "giorni di calendario",
    "kalenderdag",
)
_PASSED_OVER = 6
"""Closed days that a step names one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """By which zone dates are told, and by which calendar business days and hours are counted."""

    zone: str
    hours: WorkingHours
    cutoff: time | None = None

    def is_open(self, day: date) -> bool:
        """Whether a date is a business day. OutsideCalendarError where no holidays are known (B4)."""
        if not self.hours.first <= day <= self.hours.last:
            raise OutsideCalendarError(f"{day} lies outside the calendar ({self.hours.first} to {self.hours.last})")
        return bool(self.hours.week.get(day.weekday())) and day not in self.hours.closed

    def end_of(self, day: date) -> datetime:
        """Last instant of a date that is in time: its end, or the cutoff of the contract, inclusive (U2)."""
        zone = ZoneInfo(self.zone)
        if self.cutoff is None:
            # not 23:59:59 by the wall: where clocks change at midnight that hour is there twice, or not at all
            return datetime.combine(day + _DAY, time(), zone).astimezone(UTC) - _MICRO
        return datetime.combine(day, self.cutoff, zone).replace(fold=1).astimezone(UTC)

    def date_of(self, at: datetime) -> date:
        """The date of an instant by the contract's zone."""
        return at.astimezone(ZoneInfo(self.zone)).date()


def due(rule: DueRule, start: datetime | date | None, clock: Clock) -> Due:
    """The due date of one rule. `start`: what began the time limit, an instant or a bare date; None for fixed dates."""
    if rule.on is not None:
        return _ending(
            rule.on, None, [Working(rule="U2", words="the date of the contract", value=short_day(rule.on))], clock
        )
    if rule.within is None or start is None:
        raise ValueError("a time limit needs something that starts it")
    if isinstance(start, datetime) and rule.within.unit in (Unit.HOURS, Unit.BUSINESS_HOURS):
        return _hours(rule.within, start, clock)
    first = clock.date_of(start) if isinstance(start, datetime) else start
    begun = [_begun(rule, start, clock)]
    on, counting = counted_on(first, rule.within, clock)
    on, rolling = rolled(on, rule.roll, clock)
    trigger = start if isinstance(start, datetime) else None
    return _ending(on, trigger, [*begun, *counting, *rolling], clock)


def within(span: Span, start: datetime, clock: Clock) -> Due:
    """The due date of a time limit that starts at an instant."""
    return due(DueRule(after=After.SENT, within=span), start, clock)


def chosen(dues: Sequence[Due], side: Side) -> Due:
    """G6: of several due dates the earlier one counts for us, the later one for the client (P1); all are printed."""
    if len(dues) == 1:
        return dues[0]
    found = min(dues, key=lambda one: one.at) if side is Side.US else max(dues, key=lambda one: one.at)
    which = "earlier" if side is Side.US else "later"
    told = Working(
        rule="G6", words=f"{len(dues)} clauses give a date; the {which} one counts", value=short_day(found.on)
    )
    every = tuple(step for one in dues for step in one.steps)
    return replace(found, steps=(*every, told), flags=(*found.flags, "several_dues"))


def moved(found: Due, days: int, why: str, clock: Clock) -> Due:
    """The due date later by whole days, because the contract says so (U6) or both agreed."""
    return moved_to(found, found.on + days * _DAY, Working(rule="U6", words=why, value=counted(days, "day")), clock)


def moved_to(found: Due, on: date, why: Working, clock: Clock) -> Due:
    """Another due date in place of the one that was counted; the old one stays in the working."""
    return replace(_ending(on, found.trigger, [*found.steps, why], clock), flags=found.flags)


def unqualified(rules: Iterable[DueRule], quote: str) -> bool:
    """G2: the clause says “days” and not which; calendar days are counted, and that is said."""
    days = any(rule.within and rule.within.unit is Unit.DAYS for rule in rules)
    return days and not any(word in quote.casefold() for word in _QUALIFIED)


def counted_on(first: date, span: Span, clock: Clock) -> tuple[date, list[Working]]:
    """The date that lies a span of days, weeks, months or business days after `first`, which is not counted (U1)."""
    match span.unit:
        case Unit.BUSINESS_DAYS:
            return _business_days(first, span.amount, clock)
        case Unit.MONTHS:
            return _months(first, span.amount)
        case _:
            days = span.amount * (7 if span.unit is Unit.WEEKS else 1)
            on = first + days * _DAY
            told = f"{counted(span.amount, span.unit.value[:-1])}; the day that starts it is not counted"
            return on, [Working(rule="U1", words=told, value=short_day(on))]


def rolled(on: date, roll: Roll, clock: Clock) -> tuple[date, list[Working]]:
    """U3: a date that is no business day goes to the one after or before it, if the contract says so."""
    if roll is Roll.NONE or clock.is_open(on):
        return on, []
    step, day = (_DAY if roll is Roll.FOLLOWING else -_DAY), on
    while not clock.is_open(day):
        day += step
    which = "following" if roll is Roll.FOLLOWING else "preceding"
    told = f"{short_day(on)} is no business day; the {which} one counts"
    return day, [Working(rule="U3", words=told, value=short_day(day))]


def _business_days(first: date, amount: int, clock: Clock) -> tuple[date, list[Working]]:
    day, left, passed = first, amount, []
    while left:
        day += _DAY
        if clock.is_open(day):
            left -= 1
        elif clock.hours.week.get(day.weekday()):
            passed.append(day)
    told = f"{counted(amount, 'business day')}; the day that starts it is not counted"
    if passed:
        named = ", ".join(map(short_day, passed[:_PASSED_OVER]))
        told += f"; closed: {named}{' …' if len(passed) > _PASSED_OVER else ''}"
    return day, [Working(rule="U1", words=told, value=short_day(day))]


def _months(first: date, amount: int) -> tuple[date, list[Working]]:
    index = first.year * 12 + first.month - 1 + amount
    year, month = index // 12, index % 12 + 1
    last = calendar.monthrange(year, month)[1]
    on = date(year, month, min(first.day, last))
    told = f"{counted(amount, 'month')}, the same day of the month"
    told += f"; that month ends on the {last}th" if last < first.day else ""
    return on, [Working(rule="U3", words=told, value=short_day(on))]


def _hours(span: Span, start: datetime, clock: Clock) -> Due:
    length = timedelta(hours=span.amount)
    if span.unit is Unit.HOURS:
        at, rule, word = start.astimezone(UTC) + length, "U4", "hour"
    else:
        at, rule, word = worktable(clock.hours).deadline(start, length), "U5", "business hour"
    steps = (
        Working(rule="U1", words="what starts it", value=moment(start, clock.zone)),
        Working(rule=rule, words=counted(span.amount, word), value=moment(at, clock.zone)),
    )
    return Due(at=at, on=clock.date_of(at), trigger=start, steps=steps)


def _begun(rule: DueRule, start: datetime | date, clock: Clock) -> Working:
    value = moment(start, clock.zone) if isinstance(start, datetime) else short_day(start)
    if rule.after is After.SIGNED:
        return Working(rule="U1", words="the contract was signed", value=value)
    words = {After.RECEIVED: "counts as received", After.MET: "was performed"}
    what = f"“{rule.of}” " if rule.of else ""
    return Working(rule="U1", words=f"{what}{words.get(rule.after or After.SENT, 'was sent')}", value=value)


def _ending(on: date, trigger: datetime | None, steps: Iterable[Working], clock: Clock) -> Due:
    at = clock.end_of(on)
    told = "up to the time that the contract names, inclusive" if clock.cutoff else "up to the end of the day"
    last = Working(rule="U2", words=told, value=moment(at, clock.zone))
    return Due(at=at, on=on, trigger=trigger, steps=(*steps, last))


def in_zone(hours: WorkingHours, zone: str) -> WorkingHours:
    """A working week of the contract, which names no zone, by that of one side (G1)."""
    return replace(hours, timezone=zone)


def with_steps(found: Due, before: Sequence[Working], flags: tuple[str, ...]) -> Due:
    """The due date with what led to its start before its own steps."""
    return replace(found, steps=(*before, *found.steps), flags=flags)
