"""Everything that is wrong with a configuration, at once, each naming its line and key and never its secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from harvester.config import sides
from harvester.config.lines import Lines
from harvester.config.parties import client_party, us_party
from harvester.config.schema import Config
from harvester.model.declared import Problem
from harvester.model.matter import Party, Side
from harvester.model.people import Sides
from harvester.model.values import Key, dotted, meant


def examined(data: Mapping[str, Any]) -> tuple[Config, list[Problem]]:
    """The configuration without what is wrong in it, and every problem."""
    config, problems = Config.read(data)
    return config, [*problems, *_contradictions(config, data)]


def told(problems: Iterable[Problem], text: str) -> list[str]:
    """Each problem once, in words, in the order of the file that `text` is of."""
    lines = Lines(text)
    found = {(lines.of(key), dotted(key), problem) for key, problem in problems}
    return [f"{f'line {line}, ' if line else ''}{key}: {problem}" for line, key, problem in sorted(found)]


def _contradictions(config: Config, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems that only two places together make; a source with problems of its own is there all the same."""
    us = us_party(config)
    if not (us.addresses or us.domains):
        yield ("us", "addresses"), "no own address or domain is named; write at least one"
    for table in ("sources", "clients"):
        if not data.get(table):
            yield (table,), f"none is configured; add a [{table}.NAME] table"
    for name, source in config.sources.items():
        yield from _address_problems(("sources", name, "addresses"), source.addresses or ())
    sources = data["sources"] if isinstance(data.get("sources"), dict) else {}
    for key in config.clients:
        yield from _client_problems(config, key, us)
        for name in config.clients[key].sources or ():
            if name not in sources:
                yield ("clients", key, "sources"), f"there is no source “{name}”; {meant(name, sources)}"
        yield from _told_to_client(config, key, us)


def _told_to_client(config: Config, key: str, us: Party) -> Iterator[Problem]:
    """A digest speaks of the clients: it never goes to one of them."""
    both = Sides(us, client_party(config, key))
    for index, address in enumerate(config.notify.to):
        if both.of(address) is Side.CLIENT:
            yield ("notify", "to", index), f"{address} belongs to the client {key}; name one of your own"


def _address_problems(key: Key, addresses: tuple[str, ...]) -> Iterator[Problem]:
    for address in addresses:
        try:
            sides.own_address(address)
        except ValueError as error:
            yield key, str(error)


def _client_problems(config: Config, key: str, us: Party) -> Iterator[Problem]:
    table, client = config.clients[key], client_party(config, key)
    named = ("clients", key, "domains" if table.domains else "addresses")
    if not (client.domains or client.addresses):
        yield ("clients", key, "domains"), "no domain, address or person names this client; write one"
    for sentence in sides.overlaps(us, client):
        yield named, sentence
    for number in sides.shared_numbers(client):
        yield ("clients", key, "people"), f"{number} stands with two people; give it to one, or to neither"
