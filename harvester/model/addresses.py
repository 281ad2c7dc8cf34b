"""Mail addresses and domains in the one form in which they are compared (measurement.md A1)."""

from __future__ import annotations

import re
from functools import lru_cache

import idna

_BETWEEN_WORDS = re.compile(r"[\W\d_]+")


def normal_domain(domain: str) -> str:
    """A-label form, casefolded, without trailing dot; what cannot be encoded stays as it is, lower-cased (S2, S5)."""
    plain = domain.strip().rstrip(".").casefold()
    if plain.isascii():
        return plain
    try:
        return idna.encode(plain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return plain


@lru_cache(maxsize=100_000)
def normal_address(address: str) -> str:
    """local@domain with the domain normalised and the local part casefolded; "" when it is no address."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local.casefold()}@{normal_domain(domain)}" if at and local and domain else ""


def untagged(address: str) -> str:
    """The address without its plus tag: me+acme@x.example -> me@x.example (A1)."""
    local, _, domain = address.rpartition("@")
    return f"{local.split('+', 1)[0]}@{domain}"


def spelt_name(email: str) -> str:
    """The words that the local part of an address spells: "bob roe" for "bob.roe77@…"; "" where it is one word."""
    words = [word for word in _BETWEEN_WORDS.split(email.partition("@")[0].partition("+")[0]) if word]
    return " ".join(words) if len(words) > 1 else ""
