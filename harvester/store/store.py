"""The store: append-only originals and sightings, a journal that proves them, and how far each folder was searched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from harvester.errors import IntegrityError, UsageError
from harvester.model import Cursor, Decision, FolderCoverage, Ledger, Role, Sighting
from harvester.store import cells, schema
from harvester.store.batch import Added, Batch, Foreign, Listed, Place, Row
from harvester.store.founding import ID_BYTES, check_version, prepare, refuse_others
from harvester.store.journal import Entry, Link, append, entries, last_entry, links, put_setting, setting
from harvester.store.ledger import folders, last_complete, ledger, sweeps
from harvester.store.lock import writing
from harvester.store.opening import (
    database_path,
    insert,
    make_folder,
    reading_connection,
    rows,
    scalar,
    scalars,
    transaction,
    understood,
    writing_connection,
)
from harvester.store.purging import Purge, Purged, purged, write_purge
from harvester.store.verify import Verified, unpacked, verify
from harvester.store.writing import Packed, packed, traffic_day, traffic_key, write_batch

_PAGE = 100


def open_store(url: str, base: Path) -> Store:
    """The store at `url` (`sqlite:///FILE`, relative to `base`). Nothing is created before the first `writer`."""
    return Store(database_path(url, base))


class Store:
    """One store. Reading needs no lock and changes nothing; writing happens inside `writer`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing: Connection | None = None
        self._salt = b""
        self._checked = False

    # Opening ----------------------------------------------------------------------------------------------------

    @contextmanager
    def writer(self, holder: str) -> Iterator[Store]:
        """Holds the store for writing as `holder` (the command). Creates the file when there is none.

        LockedError names who else writes; UsageError when the file is no store or of a newer version.
        """
        if self._writing is not None:
            raise ValueError("the store is already being written by this process")
        make_folder(self.path)
        with writing(self.path, holder), understood(self.path):
            if self.path.exists() and self.path.stat().st_size:
                with closing(reading_connection(self.path)) as connection:
                    refuse_others(connection, self.path)
            with closing(writing_connection(self.path)) as connection:
                with transaction(connection):
                    prepare(connection)
                check_version(connection, self.path)
                self._writing, self._checked = connection, True
                try:
                    yield self
                finally:
                    self._writing = None

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        if self._writing is not None:
            with understood(self.path):
                yield self._writing
            return
        if not self.path.exists():
            raise UsageError(f"There is no store at {self.path} yet.", "Run `harvester pull` first.")
        with understood(self.path), closing(reading_connection(self.path)) as connection:
            if not self._checked:
                check_version(connection, self.path)
                self._checked = True
            with transaction(connection):  # one state of the store, whoever writes meanwhile
                yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if self._writing is None:
            raise ValueError("the store is written only inside `writer`")
        with understood(self.path), transaction(self._writing) as connection:
            yield connection

    # Originals and sightings ------------------------------------------------------------------------------------

    def add_batch(self, batch: Batch, ready: Sequence[Packed] | None = None) -> Added:
        """Adds a batch in one transaction and returns how many originals and sightings were new.

        `ready` is what `packed` made of `batch.found`, where that was done beforehand.
        """
        made = packed(batch.found) if ready is None else ready
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

    # Coverage ---------------------------------------------------------------------------------------------------

    def record_coverage(self, covered: Sequence[Row], at: datetime) -> None:
        """Adds the rows of one pull of one source."""
        with self._write() as connection:
            told = [cells.coverage_row(row.covered, row.state, gone=row.gone) for row in covered]
            entry = append(connection, "coverage", {"rows": told}, at)
            insert(connection, schema.coverage, [row | {"entry": entry} for row in told])

    def folders(self, source: str) -> tuple[FolderCoverage, ...]:
        """The last attempted row of every folder of a source."""
        with self._read() as connection:
            return folders(connection, (source,))

    def ledger(self, sources: Collection[str] | None = None) -> Ledger:
        """What was searched and what could not be, of the named sources or all (K1, K6)."""
        with self._read() as connection:
            return ledger(connection, sources)

    def sweeps(self) -> dict[tuple[str, str], tuple[datetime, ...]]:
        """(source, folder) -> starts of all its complete sweeps, in order."""
        with self._read() as connection:
            return sweeps(connection)

    def received(self, source: str, at: datetime) -> int:
        """Bytes that a source has sent on the day (UTC) of `at`."""
        with self._read() as connection:
            told = setting(connection, traffic_key(source))
        day, _, count = (told or "").partition(" ")
        return int(count) if day == traffic_day(at) else 0

    def set_received(self, source: str, at: datetime, count: int) -> None:
        """Notes how many bytes a source has sent on the day of `at`."""
        with self._write() as connection:
            put_setting(connection, traffic_key(source), f"{traffic_day(at)} {count}")

    def last_complete(self, source: str) -> dict[str, tuple[Role, int]]:
        """Role of every folder of a source, and how many messages it held when it was last searched completely."""
        with self._read() as connection:
            return last_complete(connection, source)

    def cursor(self, source: str, folder: str) -> Cursor | None:
        """How far a folder was swept; None: never."""
        told = self.progress(source, folder)
        return told[0] if told else None

    def progress(self, source: str, folder: str) -> tuple[Cursor, dict[str, Any]] | None:
        """The cursor of a folder with the counts that its sweep has reached."""
        here = (cells.plain(source), cells.plain(folder))
        with self._read() as connection:
            held = rows(connection, "SELECT * FROM cursors WHERE source = ? AND folder = ?", here)
        return (cells.cursor(held[0]), json.loads(held[0]["tally"])) if held else None

    def tallies(self) -> tuple[dict[str, Any], ...]:
        """The counts that the sweep of every folder of every source has reached."""
        with self._read() as connection:
            return tuple(map(json.loads, scalars(connection, "SELECT tally FROM cursors")))

    def listed(self, source: str) -> tuple[tuple[str, int, Listed], ...]:
        """(folder, UIDVALIDITY, what is listed) of every message of a source that could not be stored."""
        with self._read() as connection:
            held = rows(connection, "SELECT * FROM items WHERE source = ?", (cells.plain(source),))
        return tuple((row["folder"], row["uidvalidity"], _listed(row)) for row in held)

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

    # Links ------------------------------------------------------------------------------------------------------

    def hashed(self, identifier: str) -> bytes:
        """The salted hash under which an identifier of a foreign message is remembered."""
        if not self._salt:
            with self._read() as connection:
                self._salt = str(setting(connection, "salt")).encode()
        return hashlib.blake2b(identifier.encode("utf-8", "replace"), digest_size=ID_BYTES, key=self._salt).digest()

    def matter_ids(self) -> set[bytes]:
        """Hashes of all Message-IDs of the matter, and of those its messages refer to."""
        with self._read() as connection:
            return set(scalars(connection, "SELECT id FROM matter_ids"))

    def held_ids(self) -> set[bytes]:
        """Hashes of the Message-IDs of the messages that are stored."""
        with self._read() as connection:
            return set(scalars(connection, "SELECT id FROM matter_ids WHERE held = 1"))

    def foreign(self, source: str) -> Iterator[tuple[str, int, Foreign]]:
        """(folder, UIDVALIDITY, hashes) of every message of a source that is not of the matter."""
        with self._read() as connection:
            statement = "SELECT folder, uidvalidity, uid, ids FROM foreign_ids WHERE source = ?"
            held = connection.execute(statement, (cells.plain(source),)).fetchall()
        for folder, validity, uid, ids in held:
            each = tuple(ids[start : start + ID_BYTES] for start in range(0, len(ids), ID_BYTES))
            yield folder, validity, Foreign(uid=uid, ids=each)

    def linked(self, source: str) -> bool:
        """True when no id has come into the matter since the foreign messages of the source were last compared."""
        with self._read() as connection:
            return setting(connection, f"linked:{cells.plain(source)}") == _last_id(connection)

    def set_linked(self, source: str) -> None:
        """Notes that the foreign messages of the source have been compared with all ids of the matter."""
        with self._write() as connection:
            put_setting(connection, f"linked:{cells.plain(source)}", _last_id(connection))

    # Journal ----------------------------------------------------------------------------------------------------

    def record(self, kind: str, payload: Mapping[str, Any], at: datetime) -> int:
        """Adds an entry of a kind of the caller's own and returns its number."""
        with self._write() as connection:
            return append(connection, f"note:{kind}", payload, at)

    def recorded(self, kind: str) -> tuple[Entry, ...]:
        """Every entry that `record` added under `kind`, in order."""
        with self._read() as connection:
            return entries(connection, f"note:{kind}")

    def last_recorded(self, kind: str) -> Entry | None:
        """The last entry that `record` added under `kind`; None: there is none."""
        with self._read() as connection:
            return last_entry(connection, f"note:{kind}")

    def decide(self, decision: Decision) -> int:
        """Keeps a person's decision and returns its id. The kind "undo" with {"id": N} takes decision N back."""
        return self.decide_all((decision,), decision.at)[0]

    def decide_all(self, decisions: Sequence[Decision], at: datetime) -> tuple[int, ...]:
        """Keeps decisions, all or none, and returns their ids. `at`: now; each keeps the time at which it was taken."""
        with self._write() as connection:
            taken = {entry.seq for entry in entries(connection, "decision")}
            for decision in decisions:
                if decision.kind == "undo" and decision.payload.get("id") not in taken:
                    raise UsageError(f"There is no decision {decision.payload.get('id')}.", "`mark --list` shows them.")
            return tuple(append(connection, "decision", cells.decision_entry(one), at) for one in decisions)

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision in force, in order; those that were undone are left out."""
        with self._read() as connection:
            taken = [cells.decision(entry.seq, entry.payload) for entry in entries(connection, "decision")]
        undone = {decision.payload["id"] for decision in taken if decision.kind == "undo"}
        return tuple(one for one in taken if one.kind != "undo" and one.id not in undone)

    def fact_numbers(self, ids: Iterable[str], at: datetime) -> dict[str, str]:
        """The number of each fact, "F-001"; once given it stays, and new ones follow in the given order."""
        return self.numbers("F", ids, at)

    def numbers(self, series: str, ids: Iterable[str], at: datetime) -> dict[str, str]:
        """The same for any series: exhibits, for example."""
        wanted = list(dict.fromkeys(ids))
        with self._write() as connection:
            given = _numbers(connection, series)
            new = [one for one in wanted if one not in given]
            fresh = {one: f"{series}-{number:03d}" for number, one in enumerate(new, start=len(given) + 1)}
            if fresh:
                append(connection, f"numbers:{series}", fresh, at)
        return {one: (given | fresh)[one] for one in wanted}

    def given_numbers(self, series: str = "F") -> dict[str, str]:
        """The numbers that were given so far."""
        with self._read() as connection:
            return _numbers(connection, series)

    def links(self, first: int = 1) -> tuple[Link, ...]:
        """The chain of entries from number `first` on, each with the text that its hash was made of."""
        with self._read() as connection:
            return tuple(links(connection, first))

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry of the journal: what a time stamp is taken of."""
        with self._read() as connection:
            last = setting(connection, "head")
        number, _, digest = str(last).partition(":")
        return int(number), digest

    def verify(self, stamped: tuple[int, str] | None = None) -> Verified:
        """Compares every row and byte with the journal; `stamped` is a head known from a time stamp (F22)."""
        try:
            with self._read() as connection:
                return verify(connection, stamped)
        except IntegrityError as error:
            return Verified(checked=0, problems=(f"file: {error.fact}",), head=(0, ""))


def _listed(row: Mapping[str, Any]) -> Listed:
    return Listed(
        uid=row["uid"],
        note=cells.item_note(row),
        header_read=bool(row["header_read"]),
        gone=bool(row["gone"]),
        key=bytes.fromhex(row["message_key"]),
    )


def _last_id(connection: Connection) -> str:
    return str(scalar(connection, "SELECT max(n) FROM matter_ids") or 0)


def _bytes_of(connection: Connection, sha256: str) -> bytes:
    held = connection.execute("SELECT size, blob FROM originals WHERE sha256 = ?", (sha256,)).fetchone()
    if held is None:
        raise UsageError(f"The store holds no original {sha256}.", "`harvester coverage` lists what was searched.")
    raw = unpacked(held["blob"], held["size"])
    if raw is None or hashlib.sha256(raw).hexdigest() != sha256:
        raise IntegrityError(f"The bytes of original {sha256} were changed.", "Run `harvester verify`.")
    return raw


def _numbers(connection: Connection, series: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for entry in entries(connection, f"numbers:{series}"):
        given |= entry.payload
    return given
