"""What `run` and `demo` print at the end: who was counted, what was searched, ours first, then what is open."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from harvester.cli.lists import claim_text, out, searched_lines
from harvester.cli.terminal import safe
from harvester.model import Dossier, Gap, Side, Stats
from reports.times import duration, elapsed

WIDTH = 80
LONGEST = 5
"""Open gaps of the client that the summary tells; the report has them all."""


def print_summary(dossier: Dossier, report: Path, config: Path) -> None:
    """The whole result in a screenful, at most 80 columns wide."""
    console = out()
    console.width = min(console.width, WIDTH)
    engagement = dossier.engagement
    _section(
        console, "Counted as", (f"us: {'; '.join(dossier.found_own)}", f"client: {'; '.join(dossier.found_client)}")
    )
    _section(console, "Searched", searched_lines(dossier))
    for side, name in ((Side.US, engagement.us.name), (Side.CLIENT, engagement.client.name)):
        _side(console, dossier, side, name)
    if dossier.balance or dossier.notes:
        _section(console, "Balance", (dossier.balance, *dossier.notes))
    console.print()
    console.print(Text.assemble(("Report  ", "bold"), (safe(str(report)), "bold cyan")), soft_wrap=True)
    console.print(
        Text(f"Go on:  harvester --config {safe(str(config))} facts {safe(engagement.key)}", "dim"), soft_wrap=True
    )


def _side(console: Console, dossier: Dossier, side: Side, name: str) -> None:
    console.print()
    console.print(Text(f"Owed by {safe(name)}", "bold"))
    console.print(Padding(Text(_counted(dossier.stats.get(side))), (0, 0, 0, 2)))
    gaps = [gap for gap in dossier.gaps if gap.owed_by is side and gap.level == "A" and gap.ended_at is None]
    for gap in sorted(gaps, key=lambda one: -one.calendar_hours)[: LONGEST if side is Side.CLIENT else None]:
        console.print(Padding(_sentence(dossier, gap), (0, 0, 0, 2)))
    if side is Side.CLIENT and len(gaps) > LONGEST:
        console.print(Padding(Text(f"… and {len(gaps) - LONGEST} more in the report.", "dim"), (0, 0, 0, 2)))


def _counted(stats: Stats | None) -> str:
    """“14 questions: 11 answered, 3 open; half were answered within 1 day 2 h”; "not reached" as S1 says."""
    if stats is None or not stats.n:
        return "No question was found in what was searched."
    half = f"half within {elapsed(stats.median_hours)}" if stats.median_hours is not None else "half: not reached"
    noun = "question" if stats.n == 1 else "questions"
    return f"{stats.n} {noun}: {stats.answered} answered, {stats.open} open; {half}."


def _sentence(dossier: Dossier, gap: Gap) -> Text:
    """The fact about an open gap, as the report says it; without one, what was measured."""
    fact = next((fact for fact in dossier.facts if fact.gap_id == gap.gap_id), None)
    label = claim_text(gap.claim, gap.reasons)
    told = fact.statement if fact else f"“{gap.subject}”: open for {duration(gap.calendar_hours, gap.business_hours)}."
    return Text.assemble("• ", label, ": ", safe(told))


def _section(console: Console, title: str, lines: Iterable[str]) -> None:
    console.print()
    console.print(Text(title, "bold"))
    for line in filter(None, lines):
        console.print(Padding(Text(safe(line)), (0, 0, 0, 2)))
