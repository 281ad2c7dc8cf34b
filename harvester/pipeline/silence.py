"""The silence clock: all threads merged, from our question to the client's next human act (measurement.md S2)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from harvester.model import Call, Engagement, Outcome, Side, Silence
from harvester.model.people import Sides
from harvester.pipeline.frames import Turn
from harvester.pipeline.signs import asks, human_act
from harvester.pipeline.worktime import HOUR, instant, micros, worktable

_ACTS = frozenset({Outcome.ATTENDED, Outcome.CANCELLED_BY_CLIENT})
_PLACED = frozenset({Outcome.MISSED, Outcome.VOICEMAIL, Outcome.DECLINED})


def silences(turns: Sequence[Turn], calls: Sequence[Call], engagement: Engagement, as_of: int) -> tuple[Silence, ...]:
    """Every span in which the client, once asked, did nothing that a person does; the last one may still run."""
    sides = Sides(engagement.us, engagement.client)
    acts = sorted(
        [(micros(turn.at), turn.key) for turn in turns if turn.side is Side.CLIENT and human_act(turn)]
        + [(micros(call.noticed_at or call.start), call.id) for call in calls if _human_call(call)]
    )
    questions = sorted((micros(t.at), t.key) for t in turns if t.side is Side.US and asks(t, sides))
    times = [at for at, _ in acts]
    found: list[Silence] = []
    until = -1
    for at, key in questions:
        if at <= until or at > as_of:
            continue
        index = bisect_right(times, at)
        ended = acts[index] if index < len(acts) and acts[index][0] <= as_of else None
        until = ended[0] if ended else as_of
        found.append(_silence(at, until, key, ended[1] if ended else None, engagement))
    return tuple(found)


def _silence(start: int, end: int, opener: str, ended_by: str | None, engagement: Engagement) -> Silence:
    table = worktable(engagement.client_hours)
    starts, ends = (np.array([at], dtype=np.int64) for at in (start, end))
    return Silence(
        started_at=instant(start),
        ended_at=instant(end) if ended_by else None,
        calendar_hours=(end - start) / HOUR,
        business_hours=float(table.between(starts, ends)[0]) / HOUR,
        business_days=int(table.business_days(starts, ends)[0]),
        opener_sha256=opener,
        ended_by=ended_by,
    )


def _human_call(call: Call) -> bool:
    """R20: what the client did by telephone or calendar; a call that we placed in vain is none."""
    return bool(call.people) and (call.outcome in _ACTS or (call.direction == "in" and call.outcome in _PLACED))
