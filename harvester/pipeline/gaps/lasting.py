"""How long something lasted, by the calendar of the side that owes (measurement.md B)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harvester.model.engagement import Engagement
from harvester.model.matter import Side
from harvester.pipeline.frames import SIDE_CODES
from harvester.pipeline.worktime import HOUR, Micros, worktable


class Lengths(NamedTuple):
    """Columns of one length."""

    hours: NDArray[np.float64]
    business_hours: NDArray[np.float64]
    business_days: NDArray[np.int64]


class Length(NamedTuple):
    """The length of one span."""

    hours: float
    business_hours: float
    business_days: int


class Clocks:
    """The business time of both sides; agreed pauses inside a span are taken out of all three numbers (B1, B7)."""

    def __init__(self, engagement: Engagement, pauses: Sequence[tuple[int, int]] = ()) -> None:
        self.tables = {Side.CLIENT: worktable(engagement.client_hours), Side.US: worktable(engagement.us_hours)}
        # a pause from midnight to midnight holds its first day as well, other than a span (B5)
        self.pauses = [(start - 1, end - 1) for start, end in pauses]

    def lengths(self, owed_by: NDArray[np.int8], starts: Micros, ends: Micros) -> Lengths:
        """Of many spans in microseconds UTC; `owed_by`: SIDE_CODES."""
        found = Lengths(np.empty(starts.size), np.empty(starts.size), np.empty(starts.size, dtype=np.int64))
        for side in self.tables:
            owed = owed_by == SIDE_CODES[side]
            for column, values in zip(found, self._by(side, starts[owed], ends[owed]), strict=True):
                column[owed] = values
        return found

    def length(self, owed_by: Side, start: int, end: int) -> Length:
        """Of one span."""
        starts, ends = (np.array([at], dtype=np.int64) for at in (start, end))
        hours, worked, days = self._by(owed_by, starts, ends)
        return Length(float(hours[0]), float(worked[0]), int(days[0]))

    def _by(self, side: Side, starts: Micros, ends: Micros) -> Lengths:
        table = self.tables[side]
        lasted, worked, days = ends - starts, table.between(starts, ends), table.business_days(starts, ends)
        for start, end in self.pauses:
            first, last = np.clip(starts, start, end), np.clip(ends, start, end)
            lasted -= last - first
            worked -= table.between(first, last)
            days -= table.business_days(first, last)
        return Lengths(lasted / HOUR, worked / HOUR, days)
