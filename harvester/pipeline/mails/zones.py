"""The zone of a side that none was configured for: the one its own Date headers agree with most (measurement.md B9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from harvester.model.engagement import Engagement
from harvester.model.matter import Side
from harvester.pipeline.mails.identity import Event

_CANDIDATES = (
    *("Europe/Berlin", "Europe/London", "Europe/Helsinki", "Europe/Moscow", "America/New_York", "America/Chicago"),
    *("America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "America/Halifax"),
    *("America/St_Johns", "America/Sao_Paulo", "America/Bogota", "America/Mexico_City", "Pacific/Honolulu"),
    *("Africa/Lagos", "Africa/Johannesburg", "Africa/Nairobi", "Asia/Jerusalem", "Asia/Riyadh", "Asia/Tehran"),
    *("Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon"),
    *("Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo", "Australia/Darwin", "Australia/Brisbane", "Australia/Adelaide"),
    *("Australia/Sydney", "Pacific/Noumea", "Pacific/Auckland", "Pacific/Chatham", "UTC"),
)
"""One zone for each way of keeping time; a header states an offset, and no name. The first wins a tie."""


def with_zones(engagement: Engagement, events: Sequence[Event], as_of: datetime) -> Engagement:
    """The engagement with a zone on both sides; a side without any stated offset takes the other's, or UTC."""
    ours, theirs = engagement.us_hours.timezone, engagement.client_hours.timezone
    if ours and theirs:
        return engagement
    ours = ours or _observed(events, Side.US, as_of)
    theirs = theirs or _observed(events, Side.CLIENT, as_of)
    return replace(
        engagement,
        us_hours=replace(engagement.us_hours, timezone=ours or theirs or "UTC"),
        client_hours=replace(engagement.client_hours, timezone=theirs or ours or "UTC"),
    )


def _observed(events: Sequence[Event], side: Side, as_of: datetime) -> str:
    stated: Counter[tuple[date, int]] = Counter()
    for event in events:
        written = event.message.date
        if event.side is side and written and written.offset_minutes is not None and written.at <= as_of:
            stated[written.at.date(), written.offset_minutes] += 1
    if not stated:
        return ""
    return max(_CANDIDATES, key=lambda zone: _agreeing(zone, stated))


def _agreeing(name: str, stated: Counter[tuple[date, int]]) -> int:
    zone = ZoneInfo(name)
    return sum(count for (day, minutes), count in stated.items() if _offset(zone, day) == minutes)


def _offset(zone: ZoneInfo, day: date) -> int:
    offset = datetime.combine(day, time(12), tzinfo=UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0
