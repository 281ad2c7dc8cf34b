"""The ledger of invoices: what was paid on each, what is open, how late, as far as the ledger carries (contract.md 6).

A payment is matched by the number of its invoice in its own words and by nothing else; what is not matched is listed.
Against the author (P1): money that arrived counts whenever it is known, that none arrived only up to the day up to
which a person declared the ledger complete.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from harvester.errors import UsageError
from harvester.model.amounts import CENT
from harvester.model.contract import Contract, Invoice
from harvester.model.display_names import without_legal_form
from harvester.model.interest import InterestRule, Reduction
from harvester.model.matter import Party
from harvester.model.money import BankLine, Credit, InvoiceStanding, Payment, Unmatched
from harvester.model.times import day
from harvester.pipeline.contract.interest import interest

_SHORT = 4
"""Characters of an invoice number under which it must follow a word for invoice: “14” stands in every second date."""
_ADVANCE = timedelta(days=31)
"""How long before its invoice money may have come: what was paid in advance is often invoiced in the next month."""
_NAMED = r"(?:invoice|inv|rechnung|rechnungsnr|rg|re|facture|factura|fattura|number|no|nr|#)[\s.:#-]*"

NAMES_NONE = "names no invoice of this contract"
OUTGOING = "went out and names invoice {}: a refund or a reversal is for a person to enter"
NAMES_SEVERAL = "names several invoices ({}): how it divides is for a person to enter"
OTHER_CURRENCY = "is in {}, and the contract is in {}"


def matched(lines: Iterable[BankLine], contract: Contract) -> Contract:
    """The contract with the payments that a bank's export names, and everything else of it as unmatched."""
    found: dict[str, list[Payment]] = {invoice.number: [] for invoice in contract.invoices}
    unmatched = []
    for line in lines:
        named = [invoice for invoice in contract.invoices if names(line.text, invoice.number)]
        reason = _refusal(line, named, contract.currency)
        if reason:
            unmatched.append(Unmatched(line=line, reason=reason))
        elif named:
            found[named[0].number].append(Payment(on=line.on, amount=line.amount, source=line.source))
    invoices = tuple(replace(one, payments=_together(one.payments, found[one.number])) for one in contract.invoices)
    money = replace(contract.money, unmatched=(*contract.money.unmatched, *unmatched))
    return replace(contract, invoices=invoices, money=money)


def names(text: str, number: str) -> bool:
    """Whether a text holds the number of an invoice as a word of its own."""
    lead = _NAMED if len(number) < _SHORT else ""
    wanted = re.escape(number.casefold())
    return re.search(rf"(?<![\w./-]){lead}{wanted}(?![\w/-]|\.\w)", text.casefold()) is not None


def holds_sum(text: str, amount: Decimal) -> bool:
    """Whether a text holds a sum, however its thousands and cents are parted: 4,800.00, 4.800,00, 4800."""
    whole, _, cents = f"{amount:.2f}".partition(".")
    grouped = r"[.,'’\s]?".join(part[::-1] for part in reversed(re.findall(r"\d{1,3}", whole[::-1])))
    rest = rf"[.,]{cents}" if int(cents) else r"(?:[.,]00|[.,]-|(?![.,]?\d))"
    return re.search(rf"(?<![\d.,]){grouped}{rest}", text) is not None


def _refusal(line: BankLine, named: Sequence[Invoice], currency: str) -> str:
    """Why a line counts as no payment; "" for one that does, and for money of ours that went elsewhere."""
    numbers = ", ".join(invoice.number for invoice in named)
    if line.amount <= 0:
        return OUTGOING.format(numbers) if named else ""
    if not named:
        return NAMES_NONE
    if len(named) > 1:
        return NAMES_SEVERAL.format(numbers)
    foreign = line.currency and line.currency != (named[0].currency or currency)
    return OTHER_CURRENCY.format(line.currency, named[0].currency) if foreign else ""


