"""One obligation after the other as it stands, by the clock of one zone (contract.md 2 to 5).

Each is judged once; what it hangs on (the mail that starts its time limit, the notice before a cure, what it depends
on) is judged first. The contract file holds no circles.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from harvester.model.calls import Call, Outcome
from harvester.model.contract import After, DependencyEffect, Obligation, ObligationType, Roll, Unit
from harvester.model.matter import Side
from harvester.model.standing import Due, Spoken, Standing, Status, TimeGiven, Working
from harvester.model.times import counted, short_day
from harvester.pipeline import wording
from harvester.pipeline.contract import due as dates
from harvester.pipeline.contract import meetings, payments, promises, responses
from harvester.pipeline.contract.judging import LATE, Case, Cure, judged, stood
from harvester.pipeline.contract.matter import Matter
from harvester.pipeline.contract.put_off import PutOff
from harvester.pipeline.contract.shown import Looking
from harvester.pipeline.contract.triggers import Triggers
from harvester.pipeline.wording import circumstances

_NOT_KNOWN = frozenset({Status.UNPROVEN, Status.DISPUTED})
"""Where nobody can say whether it was met in time."""
_MAY_HAVE_SAID_YES = frozenset({Outcome.ATTENDED, Outcome.UNKNOWN})


@dataclass(slots=True, kw_only=True)
class Judge:
    """Judges the obligations by one zone, each once."""

    matter: Matter
    zone: str
    triggers: Triggers = field(init=False)
    looking: Looking = field(init=False)
    putting_off: PutOff = field(init=False)
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
        self.looking = Looking(matter=matter, triggers=self.triggers, zone=self.zone)
        self.putting_off = PutOff(matter=matter, zone=self.zone)

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
        """P1, B9: a claim about the client needs a look while its date rests on assumed hours or a doubtful start.

        What may have been put off by mail needs one on both sides (G8).
        """
        found, one = self.putting_off.told(found), found.obligation
        if one.owed_by is Side.US or found.status not in LATE | {Status.DEEMED_ACCEPTED}:
            return found
        found = self._spoken(found)
        invoice = self.matter.contract.invoice(one.invoice) if one.invoice else None
        rules = one.due or ((invoice.due,) if invoice and invoice.due else ())
        starts = [self.matter.contract.obligation(rule.of) for rule in rules if rule.after is After.MET]
        doubtful = self.matter.carrier_doubtful(invoice) or any(self._doubtful_start(met) for met in starts if met)
        unsure = ["start_unsure"] if doubtful else []
        spans = [*(rule.within for rule in rules), one.within]
        by_days = any(span.unit in (Unit.BUSINESS_DAYS, Unit.BUSINESS_HOURS) for span in spans if span)
        by_days = by_days or any(rule.roll is not Roll.NONE for rule in rules)
        unsure += ["calendar_assumed"] if by_days and self.triggers.clock(one).hours.assumed else []
        return replace(found, claim="review", flags=(*found.flags, *unsure)) if unsure else found

    def _spoken(self, found: Standing) -> Standing:
        """P1, R19: an approval needs no mail; a call or meeting in which it may have been given is for a person."""
        if found.obligation.type is not ObligationType.APPROVAL or found.due is None:
            return found
        since, until = found.due.trigger or self.matter.signed(self.zone), found.satisfied_at or self.matter.as_of
        spoken = tuple(
            Spoken(call=call.id, sha256=call.sha256, words=self._beside(call))
            for call in self.matter.calls.values()
            if call.outcome in _MAY_HAVE_SAID_YES and call.closes and not call.threads and not call.declined_by_all
            if (since is None or since <= call.end) and call.start < until
        )
        if not spoken:
            return found
        return replace(found, spoken=spoken, claim="review", flags=(*found.flags, "spoken"))

    def _beside(self, call: Call) -> str:
        told = circumstances.possible_call if call.outcome is Outcome.UNKNOWN else circumstances.call_beside
        return told(wording.moment(call.start, self.zone))

    def _doubtful_start(self, met: Obligation) -> bool:
        """What needs a look itself, and an approval that no person has read: a refusal fits `met_by` as well."""
        shown = self.standing(met)
        unread = set(shown.performed_by) - self.matter.agreed.matched(met.id)
        return shown.claim == "review" or (met.type is ObligationType.APPROVAL and bool(unread))

    def put_off(self, one: Obligation) -> tuple[TimeGiven, ...]:
        """Mail that may have given more time for something whose date has passed."""
        due, started_by, _ = self._due(one)
        return self.putting_off.mails(one, due, started_by)

    def payable(self, one: Obligation) -> date | None:
        """The date of a payment; None where nothing started its time limit."""
        due, _, _ = self._due(one)
        return due.on if due else None

    def discount_until(self, one: Obligation) -> date | None:
        """The day up to which the invoice of a payment may be paid less its discount; None where it has none."""
        invoice = self.matter.contract.invoice(one.invoice)
        return payments.discount_until(one, invoice, self.triggers) if invoice else None

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
            asked = responses.Asked(gaps=matter.gaps, more_time=matter.more_time, as_of=matter.as_of)
            found = responses.standing(one, asked, self.triggers.clock(one), matter.signed(self.zone))
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
            cures=self._cures(one),
            own=self._cure(due, self.matter.contract.obligation(one.cures)) if due and one.cures else None,
            disputed=disputed,
        )
        found = Standing(obligation=one, status=Status.PENDING, due=due, evidence=started_by, flags=flags)
        case, found = self.looking.shown(one, case, found)
        return self._hanging(stood(found, case, judged(case), self.zone))

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
            for name, days in ((s.obligation.id, s.days_late) for s in self._dependencies(one) if _surely_late(s)):
                told = f"“{name}” was late, and the contract moves this date by as much"
                due = dates.moved(due, days, told, clock) if days else due
        if agreed := self.matter.agreed.extended(one.id):
            told = f"agreed in writing; it was {short_day(due.on)}"
            why = Working(rule="EXTENDED", words=told, value=short_day(agreed[0]))
            due, evidence = dates.moved_to(due, agreed[0], why, clock), (*evidence, agreed[1])
            flags.append("extended")
        return due, evidence, tuple(flags)

    def _dependencies(self, one: Obligation) -> list[Standing]:
        named = [self.matter.contract.obligation(name) for name in one.depends_on]
        return [self.standing(dependency) for dependency in named if dependency]

    def _cures(self, one: Obligation) -> list[Cure]:
        """When a missed obligation can still be performed, where a notice that counts as received says so."""
        cures = [other for other in self.matter.others(one) if other.cures == one.id]
        return [self._cure(found[0], one) for cure in cures if (found := self.triggers.due(cure, cure.due))]

    def _cure(self, due: Due, cured: Obligation | None) -> Cure:
        """A payment has a day and no hour: on the day on which the time began it is within it (P1)."""
        begins = due.trigger
        if begins and cured and cured.type is ObligationType.PAYMENT:
            begins = datetime.combine(begins.astimezone(ZoneInfo(self.zone)), time(), ZoneInfo(self.zone))
        return Cure(begins=begins, ends=due.at)

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
        """U6: lateness of what it hangs on is named, and moves or excuses only where the contract says so.

        Whether it is late is not established while the contract lets that hang on something that is not; what needs a
        person's look moves and excuses nothing (P1). Late by hours of one date is 0 days, and late.
        """
        one, hangs_on = found.obligation, self._dependencies(found.obligation)
        late = [s for s in hangs_on if s.status in LATE]
        unknown = [s.obligation for s in hangs_on if s.status in _NOT_KNOWN]
        found = replace(
            found,
            late_dependencies=tuple((s.obligation.id, s.days_late or 0) for s in late),
            hangs_on=(*map(promises.hangs_on, late), *map(promises.hangs_open, unknown)),
        )
        if late:
            steps = (*found.steps, *map(_late_step, late))
            found = replace(found, flags=(*found.flags, "dependency_late"), steps=steps)
        if one.dependency is DependencyEffect.NONE or found.status not in LATE:
            return found
        if one.dependency is DependencyEffect.EXCUSE and any(map(_surely_late, late)):
            return replace(found, status=Status.EXCUSED)
        unsure = unknown or not all(map(_surely_late, late))
        return replace(found, claim="review", flags=(*found.flags, "dependency_open")) if unsure else found


def _surely_late(found: Standing) -> bool:
    return found.status in LATE and found.claim == "firm"


def _late_step(found: Standing) -> Working:
    doubt = "" if _surely_late(found) else ", and that needs a person’s look"
    words = f"“{found.obligation.id}”, on which it depends, was late{doubt}"
    return Working(rule="U6", words=words, value=counted(found.days_late or 0, "day"))
