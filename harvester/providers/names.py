"""What the DNS says of a mail domain. Its answers are signed by nobody: a foreign host in them is confirmed first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from harvester.providers.network import Network, UnansweredError
from harvester.providers.server import Server, Tls

if TYPE_CHECKING:
    from dns.resolver import Resolver

_SERVICES: tuple[tuple[str, Tls], ...] = (("_imaps._tcp", "implicit"), ("_imap._tcp", "starttls"))
"""Implicit TLS first (RFC 8314)."""


def mail_servers(domain: str, network: Network) -> list[str]:
    """Hosts that take the domain's mail, the preferred first. Raises UnansweredError."""
    records = sorted(_records(domain, "MX", network), key=lambda record: record.preference)
    return [name for record in records if (name := _host(record.exchange))]


def offered(address: str, network: Network) -> Server | None:
    """The IMAP server that the domain itself names (RFC 6186). Raises UnansweredError."""
    domain = address.rpartition("@")[2]
    for service, tls in _SERVICES:
        for record in sorted(_records(f"{service}.{domain}", "SRV", network), key=lambda one: one.priority):
            if host := _host(record.target):  # "." says: not offered
                outside = not f".{host}".endswith(f".{domain}")
                return Server(host=host, port=record.port, tls=tls, user=address, confirm=outside)
    return None


def _records(name: str, kind: str, network: Network) -> Iterator[Any]:
    import dns.exception
    import dns.resolver

    try:
        yield from (network.resolver or _resolver()).resolve(name, kind, lifetime=network.seconds)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return
    except dns.exception.DNSException as error:
        why = "no answer in time" if isinstance(error, dns.exception.Timeout) else "no answer"
        raise UnansweredError(why) from error


def _resolver() -> Resolver:
    import dns.resolver

    return dns.resolver.get_default_resolver()


def _host(name: Any) -> str:
    return str(name.to_text(omit_final_dot=True)).lower().strip(".")
