"""`harvester nightly`: pull, analyse, flag, notify, for every client."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits
from harvester.cli.when import now

if TYPE_CHECKING:
    from harvester.config import Config
    from harvester.model.night import Night


@click.command()
@click.option("--quiet", is_flag=True, help="Print the digest only when it holds something new.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def nightly(common: Common, quiet: bool, as_json: bool) -> int:
    """Fetches what is new, looks at every client, and tells what has changed; safe to run twice.

    Exit code 10: at least one client is flagged. Made for cron and timers.

    \b
    harvester --config harvester-demo/config.toml nightly
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.configured import configuration
    from harvester.cli.telling import monitored

    config = configuration(common)
    with monitored(config, os.environ) as ended:
        ended.code = _night(config, common, quiet=quiet, as_json=as_json)
    return ended.code


def _night(config: Config, common: Common, *, quiet: bool, as_json: bool) -> int:
    from harvester import custody, nights, workflow
    from harvester.cli.invoked import called
    from harvester.cli.job import told
    from harvester.cli.progress import progress
    from harvester.cli.telling import send
    from harvester.cli.terminal import report_error, say
    from harvester.errors import HarvesterError

    with progress() as shown:
        watched = nights.watch(config, now(), workflow.Session(environment=os.environ, progress=shown))
    codes = [*told(watched.pulled), *(report_error(error, debug=common.debug) for error in watched.errors)]
    night = replace(watched.night, called=called())
    _print(night, quiet=quiet, as_json=as_json)
    try:
        send(config, night, os.environ)
    except HarvesterError as error:
        codes.append(report_error(error, debug=common.debug))
    if unstamped := custody.stamp(config, now(), "harvester nightly"):
        say(f"{unstamped} The run goes on without a stamp.")
    if night.flagged:
        codes.append(exits.FLAGGED)
    return exits.exit_code(codes)


def _print(night: Night, *, quiet: bool, as_json: bool) -> None:
    from harvester.cli.documents import print_document
    from harvester.cli.layout import out
    from harvester.pipeline.nightly.flagging import news
    from reports import digest

    if as_json:
        print_document("nightly", digest.document(night))
    elif news(night.flags) or not quiet:
        click.echo(digest.text(night, out(digest.WIDTH).width).encode("utf-8", "replace"), nl=False)
