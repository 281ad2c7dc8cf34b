"""Accepted facts that are told no more: who counts on one must hear what came since (evidence.md 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from harvester.model.decisions import Decision
from harvester.model.dossier import Exchange
from harvester.model.facts import Fact, Lapsed, of_obligation
from harvester.model.gaps import Gap
from harvester.model.matter import Side
from harvester.pipeline import wording
from harvester.pipeline.facts.findings import Findings
from harvester.pipeline.gaps.rows import threads_of
from harvester.pipeline.wording import lapses


def lapsed(known: Findings, listed: Sequence[Fact], numbers: Mapping[str, str]) -> tuple[Lapsed, ...]:
    """Every fact that a person accepted and that the list does not hold now; without a number nobody was told it."""
    held = {fact.fact_id for fact in listed}
    gone = [one for one in known.verdicts.accepted() if str(one.payload["fact"]) not in held]
    if not gone:
        return ()
    told = _Telling(known=known, listed=listed, conversations=frozenset(_of_matter(known.exchanges.values(), known)))
    found = (told.of(one, numbers.get(str(one.payload["fact"]), "")) for one in gone)
    return tuple(sorted((one for one in found if one and one.no), key=lambda one: one.no))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    known: Findings
    listed: Sequence[Fact]
    conversations: Collection[str]
    """Gap ids that mail of this matter could open: decisions about facts name no client."""

    def of(self, decision: Decision, number: str) -> Lapsed | None:
        """What came since; None where the fact was one of another matter."""
        fact_id = str(decision.payload["fact"])
        about = fact_id.partition(":")[2]
        gap = next((one for one in (*self.known.gaps, *self.known.invited.gaps) if one.gap_id == about), None)
        key, standings = self.known.engagement.key, self.known.standings
        obligation = next((one for one in standings if fact_id == of_obligation(key, one.obligation.id)), None)
        if gap:
            came, evidence = self._gap(gap), tuple(ref.sha256 for ref in (gap.opener, gap.closer) if ref)
        elif obligation:
            promise = obligation.obligation.promise or obligation.obligation.id
            came, evidence = lapses.obligation(promise, obligation.status.value), obligation.evidence
        elif about in self.conversations or about in self.known.calls:
            came, evidence = lapses.NOT_FOUND.format(until=self._moment_of_report()), ()
        else:
            return None
        now = tuple(one.no for one in self.listed if gap and one.gap_id == gap.gap_id)
        when = wording.moment(decision.at, self.known.engagement.us_hours.timezone)
        told = lapses.lapsed(number, lapses.accepted(decision.by, when), came, now)
        return Lapsed(
            no=number, fact_id=fact_id, told=told, evidence=evidence, decision=decision.id, at=decision.at, now=now
        )

    def _gap(self, gap: Gap) -> str:
        zone, names = self.known.engagement.us_hours.timezone, self.known.names
        asked = lapses.asked(gap.subject, names.of(gap.opener.sender), wording.moment(gap.started_at, zone))
        if gap.status == "answered" and gap.closer and gap.ended_at:
            return lapses.answered(asked, names.of(gap.closer.sender), wording.moment(gap.ended_at, zone))
        if gap.status == "closed_by_call" and gap.ended_at:
            return lapses.by_call(asked, wording.moment(gap.ended_at, zone))
        return lapses.open_again(asked) if gap.level == "A" else lapses.no_question(asked)

    def _moment_of_report(self) -> str:
        return wording.moment(self.known.coverage.as_of, self.known.engagement.us_hours.timezone)


def _of_matter(exchanges: Collection[Exchange], known: Findings) -> Iterator[str]:
    """Gap ids of the conversations in which the client's side stands: a source holds those with others, too."""
    sides = known.names.sides
    ours = {
        exchange.thread
        for exchange in exchanges
        for address in (*exchange.message.authors, *exchange.message.to, *exchange.message.cc)
        if address.email and sides.of(address.email) is Side.CLIENT
    }
    return (gap for gap, thread in threads_of(list(exchanges)).items() if thread in ours)
