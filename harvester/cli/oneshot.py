"""The steps of `run`: what was typed → a configuration → the whole job."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from harvester import workflow
from harvester.cli import Common
from harvester.cli.configured import client_key, configuration
from harvester.cli.job import Ending, whole_job
from harvester.cli.places import client_table, folder_name, is_place, source_names, source_table
from harvester.cli.progress import progress
from harvester.cli.run import Wish
from harvester.cli.terminal import at_terminal, say
from harvester.cli.written import config_text
from harvester.config import Config, parsed
from harvester.config.problems import REFERENCE, REFERENCE_FORMS
from harvester.config.schema import Table as Model
from harvester.errors import SignInError, UsageError
from harvester.files import write_files
from harvester.model.settings import SourceSettings
from harvester.sources import located

Table = dict[str, Any]

PASSWORD = "HARVESTER_PASSWORD"  # noqa: S105 (the name of a variable)
_STAND_IN = "nobody@own-addresses.invalid"
"""Lets a configuration without own addresses be read, to find them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The tables of a configuration that is being drawn up."""

    us: Table
    sources: dict[str, Table]
    key: str
    client: Table
    environment: Mapping[str, str] = field(repr=False)

    def text(self, own: list[str]) -> str:
        """The file, with own addresses in it; whose mailbox a source is, what it holds tells (K2)."""
        return config_text({**self.us, "addresses": own}, self.sources, {self.key: self.client})


def one_shot(common: Common, sources: tuple[str, ...], client: str, wish: Wish) -> int:
    """Draws up the configuration, finds own addresses where none are named, and does the whole job."""
    file = (wish.out or Path(folder_name(client))).absolute() / "config.toml"
    draft = _draft(common, sources, client, wish)
    own = draft.us.get("addresses") or _found_in_sent(parsed(draft.text([_STAND_IN]), file), draft)
    say(f"Counted as us: {', '.join(own)}")
    say(f"Counted as the client: {_named(draft.client)}")
    config = parsed(draft.text(list(own)), file)
    _write(file, draft.text(list(own)))
    return whole_job(
        config,
        draft.key,
        draft.environment,
        Ending(out=file.parent, as_of=wish.as_of, since=wish.since, show=wish.show),
    )


def _draft(common: Common, sources: tuple[str, ...], client: str, wish: Wish) -> Draft:
    """What was typed, laid over the configuration that it refers to, if any."""
    refers = common.config is not None or not all(map(is_place, sources))
    configured = configuration(common) if refers else None
    us, key, theirs = {}, client, {}
    if configured:
        us = _plain(configured.us)
        known = _known_client(configured, client)
        key, theirs = known or client, _plain(configured.clients[known]) if known else {}
        theirs.pop("sources", None)
    theirs = theirs or client_table(client)
    us |= _set(
        addresses=list(wish.me) or None, timezone=wish.timezone, holidays=wish.holidays, work_week=wish.work_week
    )
    theirs |= _set(timezone=wish.client_timezone, holidays=wish.client_holidays, work_week=wish.work_week)
    tables, environment = _with_passwords(_source_tables(configured, sources, wish), wish)
    return Draft(us=us, sources=tables, key=key, client=theirs, environment=environment)


def _source_tables(configured: Config | None, sources: tuple[str, ...], wish: Wish) -> dict[str, Table]:
    places = [source_table(source) for source in sources if is_place(source)]
    tables = dict(zip(source_names(places), places, strict=True))
    for name in (source for source in sources if not is_place(source)):
        if configured is None or name not in configured.sources:
            raise UsageError(f"“{name}” is no address, no path and no configured source.", "Check SOURCE.")
        tables[name] = _plain(located(configured, configured.sources[name]))
    for table in tables.values():
        if table["kind"] == "imap":
            table |= _set(ca_file=str(wish.ca_file.absolute()) if wish.ca_file else None)
        else:
            table |= _set(complete=wish.complete or None, exported_at=wish.exported_at)
    return tables


def _with_passwords(tables: dict[str, Table], wish: Wish) -> tuple[dict[str, Table], Mapping[str, str]]:
    """Every server with a reference to its password, and the environment in which a typed one stands."""
    environment = dict(os.environ)
    for name, table in tables.items():
        if table["kind"] != "imap" or (table.get("password") and not wish.password):
            continue
        if wish.password:
            table["password"] = _absolute(wish.password)
            continue
        table["password"] = f"env:{PASSWORD}"
        if PASSWORD not in environment:
            if not at_terminal():
                raise SignInError(
                    f"There is no password for {table['user']} ({name}).",
                    f"Set ${PASSWORD}, or use --password REFERENCE.",
                )
            environment[PASSWORD] = click.prompt(f"Password for {table['user']}", hide_input=True, err=True)
    return tables, environment


def _absolute(reference: str) -> str:
    """The reference with a relative file made absolute: the configuration lies in another folder."""
    if not REFERENCE.fullmatch(reference):
        raise UsageError("--password takes a reference, never the password itself.", f"Write {REFERENCE_FORMS}.")
    scheme, _, rest = reference.partition(":")
    return f"file:{Path(rest).expanduser().absolute()}" if scheme == "file" else reference


def _found_in_sent(config: Config, draft: Draft) -> list[str]:
    with progress() as shown:
        own = workflow.own_addresses(config, workflow.Session(environment=draft.environment, progress=shown))
    if not own:
        raise UsageError(
            "No Sent folder with mail was found, so own addresses are not known.",
            "Name them: --me ADDRESS (several are allowed).",
        )
    return sorted(own)


def _known_client(config: Config, client: str) -> str | None:
    try:
        return client_key(config, client)
    except UsageError:
        return None


def _plain(model: Model | SourceSettings) -> Table:
    """A table as it was written: without defaults."""
    return model.model_dump(exclude_unset=True) | ({"kind": model.kind} if not isinstance(model, Model) else {})


def _set(**values: Any) -> Table:
    return {name: value for name, value in values.items() if value is not None}


def _named(client: Table) -> str:
    people = (one for email, person in client.get("people", {}).items() for one in (email, *person.get("also", ())))
    return ", ".join(
        [*(f"everybody at {domain}" for domain in client.get("domains", ())), *client.get("addresses", ()), *people]
    )


def _write(file: Path, text: str) -> None:
    """Writes the configuration; an earlier one that said something else is kept beside it."""
    kept = {}
    if file.is_file() and (earlier := file.read_bytes()) != text.encode():
        kept = {f"{file.name}.before": earlier}
        say(f"{file} said something else; it is kept as {file.name}.before.")
    write_files(file.parent, {**kept, file.name: text.encode()})
