"""What the harvest hands over at once: it stands or falls together (H1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from harvester.model.ledger import FolderCoverage, ItemNote
from harvester.model.source import Cursor, FolderState, Item, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The folder that a batch comes from."""

    source: str
    kind: str
    folder: str
    role: Role
    uidvalidity: int


class Found(NamedTuple):
    """A message of the matter, whole, with the salted hashes of its own id and of those it refers to."""

    item: Item
    key: bytes = b""
    """Hash of its Message-ID."""
    refers: tuple[bytes, ...] = ()


class Foreign(NamedTuple):
    """A message seen and not of the matter: nothing but salted hashes is kept of it."""

    uid: int
    ids: tuple[bytes, ...]
    """Its own first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A message that could not be stored, and what the next pull must know of it."""

    uid: int
    note: ItemNote
    header_read: bool
    gone: bool = False
    """It left the server: asking again is of no use."""
    key: bytes = b""
    """Hash of its Message-ID, to find out whether it was seen elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One transaction: what was found, what was not of the matter, what failed, and the cursor after it."""

    place: Place
    seen_at: datetime
    found: Sequence[Found] = ()
    foreign: Sequence[Foreign] = ()
    listed: Sequence[Listed] = ()
    refers: Sequence[bytes] = ()
    """Hashes by which others link to what the store holds already."""
    cleared: Sequence[tuple[int, int]] = ()
    """(uidvalidity, uid) of listed messages that turned out to be stored elsewhere, or foreign."""
    cursor: Cursor | None = None
    tally: Mapping[str, Any] = field(default_factory=dict)
    received: int = 0
    """Bytes that the source has sent on the day of `seen_at` so far."""
    afresh: bool = False
    """The folder is swept anew: what was remembered of its foreign messages is void."""


class Added(NamedTuple):
    """How many rows a batch added; the rest was known."""

    originals: int
    sightings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of coverage, with the state of the folder on the server."""

    covered: FolderCoverage
    state: FolderState | None = None
    gone: bool = False
    """The folder no longer exists and nothing is missing for it: the ledger leaves it out."""
