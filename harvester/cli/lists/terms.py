"""What the summary says of the contract: how many terms each side met, and which it did not; ours first (G9)."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from harvester.cli.layout import print_paragraph
from harvester.cli.lists.facts import STYLES
from harvester.model.dossier import Dossier
from harvester.model.matter import Side
from harvester.model.standing import Standing
from harvester.model.times import short_day
from reports import words
from reports.terms import amiss, how_many, terms

LONGEST = 5
"""Terms of a side that are told one by one; `obligations` has them all."""


def print_terms(dossier: Dossier, console: Console) -> None:
    """Counts of both sides in one form, and what is established as late or not done."""
    names = {Side.US: dossier.engagement.us.name, Side.CLIENT: dossier.engagement.client.name}
    owed = {side: terms(dossier, side) for side in names}
    if not any(owed.values()):
        return
    console.print()
    console.print(Text("Terms of the contract", "bold"))
    for side, name in names.items():
        print_paragraph(console, f"{name}: {how_many(owed[side]) or 'none'}.", bullet="  ")
        told = amiss(owed[side])
        for one in told[:LONGEST]:
            print_paragraph(console, _told(one), bullet="  • ", style=STYLES["firm"])
        if len(told) > LONGEST:
            print_paragraph(console, f"… and {len(told) - LONGEST} more in the report.", bullet="  ")


def _told(one: Standing) -> str:
    what = f"{one.obligation.promise or one.obligation.id} ({one.obligation.clause})"
    due = f", due {short_day(one.due.on)}" if one.due else ""
    return f"{what}{due}: {words.standing(one)}."
