"""How far a pull or a reading is: a bar on a terminal; otherwise a line for each folder of a pull."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from connectors.waits import LOG
from harvester import workflow
from harvester.cli.terminal import safe, say
from harvester.workflow import Progress

if TYPE_CHECKING:
    from datetime import datetime

    from harvester.config import Config
    from harvester.model.dossier import Dossier
    from harvester.originals import Counted


@contextmanager
def progress() -> Iterator[Progress]:
    """A function to be told source, folder, seen and total; shows it on stderr while the block runs."""
    if sys.stderr.isatty():
        with _bars() as shown:
            yield shown
    else:
        with _waits(say):
            yield _lines()


@contextmanager
def _waits(tell: Callable[[str], None]) -> Iterator[None]:
    """Tells what a connector waits for, while the block runs."""
    handler = logging.Handler(logging.INFO)
    handler.emit = lambda record: tell(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger(LOG)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)


@contextmanager
def _bars() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    with Bars(*columns, console=console, transient=True) as bars, _waits(console.print):
        tasks: dict[tuple[str, str], object] = {}

        def show(source: str, folder: str, seen: int, total: int) -> None:
            key = (source, folder)
            if key not in tasks:
                tasks[key] = bars.add_task(safe(f"{source}: {folder}")[:40], total=total)
            bars.update(tasks[key], completed=seen, total=total)  # type: ignore[arg-type]  # rich's TaskID is an int

        yield show


def concluded(config: Config, client: str, as_of: datetime | None = None) -> Dossier:
    """The dossier of a client; how far the reading of originals is shows on a terminal."""
    with reading() as counted:
        return workflow.conclude(config, client, as_of, counted)


@contextmanager
def reading() -> Iterator[Counted | None]:
    """A function to be told how many originals have been read; on a terminal it shows that on stderr."""
    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as stack:
        bars: list[Progress] = []

        def show(read: int, total: int) -> None:
            if not bars:  # a small matter is read before anybody could read a bar
                bars.append(stack.enter_context(_bars()))
            bars[0]("store", "originals read", read, total)

        yield show


def _lines() -> Progress:
    told: set[tuple[str, str]] = set()

    def show(source: str, folder: str, seen: int, total: int) -> None:
        if seen >= total > 0 and (source, folder) not in told:
            told.add((source, folder))
            say(f"{source}: {folder}: {seen} of {total} messages seen")

    return show
