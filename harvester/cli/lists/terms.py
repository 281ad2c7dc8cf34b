"""What the summary says of the contract: how many terms each side met, and which it did not; ours first (G9)."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from harvester.cli.layout import print_paragraph
from harvester.cli.lists.facts import STYLES
from harvester.model.contract import ObligationType
from harvester.model.dossier import Dossier
from harvester.model.matter import Side
from harvester.model.standing import Standing, Status
from harvester.model.times import short_day
from reports import words

LONGEST = 5
"""Terms of a side that are told one by one; `obligations` has them all."""
_DONE, _LATE, _NOT_DONE = "done", "done late", "not done or in part"
_LOOK, _UNSURE, _REST = "for a person to look at", "not established", "not due or not measurable"
_FIRM = {
    Status.MET: _DONE,
    Status.DEEMED_ACCEPTED: _DONE,
    Status.MET_LATE: _LATE,
    Status.CURED: _LATE,
    Status.MISSED: _NOT_DONE,
}
_TOLD = (_NOT_DONE, _LATE)
"""What is told one by one: what is established. The rest is counted."""


def print_terms(dossier: Dossier, console: Console) -> None:
    """Both sides in one form. Response times stand with the questions, whose answers they speak of."""
    terms = [one for one in dossier.obligations if one.obligation.type is not ObligationType.RESPONSE]
    if not terms:
        return
    console.print()
    console.print(Text("Terms of the contract", "bold"))
    for side, name in ((Side.US, dossier.engagement.us.name), (Side.CLIENT, dossier.engagement.client.name)):
        owed = [one for one in terms if one.obligation.owed_by is side]
        print_paragraph(console, f"{name}: {_counts(owed)}.", bullet="  ")
        open_ones = sorted((one for one in owed if _kind(one) in _TOLD), key=lambda one: _TOLD.index(_kind(one)))
        for one in open_ones[:LONGEST]:
            print_paragraph(console, _told(one), bullet="  • ", style=STYLES["firm"])
        if len(open_ones) > LONGEST:
            print_paragraph(console, f"… and {len(open_ones) - LONGEST} more in the report.", bullet="  ")


def _kind(one: Standing) -> str:
    claim = words.standing_claim(one)
    if claim == "review":
        return _LOOK
    return _UNSURE if claim == "not_established" else _FIRM.get(one.status, _REST)


def _counts(owed: list[Standing]) -> str:
    """“3 done, 1 done late, 2 not established”."""
    kinds = [_kind(one) for one in owed]
    order = (_DONE, _LATE, _NOT_DONE, _LOOK, _UNSURE, _REST)
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in order if kind in kinds) or "none"


def _told(one: Standing) -> str:
    obligation = one.obligation
    what = f"{obligation.promise or obligation.id} ({obligation.clause})"
    due = f", due {short_day(one.due.on)}" if one.due else ""
    return f"{what}{due}: {words.standing(one)}."
