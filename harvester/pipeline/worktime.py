"""Business time by table look-up (measurement.md B).

A working week becomes one sorted table of windows: start, end, and the working time before it, in microseconds of
UTC. `elapsed(t)` is then a binary search, a duration is a difference, and I2 (B(a,c) = B(a,b) + B(b,c)) holds by
construction. Local wall times become instants day by day through zoneinfo (B2), so DST needs no case of its own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from harvester.model.matter import WorkingHours

Micros = NDArray[np.int64]
"""Instants or durations in microseconds; instants count from 1970-01-01 UTC."""

HOUR = 3_600_000_000
_MINUTE = HOUR // 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


class OutsideCalendarError(ValueError):
    """A time lies outside the dates that the calendar's snapshot covers; nothing is guessed (B4)."""


def micros(at: datetime) -> int:
    """Microseconds since the epoch of an aware datetime; a naive one raises (P6)."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return (at - _EPOCH) // _MICRO


def instant(value: int) -> datetime:
    """The aware UTC datetime of microseconds since the epoch."""
    return _EPOCH + timedelta(microseconds=int(value))


@dataclass(frozen=True, slots=True, eq=False)
class Worktable:
    """The windows of one working week over a span of dates, all arrays sorted and of one length."""

    hours: WorkingHours
    zone: ZoneInfo
    starts: Micros
    ends: Micros
    before: Micros
    """Working time in all windows before this one."""
    days: NDArray[np.int64]
    """Business dates up to and with each date covered."""
    midnights: Micros
    """Local midnight of every date covered."""
    span: tuple[int, int]
    """First and last instant that the table can answer for."""

    def elapsed(self, at: Micros) -> Micros:
        """Working time from the beginning of the table to each instant."""
        if at.size and (at.min() < self.span[0] or at.max() > self.span[1]):
            worst = instant(int(at.min() if at.min() < self.span[0] else at.max()))
            raise OutsideCalendarError(f"{worst:%Y-%m-%d} lies outside the calendar ({self.describe()})")
        if not self.starts.size:
            return np.zeros_like(at)
        index = np.searchsorted(self.starts, at, side="right") - 1
        safe = np.maximum(index, 0)
        inside = np.minimum(at, self.ends[safe]) - self.starts[safe]
        return np.where(index < 0, 0, self.before[safe] + inside)

    def between(self, starts: Micros, ends: Micros) -> Micros:
        """Working time of each span [start, end)."""
        return self.elapsed(ends) - self.elapsed(starts)

    def business_days(self, starts: Micros, ends: Micros) -> NDArray[np.int64]:
        """Business dates d with local(start).date < d <= local(end).date (B5)."""
        first, last = (self.days[np.searchsorted(self.midnights, at, side="right") - 1] for at in (starts, ends))
        return last - first

    def deadline(self, start: datetime, duration: timedelta) -> datetime:
        """Earliest instant at which `duration` of working time has passed since `start` (B6)."""
        target = int(self.elapsed(np.array([micros(start)], dtype=np.int64))[0]) + duration // _MICRO
        total = self.before + (self.ends - self.starts)
        index = int(np.searchsorted(total, target, side="left"))
        if index == total.size:
            raise OutsideCalendarError(f"the deadline lies outside the calendar ({self.describe()})")
        return instant(max(int(self.starts[index]) + target - int(self.before[index]), micros(start)))

    def describe(self) -> str:
        """Zone and dates covered, for an error message."""
        return f"{self.hours.timezone}, {self.hours.first} to {self.hours.last}"


@lru_cache(maxsize=64)
def _table(key: str, frozen: _Frozen, first: date, last: date) -> Worktable:
    hours = frozen.hours
    zone = ZoneInfo(hours.timezone)
    starts, ends, days, midnights = list[int](), list[int](), list[bool](), list[int]()
    following = _instant_of(first, 0, zone)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        midnight, following = following, _instant_of(day, 1440, zone)
        midnights.append(midnight)
        windows = hours.week.get(day.weekday(), ())
        working = bool(windows) and day not in hours.closed
        days.append(working)
        even = following - midnight == 1440 * _MINUTE  # the clock is not changed on that day
        for edges, edge in ((starts, 0), (ends, 1)) if working else ():
            edges += (midnight + one[edge] * _MINUTE if even else _instant_of(day, one[edge], zone) for one in windows)
    opened = np.array(starts, dtype=np.int64)
    closed = np.maximum(np.array(ends, dtype=np.int64), opened)
    lengths = closed - opened
    return Worktable(
        hours=hours,
        zone=zone,
        starts=opened,
        ends=closed,
        before=np.cumsum(lengths) - lengths,
        days=np.cumsum(days, dtype=np.int64),
        midnights=np.array(midnights, dtype=np.int64),
        span=(midnights[0], following),
    )


@dataclass(frozen=True, slots=True)
class _Frozen:
    """Lets a value with a mapping inside be a cache key: the key beside it stands for its content."""

    hours: WorkingHours

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen)


def worktable(hours: WorkingHours) -> Worktable:
    """The table of a working week over all dates that its snapshot of closed days covers (B4)."""
    return _table(calendar_id(hours), _Frozen(hours), hours.first, hours.last)


def calendar_id(hours: WorkingHours) -> str:
    """`ZONE/hash`: names the calendar; any change of week, closed days or span changes the hash (I10)."""
    content = json.dumps(
        [
            hours.timezone,
            sorted((day, windows) for day, windows in hours.week.items()),
            sorted(day.isoformat() for day in hours.closed),
            [hours.first.isoformat(), hours.last.isoformat()],
        ]
    )
    return f"{hours.timezone}/{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def _instant_of(day: date, minutes: int, zone: ZoneInfo) -> int:
    shift, rest = divmod(minutes, 1440)
    wall = datetime.combine(day + timedelta(days=shift), time(rest // 60, rest % 60), tzinfo=zone)
    return micros(wall.astimezone(UTC))
