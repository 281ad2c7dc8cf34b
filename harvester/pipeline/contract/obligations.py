"""What became of every obligation, both sides by the same code (contract.md 2 to 5; P5).

Each obligation is judged once; what it hangs on (the mail that starts its time limit, the notice before a cure, what
it depends on) is judged first. The contract file holds no circles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from harvester.model import (
    Call,
    Contract,
    Due,
    Engagement,
    Gap,
    Obligation,
    ObligationType,
    Side,
    Standing,
    Status,
    Working,
)
from harvester.model.contract import After, DependencyEffect, Invoice, Matcher, Roll, Unit
from harvester.model.flags import UNSURE_DATES
from harvester.model.times import counted, short_day
from harvester.pipeline.contract import due as dates
from harvester.pipeline.contract import meetings, payments, performance, responses, searching
from harvester.pipeline.contract.agreed import STATUSES, Agreed
from harvester.pipeline.contract.judging import LATE, Case, judged, stood
from harvester.pipeline.contract.searching import BLOCKS, Searching
from harvester.pipeline.contract.triggers import Triggers

_NOT_KNOWN = frozenset({Status.UNPROVEN, Status.DISPUTED})
"""Where nobody can say whether it was met in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """All that obligations are judged by."""

    contract: Contract
    engagement: Engagement
    mail: performance.Mail
    calls: Mapping[str, Call]
    """By id."""
    gaps: Sequence[Gap]
    search: Searching
    agreed: Agreed
    as_of: datetime


def standings(matter: Matter) -> tuple[Standing, ...]:
    """Every obligation as it stands, ours first, each side in the order of the contract (G9)."""
    zones = _zones(matter)
    readings = [Judge(matter=matter, zone=zone).all() for zone in zones]
    found = [_agreeing(ways, zones) for ways in zip(*readings, strict=True)]
    return tuple(sorted(found, key=lambda one: one.obligation.owed_by is not Side.US))


def _zones(matter: Matter) -> list[str]:
    """The zone of the contract, or those of both sides where none is agreed (G1)."""
    sides = (matter.engagement.us_hours, matter.engagement.client_hours)
    agreed = matter.contract.timezone
    return [agreed] if agreed else list(dict.fromkeys(hours.timezone for hours in sides))


def invoice_dues(matter: Matter) -> tuple[Mapping[str, date | None], Mapping[str, str]]:
    """When every invoice is payable, and what keeps it from being a claim, by its number.

    Of the obligation that speaks of it, where there is one: the same date, moved as both agreed. Where no zone is
    agreed, the later date of both zones (G6).
    """
    judge, *others = (Judge(matter=matter, zone=zone) for zone in _zones(matter))
    spoken = [one for one in matter.contract.obligations if one.invoice and one.confirmed_by]
    spoken.sort(key=lambda one: judge.standing(one).status is not Status.VOID)  # what replaced it goes before it
    named = {one.invoice: one for one in spoken}
    stood = {number: judge.standing(one) for number, one in named.items()}
    dues = {}
    for invoice in matter.contract.invoices:
        spoken_of = named.get(invoice.number) or payments.of(invoice)
        days = [day for way in (judge, *others) if (day := way.payable(spoken_of))]
        dues[invoice.number] = max(days, default=None)
    reasons = {number: found.status.value for number, found in stood.items() if found.status in STATUSES}
    unsure = {number: next((f for f in found.flags if f in UNSURE_DATES), "") for number, found in stood.items()}
    gone = {one.number: "evidence_purged" for one in matter.contract.invoices if _mail_purged(one, matter)}
    return dues | dict.fromkeys(gone), gone | reasons | {number: flag for number, flag in unsure.items() if flag}


def _mail_purged(invoice: Invoice, matter: Matter) -> bool:
    """Whether the mail that carried an invoice, by which its date may be later, can have been among what was purged."""
    gone = matter.engagement.purged_before
    return gone is not None and invoice.sent_by is not None and matter.mail.carrying(invoice.sent_by) is None


