"""How a batch becomes rows: originals, sightings, notes, cursor and journal entry in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import zstandard
from sqlalchemy import Connection, Table, and_, delete, insert, select

from harvester.model import Sighting
from harvester.store import schema
from harvester.store.batch import Added, Batch, Found, Place
from harvester.store.cells import cursor_row, note_row, plain, sighting_row
from harvester.store.journal import append, put_setting

_CHUNK = 500
"""Values in one IN list."""
_LEVEL = 3


def write_batch(connection: Connection, batch: Batch) -> Added:
    """Writes everything a batch holds and returns how much of it was new."""
    if batch.afresh:
        _void_foreign(connection, batch.place)
    originals, shas = _new_originals(connection, batch.found)
    sightings = _new_sightings(connection, batch, shas)
    items = _items(batch)
    cleared = _settled(connection, batch)
    cursor = cursor_row(batch.place.source, batch.place.folder, batch.cursor, batch.tally) if batch.cursor else None
    _remember(connection, batch)
    if batch.received:
        told = f"{traffic_day(batch.seen_at)} {batch.received}"
        put_setting(connection, traffic_key(batch.place.source), told)
    if originals or sightings or items or cleared or cursor:
        payload = {
            "originals": [_described(row) for row in originals],
            "sightings": sightings,
            "items": items,
            "cleared": cleared,
            "cursor": cursor,
        }
        append(connection, "batch", payload, batch.seen_at)
    _insert(connection, schema.originals, originals)
    _insert(connection, schema.sightings, sightings)
    for place in cleared + items:
        connection.execute(delete(schema.items).where(_place_is(schema.items, place)))
    _insert(connection, schema.items, items)
    if cursor:
        _replace_cursor(connection, cursor)
    return Added(originals=len(originals), sightings=len(sightings))


def traffic_key(source: str) -> str:
    """Setting under which the traffic of a source is kept."""
    return f"received:{plain(source)}"


def traffic_day(at: datetime) -> str:
    """The day that traffic is counted by: UTC."""
    return at.astimezone(UTC).date().isoformat()


def _described(original: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal says of an original; the hash of the packed bytes shows a change that unpacking would hide."""
    described = {name: original[name] for name in ("sha256", "size", "media_type")}
    return described | {"packed_sha256": hashlib.sha256(original["blob"]).hexdigest()}


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _place_is(table: Table, place: Mapping[str, Any]) -> Any:
    return and_(*(table.c[name] == place[name] for name in ("source", "folder", "uidvalidity", "uid")))


def chunks(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The values in pieces that fit one IN list."""
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def _new_originals(connection: Connection, found: Sequence[Found]) -> tuple[list[dict[str, Any]], list[str]]:
    shas = [hashlib.sha256(one.item.raw).hexdigest() for one in found]
    column = schema.originals.c.sha256
    held = {sha for chunk in chunks(shas) for sha in connection.scalars(select(column).where(column.in_(chunk)))}
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    new = {}
    for one, sha in zip(found, shas, strict=True):
        if sha not in held and sha not in new:
            new[sha] = {
                "sha256": sha,
                "size": len(one.item.raw),
                "media_type": plain(one.item.media_type),
                "blob": compressor.compress(one.item.raw),
            }
    return list(new.values()), shas


def _new_sightings(connection: Connection, batch: Batch, shas: Sequence[str]) -> list[dict[str, Any]]:
    place = batch.place
    table = schema.sightings
    here = and_(table.c.source == plain(place.source), table.c.folder == plain(place.folder))
    taken: dict[tuple[int, int], str] = {}
    for chunk in chunks([one.item.uid for one in batch.found]):
        columns = select(table.c.uidvalidity, table.c.uid, table.c.sha256)
        taken |= {(row.uidvalidity, row.uid): row.sha256 for row in connection.execute(
            columns.where(here, table.c.uid.in_(chunk)))}  # fmt: skip
    new = []
    for one, sha in zip(batch.found, shas, strict=True):
        validity = place.uidvalidity
        # A file may hold another message under the same number than it did: then it is another place.
        while taken.get((validity, one.item.uid), sha) != sha:
            validity += 1
        if (validity, one.item.uid) in taken:
            continue
        taken[validity, one.item.uid] = sha
        new.append(sighting_row(_sighting(batch, one, sha, validity)))
    return new


def _sighting(batch: Batch, one: Found, sha: str, validity: int) -> Sighting:
    item, place = one.item, batch.place
    return Sighting(
        sha256=sha,
        source=place.source,
        kind=place.kind,
        folder=place.folder,
        role=place.role,
        uidvalidity=validity,
        uid=item.uid,
        internal_date=item.internal_date,
        not_after=item.not_after,
        flags=item.flags,
        labels=item.labels,
        locator=item.locator,
        headers_only=item.headers_only,
        seen_at=batch.seen_at,
    )


def _items(batch: Batch) -> list[dict[str, Any]]:
    return [
        note_row(one.note)
        | {
            "source": plain(batch.place.source),
            "folder": plain(batch.place.folder),
            "uidvalidity": batch.place.uidvalidity,
            "uid": one.uid,
            "header_read": int(one.header_read),
            "gone": int(one.gone),
            "message_key": one.key.hex(),
        }
        for one in batch.listed
    ]


def _settled(connection: Connection, batch: Batch) -> list[dict[str, Any]]:
    """Places of listed messages that are listed no longer."""
    place = {"source": plain(batch.place.source), "folder": plain(batch.place.folder)}
    table = schema.items
    listed = connection.execute(
        select(table.c.uidvalidity, table.c.uid).where(and_(*(table.c[name] == place[name] for name in place)))
    ).all()
    if not listed:
        return []
    done = {one.item.uid for one in batch.found} | {one.uid for one in batch.foreign}
    return [
        place | {"uidvalidity": row.uidvalidity, "uid": row.uid}
        for row in listed
        if (row.uidvalidity == batch.place.uidvalidity and row.uid in done)
        or (row.uidvalidity, row.uid) in batch.cleared
    ]


def _void_foreign(connection: Connection, place: Place) -> None:
    table = schema.foreign_ids
    connection.execute(
        delete(table).where(table.c.source == plain(place.source), table.c.folder == plain(place.folder))
    )


def _remember(connection: Connection, batch: Batch) -> None:
    table, place = schema.foreign_ids, batch.place
    here = {"source": plain(place.source), "folder": plain(place.folder), "uidvalidity": place.uidvalidity}
    for chunk in chunks([one.item.uid for one in batch.found] + [one.uid for one in batch.foreign]):
        connection.execute(
            delete(table).where(and_(*(table.c[name] == here[name] for name in here)), table.c.uid.in_(chunk))
        )
    _insert(connection, table, [here | {"uid": one.uid, "ids": b"".join(one.ids)} for one in batch.foreign])
    wanted = {(one.key, 1) for one in batch.found if one.key}
    wanted |= {(ref, 0) for one in batch.found for ref in one.refers}
    ids = schema.matter_ids
    known = {
        (row.id, row.held)
        for chunk in chunks([key for key, _ in wanted])
        for row in connection.execute(select(ids.c.id, ids.c.held).where(ids.c.id.in_(chunk)))
    }
    _insert(connection, ids, [{"id": key, "held": held} for key, held in sorted(wanted - known)])


def _replace_cursor(connection: Connection, cursor: Mapping[str, Any]) -> None:
    table = schema.cursors
    connection.execute(delete(table).where(table.c.source == cursor["source"], table.c.folder == cursor["folder"]))
    connection.execute(insert(table), cursor)
