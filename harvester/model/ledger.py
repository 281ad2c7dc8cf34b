"""Where things were seen, and how complete the search was (evidence.md 1, measurement.md K)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from harvester.model.source import Role

MISSING = "missing since the last pull"
"""Why nothing follows from a folder that the source has no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One place in which an original was seen."""

    sha256: str
    source: str
    kind: str
    folder: str
    role: Role
    uidvalidity: int
    uid: int
    internal_date: datetime | None = None
    not_after: datetime | None = None
    flags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    locator: str = ""
    headers_only: bool = False
    seen_at: datetime | None = None
    """When the pull that first saw it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderCoverage:
    """One row of the ledger: a folder of a source in its last attempted sweep."""

    source: str
    kind: str
    folder: str
    role: Role = Role.OTHER
    live: bool
    swept_at: datetime
    """Start of the pull that attempted it."""
    reach: datetime | None
    """Up to when this folder was completely searched: start of its last good sweep, or `exported_at`. None: never."""
    first_good_sweep: datetime | None = None
    """Start of the first good sweep: K6."""
    since: datetime | None = None
    """Lower end of the window; None: everything."""
    on_server: int = 0
    seen: int = 0
    matched: int = 0
    stored: int = 0
    known: int = 0
    """Matched, and stored by an earlier sweep or from another folder."""
    excluded: int = 0
    failed: int = 0
    unmatched: int = 0
    inbound: int = 0
    """Messages of any sender seen that are not ours; with `outbound` the test of an empty source (K2)."""
    outbound: int = 0
    last_inbound: datetime | None = None
    """Newest arrival of a message that is not ours, whoever wrote it; None: not known."""
    complete: bool = False
    reason: str = ""
    """Why it is not complete, in words; "" when it is."""
    chosen: bool = False
    """Not complete because the user chose or declared it so, and for no other reason: no attempt failed."""
    declared: bool = False
    """Completeness rests on the user's word (`complete = true`), not on a sweep of a server."""
    peer: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNote:
    """A single message that failed or was excluded, with the reason."""

    source: str
    folder: str
    locator: str
    reason: str
    at: datetime | None = None
    """Time by its header, where that could be read: C11b counts it in the gaps it lies in."""
    authors: tuple[str, ...] = ()
    excluded: bool = False
    gone: bool = False
    """It left the mailbox while it was read, and was seen nowhere else: no later pull can have it."""


def still_unread(row: FolderCoverage, items: Iterable[ItemNote]) -> int:
    """How many of the failed messages of a folder a later pull may have; what left the mailbox is told, and no failure.

    The pull during which one left has a reason of its own (evidence.md 1).
    """
    here = [one for one in items if (one.source, one.folder) == (row.source, row.folder) and not one.excluded]
    left = sum(one.gone for one in here)
    return min(row.failed, len(here) - left) if left else row.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All rows: what was searched, and what could not be."""

    folders: tuple[FolderCoverage, ...] = ()
    items: tuple[ItemNote, ...] = ()
    as_of: datetime | None = None
    """K1: start of the last pull that tried every live mail source; for files the earliest `exported_at`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """For the coverage line printed with every list and in every JSON document."""

    source: str
    kind: str
    folders: tuple[str, ...]
    to: datetime | None
    declared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What could not be looked at."""

    source: str
    folder: str
    reason: str
    blocks: bool = False
    """True: it stands in the way of every claim of absence, whatever its time."""
