"""What each side promised: obligations, invoices, and the rules by which they fall due (contract.md 1, 2, 6).

The values of the enums are the spelling of the contract file (interfaces.md) and of every document that is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from harvester.model.ending import EndingPoint
from harvester.model.matter import Side, WorkingHours
from harvester.model.money import Money
from harvester.model.money import Payment as Payment


class ObligationType(StrEnum):
    """What kind of promise it is; decides what meets it and what proof is asked for (contract.md 1)."""

    DELIVERABLE = "deliverable"
    INPUT = "input"
    RESPONSE = "response"
    APPROVAL = "approval"
    PAYMENT = "payment"
    MEETING = "meeting"
    NOTICE = "notice"
    CURE = "cure"
    MANUAL = "manual"
    """Nothing that a program can measure: listed, never judged (G5)."""


class Unit(StrEnum):
    """What a time limit is counted in: hours elapse, days are dates (U4)."""

    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOURS = "hours"
    BUSINESS_HOURS = "business_hours"


class Roll(StrEnum):
    """Where a date goes that is no business day (U3)."""

    NONE = "none"
    FOLLOWING = "following"
    PRECEDING = "preceding"


class After(StrEnum):
    """What starts a time limit."""

    SIGNED = "signed"
    SENT = "sent"
    """The mail that performed an obligation, or carried an invoice, was sent."""
    RECEIVED = "received"
    """It counts as received, by its own rule of receipt."""
    MET = "met"
    """An obligation was performed, or its performance was deemed."""


class DependencyEffect(StrEnum):
    """What the other side's lateness does to an obligation that depends on it (U6); only as the contract says."""

    NONE = "none"
    EXTEND = "extend"
    """Each day late moves the due date by a day."""
    EXCUSE = "excuse"


class Direction(StrEnum):
    """Seen from our side."""

    OUT = "out"
    IN = "in"


class ReceiptRule(StrEnum):
    """When a mail counts as received (contract.md 2)."""

    ON_SENDING = "on_sending"
    HOURS = "hours"
    """So many hours after sending."""
    NEXT_BUSINESS_OPENING = "next_business_opening"
    """At once inside business hours, else when they begin next."""
    NEXT_BUSINESS_DAY = "next_business_day"
    """When business hours begin on the next business day."""


