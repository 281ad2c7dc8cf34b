"""Mail that is set aside from exhibits until a person lets it in: negotiation and lawyers (evidence.md 5, S34)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harvester.model import Address, Engagement, Exchange

_MARKED = re.compile(
    r"\b(without\s+prejudice|settlements?|vergleichs(?:vorschlag|angebot|verhandlung\w*)|unpräjudiziell"
    r"|ohne\s+präjudiz|ohne\s+anerkennung\s+einer\s+rechtspflicht)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(^|[^a-z])(law|lawyers?|legal|solicitors?|attorneys?|barristers?|counsel|esq|kanzlei|rechtsanw\w*|anw[aä]e?lt\w*"
    r"|avocats?|abogad[oa]s?|advokat\w*|notar\w*)([^a-z]|$)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_LABEL = re.compile(r"(law|lawyers|legal|kanzlei|rechtsanwalt|rechtsanwaelte)(?=\.)", re.IGNORECASE)


def reason_to_set_aside(exchange: Exchange, engagement: Engagement) -> str:
    """Why a message should not be handed over unread, in words; "" for none. It never says that it is privileged."""
    message = exchange.message
    marked = marked_words(message.subject) or marked_words(message.text)
    if marked:
        return marked
    roles = {email: person.role for party in (engagement.us, engagement.client) for person in party.people
             for email in person.emails}  # fmt: skip
    for address in _everybody(exchange):
        told = f"{address.name} {roles.get(address.email, '')}"
        if _OFFICE.search(told) or _OFFICE.search(address.email) or _LABEL.search(address.email):
            return f"a lawyer or a legal department may be among those who wrote or got it ({address.email})"
    return named_office(message.text)


def reason_in_text(text: str) -> str:
    """The same for an entry of a calendar or a call log, of which only the text is known."""
    return marked_words(text) or named_office(text)


def marked_words(text: str) -> str:
    """Words of a negotiation in a text, told; "" for none."""
    marked = _MARKED.search(text)
    return f"it holds the words “{' '.join(marked.group().split())}”" if marked else ""


def named_office(text: str) -> str:
    """An address of a lawyer in a text, told; "" for none."""
    for email in _ADDRESS.findall(text):
        if _OFFICE.search(email) or _LABEL.search(email):
            return f"it names an address of a lawyer or a legal department ({email})"
    return ""


def _everybody(exchange: Exchange) -> Iterator[Address]:
    message = exchange.message
    yield from (*message.authors, *message.to, *message.cc, *message.bcc)
    if message.sender:
        yield message.sender
