"""What `run` and `demo` print at the end: who was counted, what was searched, ours first, then what is open."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from shlex import quote

from rich.console import Console
from rich.text import Text

from harvester.cli.invoked import called
from harvester.cli.job import EVENTS
from harvester.cli.layout import COLUMNS, out, print_paragraph
from harvester.cli.lists.facts import STYLES, print_searched
from harvester.cli.lists.terms import print_terms
from harvester.cli.terminal import safe
from harvester.model.dossier import Dossier
from harvester.model.gaps import Stats
from harvester.model.matter import Side
from harvester.model.times import counted, elapsed, moment
from harvester.pipeline.nightly.brief import open_question
from reports import words

LONGEST = 5
"""Open questions of a side that the summary tells; the report has them all."""
MOST_PEOPLE = 30
"""People of a side that it names: one mail may be addressed to thousands."""


def print_summary(dossier: Dossier, report: Path, config: Path) -> None:
    """The whole result in a screenful, at most 80 columns wide but for paths."""
    console = out(COLUMNS)
    engagement = dossier.engagement
    console.print(Text(safe(f"{engagement.us.name} and {engagement.client.name}"), "bold"))
    for line in _first(dossier):
        print_paragraph(console, line)
    _labelled(console, "Us", dossier.found_own)
    _labelled(console, "Client", dossier.found_client)
    print_searched(dossier, console)
    for side, name in ((Side.US, engagement.us.name), (Side.CLIENT, engagement.client.name)):
        _side(console, dossier, side, name)
    print_terms(dossier, console)
    console.print()
    for line in filter(None, (dossier.balance, *dossier.notes)):
        print_paragraph(console, line)
    console.print()
    console.print(Text.assemble(("Report  ", "bold"), (safe(str(report)), "bold cyan")), soft_wrap=True)
    again = f"{called(str(config))} facts {quote(engagement.key)}"
    console.print(Text.assemble(("Go on   ", "bold"), safe(again)), soft_wrap=True)


def _first(dossier: Dossier) -> Iterable[str]:
    """What a reader must know before the rest: what could be missing, and how to put it right."""
    later = sum(1 for one in dossier.exchanges if one.at and one.at > dossier.as_of)
    if later:
        until = moment(dossier.as_of, dossier.engagement.us_hours.timezone)
        yield (
            f"Mind: {counted(later, 'message')} held {'is' if later == 1 else 'are'} later than {until}, the time that "
            "this report speaks of, and not counted. If the files reach further, repeat with --exported-at TIME; for "
            "another time of the report, with --as-of TIME."
        )
    undeclared = [view for view in dossier.engagement.sources if not (view.live or view.complete)]
    if files := [view.name for view in undeclared if view.kind not in EVENTS]:
        yield (
            f"Mind: {_nobody_declared(files)}, so no silence is established. If it is so, repeat with --complete, or "
            "write `complete = true` in config.toml."
        )
    if files := [view.name for view in undeclared if view.kind in EVENTS]:
        yield (
            f"Mind: {_nobody_declared(files)}: that there was no call or meeting is not established. If it is so, "
            "write `complete = true` there in config.toml."
        )


def _nobody_declared(files: list[str]) -> str:
    return f"nobody declared that {', '.join(files)} {'holds' if len(files) == 1 else 'hold'} everything"


def _side(console: Console, dossier: Dossier, side: Side, name: str) -> None:
    console.print()
    console.print(Text(safe(f"Questions to {name}"), "bold"))
    print_paragraph(console, _numbers(dossier.stats.get(side), whole=dossier.complete), bullet="  ")
    gaps = [gap for gap in dossier.gaps if gap.owed_by is side and gap.level == "A" and gap.ended_at is None]
    gaps.sort(key=lambda gap: (words.claim_code(gap.claim, gap.reasons) != "firm", -gap.calendar_hours))
    for gap in gaps[:LONGEST]:
        style = STYLES[words.claim_code(gap.claim, gap.reasons)]
        print_paragraph(console, open_question(dossier, gap), bullet="  • ", style=style)
    if len(gaps) > LONGEST:
        print_paragraph(console, f"… and {len(gaps) - LONGEST} more open in the report.", bullet="  ")


def _numbers(stats: Stats | None, *, whole: bool) -> str:
    """“14 questions: 11 answered, 3 open; half within 1 day 2 h”; "not reached" as S1 says.

    An incomplete search carries no such figure: an answer may lie where nobody looked.
    """
    if stats is None or not stats.n:
        return "None was found in what was searched."
    if not whole:
        asked = counted(stats.n, "question")
        return f"{asked}: {stats.answered} answered, {stats.open} without a recorded answer; the search is incomplete."
    told, others = "", ""
    if stats.left_out:
        told, others = f", {stats.left_out} of them for you to look at first", f"of the other {stats.timed} "
    within = stats.median_hours
    half = "fewer than half were answered" if within is None else f"half were answered within {elapsed(within)}"
    half = f"; {others}{half}" if stats.timed else ""
    return f"{counted(stats.n, 'question')}: {stats.answered} answered, {stats.open} open{told}{half}."


def _labelled(console: Console, label: str, values: Iterable[str]) -> None:
    told = list(values)
    more = [f"and {len(told) - MOST_PEOPLE} more, all in the report"] if len(told) > MOST_PEOPLE else []
    print_paragraph(console, "; ".join([*told[:MOST_PEOPLE], *more]) or "nobody", bullet=f"{label:<8}")
