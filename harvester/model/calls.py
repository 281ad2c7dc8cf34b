"""Phone calls and meetings as the measurement sees them (measurement.md M, R19, R20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How a call ended (interfaces.md, call log)."""

    ATTENDED = "attended"
    MISSED = "missed"
    VOICEMAIL = "voicemail"
    DECLINED = "declined"
    NO_SHOW_BY_CLIENT = "no_show_by_client"
    NO_SHOW_BY_US = "no_show_by_us"
    CANCELLED_BY_CLIENT = "cancelled_by_client"
    CANCELLED_BY_US = "cancelled_by_us"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call or meeting with the client."""

    id: str
    start: datetime
    end: datetime
    direction: str
    """ "in" or "out": who placed it or invited."""
    outcome: Outcome
    people: tuple[str, ...] = ()
    """Addresses of the client's people in it."""
    title: str = ""
    noticed_at: datetime | None = None
    """For cancellations: when the notice was given."""
    declined_by_all: bool = False
    """Every invited person of the client declined (R20b)."""
    threads: tuple[str, ...] = ()
    """An annotation restricts what an attended call closes to these threads; empty: all (R19)."""
    closes: bool = True
    """False: a person said that it settled nothing; then it is contact and no more (C13)."""
    sha256: str | None = None
    """The original that the outcome rests on."""
