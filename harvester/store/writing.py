"""How a batch becomes rows: originals, sightings, notes, cursor and journal entry in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from sqlite3 import Connection
from typing import Any

from harvester.model.ledger import Sighting
from harvester.store import schema
from harvester.store.batch import Added, Batch, Found, Place
from harvester.store.cells import cursor_row, note_row, plain, sighting_row
from harvester.store.journal import RECEIVED, append, put_setting
from harvester.store.opening import chunks, insert, insert_cells, marks, rows, scalar, scalars
from harvester.store.packing import Packed
from harvester.store.purging import purged_shas
from harvester.store.sums import KEY, Sum, sums

_HERE = "source = ? AND folder = ?"
_FOREIGN = ", ".join(schema.foreign_ids.columns)
_PLACE = f"{_HERE} AND uidvalidity = ? AND uid = ?"


def write_batch(connection: Connection, batch: Batch, made: Sequence[Packed]) -> Added:
    """Writes everything a batch holds, its messages packed, and returns how much of it was new."""
    before = sums(connection)
    passed_over = before[schema.foreign_ids.name]
    if batch.afresh:
        passed_over = passed_over.carried(_void_foreign(connection, batch.place), -1)
    shas = [one.sha256 for one in made]
    originals, packages = _new_originals(connection, batch.found, made)
    sightings = _new_sightings(connection, batch, shas)
    items = _items(batch)
    cleared = _settled(connection, batch)
    cursor = cursor_row(batch.place.source, batch.place.folder, batch.cursor, batch.tally) if batch.cursor else None
    after = {
        schema.foreign_ids.name: _pass_over(connection, batch, passed_over),
        schema.matter_ids.name: _link(connection, batch, before[schema.matter_ids.name]),
    }
    if batch.received:
        told = f"{traffic_day(batch.seen_at)} {batch.received}"
        put_setting(connection, traffic_key(batch.place.source), told)
    if originals or sightings or items or cleared or cursor or after != before:
        payload = {
            "originals": packages,
            "sightings": sightings,
            "items": items,
            "cleared": cleared,
            "cursor": cursor,
            KEY: {name: told.told() for name, told in after.items()},
        }
        append(connection, "batch", payload, batch.seen_at)
    insert(connection, schema.originals, originals)
    insert(connection, schema.sightings, sightings)
    for place in cleared + items:
        values = [place[name] for name in schema.items.key]
        connection.execute(f"DELETE FROM items WHERE {_PLACE}", values)  # noqa: S608 (own words)
    insert(connection, schema.items, items)
    if cursor:
        _replace_cursor(connection, cursor)
    return Added(originals=len(originals), sightings=len(sightings))


def traffic_key(source: str) -> str:
    """Setting under which the traffic of a source is kept."""
    return f"{RECEIVED}{plain(source)}"


def traffic_day(at: datetime) -> str:
    """The day that traffic is counted by: UTC."""
    return at.astimezone(UTC).date().isoformat()


def _new_originals(
    connection: Connection, found: Sequence[Found], made: Sequence[Packed]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of originals that are not held, and what the journal says of each.

    The hash of the packed bytes shows a change that unpacking would hide.
    """
    held = {
        sha
        for chunk in chunks([one.sha256 for one in made])
        for sha in scalars(connection, f"SELECT sha256 FROM originals WHERE sha256 IN ({marks(chunk)})", chunk)  # noqa: S608 (marks)
    }
    held |= purged_shas(connection)  # gone for good: seen again, never kept again
    new: dict[str, tuple[dict[str, Any], Packed]] = {}
    for one, package in zip(found, made, strict=True):
        if package.sha256 not in held:
            told = {"size": len(one.item.raw), "media_type": plain(one.item.media_type)}
            new.setdefault(package.sha256, ({"sha256": package.sha256} | told, package))
    added = [told | {"blob": package.blob} for told, package in new.values()]
    return added, [told | {"packed_sha256": package.blob_sha256} for told, package in new.values()]


