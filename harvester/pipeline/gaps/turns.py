"""Ball-in-court: whose turn it is, for all threads at once (measurement.md R).

Exactly one of nobody, the client and us owes an answer in a thread at any time (I7). What one mail does is said in
`court.step`; here its steps are gathered into gaps. Everything is a column: a million mails are a few dozen operations.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from harvester.model.calls import Call
from harvester.model.thresholds import Thresholds
from harvester.pipeline.gaps import court
from harvester.pipeline.gaps.closing import NONE, ClosingCalls, Places
from harvester.pipeline.gaps.line import Line, Rows, begins, ends, lined_up
from harvester.pipeline.gaps.spans import (
    ANSWERED,
    BY_CALL,
    CHASER,
    CONTINUATION,
    EARLIER,
    FIRST,
    NOTHING,
    OPEN,
    RELEASE,
    Spans,
)
from harvester.pipeline.worktime import HOUR


def spans(events: pd.DataFrame, calls: Sequence[Call], as_of: int, thresholds: Thresholds) -> Spans:
    """Every gap of every thread, in order of start; open ones end at `as_of` (R9). `events`: see `events_frame`."""
    names = events["thread"].cat.categories.tolist()
    closing = ClosingCalls(calls if thresholds.attended_call_closes else (), as_of, names)
    line = lined_up(events, as_of, closing)
    while True:
        found = _Gathered(line, closing, as_of)
        undone = found.of_the_same_instant(events)
        if not undone.size:
            return found.spans(events, round(thresholds.chaser_hours * HOUR))
        line.answers[undone] = False


class _Gathered:
    """The gaps that the steps of all mails make, in the order of the line."""

    def __init__(self, line: Line, closing: ClosingCalls, as_of: int) -> None:
        self.line = line
        self.closing = closing
        mails = court.kinds(
            ours=line.ours, asks=line.asks, answers=line.answers, settles=line.settles, late=line.late,
            in_call=line.in_call != NONE, then_call=line.then_call != NONE,
        )  # fmt: skip
        self.steps = court.steps(mails, begins(line.thread))
        self.openers = np.flatnonzero(self.steps["opens"])
        self.gap = np.cumsum(self.steps["opens"]) - 1
        """Number of the last gap that was opened up to each mail."""
        self._levels()
        self._ends(as_of)

    def _levels(self) -> None:
        """R31, X5: the first mail that clearly asks makes a gap level A, and is its start and opener."""
        asking = np.flatnonzero((self.steps["opens"] | self.steps["reminds"]) & self.line.yes)
        first = asking[begins(self.gap[asking])]
        self.begin = self.openers.copy()
        self.begin[self.gap[first]] = first
        self.level_a = np.zeros(self.openers.size, dtype=bool)
        self.level_a[self.gap[first]] = True
        self.start = self.line.at[self.begin]
        self.asking = asking

    def _ends(self, as_of: int) -> None:
        """R1, R9, R19: answered, closed by a call, or open."""
        line, steps, count = self.line, self.steps, self.openers.size
        self.status = np.full(count, OPEN, dtype=np.int8)
        self.end, self.closer = np.full(count, as_of), np.full(count, NONE)
        self.closing_mail, self.closed_late = np.full(count, NONE), np.zeros(count, dtype=bool)
        answers = np.flatnonzero(steps["answered"])
        ended = self.gap[answers] - steps["opens"][answers]
        self.status[ended], self.end[ended], self.closer[ended] = ANSWERED, line.at[answers], line.row[answers]
        self.closing_mail[ended], self.closed_late[ended] = answers, line.late[answers]
        before = np.flatnonzero(steps["by_call"])
        self._by_call(self.gap[before], line.then_call[before])
        inside = np.flatnonzero(line.in_call[self.openers] != NONE)
        self._by_call(inside, line.in_call[self.openers[inside]])

    def of_the_same_instant(self, events: pd.DataFrame) -> Rows:
        """T4: a mail dated as the question is no answer to it, whenever it arrives."""
        late = np.flatnonzero(self.closed_late)
        mails = self.closing_mail[late]
        dated: Rows = events["at"].to_numpy()[self.line.row[mails]]
        same: Rows = mails[dated == self.start[late]]
        return same

    def _by_call(self, gaps: Rows, calls: Places) -> None:
        # what is asked during a call is closed at its opener
        self.end[gaps] = np.maximum(self.closing.starts[calls], self.start[gaps])
        self.status[gaps], self.closer[gaps] = BY_CALL, calls

    def spans(self, events: pd.DataFrame, chaser_gap: int) -> Spans:
        """The finished table, in order of start."""
        line, count = self.line, self.openers.size
        further, bounds = self._further(chaser_gap)
        last_ask = self.start.copy()
        last = self.asking[ends(self.gap[self.asking])]
        last_ask[self.gap[last]] = line.at[last]
        slots = np.full(line.row.size, NONE)
        slots[line.place[self.begin]] = np.arange(count)
        order = slots[slots != NONE]
        columns = {
            "owed_by": np.where(line.ours[self.begin], court.CLIENT, court.US).astype(np.int8),
            "level_a": self.level_a,
            "status": self.status,
            "start": self.start,
            "end": self.end,
            "last_ask": last_ask,
            "opener": line.row[self.begin],
            "closer": self.closer,
            "late": self.closed_late,
            "on_arrival": line.late[self.begin],
            "first": bounds[:-1],
            "last": bounds[1:],
        }
        table = pd.DataFrame({name: values[order] for name, values in columns.items()}, copy=False)
        threads = pd.Categorical.from_codes(line.thread[self.begin][order], events["thread"].cat.categories)
        table.insert(0, "thread", pd.Series(threads))
        return Spans(table, further, events, self.closing.calls)

    def _further(self, chaser_gap: int) -> tuple[Rows, Rows]:
        """What the other mails are to their gaps, and where the mails of each gap begin (see `Spans.further`)."""
        role = np.full(self.line.row.size, NOTHING, dtype=np.int8)
        role[self.steps["reminds"]] = CONTINUATION
        # R10: the distance counts from the mail before that clearly asked
        before, after = self.asking[:-1], self.asking[1:]
        far = self.line.at[after] - self.line.at[before] >= chaser_gap
        role[after[far & (self.gap[after] == self.gap[before])]] = CHASER
        role[self.openers] = FIRST
        role[self.steps["releases"]] = RELEASE
        mails = np.flatnonzero(role)
        role, gap = role[mails], self.gap[mails]
        early = mails < self.begin[gap]
        role[early & (role == CONTINUATION)] = EARLIER
        kept = (mails != self.begin[gap]) & ~(early & (role == RELEASE))
        bounds = np.append(0, np.cumsum(np.bincount(gap[kept], minlength=self.openers.size)))
        return np.column_stack([self.line.row[mails], role])[kept], bounds
