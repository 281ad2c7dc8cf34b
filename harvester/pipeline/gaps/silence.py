"""The silence clock: all threads merged, from our question to the client's next human act (measurement.md S2, S3)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from harvester.model.calls import NOT_TAKEN, Call, Outcome
from harvester.model.flags import NEEDS_A_LOOK
from harvester.model.gaps import Gap, Silence
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.pipeline.frames import Turn
from harvester.pipeline.gaps.lasting import Clocks
from harvester.pipeline.gaps.rows import Input, Measured, gap_id
from harvester.pipeline.gaps.signs import Timeline, Unclear, human_act, leaves_time
from harvester.pipeline.gaps.spans import Span
from harvester.pipeline.worktime import instant, micros

_ACTS = frozenset({Outcome.ATTENDED, Outcome.CANCELLED_BY_CLIENT})

Act = tuple[int, bool, str]
"""When, whether it answers a mail of that very instant (T4), and its event key or call id."""


def silences(matter: Input, measured: Measured) -> tuple[Silence, ...]:
    """Every span in which the client, once asked, did nothing that a person does; the last one may still run.

    Openers and ends are named by event keys and call ids.
    """
    as_of, turns = matter.as_of, list(measured.turns.values())
    acts = sorted([*_written(turns), *_told(matter.calls)])
    asking = _asking(measured.gaps)
    questions = sorted((micros(t.at), t.key) for t in turns if t.side is Side.US and matter.cites(t.key) in asking)
    held_back = _HeldBack(matter, turns)
    times = [act[:2] for act in acts]
    found: list[Silence] = []
    clocks = matter.clocks()
    until = -1
    for at, key in questions:
        if at <= until or at > as_of:
            continue
        index = bisect_right(times, (at, False))
        ended = acts[index] if index < len(acts) and acts[index][0] <= as_of else None
        until = ended[0] if ended else as_of
        span = Span("", Side.CLIENT.value, key, at, "A", at, closer=ended[2] if ended else None, end=until)
        found.append(_silence(span, held_back.by(span), clocks))
    return tuple(found)


def _asking(gaps: Iterable[Gap]) -> frozenset[str]:
    """SHA-256 of our questions and reminders; what follows one within hours begins nothing."""
    asked = (gap for gap in gaps if gap.owed_by is Side.CLIENT and gap.level == "A")
    return frozenset(ref.sha256 for gap in asked for ref in (gap.opener, *gap.chasers))


def _written(turns: Iterable[Turn]) -> Iterator[Act]:
    theirs = (turn for turn in turns if turn.side is Side.CLIENT and human_act(turn))
    return ((micros(turn.at), turn.behind, turn.key) for turn in theirs)


def _told(calls: Iterable[Call]) -> Iterator[Act]:
    for call in filter(_human_call, calls):
        yield micros(call.noticed_at or call.start), False, call.id
        if call.outcome is Outcome.ATTENDED:  # what was asked while they spoke was not asked into silence
            yield micros(call.end), False, call.id


def _silence(span: Span, held_back_by: tuple[str, ...], clocks: Clocks) -> Silence:
    lasted = clocks.length(Side.CLIENT, span.start, span.end)
    return Silence(
        started_at=instant(span.start),
        ended_at=instant(span.end) if span.closer else None,
        calendar_hours=lasted.hours,
        business_hours=lasted.business_hours,
        business_days=lasted.business_days,
        opener_sha256=span.opener,
        ended_by=span.closer,
        held_back_by=held_back_by,
    )


class _HeldBack:
    """S3, R20b: what may stand for an act of the client, and what the search did not reach."""

    def __init__(self, matter: Input, turns: Sequence[Turn]) -> None:
        self.matter = matter
        self.by_key = {turn.key: turn for turn in turns}
        self.judged = matter.verdicts.judged()
        released = (t for t in turns if t.releases and t.side is Side.US and human_act(t))
        asked_in = {turn.thread for turn in turns if turn.side is Side.US}
        third = (t for t in turns if t.side is Side.THIRD and t.kind is MessageClass.HUMAN and t.thread in asked_in)
        self.signs = {
            "possible_activity": Timeline(turn for turn in turns if turn.active),
            "third_party_reply": Timeline(third),
            # “thanks for the call”: they spoke, though nothing of it is recorded
            "ask_released": Timeline(t for t in released if t.key not in self.judged.sources),
        }
        self.unclear = Unclear(matter.calls)

    def by(self, span: Span) -> tuple[str, ...]:
        found = {flag for flag, timeline in self.signs.items() if timeline.stretch(span)}
        if any(self.unclear.within(span.start, span.end)):
            found.add("possible_call")
        if leaves_time(self.by_key[span.opener], span):
            found.add("time_asked_for")
        name = gap_id(span.opener, span.owed_by)
        found = {flag for flag in found if not self.judged.covers(name, flag, "")}
        return tuple(sorted(found | self.matter.coverage(span, [self.by_key[span.opener]]) & NEEDS_A_LOOK.keys()))


def _human_call(call: Call) -> bool:
    """R20: what the client did by telephone or calendar; a call that we placed in vain is none."""
    return bool(call.people) and (call.outcome in _ACTS or (call.direction == "in" and call.outcome in NOT_TAKEN))
