"""Payments of the contract, by the ledger alone: a mail that says “we paid” is no payment (contract.md 3)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from harvester.model import Contract, Due, Invoice, Obligation
from harvester.pipeline import due as dates
from harvester.pipeline.judging import Performed
from harvester.pipeline.performance import Mail
from harvester.pipeline.triggers import Triggers

_STRENGTH = "E3"
"""A ledger that a person keeps from bank records."""


def due(one: Obligation, invoice: Invoice, triggers: Triggers) -> tuple[Due, tuple[str, ...]] | None:
    """When an invoice is payable, and the mail that carried it; a due date of the obligation itself goes before."""
    if one.due:
        return triggers.due(one, one.due)
    rule = invoice.due
    if rule is None:
        return None
    start = triggers.start(rule, invoice) if rule.on is None else None
    if start is None and rule.on is None:
        return None
    found = dates.due(rule, start.at if start else None, triggers.clock(one))
    if start:
        found = dates.with_steps(found, start.steps, tuple(dict.fromkeys((*found.flags, *start.flags))))
    return found, start.evidence if start else ()


def performances(invoice: Invoice, zone: str, evidence: tuple[str, ...]) -> list[Performed]:
    """The day on which what was paid reached the whole amount, from its beginning (P1); none while it did not."""
    paid = Decimal(0)
    for payment in sorted(invoice.payments, key=lambda one: one.on):
        paid += payment.amount
        if paid >= invoice.amount:
            at = datetime.combine(payment.on, time(), ZoneInfo(zone))
            return [Performed(at=at, strength=_STRENGTH, evidence=evidence)]
    return []


def in_part(contract: Contract, one: Obligation) -> bool:
    """Whether something was paid on the invoice of an obligation, or of the one that it cures."""
    cured = contract.obligation(one.cures) if one.cures else one
    invoice = contract.invoice(cured.invoice) if cured else None
    return bool(invoice and invoice.payments)


def evidence(invoice: Invoice, mail: Mail) -> tuple[str, ...]:
    """The mail that carried the invoice."""
    carried = mail.carrying(invoice.sent_by) if invoice.sent_by else None
    return carried.originals[:1] if carried else ()


def reach(contract: Contract, zone: str) -> datetime | None:
    """The last instant of the day up to which the user declares the ledger complete."""
    if contract.payments_until is None:
        return None
    return datetime.combine(contract.payments_until + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(
        microseconds=1
    )
