"""Late interest on one debt (contract.md 6): simple, in stretches of days, rounded once at the end.

Interest runs from the day after the due date up to and including the day of payment, so that the days of interest are
the days by which a payment is late (U1). What is printed is reckoned by the rule that the contract file names; that
this rule applies is for counsel to say.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from harvester.model.amounts import CENT, money
from harvester.model.interest import COUNSEL, Interest, InterestRule, Reduction, Stretch, half_year
from harvester.model.times import counted, day

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_DAY = timedelta(days=1)


def interest(debt: Decimal, due: date, reductions: Iterable[Reduction], rule: InterestRule, until: date) -> Interest:
    """What has run on a debt up to and including `until`. Raises UsageError when a reference rate is not held."""
    with localcontext(_EXACT):
        stretches = tuple(_stretches(debt, due, sorted(reductions, key=lambda one: one.on), rule, until))
        exact = sum((one.amount for one in stretches), Decimal(0))
        amount = exact.quantize(CENT)
        fixed = _fixed_sum(stretches, rule)
        return Interest(
            rule=rule,
            until=until,
            amount=amount,
            fixed_sum=fixed,
            stretches=stretches,
            working=tuple(_working(stretches, rule, exact, fixed)),
        )


def _stretches(
    debt: Decimal, due: date, reductions: Sequence[Reduction], rule: InterestRule, until: date
) -> Iterable[Stretch]:
    """Half-open (before, last]: cut at each reduction, and at half-years where rate or year may change."""
    changes = not rule.year_days or (rule.series is not None and not rule.fixed_at_start)
    turns = {half_year(due + _DAY * days) - _DAY for days in range((until - due).days + 1)} if changes else set[date]()
    cuts = {one.on for one in reductions} | turns | {until}
    before = due
    for last in sorted(cut for cut in cuts if due < cut <= until):
        left = debt - sum((one.amount for one in reductions if one.on <= before), Decimal(0))
        if left > 0:
            yield _stretch(left, before + _DAY, last, due, rule)
        before = last


def _stretch(debt: Decimal, first: date, last: date, due: date, rule: InterestRule) -> Stretch:
    percent, source = rule.points, "as agreed"
    if rule.series:
        basis = due + _DAY if rule.fixed_at_start else first
        reference = rule.series.of(basis)
        percent += reference.percent
        sign = "−" if rule.points < 0 else "+"
        source = f"{reference.percent} {sign} {abs(rule.points)}; {reference.source}"
    return Stretch(
        first=first,
        last=last,
        days=(last - first).days + 1,
        debt=debt,
        percent=max(percent, Decimal(0)),
        year_days=rule.year_days or (366 if isleap(first.year) else 365),
        source=source,
    )


def _fixed_sum(stretches: Sequence[Stretch], rule: InterestRule) -> Decimal:
    """By the size of the debt when it became late; nothing where nothing was late."""
    if not stretches:
        return Decimal(0)
    return next((one.sum for one in rule.sums if one.covers(stretches[0].debt)), Decimal(0))


def _working(stretches: Sequence[Stretch], rule: InterestRule, exact: Decimal, fixed: Decimal) -> Iterable[str]:
    yield f"Rule: {rule.name} ({rule.source}; {COUNSEL})."
    for one in stretches:
        span = f"{day(one.first)} to {day(one.last)}" if one.days > 1 else day(one.first)
        yield (
            f"{span}: {money(one.debt, rule.currency)} × {one.percent} % × {counted(one.days, 'day')} / {one.year_days}"
            f" = {one.amount.quantize(Decimal('0.0001'))} ({one.source})"
        )
    if stretches:
        yield f"Sum {exact.quantize(Decimal('0.0001'))}, rounded once: {money(exact, rule.currency)}."
    else:
        yield "No day of interest."
    if fixed:
        yield f"Fixed sum for the cost of recovery: {money(fixed, rule.currency)}."
    elif stretches and rule.sums_in:
        named, owed = rule.sums_in, rule.currency
        yield f"No fixed sum for the cost of recovery: the rule names it in {named}, the debt is in {owed}."
