"""Exports of banks and invoicing programs, line by line (contract.md 6). What cannot be read is an error, by line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from harvester.model import tables
from harvester.model.money import BankLine, Columns
from harvester.parse.money_cells import amount, day

Row = Mapping[str, str]
"""Our column -> what stands in it; several columns of the file are joined by a blank."""
T = TypeVar("T")

OWN = {name: (name,) for name in ("number", "amount", "currency", "sent", "due", "paid", "credit", "status")}
INVOICE_NINJA = {
    "number": ("number", "invoice number", "invoice invoice number", "invoice number number"),
    "amount": ("amount", "invoice amount"),
    "currency": ("currency", "currency_id", "client currency", "invoice currency", "currency code"),
    "sent": ("date", "invoice date"),
    "due": ("due date", "invoice due date"),
    "paid": ("paid to date", "invoice paid to date"),
    "balance": ("balance", "invoice balance"),
    "status": ("status", "invoice status"),
}
XERO = {
    "number": ("invoicenumber",),
    "amount": ("total",),
    "currency": ("currency",),
    "sent": ("invoicedate",),
    "due": ("duedate",),
    "paid": ("invoiceamountpaid",),
    "balance": ("invoiceamountdue",),
    "status": ("status",),
    "kind": ("type",),
}
PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {"own": OWN, "xero": XERO, "invoice_ninja": INVOICE_NINJA}
"""Program -> our column -> the names that it may have in the header, without regard to case."""
_MARKS = {
    "own": ("number", "amount", "sent", "due"),
    "xero": ("number", "amount", "paid", "balance"),
    "invoice_ninja": ("number", "amount", "balance", "due"),
}
"""Program -> columns that must be there to take a file for an export of it."""
_VOID = frozenset({"draft", "voided", "deleted", "cancelled", "canceled", "reversed", "entwurf", "storniert"})


class FileProblem(ValueError):  # noqa: N818 (every problem of a file, told to a person)
    """What is wrong with a file: `problems` by line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """One invoice of an export."""

    number: str
    amount: Decimal
    currency: str
    sent: date
    due: date | None
    paid: Decimal | None
    """What the program says was paid, without a date: held against the ledger, never counted."""


def bank_lines(raw: bytes, columns: Columns) -> list[BankLine]:
    """Every movement of a bank's export. Raises FileProblem with every line that cannot be read."""
    names = {ours: tuple(name.casefold() for name in theirs) for ours, theirs in columns.names}
    rows = list(_rows(raw, columns, lambda header: _required(names, header, ("date", "amount"))))

    def line(number: int, row: Row) -> BankLine | None:
        if not row["date"] and not row["amount"]:
            return None  # a line of totals, or nothing at all
        return BankLine(
            line=number,
            on=day(row["date"], columns.dates),
            amount=_received(row, columns),
            text=row.get("text", ""),
            source=f"{columns.file}, line {number}",
            currency=row.get("currency", "").upper(),
        )

    return [found for found in _each(rows, line) if found.line not in columns.not_ours]


def _received(row: Row, columns: Columns) -> Decimal:
    """The amount with the sign of what came in."""
    found = amount(row["amount"], columns.decimal)
    if columns.received in ("positive", "negative"):
        return found if columns.received == "positive" else -found
    came_in = row.get("direction", "").casefold() == columns.received.casefold()
    return abs(found) if came_in else -abs(found)


def invoice_rows(raw: bytes, columns: Columns) -> list[InvoiceRow]:
    """Every invoice of an export, once. Raises FileProblem with every line that cannot be read."""
    given = {ours: tuple(name.casefold() for name in theirs) for ours, theirs in columns.names}
    rows = list(
        _rows(
            raw,
            columns,
            lambda header: _required(given, header, ("number", "amount", "sent")) if given else preset(header),
        )
    )

    def one(_: int, row: Row) -> InvoiceRow | None:
        status = row.get("status", "").casefold()
        if status in _VOID or "bill" in row.get("kind", "").casefold() or not any(row.values()):
            return None
        if not row["number"]:
            raise ValueError("this invoice has no number")
        total = amount(row["amount"], columns.decimal)
        if total <= 0 or "credit" in row.get("kind", "").casefold():
            raise ValueError(f"{row['number']} is no invoice over an amount above nought; enter a credit as [[credit]]")
        paid = amount(row["paid"], columns.decimal) if row.get("paid") else None
        return InvoiceRow(
            number=row["number"],
            amount=total,
            currency=row.get("currency", "").upper(),
            sent=day(row["sent"], columns.dates),
            due=day(row["due"], columns.dates) if row.get("due") else None,
            paid=paid,
        )

    return _once(_each(rows, one), columns.file)


def preset(header: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Whose export a header is. Raises FileProblem when it is none that is known."""
    for name, columns in PRESETS.items():
        if all(any(one in header for one in columns[ours]) for ours in _MARKS[name]):
            return columns
    known = "our own (number, amount, currency, sent, due), Xero and Invoice Ninja"
    raise FileProblem([f"its columns are none that are known ({known}); name them: columns"])


def _required(
    names: Mapping[str, tuple[str, ...]], header: Sequence[str], needed: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    missing = [f"{ours} is not named" for ours in needed if ours not in names]
    missing += [
        f"there is no column “{name}”; its columns are {', '.join(header)}"
        for theirs in names.values()
        for name in theirs
        if name not in header
    ]
    if missing:
        raise FileProblem(missing)
    return names


def _rows(
    raw: bytes, columns: Columns, mapping: Callable[[Sequence[str]], Mapping[str, tuple[str, ...]]]
) -> Iterator[tuple[int, Row]]:
    bom, encoding = tables.encoding(raw)
    lines = raw[len(bom) :].decode(encoding, "replace").splitlines(keepends=True)[columns.skip_lines :]
    if not lines:
        raise FileProblem(["it is empty"])
    reader = csv.reader(lines, delimiter=tables.separator(lines[0]), strict=True)
    try:
        header = [cell.strip().casefold() for cell in next(reader)]
        names = mapping(header)
        places = {ours: [header.index(name) for name in theirs if name in header] for ours, theirs in names.items()}
        for cells in reader:
            row = {ours: _joined(cells, found) for ours, found in places.items()}
            yield columns.skip_lines + reader.line_num, row
    except csv.Error as error:
        raise FileProblem([f"line {columns.skip_lines + reader.line_num}: {error}"]) from None


def _joined(cells: Sequence[str], places: Sequence[int]) -> str:
    return " ".join(" ".join(cells[place].split()) for place in places if place < len(cells)).strip()


def _each(rows: Sequence[tuple[int, Row]], read: Callable[[int, Row], T | None]) -> list[T]:
    found, problems = [], []
    for number, row in rows:
        try:
            one = read(number, row)
        except ValueError as error:
            problems.append(f"line {number}: {error}")
            continue
        found += [one] if one is not None else []
    if problems:
        raise FileProblem(problems)
    return found


def _once(rows: Sequence[InvoiceRow], file: str) -> list[InvoiceRow]:
    """Some programs write a line for each position: an invoice is one where all its lines say the same."""
    found: dict[str, InvoiceRow] = {}
    for row in rows:
        if found.setdefault(row.number, row) != row:
            raise FileProblem([f"invoice {row.number} stands in it twice, and not with the same amounts and dates"])
    return list(found.values())
