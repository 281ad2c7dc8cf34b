"""The configuration that a verb works with."""

from __future__ import annotations

import os

from harvester.cli import Common
from harvester.config import Config, load, located
from harvester.errors import UsageError
from harvester.model.addresses import normal_address, normal_domain


def configuration(common: Common) -> Config:
    """The configuration named by `--config`, the environment, or the place it lies in."""
    return load(located(common.config, os.environ))


def answered_for(what: str, by: str, reason: str) -> None:
    """Refuses what nobody answers for, and names only what is missing. `what` begins the sentence."""
    missing = [option for option, word in (("--reason TEXT", reason), ("--by NAME", by)) if not word.strip()]
    if missing:
        raise UsageError(f"{what} needs a name and a reason.", f"Add {' and '.join(missing)}.")


def client_key(config: Config, client: str) -> str:
    """The key of a client named by key, domain or address. Raises UsageError with those that are known."""
    if client in config.clients:
        return client
    wanted = {normal_domain(client), normal_address(client)} - {""}
    for key, table in config.clients.items():
        people = {address for email, person in table.people.items() for address in (email, *person.also)}
        if wanted & {*table.domains, *table.addresses, *people}:
            return key
    raise UsageError(
        f"{config.path} knows no client “{client}”.", f"Configured are: {', '.join(sorted(config.clients))}."
    )
