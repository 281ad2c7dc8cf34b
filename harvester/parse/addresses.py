"""Mailboxes of an address header. One that can be read in two ways names nobody (robustness S1 to S5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import idna

from harvester.model.mail import Address
from harvester.parse.headers import decoded_value, readable_line

_TRAILING_DOT = re.compile(r"(@[^\s<>,;\"()]+?)\.(?=\s*(?:[>,;(]|$))")
_MAILBOX_IN_NAME = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
_NEEDLESSLY_QUOTED = re.compile(r"\"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*\"")
"""`"bob.roe"@…` is the same mailbox as `bob.roe@…` (RFC 5321, 4.1.2)."""
_HARMLESS = frozenset(
    {"structural-recovery", "invalid-utf8", "overlong-encoded-word", "invalid-encoded-word", "invalid-display-name"}
)


def without_trailing_dots(value: str) -> str:
    """The header value with `acme.com.` as `acme.com`: the same domain, which mail-parser drops (S2)."""
    return _TRAILING_DOT.sub(r"\1", value)


def canonical_email(email: str) -> tuple[str, str]:
    """The address as it is compared (A1), and its defect: "" or why it names nobody.

    The domain is in its A-label form; the local part is casefolded and otherwise as written.
    """
    local, at, domain = email.strip().rpartition("@")
    domain = domain.strip().rstrip(".")
    if _NEEDLESSLY_QUOTED.fullmatch(local):
        local = local[1:-1]
    if not at or not local or not domain:
        return "", "not an address"
    if domain.isascii():
        return f"{local}@{domain}".casefold(), ""
    labels = []
    for label in re.split("[.\u3002\uff0e\uff61]", domain):
        try:
            ascii_label = idna.encode(label, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return "", "domain is not a valid international name"
        if not label.isascii() and not ascii_label.startswith("xn--"):
            return "", "domain is written with look-alike characters"
        labels.append(ascii_label)
    return f"{local}@{'.'.join(labels)}".casefold(), ""


def mailboxes(found: Iterable[tuple[str, str]], problems: Sequence[Mapping[str, Any]]) -> tuple[Address, ...]:
    """Addresses of one header from what mail-parser found in it and what it complained about.

    Its harmless recoveries pass. A display name outside quotation marks that holds another address, or an item it
    could not settle, is an Address with a defect and no email.
    """
    conflicting = {
        candidate["address"] for problem in problems if _names_another(problem) for candidate in problem["candidates"]
    }
    addresses = []
    for name, email in found:
        canonical, defect = canonical_email(email)
        if email in conflicting:
            defect = "display name and address name different mailboxes"
        shown = decoded_value(name)
        if defect:
            addresses.append(Address(email="", name=readable_line(f"{shown} <{email}>"), defect=defect))
        else:
            addresses.append(Address(email=canonical, name=shown))
    addresses += [
        Address(email="", name=readable_line(str(problem["raw"]))[:200], defect=str(problem["reason"]))
        for problem in problems
        if not problem["recovered"] and (not addresses or _looks_like_address(str(problem["raw"])))
    ]
    return tuple(addresses)


def _names_another(problem: Mapping[str, Any]) -> bool:
    reasons = set(str(problem["reason"]).split(","))
    if not problem["recovered"]:
        return False
    if not reasons <= _HARMLESS:
        return True
    if "invalid-display-name" not in reasons:
        return False
    for candidate in problem["candidates"]:
        named = _MAILBOX_IN_NAME.findall(candidate["display_name"])
        if any(other.casefold() != candidate["address"].casefold() for other in named):
            return True
    return False


def _looks_like_address(raw: str) -> bool:
    """`Roe, Bob <b@…>` without quotation marks leaves "Roe" over: part of a name, no address with a defect."""
    return "@" in raw or "<" in raw
