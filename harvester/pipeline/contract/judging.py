"""The status of one obligation, in the order of contract.md 3. Pure: what was found goes in, the status comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from harvester.model.contract import ObligationType
from harvester.model.flags import LEDGER, OF_LEDGER
from harvester.model.standing import Doubt, Due, Standing, Status, Working

LATE = frozenset({Status.MET_LATE, Status.CURED, Status.MISSED})
"""What is established to be late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performed:
    """One performance, as far as something shows it."""

    at: datetime
    strength: str
    """E4 … E0 (contract.md 4)."""
    evidence: tuple[str, ...]
    """SHA-256 of the originals that show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """A time in which what was missed can still be performed."""

    begins: datetime | None
    """What was performed before it was not put right within it; None: nobody can say when it began."""
    ends: datetime

    def holds(self, performed: Performed) -> bool:
        """Whether it was performed within this time."""
        return not self.is_after(performed) and performed.at <= self.ends

    def is_after(self, performed: Performed) -> bool:
        """Whether it was performed before this time began."""
        return self.begins is not None and performed.at < self.begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What was found about one obligation."""

    as_of: datetime
    due: Due | None
    """None: nothing started the time limit."""
    strong: Sequence[Performed] = ()
    """Shown well enough, in order of time."""
    weak: Sequence[Performed] = ()
    """Shown, and not well enough."""
    covered: bool = True
    """Everywhere where a performance of the client could have arrived was searched; for ours it is not asked."""
    purged: bool = False
    """Evidence of a time in which it may have been performed was removed: that counts for both sides."""
    cures: Sequence[Cure] = ()
    """The times for cure that a notice opened."""
    own: Cure | None = None
    """For a cure: its own time."""
    deemed: bool = False
    candidates: bool = False
    """Mail of the client may have been the performance."""
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The status, and what decided it."""

    status: Status
    told: str
    """The step that decided, in words."""
    doubt: Doubt | None = None
    by: Performed | None = None


def judged(case: Case) -> Verdict:
    """The first step of contract.md 3 that applies."""
    return _before(case) or _late(case) or _absent(case)


def _before(case: Case) -> Verdict | None:
    """Nothing is late yet, or nobody can say so."""
    if case.due is None:
        return Verdict(status=Status.NOT_TRIGGERED, told="nothing started the time limit")
    if case.disputed:
        return Verdict(status=Status.DISPUTED, told="the proofs contradict each other; no program settles that")
    first = next(iter(case.strong), None)
    if first and case.own and case.own.is_after(first):
        return Verdict(status=Status.NOT_TRIGGERED, told="what it is given for was done before it began")
    if first and first.at <= case.due.at:
        return Verdict(status=Status.MET, by=first, told="it was performed by then")
    if case.as_of <= case.due.at:
        return Verdict(status=Status.PENDING, told="it is not due yet")
    return None


def _late(case: Case) -> Verdict | None:
    """Performed after it was due, as far as the search carries that."""
    first = next(iter(case.strong), None)
    if case.purged:
        told = "what was collected from a time in which it may have been done was purged"
        return Verdict(status=Status.UNPROVEN, doubt=Doubt.PURGED, told=told)
    if not case.covered:
        told = "not every place where it could have arrived was searched"
        return Verdict(status=Status.UNPROVEN, doubt=Doubt.COVERAGE, told=told)
    if first and any(cure.holds(first) for cure in case.cures):
        return Verdict(status=Status.CURED, by=first, told="it was performed later, within the time for cure")
    return Verdict(status=Status.MET_LATE, by=first, told="it was performed later") if first else None


def _absent(case: Case) -> Verdict:
    """Nothing strong enough was found: each other explanation goes before MISSED."""
    if case.weak:
        told = "something suggests that it was performed, and does not show it well enough"
        return Verdict(status=Status.UNPROVEN, doubt=Doubt.WEAK_EVIDENCE, by=case.weak[0], told=told)
    if case.candidates:
        told = "mail of the client may have been the performance; a person must match or reject it"
        return Verdict(status=Status.UNPROVEN, doubt=Doubt.UNMATCHED_CANDIDATES, told=told)
    if case.deemed:
        return Verdict(status=Status.DEEMED_ACCEPTED, told="by the contract, no answer by then counts as approval")
    return Verdict(status=Status.MISSED, told="nothing that performs it was found")


def days_between(due: Due, at: datetime, zone: str) -> int:
    """Difference of dates: due on the 13th, done in the first second of the 14th is one day late."""
    return (at.astimezone(ZoneInfo(zone)).date() - due.on).days


def stood(found: Standing, case: Case, verdict: Verdict, zone: str) -> Standing:
    """The standing by a verdict: days, proof, what needs a look, and the last step of the working."""
    due, by = case.due, verdict.by
    proven = by is not None and verdict.status is not Status.UNPROVEN
    late = due is not None and verdict.status in LATE
    # what is late by our search may have come in a mail that nobody matched: it is printed, and holds the claim back
    unsure = bool(found.candidates) and (late or verdict.status is Status.DEEMED_ACCEPTED)
    running = verdict.status is Status.MISSED and any(cure.ends >= case.as_of for cure in case.cures)
    needless = case.due is not None and verdict.status is Status.NOT_TRIGGERED
    shown = by.evidence if by else ()
    counted = due is not None and late and found.obligation.type is not ObligationType.MEETING
    ended = by.at if by else found.judged_until or case.as_of
    return replace(
        found,
        status=verdict.status,
        doubt=verdict.doubt,
        due=None if needless else due,
        satisfied_at=by.at if by and proven else None,
        days_late=days_between(due, ended, zone) if due and counted else None,
        claim="review" if unsure else "firm",
        strength=by.strength if by else None,
        evidence=tuple(dict.fromkeys((*found.evidence, *shown))),
        performed_by=shown if proven else (),
        flags=_flags(found, running=running, needless=needless, unsure=unsure),
        candidates=found.candidates if unsure or verdict.status is Status.UNPROVEN else (),
        steps=(*(due.steps if due else ()), _last_step(verdict, found.flags)),
    )


def _flags(found: Standing, **told: bool) -> tuple[str, ...]:
    named = {"running": "cure_running", "needless": "done_before", "unsure": "other_mail"}
    return (*found.flags, *(named[name] for name, holds in told.items() if holds))


def _last_step(verdict: Verdict, flags: Sequence[str]) -> Working:
    ledger = next((OF_LEDGER[flag.removeprefix(LEDGER)] for flag in flags if flag.startswith(LEDGER)), "")
    # a payment that was purged is doubtful for that, whatever else the ledger leaves open
    told = verdict.told if verdict.doubt is Doubt.PURGED else ledger or verdict.told
    doubt = f" ({verdict.doubt.value.replace('_', ' ')})" if verdict.doubt else ""
    return Working(rule="status", words=told, value=f"{verdict.status.value.replace('_', ' ')}{doubt}")
