"""What shows a performance, and how far was looked for one (contract.md 3, 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from harvester.model.contract import Matcher, Obligation, ObligationType
from harvester.model.matter import Side
from harvester.model.standing import Due, Standing
from harvester.pipeline.contract import meetings, payments, performance, searching
from harvester.pipeline.contract.judging import Case
from harvester.pipeline.contract.matter import Matter
from harvester.pipeline.contract.searching import BLOCKS
from harvester.pipeline.contract.triggers import Triggers


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Looks for what shows a performance, by the clock of one zone."""

    matter: Matter
    triggers: Triggers
    zone: str

    def shown(self, one: Obligation, case: Case, found: Standing) -> tuple[Case, Standing]:
        """What shows a performance, and how far was looked for one; a cure is the performance of what it cures."""
        matter = self.matter
        cured = matter.contract.obligation(one.cures)
        if cured:
            return self.shown(cured, case, found)
        if one.type is ObligationType.MEETING:
            strong, weak = meetings.performances(one, matter.calls)
            unknown = "event_not_found" in found.flags
            return replace(case, strong=strong, weak=weak, covered=not unknown), found
        if paid := payments.paid_on(one, case, self.triggers):
            strong = payments.performances(paid, self.zone, matter.mail, matter.contract)
            case, found = payments.ledger(replace(case, strong=strong), found, paid, self.zone)
            invoice = matter.contract.invoice(one.invoice)
            dated = invoice is None or not matter.carrier_purged(invoice)
            return replace(case, purged=not dated), found
        agreed = matter.agreed
        strong, weak = matter.mail.performing(one, agreed.matched(one.id), agreed.rejected(one.id))
        since = self._since(one, case.due)
        strong, weak = ([p for p in shown if not since or p.at >= since] for shown in (strong, weak))
        case = replace(case, strong=strong, weak=weak)
        if one.owed_by is Side.CLIENT and case.due:
            return self._searched(one, case, found)
        return replace(case, purged=self.matter.purged(since or self.matter.signed(self.zone))), found

    def _since(self, one: Obligation, due: Due | None) -> datetime | None:
        """P1: what the client handed over early counts; an approval follows its subject, ours follow the signing."""
        if one.type is ObligationType.APPROVAL and due and due.trigger:
            return due.trigger
        return self.matter.signed(self.zone) if one.owed_by is Side.US else None

    def _searched(self, one: Obligation, case: Case, found: Standing) -> tuple[Case, Standing]:
        """What stands before a claim about the client: how far was looked, and mail that nobody matched."""
        trigger = case.due.trigger if case.due else None
        since, until = trigger or self.matter.signed(self.zone), case.strong[0].at if case.strong else case.as_of
        reasons = self.matter.search.reasons(since, until, found.evidence) - {"evidence_purged"}
        settled = self._settled(one)
        handed = self.matter.search.candidates(since, until, settled)
        talked = self.matter.search.wrote(since, until, settled)
        if one.type is not ObligationType.APPROVAL:
            talked = [e for e in talked if not searching.is_courtesy(e)]
        named = {e.key: e for e in (*handed, *talked)}.values()
        return (
            # what was handed over early counts wherever it lies, so all that was purged may have held it
            replace(
                case,
                covered=not reasons & BLOCKS,
                purged=self.matter.purged(self.matter.signed(self.zone)),
                candidates=bool(handed) or self.matter.mail.undated(one),
            ),
            replace(
                found,
                candidates=tuple(sorted((one.ref for one in named), key=lambda mail: (mail.at, mail.sha256))),
                flags=(*found.flags, *sorted(reasons - BLOCKS)),
            ),
        )

    def _settled(self, one: Obligation) -> frozenset[str]:
        """Mail that is another obligation's performance, or that a person has rejected here or matched there."""
        agreed = self.matter.agreed
        described: dict[str, list[Matcher]] = {}
        for other in self.matter.others(one):
            if other.met_by and (first := self.triggers.first(other)):
                described.setdefault(first.evidence[0], []).append(other.met_by)
        by_sha = {e.originals[0]: e for e in self.matter.mail.exchanges}
        taken = {sha for sha, named in described.items() if performance.is_all_of(named, by_sha[sha])}
        return agreed.rejected(one.id) | agreed.elsewhere(one.id) | taken
