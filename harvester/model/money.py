"""Money of a contract: what was invoiced, paid and credited, what else may be claimed, and what it comes to.

Amounts are decimals in the one currency of the contract, never floats; nothing is converted (contract.md 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from harvester.model.interest import Interest, InterestRule
from harvester.model.standing import TimeGiven


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that arrived for one invoice."""

    on: date
    amount: Decimal
    source: str = ""
    """Where it is written: a bank statement, a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What we give the client, or may have to: it lowers what is claimed."""

    amount: Decimal
    reason: str
    clause: str = ""
    granted: date | None = None
    """None: not granted, but possible; the cautious reckoning takes it off all the same."""
    invoice: str = ""
    """Number of the invoice that a credit note lowers; "": the whole."""
    taken: bool = False
    """A discount of the contract that was taken by paying in time: nobody had to grant it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Work in progress that no invoice holds yet."""

    what: str
    amount: Decimal
    """Hours times rate, or the amount itself."""
    working: str
    """“6.5 h × 95.00”."""
    clause: str = ""
    proof: str = ""
    accepted: date | None = None
    """When the client accepted it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KillFee:
    """What the contract gives for ending it early."""

    amount: Decimal
    working: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestTerms:
    """Which interest the contract file names: a rule of the table, or terms of the contract's own."""

    rule: str = ""
    """Id of a rule; "" with `agreed`."""
    agreed: InterestRule | None = None
    series: str = ""
    """Id of the reference rate that `agreed` stands above; "" for a plain percentage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How a CSV file of a bank or of an invoicing program is read."""

    file: str
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Our column -> the names of the file's columns that hold it."""
    dates: str = ""
    """ "DD.MM.YYYY"; "": ISO dates only, for others can be read in two ways (G3)."""
    decimal: str = ""
    """ "," or "."; "": only amounts that can be read in one way."""
    received: str = "positive"
    """What marks money that came in: "positive", "negative", or a value of the column `direction`."""
    skip_lines: int = 0
    """Lines above the header."""
    not_ours: tuple[int, ...] = ()
    """Lines that a person looked at: no payment of this client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One movement on an account."""

    line: int
    on: date
    amount: Decimal
    """Above nought when it came in."""
    text: str
    source: str
    """ "bank-2026-04.csv, line 7"."""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A movement that was not counted as a payment, with the reason."""

    line: BankLine
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The money terms of a contract file."""

    interest: InterestTerms | None = None
    rule: InterestRule | None = None
    """What `interest` names, with its reference rates."""
    rates_file: str = ""
    work: tuple[Work, ...] = ()
    kill_fee: KillFee | None = None
    credits: tuple[Credit, ...] = ()
    banks: tuple[Columns, ...] = ()
    invoice_files: tuple[Columns, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceStanding:
    """One invoice as of one day: what was paid, what is open, how late."""

    number: str
    amount: Decimal
    currency: str
    sent: date | None
    due: date | None
    paid: Decimal
    credited: Decimal
    outstanding: Decimal
    status: str
    """ "paid", "open" (not due yet), "overdue", or "unproven"."""
    reason: str = ""
    """Why it is unproven: "coverage", "unmatched_candidates", "contradiction", "discount"; or what a person
    decided: "waived", "void", "excused", "disputed"."""
    judged_to: date | None = None
    """The day up to which the payment ledger carries the judgement."""
    paid_on: date | None = None
    """When the last of it was paid."""
    days_late: int | None = None
    interest: Interest | None = None
    interest_problem: str = ""
    """Why it could not be reckoned: a reference rate that is not held."""
    payments: tuple[Payment, ...] = ()
    credits: tuple[Credit, ...] = ()
    candidates: tuple[Unmatched, ...] = ()
    """Movements that may be its payment: for a person to look at."""
    time_given: tuple[TimeGiven, ...] = ()
    """Mail that may have given more time for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a reckoning; what lowers it has a minus."""

    words: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What may come back, under assumptions that are printed with it."""

    name: str
    """ "low", "expected" or "high"."""
    total: Decimal
    items: tuple[Item, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoup:
    """The three reckonings of one matter, in the currency of the contract."""

    currency: str
    low: Reckoning
    expected: Reckoning
    high: Reckoning
    notes: tuple[str, ...] = ()
    """What none of them counts, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The money of a matter as of its report."""

    invoices: tuple[InvoiceStanding, ...] = ()
    recoup: Recoup | None = None
    unmatched: tuple[Unmatched, ...] = ()
    """Movements that count as no payment, up to the time of the report."""
    until: date | None = None
    """The payment ledger is complete up to the end of this day, by the user's word."""