def _new_sightings(connection: Connection, batch: Batch, shas: Sequence[str]) -> list[dict[str, Any]]:
    place = batch.place
    taken: dict[tuple[int, int], str] = {}
    for chunk in chunks([one.item.uid for one in batch.found]):
        seen = f"SELECT uidvalidity, uid, sha256 FROM sightings WHERE {_HERE} AND uid IN ({marks(chunk)})"  # noqa: S608 (marks)
        told = connection.execute(seen, (*_here(place), *chunk))
        taken |= {(row["uidvalidity"], row["uid"]): row["sha256"] for row in told}
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
    here = _here(batch.place)
    listed = rows(connection, f"SELECT uidvalidity, uid FROM items WHERE {_HERE}", here)  # noqa: S608 (own words)
    if not listed:
        return []
    done = {one.item.uid for one in batch.found} | {one.uid for one in batch.foreign}
    return [
        dict(zip(("source", "folder"), here, strict=True)) | row
        for row in listed
        if (row["uidvalidity"] == batch.place.uidvalidity and row["uid"] in done)
        or (row["uidvalidity"], row["uid"]) in batch.cleared
    ]


def _here(place: Place) -> tuple[str, str]:
    return plain(place.source), plain(place.folder)


def _void_foreign(connection: Connection, place: Place) -> list[Any]:
    """Forgets what was seen in a folder and is not of the matter; returns the rows."""
    held = connection.execute(f"SELECT {_FOREIGN} FROM foreign_ids WHERE {_HERE}", _here(place)).fetchall()  # noqa: S608 (own words)
    connection.execute(f"DELETE FROM foreign_ids WHERE {_HERE}", _here(place))  # noqa: S608 (own words)
    return held


def _pass_over(connection: Connection, batch: Batch, passed_over: Sum) -> Sum:
    """Remembers what is not of the matter; returns the sum of all that is remembered then."""
    # what is listed may have been foreign until a later mail referred to it
    uids = [
        *(one.item.uid for one in batch.found),
        *(one.uid for one in batch.foreign),
        *(one.uid for one in batch.listed),
    ]
    here = (*_here(batch.place), batch.place.uidvalidity)
    if uids and _is_remembered(connection, here, uids):
        for chunk in chunks(uids):
            among = f"{_HERE} AND uidvalidity = ? AND uid IN ({marks(chunk)})"
            gone = connection.execute(f"SELECT {_FOREIGN} FROM foreign_ids WHERE {among}", (*here, *chunk)).fetchall()  # noqa: S608 (own words)
            connection.execute(f"DELETE FROM foreign_ids WHERE {among}", (*here, *chunk))  # noqa: S608 (own words)
            passed_over = passed_over.carried(gone, -1)
    foreign = [(*here, one.uid, b"".join(one.ids)) for one in batch.foreign]
    insert_cells(connection, schema.foreign_ids, schema.foreign_ids.columns, foreign)
    return passed_over.carried(foreign)


def _link(connection: Connection, batch: Batch, links: Sum) -> Sum:
    """Remembers by which ids others link to what was found; returns the sum of all that is remembered then."""
    wanted = {(one.key, 1) for one in batch.found if one.key}
    wanted |= {(ref, 0) for one in batch.found for ref in one.refers} | {(ref, 0) for ref in batch.refers}
    known = {
        (row["id"], row["held"])
        for chunk in chunks([key for key, _ in wanted])
        for row in connection.execute(f"SELECT id, held FROM matter_ids WHERE id IN ({marks(chunk)})", chunk)  # noqa: S608 (marks)
    }
    last = scalar(connection, "SELECT max(n) FROM matter_ids") or 0
    new = [(last + n, key, held) for n, (key, held) in enumerate(sorted(wanted - known), start=1)]
    insert_cells(connection, schema.matter_ids, schema.matter_ids.columns, new)
    return links.carried(new)


def _is_remembered(connection: Connection, here: tuple[str, str, int], uids: Sequence[int]) -> bool:
    """Whether anything foreign is remembered between the first and the last number: mostly what comes is new."""
    among = f"SELECT 1 FROM foreign_ids WHERE {_HERE} AND uidvalidity = ? AND uid BETWEEN ? AND ? LIMIT 1"  # noqa: S608 (own words)
    return connection.execute(among, (*here, min(uids), max(uids))).fetchone() is not None


def _replace_cursor(connection: Connection, cursor: Mapping[str, Any]) -> None:
    place = (cursor["source"], cursor["folder"])
    connection.execute(f"DELETE FROM cursors WHERE {_HERE}", place)  # noqa: S608 (own words)
    insert(connection, schema.cursors, [cursor])
