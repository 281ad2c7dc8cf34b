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


def config_text(
    us: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]], clients: Mapping[str, Any], head: str = HEAD
) -> str:
    """The text of a configuration with these tables, under `head` as comments."""
    document = tomlkit.document()
    for line in head.splitlines():
        document.add(tomlkit.comment(line.strip()))
    document.add(tomlkit.nl())
    document.add("us", _party(us))
    document.add("store", _table({"url": "sqlite:///evidence.db"}))
    document.add("sources", _tables({name: _table(source) for name, source in sources.items()}))
    document.add("clients", _tables({key: _party(client) for key, client in clients.items()}))
    return tomlkit.dumps(document)


def merged_text(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The text of a configuration that says `before`, with what `after` says otherwise; all else stays as it stands."""
    document = tomlkit.parse(text)
    _merge(document, before, after)
    return tomlkit.dumps(document)


def _merge(table: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for key, value in after.items():
        old = before.get(key)
        if key in before and _listed(old) == _listed(value):
            continue
        if isinstance(value, Mapping) and key in table:
            _merge(table[key], old or {}, value)
        else:
            table[key] = _apart(value) if isinstance(value, Mapping) else _listed(value)


def _apart(values: Mapping[str, Any]) -> Table:
    """A new table, with an empty line between it and what follows."""
    table = _table(values)
    table.add(tomlkit.nl())
    return table


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple | frozenset) else value


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
            table.add(key, _listed(value))
    for hint in hints:
        table.add(tomlkit.comment(hint))
    for key, tables in inner.items():
        table.add(key, _tables({name: _table(found) for name, found in tables.items()}))
    return table
