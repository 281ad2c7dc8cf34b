"""The chain of entries: each carries the hash of the one before (evidence.md 2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from sqlite3 import Connection
from typing import Any, NamedTuple

from harvester.store import schema
from harvester.store.cells import canonical, instant, instant_text
from harvester.store.opening import insert, rows, scalar

START = "0" * 64
"""What the first entry carries in place of a hash."""


CREATED = "created"
"""Kind of the first entry: by which schema the store was made."""


LINKED, RECEIVED = PREFIXES = ("linked:", "received:")
"""How the settings begin that the journal says nothing of: how far links were followed, what a source has sent."""


class Entry(NamedTuple):
    """One entry of the journal, read."""

    seq: int
    at: datetime
    kind: str
    payload: Mapping[str, Any]
    hash: str


class Link(NamedTuple):
    """One entry as a link of the chain."""

    seq: int
    kind: str
    payload: Mapping[str, Any]
    hash: str
    hashed: str
    """What `hash` is the SHA-256 of: the hash before and the canonical entry, ASCII without a line break."""


def entry_hash(prev: str, row: Mapping[str, Any]) -> str:
    """SHA-256 of the hash before and the canonical entry (seq, at, kind, payload)."""
    return hashlib.sha256(_hashed(prev, row).encode("ascii")).hexdigest()


def _hashed(prev: str, row: Mapping[str, Any]) -> str:
    return prev + canonical({name: row[name] for name in ("seq", "at", "kind", "payload")})


def links(connection: Connection, first: int = 1) -> Iterator[Link]:
    """The chain from entry `first` on."""
    for row in rows(connection, "SELECT * FROM journal WHERE seq >= ? ORDER BY seq", (first,)):
        yield Link(
            seq=row["seq"],
            kind=row["kind"],
            payload=json.loads(row["payload"]),
            hash=row["hash"],
            hashed=_hashed(row["prev"], row),
        )


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry; (0, START) of an empty journal."""
    last = connection.execute("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return (last["seq"], last["hash"]) if last else (0, START)


def append(connection: Connection, kind: str, payload: Mapping[str, Any], at: datetime) -> int:
    """Adds an entry inside the caller's transaction and returns its number."""
    last, prev = head(connection)
    if last == 0 and kind != CREATED:
        append(connection, CREATED, _origin(connection), at)
        last, prev = head(connection)
    row: dict[str, Any] = {"seq": last + 1, "at": instant_text(at), "kind": kind, "payload": canonical(payload)}
    row |= {"prev": prev, "hash": entry_hash(prev, row)}
    insert(connection, schema.journal, [row])
    put_setting(connection, "head", f"{row['seq']}:{row['hash']}")
    return last + 1


def entries(connection: Connection, kind: str) -> tuple[Entry, ...]:
    """Every entry of a kind, in order."""
    return tuple(map(_entry, rows(connection, "SELECT * FROM journal WHERE kind = ? ORDER BY seq", (kind,))))


def last_entry(connection: Connection, kind: str) -> Entry | None:
    """The last entry of a kind; None: there is none."""
    latest = rows(connection, "SELECT * FROM journal WHERE kind = ? ORDER BY seq DESC LIMIT 1", (kind,))
    return next(map(_entry, latest), None)


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        seq=row["seq"],
        at=instant(row["at"]),
        kind=row["kind"],
        payload=json.loads(row["payload"]),
        hash=row["hash"],
    )


def _origin(connection: Connection) -> dict[str, str]:
    salt = setting(connection, "salt") or ""
    return {"schema_version": setting(connection, "schema_version") or "", "salt_sha256": salt_hash(salt)}


def salt_hash(salt: str) -> str:
    """What the journal says of the salt: enough to see that it was changed."""
    return hashlib.sha256(salt.encode("utf-8", "surrogateescape")).hexdigest()


def setting(connection: Connection, key: str) -> str | None:
    """One row of the settings; None when it is not there."""
    told: str | None = scalar(connection, "SELECT value FROM settings WHERE key = ?", (key,))
    return told


def put_setting(connection: Connection, key: str, value: str) -> None:
    """Sets one row of the settings."""
    connection.execute("DELETE FROM settings WHERE key = ?", (key,))
    insert(connection, schema.settings, [{"key": key, "value": value}])
