"""The contract in a printed document: what can still be put right, what each side promised, what was invoiced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harvester.model.amounts import money
from harvester.model.dossier import Dossier
from harvester.model.matter import Side
from harvester.model.money import InvoiceStanding
from harvester.model.standing import Fix, Standing
from harvester.model.times import day, moment, short_day
from reports import words
from reports.agreements import done, zone_of
from reports.blocks import Block, Heading, Row, Table, Text
from reports.text import shortened
from reports.view import Page


def put_right(dossier: Dossier, shown: Page) -> Table:
    """What stands open, late or unproven on our side, and what can still be done about it (contract.md 7)."""
    zone = shown.zones[Side.US]
    return Table(
        head=("What", "What can still be done", "By", "What shows it"),
        shares=(30, 34, 16, 20),
        rows=tuple(
            Row(cells=_fix(one, told.fact, zone)) for one, told in zip(dossier.fix_first, shown.fixes, strict=True)
        ),
    )


def _fix(one: Fix, fact: str, zone: str) -> tuple[tuple[str, ...], ...]:
    how = one.how or ("" if one.fixable else "It can no longer be put right.")
    place = ", ".join(filter(None, (fact, shortened(one.clause, 80))))
    what = (shortened(one.what, 300), *([place] if place else []))
    return what, (shortened(how, 300),), (moment(one.by, zone) if one.by else "–",), (shortened(one.proof, 200) or "–",)


def promises(dossier: Dossier, shown: Page) -> Iterator[Block]:
    """Every obligation as it stands, ours first; then invoices."""
    contract = dossier.engagement.contract
    if contract is None:
        return
    signed = f", signed {day(contract.signed)}" if contract.signed else ""
    yield Heading(text="The contract")
    yield Text(text=f"{shortened(contract.title, 200)}{signed}")
    if dossier.obligations:
        yield _obligations(dossier.obligations, shown, zone_of(dossier))
    if dossier.accounts.invoices:
        yield Heading(text="Invoices", level=2)
        if dossier.accounts.until:
            yield Text(text=f"The list of payments is complete up to {day(dossier.accounts.until)}.", tone="note")
        yield _invoices(dossier.accounts.invoices)


def _obligations(standings: Sequence[Standing], shown: Page, zone: str) -> Table:
    rows: list[Row] = []
    for side in (Side.US, Side.CLIENT):
        own = [one for one in standings if one.obligation.owed_by is side]
        if own:
            rows.append(Row(cells=((f"Owed by {shortened(shown.side_names[side], 60)}",),), group=True))
            rows += [_obligation(one, zone) for one in own]
    return Table(head=("Promise", "Due", "Standing", "Claim"), shares=(42, 20, 20, 18), rows=tuple(rows))


def _obligation(one: Standing, zone: str) -> Row:
    promise = shortened(one.obligation.promise or one.obligation.quote or one.obligation.id, 200)
    claim = words.standing_claim(one)
    meaning = words.CLAIMS[claim].label if claim else "–"
    proof = (words.label(words.STRENGTHS, one.strength),) if one.strength else ()
    at = (f"on {done(one, zone)}",) if one.satisfied_at else ()
    return Row(cells=(
        (promise, *([shortened(one.obligation.clause, 80)] if one.obligation.clause else []), *one.decided),
        (short_day(one.due.on) if one.due else "–",),
        (words.standing(one), *at),
        (meaning, *proof),
    ))  # fmt: skip


def _invoices(invoices: Sequence[InvoiceStanding]) -> Table:
    return Table(
        head=("Invoice", "Amount", "Due", "Paid", "Open", "Standing"),
        shares=(18, 16, 18, 14, 14, 20),
        numbers=frozenset({1, 3, 4}),
        rows=tuple(map(_invoice, invoices)),
    )


def _invoice(one: InvoiceStanding) -> Row:
    late = (f"{one.days_late} days after its date",) if one.days_late and one.days_late > 0 else ()
    interest = (f"interest {money(one.interest.amount, one.currency)}",) if one.interest else ()
    credit = (f"credited {money(one.credited)}",) if one.credited else ()
    return Row(cells=(
        (shortened(one.number, 60),),
        (money(one.amount, one.currency),),
        (short_day(one.due) if one.due else "–",),
        (money(one.paid), *credit),
        (money(one.outstanding),),
        (words.label(words.INVOICES, one.status), *late, *interest),
    ))  # fmt: skip
