"""What one pull of one source carries along: its options, its counts, and what it learned of every folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from harvester.errors import HarvesterError
from harvester.harvest.learned import Learned
from harvester.harvest.matching import Matter
from harvester.model.ledger import FolderCoverage, ItemNote
from harvester.model.source import Cursor, Folder, FolderState, MailSource, Role
from harvester.store import Added, Batch, Listed, Place, Store, packing

_PACKED_BESIDE = 16 * 2**20
"""Bytes of a batch; a larger one is packed when the one before is written, so that memory holds one of them (M1)."""
_TURN = 0.0005
"""Seconds after which a busy thread lets another go on, a tenth of Python's: who stores needs it often and briefly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the configuration and a person say about a pull."""

    since: date | None = None
    complete: bool = False
    """For files: the user declares that the export holds everything."""
    exported_at: datetime | None = None
    gone: Collection[str] = ()
    """Folders that a person marked as gone."""
    confirmed: bool = False
    """A person confirmed that the account holds less than it did."""
    progress: Callable[[str, int, int], None] | None = None
    """Called with folder, messages seen, messages in the folder."""


@dataclass(slots=True)
class Tally:
    """Counts of a folder since it was swept anew; kept with the cursor, so that they survive a crash."""

    seen: int = 0
    handled: int = 0
    """Of the matter, and stored now or before."""
    unmatched: int = 0
    failed: int = 0
    inbound: int = 0
    outbound: int = 0
    last_inbound: str = ""
    """When a server last took in a message that is not ours, as text in UTC; for files its topmost Received."""
    inbound_dated: str = ""
    """For files: the latest plausible Date of such a message that bears no server's stamp."""
    newest_stamped: str = ""
    """For files: the latest time that a server wrote, or that our own machine wrote into our own mail."""
    newest: str = ""
    """For files: the latest plausible Date of any message without a server's stamp."""
    names: list[str] = field(default_factory=list)
    """Full names that the client's addresses go by in this folder."""

    def told(self) -> dict[str, Any]:
        """The counts as plain values."""
        return asdict(self)


@dataclass(slots=True)
class Visit:
    """What this pull learned of one folder."""

    folder: Folder
    start: FolderState
    """Its state when the pull began."""
    state: FolderState
    """Its state when it was last swept."""
    tally: Tally
    cursor: Cursor | None = None
    """As it is in the store."""
    known_before: int = 0
    """Messages that earlier pulls had seen in it."""
    swept: bool = False
    """Opened by this pull; else nothing had come or gone."""
    stored: int = 0
    """New originals since the folder was last begun anew."""
    seen_of_start: int = 0
    """Headers that this pull read of the messages that were there when it began."""
    seen_now: int = 0
    """Headers that this pull read in it, since it was last begun anew."""
    moved_in: int = 0
    """Headers of messages that arrived in the folder during the pull and are older than it."""
    frozen: bool = False
    """A part of the folder could not be seen: its cursor stays where it is."""
    problems: list[str] = field(default_factory=list)

    @property
    def lasting_cursor(self) -> Cursor | None:
        """The cursor that the tally may be kept with."""
        return None if self.frozen else self.cursor


@dataclass(slots=True)
class Run:
    """One pull of one source."""

    source: MailSource
    matter: Matter
    store: Store
    now: datetime
    options: Options
    listed: tuple[tuple[str, int, Listed], ...] = ()
    """(folder, UIDVALIDITY, …) of what earlier pulls could not store."""
    before: tuple[FolderCoverage, ...] = ()
    """The rows of earlier pulls."""
    peer: str = ""
    visits: dict[str, Visit] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    """Folders that were not searched, with the reason."""
    left_out: set[str] = field(default_factory=set)
    """Those of them that the configuration leaves out."""
    roles: dict[str, Role] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    """Folder -> messages that left the server while this pull was reading them, and were seen nowhere else."""
    lost_source: str = ""
    """Why the source as a whole could not be searched to its end."""
    originals: int = 0
    sightings: int = 0
    grown: bool = False
    """Ids came into the matter, or foreign messages were seen."""
    rules: str = ""
    """Hash of the matching rules and the window."""
    learned: Learned = field(init=False)
    purged: frozenset[bytes] = frozenset()
    """Keys of mail that a person had purged: it is seen, counted as known, and not fetched again."""
    _known: set[bytes] | None = None
    _waiting: tuple[Visit, Batch, Future[Added]] | None = None

    def __post_init__(self) -> None:
        self.rules = self.matter.rules(self.options.since)
        self.learned = Learned(self.matter, self.store)

    @property
    def known(self) -> set[bytes]:
        """Hashes of all ids of the matter; this run adds to them."""
        if self._known is None:
            self._known = self.store.matter_ids()
        return self._known

    def place(self, visit: Visit) -> Place:
        """Where the messages of a visit lie."""
        return Place(
            source=self.source.name,
            kind=self.source.kind,
            folder=visit.folder.name,
            role=visit.folder.role,
            uidvalidity=visit.state.uidvalidity,
        )

    def dealt_with(self, visit: Visit) -> set[int]:
        """Numbers of a folder that are stored, were found foreign, or are listed."""
        place = self.place(visit)
        told = set(self.store.sighted(place))
        for folder, validity, message in self.store.foreign(place.source):
            if (folder, validity) == (place.folder, place.uidvalidity):
                told.add(message.uid)
        for folder, validity, listed in self.store.listed(place.source):
            if (folder, validity) == (place.folder, place.uidvalidity):
                told.add(listed.uid)
        return told

    def keep(self, visit: Visit, batch: Batch) -> None:
        """Stores a batch and counts what it added; it is on the disk when this returns."""
        self.hand_over(visit, batch)
        self.settle()

    def hand_over(self, visit: Visit, batch: Batch) -> None:
        """Stores a batch while the caller fetches the next; the one before is on the disk when this returns.

        Its messages are packed while that one is written. `settle` waits for the last one.
        """
        small = sum(len(found.item.raw) for found in batch.found) <= _PACKED_BESIDE
        begun = packing(batch.found) if small else None
        self.settle()
        for found in batch.found:
            self.known.update((found.key, *found.refers))
        self.grown = self.grown or bool(batch.found or batch.foreign or batch.refers)
        self.known.update(batch.refers)
        received = replace(batch, received=self.source.traffic.received)
        self._waiting = (visit, received, _storekeeper().submit(self.store.add_batch, received, begun))

    def settle(self) -> None:
        """Waits for what was handed over; it is on the disk when this returns."""
        if self._waiting is None:
            return
        (visit, batch, storing), self._waiting = self._waiting, None
        added = storing.result()
        visit.stored += added.originals
        visit.cursor = batch.cursor or visit.cursor
        self.originals += added.originals
        self.sightings += added.sightings


def said(error: HarvesterError) -> str:
    """What an error says, as a reason that stands inside a sentence."""
    return error.fact.rstrip(".")


@cache
def _storekeeper() -> ThreadPoolExecutor:
    """One thread, so that batches are stored in their order."""
    sys.setswitchinterval(_TURN)
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What a pull of one source brought, and what it could not look at."""

    rows: tuple[FolderCoverage, ...]
    originals: int
    """New ones."""
    sightings: int
    items: tuple[ItemNote, ...]
    """Everything of the source that is listed as failed or excluded, from this pull or an earlier one."""
    error: HarvesterError | None = None
    """What ended the pull early: the coverage says so too, and other sources can go on."""
