"""The files that a contract names: reference rates, exports of an invoicing program and of banks → the whole ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from harvester import rates
from harvester.errors import ConfigError, UsageError
from harvester.files import file_bytes
from harvester.model.contract import Contract, DueRule, Invoice
from harvester.model.interest import InterestRule
from harvester.model.money import Columns
from harvester.parse.money_cells import date_form
from harvester.parse.money_files import FileProblem, InvoiceRow, bank_lines, invoice_rows
from harvester.pipeline.contract.money import matched

MAX_BYTES = 20 * 2**20
T = TypeVar("T")


def completed(contract: Contract) -> Contract:
    """The contract with what its files hold. Raises UsageError or ConfigError, naming file and line."""
    folder = Path(contract.source).parent
    invoices = [*contract.invoices]
    for columns in contract.money.invoice_files:
        invoices = _merged(invoices, _read(folder, columns, invoice_rows), contract, columns.file)
    whole = replace(contract, invoices=tuple(invoices), money=replace(contract.money, rule=_rule(contract, folder)))
    _named(whole)
    for columns in contract.money.banks:
        whole = matched(_read(folder, columns, bank_lines), whole)
    return whole


def _rule(contract: Contract, folder: Path) -> InterestRule | None:
    """What `interest` names, with its reference rates."""
    terms, place = contract.money.interest, contract.money.rates_file
    if terms is None:
        return None
    own = _bytes(folder, place).decode("utf-8", "replace") if place else ""
    if terms.agreed is None:
        return rates.rules(own, place)[terms.rule]
    series = rates.series(own, place)[terms.series] if terms.series else None
    return replace(terms.agreed, series=series)


def _read(folder: Path, columns: Columns, read: Callable[[bytes, Columns], list[T]]) -> list[T]:
    raw = _bytes(folder, columns.file)
    try:
        if columns.dates:
            date_form(columns.dates)
        return read(raw, columns)
    except FileProblem as problem:
        raise ConfigError(str(folder / columns.file), problem.problems) from None
    except ValueError as error:
        raise ConfigError(str(folder / columns.file), [f"dates: {error}"]) from None


def _bytes(folder: Path, name: str) -> bytes:
    file = folder / Path(name).expanduser()
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UsageError(
                f"{file} is larger than {MAX_BYTES // 2**20} MB.", "Export the months of this matter only."
            )
        return file_bytes(file)
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read ({error.strerror}).", "Correct its name in the contract file."
        ) from None


def _merged(known: Sequence[Invoice], rows: Sequence[InvoiceRow], contract: Contract, file: str) -> list[Invoice]:
    """Invoices of the contract file keep what it says; an export adds others, and what was stated as paid."""
    found = {one.number: one for one in known}
    problems = []
    for row in rows:
        entered = found.get(row.number)
        currency = row.currency or contract.currency
        if contract.currency and currency != contract.currency:
            problems.append(f"invoice {row.number} is in {currency}, and the contract is in {contract.currency}")
        elif not currency:
            problems.append(f"invoice {row.number} has no currency; write it in [contract]")
        elif entered and (entered.amount, entered.currency) != (row.amount, currency):
            problems.append(f"invoice {row.number} is over {row.amount}, and the contract file says {entered.amount}")
        elif entered:
            found[row.number] = replace(entered, stated_paid=row.paid)
        else:
            found[row.number] = _invoice(row, currency)
    if problems:
        raise ConfigError(file, problems)
    return list(found.values())


def _invoice(row: InvoiceRow, currency: str) -> Invoice:
    return Invoice(
        number=row.number,
        amount=row.amount,
        currency=currency,
        sent=row.sent,
        due=DueRule(on=row.due) if row.due else None,
        stated_paid=row.paid or Decimal(0),
    )


def _named(contract: Contract) -> None:
    """Every invoice that is named elsewhere in the contract file exists."""
    known = {one.number for one in contract.invoices}
    named = [(f"obligation “{one.id}”", one.invoice) for one in contract.obligations if one.invoice]
    named += [(f"credit “{one.reason}”", one.invoice) for one in contract.money.credits if one.invoice]
    problems = [f"{where}, invoice: there is no “{number}”" for where, number in named if number not in known]
    if problems:
        raise ConfigError(contract.source, problems)
