"""Taking originals out of a store for good, with an entry that says which and why (retention).

The bytes go, out of the file as well; the entry keeps hash, size, time, places and reason, so that `verify` can tell
a purge from a loss, and so that no later pull brings the same mail back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from harvester.store.cells import instant, instant_text
from harvester.store.journal import Entry, append, entries
from harvester.store.opening import chunks, marks, scalar

PURGE = "purge"
"""Kind of the entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """One original that goes."""

    sha256: str
    media_type: str
    at: datetime
    """The latest time that is known of it."""
    key: bytes = b""
    """By which a pull knows the same mail again, whatever a server adds to it; b"" for what is no mail."""
    seen: tuple[tuple[str, str], ...] = ()
    """(source, folder) of every place in which it was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """What a person had purged of one client."""

    client: str
    before: datetime
    by: str
    reason: str
    originals: tuple[Gone, ...]
    facts: tuple[str, ...] = ()
    """Ids of facts that rested on them."""
    decisions: tuple[int, ...] = ()
    """Ids of decisions about them."""
    kept: tuple[tuple[str, str], ...] = ()
    """(SHA-256, other client) of what is as old and stays, being the other client's too."""
    names: frozenset[bytes] = frozenset()
    """Salted hashes of the client's addresses and domains: under another key it is the same client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """One entry of the journal about a purge."""

    seq: int
    hash: str
    at: datetime
    purge: Purge


def write_purge(connection: Connection, purge: Purge, at: datetime) -> int:
    """Removes the bytes and writes the entry, inside the caller's transaction; returns the entry's number."""
    shas = [one.sha256 for one in purge.originals]
    for chunk in chunks(shas):
        connection.execute(f"DELETE FROM originals WHERE sha256 IN ({marks(chunk)})", chunk)  # noqa: S608 (marks)
    return append(connection, PURGE, _payload(purge), at)


def purged(connection: Connection) -> Iterator[Purged]:
    """Every purge of the store, in order."""
    for entry in entries(connection, PURGE):
        yield Purged(seq=entry.seq, hash=entry.hash, at=entry.at, purge=_purge(entry))


def purged_shas(connection: Connection) -> set[str]:
    """SHA-256 of everything that was ever purged."""
    if not scalar(connection, "SELECT 1 FROM journal WHERE kind = ? LIMIT 1", (PURGE,)):
        return set()
    return {one.sha256 for done in purged(connection) for one in done.purge.originals}


def shas_of(payload: Mapping[str, Any]) -> Sequence[str]:
    """SHA-256 of what an entry says was purged."""
    return [one["sha256"] for one in payload["originals"]]


def _payload(purge: Purge) -> dict[str, Any]:
    return {
        "client": purge.client,
        "before": instant_text(purge.before),
        "by": purge.by,
        "reason": purge.reason,
        "originals": [_row(one) for one in purge.originals],
        "facts": sorted(purge.facts),
        "decisions": sorted(purge.decisions),
        "kept": [{"sha256": sha256, "client": client} for sha256, client in sorted(purge.kept)],
        "names": sorted(name.hex() for name in purge.names),
    }


def _row(one: Gone) -> dict[str, Any]:
    return {
        "sha256": one.sha256,
        "media_type": one.media_type,
        "at": instant_text(one.at),
        "key": one.key.hex(),
        "seen": [{"source": source, "folder": folder} for source, folder in sorted(set(one.seen))],
    }


def _purge(entry: Entry) -> Purge:
    told = entry.payload
    return Purge(
        client=told["client"],
        before=instant(told["before"]),
        by=told["by"],
        reason=told["reason"],
        originals=tuple(map(_gone, told["originals"])),
        facts=tuple(told["facts"]),
        decisions=tuple(told["decisions"]),
        kept=tuple((one["sha256"], one["client"]) for one in told["kept"]),
        names=frozenset(map(bytes.fromhex, told.get("names", ()))),
    )


def _gone(row: Mapping[str, Any]) -> Gone:
    return Gone(
        sha256=row["sha256"],
        media_type=row["media_type"],
        at=instant(row["at"]),
        key=bytes.fromhex(row["key"]),
        seen=tuple((one["source"], one["folder"]) for one in row["seen"]),
    )
