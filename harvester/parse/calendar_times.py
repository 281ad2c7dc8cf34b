"""Times of calendar entries → aware UTC, and the zones that they name (measurement.md M7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from io import StringIO
from zoneinfo import ZoneInfo

from dateutil.tz import tzical

from harvester.parse.calendar_lines import Line

_TIME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z)?)?", re.IGNORECASE)
_DURATION = re.compile(
    r"([+-]?)P(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?"
    r"(?:T(?:([0-9]{1,7})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,9})S)?)?",
    re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(?:/[A-Za-z0-9_+-]{1,31}){0,3}")
_ZONE_LINE = re.compile(r"(BEGIN|END|TZID|DTSTART|TZOFFSETFROM|TZOFFSETTO|RRULE|RDATE)[:;]", re.IGNORECASE)
_YEARLY = re.compile(
    r"RRULE:FREQ=YEARLY(?:;(?:UNTIL=[0-9TZ]{8,16}|INTERVAL=1|WKST=[A-Z]{2}|BYMONTH=(?:0?[1-9]|1[0-2])"
    r"|BYDAY=(?:\+?[1-4]|-[1-4])?(?:MO|TU|WE|TH|FR|SA|SU)|BYMONTHDAY=(?:[1-9]|1[0-9]|2[0-8])(?:,[0-9]{1,2}){0,9}))*\s*",
    re.IGNORECASE,
)
"""Rules that have a day in every year: one without is looked for up to the year 9999."""
_ORDINAL = re.compile(r"BYDAY=[+-]?[0-9]", re.IGNORECASE)
_OLD_START = re.compile(r"(DTSTART[^:]*:)(?:0[0-9]{3}|1[0-8][0-9]{2})", re.IGNORECASE)
_MOST_ZONE_RULES = 8
_MOST_ZONES = 500
"""Names that one text is asked about; each costs a look into the zone data."""
_MOST_ZONE_LINES = 400
_FIRST_YEAR, _LAST_YEAR = 1600, 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One DTSTART, DTEND, RECURRENCE-ID … as it is written."""

    local: datetime
    """Naive wall-clock time in `zone`; midnight of a date."""
    zone: tzinfo
    is_date: bool = False
    floating: bool = False
    zone_unknown: bool = False

    @property
    def at(self) -> datetime:
        """The instant, aware UTC. In the hour that the clock skips the offset before it counts (RFC 5545)."""
        return instant(self.local, self.zone)


class Zones:
    """The zones of one calendar text: what it names, and what it defines itself."""

    def __init__(self, own: ZoneInfo, defined: Mapping[str, Sequence[str]]) -> None:
        self.own = own
        """Of floating times and of whole days."""
        self._defined = defined
        self._known: dict[str, tzinfo | None] = {}

    def named(self, tzid: str) -> tzinfo | None:
        """By its IANA or Windows name, else as the text defines it; None: nobody knows it."""
        if tzid not in self._known and len(self._known) < _MOST_ZONES:
            self._known[tzid] = known_zone(tzid) or _defined_zone(self._defined.get(tzid, ()))
        return self._known.get(tzid)

    def clock(self, line: Line | None) -> Clock | None:
        """The one time of a line; None when there is none that can be read."""
        return self.time(line.value, line.parameters.get("TZID", "")) if line else None

    def time(self, value: str, tzid: str = "") -> Clock | None:
        """One value read in the zone that `tzid` names."""
        found = _TIME.fullmatch(value.strip()[:20])
        local = _local(found) if found else None
        if found is None or local is None:
            return None
        if found[4] is None:
            return Clock(local=local, zone=self.own, is_date=True)
        if found[7]:
            return Clock(local=local, zone=UTC)
        zone = self.named(tzid.strip()) if tzid.strip() else self.own
        return Clock(local=local, zone=zone or UTC, floating=not tzid.strip(), zone_unknown=zone is None)


def known_zone(name: str) -> ZoneInfo | None:
    """A zone by its IANA name, also at the end of a path as some programs write it, or by its Windows name."""
    name = name.strip()
    if len(name) > 120:
        return None
    parts = name.split("/")
    tails = ["/".join(parts[-count:]) for count in (3, 2)] if name.startswith("/") else []
    found = next((zone for each in (name, *tails) if (zone := _iana(each))), None)
    return found or _iana(_windows_zones().get(name.casefold(), ""))


def _iana(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if _ZONE_NAME.fullmatch(name) else None
    except (KeyError, ValueError, OSError):  # OSError: it names a directory of zones
        return None


@cache
def _windows_zones() -> Mapping[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # icalendar takes 0.2 s to import

    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


def instant(local: datetime, zone: tzinfo) -> datetime:
    """Wall-clock time → aware UTC."""
    return local.replace(tzinfo=zone).astimezone(UTC)


def duration(value: str) -> timedelta | None:
    """An RFC 5545 DURATION; None when it cannot be read."""
    found = _DURATION.fullmatch(value.strip()[:60])
    if found is None or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length


def _local(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second = (int(digits or 0) for digits in found.groups()[:6])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return datetime.combine(date(year, month, day), time(hour, minute, min(second, 59)))
    except ValueError:
        return None


def _defined_zone(lines: Sequence[str]) -> tzinfo | None:
    """A VTIMEZONE as the text defines it: yearly changes, from 1900 on where they begin earlier."""
    kept = [_OLD_START.sub(r"\g<1>1900", line) for line in lines if _ZONE_LINE.match(line)]
    rules = [line for line in kept if line[:5].upper() == "RRULE"]
    sound = all(
        _YEARLY.fullmatch(rule) and not ("BYMONTHDAY" in rule.upper() and _ORDINAL.search(rule)) for rule in rules
    )
    if not kept or not sound or len(kept) > _MOST_ZONE_LINES or len(rules) > _MOST_ZONE_RULES:
        return None
    try:
        zone = tzical(StringIO("\n".join(kept))).get()
        if not isinstance(zone, tzinfo) or zone.utcoffset(datetime(2026, 7, 1)) is None:  # noqa: DTZ001 - wall clock
            return None
    except Exception:  # whatever a definition breaks in its reader: the zone is unknown, which is printed
        return None
    return zone
