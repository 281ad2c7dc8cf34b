"""Does the store hold exactly what its journal says? Every changed, missing or added byte or row is named (F22)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Any

from harvester.store import schema
from harvester.store.journal import CREATED, PREFIXES, START, entry_hash, salt_hash
from harvester.store.opening import rows, scalars
from harvester.store.packing import unpacked
from harvester.store.purging import PURGE, shas_of
from harvester.store.schema import Table
from harvester.store.sums import KEY, altered

Place = tuple[Any, ...]
"""Primary key of a row."""

_OF_ORIGINALS = ("sha256", "size", "media_type", "packed_sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was compared, and what differs."""

    checked: int
    """Rows and originals that were compared."""
    problems: tuple[str, ...]
    head: tuple[int, str]
    """Number and hash of the last entry: what a time stamp is taken of."""
    readable: bool = True
    """The evidence itself is whole; what is wrong, if anything, is what links it."""


@dataclass(slots=True)
class _Expected:
    """What the evidential tables must hold, told again from the journal."""

    tables: dict[str, dict[Place, Mapping[str, Any]]] = field(
        default_factory=lambda: {name: {} for name in ("originals", "sightings", "items", "coverage", "cursors")}
    )
    settings: dict[str, str] = field(default_factory=dict)
    sums: Mapping[str, Any] = field(default_factory=dict)
    """What the last batch told of the tables that are summed; nothing in a store older than sums."""

    def put(self, table: Table, row: Mapping[str, Any]) -> None:
        self.tables[table.name][tuple(row[name] for name in table.key)] = row


def verify(connection: Connection, stamped: tuple[int, str] | None = None) -> Verified:
    """Compares every row and byte with the journal; `stamped`: a head known from elsewhere that must be part of it."""
    problems: list[str] = []
    expected = _Expected()
    entries = rows(connection, "SELECT * FROM journal ORDER BY seq")
    problems += _chain(entries, expected)
    if stamped and stamped not in {(row["seq"], row["hash"]) for row in entries}:
        problems.append(f"journal: entry {stamped[0]} with hash {stamped[1]} is not in it")
    problems += _settings(connection, expected)
    checked = len(entries)
    for name in ("sightings", "items", "coverage", "cursors"):
        table = schema.TABLES[name]
        held = rows(connection, f"SELECT * FROM {name}")  # noqa: S608 (own names)
        checked += len(held)
        problems += _differences(table, expected.tables[name], held)
    for original in _originals(connection):
        checked += 1
        problems += _original_problems(original, expected.tables["originals"].pop((original["sha256"],), None))
    problems += [f"originals: {place[0]} is missing" for place in expected.tables["originals"]]
    problems += _definitions(connection)
    problems += [f"file: {told}" for told in scalars(connection, "PRAGMA integrity_check") if told != "ok"]
    last = (entries[-1]["seq"], entries[-1]["hash"]) if entries else (0, START)
    linking = tuple(altered(connection, expected.sums)) if expected.sums else ()
    return Verified(checked=checked, problems=(*problems, *linking), head=last, readable=not problems)


def _chain(entries: list[dict[str, Any]], expected: _Expected) -> Iterator[str]:
    prev = START
    for number, row in enumerate(entries, start=1):
        if row["seq"] != number:
            yield f"journal: entry {number} is missing"
            return
        if row["prev"] != prev:
            yield f"journal: entry {number} does not follow the one before"
        if row["hash"] != _hash_of(row):
            yield f"journal: entry {number} was changed"
        prev = row["hash"]
        try:
            _replay(row, json.loads(row["payload"]), expected)
        except (ValueError, KeyError, TypeError, AttributeError):
            yield f"journal: entry {number} cannot be read"
    if entries:
        expected.settings["head"] = f"{len(entries)}:{prev}"


def _hash_of(row: Mapping[str, Any]) -> str:
    """What the hash of an entry must be; "" for one whose cells are no text of ours any more."""
    try:
        return entry_hash(row["prev"], row)
    except (TypeError, ValueError):
        return ""


def _replay(row: Mapping[str, Any], payload: Mapping[str, Any], expected: _Expected) -> None:
    if row["kind"] == CREATED:
        expected.settings |= payload
    elif row["kind"] == "batch":
        _replay_batch(payload, expected)
    elif row["kind"] == PURGE:
        for sha256 in shas_of(payload):
            expected.tables["originals"].pop((sha256,), None)
    elif row["kind"] == "coverage":
        for covered in payload["rows"]:
            expected.put(schema.coverage, covered | {"entry": row["seq"]})


