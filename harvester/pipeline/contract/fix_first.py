"""What our own side can still put right, first of all that a user reads (contract.md 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from harvester.model.calls import Call
from harvester.model.contract import ObligationType
from harvester.model.facts import Fact
from harvester.model.matter import Side
from harvester.model.standing import Fix, Standing, Status
from harvester.pipeline.contract.judging import LATE
from harvester.pipeline.contract.obligation_facts import TO_FIX, fix_of
from harvester.pipeline.contract.promises import looked_for
from harvester.pipeline.wording import titled


@dataclass(frozen=True, slots=True, kw_only=True)
class FixFirst:
    """Draws together what is ours and stands open, late or unproven."""

    standings: Sequence[Standing]
    facts: Sequence[Fact]
    subjects: Mapping[str, str]
    """Gap id -> its subject; questions and invitations."""
    calls: Sequence[Call]
    as_of: datetime

    def of(self) -> tuple[Fix, ...]:
        """What can still be put right first, each part in the order of the contract and of time."""
        found = [*self._obligations(), *self._answers()]
        return tuple(sorted(found, key=lambda fix: not fix.fixable))

    def next_date(self) -> datetime | None:
        """The next date on which it will be spoken about: a meeting, or the end of a time for cure."""
        coming = [call.start for call in self.calls if call.start > self.as_of]
        coming += [
            standing.due.at
            for standing in self.standings
            if standing.obligation.type is ObligationType.CURE and standing.due and standing.due.at > self.as_of
        ]
        return min(coming, default=None)

    def _obligations(self) -> Iterator[Fix]:
        for standing in self.standings:
            one = standing.obligation
            if one.owed_by is Side.US and standing.status in TO_FIX and one.type is not ObligationType.RESPONSE:
                late = standing.status in LATE and standing.status is not Status.MISSED
                yield Fix(
                    what=one.promise or one.id,
                    clause=one.clause,
                    obligation=one.id,
                    gap_id=None,
                    evidence=standing.evidence,
                    fixable=not late,
                    how=fix_of(standing),
                    by=None if late else self.next_date(),
                    proof=_shown(standing, late=late),
                )

    def _answers(self) -> Iterator[Fix]:
        for fact in self.facts:
            if fact.party is Side.US and fact.fix and fact.gap_id:
                invited = fact.kind == "invitation_no_response"
                unanswered = invited or fact.kind == "unanswered"
                yield Fix(
                    what=f"Answer {'the invitation ' if invited else ''}{titled(self.subjects[fact.gap_id])}",
                    clause=fact.clause or "",
                    obligation=fact.obligation,
                    gap_id=fact.gap_id,
                    evidence=tuple(one.sha256 for one in fact.evidence[:1]),
                    fixable=unanswered,
                    how=fact.fix,
                    by=self.next_date() if unanswered else None,
                    proof=_proof(invited, unanswered),
                )


def _shown(standing: Standing, *, late: bool) -> str:
    """What will show a promise of ours."""
    if standing.status is Status.DISPUTED:
        return "The mail in which both sides say so."
    return "The mail that was sent." if late else looked_for(standing.obligation.met_by)


def _proof(invited: bool, unanswered: bool) -> str:
    if invited:
        return "The reply to the invitation."
    return "The mail that answers it." if unanswered else "The mail that answered it."
