"""The providers that ship with the program (providers.toml): by mail domain, or by the mail servers of a domain."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from harvester.config.suffixes import public_suffix
from harvester.model.settings import is_loopback
from harvester.providers.server import Server


def by_domain(address: str) -> Server | None:
    """The provider of an address at one of its own domains."""
    domain = address.rpartition("@")[2]
    for provider in providers():
        if any(_is(domain, pattern) for pattern in provider.get("domains", ())):
            return _server(provider, address)
    return None


def by_mail_server(address: str, exchangers: Sequence[str]) -> Server | None:
    """The provider that hosts a domain with these mail servers, the first of them before the others."""
    for exchanger in exchangers:
        for provider in providers():
            if any(f".{exchanger}".endswith(f".{name}") for name in provider.get("mx", ())):
                return _server(provider, address, exchanger)
    return None


def by_host(host: str, address: str) -> Server | None:
    """The provider that runs an IMAP server of that name; who runs one on this machine, nobody can tell."""
    if not host or is_loopback(host):
        return None
    named = (provider for provider in providers() if provider["imap"].partition(":")[0] == host.lower())
    return next((_server(provider, address) for provider in named), None)


@cache
def providers() -> tuple[Mapping[str, Any], ...]:
    """The tables of the file, in their order."""
    text = files(__package__).joinpath("providers.toml").read_text("utf-8")
    return tuple(tomllib.loads(text).values())


def _is(domain: str, pattern: str) -> bool:
    name, star, _ = pattern.partition(".*")
    return domain == pattern or bool(star and domain.removeprefix(f"{name}.") == public_suffix(domain) != domain)


def _server(provider: Mapping[str, Any], address: str, exchanger: str = "") -> Server:
    host, _, port = str(provider["imap"]).replace("{mx}", exchanger).partition(":")
    return Server(
        host=host,
        port=int(port or 993),
        tls=provider.get("tls", "implicit"),
        user=address.rpartition("@")[0] if provider.get("user") == "name" else address,
        provider=provider["name"],
        sign_in=tuple(provider["sign_in"]),
        page=provider.get("page", ""),
        hint=provider.get("hint", ""),
        calendar=provider.get("calendar", ""),
    )
