"""Who an address belongs to (measurement.md A1, A8). Addresses arrive normalised by the parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import idna

from harvester.model.addresses import normal_address, normal_domain, untagged
from harvester.model.matter import Party, Person, Side


@dataclass(frozen=True, slots=True)
class Sides:
    """Tells the side of any address by the first hit of A1, and the person behind it (A8)."""

    us: Party
    client: Party
    _exact: Mapping[str, Side] = field(init=False, repr=False)
    _domains: Mapping[str, Side] = field(init=False, repr=False)
    _people: Mapping[str, Person] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        exact: dict[str, Side] = {}
        domains: dict[str, Side] = {}
        people: dict[str, Person] = {}
        for side, party in ((Side.CLIENT, self.client), (Side.US, self.us)):
            exact |= dict.fromkeys(map(normal_address, addresses_of(party)), side)
            domains |= dict.fromkeys(map(normal_domain, party.domains), side)
            people |= {normal_address(email): person for person in party.people for email in person.emails}
        object.__setattr__(self, "_exact", exact)
        object.__setattr__(self, "_domains", domains)
        object.__setattr__(self, "_people", people)

    def of(self, email: str) -> Side:
        """Exact address, then without plus tag, then the domain, then its parents at label boundaries (A1)."""
        address = normal_address(email)
        if not address:
            return Side.THIRD
        for candidate in (address, untagged(address)):
            if candidate in self._exact:
                return self._exact[candidate]
        domain = address.rpartition("@")[2]
        while domain:
            if domain in self._domains:
                return self._domains[domain]
            domain = domain.partition(".")[2]
        return Side.THIRD

    def person(self, email: str) -> Person | None:
        """The configured person behind an address, by any of their addresses."""
        address = normal_address(email)
        return self._people.get(address) or self._people.get(untagged(address))

    def identity(self, email: str) -> str:
        """One word for one person: the first address of the person, else the address without its tag."""
        person = self.person(email)
        address = normal_address(email)
        return normal_address(person.emails[0]) if person else untagged(address) if address else ""


def addresses_of(party: Party) -> frozenset[str]:
    """Every single address of a party: its own list and its people's."""
    return party.addresses | frozenset(email for person in party.people for email in person.emails)


def is_kin(email: str, party: Party) -> bool:
    """Whether an address may be of the same house under another domain: acme.co.uk, acme-group.com beside acme.com.

    That proves nothing: its mail is no answer (A1), it asks for a look.
    """
    house = _house(normal_address(email).rpartition("@")[2])
    return any(
        _BRANCH.fullmatch(house.removeprefix(own)) is not None for own in _houses(party) if house.startswith(own)
    )


def company_names(party: Party) -> frozenset[str]:
    """What a party is called: its name, and by its domains, "acme tools" of acme-tools.example."""
    houses = _houses(party)
    return houses | {house.replace("-", " ") for house in houses} | {party.name}


def _houses(party: Party) -> frozenset[str]:
    found = map(_house, map(normal_domain, party.domains))
    return frozenset(house for house in found if len(house) >= _SHORTEST_HOUSE and house not in _EVERYBODYS)


def _house(domain: str) -> str:
    """The label of a domain that its owner chose: "acme" of mail.acme.co.uk."""
    *labels, _ = domain.split(".")
    while len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels.pop()
    return labels[-1] if labels else ""


_SHORTEST_HOUSE = 4
_SECOND_LEVELS = frozenset({"co", "com", "org", "net", "ac", "or", "ne", "gv", "ltd", "plc", "me"})
_EVERYBODYS = frozenset({
    "gmail", "googlemail", "outlook", "hotmail", "live", "yahoo", "icloud", "orange", "free", "wanadoo",
    "proton", "protonmail", "posteo", "mailbox", "freenet", "online", "libero", "tiscali", "virgin", "zoho",
    "fastmail", "mail", "email", "info", "shop", "studio", "design", "media", "agency", "office",
    "group", "home",
})  # fmt: skip
"""Of providers of mail for everybody, and words that many houses are called by."""
_BRANCH = re.compile(
    r"(?:-?(?:group|gruppe|groupe|grupo|gruppo|holding|corp|inc|ltd|llc|gmbh|ag|sa|srl|bv|global|international|intl|europe"
    r"|eu|us|usa|uk|de|at|ch|fr|it|es|nl|be|dach|digital|online|media|marketing|team|hq|services?|support|office))*"
)


def look_alikes(addresses: Iterable[str], party: Party) -> tuple[str, ...]:
    """Foreign addresses whose domain only looks like one of the party's: confusable or embedding it (S1, S5)."""
    domains = frozenset(map(normal_domain, party.domains))
    labels = {domain.partition(".")[0] for domain in domains if len(domain.partition(".")[0]) >= 4}
    found = set()
    for address in addresses:
        domain = normal_address(address).rpartition("@")[2]
        if not domain or any(domain == own or domain.endswith("." + own) for own in domains):
            continue
        shown = _unicode(domain)
        if any(own in domain for own in domains) or any(label in _skeleton(shown) for label in labels):
            found.add(address)
    return tuple(sorted(found))


# The letters most used to imitate Latin ones; enough to raise a flag, never used to decide a side.
_CONFUSABLE = str.maketrans("аеорсхуіѕԁ0135", "aeopcxyisdoles")


def _skeleton(text: str) -> str:
    return text.casefold().translate(_CONFUSABLE)


def _unicode(domain: str) -> str:
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain
