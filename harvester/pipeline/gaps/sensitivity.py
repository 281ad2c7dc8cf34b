"""Would an established gap still stand under another reading (evidence.md 4)? Printed beside it; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from harvester.model.dossier import Exchange
from harvester.model.gaps import Gap, Sensitivity
from harvester.model.matter import Side
from harvester.pipeline.gaps.rows import Input
from harvester.pipeline.worktime import micros, worktable

DOUBTFUL = frozenset(
    {"auto_reply", "other_contact", "third_party_reply", "possible_activity", "possible_call", "ask_released"}
)
"""Flags whose message or call somebody might take for an answer; on an established gap a person has looked at it."""
_ARRIVED = frozenset({"auto_reply", "read_receipt"})
"""What only comes once a mail has arrived."""


class Readings:
    """Reads gaps in the other ways that the evidence allows."""

    def __init__(self, matter: Input, originals: Mapping[str, Exchange]) -> None:
        self.matter = matter
        self.originals = originals
        self.clocks = matter.clocks()
        self.calls = {call.id: call for call in matter.calls}

    def read(self, gap: Gap) -> Gap:
        """The gap with its readings; one that is not established has none."""
        if gap.claim != "firm" or gap.status not in {"open", "answered"}:
            return gap
        return replace(gap, sensitivity=tuple(self._readings(gap)))

    def _readings(self, gap: Gap) -> Iterator[Sensitivity]:
        start, end = micros(gap.started_at), micros(gap.ended_at) if gap.ended_at else self.matter.as_of
        if received := self._received(gap):
            yield self._reading("start_at_receipt", gap, max(start, micros(received)), end)
        yield self._reading("start_next_business_day", gap, self._next_business_day(gap), end)
        if doubtful := min(self._times(gap, DOUBTFUL), default=None):
            yield self._reading("doubtful_counts", gap, start, min(end, micros(doubtful)))

    def _reading(self, case: str, gap: Gap, start: int, end: int) -> Sensitivity:
        lasted = self.clocks.length(gap.owed_by, min(start, end), end)
        if gap.status == "open":
            holds = case != "doubtful_counts" and start < end
        else:
            holds = lasted.business_hours > self.matter.engagement.thresholds.min_business_hours
        return Sensitivity(
            case=case,
            holds=holds,
            calendar_hours=lasted.hours,
            business_hours=lasted.business_hours,
        )

    def _received(self, gap: Gap) -> datetime | None:
        """When the question is known to have arrived: at our server, or by the first automatic sign from theirs."""
        if gap.owed_by is Side.CLIENT:
            return min(self._times(gap, _ARRIVED), default=None)
        opener = self.originals[gap.opener.sha256]
        return opener.arrived or opener.at

    def _times(self, gap: Gap, flags: frozenset[str]) -> Iterator[datetime]:
        for source in gap.flag_sources.of(*flags):
            exchange, call = self.originals.get(source), self.calls.get(source)
            at = exchange.at if exchange else call.start if call else None
            if at and at > gap.started_at:
                yield at

    def _next_business_day(self, gap: Gap) -> int:
        """The beginning of working hours on the first business day after the one of the question."""
        engagement = self.matter.engagement
        hours = engagement.client_hours if gap.owed_by is Side.CLIENT else engagement.us_hours
        zone, table = ZoneInfo(hours.timezone), worktable(hours)
        tomorrow = gap.started_at.astimezone(zone).date() + timedelta(days=1)
        later = table.starts[table.starts >= micros(datetime.combine(tomorrow, datetime.min.time(), zone))]
        return int(later[0]) if later.size else micros(gap.started_at)
