"""What may be said: a sentence, and its proof (evidence.md 4)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from harvester.model.matter import Side

LEFT_OUT = "[words left out]"
"""Stands in quotation marks for what nobody should read out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One original that a sentence rests on."""

    sha256: str
    message_id: str | None = None
    event_uid: str | None = None
    exhibit: str | None = None
    quote: str | None = None
    """Words in quotation marks, found again in the cited part or the build fails."""
    part: str = ""
    """Where the quote stands: "header:Subject" or a part path."""


def of_obligation(client: str, obligation: str) -> str:
    """Id of the fact about an obligation: two clients may have one of the same name."""
    return f"obligation:{client}:{obligation}"


def of_invoice(client: str, number: str) -> str:
    """Id of the fact about an invoice."""
    return f"invoice:{client}:{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One dated, neutral sentence. It cannot be built without evidence."""

    no: str
    """ "F-001"; once given it stays."""
    fact_id: str
    at: datetime | date
    precision: str
    """ "second" or "day"."""
    party: Side
    """Whose act or omission it speaks of."""
    kind: str
    """unanswered, late_answer, absence_notice, undelivered, call_attempt …"""
    statement: str
    people: tuple[str, ...]
    evidence: tuple[Citation, ...]
    claim: str
    """ "firm", "review" or "not_established" """
    strength: str
    """E4 … E0 (contract.md 4)."""
    status: str = "proposed"
    reason: str | None = None
    """Why it is not firm, in words; or a person's reason for a decision."""
    clause: str | None = None
    obligation: str | None = None
    coverage: str = ""
    """Which channels were searched, up to when."""
    beside: tuple[str, ...] = ()
    """Sentences that belong beside it: what speaks for the other side (P2)."""
    gap_id: str | None = None
    fingerprint: str = ""
    """Changes with opener, closer, status or claim, not with `as_of`: what a person accepted was this."""
    reviewed: str | None = None
    """Who decided its status, when and why."""
    fix: str | None = None
    """For our own side: what can still be put right."""

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"fact {self.fact_id} has no evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """A fact that a person accepted and that the list holds no more."""

    no: str
    fact_id: str
    told: str
    """Which it was, what came since, and that it is not to be said."""
    evidence: tuple[str, ...]
    """SHA-256 of the originals that `told` rests on."""
    decision: int
    """Number of the decision that accepted it."""
    at: datetime
    """When it was accepted."""
    now: tuple[str, ...] = ()
    """Numbers of the facts that tell what came of it."""


def fingerprint(*parts: str) -> str:
    """Hash of what a person accepts in a fact (evidence.md 4)."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
