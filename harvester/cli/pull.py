"""`harvester pull`: what is new comes into the store."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from harvester.cli import Common, exits
from harvester.cli.when import Day, now

if TYPE_CHECKING:
    from harvester.harvest import Pulled


@click.command()
@click.option("--source", "only", multiple=True, metavar="S", help="Only this source; several.")
@click.option("--since", type=Day(), help="Servers: only mail from this date on.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def pull(common: Common, only: tuple[str, ...], since: date | None, as_json: bool) -> int:
    """Fetches what is new; safe to interrupt and to repeat. Prints what was searched.

    \b
    harvester --config harvester-demo/config.toml pull
    harvester pull --source mail --since 2026-01-01
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester import workflow
    from harvester.cli.brought import print_pulled
    from harvester.cli.configured import configuration
    from harvester.cli.documents import print_document
    from harvester.cli.job import say_window, told
    from harvester.cli.progress import progress

    config = configuration(common)
    say_window(config, since, only)
    with progress() as shown:
        session = workflow.Session(environment=os.environ, progress=shown)
        pulled = workflow.pull(config, now(), session, only, since)
    if as_json:
        print_document("pull", {"sources": [as_document(name, one) for name, one in pulled.items()]})
    else:
        print_pulled(pulled)
    return exits.exit_code(told(pulled))


def as_document(name: str, pulled: Pulled) -> dict[str, Any]:
    """What one source brought, as it stands in the JSON document."""
    folders = [
        {
            "folder": row.folder,
            "seen": row.seen,
            "matched": row.matched,
            "stored": row.stored,
            "failed": row.failed,
            "complete": row.complete,
            "reason": row.reason or None,
        }
        for row in pulled.rows
    ]
    error = pulled.error.fact if pulled.error else None
    return {"source": name, "originals": pulled.originals, "error": error, "folders": folders}
