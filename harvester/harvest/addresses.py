"""Addresses and Message-IDs in any text, however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import getaddresses

_BETWEEN = re.compile(r"[\s<>\",;:()\[\]\\]+")
_COMMENTED = re.compile(r"[(\\]|\s@|@\s")
_IDENTIFIER = re.compile(r"<[^<>\s]{1,998}>")
_QUOTED_LOCAL = re.compile(r'"([^"@<>]{1,64})"\s*@')
_WITHIN = re.compile(r"[/=?&|*#!{}%]+")
_LONGEST_ADDRESS = 320
_LONGEST_LINK = 8_000


def addresses_in(text: str) -> Iterator[str]:
    """Everything in a text that looks like an address, lower-cased; display names included."""
    if "@" not in text:
        return
    for token in _BETWEEN.split(_QUOTED_LOCAL.sub(_unquoted, text) if '"' in text else text):
        if "@" not in token:
            continue
        if len(token) <= _LONGEST_ADDRESS:
            yield token.strip("'.").lower()
        if len(token) <= _LONGEST_LINK and _WITHIN.search(token):
            # "https://x.example/?to=bob@acme.example&x=1"
            yield from (piece.strip("'.").lower() for piece in _WITHIN.split(token) if "@" in piece)
    if len(text) < 10_000 and _COMMENTED.search(text):
        yield from (email.strip("'.").lower() for _, email in getaddresses([text]) if "@" in email)


def _unquoted(found: re.Match[str]) -> str:
    """`"bob.roe"@acme.example` is the same mailbox without the quotation marks (RFC 5321, 4.1.2)."""
    return " " + "".join(found[1].split()) + "@"


def identifiers(text: str) -> tuple[str, ...]:
    """The Message-IDs in a text, each with its brackets; a bare one gets them."""
    if found := _IDENTIFIER.findall(text):
        return tuple(dict.fromkeys(found))
    bare = text.strip()
    return (f"<{bare}>",) if "@" in bare and not _BETWEEN.search(bare) else ()


def with_decoded(value: str) -> str:
    """A header value, and behind it what its encoded words say (RFC 2047)."""
    try:
        return f"{value} {make_header(decode_header(value))}"
    except (ValueError, LookupError, MessageError, AssertionError):
        return value
