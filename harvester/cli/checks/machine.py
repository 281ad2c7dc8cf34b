"""This machine: the store and the room for it, the clock, and what is installed."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import packages_distributions, version
from shlex import quote
from typing import TYPE_CHECKING

from harvester import __version__
from harvester.cli import exits
from harvester.cli.checks.tried import Tried, failed
from harvester.errors import HarvesterError, IntegrityError

if TYPE_CHECKING:
    from harvester.config import Config

DISTRIBUTION = "client-evidence-harvester"
NAMES = ("harvester", "connectors", "reports")
LEAST_ROOM = 500 * 10**6
"""Bytes free that a pull may need at once: the store, its log, and the report."""


def tried(config: Config, at: datetime) -> Iterator[Tried]:
    """The store, the disk, the clock, the packages."""
    yield from _store(config)
    yield _room(config)
    yield _clock(config, at)
    yield from _packages()
    yield _versions()


def _store(config: Config) -> Iterator[Tried]:
    from harvester.store import open_store

    what = str(config.store_path)
    if not config.store_path.exists():
        yield Tried(what=what, told="there is no store yet; `harvester pull` makes it")
        return
    try:
        found = open_store(config.store.url, config.folder).verify()
    except HarvesterError as error:
        yield failed(what, error)
        return
    if config.store_path.stat().st_mode & 0o077:
        told, fix = "others on this machine can read it", f"Run `chmod 600 {quote(what)}`."
        yield Tried(what=what, told=told, fix=fix, code=exits.FINDINGS)
    for problem in found.problems:
        fix = "Put a copy from before in its place; `harvester verify` tells more."
        yield Tried(what=what, told=problem, fix=fix, code=IntegrityError.exit_code)
    if not found.problems:
        yield Tried(what=what, told=f"{found.checked:,} rows and originals agree with the journal")


def _room(config: Config) -> Tried:
    """Free bytes where the store lies, or will lie."""
    folder = next(one for one in config.store_path.parents if one.is_dir())
    free = shutil.disk_usage(folder).free
    told = f"{free // 10**6:,} MB are free in {folder}"
    if free >= LEAST_ROOM:
        return Tried(what="disk", told=told)
    return Tried(what="disk", told=told, fix="Make room before the next pull.", code=exits.FINDINGS)


def _clock(config: Config, at: datetime) -> Tried:
    """A clock that is behind: the last pull was later than now."""
    told = f"{at:%Y-%m-%d %H:%M:%S} UTC"
    newest = max(_swept(config), default=at)
    if newest <= at:
        return Tried(what="clock", told=told)
    told += f", earlier than the last pull ({newest:%Y-%m-%d %H:%M} UTC)"
    return Tried(what="clock", told=told, fix="Set the clock of this machine.", code=exits.FINDINGS)


def _swept(config: Config) -> list[datetime]:
    from harvester.store import open_store

    if not config.store_path.exists():
        return []
    try:
        return [row.swept_at for row in open_store(config.store.url, config.folder).ledger().folders]
    except HarvesterError:
        return []  # the store itself is told of


def _packages() -> Iterator[Tried]:
    """Other distributions bring packages of our three names: whichever was installed last would win."""
    owners = packages_distributions()
    for name in NAMES:
        others = sorted(set(owners.get(name, ())) - {DISTRIBUTION})
        if others:
            told = f"{', '.join(others)} brings a package of the same name"
            fix = "Install with pipx or `uv tool install`, which keep programs apart."
            yield Tried(what=name, told=told, fix=fix, code=exits.FINDINGS)


def _versions() -> Tried:
    """What a report of a fault should name; holidays and time zones are as old as their packages."""
    parts = (f"harvester {__version__}", f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}")
    data = (f"{name} {version(name)}" for name in ("holidays", "tzdata"))
    return Tried(what="version", told=", ".join((*parts, *data)))
