"""`[[invoice]]` and the money of `[contract]` (contract.md 6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from harvester.config.entries import Entry
from harvester.config.rules import due_rule, matcher, receipt, span
from harvester.model.contract import Discount, Invoice, Payment, Unit


def currency(entry: Entry) -> str:
    """The three letters of a currency; "" when none is named."""
    code = entry.text("currency")
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        entry.problem("currency", f"“{code}” is no currency; write its three letters, e.g. EUR")
    return code


def invoice(entry: Entry, contract_currency: str, hashed: Callable[[str], str]) -> Invoice:
    """One invoice; its currency is the contract's unless it names that one again."""
    code = currency(entry) or contract_currency
    if contract_currency and code != contract_currency:
        entry.problem("currency", f"is {code}, and the contract is in {contract_currency}; amounts are never converted")
    if not code:
        entry.problem("currency", "is missing; write it here or in [contract]")
    found = Invoice(
        number=entry.text("number", required=True),
        amount=entry.money("amount", required=True) or Decimal(0),
        currency=code,
        sent=entry.day("sent"),
        due=due_rule(entry, "due"),
        deemed_receipt=receipt(entry.inner("deemed_receipt")),
        discount=_discount(entry.inner("discount")),
        sent_by=matcher(entry.inner("sent_by"), hashed),
        payments=tuple(_payment(one) for one in entry.inners("payments")),
    )
    entry.done()
    return found


def _discount(table: Entry | None) -> Discount | None:
    """What is taken off for early payment."""
    if table is None:
        return None
    percent, within = table.money("percent", required=True), span(table)
    table.done()
    if percent and percent >= 100:
        table.problem("percent", f"{percent} leaves nothing to pay")
    if within and within.unit in (Unit.HOURS, Unit.BUSINESS_HOURS):
        table.problem("unit", "payments have dates and no times; use days")
    return Discount(percent=percent, within=within) if percent and within else None


def _payment(entry: Entry) -> Payment:
    found = Payment(
        on=entry.day("on", required=True) or date.min,
        amount=entry.money("amount", required=True) or Decimal(0),
        source=entry.text("source"),
    )
    entry.done()
    return found
