"""The table of late interest rules and the reference rates behind it: data, each row with its source (contract.md 6).

rules.toml             one table a rule; what its keys mean stands at its head
reference_rates.csv    series, half_year_from, percent, source: one row a half-year, never filled in by a guess

A user adds rows in a file with the same columns. A row that contradicts another is an error: one of them is wrong.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from io import StringIO
from typing import Any

from harvester.errors import UsageError
from harvester.model.interest import FixedSum, InterestRule, RateSeries, ReferenceRate

FILE = "reference_rates.csv"
COLUMNS = ("series", "half_year_from", "percent", "source")
SERIES = {
    "ecb": "main refinancing rate of the European Central Bank",
    "bundesbank": "Basiszinssatz of the Deutsche Bundesbank",
    "bank_of_england": "Bank Rate of the Bank of England",
}
"""Series that may be named, with their names in words."""

_Rates = dict[str, dict[date, ReferenceRate]]


def rules(own: str = "", place: str = "") -> Mapping[str, InterestRule]:
    """Every rule by its id. `own`: text of a user's file of reference rates, `place`: where it stands.

    Raises UsageError, with file and line, when that file cannot be used.
    """
    known = series(own, place)
    return {name: _rule(name, table, known) for name, table in _tables().items()}


def series(own: str = "", place: str = "") -> Mapping[str, RateSeries]:
    """Every series of reference rates by its id, with the rows of the user's file added."""
    found = _read(_shipped(FILE), FILE, {name: {} for name in SERIES})
    if own:
        found = _read(own, place, found)
    return {
        name: RateSeries(id=name, name=words, place=place or FILE, rates=found[name]) for name, words in SERIES.items()
    }


@cache
def _shipped(name: str) -> str:
    return (resources.files(__name__) / name).read_text(encoding="utf-8")


@cache
def _tables() -> Mapping[str, dict[str, Any]]:
    return tomllib.loads(_shipped("rules.toml"))


def _rule(name: str, table: Mapping[str, Any], known: Mapping[str, RateSeries]) -> InterestRule:
    return InterestRule(
        id=name,
        name=table["name"],
        source=table["source"],
        currency=table["currency"],
        points=Decimal(table["points"]),
        series=known[table["series"]],
        fixed_at_start=table["fixed"] == "start",
        year_days=table["year"],
        sums=tuple(_sum(row) for row in table["sums"]),
    )


def _sum(row: Mapping[str, str]) -> FixedSum:
    limit = row.get("below") or row.get("up_to")
    return FixedSum(sum=Decimal(row["sum"]), limit=Decimal(limit) if limit else None, inclusive="up_to" in row)


def _read(text: str, place: str, known: _Rates) -> _Rates:
    found = {name: dict(rates) for name, rates in known.items()}
    for number, row in _rows(text, place):
        where = f"{place}, line {number}"
        name, start, rate = _row(row, where)
        before = found[name].get(start)
        if before and before.percent != rate.percent:
            raise UsageError(
                f"{where}: {rate.percent} % for {name} from {start} contradicts {before.percent} % ({before.source}).",
                "Look it up, and take the wrong row out.",
            )
        found[name][start] = rate
    return found


def _rows(text: str, place: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise UsageError(
                f"{place} does not have the columns {', '.join(COLUMNS)}.", "Write them as its first line."
            )
        for row in reader:
            yield reader.line_num, {key: value or "" for key, value in row.items() if key}
    except csv.Error as error:
        raise UsageError(f"{place}, line {reader.line_num + 1}: {error}.", "Correct this line.") from None


def _row(row: Mapping[str, str], where: str) -> tuple[str, date, ReferenceRate]:
    name = row["series"]
    if name not in SERIES:
        raise UsageError(f"{where}: there is no series “{name}”.", f"Known are {', '.join(SERIES)}.")
    try:
        start, percent = date.fromisoformat(row["half_year_from"]), Decimal(row["percent"])
    except (ValueError, InvalidOperation):
        start, percent = date.min, Decimal("NaN")
    if (start.month, start.day) not in {(1, 1), (7, 1)} or not percent.is_finite() or abs(percent) > 100:
        raise UsageError(f"{where}: this is no rate of a half-year.", "Write e.g. ecb,2026-01-01,2.15,SOURCE.")
    if not row["source"].strip():
        raise UsageError(f"{where}: this rate has no source.", "Name where it was looked up.")
    return name, start, ReferenceRate(percent=percent, source=row["source"].strip())
