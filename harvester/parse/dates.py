"""What the Date header states, and when the topmost server took the message in (measurement.md T1, robustness S8)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

from harvester.model.mail import StatedTime

_COMMENT = re.compile(r"\([^()]*\)")
_SPACE = re.compile(r"\s+")
_ODD_YEAR = re.compile(r"(?<![\d+.:-])(?:[0-9]{3}|[0-9]{5,}|0[0-9]{3})(?![0-9])")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?P<zone>\S*)")
_OFFSET = re.compile(r"(?:GMT|UTC|UT)?([+-])([0-9]{2}):?([0-9]{2})", re.IGNORECASE)
_NAMED = {
    "UT": 0, "GMT": 0, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1900, 9998
_WIDEST_OFFSET_MINUTES = 14 * 60
_LONGEST = 200


def stated_time(value: str, second_reading: datetime | None = None) -> StatedTime | None:
    """The time that a Date value states; None if it states none that can be used.

    The zone counts only where it is written as an offset or by a name of RFC 5322; otherwise the time is read as
    UTC and its zone is "unknown". `second_reading` is what another parser made of the same bytes (aware UTC).
    """
    text = _without_comments(value[:_LONGEST])
    local = _local_time(text)
    if local is None:
        return None
    zone, offset = _zone(text)
    try:
        at = (local - timedelta(minutes=offset or 0)).replace(tzinfo=UTC)
    except OverflowError:
        return None
    return StatedTime(
        at=at,
        zone=zone,
        offset_minutes=offset if zone == "explicit" else None,
        disputed=second_reading is not None and second_reading.astimezone(UTC) != at,
    )


def received_time(value: str) -> datetime | None:
    """Time of a Received header, aware UTC: the date after its last semicolon, with an explicit zone or not at all."""
    _, semicolon, date = value.rpartition(";")
    stated = stated_time(date.strip()) if semicolon else None
    return None if stated is None or stated.zone == "unknown" else stated.at


def _without_comments(value: str) -> str:
    for _ in range(5):
        value, found = _COMMENT.subn(" ", value)
        if not found:
            break
    return _SPACE.sub(" ", value).strip()


def _local_time(text: str) -> datetime | None:
    """Wall-clock time as written, without its zone."""
    try:
        fields = parsedate_tz(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if fields is None or _ODD_YEAR.search(text):
        # The standard library takes year `0001` for 2001 and leaves `101` as it is.
        return None
    year, month, day, hour, minute, second = fields[:6]
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        time = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001 - its zone is applied by the caller
    except (ValueError, TypeError):
        return None
    return time + timedelta(seconds=1) if second == 60 else time


def _zone(text: str) -> tuple[str, int | None]:
    clock = _CLOCK.search(text)
    token = clock.group("zone").upper() if clock else ""
    if token in {"-0000", "UTC", "Z"}:
        return "utc", None
    if token in _NAMED:
        return "explicit", _NAMED[token]
    written = _OFFSET.fullmatch(token)
    if written is None:
        return "unknown", None
    minutes = int(written[2]) * 60 + int(written[3])
    if int(written[3]) > 59 or minutes > _WIDEST_OFFSET_MINUTES:
        return "unknown", None
    return "explicit", -minutes if written[1] == "-" else minutes
