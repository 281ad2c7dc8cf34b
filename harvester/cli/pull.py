"""`harvester pull`: what is new comes into the store."""

from __future__ import annotations

import os
from datetime import date

import click

from harvester.cli import Common, exits
from harvester.cli.when import Day, now


@click.command()
@click.option("--source", "only", multiple=True, metavar="S", help="Only this source; several.")
@click.option("--since", type=Day(), help="Only mail from this date on.")
@click.pass_obj
def pull(common: Common, only: tuple[str, ...], since: date | None) -> int:
    """Fetches what is new; safe to interrupt and to repeat. Prints what was searched."""
    from harvester import workflow
    from harvester.cli.configured import configuration
    from harvester.cli.job import told
    from harvester.cli.lists import print_pulled
    from harvester.cli.progress import progress

    config = configuration(common)
    with progress() as shown:
        session = workflow.Session(environment=os.environ, progress=shown)
        pulled = workflow.pull(config, now(), session, only, since)
    print_pulled(pulled)
    return exits.exit_code(told(pulled))
