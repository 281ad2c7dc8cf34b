"""How far each folder was searched, and what could not be stored (K)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from harvester.model.ledger import FolderCoverage, Ledger
from harvester.model.source import Cursor, Role
from harvester.store import cells, schema
from harvester.store.access import Access
from harvester.store.batch import Listed, Row
from harvester.store.journal import append, put_setting, setting
from harvester.store.ledger import folders, last_complete, ledger, sweeps
from harvester.store.opening import insert, rows, scalars
from harvester.store.writing import traffic_day, traffic_key


class Searched(Access):
    """Coverage of every source: rows of the last attempts, cursors and counts of their sweeps."""

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


def _listed(row: Mapping[str, Any]) -> Listed:
    return Listed(
        uid=row["uid"],
        note=cells.item_note(row),
        header_read=bool(row["header_read"]),
        gone=bool(row["gone"]),
        key=bytes.fromhex(row["message_key"]),
    )
