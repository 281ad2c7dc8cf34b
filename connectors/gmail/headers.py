"""A header block from what the Gmail API tells of a message's header; None where the bytes themselves must be seen.

The API decodes what the sender encoded, so that a name may look like an address or hide one. Only what reads in one way
is taken; of everything else the whole message is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.errors import HeaderParseError
from email.header import Header as Encoded
from email.utils import formataddr
from typing import Any

_LONGEST = 50_000
_NAME = re.compile(r"[!-9;-~]+")
_ADDRESSES = frozenset(
    {
        *("from", "to", "cc", "bcc", "reply-to", "sender", "x-original-from", "x-original-to", "delivered-to"),
        *("resent-from", "resent-to", "resent-cc", "resent-sender", "return-path", "mail-followup-to"),
        *("disposition-notification-to", "return-receipt-to", "errors-to"),
    }
)
_TEXT = frozenset({"subject", "thread-topic", "comments", "organization"})
_WORD = r'[^\s<>,;:"()\\@\[\]]'
_ADDRESS = rf"{_WORD}+@{_WORD}+"
_MAILBOX = rf'(?:(?P<name>\s*"[^"\\]*"\s*|[^<>,;:"()\\@\[\]]*)<(?P<inside>{_ADDRESS})>|\s*(?P<bare>{_ADDRESS}))\s*'
_ONE = re.compile(_MAILBOX)
_EMPTY = re.compile(r"\s*(?:<>|undisclosed-recipients:\s*;)?\s*")


def header_block(told: Sequence[Mapping[str, Any]]) -> bytes | None:
    """The block, without the blank line."""
    lines = [_line(str(one.get("name", "")), str(one.get("value", ""))) for one in told]
    if not lines or None in lines:
        return None
    return b"".join(line for line in lines if line)


def _line(name: str, value: str) -> bytes | None:
    if not _NAME.fullmatch(name) or len(value) > _LONGEST or not value.replace("\t", " ").isprintable():
        return None
    if name.lower() in _ADDRESSES:
        shown = _addresses(value)
    elif value.isascii():
        shown = value
    else:
        shown = _encoded(value) if name.lower() in _TEXT else None
    return None if shown is None else f"{name}: {shown}\r\n".encode()


def _addresses(value: str) -> str | None:
    """The list, if it is one beyond doubt: no comments, no groups, no name with the signs of an address."""
    if _EMPTY.fullmatch(value):
        return value
    found, position = [], 0
    while position < len(value):
        one = _ONE.match(value, position)
        if one is None or value[one.end() : one.end() + 1] not in ("", ","):
            return None
        name = (one["name"] or "").strip().strip('"').strip()
        found.append(formataddr((name, one["inside"] or one["bare"])) if not one[0].isascii() else one[0].strip())
        position = one.end() + 1
    return value if value.isascii() else ", ".join(found)


def _encoded(value: str) -> str | None:
    try:
        return Encoded(value, "utf-8", maxlinelen=10**6).encode()
    except (HeaderParseError, UnicodeError):
        return None
