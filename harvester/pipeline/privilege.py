"""Mail that is set aside from exhibits until a person lets it in: negotiation and lawyers (evidence.md 5, S34)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement
from harvester.model.mail import Address

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
_TELLTALE = ("prejudice", "settlement", "vergleichs", "präjudi", "anerkennung")
"""One of them stands in all that is marked; to look for these first takes a tenth of the time."""
_LOCAL, _DOMAIN = re.compile(r"[\w.+-]{1,64}$"), re.compile(r"@[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"\w+")
_RUN = 8
"""So many words in a row that stand in a mail that is set aside as well are a quotation of it."""
QUOTES = "it quotes mail that is set aside"
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
        if _of_office(told) or _of_office(address.email):
            return f"a lawyer or a legal department may be among those who wrote or got it ({address.email})"
    return named_office(message.text)


def quoting(exchanges: Sequence[Exchange], aside: Collection[str]) -> Mapping[str, str]:
    """Key -> reason of what quotes a mail that is set aside in the same conversation, without its telltale words."""
    own: dict[str, set[tuple[str, ...]]] = {}
    for one in exchanges:
        if one.key in aside:
            own.setdefault(one.thread, set()).update(_runs(one.message.new_text))
    return {
        one.key: QUOTES
        for one in exchanges
        if one.key not in aside and one.thread in own and not own[one.thread].isdisjoint(_runs(one.message.text))
    }


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return (tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))


def reason_in_text(text: str) -> str:
    """The same for an entry of a calendar or a call log, of which only the text is known."""
    return marked_words(text) or named_office(text)


def marked_words(text: str) -> str:
    """Words of a negotiation in a text, told; "" for none."""
    folded = text.lower()
    marked = any(word in folded for word in _TELLTALE) and _MARKED.search(text)
    return f"it holds the words “{' '.join(marked.group().split())}”" if marked else ""


def named_office(text: str) -> str:
    """An address of a lawyer in a text, told; "" for none."""
    for domain in _DOMAIN.finditer(text):
        local = _LOCAL.search(text[max(domain.start() - 64, 0) : domain.start()])
        email = f"{local[0]}{domain[0]}" if local else ""
        if _of_office(email):
            return f"it names an address of a lawyer or a legal department ({email})"
    return ""


@lru_cache(maxsize=10_000)
def _of_office(name: str) -> bool:
    """Whether a name or an address is one of a lawyer. A matter has few of them, each in many messages."""
    return bool(_OFFICE.search(name) or _LABEL.search(name))


def _everybody(exchange: Exchange) -> Iterator[Address]:
    message = exchange.message
    yield from (*message.authors, *message.to, *message.cc, *message.bcc)
    if message.sender:
        yield message.sender
