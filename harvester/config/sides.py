"""What may stand on a side: no shared-mail domain (A2), and nothing that matches both sides (A3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from harvester.config.suffixes import public_suffix
from harvester.model.addresses import normal_address, normal_domain, untagged
from harvester.model.matter import Party
from harvester.model.phones import normal_number


def own_domain(text: str) -> str:
    """The domain normalised. Raises ValueError for shared-mail domains, public suffixes and what is no domain (A2)."""
    domain = normal_domain(text)
    if "@" in domain:
        raise ValueError(f"“{text}” is an address; list it in `addresses`")
    if "." not in domain or not all(domain.split(".")) or any(char.isspace() or char in "/*:" for char in domain):
        raise ValueError(f"“{text}” is no domain; write it like acme.example")
    if is_shared(domain):
        raise ValueError(f"anybody can have a mailbox at {domain}; list the single addresses in `addresses` instead")
    return domain


def own_address(text: str) -> str:
    """The address normalised. Raises ValueError when it is none."""
    address = normal_address(text)
    if not address or address.count("@") > 1 or any(char.isspace() or char in "<>,;" for char in address):
        raise ValueError(f"“{text}” is no mail address; write it like ann@studionorth.example")
    return address


def own_number(text: str) -> str:
    """The number normalised. Raises ValueError when it is none."""
    number = normal_number(text)
    if not number:
        raise ValueError(f"“{text}” is no telephone number; write it with its country, like +1 212 555 0142")
    return number


def shared_numbers(client: Party) -> tuple[str, ...]:
    """Numbers that stand with two people: nobody could tell who called."""
    numbers = [number for person in client.people for number in person.phones]
    return tuple(sorted({number for number in numbers if numbers.count(number) > 1}))


def overlaps(us: Party, client: Party) -> tuple[str, ...]:
    """Sentences naming every address or domain that matches both sides (A3); empty: the sides are apart."""
    return tuple(sorted({*_matches(us, client), *_matches(client, us)}))


def _matches(one: Party, other: Party) -> Iterator[str]:
    addresses = one.addresses.union(*(person.emails for person in one.people))
    others = other.addresses.union(*(person.emails for person in other.people))
    for address in addresses:
        domain = address.rpartition("@")[2]
        if others & {address, untagged(address)}:
            yield f"{address} stands on both sides; every address belongs to one"
        elif owner := _owner(domain, other.domains):
            yield f"{address} of {one.name} lies in {owner} of {other.name}; list the addresses of one side singly"
    for domain in one.domains:
        if owner := _owner(domain, other.domains):
            yield f"{domain} of {one.name} lies in {owner} of {other.name}; every domain belongs to one side"


def _owner(domain: str, domains: frozenset[str]) -> str:
    """The configured domain that this one is or lies under, at a label boundary (A1)."""
    while domain:
        if domain in domains:
            return domain
        domain = domain.partition(".")[2]
    return ""


def is_shared(domain: str) -> bool:
    """Whether strangers share a mail domain: gmail.com, a public suffix (A2)."""
    suffix = public_suffix(domain)
    if suffix == domain:
        return True
    name, _, rest = domain.partition(".")
    return domain in _shared() or (rest == suffix != "" and f"{name}.*" in _shared())


@cache
def _shared() -> frozenset[str]:
    lines = Path(__file__).with_name("shared_mail.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in map(str.strip, lines) if line and not line.startswith("#"))
