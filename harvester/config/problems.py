"""Everything that is wrong with a configuration, at once, each problem naming its key and never its secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harvester.config import sides
from harvester.config.parties import client_party, us_party
from harvester.config.schema import Config
from harvester.model import Party, Side
from harvester.model.people import Sides
from harvester.model.values import Key, dotted, meant


def examined(data: Mapping[str, Any]) -> tuple[Config, list[str]]:
    """The configuration without what is wrong in it, and every problem."""
    config, problems = Config.read(data)
    told = {f"{dotted(key)}: {problem}" for key, problem in problems}
    return config, sorted(told.union(_contradictions(config, data)))


def _contradictions(config: Config, data: Mapping[str, Any]) -> Iterator[str]:
    """Problems that only two places together make; a source with problems of its own is there all the same."""
    us = us_party(config)
    if not (us.addresses or us.domains):
        yield "us.addresses: no own address or domain is named; write at least one"
    for table in ("sources", "clients"):
        if not data.get(table):
            yield f"{table}: none is configured; add a [{table}.NAME] table"
    for name, source in config.sources.items():
        yield from _address_problems(("sources", name, "addresses"), source.addresses or ())
    sources = data["sources"] if isinstance(data.get("sources"), dict) else {}
    for key in config.clients:
        yield from _client_problems(config, key, us)
        for name in config.clients[key].sources or ():
            if name not in sources:
                yield f"{dotted(('clients', key, 'sources'))}: there is no source “{name}”; {meant(name, sources)}"
        yield from _told_to_client(config, key, us)


def _told_to_client(config: Config, key: str, us: Party) -> Iterator[str]:
    """A digest speaks of the clients: it never goes to one of them."""
    both = Sides(us, client_party(config, key))
    for index, address in enumerate(config.notify.to):
        if both.of(address) is Side.CLIENT:
            yield f"{dotted(('notify', 'to', index))}: {address} belongs to the client {key}; name one of your own"


def _address_problems(key: Key, addresses: tuple[str, ...]) -> Iterator[str]:
    for address in addresses:
        try:
            sides.own_address(address)
        except ValueError as error:
            yield f"{dotted(key)}: {error}"


def _client_problems(config: Config, key: str, us: Party) -> Iterator[str]:
    table, client = config.clients[key], client_party(config, key)
    named = dotted(("clients", key, "domains" if table.domains else "addresses"))
    if not (client.domains or client.addresses):
        yield f"{dotted(('clients', key, 'domains'))}: no domain, address or person names this client; write one"
    for sentence in sides.overlaps(us, client):
        yield f"{named}: {sentence}"
    for number in sides.shared_numbers(client):
        yield f"{dotted(('clients', key, 'people'))}: {number} stands with two people; give it to one, or to neither"
