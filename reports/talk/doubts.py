"""What nobody should rely on: not accepted, not firm, or not proven."""

from __future__ import annotations

from collections import defaultdict

from harvester.model.dossier import Dossier
from harvester.model.flags import DOUBTS, LEDGER, OF_OBLIGATIONS
from harvester.model.matter import Side
from harvester.model.standing import STATUS_WORDS, Standing, Status
from reports import words
from reports.text import one_line


def standings(dossier: Dossier, side: Side, statuses: frozenset[Status]) -> list[Standing]:
    """What one side promised and stands so."""
    return [one for one in dossier.obligations if one.obligation.owed_by is side and one.status in statuses]


def unsettled(dossier: Dossier, side: Side) -> list[str]:
    """Numbers of the facts about one side that nobody has accepted or rejected."""
    return [one.no for one in dossier.facts if one.party is side and one.status not in {"accepted", "rejected"}]


def unsure(dossier: Dossier) -> list[dict[str, str]]:
    """What nobody should rely on: not accepted, not firm, or not proven."""
    found = [
        {"no": fact.no, "why": one_line(fact.reason or "no person has accepted it as it stands now")}
        for fact in dossier.facts
        if fact.party is Side.CLIENT and (fact.claim != "firm" or fact.status in {"disputed", "unsure"})
    ]
    told = {fact.obligation for fact in dossier.facts if fact.no in {one["no"] for one in found}}
    unproven = standings(dossier, Side.CLIENT, frozenset({Status.UNPROVEN, Status.DISPUTED}))
    return found + [
        {"no": one.obligation.clause or one.obligation.id, "why": _doubt(one)}
        for one in unproven
        if one.obligation.id not in told
    ]


def doubts(dossier: Dossier) -> list[dict[str, str]]:
    """The same, one line a reason: the numbers that it keeps from being said."""
    numbers = defaultdict[str, list[str]](list)
    for one in unsure(dossier):
        whys = [one["why"]] if one["why"].endswith(".") else one["why"].split("; ")
        for why in whys:
            numbers[why.removesuffix(".")].append(one["no"])
    return [{"why": why, "numbers": ", ".join(found)} for why, found in numbers.items()]


def _doubt(one: Standing) -> str:
    if ledger := next((flag for flag in one.flags if flag.startswith(LEDGER)), ""):
        return OF_OBLIGATIONS[ledger]
    return DOUBTS[one.doubt.value] if one.doubt else words.label(STATUS_WORDS, one.status.value)
