"""How the agreement may be ended, point by point, as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from harvester.cli.layout import print_paragraph
from harvester.model.dossier import Dossier
from harvester.model.ending import EndingStep
from harvester.model.matter import Side
from reports import words

_COLUMN = max(len(name) for name in words.ENDING_POINTS.values()) + 2


def print_ending(dossier: Dossier, console: Console) -> None:
    """What the contract file says of being ended, and what it does not say (G10); nothing without a contract."""
    if not dossier.ending:
        return
    names: dict[Side | None, str] = {Side.US: dossier.engagement.us.name, Side.CLIENT: dossier.engagement.client.name}
    console.print(Text("\nHow the agreement may be ended", "bold"))
    for step in dossier.ending:
        told = " ".join(_told(step, names.get(step.owed_by, "")))
        print_paragraph(console, told, bullet=f"{words.ENDING_POINTS[step.point]:<{_COLUMN}}")
    console.print()


def _told(step: EndingStep, owed_by: str) -> Iterator[str]:
    if step.quote:
        yield f"{step.clause}: “{step.quote}”" if step.clause else f"“{step.quote}”"
    elif step.clause:
        yield f"{step.clause}."
    if owed_by:
        yield f"Owed by {owed_by}."
    yield from step.told
    if not step.established:
        yield "Not established."
