"""What may come back of a matter, cautiously, as expected, and at most, each with its assumptions (contract.md 6).

Only what the books carry is counted. An invoice whose payment is not established stands in no reckoning but the
highest, and is named. What the program cannot know (whether a claim holds) is for counsel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from harvester.model.amounts import money
from harvester.model.contract import Contract
from harvester.model.flags import OF_INVOICES
from harvester.model.interest import COUNSEL
from harvester.model.money import Credit, InvoiceStanding, Item, Reckoning, Recoup
from harvester.model.times import day

_GIVEN_UP = ("waived", "void")
"""What a person says is not owed any more: it stands in no reckoning, and is named."""
_LOW = (
    "Only invoices that are due, and whose standing the payment ledger carries.",
    "No interest, no fixed sums, no work in progress, no fee for ending early.",
    "Every credit is given, also those that are only possible.",
)
_EXPECTED = (
    "Every invoice that was sent is paid, also those that are not due yet.",
    f"Interest runs where it is shown, as shown; whether the rule applies: {COUNSEL}.",
    "Of work in progress, only what the client accepted.",
    "Credits that were granted are taken off.",
)
_HIGH = (
    "Every invoice that was sent is paid, also those whose payment is not established.",
    f"Interest and fixed sums where they are shown, and the fee for ending early: {COUNSEL}.",
    "All work in progress at the rate of the contract, accepted or not.",
    "Credits that were granted are taken off.",
)


def recoup(contract: Contract, standings: Sequence[InvoiceStanding]) -> Recoup | None:
    """The three reckonings; None where the contract file holds no money."""
    terms, currency = contract.money, contract.currency or next((one.currency for one in standings), "")
    if not (standings or terms.work or terms.kill_fee):
        return None
    notes = tuple(_notes(standings, currency))
    standings = [one for one in standings if one.reason not in _GIVEN_UP]
    sure = [one for one in standings if one.status in ("overdue", "open", "paid")]
    due = [one for one in standings if one.status == "overdue"]
    granted = [credit for credit in _whole(contract) if credit.granted]
    accepted = [Item(words=f"{work.what} ({work.working})", amount=work.amount) for work in terms.work if work.accepted]
    all_work = [Item(words=f"{work.what} ({work.working})", amount=work.amount) for work in terms.work]
    fee = [Item(words=f"Fee for ending early ({terms.kill_fee.clause}; {terms.kill_fee.working})",
                amount=terms.kill_fee.amount)] if terms.kill_fee else []  # fmt: skip
    return Recoup(
        currency=currency,
        low=_reckoning("low", [*_open(due), *_off(_whole(contract), due)], _LOW),
        expected=_reckoning("expected", [*_open(sure), *_interest(sure), *accepted, *_off(granted, sure)], _EXPECTED),
        high=_reckoning(
            "high",
            [*_open(standings), *_interest(standings), *_sums(standings), *all_work, *fee, *_off(granted, standings)],
            _HIGH,
        ),
        notes=notes,
    )


def _reckoning(name: str, items: Sequence[Item], assumptions: tuple[str, ...]) -> Reckoning:
    total = sum((item.amount for item in items), Decimal(0))
    return Reckoning(name=name, total=total, items=tuple(items), assumptions=assumptions)


def _open(standings: Iterable[InvoiceStanding]) -> Iterator[Item]:
    for one in standings:
        if one.outstanding:
            told = f", of which {money(one.paid + one.credited)} is settled" if one.paid + one.credited else ""
            yield Item(words=f"Invoice {one.number} over {money(one.amount)}{told}", amount=one.outstanding)


def _interest(standings: Iterable[InvoiceStanding]) -> Iterator[Item]:
    for one in standings:
        if one.interest and one.interest.amount:
            yield Item(
                words=f"Interest on invoice {one.number} up to {day(one.interest.until)}", amount=one.interest.amount
            )


def _sums(standings: Iterable[InvoiceStanding]) -> Iterator[Item]:
    for one in standings:
        if one.interest and one.interest.fixed_sum:
            yield Item(words=f"Fixed sum for the cost of recovery, invoice {one.number}", amount=one.interest.fixed_sum)


def _whole(contract: Contract) -> list[Credit]:
    """Credits that no standing has taken off already: those of no invoice, and those not granted."""
    return [credit for credit in contract.money.credits if not (credit.invoice and credit.granted)]


def _off(credits_: Iterable[Credit], standings: Sequence[InvoiceStanding]) -> Iterator[Item]:
    """Credits as they lower a reckoning; one for an invoice that the reckoning leaves out lowers nothing there."""
    counted = {one.number for one in standings if one.outstanding}
    for credit in credits_:
        if not credit.invoice or credit.invoice in counted:
            how = f"granted on {day(credit.granted)}" if credit.granted else "possible"
            yield Item(words=f"Our credit: {credit.reason} ({how})", amount=-credit.amount)


def _notes(standings: Iterable[InvoiceStanding], currency: str) -> Iterator[str]:
    for one in standings:
        if one.reason in _GIVEN_UP:
            yield f"Invoice {one.number}: no reckoning counts it; a person entered that its payment is {one.reason}."
        elif one.status == "unproven":
            left, why = money(one.outstanding, currency), OF_INVOICES[one.reason]
            yield f"Invoice {one.number}: whether {left} is still open is not established: {why}."
        if one.interest_problem:
            yield f"Invoice {one.number}: no interest is reckoned. {one.interest_problem}"
