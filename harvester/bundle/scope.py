"""Which originals are handed over: those of this matter, but for what is set aside or was redacted (evidence.md 5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from harvester.model.calls import Call
from harvester.model.dossier import Dossier, Exchange
from harvester.model.matter import Party, Side
from harvester.model.people import Sides
from harvester.pipeline import disclosure

UNREAD = "it could not be read, so nobody has seen what it holds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One original of the matter."""

    sha256: str
    exhibit: str = ""
    exchange: Exchange | None = None
    call: Call | None = None
    aside: str = ""
    """Why it is not handed over, in words; "" when it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the store holds beside the dossier."""

    others: Sequence[Party]
    """Further clients in the same store; what speaks of them only is no part of this matter."""
    sighted: Collection[str]
    """SHA-256 of everything that was seen in the sources of this client."""
    content: Callable[[str], bytes]


def originals(dossier: Dossier, held: Held) -> tuple[Original, ...]:
    """Every original of the matter, each once: mail in order of time, then everything else by its hash."""
    numbers = {one.sha256: one.no for one in dossier.exhibits}
    found = {one.sha256: one for one in _mail(dossier, held)}
    calls = {call.sha256: call for call in dossier.calls if call.sha256}
    mail = {sha256 for exchange in dossier.exchanges for sha256 in exchange.originals}
    rest = {*calls, *_cited(dossier)} if held.others else {*calls, *_cited(dossier), *held.sighted}
    unread = {sha256 for sha256, _ in dossier.unreadable}
    withheld = disclosure.Withheld(dossier)
    for sha256 in sorted(rest - mail):
        why = UNREAD if sha256 in unread else withheld.why(sha256, held.content(sha256))
        found[sha256] = Original(sha256=sha256, call=calls.get(sha256), aside=why)
    return tuple(replace(one, exhibit=numbers.get(one.sha256, "")) for one in found.values())


def _mail(dossier: Dossier, held: Held) -> Iterator[Original]:
    withheld = disclosure.Withheld(dossier)
    unread = {sha256 for sha256, _ in dossier.unreadable}
    for exchange in of_matter(dossier, held.others):
        for sha256 in exchange.originals:
            why = withheld.why(sha256) or (UNREAD if sha256 in unread else "")
            yield Original(sha256=sha256, exchange=exchange, aside=why)


def others_of(parties: Mapping[str, Party], client: str) -> tuple[Party, ...]:
    """The clients of a configuration but one."""
    return tuple(party for key, party in parties.items() if key != client)


def of_matter(dossier: Dossier, others: Sequence[Party]) -> Iterator[Exchange]:
    """The mail of this matter. Without further clients all that was collected is.

    Else what names somebody of the client, what a fact cites, and what stands in a conversation with these and names
    nobody of another client.
    """
    if not others:
        yield from dossier.exchanges
        return
    sides = Sides(dossier.engagement.us, dossier.engagement.client)
    cited = set(_cited(dossier))
    ours = [one for one in dossier.exchanges if _names(one, sides) or not cited.isdisjoint(one.originals)]
    threads, keys = {one.thread for one in ours}, {one.key for one in ours}
    foreign = [Sides(dossier.engagement.us, party) for party in others]
    for one in dossier.exchanges:
        if one.key in keys or (one.thread in threads and not any(_names(one, each) for each in foreign)):
            yield one


def _names(exchange: Exchange, sides: Sides) -> bool:
    message = exchange.message
    people = (*message.authors, *message.original_from, *message.reply_to, *message.to, *message.cc, *message.bcc)
    named = {one.email for one in people} | ({message.sender.email} if message.sender else set())
    return any(sides.of(address) is Side.CLIENT for address in named if address)


def _cited(dossier: Dossier) -> Iterator[str]:
    """SHA-256 of what the facts cite."""
    yield from dict.fromkeys(one.sha256 for fact in dossier.facts for one in fact.evidence)
