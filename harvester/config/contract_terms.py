"""What else of money a contract file says: interest, bank exports, work in progress, fee for ending early, credits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from harvester.config.entries import Entry
from harvester.model.interest import FixedSum, InterestRule
from harvester.model.money import Columns, Credit, InterestTerms, KillFee, Money, Work

RULES = ("eu", "germany", "uk", "ireland", "france")
SERIES = ("ecb", "bundesbank", "bank_of_england")
_BANK = ("date", "amount", "text", "currency", "direction")
_INVOICE = ("number", "amount", "currency", "sent", "due", "paid", "balance", "status", "kind")
_YEARS = (365, 360)


def money(head: Entry, whole: Entry) -> Money:
    """Everything of `[contract]` and beside it that is about money, but for the invoices themselves."""
    fee = whole.inner("kill_fee")
    return Money(
        interest=_interest(head),
        rates_file=head.text("interest_rates"),
        work=tuple(_work(one) for one in _named(whole, "work")),
        kill_fee=_kill_fee(Entry(fee.data, fee.problems, ("kill_fee", 0), "kill_fee")) if fee else None,
        credits=tuple(_credit(one) for one in _named(whole, "credit")),
        banks=tuple(_columns(one, _BANK) for one in _named(whole, "bank")),
        invoice_files=tuple(_columns(one, _INVOICE) for one in _named(whole, "invoice_file")),
    )


def _named(whole: Entry, table: str) -> list[Entry]:
    """The tables of one name, each with its place, so that a problem names its line."""
    found = []
    for number, one in enumerate(whole.inners(table)):
        label = one.data.get("file") or one.data.get("what") or one.data.get("reason") or number + 1
        found.append(Entry(one.data, one.problems, (table, number), f"{table} “{label}”"))
    return found


_OWN_TERMS = (
    "for another law or terms of your own write what they say, e.g. "
    '{ series = "ecb", points = "8", sum = "40.00" } or { percent = "9.00" } (docs/money.md)'
)


def _interest(head: Entry) -> InterestTerms | None:
    value = head.raw("interest")
    if value is None:
        return None
    if isinstance(value, dict):
        return _agreed(head.within("interest", value))
    if value not in RULES:
        head.problem("interest", f"“{value}” is none of {', '.join(RULES)}; {_OWN_TERMS}")
    return InterestTerms(rule=str(value))


def _agreed(table: Entry) -> InterestTerms:
    """Own terms: a percentage, or points above a reference rate."""
    series = table.text("series")
    if series and series not in SERIES:
        table.problem("series", f"“{series}” is none of {', '.join(SERIES)}")
    key = "points" if series else "percent"
    points = table.money(key, required=True) or Decimal(0)
    if points > 100:
        table.problem(key, f"{points} is no percentage of a year")
    year, fixed = table.whole("year") or 365, table.money("sum")
    if year not in _YEARS:
        table.problem("year", f"{year} is none of {', '.join(map(str, _YEARS))}")
    clause = table.text("clause")
    table.done()
    rule = InterestRule(
        id="contract",
        name="the contract",
        source=clause or "as agreed",
        points=points,
        year_days=year,
        sums=(FixedSum(sum=fixed),) if fixed else (),
    )
    return InterestTerms(agreed=rule, series=series)


def _work(entry: Entry) -> Work:
    amount = entry.money("amount")
    hours, rate = entry.money("hours"), entry.money("rate")
    working = f"{hours} h × {rate}" if hours and rate else "as entered"
    if (hours is None) != (rate is None) or (amount is None) == (hours is None):
        entry.problem("", "says no amount; write hours and rate, or amount")
    found = Work(
        what=entry.text("what", required=True),
        amount=amount or (hours or Decimal(0)) * (rate or Decimal(0)),
        working=working,
        clause=entry.text("clause"),
        proof=entry.text("proof"),
        accepted=entry.day("accepted"),
    )
    entry.done()
    return found


def _kill_fee(entry: Entry) -> KillFee:
    amount, percent, of = entry.money("amount"), entry.money("percent"), entry.money("of")
    if (percent is None) != (of is None) or (amount is None) == (percent is None):
        entry.problem("", 'says no amount; write amount, or percent = "20" and of = "12000.00"')
    found = KillFee(
        amount=amount or (percent or Decimal(0)) * (of or Decimal(0)) / 100,
        working=f"{percent} % of {of:,}" if percent and of else "as agreed",
        clause=entry.text("clause", required=True),
    )
    entry.done()
    return found


def _credit(entry: Entry) -> Credit:
    found = Credit(
        amount=entry.money("amount", required=True) or Decimal(0),
        reason=entry.text("reason", required=True),
        clause=entry.text("clause"),
        granted=entry.day("granted"),
        invoice=entry.text("invoice"),
    )
    entry.done()
    return found


def _columns(entry: Entry, known: Sequence[str]) -> Columns:
    table = entry.inner("columns")
    names = tuple((key, _several(table, key)) for key in known if table and key in table.data)
    if table:
        table.done()
    decimal = entry.text("decimal")
    if decimal not in ("", ",", "."):
        entry.problem("decimal", f"“{decimal}” is none of “,” and “.”")
    found = Columns(
        file=entry.text("file", required=True),
        names=names,
        dates=entry.text("dates"),
        decimal=decimal,
        received=entry.text("received") or "positive" if known is _BANK else "positive",
        skip_lines=entry.whole("skip_lines") or 0,
        not_ours=_lines(entry),
    )
    if known is _BANK and table is None:
        entry.problem("columns", 'is missing; write columns = { date = "…", amount = "…", text = "…" }')
    if found.received not in ("positive", "negative") and "direction" not in dict(names):
        entry.problem("received", f"“{found.received}” needs the column that holds it: columns.direction")
    entry.done()
    return found


def _several(table: Entry, key: str) -> tuple[str, ...]:
    """One name, or a list of names whose cells are joined."""
    return table.texts(key) if isinstance(table.data.get(key), list) else (table.text(key),)


def _lines(entry: Entry) -> tuple[int, ...]:
    value = entry.raw("not_for_us")
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, int) and not isinstance(one, bool) for one in value):
        entry.problem("not_for_us", "should be a list of line numbers, e.g. [7, 12]")
        return ()
    return tuple(value)
