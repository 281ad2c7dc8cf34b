"""All that an analysis needs beside evidence: both sides, sources, thresholds, phrases, and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from harvester.model.matter import Party, WorkingHours
from harvester.model.phrases import Phrases
from harvester.model.thresholds import Thresholds

if TYPE_CHECKING:
    from harvester.model.contract import Contract


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
