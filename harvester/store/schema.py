"""Tables of the store. Every cell is plain text, a whole number or bytes, so that a row reads the same everywhere.

originals, sightings, items, coverage, cursors   evidential: the journal says what each of them must hold
journal                                          the chain of entries (hash over the entry before)
foreign_ids, matter_ids                          salted hashes that let a late link be followed: the journal sums them
settings                                         head, salt and version as the journal says; how far links were followed
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Name, columns and key of a table."""

    name: str
    columns: Mapping[str, str]
    """Column -> type; a type without "?" at its end holds no NULL."""
    key: tuple[str, ...]
    """Columns of the primary key."""
    indexes: tuple[str, ...] = ()
    """What stands after CREATE, to the end."""
    clustered: bool = False
    """Small rows lie in the order of the key, which is then written once; a store made before keeps them apart."""

    def statements(self) -> Iterator[str]:
        """What makes the table."""
        cells = [
            f"{name} {kind.rstrip('?')}{'' if kind.endswith('?') else ' NOT NULL'}"
            for name, kind in self.columns.items()
        ]
        order = " WITHOUT ROWID" if self.clustered else ""
        yield f"CREATE TABLE {self.name} ({', '.join(cells)}, PRIMARY KEY ({', '.join(self.key)})){order}"
        yield from (f"CREATE {index}" for index in self.indexes)


_PLACE = {"source": "TEXT", "folder": "TEXT", "uidvalidity": "BIGINT", "uid": "BIGINT"}
_COUNTS = ("on_server", "seen", "matched", "stored", "known", "excluded", "failed", "unmatched", "inbound", "outbound")

settings = Table(name="settings", columns={"key": "TEXT", "value": "TEXT"}, key=("key",))

originals = Table(
    name="originals",
    columns={"sha256": "TEXT", "size": "INTEGER", "media_type": "TEXT", "blob": "BLOB"},
    key=("sha256",),
)

sightings = Table(
    name="sightings",
    columns=_PLACE
    | {
        "sha256": "TEXT",
        "kind": "TEXT",
        "role": "TEXT",
        "internal_date": "TEXT?",
        "not_after": "TEXT?",
        "flags": "TEXT",
        "labels": "TEXT",
        "locator": "TEXT",
        "headers_only": "INTEGER",
        "seen_at": "TEXT?",
    },
    key=tuple(_PLACE),
)

items = Table(
    name="items",
    columns=_PLACE
    | {
        "locator": "TEXT",
        "reason": "TEXT",
        "at": "TEXT?",
        "authors": "TEXT",
        "excluded": "INTEGER",
        "header_read": "INTEGER",
        "gone": "INTEGER",
        "message_key": "TEXT",
    },
    key=tuple(_PLACE),
)

coverage = Table(
    name="coverage",
    columns={
        "entry": "INTEGER",
        "source": "TEXT",
        "folder": "TEXT",
        "swept_at": "TEXT",
        "kind": "TEXT",
        "role": "TEXT",
        "live": "INTEGER",
        "reach": "TEXT?",
        "since": "TEXT?",
        **dict.fromkeys(_COUNTS, "INTEGER"),
        "last_inbound": "TEXT?",
        "complete": "INTEGER",
        "reason": "TEXT",
        "chosen": "INTEGER",
        "declared": "INTEGER",
        "gone": "INTEGER",
        "peer": "TEXT",
        "version": "TEXT",
        "uidvalidity": "BIGINT?",
        "uidnext": "BIGINT?",
        "highestmodseq": "BIGINT?",
    },
    key=("entry", "source", "folder"),
)

journal = Table(
    name="journal",
    columns={"seq": "INTEGER", "at": "TEXT", "kind": "TEXT", "payload": "TEXT", "prev": "TEXT", "hash": "TEXT"},
    key=("seq",),
    indexes=("INDEX journal_by_kind ON journal (kind, seq)",),
)

cursors = Table(
    name="cursors",
    columns={
        "source": "TEXT",
        "folder": "TEXT",
        "uidvalidity": "BIGINT",
        "last_uid": "INTEGER",
        "uidnext": "BIGINT",
        "messages": "INTEGER",
        "highestmodseq": "BIGINT?",
        "rules": "TEXT",
        "tally": "TEXT",
    },
    key=("source", "folder"),
)

foreign_ids = Table(name="foreign_ids", columns=_PLACE | {"ids": "BLOB"}, key=tuple(_PLACE), clustered=True)

matter_ids = Table(
    name="matter_ids",
    columns={"n": "INTEGER", "id": "BLOB", "held": "INTEGER"},
    key=("n",),
    indexes=("UNIQUE INDEX matter_ids_once ON matter_ids (id, held)",),
)

TABLES = {
    table.name: table
    for table in (
        settings,
        originals,
        sightings,
        items,
        coverage,
        journal,
        cursors,
        foreign_ids,
        matter_ids,
    )
}
