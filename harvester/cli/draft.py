"""A configuration drawn up from what was typed, laid over the one that stands in the folder and the one referred to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from harvester.cli import Common
from harvester.cli.configured import client_key, configuration
from harvester.cli.places import calendar_table, calls_table, client_table, is_place, source_names, source_table
from harvester.cli.terminal import at_terminal
from harvester.cli.wish import Wish
from harvester.cli.written import config_text, merged_text
from harvester.config import Config, load, parsed
from harvester.errors import ConfigError, SignInError, UsageError
from harvester.model import declared
from harvester.model.settings import REFERENCE, REFERENCE_FORMS
from harvester.sources import located

Table = dict[str, Any]

PASSWORD = "HARVESTER_PASSWORD"  # noqa: S105 (the name of a variable)
_STAND_IN = "nobody@own-addresses.invalid"
"""Lets a configuration without own addresses be read, to find them."""
_CALENDARS = ("ics", "caldav", "google_calendar")
_UNKNOWN = "“{}” is no address, no path and no configured source."


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The tables of a configuration that is being drawn up."""

    file: Path
    us: Table
    sources: dict[str, Table]
    key: str
    client: Table
    environment: Mapping[str, str] = field(repr=False)
    earlier: Config | None
    """What stands in the file already: its keys and comments are kept."""
    also: tuple[str, ...]
    """Sources that it names and nobody typed this time."""

    def text(self, own: list[str]) -> str:
        """The file, with own addresses in it; whose mailbox a source is, what it holds tells (K2)."""
        tables = {"us": {**self.us, "addresses": own}, "sources": self.sources, "clients": {self.key: self.client}}
        if self.earlier is None:
            return config_text(tables["us"], tables["sources"], tables["clients"])
        before = {
            "us": _plain(self.earlier.us),
            "sources": _all_plain(self.earlier.sources),
            "clients": _all_plain(self.earlier.clients),
        }
        return merged_text(self.file.read_text("utf-8-sig"), before, tables)

    def config(self, own: list[str] | None = None) -> Config:
        """The file read. Raises ConfigError for what was typed, where there is no file yet to blame."""
        try:
            return parsed(self.text(own or [_STAND_IN]), self.file)
        except ConfigError as error:
            raise error if self.earlier else ConfigError("What was typed", error.problems) from None


def drawn_up(common: Common, words: tuple[list[str], str], file: Path, wish: Wish) -> Draft:
    """Sources and client as typed, laid over the configuration referred to, laid over the one in the folder."""
    typed, client = words
    earlier = _earlier(file, client)
    configured = _referred(common, [*typed, *wish.calendar])
    us, key, theirs = Table(), client, Table()
    for config in filter(None, (earlier, configured)):
        us |= _plain(config.us)
        known = known_client(config, client)
        key = known or key
        theirs |= _plain(config.clients[known]) if known else {}
    searched = _plain(earlier.clients[key]).get("sources") if earlier else None
    theirs = {name: value for name, value in theirs.items() if name != "sources"} or client_table(client)
    us |= _set(timezone=wish.timezone, holidays=wish.holidays, work_week=wish.work_week)
    us |= _set(addresses=list(dict.fromkeys((*us.get("addresses", ()), *wish.me))) if wish.me else None)
    theirs |= _set(timezone=wish.client_timezone, holidays=wish.client_holidays, work_week=wish.work_week)
    theirs |= _set(contract=os.path.relpath(wish.contract.absolute(), file.parent) if wish.contract else None)
    tables = _source_tables((earlier, configured), typed, wish)
    theirs |= _set(sources=list(dict.fromkeys((*searched, *tables))) if searched is not None else None)
    environment = _with_passwords(tables, wish)
    standing = _all_plain(earlier.sources) if earlier else {}
    return Draft(
        file=file,
        us=us,
        sources={**standing, **tables},
        key=key,
        client=theirs,
        environment=environment,
        earlier=earlier,
        also=tuple(name for name in standing if name not in tables),
    )


def known_client(config: Config, client: str) -> str | None:
    """The key of a client that the configuration knows, None where it does not."""
    try:
        return client_key(config, client)
    except UsageError:
        return None


