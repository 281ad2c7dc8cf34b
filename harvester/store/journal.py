"""The chain of entries: each carries the hash of the one before (evidence.md 2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from harvester.store import schema
from harvester.store.cells import canonical, instant, instant_text
from harvester.store.opening import rows

START = "0" * 64
"""What the first entry carries in place of a hash."""


CREATED = "created"
"""Kind of the first entry: by which schema the store was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the journal, read."""

    seq: int
    at: datetime
    kind: str
    payload: Mapping[str, Any]
    hash: str


def entry_hash(prev: str, row: Mapping[str, Any]) -> str:
    """SHA-256 of the hash before and the canonical entry (seq, at, kind, payload)."""
    told = canonical({name: row[name] for name in ("seq", "at", "kind", "payload")})
    return hashlib.sha256((prev + told).encode("ascii")).hexdigest()


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry; (0, START) of an empty journal."""
    last = connection.execute(
        select(schema.journal.c.seq, schema.journal.c.hash).order_by(schema.journal.c.seq.desc()).limit(1)
    ).first()
    return (last.seq, last.hash) if last else (0, START)


def append(connection: Connection, kind: str, payload: Mapping[str, Any], at: datetime) -> int:
    """Adds an entry inside the caller's transaction and returns its number."""
    last, prev = head(connection)
    if last == 0 and kind != CREATED:
        append(connection, CREATED, _origin(connection), at)
        last, prev = head(connection)
    row: dict[str, Any] = {"seq": last + 1, "at": instant_text(at), "kind": kind, "payload": canonical(payload)}
    row |= {"prev": prev, "hash": entry_hash(prev, row)}
    connection.execute(insert(schema.journal), row)
    put_setting(connection, "head", f"{row['seq']}:{row['hash']}")
    return last + 1


def entries(connection: Connection, kind: str) -> tuple[Entry, ...]:
    """Every entry of a kind, in order."""
    table = schema.journal
    held = rows(connection, select(table).where(table.c.kind == kind).order_by(table.c.seq))
    return tuple(
        Entry(
            seq=row["seq"],
            at=instant(row["at"]),
            kind=row["kind"],
            payload=json.loads(row["payload"]),
            hash=row["hash"],
        )
        for row in held
    )


def _origin(connection: Connection) -> dict[str, str]:
    held = {row.key: row.value for row in connection.execute(select(schema.settings))}
    return {"schema_version": held["schema_version"], "salt_sha256": salt_hash(held["salt"])}


def salt_hash(salt: str) -> str:
    """What the journal says of the salt: enough to see that it was changed."""
    return hashlib.sha256(salt.encode("utf-8", "surrogateescape")).hexdigest()


def put_setting(connection: Connection, key: str, value: str) -> None:
    """Sets one row of the settings."""
    connection.execute(delete(schema.settings).where(schema.settings.c.key == key))
    connection.execute(insert(schema.settings), {"key": key, "value": value})
