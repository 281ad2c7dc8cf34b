"""The configuration: what it names, who can read it, whose hours are known, and how its contracts are understood."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from harvester.cli import exits
from harvester.cli.checks.tried import Tried, failed
from harvester.errors import HarvesterError
from harvester.model.times import counted

if TYPE_CHECKING:
    from harvester.config import Config
    from harvester.model.contract import Contract


def tried(config: Config) -> Iterator[Tried]:
    """The file, its permissions, and client by client what it says."""
    told = f"{counted(len(config.sources), 'source')}, {counted(len(config.clients), 'client')}"
    yield Tried(what=str(config.path), told=told)
    yield from permissions(config.path)
    told_of_us = False
    for key in config.clients:
        for one in _client(config, key):
            if one.what != "us" or not told_of_us:
                yield one
            told_of_us = told_of_us or one.what == "us"


def permissions(path: Path) -> Iterator[Tried]:
    """A configuration names people and the programs that print passwords: nobody else should read or change it."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        told = f"others on this machine can {'change' if mode & 0o022 else 'read'} it"
        yield Tried(what=str(path), told=told, fix=f"Run `chmod 600 {quote(str(path))}`.", code=exits.FINDINGS)
    folder = path.parent
    if folder.stat().st_mode & stat.S_IWOTH and not folder.stat().st_mode & stat.S_ISVTX:
        told = "anybody on this machine may replace the files in it"
        yield Tried(what=str(folder), told=told, fix=f"Run `chmod o-w {quote(str(folder))}`.", code=exits.FINDINGS)


def _client(config: Config, key: str) -> Iterator[Tried]:
    from harvester.accounts import completed
    from harvester.config import contract_of, engagement

    try:
        contract = contract_of(config, key)
        contract = completed(contract) if contract else None
    except HarvesterError as error:
        yield failed(f"clients.{key}.contract", error)
        return
    about = engagement(config, key)
    sides = (("us", about.us_hours, config.us), (f"clients.{key}", about.client_hours, config.clients[key]))
    for side, hours, table in sides:
        unset = [name for name in ("timezone", "work_week", "holidays") if getattr(table, name) is None]
        if hours.assumed:
            told = f"not set: {', '.join(unset)}; the report says what is assumed instead"
            yield Tried(what=side, told=told, fix="Set what you know.", note=True)
    if contract:
        yield from _contract(f"clients.{key}.contract", contract)


def _contract(what: str, contract: Contract) -> Iterator[Tried]:
    """What the contract was understood to say, for a person to hold against it."""
    from harvester.pipeline.contract.understood import understood

    told = f"{counted(len(contract.obligations), 'obligation')}, {counted(len(contract.invoices), 'invoice')}"
    yield Tried(what=what, told=told)
    for name, sentence in understood(contract):
        yield Tried(what=f"{what}, {name}", told=sentence)
