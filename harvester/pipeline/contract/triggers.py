"""What starts a time limit: the signing, a mail of ours or theirs, its receipt, a performance (contract.md 1, 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from harvester.model.contract import After, CalendarOf, Contract, DueRule, Invoice, Obligation, Receipt
from harvester.model.engagement import Engagement
from harvester.model.matter import Side, WorkingHours
from harvester.model.standing import Due, Standing, Status, Working
from harvester.pipeline.contract import due as dates
from harvester.pipeline.contract.agreed import Agreed
from harvester.pipeline.contract.due import Clock
from harvester.pipeline.contract.judging import Performed
from harvester.pipeline.contract.performance import Mail
from harvester.pipeline.contract.receipt import received


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The start of a time limit, and what shows it."""

    at: datetime | date
    evidence: tuple[str, ...] = ()
    steps: tuple[Working, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Triggers:
    """Finds what started each time limit, by the clock of one zone."""

    contract: Contract
    engagement: Engagement
    mail: Mail
    agreed: Agreed
    zone: str
    standing: Callable[[Obligation], Standing]
    """How another obligation stands, for `met:ID`."""
    _first: dict[str, Performed | None] = field(default_factory=dict)

    def clock(self, one: Obligation) -> Clock:
        """B1: the calendar that the clause names, the contract's own, or that of the side that owes."""
        named = one.calendar or (CalendarOf.CONTRACT if self.contract.hours else CalendarOf(one.owed_by.value))
        return Clock(zone=self.zone, hours=self._hours(named), cutoff=one.cutoff)

    def due(self, one: Obligation, rules: tuple[DueRule, ...]) -> tuple[Due, tuple[str, ...]] | None:
        """The due date by the rules of an obligation, and the originals that started it; None: nothing did."""
        clock, found = self.clock(one), list[Due]()
        evidence: list[str] = []
        for rule in rules:
            start = None if rule.on else self.start(rule)
            if rule.on is None and start is None:
                continue
            counted = dates.due(rule, start.at if start else None, clock)
            if start:
                counted = _begun_by(counted, start)
                evidence += start.evidence
            found.append(counted)
        return (dates.chosen(found, one.owed_by), tuple(dict.fromkeys(evidence))) if found else None

    def start(self, rule: DueRule, invoice: Invoice | None = None) -> Start | None:
        """What the rule counts from; `invoice`: the one that the rule belongs to."""
        if rule.after is After.SIGNED:
            return Start(at=self.contract.signed) if self.contract.signed else None
        invoice = invoice or self.contract.invoice(rule.of)
        if invoice is not None:
            return self._of_invoice(invoice, rule.after)
        one = self.contract.obligation(rule.of)
        if one is None or not one.confirmed_by:
            return None
        if rule.after is After.MET:
            return self._met(one)
        first = self.first(one)
        if first is None:
            return None
        sent = Start(at=first.at, evidence=first.evidence)
        return self.receipt(one, first) if rule.after is After.RECEIVED else sent

    def first(self, one: Obligation) -> Performed | None:
        """The earliest mail that performs an obligation and is shown well enough."""
        if one.id not in self._first:
            strong, _ = self.mail.performing(one, self.agreed.matched(one.id), self.agreed.rejected(one.id))
            self._first[one.id] = next(iter(strong), None)
        return self._first[one.id]

    def receipt(self, one: Obligation, first: Performed) -> Start | None:
        """When a mail of ours counts as received; None where an absence notice keeps it from that."""
        rule = one.deemed_receipt or Receipt()
        exchange = next(e for e in self.mail.exchanges if first.evidence[0] in e.originals)
        if "ooo" in rule.unless and self.mail.absence(exchange, one.to):
            return None
        at, steps = received(first.at, rule, self._receiving(one.owed_by), self.zone)
        return Start(at=at, evidence=first.evidence, steps=steps)

    def _met(self, one: Obligation) -> Start | None:
        standing = self.standing(one)
        if standing.satisfied_at:
            return Start(at=standing.satisfied_at, evidence=standing.performed_by)
        deemed = standing.status is Status.DEEMED_ACCEPTED and standing.due
        return Start(at=standing.due.at, evidence=standing.evidence) if deemed and standing.due else None

    def _of_invoice(self, invoice: Invoice, after: After | None) -> Start | None:
        """The date on the invoice or that of the mail that carried it; where they differ the later one counts (P1)."""
        carried = self.mail.carrying(invoice)
        evidence = carried.originals[:1] if carried else ()
        at: datetime | date | None = carried.at if carried else invoice.sent
        flags: tuple[str, ...] = ()
        if carried and carried.at and invoice.sent:
            mailed = Clock(zone=self.zone, hours=self._receiving(Side.US)).date_of(carried.at)
            flags = ("invoice_dates_differ",) if mailed != invoice.sent else ()
            at = carried.at if mailed >= invoice.sent else invoice.sent
        if at is None:
            return None
        if after is After.RECEIVED and isinstance(at, datetime):
            at, steps = received(at, invoice.deemed_receipt or Receipt(), self._receiving(Side.US), self.zone)
            return Start(at=at, evidence=evidence, steps=steps, flags=flags)
        return Start(at=at, evidence=evidence, flags=flags)

    def _receiving(self, sender: Side) -> WorkingHours:
        """The working hours by which a mail of a side is received."""
        if self.contract.hours:
            return self._hours(CalendarOf.CONTRACT)
        return self._hours(CalendarOf.CLIENT if sender is Side.US else CalendarOf.US)

    def _hours(self, whose: CalendarOf) -> WorkingHours:
        if whose is CalendarOf.CONTRACT and self.contract.hours:
            own = self.contract.hours
            return own if own.timezone else dates.in_zone(own, self.zone)
        return self.engagement.us_hours if whose is CalendarOf.US else self.engagement.client_hours


def _begun_by(found: Due, start: Start) -> Due:
    flags = tuple(dict.fromkeys((*found.flags, *start.flags)))
    return dates.with_steps(found, start.steps, flags)
