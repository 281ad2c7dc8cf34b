"""`[[ending]]` of a contract file: what its clauses say of being ended."""

from __future__ import annotations

from harvester.config.entries import Entry
from harvester.config.rules import confirmed_on, length, side
from harvester.model.contract import EndingTerm, Unit
from harvester.model.ending import EndingPoint

_TIMED = (EndingPoint.CONVENIENCE, EndingPoint.CAUSE, EndingPoint.CURE, EndingPoint.HANDOVER)
_OWED = (EndingPoint.CURE, EndingPoint.HANDOVER)


def ending(entry: Entry) -> EndingTerm:
    """One entry, with every problem in it."""
    about = entry.choice("about", EndingPoint, required=True) or EndingPoint.CONVENIENCE
    within = length(entry, "within")
    if within and about not in _TIMED:
        entry.problem("within", f"says nothing about {about.value}; it belongs to {', '.join(_TIMED)}")
    if within and within.unit in (Unit.HOURS, Unit.BUSINESS_HOURS):
        entry.problem("within", "counts hours; the end of an agreement is counted in days")
    to = entry.text("to")
    if to and about is not EndingPoint.ADDRESS:
        entry.problem("to", "says nothing here; it belongs to address")
    owed_by = side(entry)
    if owed_by and about not in _OWED:
        entry.problem("owed_by", f"says nothing here; it belongs to {', '.join(_OWED)}")
    found = EndingTerm(
        about=about,
        clause=entry.text("clause", required=True),
        quote=entry.text("quote", required=True),
        within=within,
        to=to,
        owed_by=owed_by,
        confirmed_by=entry.text("confirmed_by"),
        confirmed_on=confirmed_on(entry),
    )
    entry.done()
    return found
