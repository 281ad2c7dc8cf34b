"""Response times of the contract, one instance a question, from the gaps that were measured (contract.md 1, U5).

A question counts where the measurement established that it was one: level A. While its gap needs a person's look it is
unproven, never late or missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from harvester.model.contract import Obligation, Span
from harvester.model.flags import NOT_ESTABLISHED
from harvester.model.gaps import Gap
from harvester.model.standing import Doubt, Due, Instance, Standing, Status, Working
from harvester.pipeline.contract import due as dates
from harvester.pipeline.contract.due import Clock
from harvester.pipeline.contract.judging import days_between
from harvester.pipeline.contract.more_time import MoreTime

_WORST_FIRST = (Status.MISSED, Status.MET_LATE, Status.UNPROVEN, Status.PENDING, Status.MET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions that were measured, and mail that may have given more time."""

    gaps: Sequence[Gap]
    more_time: MoreTime
    as_of: datetime


def standing(one: Obligation, asked: Asked, clock: Clock, since: datetime | None) -> Standing:
    """Every question under the clause since the contract was signed, and what they come to: x of y in time."""
    if one.within is None:
        raise ValueError(f"{one.id} names no time for an answer")
    gaps = [gap for gap in asked.gaps if gap.owed_by is one.owed_by and gap.level == "A" and gap.kind == "reply"]
    counted = [gap for gap in gaps if since is None or gap.started_at >= since]
    found = tuple(_instance(gap, one.within, clock, asked) for gap in counted)
    statuses = {instance.status for instance in found}
    status = next((worst for worst in _WORST_FIRST if worst in statuses), Status.NOT_TRIGGERED)
    doubts = [instance.doubt for instance in found if instance.doubt]
    in_time = sum(instance.status is Status.MET for instance in found)
    told = f"{len(found)} question{'' if len(found) == 1 else 's'} since the signing"
    return Standing(
        obligation=one,
        status=status,
        doubt=doubts[0] if status is Status.UNPROVEN else None,
        evidence=tuple(dict.fromkeys(sha for instance in found for sha in instance.evidence)),
        instances=found,
        steps=(Working(rule="U5", words=told, value=f"{in_time} answered in time"),),
    )


def _instance(gap: Gap, span: Span, clock: Clock, asked: Asked) -> Instance:
    due, as_of = dates.within(span, gap.started_at, clock), asked.as_of
    status, doubt = _status(gap, due, as_of)
    late = status in (Status.MET_LATE, Status.MISSED)
    given = asked.more_time.of_gap(gap, due) if late else ()
    if any(mail.counts for mail in given):
        status, doubt, late = Status.UNPROVEN, Doubt.GAP_REVIEW, False
    return Instance(
        ask=gap.opener,
        gap_id=gap.gap_id,
        due=due,
        status=status,
        doubt=doubt,
        satisfied_at=gap.ended_at,
        days_late=days_between(due, gap.ended_at or as_of, clock.zone) if late else None,
        evidence=(gap.opener.sha256, *([gap.closer.sha256] if gap.closer else [])),
        time_given=given,
    )


def _status(gap: Gap, due: Due, as_of: datetime) -> tuple[Status, Doubt | None]:
    if gap.ended_at and gap.ended_at <= due.at:
        return Status.MET, None
    if as_of <= due.at:
        return Status.PENDING, None
    if gap.claim != "firm":
        missing = not NOT_ESTABLISHED.isdisjoint(gap.reasons)
        return Status.UNPROVEN, Doubt.COVERAGE if missing else Doubt.GAP_REVIEW
    return (Status.MET_LATE if gap.ended_at else Status.MISSED), None
