"""What became of an obligation: its status, its due date with the working, and the proof (contract.md 3, 4, 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.model.contract import Obligation
    from harvester.model.gaps import MailRef


class Status(StrEnum):
    """The statuses of contract.md 3, and `unconfirmed` for what no person has confirmed."""

    UNCONFIRMED = "unconfirmed"
    NOT_TRIGGERED = "not_triggered"
    PENDING = "pending"
    MET = "met"
    MET_LATE = "met_late"
    CURED = "cured"
    MISSED = "missed"
    WAIVED = "waived"
    EXCUSED = "excused"
    DEEMED_ACCEPTED = "deemed_accepted"
    UNPROVEN = "unproven"
    DISPUTED = "disputed"
    NOT_MEASURABLE = "not_measurable"
    VOID = "void"


STATUS_WORDS: Mapping[str, str] = {
    "unconfirmed": "not confirmed by a person",
    "not_triggered": "not started",
    "pending": "not due yet",
    "met": "done in time",
    "met_late": "done late",
    "cured": "done within the time for cure",
    "missed": "not recorded as done",
    "waived": "waived",
    "excused": "excused",
    "deemed_accepted": "counts as accepted",
    "unproven": "not shown",
    "disputed": "disputed",
    "not_measurable": "not measurable",
    "void": "no longer agreed",
}
"""Statuses of contract.md 3, neutral and without law (G10)."""


class Doubt(StrEnum):
    """Why a status is `unproven`."""

    COVERAGE = "coverage"
    PURGED = "evidence_purged"
    WEAK_EVIDENCE = "weak_evidence"
    UNMATCHED_CANDIDATES = "unmatched_candidates"
    GAP_REVIEW = "gap_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """One step from the contract to a result: the rule, what it says, and the value it gives."""

    rule: str
    words: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When something was due, with every step that led there."""

    at: datetime
    """Last instant that is in time, aware UTC (U2)."""
    on: date
    """Its date in the zone of the contract."""
    trigger: datetime | None = None
    """What started the time limit; None for a fixed date."""
    steps: tuple[Working, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeGiven:
    """A mail whose words may have given more time (P1, G8)."""

    sha256: str
    words: str
    """The sentence that quotes it, with a person's decision about it."""
    counts: bool
    """False: a person said that it gives no more time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A call or meeting in which something may have been said that no mail shows (R19, R20b)."""

    call: str
    """Its id."""
    sha256: str | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One question under a response time, and its answer."""

    ask: MailRef
    gap_id: str
    due: Due
    status: Status
    doubt: Doubt | None = None
    satisfied_at: datetime | None = None
    days_late: int | None = None
    evidence: tuple[str, ...] = ()
    time_given: tuple[TimeGiven, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One obligation as it stands at the time of the report."""

    obligation: Obligation
    status: Status
    doubt: Doubt | None = None
    due: Due | None = None
    satisfied_at: datetime | None = None
    days_late: int | None = None
    """Difference of dates; for what is missed, up to the time of the report."""
    claim: str = "firm"
    """ "firm", or "review": something beside it needs a person's look first."""
    strength: str | None = None
    """E4 … E0 of the proof of performance."""
    evidence: tuple[str, ...] = ()
    """SHA-256 of originals: what started the time limit, and what performed it."""
    performed_by: tuple[str, ...] = ()
    """SHA-256 of what performed it, among `evidence`."""
    flags: tuple[str, ...] = ()
    instances: tuple[Instance, ...] = ()
    candidates: tuple[MailRef, ...] = ()
    """Mail of the client that may have been the performance and was not judged by a person."""
    spoken: tuple[Spoken, ...] = ()
    """Where an approval of the client is late or missing: calls and meetings in which it may have been given."""
    time_given: tuple[TimeGiven, ...] = ()
    """Where it is late: mail that may have given more time."""
    late_dependencies: tuple[tuple[str, int], ...] = ()
    """Id of what it depends on and was late itself, and by how many days, 0 on the same date (U6)."""
    hangs_on: tuple[str, ...] = ()
    """What stands beside it of both, a sentence each (G9)."""
    received_at: datetime | None = None
    """For notices: when it counts as received."""
    judged_until: datetime | None = None
    """How far the proof reaches: the time of the report, or where the payment ledger ends."""
    steps: tuple[Working, ...] = ()
    decided: tuple[str, ...] = ()
    """What a person decided about it, with name, date and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Something of our own that stands open, late or unproven, and what can still be done (contract.md 7)."""

    what: str
    clause: str
    obligation: str | None
    gap_id: str | None
    evidence: tuple[str, ...]
    fixable: bool
    how: str
    by: datetime | None
    """By when; None where nothing sets a date."""
    proof: str
    """What will show it."""
