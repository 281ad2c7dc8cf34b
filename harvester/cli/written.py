"""The `config.toml` that `run` writes: what it was told and what it found, with comments for going on by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from tomlkit.items import Table

HEAD = """\
 Written by `harvester run`. Go on with:  harvester --config THIS-FILE facts CLIENT
 Every key is explained in config.example.toml. Passwords stand here as references only.
"""
COMMENTS = {
    "timezone": "unset: the zone most frequent in this side's own mail",
    "work_week": 'unset: "Mon-Fri 09:00-17:00"',
    "holidays": 'unset: none; e.g. "DE-BE", "US-NY"',
}
"""What a person may want to add; while one is unset, the report says that the calendar is assumed."""


def config_text(us: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]], clients: Mapping[str, Any]) -> str:
    """The text of a configuration with these tables."""
    document = tomlkit.document()
    for line in HEAD.splitlines():
        document.add(tomlkit.comment(line.strip()))
    document.add(tomlkit.nl())
    document.add("us", _party(us))
    document.add("store", _table({"url": "sqlite:///evidence.db"}))
    document.add("sources", _tables({name: _table(source) for name, source in sources.items()}))
    document.add("clients", _tables({key: _party(client) for key, client in clients.items()}))
    return tomlkit.dumps(document)


def _party(values: Mapping[str, Any]) -> Table:
    hints = [f'{key} = ""    # {comment}' for key, comment in COMMENTS.items() if key not in values]
    return _table(values, hints)


def _tables(tables: Mapping[str, Table]) -> Table:
    parent = tomlkit.table(is_super_table=True)
    for name, table in tables.items():
        parent.add(name, table)
    return parent


def _table(values: Mapping[str, Any], hints: Iterable[str] = ()) -> Table:
    """Plain keys first, then the hints, then the tables inside: TOML knows no way back from an inner table."""
    table = tomlkit.table()
    inner = {key: value for key, value in values.items() if isinstance(value, Mapping)}
    for key, value in values.items():
        if key not in inner:
            table.add(key, list(value) if isinstance(value, tuple | frozenset) else value)
    for hint in hints:
        table.add(tomlkit.comment(hint))
    for key, tables in inner.items():
        table.add(key, _tables({name: _table(found) for name, found in tables.items()}))
    return table
