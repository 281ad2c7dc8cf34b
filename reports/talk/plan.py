"""The plan of the talk: how it may be ended, what to look up, and the money (conversation.md 1, sections 1 and 2)."""

from __future__ import annotations

from typing import Any

from harvester.model import Dossier, ObligationType
from harvester.model.amounts import money
from harvester.model.ending import EndingPoint, EndingStep
from harvester.model.money import InvoiceStanding, Reckoning
from harvester.model.times import day
from reports import words

POINTS = {
    EndingPoint.CONVENIENCE: "Without a reason",
    EndingPoint.CAUSE: "For a reason",
    EndingPoint.FORM: "Form of the notice",
    EndingPoint.ADDRESS: "Address of the notice",
    EndingPoint.CURE: "Time to put it right",
    EndingPoint.HANDOVER: "Handover",
}


def plan(dossier: Dossier) -> dict[str, Any]:
    """What the templates know of ending, checks and money."""
    return {
        "ending": [_step(one) for one in dossier.ending],
        "handed_over": [_step(one) for one in dossier.ending if one.point is EndingPoint.HANDOVER and one.established],
        "checks": _checks(dossier),
        "money": _money(dossier),
    }


def _step(step: EndingStep) -> dict[str, Any]:
    return {
        "point": POINTS[step.point],
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
            named = f"{about.promise or about.id} ({about.clause})" if about.clause else about.promise or about.id
            found.append(f"{named}: to {about.to}.")
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
        "overdue": one.status == "overdue",
        "standing": words.label(words.INVOICES, one.status),
    }


def _reckoning(one: Reckoning, currency: str) -> dict[str, Any]:
    return {
        "name": one.name,
        "total": money(one.total, currency),
        "items": [{"words": item.words, "amount": money(item.amount, currency)} for item in one.items],
        "assumptions": list(one.assumptions),
    }
