"""A TOML file read entry by entry: every value checked, every problem kept with its line, none of them fatal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from harvester.config.lines import Lines
from harvester.model import values
from harvester.model.values import meant, none_of

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

_IMPOSSIBLE = re.compile(r"(=\s*)(\d{4}-\d\d-\d\d)(?=\s*(?:[,}\]#]|$))", re.MULTILINE)
_NUMBERED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
LONGEST = 4000
"""Characters of one text; what is longer is no clause."""


def defused(text: str) -> str:
    """The text with dates that no calendar has as words, so that they are reported with everything else."""
    return _IMPOSSIBLE.sub(lambda found: found[1] + (found[2] if _is_date(found[2]) else f'"{found[2]}"'), text)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class Problems:
    """What is wrong with one file, by line."""

    def __init__(self, text: str) -> None:
        self.found: list[tuple[int, str]] = []
        self._lines = Lines(text)

    def add(self, place: tuple[str, int], name: str, key: str, told: str) -> None:
        """Keeps a problem; `place` is the table and its number, `name` how a person calls it."""
        line = self._lines.of((*filter(None, place[:1]), *place[1:], *key.split(".")))
        where = f"line {line}, {name}" if line else name
        self.found.append((line, f"{where}{f', {key}' if key else ''}: {told}"))

    def listed(self) -> list[str]:
        """Every problem once, in the order of the file."""
        return list(dict.fromkeys(told for _, told in sorted(self.found, key=lambda one: one[0])))


class Entry:
    """One table of the file."""

    def __init__(self, data: Mapping[str, Any], problems: Problems, place: tuple[str, int], name: str) -> None:
        self.data = data
        self.problems = problems
        self.place = place
        self.name = name
        self._known: set[str] = set()
        self._outer = ""

    def problem(self, key: str, told: str) -> None:
        """Something is wrong with a key of this table."""
        self.problems.add(self.place, self.name, ".".join(filter(None, (self._outer, key))), told)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text on one line; "" when it is missing."""
        value = self._valued(key, values.text, required)
        if value is None:
            return ""
        if len(value) > LONGEST:
            self.problem(key, f"is longer than {LONGEST} characters")
        plain = " ".join(value.split())
        if required and not plain:
            self.problem(key, "is empty")
        return plain

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.problem(key, 'should be a list of texts, e.g. ["texts"]')
            return ()
        return tuple(value)

    def choice(self, key: str, kind: type[E], *, required: bool = False) -> E | None:
        """One of the words of an enum."""
        value = self._get(key, required)
        if value is None:
            return None
        known = [one.value for one in kind]
        if value in known:
            return kind(value)
        self.problem(key, none_of(str(value), known))
        return None

    def parsed(self, key: str, parse: Callable[[str], T]) -> T | None:
        """A text that `parse` accepts; its ValueError becomes the problem."""
        return self._valued(key, lambda value: parse(values.text(value)))

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date; one that can be read in two ways is asked for again (G3)."""
        value = self._get(key, required)
        return None if value is None else self.as_day(key, value)

    def days(self, key: str) -> tuple[date, ...]:
        """A list of dates."""
        value = self._get(key)
        if value is not None and not isinstance(value, list):
            self.problem(key, "should be a list of dates, e.g. [2026-12-24]")
            return ()
        return tuple(day for one in value or () if (day := self.as_day(key, one)))

    def as_day(self, key: str, value: object) -> date | None:
        """A date out of a value that was read already."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.problem(key, _date_told(value))
        return None

    def clock(self, key: str) -> time | None:
        """A time of day, 17:00:00."""
        value = self._get(key)
        if value is not None and not isinstance(value, time):
            self.problem(key, "should be a time of day without quotation marks, e.g. 17:00:00")
            return None
        return value

    def whole(self, key: str, *, required: bool = False) -> int | None:
        """A whole number above nought."""
        value = self._get(key, required)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 10_000:
            self.problem(key, "should be a whole number between 1 and 10000")
            return None
        return value

    def money(self, key: str, *, required: bool = False, zero: bool = False) -> Decimal | None:
        """An amount of money, above nought (`zero`: or nought), in quotation marks so that nothing is rounded."""
        value = self._get(key, required)
        if value is None:
            return None
        if isinstance(value, bool | float) or not isinstance(value, str | int):
            self.problem(key, 'should be an amount in quotation marks, e.g. "4800.00"')
            return None
        try:
            amount = Decimal(value)
        except InvalidOperation:
            self.problem(key, f"“{value}” is no amount; write it with a point and without separators, e.g. 4800.00")
            return None
        if not amount.is_finite() or amount < 0 or (amount == 0 and not zero):
            self.problem(key, f"{value} is no amount above nought")
            return None
        return amount

    def boolean(self, key: str) -> bool | None:
        """`true` or `false`; None when it is missing."""
        return self._valued(key, values.truth)

    def inner(self, key: str, *, required: bool = False) -> Entry | None:
        """A table inside this one."""
        value = self._get(key, required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.problem(key, "should be a table in braces { … }")
            return None
        return self.within(key, value)

    def inners(self, key: str) -> list[Entry]:
        """A list of tables inside this one."""
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.problem(key, "should be a list of tables: [ { … }, { … } ]")
            return []
        return [self.within(key, one) for one in value]

    def raw(self, key: str) -> Any:
        """The value as it stands, for keys that take several forms."""
        return self._get(key)

    def within(self, key: str, data: Mapping[str, Any]) -> Entry:
        """A table that stands under a key of this one."""
        entry = Entry(data, self.problems, self.place, self.name)
        entry._outer = f"{self._outer}.{key}" if self._outer else key
        return entry

    def done(self) -> None:
        """Every key that was not asked for is unknown; the nearest known one is named."""
        for key in self.data:
            if key not in self._known:
                self.problem(key, f"is unknown; {meant(key, self._known)}")

    def _valued(self, key: str, read: Callable[[Any], T], required: bool = False) -> T | None:
        """What `read` makes of a value; its ValueError becomes the problem."""
        value = self._get(key, required)
        try:
            return None if value is None else read(value)
        except ValueError as error:
            self.problem(key, str(error))
            return None

    def _get(self, key: str, required: bool = False) -> Any:
        self._known.add(key)
        if required and key not in self.data:
            self.problem(key, "is missing")
        return self.data.get(key)


def _date_told(value: object) -> str:
    """G3: 5.4.2026 is 5 April here and 4 May there; nobody guesses."""
    parts = _NUMBERED.fullmatch(str(value).strip())
    if not parts:
        return f"“{value}” is no date; write it without quotation marks, year first: 2026-04-05"
    first, second, year = (int(part) for part in parts.groups())
    readings = [f"{year:04}-{month:02}-{day:02}" for day, month in ((first, second), (second, first))]
    possible = list(dict.fromkeys(one for one in readings if _is_date(one)))
    if len(possible) == 2:
        return f"“{value}” can be read as {' or '.join(possible)}; write the one that is meant, without quotation marks"
    if possible:
        return f"“{value}” should be written {possible[0]}, without quotation marks"
    return f"“{value}” is a day that no calendar has"
