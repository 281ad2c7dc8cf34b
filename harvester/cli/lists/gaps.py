"""`gaps` for a terminal: two lines a gap, the subject whole and the figures below one another, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from harvester.cli.layout import NARROW, out, print_paragraph
from harvester.cli.lists.facts import STYLES, print_searched
from harvester.cli.terminal import safe
from harvester.model.dossier import Dossier
from harvester.model.gaps import Gap
from harvester.model.matter import Side
from harvester.model.times import duration, often
from reports import words

_GAP, _SINCE = 12, 16
_TITLES = (
    ("A", "Questions to {}"),
    ("B", "Mail to {} that may not have asked for an answer"),
)


def print_gaps(dossier: Dossier) -> None:
    """Every gap, ours first, each side in order of time; level B apart, for nothing clearly asked there (X5)."""
    console = out()
    for title, gaps in _groups(dossier):
        _print_group(console, dossier, title, gaps)
    if not dossier.gaps:
        console.print("No question of either side was found in what was searched.")
    for note in dossier.notes:
        print_paragraph(console, note)
    print_searched(dossier, console)


def _groups(dossier: Dossier) -> Iterator[tuple[str, Sequence[Gap]]]:
    names = {Side.US: dossier.engagement.us.name, Side.CLIENT: dossier.engagement.client.name}
    for level, title in _TITLES:
        for side, name in names.items():
            gaps = [gap for gap in dossier.gaps if gap.level == level and gap.owed_by is side]
            yield title.format(name), sorted(gaps, key=lambda gap: gap.started_at)
    for side, name in names.items():
        yield f"Invitations to {name}", [gap for gap in dossier.invitations if gap.owed_by is side]


def _print_group(console: Console, dossier: Dossier, title: str, gaps: Sequence[Gap]) -> None:
    if not gaps:
        return
    zone = ZoneInfo(dossier.engagement.us_hours.timezone)
    claims = _column("Claim", (words.claim(gap.claim, gap.reasons).label for gap in gaps))
    times = _column("Time", map(_time, gaps))
    console.print(Text(safe(title), "bold"))
    console.print(Text(f"{'Gap':<{_GAP}}  {'Since':<{_SINCE}}  Subject", "dim"))
    if console.width >= NARROW:
        console.print(Text(f"  {claims[0]}  {times[0]}  Status", "dim"))
    console.print(Rule(style="dim"))
    for gap, claim, time in zip(gaps, claims[1:], times[1:], strict=True):
        since = f"{gap.started_at.astimezone(zone):%Y-%m-%d %H:%M}"
        print_paragraph(console, gap.subject, bullet=f"{gap.gap_id}  {since}  ")
        style = STYLES[words.claim_code(gap.claim, gap.reasons)]
        if console.width >= NARROW:
            print_paragraph(console, _status(gap), bullet=f"  {claim}  {time}  ", style=style)
        else:
            print_paragraph(console, f"{claim.strip()}; {time.strip()}; {_status(gap)}", bullet="  ", style=style)
    console.print()


def _column(title: str, cells: Iterable[str]) -> list[str]:
    """The title and its cells, as wide as the widest of them."""
    column = [title, *cells]
    return [f"{cell:<{max(map(len, column))}}" for cell in column]


def _time(gap: Gap) -> str:
    return ("at least " if gap.answered_between else "") + duration(gap.calendar_hours, gap.business_hours)


def _status(gap: Gap) -> str:
    again = f", asked again {often(len(gap.chasers))}" if gap.chasers else ""
    return f"{words.gap_status(gap)}{again}"