class CalendarOf(StrEnum):
    """Whose working week and holidays count business days and hours."""

    US = "us"
    CLIENT = "client"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time with its unit; two days are not 48 hours (U4)."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRule:
    """One due date: either `on` a date, or `within` a span `after` something that happened."""

    on: date | None = None
    after: After | None = None
    of: str = ""
    """Id of the obligation or number of the invoice that starts it; "" for `signed`, and for an invoice itself."""
    within: Span | None = None
    roll: Roll = Roll.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """What a mail or event must be to count as performance; everything that is set must fit."""

    direction: Direction | None = None
    subject: str = ""
    """Words that the subject holds, without regard to case."""
    attachment: str = ""
    """Shell pattern over file names; images that a signature shows are none."""
    sha256: str = ""
    """Hash of an attachment, lower case."""
    file: str = ""
    """The file that the hash was taken of, as the contract file names it."""
    message_id: str = ""
    """With angle brackets."""
    event: str = ""
    """UID of a calendar event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """When a notice counts as received, and what keeps it from being received."""

    rule: ReceiptRule = ReceiptRule.ON_SENDING
    hours: int = 4
    """For `ReceiptRule.HOURS`."""
    unless: frozenset[str] = frozenset({"bounce"})
    """ "bounce": a delivery report of failure; "ooo": an automatic reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One promise of one side, as a person entered and confirmed it."""

    id: str
    owed_by: Side
    type: ObligationType
    clause: str = ""
    quote: str = ""
    """The words of the contract."""
    promise: str = ""
    """What is to be done, in the imperative: “Deliver the wireframes”."""
    due: tuple[DueRule, ...] = ()
    """Several where several clauses give a date: the earlier one counts for us, the later one for them (G6)."""
    within: Span | None = None
    """For responses: how long an answer may take."""
    cutoff: time | None = None
    """Latest time of the due date, inclusive, in the contract's zone; None: end of day (U2)."""
    calendar: CalendarOf | None = None
    """None: the contract's calendar where it has one, else that of the side that owes (B1)."""
    met_by: Matcher | None = None
    depends_on: tuple[str, ...] = ()
    dependency: DependencyEffect = DependencyEffect.NONE
    deemed: bool = False
    """No answer by the due date counts as approval."""
    min_strength: str = ""
    """E0 … E4; "": what the type asks for (contract.md 4)."""
    invoice: str = ""
    """For payments: number of the invoice."""
    to: str = ""
    """For notices: the address that the contract names."""
    deemed_receipt: Receipt | None = None
    cures: str = ""
    """For cures: id of the obligation that may still be performed."""
    replaces: str = ""
    """Id of the obligation that this one, agreed later, takes the place of (G8)."""
    confirmed_by: str = ""
    """Who held it against the contract; "": listed, never judged."""
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """What the contract takes off an invoice that is paid early (Skonto)."""

    percent: Decimal
    within: Span
    """Counted as the due date is: from its sending, or its receipt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """One invoice of ours, with what was paid on it."""

    number: str
    amount: Decimal
    currency: str
    sent: date | None = None
    due: DueRule | None = None
    """`after` sent or received; None: payable at once."""
    deemed_receipt: Receipt | None = None
    discount: Discount | None = None
    sent_by: Matcher | None = None
    """The mail that carried it."""
    payments: tuple[Payment, ...] = ()
    stated_paid: Decimal | None = None
    """What the invoicing program says was paid, without a date: held against the ledger, never counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingTerm:
    """What one clause says of ending the agreement."""

    about: EndingPoint
    clause: str = ""
    quote: str = ""
    """The words of the contract."""
    within: Span | None = None
    """Notice period, or time for cure or handover: in whole days, business days, weeks or months."""
    to: str = ""
    """For `EndingPoint.ADDRESS`: where notice goes."""
    owed_by: Side | None = None
    """For `EndingPoint.HANDOVER` and `CURE`: who has to do it; None: not entered, and nobody is said to."""
    confirmed_by: str = ""
    """Who held it against the contract; "": named, never relied on."""
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract as a person entered it; nothing in it comes from a mail."""

    title: str = ""
    signed: date | None = None
    timezone: str = ""
    """Zone of its dates; "": none is agreed, and both sides' zones are tried (G1)."""
    hours: WorkingHours | None = None
    """Its own working week and holidays; None: those of the side that owes."""
    currency: str = ""
    payments_until: date | None = None
    """The payment ledger is complete up to the end of this day."""
    outcome: str = ""
    """The business result that is wanted."""
    fallback: str = ""
    """What is accepted where that cannot be reached; for our side's eyes."""
    floor: str = ""
    """The least that is accepted; for our side's eyes."""
    ends: date | None = None
    """The day on which our side ends the engagement, once it is decided."""
    obligations: tuple[Obligation, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    ending: tuple[EndingTerm, ...] = ()
    """What the contract says of being ended."""
    money: Money = field(default_factory=Money)
    source: str = field(default="", compare=False)
    """The file it was read from, for messages."""

    def obligation(self, name: str) -> Obligation | None:
        """The obligation of that id."""
        return next((one for one in self.obligations if one.id == name), None)

    def invoice(self, number: str) -> Invoice | None:
        """The invoice of that number."""
        return next((one for one in self.invoices if one.number == number), None)

    def of_side(self, side: Side) -> Iterator[Obligation]:
        """What one side owes, in the order of the file."""
        return (one for one in self.obligations if one.owed_by is side)
