"""What was collected for a matter, in an order of its own: how a store hands things out says nothing (I3, P4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from harvester.model.decisions import Decision
from harvester.model.ledger import Ledger, Sighting
from harvester.model.mail import Message, Unreadable
from harvester.pipeline.calls import CallRecords


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that was collected for a matter."""

    originals: Iterable[Message | Unreadable]
    sightings: Sequence[Sighting]
    ledger: Ledger
    records: CallRecords = field(default_factory=CallRecords)
    """Calendars and call logs."""
    decisions: Sequence[Decision] = ()
    """Those in force, in the order in which they were taken."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """Fact numbers given before: fact id -> "F-001"."""
    exhibits: Mapping[str, str] = field(default_factory=dict)
    """Numbers of exhibits given before: event key -> "X-001"."""


def sorted_out(originals: Iterable[Message | Unreadable]) -> tuple[list[Message], list[Unreadable]]:
    """What can be read at least in its headers, and what is listed as unreadable; in the order of hashes (I3)."""
    readable, unreadable = [], []
    for original in sorted(originals, key=lambda original: original.sha256):
        if isinstance(original, Message):
            readable.append(original)
            continue
        unreadable.append(original)
        if original.header is not None:
            # C11b: over the size cap or unreadable below its header; listed, and a possible act
            defects = (*original.header.defects, "unreadable")
            readable.append(replace(original.header, defects=defects))
    return readable, unreadable


def in_order(ledger: Ledger) -> Ledger:
    """The rows by what they are about: in which order a store hands them out is nothing to print (P4)."""
    folders = sorted(ledger.folders, key=lambda row: (row.source, row.folder))
    items = sorted(ledger.items, key=lambda note: (note.source, note.folder, note.locator))
    return replace(ledger, folders=tuple(folders), items=tuple(items))


def by_original(sightings: Iterable[Sighting]) -> dict[str, list[Sighting]]:
    """SHA-256 of each original -> where it was seen."""
    found: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        found.setdefault(sighting.sha256, []).append(sighting)
    return found
