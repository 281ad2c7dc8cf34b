"""Who the sides are, and by which clock they work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Side(StrEnum):
    """Party of an address (A1). The values are the public spelling."""

    US = "us"
    CLIENT = "client"
    THIRD = "third"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person with all their addresses (A8)."""

    emails: tuple[str, ...]
    name: str = ""
    role: str = ""
    contact: bool = False
    phones: frozenset[str] = frozenset()
    """Their numbers, as `model.phones.normal_number` gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A side: its own addresses, its domains, its people."""

    name: str
    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """A working week with its closed days (measurement.md B)."""

    timezone: str
    week: Mapping[int, tuple[tuple[int, int], ...]]
    """Weekday (Monday = 0) -> half-open intervals in minutes after local midnight; 1440 is 24:00."""
    closed: frozenset[date] = frozenset()
    first: date = date(2000, 1, 1)
    """First and last date that the snapshot of holidays covers; outside, asking is an error (B4)."""
    last: date = date(2099, 12, 31)
    source: str = ""
    """Where the closed days come from: library, version, country, subdivision."""
    assumed: bool = False
    """Zone, week or holidays were not configured (B9)."""