def _agreeing(ways: Sequence[Standing], zones: Sequence[str]) -> Standing:
    """G1: where no zone is agreed and the parties' zones give different results, both are shown and none is chosen."""
    first = ways[0]
    if len({(one.status, one.doubt) for one in ways}) == 1:
        return (max if first.obligation.owed_by is Side.US else min)(ways, key=_lateness)
    told = [
        Working(rule="G1", words=f"by the time of {zone}", value=one.status.value.replace("_", " "))
        for one, zone in zip(ways, zones, strict=True)
    ]
    steps = [step for one in ways for step in one.steps]
    disputed = replace(first, status=Status.DISPUTED, doubt=None, days_late=None, steps=(*steps, *told))
    return replace(disputed, flags=(*first.flags, "zones_differ"))


def _lateness(found: Standing) -> tuple[int, int]:
    """P1: of two counts of days or of late answers the lower is said of the client, the higher of us."""
    return found.days_late or 0, sum(one.status in LATE for one in found.instances)


@dataclass(slots=True, kw_only=True)
class Judge:
    """Judges the obligations by one zone, each once."""

    matter: Matter
    zone: str
    triggers: Triggers = field(init=False)
    _known: dict[str, Standing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        matter = self.matter
        self.triggers = Triggers(
            contract=matter.contract,
            engagement=matter.engagement,
            mail=matter.mail,
            agreed=matter.agreed,
            zone=self.zone,
            standing=self.standing,
        )

    def all(self) -> list[Standing]:
        """Every obligation in the order of the file."""
        return [self.standing(one) for one in self.matter.contract.obligations]

    def standing(self, one: Obligation) -> Standing:
        """One obligation as it stands, with what a person decided about it."""
        if one.id not in self._known:
            found = self._resting(self._standing(one))
            self._known[one.id] = replace(found, decided=self.matter.agreed.told(one.id))
        return self._known[one.id]

    def _resting(self, found: Standing) -> Standing:
        """P1, B9: a claim about the client needs a look while its date rests on assumed hours or a doubtful start."""
        one = found.obligation
        if one.owed_by is Side.US or found.status not in LATE | {Status.DEEMED_ACCEPTED}:
            return found
        invoice = self.matter.contract.invoice(one.invoice) if one.invoice else None
        rules = one.due or ((invoice.due,) if invoice and invoice.due else ())
        starts = [self.matter.contract.obligation(rule.of) for rule in rules if rule.after is After.MET]
        unsure = ["start_unsure"] if any(self._doubtful_start(met) for met in starts if met) else []
        spans = [*(rule.within for rule in rules), one.within]
        by_days = any(span.unit in (Unit.BUSINESS_DAYS, Unit.BUSINESS_HOURS) for span in spans if span)
        by_days = by_days or any(rule.roll is not Roll.NONE for rule in rules)
        unsure += ["calendar_assumed"] if by_days and self.triggers.clock(one).hours.assumed else []
        return replace(found, claim="review", flags=(*found.flags, *unsure)) if unsure else found

    def _doubtful_start(self, met: Obligation) -> bool:
        """What needs a look itself, and an approval that no person has read: a refusal fits `met_by` as well."""
        shown = self.standing(met)
        unread = set(shown.performed_by) - self.matter.agreed.matched(met.id)
        return shown.claim == "review" or (met.type is ObligationType.APPROVAL and bool(unread))

    def payable(self, one: Obligation) -> date | None:
        """The date of a payment; None where nothing started its time limit."""
        due, _, _ = self._due(one)
        return due.on if due else None

    def _standing(self, one: Obligation) -> Standing:
        matter = self.matter
        said = matter.agreed.status(one.id)
        if not one.confirmed_by:
            return Standing(obligation=one, status=Status.UNCONFIRMED)
        if any(other.replaces == one.id and other.confirmed_by for other in matter.contract.obligations):
            return Standing(obligation=one, status=Status.VOID, flags=("replaced",))
        if said in (Status.VOID, Status.WAIVED):
            return Standing(obligation=one, status=said)
        if one.type is ObligationType.MANUAL:
            return Standing(obligation=one, status=Status.NOT_MEASURABLE)
        if one.type is ObligationType.RESPONSE:
            found = responses.standing(one, matter.gaps, self.triggers.clock(one), self._signed(), matter.as_of)
        elif one.type is ObligationType.NOTICE:
            found = self._notice(one)
        else:
            found = self._judged(one, said is Status.DISPUTED)
        if said in (Status.EXCUSED, Status.DISPUTED):
            return replace(found, status=said, doubt=None, days_late=None)
        return found

    def _judged(self, one: Obligation, disputed: bool) -> Standing:
        due, started_by, flags = self._due(one)
        case = Case(
            as_of=self.matter.as_of,
            due=due,
            deemed=one.deemed,
            cure_due=self._cure_due(one),
            disputed=disputed,
        )
        found = Standing(obligation=one, status=Status.PENDING, due=due, evidence=started_by, flags=flags)
        case, found = self._shown(one, case, found)
        return self._hanging(stood(found, case, judged(case), self.zone))

    def _shown(self, one: Obligation, case: Case, found: Standing) -> tuple[Case, Standing]:
        """What shows a performance, and how far was looked for one; a cure is the performance of what it cures."""
        matter = self.matter
        cured = matter.contract.obligation(one.cures)
        if cured:
            return self._shown(cured, case, found)
        if one.type is ObligationType.MEETING:
            strong, weak = meetings.performances(one, matter.calls)
            unknown = "event_not_found" in found.flags
            return replace(case, strong=strong, weak=weak, covered=not unknown), found
        if paid := payments.paid_on(matter.contract, one, case, self.zone):
            strong = payments.performances(paid, self.zone, matter.mail, matter.contract)
            case, found = payments.ledger(replace(case, strong=strong), found, paid, self.zone)
            invoice = matter.contract.invoice(one.invoice)
            dated = invoice is None or not _mail_purged(invoice, matter)
            return replace(case, purged=not dated), found
        agreed = matter.agreed
        strong, weak = matter.mail.performing(one, agreed.matched(one.id), agreed.rejected(one.id))
        since = self._since(one, case.due)
        strong, weak = ([p for p in shown if not since or p.at >= since] for shown in (strong, weak))
        case = replace(case, strong=strong, weak=weak)
        if one.owed_by is Side.CLIENT and case.due:
            return self._searched(one, case, found)
        return replace(case, purged=self._purged(since or self._signed())), found

    def _due(self, one: Obligation) -> tuple[Due | None, tuple[str, ...], tuple[str, ...]]:
        """The due date, what started it, and flags; moved where the contract or both sides say so."""
        if one.type is ObligationType.MEETING and one.met_by:
            return meetings.due(one, self.matter.calls, self.triggers)
        invoice = self.matter.contract.invoice(one.invoice) if one.invoice else None
        counted_from = payments.due(one, invoice, self.triggers) if invoice else self.triggers.due(one, one.due)
        if counted_from is None:
            return None, (), ()
        due, evidence = counted_from
        flags = [*due.flags, *(["days_unqualified"] if dates.unqualified(one.due, one.quote) else [])]
        clock = self.triggers.clock(one)
        if one.dependency is DependencyEffect.EXTEND:
            for name, days in filter(lambda late: late[1], self._late_dependencies(one)):
                due = dates.moved(due, days, f"“{name}” was late, and the contract moves this date by as much", clock)
        if agreed := self.matter.agreed.extended(one.id):
            told = f"agreed in writing; it was {short_day(due.on)}"
            why = Working(rule="EXTENDED", words=told, value=short_day(agreed[0]))
            due, evidence = dates.moved_to(due, agreed[0], why, clock), (*evidence, agreed[1])
            flags.append("extended")
        return due, evidence, tuple(flags)

    def _late_dependencies(self, one: Obligation) -> tuple[tuple[str, int], ...]:
        """U6: what this hangs on and was late itself, with its days; by hours of one date it is 0, and late."""
        return tuple((s.obligation.id, s.days_late or 0) for s in self._dependencies(one) if s.status in LATE)

    def _dependencies(self, one: Obligation) -> list[Standing]:
        named = [self.matter.contract.obligation(name) for name in one.depends_on]
        return [self.standing(dependency) for dependency in named if dependency]

    def _since(self, one: Obligation, due: Due | None) -> datetime | None:
        """P1: what the client handed over early counts; an approval follows its subject, ours follow the signing."""
        if one.type is ObligationType.APPROVAL and due and due.trigger:
            return due.trigger
        return self._signed() if one.owed_by is Side.US else None

    def _signed(self) -> datetime | None:
        signed = self.matter.contract.signed
        return datetime.combine(signed, time(), ZoneInfo(self.zone)) if signed else None

    def _searched(self, one: Obligation, case: Case, found: Standing) -> tuple[Case, Standing]:
        """What stands before a claim about the client: how far was looked, and mail that nobody matched."""
        trigger = case.due.trigger if case.due else None
        since, until = trigger or self._signed(), case.strong[0].at if case.strong else case.as_of
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
                purged=self._purged(self._signed()),
                candidates=bool(handed) or self.matter.mail.undated(one),
            ),
            replace(
                found,
                candidates=tuple(sorted((one.ref for one in named), key=lambda mail: (mail.at, mail.sha256))),
                flags=(*found.flags, *sorted(reasons - BLOCKS)),
            ),
        )

    def _purged(self, since: datetime | None) -> bool:
        """Whether evidence of the time in which a performance may lie was removed: ours may lie there as well."""
        gone = self.matter.engagement.purged_before
        return gone is not None and (since is None or since < gone)

    def _settled(self, one: Obligation) -> frozenset[str]:
        """Mail that is another obligation's performance, or that a person has rejected here or matched there."""
        agreed = self.matter.agreed
        described: dict[str, list[Matcher]] = {}
        for other in self._others(one):
            if other.met_by and (first := self.triggers.first(other)):
                described.setdefault(first.evidence[0], []).append(other.met_by)
        by_sha = {e.originals[0]: e for e in self.matter.mail.exchanges}
        taken = {sha for sha, named in described.items() if performance.is_all_of(named, by_sha[sha])}
        return agreed.rejected(one.id) | agreed.elsewhere(one.id) | taken

    def _others(self, one: Obligation) -> list[Obligation]:
        return [
            other for other in self.matter.contract.of_side(one.owed_by) if other.id != one.id and other.confirmed_by
        ]

    def _cure_due(self, one: Obligation) -> datetime | None:
        """Until when a missed obligation can still be performed, where a notice that counts as received says so."""
        cures = [other for other in self._others(one) if other.cures == one.id]
        dues = [found[0].at for cure in cures if (found := self.triggers.due(cure, cure.due))]
        return max(dues, default=None)

    def _notice(self, one: Obligation) -> Standing:
        """A notice is a power, not a debt: without one nothing is late, unless the contract dates it."""
        first = self.triggers.first(one)
        if first is None and one.due:
            return self._judged(one, disputed=False)
        if first is None:
            return Standing(obligation=one, status=Status.NOT_TRIGGERED)
        counts = self.triggers.receipt(one, first)
        at = counts.at if counts and isinstance(counts.at, datetime) else None
        return Standing(
            obligation=one,
            status=Status.MET,
            satisfied_at=first.at,
            strength=first.strength,
            evidence=first.evidence,
            performed_by=first.evidence,
            received_at=at,
            flags=() if counts else ("not_received",),
            steps=counts.steps if counts else (),
        )

    def _hanging(self, found: Standing) -> Standing:
        """U6: lateness of what it hangs on is named, and excuses only where the contract says so.

        Whether it is late is not established while the contract lets that hang on something that is not.
        """
        one = found.obligation
        unknown = tuple(s.obligation.id for s in self._dependencies(one) if s.status in _NOT_KNOWN)
        found = replace(found, late_dependencies=self._late_dependencies(one), open_dependencies=unknown)
        if unknown and found.status in LATE and one.dependency is not DependencyEffect.NONE:
            found = replace(found, claim="review", flags=(*found.flags, "dependency_open"))
        if not found.late_dependencies:
            return found
        told = [
            Working(rule="U6", words=f"“{name}”, on which it depends, was late", value=counted(days, "day"))
            for name, days in found.late_dependencies
        ]
        found = replace(found, flags=(*found.flags, "dependency_late"), steps=(*found.steps, *told))
        excused = one.dependency is DependencyEffect.EXCUSE and found.status in LATE
        return replace(found, status=Status.EXCUSED) if excused else found
