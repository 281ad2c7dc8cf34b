"""What stands beside a call that did not take place, for the side that was not there (P2)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from harvester.model.calls import NOT_TAKEN, Call, Outcome
from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement
from harvester.model.facts import Citation
from harvester.model.matter import Side
from harvester.pipeline import wording
from harvester.pipeline.names import Names
from harvester.pipeline.wording import circumstances
from harvester.pipeline.worktime import HOUR, OutsideCalendarError, micros, worktable

_BACK = timedelta(days=3)
"""So long after a call that was not taken a call the other way round may be the answer to it."""
_NEAR = timedelta(hours=24)
_MOST = 3
_PLACED_BY = {Side.CLIENT: "in", Side.US: "out"}


@dataclass(frozen=True, slots=True)
class AroundCalls:
    """Looks up what happened around a call."""

    engagement: Engagement
    names: Names
    calls: Sequence[Call]
    """In order of their start."""
    written: Mapping[Side, Sequence[tuple[datetime, Exchange]]]
    """Side -> mail of its people, in order of time."""
    as_of: datetime

    def told(self, call: Call, side: Side) -> tuple[tuple[str, ...], tuple[Citation, ...]]:
        """Sentences, and the originals that they rest on; `side` is the one that was not there."""
        back, mails = self._back(call, side), self._mails(call, side)
        zone = self.engagement.us_hours.timezone
        sentences = [*self._outside(call, side)]
        sentences += [self._called_back(one, side) for one in back]
        sentences += [
            circumstances.wrote_then(self.names.of(m.author), wording.moment(at, zone), m.message.subject)
            for at, m in mails
        ]
        cited = [Citation(sha256=one.sha256, event_uid=one.id) for one in back if one.sha256]
        cited += [Citation(sha256=m.originals[0], message_id=m.message.message_id) for _, m in mails]
        return tuple(sentences), tuple(cited)

    def _outside(self, call: Call, side: Side) -> Iterator[str]:
        hours = self.engagement.client_hours if side is Side.CLIENT else self.engagement.us_hours
        start = micros(call.start)
        try:
            worked = worktable(hours).between(
                np.array([start], dtype=np.int64), np.array([start + HOUR // 60], dtype=np.int64)
            )
        except OutsideCalendarError:
            return
        if not worked[0]:
            yield circumstances.outside_hours(wording.moment(call.start, hours.timezone), assumed=hours.assumed)

    def _back(self, call: Call, side: Side) -> list[Call]:
        """The first call after it by which the two sides spoke, or that the absent side placed."""
        later = (c for c in self.calls if call.start < c.start <= min(call.start + _BACK, self.as_of) and c.people)
        return [c for c in later if c.outcome is Outcome.ATTENDED or _reached_out(c, side)][:1]

    def _called_back(self, call: Call, side: Side) -> str:
        when = wording.moment(call.start, self.engagement.us_hours.timezone)
        if call.outcome is Outcome.ATTENDED:
            return circumstances.call_after(when)
        people = wording.listed([self.names.of(person) for person in call.people])
        return circumstances.called_back(people if side is Side.CLIENT else self.engagement.us.name or "our side", when)

    def _mails(self, call: Call, side: Side) -> list[tuple[datetime, Exchange]]:
        """What people of that side wrote in the day before and after it: of many mails those nearest to it."""
        times = [at for at, _ in self.written[side]]
        first, last = bisect_left(times, call.start - _NEAR), bisect_left(times, min(call.end + _NEAR, self.as_of))
        around = self.written[side][first:last]
        nearest = sorted(around, key=lambda one: abs(one[0] - call.start))[:_MOST]
        return sorted(nearest, key=lambda one: one[0])


def _reached_out(call: Call, side: Side) -> bool:
    """Whether a call was placed by that side and the other did not take it."""
    return call.direction == _PLACED_BY[side] and call.outcome in NOT_TAKEN


def in_order(calls: Iterable[Call]) -> list[Call]:
    """By their start."""
    return sorted(calls, key=lambda call: (call.start, call.id))
