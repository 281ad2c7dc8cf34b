"""The ledger out of the coverage rows: last attempts, reach of the last good sweep, and as_of (K1, K6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from harvester.model.ledger import FolderCoverage, Ledger
from harvester.model.source import Role
from harvester.store import schema
from harvester.store.cells import covered_folder, instant, item_note
from harvester.store.opening import marks, rows, scalar

_Rows = dict[tuple[str, str], dict[str, Any]]
"""(source, folder) -> row."""


def ledger(connection: Connection, sources: Collection[str] | None = None) -> Ledger:
    """Everything that was searched, for the named sources or all."""
    last = _last_rows(connection, sources)
    items = rows(connection, f"SELECT * FROM items ORDER BY {', '.join(schema.items.key)}")  # noqa: S608 (own names)
    return Ledger(
        folders=folders(connection, sources),
        items=tuple(item_note(row) for row in items if sources is None or row["source"] in sources),
        as_of=_as_of(connection, last),
    )


def folders(connection: Connection, sources: Collection[str] | None = None) -> tuple[FolderCoverage, ...]:
    """The last attempted row of every folder that still exists.

    That a source as a whole could not be searched holds until it could: then its folders speak for it.
    """
    good = _last_rows(connection, sources, complete=True)
    first = _first_complete(connection)
    last = _last_rows(connection, sources)
    told: dict[str, int] = {}
    for (source, _), row in last.items():
        told[source] = max(told.get(source, 0), row["entry"])
    return tuple(
        covered_folder(row, good.get(place), first.get(place))
        for place, row in sorted(last.items())
        if not row["gone"] and (place[1] or row["entry"] == told[place[0]])
    )


def last_complete(connection: Connection, source: str) -> dict[str, tuple[Role, int]]:
    """Role and size of every folder of a source in its last complete row."""
    found = _last_rows(connection, (source,), complete=True)
    return {folder: (Role(row["role"]), row["on_server"]) for (_, folder), row in found.items()}


def sweeps(connection: Connection) -> dict[tuple[str, str], tuple[datetime, ...]]:
    """(source, folder) -> starts of all its complete sweeps, in order."""
    found = defaultdict[tuple[str, str], list[datetime]](list)
    told = connection.execute(
        "SELECT DISTINCT source, folder, swept_at FROM coverage WHERE complete = 1 ORDER BY swept_at"
    )
    for source, folder, swept_at in told:
        found[source, folder].append(instant(swept_at))
    return {place: tuple(at) for place, at in found.items()}


def _first_complete(connection: Connection) -> dict[tuple[str, str], str]:
    told = connection.execute(
        "SELECT source, folder, min(swept_at) FROM coverage WHERE complete = 1 GROUP BY source, folder"
    )
    return {(source, folder): first for source, folder, first in told}


def _last_rows(connection: Connection, sources: Collection[str] | None, *, complete: bool = False) -> _Rows:
    last = f"""
        SELECT coverage.* FROM coverage JOIN (
            SELECT source, folder, max(entry) AS entry FROM coverage WHERE complete >= {int(complete)}
            GROUP BY source, folder
        ) AS last USING (source, folder, entry)"""  # noqa: S608 (a number of our own)
    return {
        (row["source"], row["folder"]): row
        for row in rows(connection, last)
        if sources is None or row["source"] in sources
    }


def _as_of(connection: Connection, last: _Rows) -> Any:
    live = {source for (source, _), row in last.items() if row["live"]}
    if live:
        return instant(_last_common_start(connection, sorted(live)) or _earliest_start(last, live))
    reaches = [row["reach"] for row in last.values() if row["reach"]]
    complete = [row["reach"] for row in last.values() if row["reach"] and row["complete"]]
    # Without a complete source nothing is claimed; then everything that was read should at least be visible.
    told = min(complete) if complete else max(reaches, default=None)
    return instant(told) if told else None


def _last_common_start(connection: Connection, live: list[str]) -> str | None:
    """Start of the last pull that tried every live source."""
    started: str | None = scalar(
        connection,
        f"""
        SELECT swept_at FROM coverage WHERE live = 1 AND source IN ({marks(live)})
        GROUP BY swept_at HAVING count(DISTINCT source) = ? ORDER BY max(entry) DESC LIMIT 1""",  # noqa: S608 (marks)
        (*live, len(live)),
    )
    return started


def _earliest_start(last: _Rows, live: Collection[str]) -> str:
    """Where no pull tried all of them: up to when each was tried at least."""
    starts = dict.fromkeys(live, "")
    for (source, _), row in last.items():
        if source in starts:
            starts[source] = max(starts[source], row["swept_at"])
    return min(starts.values())
