"""Payments of the contract, by the ledger alone: a mail that says “we paid” is no payment (contract.md 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from harvester.model.contract import Contract, Invoice, Obligation, ObligationType
from harvester.model.matter import Side
from harvester.model.money import InvoiceStanding
from harvester.model.standing import Due, Standing
from harvester.pipeline.contract import due as dates
from harvester.pipeline.contract.judging import Case, Performed
from harvester.pipeline.contract.money import Books
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


def of(invoice: Invoice) -> Obligation:
    """The payment of an invoice of which no obligation speaks."""
    return Obligation(id=invoice.number, owed_by=Side.CLIENT, type=ObligationType.PAYMENT, invoice=invoice.number)


def paid_on(contract: Contract, one: Obligation, case: Case, zone: str) -> InvoiceStanding | None:
    """How the invoice of an obligation stands against its due date; None where the obligation is no payment."""
    invoice = contract.invoice(one.invoice)
    if invoice is None or case.due is None:
        return None
    today = case.as_of.astimezone(ZoneInfo(zone)).date()
    return Books(contract=contract, as_of=today, dues={invoice.number: case.due.on}).standing(invoice)


def performances(found: InvoiceStanding, zone: str, mail: Mail, contract: Contract) -> list[Performed]:
    """The day on which the whole was paid, from its beginning (P1); none while it was not."""
    if found.paid_on is None:
        return []
    invoice = contract.invoice(found.number)
    carried = mail.carrying(invoice.sent_by) if invoice and invoice.sent_by else None
    at = datetime.combine(found.paid_on, time(), ZoneInfo(zone))
    return [Performed(at=at, strength=_STRENGTH, evidence=carried.originals[:1] if carried else ())]


def ledger(case: Case, standing: Standing, found: InvoiceStanding, zone: str) -> tuple[Case, Standing]:
    """What the ledger says of an unpaid invoice: how far it reaches, and what in it nobody has matched."""
    case = replace(
        case,
        covered=found.reason != "coverage",
        candidates=found.reason == "unmatched_candidates",
        disputed=case.disputed or found.reason == "contradiction",
    )
    flags = (*standing.flags, "part_paid") if found.paid and found.outstanding else standing.flags
    return case, replace(standing, flags=flags, judged_until=_end_of(found.judged_to, zone))


def _end_of(day: date | None, zone: str) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(microseconds=1)
