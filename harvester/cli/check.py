"""`harvester check`: tries everything that a run needs, and changes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits
from harvester.cli.when import now

if TYPE_CHECKING:
    from harvester.config import Config
    from harvester.model import Contract

DISTRIBUTION = "client-evidence-harvester"
NAMES = ("harvester", "connectors", "reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One thing that was tried: `code` is the exit code that follows from it, 0 when it is well."""

    what: str
    told: str
    code: int = exits.DONE


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def check(common: Common, as_json: bool) -> int:
    """Reads the configuration, signs in everywhere, lists folders, verifies the store, looks at clock and packages.

    \b
    harvester --config harvester-demo/config.toml check
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.configured import configuration
    from harvester.cli.documents import print_document

    config = configuration(common)
    tried = [
        *_configuration(config),
        *_sources(config),
        *_sign_ins(config, now()),
        *_store(config, now()),
        *_packages(),
    ]
    if as_json:
        told = [{"what": one.what, "ok": not one.code, "detail": one.told} for one in tried]
        print_document("check", {"ok": not any(one.code for one in tried), "checks": told})
    else:
        for one in tried:
            _print_tried(one)
    return exits.exit_code(one.code for one in tried)


def _print_tried(one: Tried) -> None:
    """A line each; on a terminal wrapped under itself, for a person to read beside the contract."""
    from harvester.cli.lists import out, print_paragraph
    from harvester.cli.terminal import safe

    mark, told = "finding" if one.code else "ok     ", f"{one.what}: {one.told}"
    if sys.stdout.isatty():
        print_paragraph(out(), told, bullet=f"{mark}  ", style="bold yellow" if one.code else "green")
    else:
        click.echo(f"{mark}  {safe(told)}")


def _configuration(config: Config) -> Iterator[Tried]:
    from harvester.accounts import completed
    from harvester.config import contract_of, engagement
    from harvester.errors import HarvesterError

    yield Tried(what=str(config.path), told=f"{len(config.sources)} source(s), {len(config.clients)} client(s)")
    for key in config.clients:
        try:
            contract = contract_of(config, key)
            contract = completed(contract) if contract else None
        except HarvesterError as error:
            yield Tried(what=f"clients.{key}.contract", told=str(error), code=error.exit_code)
            continue
        about = engagement(config, key)
        assumed = [
            side for side, hours in (("us", about.us_hours), (f"clients.{key}", about.client_hours)) if hours.assumed
        ]
        if assumed:
            told = "timezone, work_week or holidays are not set; the report says that working hours are assumed"
            yield Tried(what=" and ".join(assumed), told=told)
        if contract:
            yield from _contract(f"clients.{key}.contract", contract)


def _contract(what: str, contract: Contract) -> Iterator[Tried]:
    """What the contract was understood to say, for a person to hold against it."""
    from harvester.pipeline.contract.understood import understood

    told = f"{len(contract.obligations)} obligation(s), {len(contract.invoices)} invoice(s)"
    yield Tried(what=what, told=told)
    for name, sentence in understood(contract):
        yield Tried(what=f"{what}, {name}", told=sentence)


def _sources(config: Config) -> Iterator[Tried]:
    from harvester.errors import HarvesterError
    from harvester.model import Failure
    from harvester.model.settings import MailSettings
    from harvester.sources import event_source, mail_source

    for name, settings in config.sources.items():
        what = f"sources.{name}"
        try:
            if isinstance(settings, MailSettings):
                with mail_source(config, name, os.environ) as source:
                    folders = source.folders()
            else:
                with event_source(config, name, os.environ) as calendars:
                    folders = calendars.calendars()
        except HarvesterError as error:
            yield Tried(what=what, told=str(error), code=error.exit_code)
            continue
        failures = [folder for folder in folders if isinstance(folder, Failure)]
        names = [folder.name for folder in folders if not isinstance(folder, Failure)]
        yield Tried(what=what, told=f"{len(names)} folder(s): {', '.join(names)}", code=0 if names else exits.FINDINGS)
        for failure in failures:
            yield Tried(what=f"{what}, {failure.folder}", told=failure.reason, code=exits.PARTIAL)


def _sign_ins(config: Config, at: datetime) -> Iterator[Tried]:
    """Google ends the sign-in of a project in testing after seven days; a pull would then fail at night."""
    from harvester.sources import ending_sign_ins

    for name, ends in ending_sign_ins(config, os.environ):
        told = f"the Google project is in testing: this sign-in {'ended' if ends < at else 'ends'} on {ends:%Y-%m-%d}"
        told += f"; publish the project, then run `harvester auth {name}` once more"
        yield Tried(what=f"sources.{name}", told=told, code=exits.FINDINGS)


def _store(config: Config, at: datetime) -> Iterator[Tried]:
    from harvester.errors import HarvesterError, IntegrityError
    from harvester.store import open_store

    what = str(config.store_path)
    if not config.store_path.exists():
        yield Tried(what=what, told="there is no store yet; `harvester pull` makes it")
        return
    try:
        store = open_store(config.store.url, config.folder)
        found = store.verify()
        newest = max((row.swept_at for row in store.ledger().folders), default=at)
    except HarvesterError as error:
        yield Tried(what=what, told=str(error), code=error.exit_code)
        return
    if config.store_path.stat().st_mode & 0o077:
        yield Tried(what=what, told="others on this machine can read it; run `chmod 600` on it", code=exits.FINDINGS)
    for problem in found.problems:
        yield Tried(what=what, told=problem, code=IntegrityError.exit_code)
    if not found.problems:
        yield Tried(what=what, told=f"{found.checked:,} rows and originals agree with the journal")
    behind = newest > at
    told = f"{at:%Y-%m-%d %H:%M:%S} UTC" + (
        f", earlier than the last pull ({newest:%Y-%m-%d %H:%M} UTC)" if behind else ""
    )
    yield Tried(what="clock", told=told, code=exits.FINDINGS if behind else exits.DONE)


def _packages() -> Iterator[Tried]:
    """Other distributions bring packages of our three names: whichever was installed last would win."""
    from importlib.metadata import packages_distributions

    owners = packages_distributions()
    for name in NAMES:
        others = sorted(set(owners.get(name, ())) - {DISTRIBUTION})
        if others:
            told = f"{', '.join(others)} brings a package of the same name; install with pipx or `uv tool install`"
            yield Tried(what=name, told=told, code=exits.FINDINGS)
