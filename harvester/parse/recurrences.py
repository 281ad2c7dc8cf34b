"""Recurrence rules → wall-clock times, through recurring-ical-events, with an end to the work (robustness.md S22).

A rule is expanded in wall-clock time, as RFC 5545 means it; its zone turns each time into an instant afterwards.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from datetime import datetime, timedelta

from harvester.parse.calendar_times import Clock, Zones

MOST_INSTANCES = 5_000
"""Of one series within the window."""
_MOST_WORK = 200_000
"""Times that a rule may try between its start and the end of the window."""
_MOST_RULES = 5
_LONGEST_RULE = 2_000
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
_NUMBERS = {
    **{"BYMONTH": (1, 12), "BYMONTHDAY": (-31, 31), "BYYEARDAY": (-366, 366), "BYWEEKNO": (-53, 53)},
    **{"BYSETPOS": (-366, 366), "BYHOUR": (0, 23), "BYMINUTE": (0, 59), "BYSECOND": (0, 60)},
}
_NUMBER_LIST = re.compile(r"[+-]?[0-9]{1,3}(?:,[+-]?[0-9]{1,3})*")
_DAYS = re.compile(r"(?:[+-]?[0-9]{0,2}(?:MO|TU|WE|TH|FR|SA|SU))(?:,[+-]?[0-9]{0,2}(?:MO|TU|WE|TH|FR|SA|SU))*")
_SLICE = 4_000
_LATER = 7_600
"""Years, a multiple of 400, after which the Gregorian calendar repeats itself to the weekday. A rule that nothing
matches is tried up to the year 9999: expanded this much later, that is soon."""
_FIRST_YEAR, _LAST_YEAR = 1600, 2398


class RefusedError(ValueError):
    """A rule is not expanded; says why, to stand after "it is not expanded: "."""


def recurrences(start: Clock, rules: Sequence[str], zones: Zones, span: tuple[datetime, datetime]) -> list[datetime]:
    """Naive wall-clock starts within `span` (naive, in the zone of `start`), ascending.

    `start` is among them whether or not a rule hits it; not where UNTIL ends before it: such a series is empty.

    Raises RefusedError for a rule that cannot be read, or whose expansion would be too much.
    """
    low, high = max(span[0], start.local), span[1]
    if low >= high:
        return []
    if start.local.year < _FIRST_YEAR or high.year > _LAST_YEAR:
        raise RefusedError(f"it repeats from the year {start.local.year} on")
    if len(rules) > _MOST_RULES:
        raise RefusedError(f"it has {len(rules)} recurrence rules")
    read = [_rule(rule, start, zones, high) for rule in rules]
    times = sum(_a_day(rule) for rule in read)
    if ((high - start.local).days + 1) * times > _MOST_WORK:
        raise RefusedError(f"its rule means more than {_MOST_WORK:,} times up to the end of the period")
    return _expanded(start.local, read, (low, high), timedelta(days=max(1, _SLICE // max(1, times))))


def _rule(text: str, start: Clock, zones: Zones, high: datetime) -> dict[str, str]:
    """The parts of a rule, checked; UNTIL is wall-clock time of the start's zone and no later than `high`."""
    if len(text) > _LONGEST_RULE:
        raise RefusedError(f"its rule has {len(text):,} characters")
    parts = {
        key: value for key, _, value in (p.partition("=") for p in "".join(text.upper().split()).split(";")) if key
    }
    if parts.get("FREQ", "") not in _FREQUENCIES:
        raise RefusedError(f"FREQ={parts.get('FREQ', '')[:20]} is not daily or rarer")
    for key, value in parts.items():
        if not _is_sound(key, value):
            raise RefusedError(f"its rule says {key[:20]}={value[:40]}")
    if start.is_date:
        parts = {key: value for key, value in parts.items() if key not in _TIMES}
    until = high
    if "UNTIL" in parts:
        named = zones.time(parts["UNTIL"])
        if named is None:
            raise RefusedError(f"its rule says UNTIL={parts['UNTIL'][:40]}")
        until = min(high, _last(named, start))
    return parts | {"UNTIL": _later(until).strftime("%Y%m%dT%H%M%S")}


def _is_sound(key: str, value: str) -> bool:
    if key in {"INTERVAL", "COUNT"}:
        return value.isascii() and value.isdecimal() and len(value) < 7 and int(value) > 0
    if key in _NUMBERS:
        low, high = _NUMBERS[key]
        return bool(_NUMBER_LIST.fullmatch(value)) and all(low <= int(number) <= high for number in value.split(","))
    if key in {"BYDAY", "WKST"}:
        return bool(_DAYS.fullmatch(value))
    return key in {"FREQ", "UNTIL"}


def _last(named: Clock, start: Clock) -> datetime:
    """UNTIL in the wall-clock time of the start. Of a date the whole day counts: a minor mistake of many programs."""
    if named.local.year > _LAST_YEAR:
        return named.local
    if named.is_date:
        return named.local + timedelta(days=1, seconds=-1)
    if start.is_date:
        return named.local.replace(hour=23, minute=59, second=59)
    return named.local if named.floating else named.at.astimezone(start.zone).replace(tzinfo=None)


def _a_day(rule: dict[str, str]) -> int:
    times = 1
    for key in _TIMES:
        times *= len(set(rule[key].split(","))) if key in rule else 1
    return times


def _expanded(
    start: datetime, rules: Sequence[dict[str, str]], span: tuple[datetime, datetime], step: timedelta
) -> list[datetime]:
    from icalendar import Calendar, Event  # 0.2 s: only what repeats needs it
    from icalendar.prop import vRecur
    from recurring_ical_events import of

    event = Event()
    event.add("UID", "series")
    event.add("DTSTART", _later(start))
    calendar = Calendar()
    calendar.add_component(event)
    found: set[datetime] = set()
    low, high = span
    try:
        for rule in rules:
            event.add("RRULE", vRecur.from_ical(";".join(f"{key}={value}" for key, value in rule.items())))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # COUNT and UNTIL in one rule: the latter is ours
            series = of(calendar)
            while low < high and len(found) <= MOST_INSTANCES:
                top = min(high, low + step)
                found.update(each["DTSTART"].dt for each in series.between(_later(low), _later(top)))
                low = top
    except Exception as error:  # whatever a rule breaks in the library: it is named, and nothing is made up
        raise RefusedError(f"its rule cannot be read ({type(error).__name__})") from error
    if len(found) > MOST_INSTANCES:
        raise RefusedError(f"it has more than {MOST_INSTANCES:,} instances in the period")
    return sorted(each.replace(year=each.year - _LATER) for each in found)


def _later(local: datetime) -> datetime:
    return local.replace(year=local.year + _LATER)
