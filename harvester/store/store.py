"""The store: append-only originals and sightings, a journal that proves them, and how far each folder was searched."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from harvester.errors import IntegrityError, UsageError
from harvester.model.ledger import Sighting
from harvester.store import cells, schema
from harvester.store.batch import Added, Batch, Place
from harvester.store.journaled import Journaled
from harvester.store.linked import Linked
from harvester.store.opening import database_path, rows, scalars, understood
from harvester.store.packing import Packing, packing, unpacked
from harvester.store.purging import Purge, Purged, purged, write_purge
from harvester.store.searched import Searched
from harvester.store.writing import write_batch

_PAGE = 100


def open_store(url: str, base: Path) -> Store:
    """The store at `url` (`sqlite:///FILE`, relative to `base`). Nothing is created before the first `writer`."""
    return Store(database_path(url, base))


class Store(Searched, Linked, Journaled):
    """One store. Reading needs no lock and changes nothing; writing happens inside `writer`."""

    # Originals and sightings ------------------------------------------------------------------------------------

    def add_batch(self, batch: Batch, begun: Packing | None = None) -> Added:
        """Adds a batch in one transaction and returns how many originals and sightings were new.

        `begun`: the packing of what it found, where that has begun already. It may be called by another thread, in
        whose time the store is read by this one.
        """
        made = (begun or packing(batch.found)).result()
        with self._write() as connection:
            return write_batch(connection, batch, made)

    def originals(self, wanted: Collection[str] | None = None) -> Iterator[tuple[str, bytes]]:
        """(SHA-256, bytes) of every original, or of those `wanted`, in the order of the hashes.

        IntegrityError names a damaged one.
        """
        with self._read() as connection:
            held = scalars(connection, "SELECT sha256 FROM originals ORDER BY sha256")
        shas = [sha for sha in held if wanted is None or sha in wanted]
        for start in range(0, len(shas), _PAGE):
            with self._read() as connection:
                page = [(sha, _bytes_of(connection, sha)) for sha in shas[start : start + _PAGE]]
            yield from page

    def original(self, sha256: str) -> bytes:
        """The bytes of one original. UsageError when the store does not hold it, IntegrityError when it is damaged."""
        with self._read() as connection:
            return _bytes_of(connection, sha256)

    def media_types(self) -> dict[str, str]:
        """Media type of every original by its SHA-256."""
        with self._read() as connection:
            return dict(connection.execute("SELECT sha256, media_type FROM originals").fetchall())

    def sightings(self) -> tuple[Sighting, ...]:
        """Every place in which an original was seen, but for those that were purged."""
        with self._read() as connection:
            order = ", ".join(schema.sightings.key)
            there = "sha256 IN (SELECT sha256 FROM originals)"
            held = rows(connection, f"SELECT * FROM sightings WHERE {there} ORDER BY {order}")  # noqa: S608 (own names)
        return tuple(map(cells.sighting, held))

    def sighted(self, place: Place) -> frozenset[int]:
        """UIDs of the folder, under its UIDVALIDITY, that are stored."""
        here = (cells.plain(place.source), cells.plain(place.folder), place.uidvalidity)
        with self._read() as connection:
            return frozenset(
                scalars(
                    connection, "SELECT uid FROM sightings WHERE source = ? AND folder = ? AND uidvalidity = ?", here
                )
            )

    # Retention --------------------------------------------------------------------------------------------------

    def purge(self, purge: Purge, at: datetime) -> Purged:
        """Takes originals out for good: entry and removal in one transaction, then no copy of the bytes in the file."""
        with self._write() as connection:
            connection.execute("PRAGMA secure_delete=ON")
            write_purge(connection, purge, at)
        self.forget_log()
        return self.purges()[-1]

    def forget_log(self) -> None:
        """Moves what is in the log beside the file into it: the log may hold what was removed since."""
        if self._writing is None:
            raise ValueError("the store is written only inside `writer`")
        with understood(self.path):
            self._writing.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def purges(self) -> tuple[Purged, ...]:
        """Every purge, in order."""
        with self._read() as connection:
            return tuple(purged(connection))

    def purged_before(self, client: str, names: Iterable[bytes] = ()) -> datetime | None:
        """Up to when the evidence about a client was purged, under its key or any of its `names`; None: it never was.

        `names` is read only where something was purged at all.
        """
        purges = [done.purge for done in self.purges()]
        its = frozenset(names) if purges else frozenset[bytes]()
        about = (purge for purge in purges if purge.client == client or not purge.names.isdisjoint(its))
        return max((purge.before for purge in about), default=None)


def _bytes_of(connection: Connection, sha256: str) -> bytes:
    held = connection.execute("SELECT size, blob FROM originals WHERE sha256 = ?", (sha256,)).fetchone()
    if held is None:
        raise UsageError(f"The store holds no original {sha256}.", "`harvester coverage` lists what was searched.")
    raw = unpacked(held["blob"], held["size"])
    if raw is None or hashlib.sha256(raw).hexdigest() != sha256:
        raise IntegrityError(f"The bytes of original {sha256} were changed.", "Run `harvester verify`.")
    return raw
