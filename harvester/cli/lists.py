"""Lists as a person reads them in a terminal. Foreign words are never markup (S26)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from harvester.cli.terminal import safe
from harvester.cli.widths import fit
from harvester.model import Side
from harvester.model.flags import NOT_ESTABLISHED
from harvester.model.times import counted, moment
from reports import words
from reports.text import wrapped

if TYPE_CHECKING:
    from harvester.harvest import Pulled
    from harvester.model import Dossier, Fact
    from harvester.pipeline.explain import Step  # with it comes pandas, which a pull does without

COLUMNS = 80
"""Columns of running text."""
NARROW = 70
"""Columns that a table needs."""
WIDTH = 100
"""Columns of a list that does not go to a terminal."""
_COUNTS = frozenset({"Seen", "Of the matter", "New", "Failed"})
STYLES = {"firm": "green", "review": "yellow", "not_established": "dim"}


def out(width: int | None = None) -> Console:
    """The console of the results."""
    terminal = sys.stdout.isatty()
    return Console(file=sys.stdout, highlight=False, markup=False, width=width or (None if terminal else WIDTH))


def print_facts(dossier: Dossier) -> None:
    """Every fact with what belongs beside it, ours first."""
    console = out()
    names = {Side.US: dossier.engagement.us.name, Side.CLIENT: dossier.engagement.client.name}
    for side, name in names.items():
        facts = [fact for fact in dossier.facts if (fact.party is Side.US) is (side is Side.US)]
        if facts:
            console.print(Text(safe(name), "bold underline"))
        for fact in facts:
            print_paragraph(console, fact.statement, bullet=f"{fact.no}  ")
            for line in _beside(fact):
                print_paragraph(console, line, bullet=" " * len(f"{fact.no}  "))
        if facts:
            console.print()
    if not dossier.facts:
        console.print("No fact came out of what was searched.\n")
    for note in filter(None, (dossier.balance, words.reviewed(dossier.facts), *dossier.notes)):
        print_paragraph(console, note)
    print_searched(dossier, console)


def print_explanation(dossier: Dossier, gap_id: str, steps: Iterable[Step], program: str) -> None:
    """The working of one gap, a step a paragraph, and what a person can do about it by `program`."""
    console = out(COLUMNS)
    gap = next(gap for gap in dossier.all_gaps if gap.gap_id == gap_id)
    print_paragraph(console, f"“{gap.subject}”", bullet=f"{gap.gap_id}  ")
    console.print()
    for step in steps:
        print_paragraph(console, step.text, bullet=f"{step.rules:<8}")
    flags = [flag for flag in gap.reasons if flag in gap.flags and flag not in NOT_ESTABLISHED]
    if flags:
        words_of = " ".join(f"--looked-at {flag}" for flag in flags)
        console.print()
        print_paragraph(console, "Once you have looked at it:")
        console.print(f"{program} mark gap {gap_id} {words_of} --reason TEXT", soft_wrap=True)


def print_pulled(pulled: Mapping[str, Pulled]) -> None:
    """What a pull brought, folder by folder."""
    console = out()
    table = listing("Pulled", "Source", "Folder", "Seen", "Of the matter", "New", "Failed", "State")
    for name, one in pulled.items():
        for row in one.rows:
            state = "complete" if row.complete else f"not complete: {row.reason}" if row.reason else "not complete"
            counts = (row.seen, row.matched, row.stored, row.failed)
            table.add_row(*(Text(safe(cell)) for cell in (name, row.folder, *map(str, counts), state)))
    print_table(console, table)
    originals = sum(one.originals for one in pulled.values())
    console.print(f"{counted(originals, 'new original')} in the store.")


def print_searched(dossier: Dossier, console: Console) -> None:
    """The coverage line that stands with every list."""
    for line in searched_lines(dossier):
        print_paragraph(console, line)


def searched_lines(dossier: Dossier) -> Iterable[str]:
    """As of when, what was searched, and what could not be."""
    zone = dossier.engagement.us_hours.timezone
    yield f"As of {moment(dossier.as_of, zone)}."
    for row in dossier.searched:
        kind = words.label(words.KINDS, row.kind)
        reach = f", up to {moment(row.to, zone)}" if row.to else ""
        declared = "; complete on your word" if row.declared else ""
        places = counted(len(row.folders), words.place(row.kind))
        yield safe(f"Searched {row.source}: {kind}, {places}{reach}{declared}.")
    for problem in dossier.problems:
        yield safe(f"Not established: {problem.source}, {problem.folder or 'as a whole'}: {problem.reason}")


def print_paragraph(console: Console, text: str, bullet: str = "", style: str = "bold") -> None:
    """Wrapped text under a hanging bullet; a command in it stays on one line, for it is meant to be pasted."""
    hanging = " " * len(bullet)
    for number, line in enumerate(wrapped(safe(text), console.width, hanging, hanging)):
        told = Text.assemble((hanging if number else bullet, style), line[len(hanging) :])
        console.print(told, soft_wrap=len(line) > console.width)


def claim_text(claim: str) -> Text:
    """The word for a claim, in its colour."""
    return Text(words.claim(claim).label, STYLES.get(claim, ""))


def _beside(fact: Fact) -> Iterable[str]:
    meaning = words.claim(fact.claim).label
    # a reason is a list of words, or a sentence of its own
    yield safe(f"{meaning}{'.' if fact.reason.endswith('.') else ':'} {fact.reason}" if fact.reason else f"{meaning}.")
    yield from map(safe, fact.beside)
    if fact.fix:
        yield safe(f"Can still be put right: {fact.fix}")
    if fact.reviewed:
        yield safe(f"Review: {fact.reviewed}")
    if fact.gap_id:
        yield f"Gap: {fact.gap_id}"
    yield "Original: " + ", ".join(one.sha256[:12] for one in fact.evidence)


def listing(title: str, *columns: str) -> Table:
    """An empty table in the one style of all lists."""
    table = Table(
        title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0)
    )
    for column in columns:
        justify: Literal["left", "right"] = "right" if column in _COUNTS else "left"
        table.add_column(column, overflow="fold", justify=justify, no_wrap=column == "Gap")
    return table


def print_table(console: Console, table: Table) -> None:
    """The table; on a terminal too narrow for it each row as a paragraph, cell after cell with its heading."""
    if console.width >= NARROW:
        fit(table, console.width)
        console.print(table)
        return
    console.print(Text(str(table.title), "bold"))
    names = [str(column.header) for column in table.columns]
    for row in zip(*(column.cells for column in table.columns), strict=True):
        first, *others = (str(cell) for cell in row)
        told = "; ".join(f"{name}: {cell}" for name, cell in zip(names[1:], others, strict=True) if cell)
        print_paragraph(console, told, bullet=f"{first}  ")
    console.print()
