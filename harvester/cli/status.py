"""`harvester status`: the last search of every source, the last night, and what is flagged, in one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits

if TYPE_CHECKING:
    from harvester.model.night import Flagged
    from harvester.remembered import Accepted, SourceState


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def status(common: Common, as_json: bool) -> int:
    """When each source was last searched, whether completely, the last night and the next, and what stands.

    \b
    harvester --config harvester-demo/config.toml status
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester import remembered
    from harvester.cli.configured import configuration
    from harvester.cli.documents import print_document
    from harvester.cli.schedule import next_run
    from harvester.cli.when import now
    from harvester.store import open_store

    config = configuration(common)
    store = open_store(config.store.url, config.folder)
    stands = _Stands(
        sources=remembered.sources(config, store),
        last=remembered.last_night(store),
        coming=next_run(config, now()),
        flags=remembered.kept_flags(store),
        accepted=remembered.accepted(store),
    )
    if as_json:
        print_document("status", _document(stands))
    else:
        _print(stands, remembered.own_zone(config))
    return exits.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stands:
    """How things stand: the sources, the last night and the next, and the flags that are kept."""

    sources: Sequence[SourceState]
    last: datetime | None
    coming: datetime | None
    flags: Sequence[Flagged]
    accepted: Accepted


def _document(stands: _Stands) -> Mapping[str, object]:
    from harvester.model.times import iso
    from reports import digest

    rows = [
        {"source": row.name, "searched_at": iso(row.at) if row.at else None, "complete": row.complete,
         "folders": row.folders, "problems": list(row.problems)}
        for row in stands.sources
    ]  # fmt: skip
    return {
        "sources": rows,
        "last_night": iso(stands.last) if stands.last else None,
        "next_night": iso(stands.coming) if stands.coming else None,
        "accepted": stands.accepted.facts,
        "accepted_before_search": stands.accepted.before_the_search,
        "accepted_before_decision": stands.accepted.before_a_decision,
        "flags": [digest.row(flag) for flag in stands.flags],
    }


def _print(stands: _Stands, zone: str) -> None:
    from rich.text import Text

    from harvester.cli.invoked import as_called
    from harvester.cli.layout import COLUMNS, listing, out, print_paragraph, print_table
    from harvester.cli.terminal import safe
    from harvester.model.night import LAPSED, FlagState
    from harvester.model.times import moment

    console = out(COLUMNS)
    table = listing("Sources", "Source", "Last searched", "Folders", "State")
    for row in stands.sources:
        state = "complete" if row.complete else "; ".join(row.problems) or "not complete"
        at = moment(row.at, zone) if row.at else "never"
        table.add_row(*(Text(safe(cell)) for cell in (row.name, at, str(row.folders), state)))
    print_table(console, table)
    print_paragraph(console, moment(stands.last, zone) if stands.last else "never", bullet="Last night  ")
    told = moment(stands.coming, zone) if stands.coming else "not installed (`harvester schedule install`)"
    print_paragraph(console, as_called(told), bullet="Next night  ")
    looked = stands.last or stands.flags
    told = _counted(stands.flags) if looked else "not looked at yet (`harvester nightly` does)"
    print_paragraph(console, as_called(told), bullet="Flags       ")
    for flag in stands.flags:
        if flag.key.rule == LAPSED and flag.state is not FlagState.CLEARED:
            print_paragraph(console, flag.detail, bullet="Accepted    ")
    if stands.accepted.facts:
        print_paragraph(console, as_called(_accepted(stands.accepted)), bullet="Accepted    ")


def _accepted(found: Accepted) -> str:
    """“15 facts, 3 of them before the last search”, and where to read what came since."""
    from harvester.model.times import counted

    since = [
        f"{count} of them before {what}"
        for count, what in (
            (found.before_the_search, "the last search"),
            (found.before_a_decision, "something else was decided or purged"),
        )
        if count
    ]
    told = ", ".join((counted(found.facts, "fact"), *since))
    return f"{told} (`harvester facts` tells what came since)" if since else told


def _counted(flags: Sequence[Flagged]) -> str:
    """“acme: 4 standing, 1 could not be judged”, and where to read them."""
    told = []
    for client in dict.fromkeys(flag.key.client for flag in flags):
        states = Counter(flag.state for flag in flags if flag.key.client == client)
        counts = ", ".join(f"{count} {state.words}" for state, count in states.items())
        told.append(f"{client or 'the search'}: {counts}")
    return f"{'; '.join(told)} (`harvester flags` tells them)" if told else "none"
