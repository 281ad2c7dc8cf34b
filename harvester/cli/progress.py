"""How far a pull is: a bar on a terminal, a line a folder otherwise."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from harvester.cli.terminal import safe, say
from harvester.workflow import Progress


@contextmanager
def progress() -> Iterator[Progress]:
    """A function to be told source, folder, seen and total; shows it on stderr while the block runs."""
    if sys.stderr.isatty():
        with _bars() as shown:
            yield shown
    else:
        yield _lines()


@contextmanager
def _bars() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[tuple[str, str], object] = {}

        def show(source: str, folder: str, seen: int, total: int) -> None:
            key = (source, folder)
            if key not in tasks:
                tasks[key] = bars.add_task(safe(f"{source}: {folder}")[:40], total=total)
            bars.update(tasks[key], completed=seen, total=total)  # type: ignore[arg-type]  # rich's TaskID is an int

        yield show


def _lines() -> Progress:
    told: set[tuple[str, str]] = set()

    def show(source: str, folder: str, seen: int, total: int) -> None:
        if seen >= total > 0 and (source, folder) not in told:
            told.add((source, folder))
            say(f"{source}: {folder}: {seen} of {total} messages seen")

    return show
