"""Meetings of the contract: what a calendar says of them is an invitation; who came stands in a record (M2)."""

from __future__ import annotations

from collections.abc import Mapping

from harvester.model.calls import Call, Outcome
from harvester.model.contract import Obligation
from harvester.model.matter import Side
from harvester.model.standing import Due, Working
from harvester.model.times import moment
from harvester.pipeline.contract.judging import Performed
from harvester.pipeline.contract.triggers import Triggers

_ABSENT = {Side.CLIENT: Outcome.NO_SHOW_BY_CLIENT, Side.US: Outcome.NO_SHOW_BY_US}
_CANCELLED = frozenset({Outcome.CANCELLED_BY_CLIENT, Outcome.CANCELLED_BY_US})


def found(one: Obligation, calls: Mapping[str, Call]) -> Call | None:
    """The meeting that `met_by` names, or the instance of a series; one whose outcome is known before others."""
    event = one.met_by.event if one.met_by else ""
    named = [call for name, call in sorted(calls.items()) if name == event or name.partition(" ")[0] == event]
    known = [call for call in named if call.outcome is not Outcome.UNKNOWN]
    return next(iter(known or named), None)


def due(
    one: Obligation, calls: Mapping[str, Call], triggers: Triggers
) -> tuple[Due | None, tuple[str, ...], tuple[str, ...]]:
    """Its start, the original that says so, and flags; a cancelled meeting is not owed any more."""
    call = found(one, calls)
    if call is None:
        counted = triggers.due(one, one.due)
        return (counted[0] if counted else None), (), ("event_not_found",)
    evidence = (call.sha256,) if call.sha256 else ()
    if call.outcome in _CANCELLED:
        return None, evidence, (call.outcome.value,)
    clock = triggers.clock(one)
    told = Working(rule="M2", words="the meeting begins, by the calendar", value=moment(call.start, clock.zone))
    return Due(at=call.start, on=clock.date_of(call.start), steps=(told,)), evidence, ()


def performances(one: Obligation, calls: Mapping[str, Call]) -> tuple[list[Performed], list[Performed]]:
    """Attendance, strong or weak (contract.md 4).

    Our own log proves the client's presence (P1), and not our own; Google's record of who joined proves both (E4).
    """
    call = found(one, calls)
    if call is None or call.outcome is _ABSENT[one.owed_by]:
        return [], []
    attended = call.outcome is Outcome.ATTENDED
    evidence = (call.sha256,) if call.sha256 else ()
    recorded = attended and call.recorded
    shown = Performed(at=call.start, strength="E4" if recorded else "E1" if attended else "E0", evidence=evidence)
    return ([shown], []) if recorded or (attended and one.owed_by is Side.CLIENT) else ([], [shown])
