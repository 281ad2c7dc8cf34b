"""The plan of the talk: how it may be ended, what to look up, and the money (conversation.md 1, sections 1 and 2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from harvester.model.amounts import money
from harvester.model.contract import ObligationType
from harvester.model.dossier import Dossier
from harvester.model.ending import EndingPoint, EndingStep
from harvester.model.matter import Side
from harvester.model.money import InvoiceStanding, Reckoning
from harvester.model.times import day
from reports import words


def plan(dossier: Dossier) -> dict[str, Any]:
    """What the templates know of ending, checks and money."""
    return {
        "ending": [_step(one) for one in dossier.ending],
        "handed_over": [_step(one) for one in _at(dossier, EndingPoint.HANDOVER)],
        "we_hand_over": any(one.owed_by is Side.US for one in _at(dossier, EndingPoint.HANDOVER)),
        "waiting": _waiting(dossier),
        "cautions": _cautions(dossier),
        "checks": _checks(dossier),
        "money": _money(dossier),
    }


def _at(dossier: Dossier, point: EndingPoint) -> list[EndingStep]:
    """What confirmed clauses say of one point."""
    return [one for one in dossier.ending if one.point is point and one.established]


def _waiting(dossier: Dossier) -> dict[str, Any]:
    """The time to put things right that runs, where no clause lets the agreement end without a reason; else empty.

    Nobody says that it ends while the other side may still put right what the end would rest on.
    """
    cures = [one for one in _at(dossier, EndingPoint.CURE) if one.runs and one.owed_by is not Side.US]
    if not cures or _at(dossier, EndingPoint.CONVENIENCE):
        return {}
    return _step(max(cures, key=lambda one: one.on or date.min))


def _cautions(dossier: Dossier) -> list[str]:
    """What the one who speaks must know before the decision is said."""
    contract = dossier.engagement.contract
    free, cures = _at(dossier, EndingPoint.CONVENIENCE), _at(dossier, EndingPoint.CURE)
    told = []
    if not free and not _at(dossier, EndingPoint.CAUSE):
        told.append("no clause by which it may be ended is established. Ask counsel before you say this.")
    if contract and contract.ends:
        told += [
            f"with notice that is received today, the time in {one.clause} runs until {day(one.on)}. "
            "The day that you chose is earlier. Ask counsel before you name it."
            for one in free
            if one.on and contract.ends < one.on
        ]
    elif contract:
        told.append("no day is entered for the end. Name none until one is.")
    told += [
        f"the time to put things right in {one.clause} runs until {day(one.on)}. Rest nothing on it before it is over."
        for one in cures
        if one.runs and one.on
    ]
    if not free:
        told += [_NO_NOTICE.format(one.clause) for one in cures if not one.runs and one.on and not _begun(dossier, one)]
    where = " and ".join(one.clause for one in (*_at(dossier, EndingPoint.FORM), *_at(dossier, EndingPoint.ADDRESS)))
    told.append(_NOTICE.format(f"Send it as {where} says" if where else "Send it in writing"))
    return told


_NO_NOTICE = "{} gives time to put things right. Nothing here shows that notice of it was given."
_NOTICE = "what you say on the call may not be the notice that counts. {}, and keep the proof."


def _begun(dossier: Dossier, step: EndingStep) -> bool:
    """Whether a time is one of the contract's obligations, which tell themselves whether it began."""
    return any(one.obligation.clause == step.clause and one.due for one in dossier.obligations)


def _step(step: EndingStep) -> dict[str, Any]:
    return {
        "point": words.ENDING_POINTS[step.point],
        "clause": step.clause,
        "quote": step.quote,
        "told": step.told,
        "on": day(step.on) if step.on else "",
        "owed_by": step.owed_by.value if step.owed_by else "",
        "established": step.established,
    }


def _checks(dossier: Dossier) -> list[str]:
    """Notices that the contract names for what happens on the way; ending it is `ending`."""
    found = []
    for one in dossier.obligations:
        about = one.obligation
        if about.type is ObligationType.NOTICE:
            under = f"Notice under {about.clause}" if about.clause else f"Notice by the contract ({about.id})"
            found.append(f"{under} goes to {about.to}.")
    return found


def _money(dossier: Dossier) -> dict[str, Any]:
    recoup, until = dossier.accounts.recoup, dossier.accounts.until
    return {
        "invoices": [_invoice(one) for one in dossier.accounts.invoices],
        "reckonings": [_reckoning(one, recoup.currency) for one in (recoup.low, recoup.expected, recoup.high)]
        if recoup
        else [],
        "until": day(until) if until else "",
    }


def _invoice(one: InvoiceStanding) -> dict[str, Any]:
    interest = one.interest
    return {
        "number": one.number,
        "amount": money(one.amount, one.currency),
        "outstanding": money(one.outstanding, one.currency),
        "due": day(one.due) if one.due else "",
        "paid": [{"amount": money(paid.amount, one.currency), "on": day(paid.on)} for paid in one.payments],
        "credits": [{"amount": money(off.amount, one.currency), "reason": off.reason} for off in one.credits],
        "interest": money(interest.amount, one.currency) if interest else "",
        "fixed_sum": money(interest.fixed_sum, one.currency) if interest and interest.fixed_sum else "",
        "until": day(one.judged_to) if one.judged_to else "",
        "unsure": one.status == "unproven",
        "overdue": one.status == "overdue",
        "standing": words.label(words.INVOICES, one.status),
    }


def _reckoning(one: Reckoning, currency: str) -> dict[str, Any]:
    return {
        "name": one.name,
        "total": money(one.total, currency),
        "owed": one.total > 0,
        "items": [{"words": item.words, "amount": money(item.amount, currency)} for item in one.items],
        "assumptions": list(one.assumptions),
    }
