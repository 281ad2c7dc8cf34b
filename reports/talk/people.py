"""Who talks, about what, and what is wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from harvester.model.display_names import spoken
from harvester.model.dossier import Dossier
from harvester.model.mail import MessageClass
from harvester.model.matter import Party, Person, Side
from harvester.model.times import day, moment


def matter(dossier: Dossier) -> dict[str, Any]:
    """Who talks, about what, and what is wanted."""
    engagement, contract = dossier.engagement, dossier.engagement.contract
    contact = contact_of(engagement.client)
    return {
        "us": engagement.us.name or "our side",
        "client": engagement.client.name,
        "contact": contact.name if contact else "",
        "people": {"us": _people(engagement.us) or _writers(dossier), "client": _people(engagement.client)},
        "as_of": moment(dossier.as_of, engagement.us_hours.timezone, long=True),
        "contract": contract.title or "contract" if contract else "",
        "outcome": contract.outcome if contract else "",
        "fallback": contract.fallback if contract else "",
        "floor": contract.floor if contract else "",
        "ends": day(contract.ends) if contract and contract.ends else "",
        "signed": day(contract.signed) if contract and contract.signed else "",
    }


def contact_of(party: Party) -> Person | None:
    """The point of contact, where one is named."""
    return next((person for person in party.people if person.contact and person.name), None)


def _people(party: Party) -> Sequence[str]:
    return [f"{one.name}, {one.role}" if one.role else one.name for one in party.people if one.name]


def _writers(dossier: Dossier) -> Sequence[str]:
    """Who wrote for our side, as their own mail shows them; those who wrote most first."""
    mails = (one for one in dossier.exchanges if one.side is Side.US and one.kind is MessageClass.HUMAN)
    written = Counter(spoken(author.name, author.email) for one in mails for author in one.message.authors)
    return [name for name, _ in written.most_common() if name]