def _referred(common: Common, typed: list[str]) -> Config | None:
    """The configuration that is named, or that must know a source; a path that was mistyped is told before it (2)."""
    name = next((source for source in typed if not is_place(source)), None)
    if name is None:
        return configuration(common) if common.config else None
    try:
        return configuration(common)
    except ConfigError as error:
        fact = f"“{name}” is no address and no path, and no source is known by that name: {error.fact}"
        raise UsageError(fact, error.next_step) from None
    except UsageError as error:
        if common.config or os.environ.get("HARVESTER_CONFIG"):
            raise
        raise UsageError(_UNKNOWN.format(name), _meant(name)) from error


def _earlier(file: Path, client: str) -> Config | None:
    """The configuration that stands in the folder already. Raises UsageError when it is of another matter."""
    if not file.is_file():
        return None
    config = load(file)
    if known_client(config, client) is None:
        named = ", ".join(sorted(config.clients))
        raise UsageError(f"{file} belongs to another matter ({named}).", "Choose another folder with --out.")
    return config


def _source_tables(configs: tuple[Config | None, Config | None], typed: list[str], wish: Wish) -> dict[str, Table]:
    """The tables of the sources that were typed, by name: the name that the folder's configuration has for it."""
    earlier, configured = configs
    places = [source_table(one) if is_place(one) else _configured(configured, one) for one in typed]
    events = [calendar_table(one) if is_place(one) else _configured(configured, one) for one in wish.calendar]
    if other := next((one for one in events if one["kind"] not in _CALENDARS), None):
        raise UsageError(f"The source “{other['name']}” is no calendar.", "Name it as SOURCE, without --calendar.")
    events += [calls_table(wish.calls, wish.timezone)] if wish.calls else []
    places += events
    standing = {_place(_plain(located(earlier, one))): name for name, one in earlier.sources.items()} if earlier else {}
    names = source_names(places, standing.values())
    tables = Table()
    for number, (table, fresh) in enumerate(zip(places, names, strict=True)):
        table.pop("name", None)
        name = standing.get(_place(table), fresh)
        if earlier and name in earlier.sources:
            table |= _plain(earlier.sources[name])
        if table["kind"] == "imap":
            table |= _set(ca_file=str(wish.ca_file.absolute()) if wish.ca_file else None)
        elif number < len(typed):  # --complete speaks of the SOURCEs
            table |= _set(complete=wish.complete or None, exported_at=wish.exported_at)
        tables[name] = table
    return tables


def _place(table: Table) -> tuple[object, ...]:
    """What makes two sources the same one."""
    return tuple(table.get(key) for key in ("kind", "path", "url", "host", "port", "user"))


def _configured(config: Config | None, name: str) -> Table:
    if config is None or name not in config.sources:
        raise UsageError(_UNKNOWN.format(name), _meant(name))
    return _plain(located(config, config.sources[name])) | {"name": name}


def _meant(name: str) -> str:
    return f"Did you mean imaps://{name}?" if "@" in name else "Check SOURCE."


def _with_passwords(tables: dict[str, Table], wish: Wish) -> Mapping[str, str]:
    """Gives every server a reference to its password; returns the environment in which a typed one stands."""
    environment = dict(os.environ)
    for name, table in tables.items():
        if table["kind"] != "imap":
            continue
        if wish.password:
            table["password"] = _absolute(wish.password)
            continue
        if table.setdefault("password", f"env:{PASSWORD}") != f"env:{PASSWORD}" or PASSWORD in environment:
            continue
        if not at_terminal():
            raise SignInError(
                f"There is no password for {table['user']} ({name}).",
                f"Set ${PASSWORD}, or use --password REFERENCE.",
            )
        environment[PASSWORD] = click.prompt(f"Password for {table['user']}", hide_input=True, err=True)
    return environment


def _absolute(reference: str) -> str:
    """The reference with a relative file made absolute: the configuration lies in another folder."""
    if not REFERENCE.fullmatch(reference):
        raise UsageError("--password takes a reference, never the password itself.", f"Write {REFERENCE_FORMS}.")
    scheme, _, rest = reference.partition(":")
    return f"file:{Path(rest).expanduser().absolute()}" if scheme == "file" else reference


def _plain(table: declared.Table) -> Table:
    """A table as it was written, without defaults but for its kind."""
    return table.written() | ({"kind": table.kind} if hasattr(table, "kind") else {})


def _all_plain(tables: Mapping[str, declared.Table]) -> dict[str, Table]:
    return {name: _plain(one) for name, one in tables.items()}


def _set(**values: Any) -> Table:
    return {name: value for name, value in values.items() if value is not None}
