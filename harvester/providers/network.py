"""Who is asked about a domain: the name server of this machine, and web addresses over verified TLS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectors.web import Limits, Web
from harvester.config.suffixes import public_suffix

if TYPE_CHECKING:
    from dns.resolver import Resolver

COLLECTION = "https://autoconfig.thunderbird.net/v1.1/{domain}"
PUBLISHED = (
    "https://autoconfig.{domain}/mail/config-v1.1.xml",
    "https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
)


class UnansweredError(Exception):
    """Nobody answered, or not as asked; its text says what came instead."""


def _web() -> Web:
    return Web(limits=Limits(stall=4, answer=8, size=2**18, tries=1, redirects=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The ways to ask; tests put local servers in their place."""

    resolver: Resolver | None = None
    """None: as this machine is set up."""
    seconds: float = 4.0
    """For one answer of the name server."""
    web: Web = field(default_factory=_web)
    published: tuple[str, ...] = PUBLISHED
    collection: str = COLLECTION

    def configurations(self, domain: str, exchangers: Sequence[str]) -> Iterator[str]:
        """Addresses of autoconfig files: the domain's own, then the collection's for it and for who takes its mail."""
        yield from (address.format(domain=domain) for address in self.published)
        hosters = filter(None, map(_registered, exchangers[:1]))
        yield from (self.collection.format(domain=name) for name in dict.fromkeys((domain, *hosters)))


def _registered(host: str) -> str:
    """The domain that somebody registered: hoster.example of mx1.mail.hoster.example."""
    suffix = public_suffix(host) or host.rpartition(".")[2]
    rest = host.removesuffix(f".{suffix}")
    return f"{rest.rpartition('.')[2]}.{suffix}" if rest and rest != host else ""


USUAL = Network()
"""As this machine asks."""