def _replay_batch(payload: Mapping[str, Any], expected: _Expected) -> None:
    for original in payload["originals"]:
        expected.put(schema.originals, {name: original[name] for name in _OF_ORIGINALS})
    for sighting in payload["sightings"]:
        expected.put(schema.sightings, sighting)
    for place in payload["cleared"]:
        key = tuple(place[name] for name in schema.items.key)
        expected.tables["items"].pop(key, None)
    for item in payload["items"]:
        expected.put(schema.items, item)
    if payload["cursor"]:
        expected.put(schema.cursors, payload["cursor"])
    expected.sums = payload.get(KEY) or {}


def _settings(connection: Connection, expected: _Expected) -> Iterator[str]:
    held = {row["key"]: row["value"] for row in rows(connection, "SELECT * FROM settings")}
    held["salt_sha256"] = salt_hash(held.pop("salt", ""))
    for key in ("schema_version", "salt_sha256", "head") if expected.settings else ("head",):
        if held.get(key) != expected.settings.get(key):
            yield f"settings: {key.removesuffix('_sha256')} is not what the journal says"
    for key in held.keys() - {"schema_version", "salt_sha256", "head"}:
        if not key.startswith(PREFIXES):
            yield f"settings: {key!a} was added"


def _definitions(connection: Connection) -> Iterator[str]:
    """A table that is not defined as this version makes it would take up what it must refuse."""
    for table in schema.TABLES.values():
        held = rows(connection, "SELECT name, type, pk FROM pragma_table_info(?)", (table.name,))
        keys = {row["pk"]: row["name"] for row in held if row["pk"]}
        columns = {row["name"]: row["type"] for row in held}
        wanted = {name: kind.rstrip("?") for name, kind in table.columns.items()}
        if columns != wanted or tuple(keys[place] for place in sorted(keys)) != table.key:
            yield f"{table.name}: its definition was changed"
    objects = rows(connection, "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    held_names = {(row["type"], row["name"]) for row in objects}
    ours = {("table", name) for name in schema.TABLES} | {("index", name) for name in _index_names()}
    yield from (f"file: the {kind} {name!a} was added" for kind, name in sorted(held_names - ours))
    yield from (f"file: the {kind} {name} is missing" for kind, name in sorted(ours - held_names))


def _index_names() -> Iterator[str]:
    for table in schema.TABLES.values():
        for index in table.indexes:
            yield index.partition("INDEX ")[2].split()[0]


def _differences(
    table: Table, expected: Mapping[Place, Mapping[str, Any]], held: list[dict[str, Any]]
) -> Iterator[str]:
    seen = set()
    for row in held:
        place = tuple(row[name] for name in table.key)
        seen.add(place)
        wanted = expected.get(place)
        if wanted is None:
            yield f"{table.name}: {_named(place)} was added"
            continue
        changed = sorted(name for name in row if row[name] != wanted.get(name))
        if changed:
            yield f"{table.name}: {_named(place)} was changed in {', '.join(changed)}"
    yield from (f"{table.name}: {_named(place)} is missing" for place in expected if place not in seen)


def _named(place: Place) -> str:
    return " ".join(ascii(part) if isinstance(part, str) else str(part) for part in place)


def _originals(connection: Connection) -> Iterator[dict[str, Any]]:
    """One at a time, by their place in the file: a damaged name could not be asked for."""
    for number in scalars(connection, "SELECT rowid FROM originals ORDER BY rowid"):
        yield from rows(connection, "SELECT * FROM originals WHERE rowid = ?", (number,))


def _original_problems(row: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> Iterator[str]:
    sha = row["sha256"]
    if wanted is None:
        yield f"originals: {sha!a} was added"
        return
    changed = [name for name in ("size", "media_type") if row[name] != wanted[name]]
    if changed:
        yield f"originals: {sha} was changed in {', '.join(changed)}"
    packed = hashlib.sha256(row["blob"]).hexdigest() if isinstance(row["blob"], bytes) else ""
    raw = unpacked(row["blob"], wanted["size"])
    if raw is None or hashlib.sha256(raw).hexdigest() != sha or packed != wanted["packed_sha256"]:
        yield f"originals: the bytes of {sha} were changed"
