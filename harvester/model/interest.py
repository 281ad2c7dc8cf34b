"""Late interest: the rules and the reference rates it is reckoned by, and what came of it (contract.md 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from harvester.errors import UsageError
from harvester.model.times import day

COUNSEL = "check with counsel"
"""Stands beside every rule: this program knows no law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRate:
    """What a central bank's rate was for one half-year."""

    percent: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSeries:
    """A reference rate, half-year by half-year."""

    id: str
    name: str
    place: str
    """The file that holds it, as a user can name it."""
    rates: Mapping[date, ReferenceRate]
    """First day of a half-year -> its rate."""

    def of(self, on: date) -> ReferenceRate:
        """The rate of the half-year that holds this day. Raises UsageError where the series does not hold it."""
        start = half_year(on)
        if start in self.rates:
            return self.rates[start]
        raise UsageError(
            f"{self.place} holds no {self.name} for the half-year from {day(start)}.",
            "Look it up, write it with its source into a file with the same columns, and name that file in the "
            "contract file: interest_rates under [contract].",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedSum:
    """What is added once for a debt of a certain size, for the cost of recovery."""

    sum: Decimal
    limit: Decimal | None = None
    """Size of the debt up to which it is this sum; None: any."""
    inclusive: bool = False

    def covers(self, debt: Decimal) -> bool:
        """Whether a debt of this size gets this sum."""
        return self.limit is None or debt < self.limit or (self.inclusive and debt == self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestRule:
    """One rule of late interest. Simple interest, never compounded."""

    id: str
    name: str
    source: str
    currency: str = ""
    """"" for any."""
    points: Decimal = Decimal(0)
    """Percent a year; above the reference rate where there is one."""
    series: RateSeries | None = None
    fixed_at_start: bool = False
    """The rate of the half-year in which interest starts to run stays (United Kingdom)."""
    year_days: int = 0
    """Days of a year; 0: those of the calendar year."""
    sums: tuple[FixedSum, ...] = ()
    sums_in: str = ""
    """The currency in which it names its fixed sums, where the debt is in another: then none counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """What made a debt smaller: a payment or a credit note."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days on which debt and rate stayed the same."""

    first: date
    last: date
    days: int
    debt: Decimal
    percent: Decimal
    year_days: int
    source: str
    """Where the percentage comes from, in words."""

    @property
    def amount(self) -> Decimal:
        """Not rounded: only the sum is."""
        return self.debt * self.percent * self.days / (100 * self.year_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What has run on one debt up to one day, with its working."""

    rule: InterestRule
    until: date
    amount: Decimal
    """Rounded once, to cents."""
    fixed_sum: Decimal
    stretches: tuple[Stretch, ...]
    working: tuple[str, ...]
    """Line by line, in words and numbers."""


def half_year(on: date) -> date:
    """The first day of the half-year that holds a day."""
    return date(on.year, 1 if on.month < 7 else 7, 1)
