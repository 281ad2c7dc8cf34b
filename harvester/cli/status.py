"""`harvester status`: the last search of every source, the last night, and what is flagged, in one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits

if TYPE_CHECKING:
    from harvester.model.night import Flagged


_STATES = {"suppressed": "could not be judged"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def status(common: Common, as_json: bool) -> int:
    """When each source was last searched, whether completely, the last night and the next, and what stands.

    \b
    harvester --config harvester-demo/config.toml status
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from rich.text import Text

    from harvester import nights
    from harvester.cli.configured import called, configuration
    from harvester.cli.documents import print_document
    from harvester.cli.lists import COLUMNS, listing, out, print_paragraph, print_table
    from harvester.cli.schedule import next_run
    from harvester.cli.terminal import safe
    from harvester.cli.when import now
    from harvester.model.times import iso, moment
    from harvester.store import open_store
    from reports import digest

    config = configuration(common)
    store = open_store(config.store.url, config.folder)
    last, kept = nights.last_night(store), nights.kept_flags(store)
    found, coming = nights.sources(config, store), next_run(config, now())
    if as_json:
        rows = [
            {"source": row.name, "searched_at": iso(row.at) if row.at else None, "complete": row.complete,
             "folders": row.folders, "problems": list(row.problems)}
            for row in found
        ]  # fmt: skip
        content = {
            "sources": rows,
            "last_night": iso(last) if last else None,
            "next_night": iso(coming) if coming else None,
        }
        print_document("status", content | {"flags": [digest.row(flag) for flag in kept]})
        return exits.DONE
    console, zone = out(COLUMNS), nights.own_zone(config)
    table = listing("Sources", "Source", "Last searched", "Folders", "State")
    for row in found:
        state = "complete" if row.complete else "; ".join(row.problems) or "not complete"
        at = moment(row.at, zone) if row.at else "never"
        table.add_row(*(Text(safe(cell)) for cell in (row.name, at, str(row.folders), state)))
    print_table(console, table)
    print_paragraph(console, moment(last, zone) if last else "never", bullet="Last night  ")
    told = moment(coming, zone) if coming else f"not installed (`{called(common)} schedule install`)"
    print_paragraph(console, told, bullet="Next night  ")
    told = _counted(kept, called(common)) if last or kept else f"not looked at yet (`{called(common)} nightly` does)"
    print_paragraph(console, told, bullet="Flags       ")
    return exits.DONE


def _counted(flags: Sequence[Flagged], called: str) -> str:
    """“acme: 4 standing, 1 could not be judged”, and where to read them."""
    told = []
    for client in dict.fromkeys(flag.key.client for flag in flags):
        states = Counter(flag.state.value for flag in flags if flag.key.client == client)
        counts = ", ".join(f"{count} {_STATES.get(state, state)}" for state, count in states.items())
        told.append(f"{client or 'the search'}: {counts}")
    return f"{'; '.join(told)} (`{called} flags` tells them)" if told else "none"
