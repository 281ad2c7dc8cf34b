"""What a pull brought, as a person reads it; loaded without the words of reports, which a pull does not need (N2)."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from harvester.cli.layout import listing, out, print_table
from harvester.cli.terminal import safe
from harvester.harvest import Pulled
from harvester.model.times import counted


def print_pulled(pulled: Mapping[str, Pulled]) -> None:
    """What a pull brought, folder by folder."""
    console = out()
    table = listing("Pulled", "Source", "Folder", "Seen", "Collected", "New", "Failed", "State")
    for name, one in pulled.items():
        for row in one.rows:
            state = "complete" if row.complete else f"not complete: {row.reason}" if row.reason else "not complete"
            counts = (row.seen, row.matched, row.stored, row.failed)
            table.add_row(*(Text(safe(cell)) for cell in (name, row.folder, *map(str, counts), state)))
    print_table(console, table)
    originals = sum(one.originals for one in pulled.values())
    console.print(f"{counted(originals, 'new original')} in the store.")
