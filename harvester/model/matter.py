"""Who the sides are, by which clock they work, and the thresholds: all that an analysis needs beside evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.model.contract import Contract  # which speaks of sides and working hours itself


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Every threshold of measurement.md, with its default."""

    chaser_hours: float = 4
    attended_call_closes: bool = True
    clock_ahead_minutes: float = 5
    transit_delay_minutes: float = 15
    date_implausible_hours: float = 72
    sent_copy_hours: float = 24
    closing_words: int = 12
    subject_link_days: float = 30
    answered_call_seconds: float = 30
    purge_days: float = 30
    min_business_hours: float = 16
    unanswered_business_days: float = 3
    silence_business_days: float = 5
    deadline_days: float = 3
    invoice_days: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Phrase data of the rules X, C5, C7 and D4: one tuple for all languages, casefolded, with straight apostrophes.

    " ... " in a phrase stands for up to eight words of the same sentence; "^ " at its start, for the start of a clause.
    """

    requests: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()
    """A chaser in words: "I am still waiting" (X3)."""
    not_requests: tuple[str, ...] = ()
    rhetorical: tuple[str, ...] = ()
    """Whole questions that nobody is to answer: "the result"; with " ..." at the end, all that begin so."""
    conditions: tuple[str, ...] = ()
    """What a sentence begins with that asks for something only in a case that may never come: "if", "should you"."""
    no_reply_needed: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    not_closings: tuple[str, ...] = ()
    """What makes a closing doubtful: "thanks in advance", "ok, but" (X2)."""
    releases: tuple[str, ...] = ()
    """What says that a question is settled, withdrawn, or was talked about elsewhere (R17)."""
    absence_texts: tuple[str, ...] = ()
    """What an automatic reply says, so that a person's words under a machine's header are told from it (C5)."""
    not_received: tuple[str, ...] = ()
    """What says that a mail reached no person, without being a delivery report (R13)."""
    bounce_subjects: tuple[str, ...] = ()
    """What the subject of a mail server's report begins with (C4)."""
    absence_subjects: tuple[str, ...] = ()
    """What a subject says before the colon of an absence notice (C7)."""
    reply_prefixes: tuple[str, ...] = ()
    """re, aw, sv …, without colon (D4)."""
    forward_prefixes: tuple[str, ...] = ()
    generic_subjects: tuple[str, ...] = ()
    """Base subjects that name no matter: never joined by subject alone (D4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """What the analysis must know of a source: whose mailbox it is and how far it reaches."""

    name: str
    kind: str
    live: bool
    addresses: frozenset[str] | None = None
    """Whose mailbox it is; None: to be found by K2's default."""
    login: str = ""
    complete: bool = False
    exported_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """Both sides, their clocks, the sources and the thresholds."""

    key: str
    """`[clients.KEY]`, or what the user typed for CLIENT."""
    us: Party
    client: Party
    us_hours: WorkingHours
    client_hours: WorkingHours
    sources: tuple[SourceView, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)
    phrases: Phrases = field(default_factory=Phrases)
    own_servers: frozenset[str] = frozenset()
    """Names under which our own mail servers write Authentication-Results, beside those that are learned (S6)."""
    own_homes: frozenset[str] = frozenset()
    """Domains of our own addresses that no stranger shares: whoever else is at one of them is a colleague (K2)."""
    folders_gone: frozenset[tuple[str, str]] = frozenset()
    """(source, folder) that a person marked as gone."""
    purged_before: datetime | None = None
    """What was collected of earlier times was removed for good: no absence in them is established."""
    contract: Contract | None = None
    """What the sides promised each other, as far as a person entered it."""
