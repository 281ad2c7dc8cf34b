"""Facts, the working of a gap, and what was searched, as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from harvester.cli.invoked import called
from harvester.cli.layout import COLUMNS, out, print_paragraph
from harvester.cli.terminal import safe
from harvester.model.flags import NOT_ESTABLISHED
from harvester.model.matter import Side
from harvester.model.times import counted, moment
from reports import words

if TYPE_CHECKING:
    from harvester.model.dossier import Dossier
    from harvester.model.facts import Fact
    from harvester.pipeline.explain import Step  # with it comes pandas, which a pull does without

_NAMED = 12
"""Originals that a list names; nobody reads a wall of digits, and the first are what it is about."""
STYLES = {"firm": "green", "review": "yellow", "not_established": "dim"}


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
    for one in dossier.lapsed:
        print_paragraph(console, safe(one.told))
        again = f"To take the acceptance back: {called()} mark --undo {one.decision} --reason TEXT"
        console.print(Text(safe(again)), soft_wrap=True)
    if dossier.lapsed:
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


def originals(sha256: Sequence[str], all_of_them: str) -> str:
    """Originals by their first digits; of many the first, how many more there are, and where each stands."""
    named, more = ", ".join(one[:12] for one in sha256[:_NAMED]), len(sha256) - _NAMED
    return f"{named}, and {more:,} more ({all_of_them})" if more > 0 else named


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
    yield f"Original: {originals([one.sha256 for one in fact.evidence], f'`show {fact.no}` has each')}"
