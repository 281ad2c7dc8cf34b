"""How people and sides are called in sentences: by configured names, else by what they call themselves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from harvester.model.display_names import spoken
from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.model.people import Sides, addresses_of
from harvester.pipeline.wording import listed

_WORD = re.compile(r"^[^\W\d_][\w.'’-]*$")
_PARTICLES = frozenset(
    {
        "de",
        "da",
        "di",
        "do",
        "du",
        "del",
        "della",
        "des",
        "la",
        "le",
        "van",
        "von",
        "den",
        "der",
        "dem",
        "ten",
        "ter",
        "zu",
        "bin",
        "al",
        "el",
        "y",
        "e",
    }
)


def is_name(text: str) -> bool:
    """Up to four capitalised words: anything else in a display name is not taken over into a sentence of ours."""
    words = text.split()
    return 1 <= len(words) <= 4 and all(
        _WORD.match(word) and (word in _PARTICLES or word[0] == word[0].upper()) for word in words
    )


@dataclass(frozen=True, slots=True)
class Names:
    """Names for addresses."""

    engagement: Engagement
    sides: Sides
    shown: Mapping[str, str] = field(default_factory=dict)
    """Identity -> the display name most used in the person's own mail."""

    def of(self, email: str) -> str:
        """`Bob Roe (bob@acme.example)`; the address alone where no name is known."""
        if not email:
            return "an unnamed author"
        person = self.sides.person(email)
        name = (person.name if person else "") or self.shown.get(self.sides.identity(email), "")
        if not name and self.sides.of(email) is Side.US:
            name = self.engagement.us.name
        return f"{name} ({email})" if name and name.casefold() != email.casefold() else email

    def anybody(self, side: Side) -> str:
        """`anybody at acme.example or bob.roe@gmail.com`: everybody whose answer would have counted."""
        if side is Side.US:
            return self.engagement.us.name or "our side"
        client = self.engagement.client
        outside = sorted(a for a in addresses_of(client) if a.rpartition("@")[2] not in client.domains)
        if not client.domains:
            return listed(outside, "or")
        within = tuple(f".{domain}" for domain in client.domains)
        ours = sorted(a for a in addresses_of(self.engagement.us) if f".{a.rpartition('@')[2]}".endswith(within))
        besides = f" (not counting {listed(ours)}, of our own side)" if ours else ""
        return f"anybody at {listed([*sorted(client.domains), *outside], 'or')}{besides}"


def of_client(shown: Mapping[str, str], sides: Sides) -> list[str]:
    """The names that the client's people go by in their own mail."""
    return [name for email, name in shown.items() if sides.of(email) is Side.CLIENT]


def names_in_use(engagement: Engagement, exchanges: Iterable[Exchange]) -> Names:
    """Names as the people of both sides write them in their own mail; the most used one, ties by alphabet."""
    sides = Sides(engagement.us, engagement.client)
    used = defaultdict[str, Counter[str]](Counter)
    for exchange in exchanges:
        if exchange.kind is MessageClass.HUMAN and exchange.side is not Side.THIRD:
            for author in exchange.message.authors:
                name = spoken(author.name, author.email)
                if author.email == exchange.author and is_name(name):
                    used[sides.identity(author.email)][name] += 1
    shown = {who: min(counter, key=lambda name: (-counter[name], name)) for who, counter in used.items()}
    return Names(engagement, sides, shown)
