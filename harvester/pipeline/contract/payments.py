"""Payments of the contract, by the ledger alone: a mail that says “we paid” is no payment (contract.md 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from harvester.model.contract import After, Contract, DueRule, Invoice, Obligation, ObligationType, Roll
from harvester.model.flags import LEDGER, OF_LEDGER
from harvester.model.matter import Side
from harvester.model.money import InvoiceStanding
from harvester.model.standing import Due, Standing
from harvester.pipeline.contract import due as dates
from harvester.pipeline.contract.judging import Case, Performed
from harvester.pipeline.contract.money import Books, payers
from harvester.pipeline.contract.performance import Mail
from harvester.pipeline.contract.triggers import Triggers

_STRENGTH = "E3"
"""A ledger that a person keeps from bank records."""


def due(one: Obligation, invoice: Invoice, triggers: Triggers) -> tuple[Due, tuple[str, ...]] | None:
    """When an invoice is payable, and the mail that carried it; a due date of the obligation itself goes before."""
    if one.due:
        return triggers.due(one, one.due)
    rule = invoice.due
    start = triggers.start(rule, invoice) if rule and rule.on is None else None
    if rule is None or (start is None and rule.on is None):
        return None
    found = dates.due(rule, start.at if start else None, triggers.clock(one))
    if start:
        found = dates.with_steps(found, start.steps, tuple(dict.fromkeys((*found.flags, *start.flags))))
    return found, start.evidence if start else ()


def discount_until(one: Obligation, invoice: Invoice, triggers: Triggers) -> date | None:
    """The day up to which the discount is given; against the author (P1) the next business day where it is none."""
    if invoice.discount is None:
        return None
    after = invoice.due.after if invoice.due and invoice.due.after else After.SENT
    rule = DueRule(after=after, within=invoice.discount.within, roll=Roll.FOLLOWING)
    start = triggers.start(rule, invoice)
    return dates.due(rule, start.at, triggers.clock(one)).on if start else None


def of(invoice: Invoice) -> Obligation:
    """The payment of an invoice of which no obligation speaks."""
    return Obligation(id=invoice.number, owed_by=Side.CLIENT, type=ObligationType.PAYMENT, invoice=invoice.number)


def paid_on(one: Obligation, case: Case, triggers: Triggers) -> InvoiceStanding | None:
    """How the invoice of an obligation stands against its due date; None where the obligation is no payment."""
    invoice = triggers.contract.invoice(one.invoice)
    if invoice is None or case.due is None:
        return None
    today = case.as_of.astimezone(ZoneInfo(triggers.zone)).date()
    dues, discounts = {invoice.number: case.due.on}, {invoice.number: discount_until(one, invoice, triggers)}
    whose = payers(triggers.engagement.client)
    books = Books(contract=triggers.contract, as_of=today, dues=dues, discounts=discounts, payers=whose)
    return books.standing(invoice)


def performances(found: InvoiceStanding, zone: str, mail: Mail, contract: Contract) -> list[Performed]:
    """The day on which the whole was paid, from its beginning (P1), or all but a doubtful discount."""
    paid_on = found.paid_on or (found.payments[-1].on if found.reason == "discount" else None)
    if paid_on is None:
        return []
    invoice = contract.invoice(found.number)
    carried = mail.carrying(invoice)
    at = datetime.combine(paid_on, time(), ZoneInfo(zone))
    return [Performed(at=at, strength=_STRENGTH, evidence=carried.originals[:1] if carried else ())]


def ledger(case: Case, standing: Standing, found: InvoiceStanding, zone: str) -> tuple[Case, Standing]:
    """What the ledger says of an unpaid invoice: how far it reaches, and what in it nobody has matched."""
    shown = ((), case.strong) if found.reason == "discount" else (case.strong, case.weak)
    case = replace(
        case,
        strong=shown[0],
        weak=shown[1],
        covered=found.reason != "coverage",
        candidates=found.reason == "unmatched_candidates",
        disputed=case.disputed or found.reason == "contradiction",
    )
    flags = (*standing.flags, "part_paid") if found.paid and found.outstanding else standing.flags
    if found.reason in OF_LEDGER:
        flags = (*flags, f"{LEDGER}{found.reason}")
    return case, replace(standing, flags=flags, judged_until=_end_of(found.judged_to, zone))


def _end_of(day: date | None, zone: str) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(microseconds=1)
