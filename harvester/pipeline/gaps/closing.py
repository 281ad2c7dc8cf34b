"""Which attended call closes what is open in a thread, looked up for all mails at once (measurement.md R19).

A call closes every thread (R33), unless a person kept it to some.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from harvester.model.calls import Call, Outcome
from harvester.pipeline.worktime import Micros, micros

NONE = -1
Codes = NDArray[np.integer]
Places = NDArray[np.int64]
"""Places in `ClosingCalls.calls`, NONE where there is no call."""


class ClosingCalls:
    """Attended calls with the client, in order of start. `threads`: names, in the order of their codes."""

    def __init__(self, calls: Sequence[Call], as_of: int, threads: Sequence[str]) -> None:
        """Calls that began after `as_of` are not seen (R26)."""
        attended = [
            c for c in calls if c.outcome is Outcome.ATTENDED and c.closes and c.people and micros(c.start) <= as_of
        ]
        self.calls = sorted(attended, key=lambda call: (call.start, call.id))
        self.threads = threads
        self.starts = np.array([micros(call.start) for call in self.calls], dtype=np.int64)
        self.ends = np.array([micros(call.end) for call in self.calls], dtype=np.int64)

    def between(self, threads: Codes, first: Micros, until: Micros) -> Places:
        """The first call that starts in [first, until), per mail of the given thread."""
        found = np.full(len(first), NONE, dtype=np.int64)
        for rows, calls in self._by_thread(threads):
            place = np.searchsorted(self.starts[calls], first[rows])
            hit = place < np.searchsorted(self.starts[calls], until[rows])
            found[rows] = np.where(hit, calls[np.minimum(place, calls.size - 1)], NONE)
        return found

    def covering(self, threads: Codes, at: Micros) -> Places:
        """A call going on at the instant of each mail, its ends included: the one that began first."""
        found = np.full(len(at), NONE, dtype=np.int64)
        for rows, calls in self._by_thread(threads):
            # the running maximum of ends first reaches an instant at the first call that lasts until then
            place = np.searchsorted(np.maximum.accumulate(self.ends[calls]), at[rows])
            safe = calls[np.minimum(place, calls.size - 1)]
            hit = (place < calls.size) & (self.starts[safe] <= at[rows])
            found[rows] = np.where(hit, safe, NONE)
        return found

    def _by_thread(self, threads: Codes) -> Iterator[tuple[NDArray[np.bool_], Places]]:
        """Which mails, and the places of the calls that count for them; a call may be kept to some threads (C13)."""
        kept = {name for call in self.calls for name in call.threads}
        apart = [code for code, name in enumerate(self.threads) if name in kept] if kept else []
        groups = [(~np.isin(threads, apart), "")] + [(threads == code, self.threads[code]) for code in apart]
        for rows, thread in groups if self.calls else ():
            counts = [place for place, call in enumerate(self.calls) if not call.threads or thread in call.threads]
            if counts:
                yield rows, np.array(counts, dtype=np.int64)
