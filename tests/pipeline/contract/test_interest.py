"""Late interest: the vectors of contract.md 6, and what must hold for any debt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import UsageError
from harvester.model.interest import COUNSEL, Interest, InterestRule, Reduction
from harvester.pipeline.contract.interest import interest
from harvester.rates import rules, series

RULES: Mapping[str, InterestRule] = rules()
FIRST, LAST = date(2020, 1, 1), date(2026, 6, 30)
DUES = st.dates(FIRST, LAST - timedelta(days=1))
AMOUNTS = st.decimals("0.01", "100000", places=2)
SPANS = st.integers(0, 900)


def run(amount: str, due: date, days: int, rule: str = "uk", paid: Sequence[Reduction] = ()) -> Interest:
    return interest(Decimal(amount), due, paid, RULES[rule], due + timedelta(days=days))


def paid(on: date, amount: str) -> Reduction:
    return Reduction(on=on, amount=Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "due", "days", "expected"),
    [
        ("5000", date(2025, 7, 31), 101, "169.49"),  # 12.25 %
        ("2000", date(2024, 2, 1), 45, "32.67"),  # 13.25 %
        ("10000", date(2026, 1, 31), 1, "3.22"),  # 11.75 %
    ],
)
def test_the_vectors_of_the_specification(amount: str, due: date, days: int, expected: str) -> None:
    assert run(amount, due, days).amount == Decimal(expected)


def test_the_british_rate_is_that_of_the_half_year_in_which_the_debt_became_late() -> None:
    """Due on 30 June 2025, interest starts on 1 July: the rate of 30 June 2025 (4.25 %) stays into 2026."""
    later = run("1000", date(2025, 6, 30), 365)
    assert {one.percent for one in later.stretches} == {Decimal("12.25")}
    assert later.amount == Decimal("122.50")
    assert run("1000", date(2025, 6, 29), 1).stretches[0].percent == Decimal("12.75")


def test_the_german_rate_follows_each_half_year_and_the_working_shows_every_step() -> None:
    """1,000 EUR due 30 November 2025 … 2024: 31 days at 12.37 % of a leap year, 59 days at 11.27 %."""
    found = run("1000", date(2024, 11, 30), 31 + 59, "germany")
    assert [(one.days, one.percent, one.year_days) for one in found.stretches] == [
        (31, Decimal("12.37"), 366),
        (59, Decimal("11.27"), 365),
    ]
    assert found.amount == Decimal("28.69")  # 10.4773… + 18.2172…
    text = "\n".join(found.working)
    assert "1,000.00 EUR × 12.37 % × 31 days / 366 = 10.4773" in text
    assert "Wednesday 1 January 2025 to Friday 28 February 2025" in text
    assert COUNSEL in text


@pytest.mark.parametrize(
    ("rule", "debt", "expected"),
    [
        ("eu", "1", "40"), ("germany", "1000000", "40"), ("france", "5000", "40"),
        ("uk", "999.99", "40"), ("uk", "1000", "70"), ("uk", "9999.99", "70"), ("uk", "10000", "100"),
        ("ireland", "1000", "40"), ("ireland", "1000.01", "70"), ("ireland", "10000", "70"),
        ("ireland", "10000.01", "100"),
    ],
)  # fmt: skip
def test_the_fixed_sum_follows_the_size_of_the_debt(rule: str, debt: str, expected: str) -> None:
    assert run(debt, date(2025, 3, 1), 1, rule).fixed_sum == Decimal(expected)


def test_nothing_runs_on_what_is_not_late() -> None:
    found = run("5000", date(2025, 3, 1), 0)
    assert (found.amount, found.fixed_sum, found.stretches) == (Decimal("0.00"), Decimal(0), ())
    assert found.working[-1] == "No day of interest."
    early = run("5000", date(2025, 3, 1), 30, paid=[paid(date(2025, 2, 1), "5000")])
    assert (early.amount, early.fixed_sum) == (Decimal("0.00"), Decimal(0))


def test_a_part_payment_ends_the_interest_on_its_part_with_its_day() -> None:
    """Paid ten days late: ten days on the whole, the rest on what was left."""
    due = date(2026, 3, 1)
    found = run("5000", due, 30, paid=[paid(due + timedelta(days=10), "2000")])
    assert [(one.days, one.debt) for one in found.stretches] == [(10, Decimal(5000)), (20, Decimal(3000))]


@pytest.mark.parametrize("rule", ["eu", "germany", "france", "ireland"])
def test_a_half_year_without_a_rate_is_an_error_and_no_guess(rule: str) -> None:
    with pytest.raises(UsageError) as told:
        run("5000", date(2035, 3, 1), 10, rule)
    assert "reference_rates.csv" in told.value.fact
    assert "1 January 2035" in told.value.fact
    assert "interest_rates" in told.value.next_step


def test_rows_of_ones_own_extend_the_series() -> None:
    own = "series,half_year_from,percent,source\necb,2035-01-01,1.50,ECB\n"
    found = interest(Decimal(1000), date(2035, 3, 1), (), rules(own, "mine.csv")["ireland"], date(2035, 3, 11))
    assert found.amount == Decimal("2.60")  # 1,000 × 9.5 % × 10 / 365
    with pytest.raises(UsageError, match=r"mine\.csv"):
        series(own, "mine.csv")["ecb"].of(date(2036, 1, 1))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("ecb,2026-01-01,3.15,me", "contradicts 2.15"),
        ("fed,2035-01-01,3.15,me", "no series “fed”"),
        ("ecb,2035-02-01,3.15,me", "no rate of a half-year"),
        ("ecb,2035-01-01,NaN,me", "no rate of a half-year"),
        ('ecb,2035-01-01,"3,15",me', "no rate of a half-year"),
        ("ecb,2035-01-01,3.15,", "no source"),
        ('ecb,2035-01-01,3.15,"me', "line 2"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line(row: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        series(f"series,half_year_from,percent,source\n{row}\n", "mine.csv")


def test_a_file_with_other_columns_is_named() -> None:
    with pytest.raises(UsageError, match=r"mine\.csv does not have the columns series"):
        series("date,rate\n2026-01-01,2\n", "mine.csv")


def test_every_rule_says_where_it_comes_from() -> None:
    assert set(RULES) == {"eu", "germany", "uk", "ireland", "france"}
    for rule in RULES.values():
        assert rule.source
        assert rule.series
        assert all(rate.source for rate in rule.series.rates.values())


@given(DUES, AMOUNTS, SPANS, SPANS, st.sampled_from(sorted(RULES)))
def test_stretches_add_up_wherever_a_span_is_cut(due: date, debt: Decimal, first: int, more: int, rule: str) -> None:
    """Every day is counted once, whatever day one stops at and goes on from."""
    end = min(due + timedelta(days=first + more), LAST)
    found = interest(debt, due, (), RULES[rule], end)
    assert sum(one.days for one in found.stretches) == (end - due).days
    nothing_paid = [paid(min(due + timedelta(days=first), end), "0")]
    assert interest(debt, due, nothing_paid, RULES[rule], end).amount == found.amount


@given(DUES, AMOUNTS, SPANS, st.lists(st.tuples(SPANS, AMOUNTS), max_size=4), st.sampled_from(sorted(RULES)))
def test_payments_lower_interest_in_any_order_and_never_below_nothing(
    due: date, debt: Decimal, days: int, payments: list[tuple[int, Decimal]], rule: str
) -> None:
    end = min(due + timedelta(days=days), LAST)
    reductions = [Reduction(on=due + timedelta(days=after - 100), amount=amount) for after, amount in payments]
    found = interest(debt, due, reductions, RULES[rule], end)
    assert found == interest(debt, due, reductions[::-1], RULES[rule], end)
    assert 0 <= found.amount <= interest(debt, due, (), RULES[rule], end).amount
    assert all(0 < one.debt <= debt for one in found.stretches)


@given(DUES, AMOUNTS, st.integers(1, 900), st.sampled_from(sorted(RULES)))
def test_a_day_by_day_count_says_the_same(due: date, debt: Decimal, days: int, rule: str) -> None:
    """Independent of the stretches: one day after the other, each with the rate and year of its day."""
    chosen, end = RULES[rule], min(due + timedelta(days=days), LAST)
    assert chosen.series
    total = Decimal(0)
    for number in range(1, (end - due).days + 1):
        on = due + timedelta(days=number)
        year = chosen.year_days or (date(on.year + 1, 1, 1) - date(on.year, 1, 1)).days
        reference = chosen.series.of(due + timedelta(days=1) if rule == "uk" else on).percent
        total += debt * (reference + chosen.points) / 100 / year
    assert abs(interest(debt, due, (), chosen, end).amount - total) <= Decimal("0.0051")
