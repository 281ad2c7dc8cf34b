"""How an agreement may be ended: what its clauses say, and what follows from them (conversation.md 1, checks)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from harvester.model.matter import Side


class EndingPoint(StrEnum):
    """What must be known before anybody says that the work ends."""

    CONVENIENCE = "convenience"
    """Without a reason, usually by notice."""
    CAUSE = "cause"
    """For a reason, usually after notice and a time to put it right."""
    FORM = "form"
    ADDRESS = "address"
    CURE = "cure"
    """The time to put right what notice was given of."""
    HANDOVER = "handover"
    """What is handed over, and what may be kept until it is paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingStep:
    """One point as it stands on the day of the report; only what the contract file says is established."""

    point: EndingPoint
    clause: str = ""
    quote: str = ""
    told: tuple[str, ...] = ()
    """What follows from it, one sentence each."""
    on: date | None = None
    """The day that it leads to, where the clause names a time."""
    owed_by: Side | None = None
    """Who has to do it, where the contract file says so."""
    runs: bool = False
    """For a time to put things right: it has begun, and is not over."""
    established: bool = False
    """False: no entry that a person confirmed speaks of it."""
