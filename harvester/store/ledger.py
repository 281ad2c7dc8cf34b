"""The ledger out of the coverage rows: last attempts, reach of the last good sweep, and as_of (K1, K6)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true

from harvester.model import FolderCoverage, Ledger, Role
from harvester.store import schema
from harvester.store.cells import covered_folder, instant, item_note
from harvester.store.opening import rows

_table = schema.coverage


def ledger(connection: Connection, sources: Collection[str] | None = None) -> Ledger:
    """Everything that was searched, for the named sources or all."""
    last = _last_rows(connection, _of(sources))
    items = rows(connection, select(schema.items).order_by(*schema.items.primary_key.columns))
    return Ledger(
        folders=folders(connection, sources),
        items=tuple(item_note(row) for row in items if sources is None or row["source"] in sources),
        as_of=_as_of(connection, last),
    )


def folders(connection: Connection, sources: Collection[str] | None = None) -> tuple[FolderCoverage, ...]:
    """The last attempted row of every folder that still exists."""
    good = _last_rows(connection, _of(sources), _table.c.complete == 1)
    first = {
        (row.source, row.folder): row.first
        for row in connection.execute(
            select(_table.c.source, _table.c.folder, func.min(_table.c.swept_at).label("first"))
            .where(_of(sources), _table.c.complete == 1)
            .group_by(_table.c.source, _table.c.folder)
        )
    }
    return tuple(
        covered_folder(row, good.get(place), first.get(place))
        for place, row in sorted(_last_rows(connection, _of(sources)).items())
        if not row["gone"]
    )


def last_complete(connection: Connection, source: str) -> dict[str, tuple[Role, int]]:
    """Role and size of every folder of a source in its last complete row."""
    found = _last_rows(connection, _table.c.source == source, _table.c.complete == 1)
    return {folder: (Role(row["role"]), row["on_server"]) for (_, folder), row in found.items()}


def _of(sources: Collection[str] | None) -> ColumnElement[bool]:
    return true() if sources is None else _table.c.source.in_(sources)


def _last_rows(connection: Connection, *conditions: ColumnElement[bool]) -> dict[tuple[str, str], dict[str, Any]]:
    last = (
        select(_table.c.source, _table.c.folder, func.max(_table.c.entry).label("entry"))
        .where(*conditions)
        .group_by(_table.c.source, _table.c.folder)
        .subquery()
    )
    joined = select(_table).join(
        last,
        (_table.c.source == last.c.source) & (_table.c.folder == last.c.folder) & (_table.c.entry == last.c.entry),
    )
    return {(row["source"], row["folder"]): row for row in rows(connection, joined)}


def _as_of(connection: Connection, last: dict[tuple[str, str], dict[str, Any]]) -> Any:
    live = {source for (source, _), row in last.items() if row["live"]}
    if live:
        return instant(_last_common_start(connection, live) or _earliest_start(last, live))
    reaches = [row["reach"] for row in last.values() if row["reach"]]
    complete = [row["reach"] for row in last.values() if row["reach"] and row["complete"]]
    # Without a complete source nothing is claimed; then everything that was read should at least be visible.
    told = min(complete) if complete else max(reaches, default=None)
    return instant(told) if told else None


def _last_common_start(connection: Connection, live: Collection[str]) -> str | None:
    """Start of the last pull that tried every live source."""
    started: str | None = connection.scalar(
        select(_table.c.swept_at)
        .where(_table.c.live == 1, _table.c.source.in_(live))
        .group_by(_table.c.swept_at)
        .having(func.count(func.distinct(_table.c.source)) == len(live))
        .order_by(func.max(_table.c.entry).desc())
        .limit(1)
    )
    return started


def _earliest_start(last: dict[tuple[str, str], dict[str, Any]], live: Collection[str]) -> str:
    """Where no pull tried all of them: up to when each was tried at least."""
    starts = dict.fromkeys(live, "")
    for (source, _), row in last.items():
        if source in starts:
            starts[source] = max(starts[source], row["swept_at"])
    return min(starts.values())
