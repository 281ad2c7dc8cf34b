"""Times and durations as a reader sees them. English, without any locale; the same bytes on every machine (P4)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

UNDATED = datetime.max.replace(tzinfo=UTC)
"""Sorts what has no time last."""


def iso(at: datetime) -> str:
    """ISO 8601 in UTC, ending in `Z`; seconds, and fractions only where there are some."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def instant(text: object) -> datetime | None:
    """An aware instant in UTC from ISO 8601; None for anything else."""
    try:
        at = datetime.fromisoformat(str(text))
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def day(on: date) -> str:
    """“Monday 2 March 2026”."""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]} {on.year}"


def short_day(on: date) -> str:
    """“Mon 2 Mar 2026”."""
    return f"{WEEKDAYS[on.weekday()][:3]} {on.day} {MONTHS[on.month - 1][:3]} {on.year}"


def zone_name(at: datetime) -> str:
    """“CET”, or “UTC+5:30” where the zone has no abbreviation of its own."""
    name = at.tzname() or "UTC"
    if name[:1] not in "+-":
        return name
    offset = at.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    sign, size = ("−" if minutes < 0 else "+"), abs(minutes)
    return f"UTC{sign}{size // 60}" + (f":{size % 60:02d}" if size % 60 else "")


def moment(at: datetime, zone: str, *, long: bool = False) -> str:
    """Local time in `zone`, "Mon 2 Mar 2026, 10:00 CET"."""
    local = at.astimezone(ZoneInfo(zone))
    on = day(local.date()) if long else short_day(local.date())
    return f"{on}, {local:%H:%M} {zone_name(local)}"


def stamp(at: datetime, zone: str) -> str:
    """`moment` without the weekday, “2 Mar 2026, 10:00 CET”."""
    return moment(at, zone).partition(" ")[2]


def utc_moment(at: datetime) -> str:
    """“2026-03-02 09:00:00 UTC”: what stands beside every local time."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def period(first: date, last: date) -> str:
    """“2 to 31 March 2026”, “2 March to 1 April 2026”."""
    end = f"{last.day} {MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return end
    start = str(first.day)
    if (first.year, first.month) != (last.year, last.month):
        start += f" {MONTHS[first.month - 1]}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} to {end}"


def number(value: float) -> str:
    """At most one decimal, rounded down (a duration is never shown longer than it was, P1), no trailing zero."""
    tenths = int(value * 10 + 1e-6)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def elapsed(hours: float) -> str:
    """Calendar time: "7 days 2 h", "4 h 30 min", "27 min"; full units only."""
    minutes = int(hours * 60 + 1e-6)
    days, rest = divmod(minutes, 1440)
    if days:
        return counted(days, "day") + (f" {rest // 60} h" if rest >= 60 else "")
    parts = [f"{rest // 60} h"] if rest >= 60 else []
    if rest % 60 or not parts:
        parts.append(f"{rest % 60} min")
    return " ".join(parts)


_WHOLE = 100


def business(hours: float) -> str:
    """“40 business hours”, “1 business hour”; from a hundred on whole ones, rounded down as well."""
    worked = number(hours if hours < _WHOLE else int(hours + 1e-6))
    return f"{worked} business hour{'' if worked == '1' else 's'}"


def duration(calendar_hours: float, business_hours: float) -> str:
    """Both clocks, “7 days 2 h (40 business hours)” (B8)."""
    return f"{elapsed(calendar_hours)} ({business(business_hours)})"


def week_text(week: dict[int, tuple[tuple[int, int], ...]]) -> str:
    """“Monday to Friday 09:00–17:00”: days with the same hours are drawn together."""
    runs: list[tuple[int, int, tuple[tuple[int, int], ...]]] = []
    for weekday in range(7):
        hours = week.get(weekday, ())
        if hours and runs and runs[-1][1] == weekday - 1 and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], weekday, hours)
        elif hours:
            runs.append((weekday, weekday, hours))
    return "; ".join(f"{_days(first, last)} {_hours(hours)}" for first, last, hours in runs) or "no working hours"


def _days(first: int, last: int) -> str:
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]} to {WEEKDAYS[last]}"


def _hours(intervals: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(f"{a // 60:02d}:{a % 60:02d}–{b // 60:02d}:{b % 60:02d}" for a, b in intervals)


def counted(count: int, noun: str) -> str:
    """“1 day”, “2 days”."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def often(count: int) -> str:
    """“once”, “twice”, “3 times”."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
