"""From tables to the values that the rest speaks in: who the sides are, and what is agreed between them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from harvester.config.schema import Config
from harvester.model.matter import Party, Person

if TYPE_CHECKING:
    from harvester.model.contract import Contract
    from harvester.model.engagement import Engagement


def us_party(config: Config) -> Party:
    """The user's own side."""
    table = config.us
    name = table.name or min(table.domains, default=min(table.addresses, default="us"))
    return Party(name=name, addresses=frozenset(table.addresses), domains=frozenset(table.domains))


def client_party(config: Config, key: str) -> Party:
    """The client's side; the addresses of its people are addresses of the client (A8)."""
    table = config.clients[key]
    people = tuple(
        Person(
            emails=(email, *person.also),
            name=person.name,
            role=person.role,
            contact=person.contact,
            phones=frozenset(person.phones),
        )
        for email, person in table.people.items()
    )
    return Party(
        name=table.name or key,
        addresses=frozenset(table.addresses).union(*(person.emails for person in people)),
        domains=frozenset(table.domains),
        people=people,
    )


def engagement(config: Config, client_key: str) -> Engagement:
    """Both sides, their clocks, sources and thresholds. Raises UsageError for a client that is not configured."""
    from harvester.config.engaged import engaged  # a pull measures nothing, and its values cost time (N2)

    return engaged(config, client_key)


def contract_of(config: Config, client_key: str) -> Contract | None:
    """The contract with a client, None where none is configured. Raises UsageError or ConfigError as its file does."""
    file = config.clients[client_key].contract
    if not file:
        return None
    from harvester.config.contract import load_contract  # as above

    return load_contract(config.folder / Path(file).expanduser())
