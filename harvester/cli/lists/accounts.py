"""Invoices, interest and what may come back, as a person reads them in a terminal (contract.md 6)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich.console import Console
from rich.text import Text

from harvester.cli.layout import listing, print_paragraph, print_table
from harvester.cli.terminal import safe
from harvester.model.amounts import CENT, money
from harvester.model.contract import Contract
from harvester.model.dossier import Dossier
from harvester.model.money import Accounts, InvoiceStanding, Reckoning
from harvester.model.times import counted, day, short_day
from reports import words

_STYLES = {"overdue": "yellow", "unproven": "dim", "paid": "green"}
_SMALL_PART = Decimal("0.05")
"""A discount for early payment is rarely more."""
_SHOWN = 10
"""Movements of a bank's export that are listed one by one."""


def print_accounts(dossier: Dossier, console: Console) -> None:
    """Every invoice, the working of its interest, the three reckonings, and what was not matched."""
    accounts = dossier.accounts
    if accounts.invoices:
        _print_invoices(accounts, dossier.engagement.contract, console)
    if accounts.recoup:
        for one in (accounts.recoup.low, accounts.recoup.expected, accounts.recoup.high):
            _print_reckoning(one, accounts.recoup.currency, console)
        told = [one.interest_problem for one in accounts.invoices if one.interest_problem]
        for note in accounts.recoup.notes:
            if not any(problem in note for problem in told):
                print_paragraph(console, safe(note))
    _print_unmatched(accounts, console)


def _print_invoices(accounts: Accounts, contract: Contract | None, console: Console) -> None:
    console.print()
    table = listing("Invoices", "Invoice", "Amount", "Due", "Paid", "Open", "Status")
    for one in accounts.invoices:
        cells = (
            one.number,
            money(one.amount, one.currency),
            short_day(one.due) if one.due else "not told",
            money(one.paid),
            money(one.outstanding),
        )
        table.add_row(*(Text(safe(cell)) for cell in cells), Text(_standing(one), _STYLES.get(one.status, "")))
    print_table(console, table)
    ledger = (
        f"Payments are known up to {day(accounts.until)}, on your word."
        if accounts.until
        else ("How far payments are known is not said; write payments_until under [contract].")
    )
    print_paragraph(console, ledger)
    for one in accounts.invoices:
        invoice = contract.invoice(one.number) if contract else None
        for line in _beside(one, discounted=invoice is not None and invoice.discount is not None):
            print_paragraph(console, safe(line), bullet="  ")
    console.print()


def _standing(one: InvoiceStanding) -> str:
    """What the ledger shows and the calendar tells; whether it is a delay of the client, its fact says."""
    told = words.label(words.INVOICES, one.status)
    if not one.days_late:
        return told
    return f"{told}, {counted(one.days_late, 'day')}" + ("" if one.status == "overdue" else " after its date")


def _beside(one: InvoiceStanding, *, discounted: bool) -> Iterator[str]:
    if one.payments and not discounted and 0 < one.outstanding <= one.amount * _SMALL_PART:
        yield (
            f"What is left of invoice {one.number} is {_percent(one)} % of it. If the contract gives a discount for "
            f"early payment, enter it as `discount` at the invoice; if you let it go, as a [[credit]]."
        )
    if one.reason == "discount":
        yield (
            f"All but the discount of invoice {one.number} was paid, and not by the day up to which it is given. Enter "
            f"a [[credit]] of {money(one.outstanding)} if you grant it, or take `discount` out if you do not."
        )
    if one.interest:
        yield f"Interest on invoice {one.number}: {money(one.interest.amount, one.currency)}"
        yield from one.interest.working
    if one.interest_problem:
        yield f"Interest on invoice {one.number} is not reckoned. {one.interest_problem}"
    for candidate in one.candidates:
        line = candidate.line
        yield (
            f"May be a payment of invoice {one.number}: {money(line.amount)} on {day(line.on)} ({line.source}) "
            f"{candidate.reason}. Enter it under payments, or name its line in not_for_us."
        )


def _percent(one: InvoiceStanding) -> str:
    return f"{(one.outstanding * 100 / one.amount).quantize(CENT).normalize():f}"


def _print_reckoning(one: Reckoning, currency: str, console: Console) -> None:
    print_paragraph(console, money(one.total, currency), bullet=f"{one.name.capitalize():<10}")
    for item in one.items:
        print_paragraph(console, f"{safe(item.words)}: {money(item.amount)}", bullet="  ")
    print_paragraph(console, " ".join(one.assumptions), bullet="  ", style="")
    console.print()


def _print_unmatched(accounts: Accounts, console: Console) -> None:
    if not accounts.unmatched:
        return
    print_paragraph(console, f"{counted(len(accounts.unmatched), 'movement')} of the bank counted as no payment:")
    for one in accounts.unmatched[:_SHOWN]:
        told = f"{day(one.line.on)}, {money(one.line.amount)}, {one.line.text}: {one.reason} ({one.line.source})"
        print_paragraph(console, safe(told), bullet="  ")
    if len(accounts.unmatched) > _SHOWN:
        print_paragraph(console, f"and {len(accounts.unmatched) - _SHOWN} more; --json lists all.", bullet="  ")
