"""What the matching reads in a header block. Never fails: what cannot be read is not there.

Every header of a mailbox goes through here, most of them of mail that is nobody's business: each step counts (H1).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import NamedTuple

from harvester.harvest.addresses import addresses_in, identifiers, with_decoded
from harvester.harvest.names import SHORT, author_name
from harvester.model.robots import is_robot_address
from harvester.model.services import is_service_address
from harvester.outlook import as_mail

_ADDRESSES = (
    *("from", "to", "cc", "bcc", "reply-to", "sender", "x-original-from", "x-original-sender", "x-original-to"),
    *("resent-from", "resent-to", "resent-cc", "resent-bcc", "resent-sender", "apparently-to", "return-path"),
    *("delivered-to", "envelope-to", "x-envelope-from", "x-envelope-to", "x-forwarded-to", "x-forwarded-for"),
    *("x-failed-recipients", "mail-reply-to", "mail-followup-to", "disposition-notification-to"),
)
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-mail-autoreply", "x-failed-recipients")
_MASS = ("list-unsubscribe", "list-id", "feedback-id")
_OTHERS = (
    *_MASS,
    *("message-id", "in-reply-to", "references", "date", "subject", "content-type", "auto-submitted", "precedence"),
    *("received", "x-autoreply", "x-autorespond", "x-mail-autoreply"),
)
_PEOPLE = ("from", "sender", "reply-to", "x-original-from", "to", "cc")
_NAMING = frozenset(_ADDRESSES)
_WANTED = {name.encode(): name for name in (*_ADDRESSES, *_OTHERS)}
_KINDS = frozenset({"content-type", "auto-submitted", "precedence", "return-path", *_AUTOMATIC})
_FIELD = re.compile(rb"^([A-Za-z-]+)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)
_BARE_CR = re.compile(rb"\r(?!\n)")
_FIELD_WITH_BARE_CR = re.compile(rb"(?:\A|[\r\n])([A-Za-z-]+)[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
"""A lone CR may begin a field too: there are readers that take it for the end of a line (trap 8)."""
_BLANK = re.compile(rb"\r?\n\r?\n")
_POSTMASTER = re.compile(r"postmaster(?:[-_.+=].*)?")
_MAY_HIDE_AN_ADDRESS = re.compile(r"=\?[^?]*\?(?:b\?|q\?[^?]*(?:=40|@))", re.IGNORECASE)
MOST_REFERENCES = 200


class Reading(NamedTuple):
    """What the matching reads in a header block."""

    addresses: frozenset[str]
    authors: tuple[str, ...]
    identifier: str
    """The Message-ID with its brackets, or a hash of the header where there is none."""
    references: tuple[str, ...]
    automatic: bool
    author_name: str
    """Full name in From, as `names.full_name` gives it."""
    fields: Mapping[str, Sequence[str]]
    """Values by the name of the field in small letters; of fields that are read here only."""

    @property
    def dates(self) -> tuple[str, ...]:
        """Date headers."""
        return tuple(self.fields.get("date", ()))

    @property
    def mailboxes(self) -> tuple[str, ...]:
        """Address headers as they stand, for the names in them."""
        return tuple([value for name in _PEOPLE if name in self.fields for value in self.fields[name]])

    @property
    def mass(self) -> bool:
        """Whether it says that it went to many at once: a newsletter or a list."""
        told = (value.strip().lower() for value in self.fields.get("precedence", ()))
        return any(name in self.fields for name in _MASS) or any(one.startswith(("bulk", "list")) for one in told)

    @property
    def taken_in(self) -> datetime | None:
        """When the last server says that it took the message in: the topmost Received."""
        received = self.fields.get("received")
        return _stated_time([received[0].rpartition(";")[2]]) if received else None

    @property
    def at(self) -> datetime | None:
        """The first Date that can be read; without a zone as UTC."""
        return _stated_time(self.dates)


def header_block(raw: bytes) -> bytes:
    """The bytes before the first blank line, of mail or of what an item of Outlook is rendered to."""
    raw = as_mail(raw)
    if raw.startswith((b"\n", b"\r\n")):
        return b""
    blank = _BLANK.search(raw)
    return raw[: blank.start()] if blank else raw


def read_header(raw: bytes) -> Reading:
    """Reads a header block."""
    fields: dict[str, list[str]] = {}
    addresses: set[str] = set()
    authors: list[str] = []
    for name, value in (_FIELD_WITH_BARE_CR if _BARE_CR.search(raw) else _FIELD).findall(raw):
        wanted = _WANTED.get(name.lower())
        if wanted is None:
            continue
        if wanted in _NAMING:
            text, found = _remembered(value) if len(value) <= SHORT else _addressed(value)
            addresses.update(found)
            if wanted == "from":
                authors += found
        else:
            text = _text(value)
        fields.setdefault(wanted, []).append(text)
    own = identifiers(" ".join(fields["message-id"])[:1000]) if "message-id" in fields else ()
    return Reading(
        addresses=frozenset(addresses),
        authors=tuple(dict.fromkeys(authors)),
        identifier=own[0] if own else f"header {hashlib.sha256(raw).hexdigest()}",
        references=_references(fields),
        automatic=_is_automatic(fields, authors),
        author_name=_named(fields["from"][0]) if "from" in fields else "",
        fields=fields,
    )


def _text(value: bytes) -> str:
    """A value as text, with what its encoded words say where that may be an address."""
    text = value.removesuffix(b"\r").decode("utf-8", "replace")
    return with_decoded(text) if "=?" in text and _MAY_HIDE_AN_ADDRESS.search(text) else text


def _addressed(value: bytes) -> tuple[str, tuple[str, ...]]:
    text = _text(value)
    return text, tuple(addresses_in(text))


_remembered = lru_cache(maxsize=4096)(_addressed)


def _named(value: str) -> str:
    return _remembered_name(value) if len(value) <= SHORT else author_name(value)


_remembered_name = lru_cache(maxsize=4096)(author_name)


def _references(fields: dict[str, list[str]]) -> tuple[str, ...]:
    told = [value for name in ("in-reply-to", "references") if name in fields for value in fields[name]]
    found = tuple(dict.fromkeys(identifier for value in told for identifier in identifiers(value))) if told else ()
    # The first names the root of the thread, the last its newest messages.
    return found if len(found) <= MOST_REFERENCES else (found[0], *found[1 - MOST_REFERENCES :])


def _stated_time(values: Sequence[str]) -> datetime | None:
    for value in values:
        try:
            at = parsedate_to_datetime(value.strip())
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def _is_automatic(fields: dict[str, list[str]], authors: Sequence[str]) -> bool:
    return (not _KINDS.isdisjoint(fields) and _says_automatic(fields)) or any(map(_is_robot, authors))


def _says_automatic(fields: dict[str, list[str]]) -> bool:
    def says(name: str, *words: str) -> bool:
        return name in fields and any(value.strip().lower().startswith(words) for value in fields[name])

    return (
        says("content-type", "multipart/report", "message/delivery-status", "message/disposition", "text/calendar")
        or ("auto-submitted" in fields and not says("auto-submitted", "no"))
        or not fields.keys().isdisjoint(_AUTOMATIC)
        or says("precedence", "auto_reply", "auto-reply")
        or says("return-path", "<>")
    )


@lru_cache(maxsize=4096)
def _is_robot(email: str) -> bool:
    return is_robot_address(email) or is_service_address(email) or _POSTMASTER.match(email) is not None
