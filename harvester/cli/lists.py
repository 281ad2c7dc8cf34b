"""Gaps, facts and coverage as a person reads them in a terminal. Foreign words are never markup (S26)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from harvester.cli.terminal import safe
from harvester.harvest import Pulled
from harvester.model import Dossier, Fact, Gap, Side
from reports import words
from reports.times import duration, moment

WIDTH = 100
"""Columns of a list that does not go to a terminal."""
_COUNTS = frozenset({"Seen", "Of the matter", "New", "Failed"})
_STYLES = {"firm": "green", "review": "yellow", "not_established": "dim"}


def out(width: int | None = None) -> Console:
    """The console of the results."""
    terminal = sys.stdout.isatty()
    return Console(file=sys.stdout, highlight=False, markup=False, width=width or (None if terminal else WIDTH))


def print_gaps(dossier: Dossier) -> None:
    """Every gap, ours first, each side in order of time; level B apart, for nothing clearly asked there (X5)."""
    console = out()
    for level, title in (("A", "Questions"), ("B", "Nothing here clearly asked for an answer")):
        gaps = [gap for gap in dossier.gaps if gap.level == level]
        if not gaps:
            continue
        table = _table(title, "Owed by", "Since", "Time", "Status", "Claim", "Subject")
        for gap in sorted(gaps, key=lambda one: (one.owed_by is not Side.US, one.started_at)):
            table.add_row(*_gap_cells(dossier, gap))
        console.print(table)
    if not dossier.gaps:
        console.print("No question of either side was found in what was searched.")
    print_searched(dossier, console)


def print_facts(dossier: Dossier) -> None:
    """Every fact with what belongs beside it, ours first."""
    console = out()
    for fact in dossier.facts:
        console.print(Text.assemble((f"{fact.no}  ", "bold"), safe(fact.statement)))
        for line in _beside(fact):
            console.print(Text(f"       {line}", "dim"))
    if not dossier.facts:
        console.print("No fact came out of what was searched.")
    for note in filter(None, (dossier.balance, *dossier.notes)):
        console.print(Text(safe(note)))
    print_searched(dossier, console)


def print_coverage(dossier: Dossier) -> None:
    """What was searched, folder by folder, and every message that could not be read."""
    console = out()
    zone = dossier.engagement.us_hours.timezone
    table = _table("Searched", "Source", "Folder", "Seen", "Of the matter", "Failed", "Up to", "State")
    for row in dossier.ledger.folders:
        state = "complete" if row.complete else f"not complete: {row.reason}"
        state += ", on your word" if row.declared else ""
        reach = moment(row.reach, zone) if row.reach else "not yet"
        cells = (row.source, row.folder, str(row.seen), str(row.matched), str(row.failed), reach, state)
        table.add_row(*(Text(safe(cell)) for cell in cells))
    console.print(table)
    for item in dossier.ledger.items:
        console.print(Text(safe(f"{item.source}, {item.folder}, {item.locator}: {item.reason}")))
    print_searched(dossier, console)


def print_pulled(pulled: Mapping[str, Pulled]) -> None:
    """What a pull brought, folder by folder."""
    console = out()
    table = _table("Pulled", "Source", "Folder", "Seen", "Of the matter", "New", "Failed", "State")
    for name, one in pulled.items():
        for row in one.rows:
            state = "complete" if row.complete else f"not complete: {row.reason}" if row.reason else "not complete"
            counts = (row.seen, row.matched, row.stored, row.failed)
            table.add_row(*(Text(safe(cell)) for cell in (name, row.folder, *map(str, counts), state)))
    console.print(table)
    originals = sum(one.originals for one in pulled.values())
    console.print(f"{_counted(originals, 'new original')} verified in the store.")


def print_searched(dossier: Dossier, console: Console) -> None:
    """The coverage line that stands with every list."""
    for line in searched_lines(dossier):
        console.print(Text(line, "dim"))


def searched_lines(dossier: Dossier) -> Iterable[str]:
    """As of when, what was searched, and what could not be."""
    zone = dossier.engagement.us_hours.timezone
    yield f"As of {moment(dossier.as_of, zone)}."
    for row in dossier.searched:
        kind = words.label(words.KINDS, row.kind)
        reach = f", up to {moment(row.to, zone)}" if row.to else ""
        declared = "; complete on your word" if row.declared else ""
        yield safe(f"Searched {row.source}: {kind}, {_counted(len(row.folders), 'folder')}{reach}{declared}.")
    for problem in dossier.problems:
        yield safe(f"Not established: {problem.source}, {problem.folder or 'as a whole'}: {problem.reason}")


def claim_text(claim: str, reasons: tuple[str, ...] = ()) -> Text:
    """The word for a claim, in its colour."""
    return Text(words.claim(claim, reasons).label, _STYLES.get(words.claim_code(claim, reasons), ""))


def _gap_cells(dossier: Dossier, gap: Gap) -> tuple[Text, ...]:
    engagement = dossier.engagement
    ours = gap.owed_by is Side.US
    zone = engagement.us_hours.timezone
    status = words.label(words.GAP_STATUSES, gap.status)
    if gap.chasers:
        status += f", {_counted(len(gap.chasers), 'reminder')}"
    return (
        Text(safe(engagement.us.name if ours else engagement.client.name)),
        Text(moment(gap.started_at, zone)),
        Text(duration(gap.calendar_hours, gap.business_hours)),
        Text(status),
        claim_text(gap.claim, gap.reasons),
        Text(safe(gap.subject)),
    )


def _beside(fact: Fact) -> Iterable[str]:
    meaning = words.claim(fact.claim).label
    yield safe(f"{meaning}: {fact.reason}" if fact.reason else f"{meaning}.")
    yield from map(safe, fact.beside)
    if fact.fix:
        yield safe(f"Can still be put right: {fact.fix}")
    yield "Original: " + ", ".join(one.sha256[:12] for one in fact.evidence)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column in _COUNTS else "left")
    return table


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
