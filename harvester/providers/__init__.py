"""Where a mail address has its mailbox: found out with as little asked of others as possible.

table        the providers that ship with the program, by domain or by the mail servers (MX) of a hosted domain
names        the DNS: mail servers of a domain, and what it says itself (SRV, RFC 6186)
autoconfig   the small file that many providers publish for mail programs, and Thunderbird's collection of them
server       a mailbox as a mail program sees it
network      who is asked, and how long an answer may take

The first that knows wins. Only the domain is ever sent, never the address; every answer is looked at as foreign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from harvester.providers.autoconfig import published
from harvester.providers.names import mail_servers, offered
from harvester.providers.network import Network, UnansweredError
from harvester.providers.server import Server
from harvester.providers.table import by_domain, by_mail_server

__all__ = ["Network", "Search", "Server", "find"]

NAME_SERVER = "the name server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was found out about an address."""

    server: Server | None
    asked: tuple[str, ...] = ()
    """Who was asked and did not help, each with what came: for a person to read."""


def find(address: str, network: Network | None) -> Search:
    """The server of an address. `network` None: nobody is asked, only the table is looked at."""
    if (known := by_domain(address)) or network is None:
        return Search(server=known)
    asked: list[str] = []
    exchangers: list[str] = []
    for where, ask in _ways(address, network, exchangers):
        try:
            found = ask()
        except UnansweredError as error:
            asked.append(f"{where}: {error}")
            continue
        if found:
            return Search(server=replace(found, found_by=where), asked=tuple(asked))
    return Search(server=None, asked=tuple(asked))


def _ways(address: str, network: Network, exchangers: list[str]) -> Iterator[tuple[str, Callable[[], Server | None]]]:
    """Who is asked, in turn; a later way may use the mail servers that the first one found."""
    domain = address.rpartition("@")[2]

    def hosted() -> Server | None:
        exchangers.extend(mail_servers(domain, network))
        return by_mail_server(address, exchangers)

    yield f"{NAME_SERVER} (MX)", hosted
    yield f"{NAME_SERVER} (SRV)", partial(offered, address, network)
    for url in network.configurations(domain, exchangers):
        yield url, partial(published, url, address, network)
