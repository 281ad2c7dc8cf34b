"""Working hours as a user writes them: `work_week`, `timezone`, `holidays`, `closed`, `open` (measurement.md B).

The closed days become a frozen snapshot: every date of the years below, by one version of the holidays package (B4).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec, module_from_spec
from itertools import pairwise
from typing import TYPE_CHECKING

from harvester.model.matter import WorkingHours
from harvester.model.times import counted

if TYPE_CHECKING:
    import holidays  # it costs time that a configuration without holidays need not pay

FIRST, LAST = date(2000, 1, 1), date(2040, 12, 31)
"""Dates that a snapshot of holidays covers; outside, nothing is guessed (B4)."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NINE_TO_FIVE = ((9 * 60, 17 * 60),)
MONDAY_TO_FRIDAY = dict.fromkeys(range(5), NINE_TO_FIVE)
EXAMPLE = '"Mon-Fri 09:00-17:00" or "Mon-Thu 09:00-12:30 13:30-18:00; Fri 09:00-13:00"'

Intervals = tuple[tuple[int, int], ...]
Week = dict[int, Intervals]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursSettings:
    """The five keys of a party that make its working hours; None: not configured."""

    timezone: str | None = None
    work_week: str | None = None
    holidays: str | None = None
    closed: tuple[date, ...] = ()
    open: tuple[date, ...] = ()
    observed: bool = True
    """Whether a holiday on a closed day is kept on the next business day (G4); law and custom differ."""


def working_hours(settings: HoursSettings) -> WorkingHours:
    """The calendar of one party; `timezone` "" means: the one its own Date headers show most (B9)."""
    place = settings.holidays or ""
    closed = public_holidays(place, settings.observed) if place else frozenset()
    if settings.work_week is not None:
        week = work_week(settings.work_week)
    elif place:
        week, weekends = customary_week(place)
        closed |= weekends
    else:
        week = dict(MONDAY_TO_FRIDAY)
    edits = [
        f"{counted(len(days), 'date')} {what}"
        for what, days in (("added", settings.closed), ("opened", settings.open))
        if days
    ]
    return WorkingHours(
        timezone=settings.timezone or "",
        week=week,
        closed=(closed | frozenset(settings.closed)) - frozenset(settings.open),
        first=FIRST,
        last=LAST,
        source="; ".join([_source(place, settings.observed) if place else "no public holidays", *edits]),
        assumed=None in (settings.timezone, settings.work_week, settings.holidays),
    )


def work_week(text: str) -> Week:
    """Weekday (Monday = 0) -> intervals in minutes, from the grammar of `work_week`. Raises ValueError in words."""
    week: Week = {}
    for clause in filter(None, (part.strip() for part in text.split(";"))):
        days, *spans = clause.split()
        intervals = _intervals(spans, clause)
        for day in _days(days):
            if day in week:
                raise ValueError(f"{DAYS[day].title()} stands in it twice; write all its hours in one place")
            week[day] = intervals
    if not week:
        raise ValueError(f"no hours are given; write e.g. {EXAMPLE}")
    return dict(sorted(week.items()))


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        names = [name[:3] if name in FULL_DAYS else name for name in part.lower().split("-")]
        if len(names) > 2 or any(name not in DAYS for name in names):
            raise ValueError(f"“{part}” is no weekday or range of weekdays; write e.g. {EXAMPLE}")
        first, last = DAYS.index(names[0]), DAYS.index(names[-1])
        found += [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
    return found


def _intervals(spans: Iterable[str], clause: str) -> Intervals:
    intervals = tuple(sorted(_interval(span) for span in spans))
    if not intervals:
        raise ValueError(f"“{clause}” names no hours; write e.g. {EXAMPLE}")
    for (_, ends), (starts, _) in pairwise(intervals):
        if starts < ends:
            raise ValueError(f"the hours in “{clause}” overlap; write each hour once")
    return intervals


def _interval(span: str) -> tuple[int, int]:
    parts = re.fullmatch(r"(\d{1,2}):(\d\d)[-–](\d{1,2}):(\d\d)", span)
    if not parts:
        raise ValueError(f"“{span}” is no span of hours; write e.g. {EXAMPLE}")
    hours = [int(number) for number in parts.groups()]
    starts, ends = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if hours[1] > 59 or hours[3] > 59 or ends > 1440:
        raise ValueError(f"“{span}” holds a time that no clock shows; 24:00 is the last")
    if starts >= ends:
        raise ValueError(f"“{span}” ends before it starts; split hours across midnight: 22:00-24:00 and 00:00-06:00")
    return starts, ends


def customary_week(place: str) -> tuple[Week, frozenset[date]]:
    """The week by the country's own weekends, and the weekend days that are no weekend at other times (B3)."""
    calendar = _calendar(place)
    weekends = {day for day in _all_days() if calendar.is_weekend(day)}
    working = {day.weekday() for day in _all_days() if day not in weekends}
    moved = frozenset(day for day in weekends if day.weekday() in working)
    return dict.fromkeys(sorted(working), NINE_TO_FIVE), moved


def public_holidays(place: str, observed: bool = True) -> frozenset[date]:
    """Every public holiday of COUNTRY[-SUBDIVISION], with the days on which it is observed. Raises ValueError."""
    return frozenset(_calendar(place, observed))


def regions(country: str) -> list[str] | None:
    """Holiday regions of a country, as they are written in the configuration; None: it is not known."""
    import holidays
    from holidays.registry import EntityLoader

    _no_other_country()
    if country not in EntityLoader.get_country_codes(include_aliases=False):
        return None
    return [f"{country}-{name}" for name in getattr(holidays, country).subdivisions]


def _no_other_country() -> None:
    """Has `holidays.countries` load a country when it is asked for: by itself it loads all 250 of them with the first.

    It stays empty, and the registry of the package finds each country's module in it.
    """
    name = "holidays.countries"
    if name not in sys.modules and (spec := find_spec(name)):
        sys.modules[name] = module_from_spec(spec)


def _source(place: str, observed: bool) -> str:
    from importlib.metadata import version  # it costs time that a configuration without holidays need not pay

    days = "observed" if observed else "on their own dates only"
    return f"holidays {version('holidays')}: {place.upper()}, {days}, {FIRST.year} to {LAST.year}"


@cache
def _calendar(place: str, observed: bool = True) -> holidays.HolidayBase:
    country, _, subdivision = place.upper().partition("-")
    known = regions(country)
    if known is None:
        raise ValueError(f"“{place}” is no country of the holidays package; write its ISO code, e.g. DE or US-NY")
    if subdivision and place.upper() not in known:
        choice = ", ".join([country, *known])
        raise ValueError(f"“{place}” is no region of {country}; known are {choice}")
    import holidays

    years = range(FIRST.year, LAST.year + 1)
    return holidays.country_holidays(country, subdiv=subdivision or None, years=years, observed=observed)


def _all_days() -> Iterable[date]:
    return (FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1))
