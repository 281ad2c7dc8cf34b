"""How many terms of the contract each side met, in words; both sides in one form (G9)."""

from __future__ import annotations

from collections.abc import Iterable

from harvester.model.contract import ObligationType
from harvester.model.dossier import Dossier
from harvester.model.matter import Side
from harvester.model.standing import Standing, Status
from reports import words

_DONE, _LATE, _NOT_DONE = "done", "done late", "not recorded as done"
_LOOK, _UNSURE, _REST = "to look at", "not established", "not due or not measurable"
_FIRM = {
    Status.MET: _DONE,
    Status.DEEMED_ACCEPTED: _DONE,
    Status.MET_LATE: _LATE,
    Status.CURED: _LATE,
    Status.MISSED: _NOT_DONE,
}
_ORDER = (_DONE, _LATE, _NOT_DONE, _LOOK, _UNSURE, _REST)


def terms(dossier: Dossier, side: Side) -> tuple[Standing, ...]:
    """What a side owes by the contract. Response times are left out: they stand with the questions."""
    owed = (one for one in dossier.obligations if one.obligation.owed_by is side)
    return tuple(one for one in owed if one.obligation.type is not ObligationType.RESPONSE)


def how_many(owed: Iterable[Standing]) -> str:
    """“3 done, 1 done late, 2 not established”; "" for nothing."""
    kinds = [_kind(one) for one in owed]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in _ORDER if kind in kinds)


def amiss(owed: Iterable[Standing]) -> list[Standing]:
    """What is established and was late or not done: what was not done first."""
    found = [one for one in owed if _kind(one) in (_LATE, _NOT_DONE)]
    return sorted(found, key=lambda one: _kind(one) == _LATE)


def _kind(one: Standing) -> str:
    claim = words.standing_claim(one)
    if claim == "review":
        return _LOOK
    return _UNSURE if claim == "not_established" else _FIRM.get(one.status, _REST)
