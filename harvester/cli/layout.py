"""How every list looks in a terminal. Foreign words are never markup (S26)."""

from __future__ import annotations

import sys
from typing import Literal

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleDimensions
from rich.table import Table
from rich.text import Text

from harvester.cli.terminal import safe
from harvester.cli.widths import fit
from reports.text import wrapped

COLUMNS = 80
"""Columns of running text."""
NARROW = 70
"""Columns that a table needs."""
WIDTH = 100
"""Columns of a list that does not go to a terminal."""
_COUNTS = frozenset({"Seen", "Collected", "New", "Failed"})


def out(most: int | None = None) -> Console:
    """The console of the results: as wide as its terminal, and no wider than `most` columns."""
    width = None if sys.stdout.isatty() else most or WIDTH
    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=width)
    # with both it is not measured again for every line
    console.size = ConsoleDimensions(min(console.width, most or console.width), console.height)
    return console


def print_sentence(text: str) -> None:
    """A sentence that a program may look for: wrapped on a terminal, one line anywhere else."""
    if sys.stdout.isatty():
        print_paragraph(out(COLUMNS), text)
    else:
        click.echo(safe(text))


def print_paragraph(console: Console, text: str, bullet: str = "", style: str = "bold") -> None:
    """Wrapped text under a hanging bullet; a command in it stays on one line, for it is meant to be pasted."""
    hanging = " " * len(bullet)
    for number, line in enumerate(wrapped(safe(text), console.width, hanging, hanging)):
        told = Text.assemble((hanging if number else bullet, style), line[len(hanging) :])
        console.print(told, soft_wrap=len(line) > console.width)


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