def _together(entered: Sequence[Payment], banked: Sequence[Payment]) -> tuple[Payment, ...]:
    """Both ledgers, a payment that stands in both (same day, same amount) once: the bank's line is its proof."""
    held = Counter((one.on, one.amount) for one in banked)
    left = []
    for payment in entered:
        key = payment.on, payment.amount
        if held[key]:
            held[key] -= 1
        else:
            left.append(payment)
    return tuple(sorted((*left, *banked), key=lambda one: (one.on, one.source)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What invoices are judged by, as of one day in the zone of the contract."""

    contract: Contract
    as_of: date
    dues: Mapping[str, date | None]
    """Number -> due date; None where it cannot be told."""
    discounts: Mapping[str, date | None] = field(default_factory=dict)
    """Number -> the day up to which the invoice may be paid less its discount; None where it has none."""
    payers: frozenset[str] = frozenset()
    """Names of the client and its people: money in whose text one stands may be a part of any invoice (P1)."""
    decided: Mapping[str, str] = field(default_factory=dict)
    """Number -> what a person decided about its payment, or why its date is unsure: a key of `OF_INVOICES`."""

    def standings(self) -> tuple[InvoiceStanding, ...]:
        """Every invoice that was sent by then, in the order of the contract file."""
        return tuple(self.standing(one) for one in self.contract.invoices if not one.sent or one.sent <= self.as_of)

    def standing(self, invoice: Invoice) -> InvoiceStanding:
        """One invoice: payments that are known count at any time, their absence up to `payments_until` only."""
        payments = tuple(one for one in invoice.payments if one.on <= self.as_of)
        credited = tuple(self._credits(invoice))
        credited = (*credited, *self._discount(invoice, payments, credited))
        paid, lowered = _sum(payments), _sum(credited)
        left = invoice.amount - paid - lowered
        reductions = _reductions(payments, credited)
        done = _settled(invoice.amount, reductions) if left <= 0 else None
        found = InvoiceStanding(
            number=invoice.number,
            amount=invoice.amount,
            currency=invoice.currency,
            sent=invoice.sent,
            due=self.dues.get(invoice.number),
            paid=paid,
            credited=lowered,
            outstanding=max(left, Decimal(0)),
            status="paid",
            paid_on=done,
            payments=payments,
            credits=credited,
            candidates=tuple(self._candidates(invoice, left)),
        )
        return self._paid(found, reductions) if done else self._unpaid(found, reductions)

    def _paid(self, found: InvoiceStanding, reductions: Sequence[Reduction]) -> InvoiceStanding:
        if found.due is None or found.paid_on is None:
            return replace(found, judged_to=found.paid_on)
        late: int | None = max((found.paid_on - found.due).days, 0)
        if late and self.decided.get(found.number) == "time_given":
            late = None  # nobody has said yet which date counts
        return self._with_interest(replace(found, judged_to=found.paid_on, days_late=late), reductions)

    def _unpaid(self, found: InvoiceStanding, reductions: Sequence[Reduction]) -> InvoiceStanding:
        """contract.md 3: judged up to the day to which the ledger is complete, else unproven."""
        reason = self.decided.get(found.number, "")
        if not reason and (found.due is None or self.as_of <= found.due):
            return replace(found, status="open")
        until = min(self.contract.payments_until or date.min, self.as_of)
        reason = reason or self._doubt(found, until)
        if reason:
            return replace(found, status="unproven", reason=reason, judged_to=until if until > date.min else None)
        late = (until - found.due).days if found.due else None
        return self._with_interest(replace(found, status="overdue", judged_to=until, days_late=late), reductions)

    def _doubt(self, found: InvoiceStanding, until: date) -> str:
        if found.due is None or until <= found.due:
            return "coverage"
        invoice = self.contract.invoice(found.number)
        if invoice and invoice.stated_paid is not None and invoice.stated_paid > found.paid:
            return "contradiction"
        in_time = found.payments and found.payments[-1].on <= found.due
        if invoice and in_time and found.outstanding <= _off(invoice, found.credits):
            return "discount"
        return "unmatched_candidates" if found.candidates else ""

    def _with_interest(self, found: InvoiceStanding, reductions: Sequence[Reduction]) -> InvoiceStanding:
        """A rate that is not held stops the interest of this invoice, and nothing else; it is never guessed.

        None runs on what a person says is waived, void, excused or disputed.
        """
        rule, until = self.contract.money.rule, found.judged_to
        if found.number in self.decided or rule is None or found.due is None or until is None or until <= found.due:
            return found
        try:
            run = interest(found.amount, found.due, reductions, _in(rule, found.currency), until)
        except UsageError as error:
            return replace(found, interest_problem=str(error))
        return replace(found, interest=run)

    def _credits(self, invoice: Invoice) -> Iterable[Credit]:
        for credit in self.contract.money.credits:
            if credit.invoice == invoice.number and credit.granted and credit.granted <= self.as_of:
                yield credit

    def _discount(self, invoice: Invoice, payments: Sequence[Payment], credited: Sequence[Credit]) -> Iterable[Credit]:
        """What was taken off by paying the rest in time; money that came later does not undo it."""
        until = self.discounts.get(invoice.number)
        in_time = [one for one in payments if until and one.on <= until]
        left = invoice.amount - _sum(in_time) - _sum(credited)
        if invoice.discount and until and in_time and 0 < left <= _off(invoice, credited):
            reason = f"{invoice.discount.percent} % discount for payment by {day(until)}"
            yield Credit(amount=left, reason=reason, granted=in_time[-1].on, invoice=invoice.number, taken=True)

    def _together_with(self, invoice: Invoice) -> Iterable[Decimal]:
        """Its amount, and what it comes to with one other invoice, or with all: paid in one sum."""
        others = [one.amount for one in self.contract.invoices if one.number != invoice.number]
        return (invoice.amount, *(invoice.amount + other for other in others), invoice.amount + sum(others))

    def _from_client(self, text: str) -> bool:
        return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text.casefold()) for name in self.payers)

    def _candidates(self, invoice: Invoice, left: Decimal) -> Iterable[Unmatched]:
        """P1: money that may be for it: with its number on any day; of its amount, or the client's, also in advance."""
        bare, sums = re.sub(r"\W", "", invoice.number).casefold(), {left, *self._together_with(invoice)}
        for one in self.contract.money.unmatched:
            since = invoice.sent - _ADVANCE if invoice.sent else date.min
            alike = (one.line.amount in sums or self._from_client(one.line.text)) and since <= one.line.on
            may_be = alike or _written(bare, one.line.text)
            if left > 0 < one.line.amount and may_be and one.line.on <= self.as_of:
                yield one


def payers(client: Party) -> frozenset[str]:
    """What a bank writes of who paid: the company without its legal form, and its people."""
    people = (person.name for person in client.people if " " in person.name)
    return frozenset(filter(None, (without_legal_form(client.name).casefold(), *map(str.casefold, people))))


def _written(bare: str, text: str) -> bool:
    """Whether a text may name an invoice: its number written otherwise, or a short one as a number of its own."""
    if len(bare) < _SHORT:
        return re.search(rf"(?<![\w./-]){re.escape(bare)}(?![\w/-]|\.\w)", text.casefold()) is not None
    return bare in re.sub(r"\W", "", text).casefold()


def _in(rule: InterestRule, currency: str) -> InterestRule:
    """The rule as it is printed; its fixed sums are in its own currency and do not count in another."""
    if rule.currency in ("", currency):
        return replace(rule, currency=currency)
    return replace(rule, currency=currency, sums=(), sums_in=rule.currency if rule.sums else "")


def _off(invoice: Invoice, credited: Iterable[Credit]) -> Decimal:
    """The most that the discount of an invoice comes to, a broken cent against the author (P1)."""
    if invoice.discount is None:
        return Decimal(0)
    whole = invoice.amount - _sum(credited)
    return (whole * invoice.discount.percent / 100).quantize(CENT, ROUND_CEILING)


def _sum(rows: Iterable[Payment | Credit]) -> Decimal:
    return sum((one.amount for one in rows), Decimal(0))


def _reductions(payments: Iterable[Payment], credited: Iterable[Credit]) -> list[Reduction]:
    found = [Reduction(on=one.on, amount=one.amount) for one in payments]
    found += [Reduction(on=one.granted, amount=one.amount) for one in credited if one.granted]
    return sorted(found, key=lambda one: one.on)


def _settled(amount: Decimal, reductions: Sequence[Reduction]) -> date | None:
    left = amount
    for one in reductions:
        left -= one.amount
        if left <= 0:
            return one.on
    return None
