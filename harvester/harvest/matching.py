"""Which messages belong to the matter: decided on this side, from the header, tolerant of anything (evidence.md 1).

A superset is wanted here: what only looks like the client is collected too, and the analysis tells it apart.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import getaddresses, parsedate_to_datetime
from enum import StrEnum
from functools import lru_cache
from urllib.parse import unquote

from harvester.harvest.names import author_name, full_name, name_key, named_mailboxes
from harvester.model import Party, Side
from harvester.model.display_names import name_shapes
from harvester.model.people import Sides
from harvester.model.robots import is_robot_address
from harvester.outlook import as_mail

_VERSION = 3
"""Of the rules in this file: a change makes every cursor void."""

_ADDRESSES = (
    *("from", "to", "cc", "bcc", "reply-to", "sender", "x-original-from", "x-original-sender", "x-original-to"),
    *("resent-from", "resent-to", "resent-cc", "resent-bcc", "resent-sender", "apparently-to", "return-path"),
    *("delivered-to", "envelope-to", "x-envelope-from", "x-envelope-to", "x-forwarded-to", "x-forwarded-for"),
    *("x-failed-recipients", "mail-reply-to", "mail-followup-to", "disposition-notification-to"),
)
_OTHERS = (
    *("message-id", "in-reply-to", "references", "date", "content-type", "auto-submitted", "precedence", "received"),
    *("x-autoreply", "x-autorespond", "x-mail-autoreply"),
)
_PEOPLE = ("from", "sender", "reply-to", "x-original-from", "to", "cc")
_NAMING = frozenset(_ADDRESSES)
_WANTED = {name.encode(): name for name in (*_ADDRESSES, *_OTHERS)}
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-mail-autoreply", "x-failed-recipients")
_SHORT = 300
"""Characters of a header value that is remembered: the same people write again and again."""
_HEADER = re.compile(rb"(?:\A|[\r\n])([A-Za-z-]+)[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
_BLANK = re.compile(rb"\r?\n\r?\n")
_BETWEEN = re.compile(r"[\s<>\",;:()\[\]\\]+")
_COMMENTED = re.compile(r"[(\\]|\s@|@\s")
_IDENTIFIER = re.compile(r"<[^<>\s]{1,998}>")
_POSTMASTER = re.compile(r"postmaster(?:[-_.+=].*)?")
_QUOTED_LOCAL = re.compile(r'"([^"@<>]{1,64})"\s*@')
_WITHIN = re.compile(r"[/=?&|*#!{}%]+")
_MAY_HIDE_AN_ADDRESS = re.compile(r"=\?[^?]*\?(?:b\?|q\?[^?]*(?:=40|@))", re.IGNORECASE)
_LONGEST_ADDRESS = 320
_LONGEST_LINK = 8_000
_MOST_REFERENCES = 200


class Verdict(StrEnum):
    """What the header says about a message."""

    MATCH = "match"
    REPORT = "report"
    """Reports and notifications often name the client only in their body: fetched whole, then decided."""
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the matching reads in a header block."""

    addresses: frozenset[str]
    authors: tuple[str, ...]
    identifier: str
    """The Message-ID with its brackets, or a hash of the header where there is none."""
    references: tuple[str, ...]
    dates: tuple[str, ...]
    automatic: bool
    author_name: str = ""
    """Full name in From, as `names.full_name` gives it."""
    mailboxes: tuple[str, ...] = ()
    """Address headers as they stand, for the names in them."""

    received: tuple[str, ...] = ()
    """Received headers, the topmost first."""

    @property
    def taken_in(self) -> datetime | None:
        """When the last server says that it took the message in: the topmost Received."""
        return _stated_time([self.received[0].rpartition(";")[2]]) if self.received else None

    @property
    def at(self) -> datetime | None:
        """The first Date that can be read; without a zone as UTC."""
        return _stated_time(self.dates)


@dataclass(frozen=True, slots=True)
class Matter:
    """Us and every client: what is collected, and nothing else."""

    us: Party
    clients: tuple[Party, ...]
    _sides: tuple[Sides, ...] = field(init=False, repr=False)
    _known: dict[str, Side] = field(init=False, repr=False, default_factory=dict)
    _others: set[str] = field(init=False, repr=False, default_factory=set)
    """Addresses of the known ones that are no client's."""
    names: frozenset[str] = field(init=False, repr=False)
    """Full names of the clients' people, as `names.full_name` gives them."""
    own_names: frozenset[str] = field(init=False, repr=False)
    numbers: frozenset[str] = field(init=False, repr=False)
    """Telephone numbers of the clients' people."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sides", tuple(Sides(self.us, client) for client in self.clients))
        object.__setattr__(self, "own_names", _names_of((self.us,)))
        object.__setattr__(self, "names", _names_of(self.clients) - self.own_names)
        people = (person for client in self.clients for person in client.people)
        object.__setattr__(self, "numbers", frozenset(number for person in people for number in person.phones))

    def side(self, email: str) -> Side:
        """The side of an address, by exact label match (A1)."""
        if email not in self._known:
            found = {sides.of(email) for sides in self._sides}
            self._known[email] = next((side for side in (Side.CLIENT, Side.US) if side in found), Side.THIRD)
            if self._known[email] is not Side.CLIENT:
                self._others.add(email)
        return self._known[email]

    def names_client(self, addresses: Collection[str]) -> bool:
        """True when one of the addresses is a client's."""
        return not self._others.issuperset(addresses) and any(self.side(email) is Side.CLIENT for email in addresses)

    def people(self, reading: Reading) -> Iterator[tuple[Side, str]]:
        """Side and full name of everybody whom the address headers name."""
        for value in reading.mailboxes:
            for email, name in named_mailboxes(value):
                yield self.side(email), name

    def rules(self, since: date | None) -> str:
        """Hash of everything that decides what is collected; the cursor carries it."""
        told = [repr(_VERSION), since.isoformat() if since else ""]
        for party in (self.us, *self.clients):
            people = (email for person in party.people for email in person.emails)
            told.append(" ".join(sorted({*party.addresses, *people})))
            told.append(" ".join(sorted(party.domains)))
        told += [*sorted(self.names), *sorted(self.numbers)]
        return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()


def _names_of(parties: Collection[Party]) -> frozenset[str]:
    people = {full_name(person.name) for party in parties for person in party.people}
    return frozenset(people - {""})


def verdict(reading: Reading, matter: Matter, learned: Collection[str] = ()) -> Verdict:
    """What the addresses and the kind of a message say; links into the matter are looked at apart.

    A person of the client who writes from a foreign address is known by the full name, configured or `learned`.
    """
    if matter.names_client(reading.addresses):
        return Verdict.MATCH
    if reading.author_name and _is_foreign(reading, matter):
        key = name_key(reading.author_name)
        if key in _keys(matter.names) or key in _keys(frozenset(learned)):
            return Verdict.MATCH
    return Verdict.REPORT if reading.automatic or not reading.authors else Verdict.FOREIGN


@lru_cache(maxsize=8)
def _keys(names: frozenset[str]) -> frozenset[str]:
    return frozenset(map(name_key, names))


def _is_foreign(reading: Reading, matter: Matter) -> bool:
    return not any(matter.side(email) is Side.US for email in reading.authors)


def header_block(raw: bytes) -> bytes:
    """The bytes before the first blank line, of mail or of what an item of Outlook is rendered to."""
    raw = as_mail(raw)
    if raw.startswith((b"\n", b"\r\n")):
        return b""
    blank = _BLANK.search(raw)
    return raw[: blank.start()] if blank else raw


def read_header(raw: bytes) -> Reading:
    """Reads a header block. Never fails: what cannot be read is not there."""
    fields: dict[str, list[str]] = {}
    addresses: set[str] = set()
    for name, value in _HEADER.findall(raw):
        wanted = _WANTED.get(name.lower())
        if wanted is None:
            continue
        text = _revealed(value.decode("utf-8", "replace"))
        fields.setdefault(wanted, []).append(text)
        if wanted in _NAMING:
            addresses.update(_in(text))
    authors = tuple(dict.fromkeys(email for value in fields.get("from", ()) for email in _in(value)))
    own = identifiers(" ".join(fields.get("message-id", ()))[:1000])
    return Reading(
        addresses=frozenset(addresses),
        authors=authors,
        identifier=own[0] if own else f"header {hashlib.sha256(raw).hexdigest()}",
        references=_references(fields),
        dates=tuple(fields.get("date", ())),
        automatic=_is_automatic(fields, authors),
        author_name=_named(fields["from"][0]) if "from" in fields else "",
        received=tuple(fields.get("received", ())),
        mailboxes=tuple(value for name in _PEOPLE if name in fields for value in fields[name]),
    )


def _in(value: str) -> tuple[str, ...]:
    return _remembered_addresses(value) if len(value) <= _SHORT else tuple(addresses_in(value))


@lru_cache(maxsize=4096)
def _remembered_addresses(value: str) -> tuple[str, ...]:
    return tuple(addresses_in(value))


def _named(value: str) -> str:
    return _remembered_name(value) if len(value) <= _SHORT else author_name(value)


_remembered_name = lru_cache(maxsize=4096)(author_name)


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


def names_matter(raw: bytes, matter: Matter, known: Collection[str] = (), learned: Collection[str] = ()) -> bool:
    """True when a whole message, decoded, names a client's address or person, or one of the `known` identifiers.

    `learned` are full names that the client's addresses go by, beside the configured ones.
    """
    names = _any_of({*matter.names, *learned})
    for text in _texts(raw):
        if matter.names_client(tuple(addresses_in(text))):
            return True
        if known and any(identifier in known for identifier in identifiers(text)):
            return True
        if names and names.search(" ".join(text.casefold().split())):
            return True
    return False


def _any_of(names: Collection[str]) -> re.Pattern[str] | None:
    """The names as whole words, in any order in which programs write them."""
    shapes = {shape for name in names for shape in name_shapes(name)}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(shapes)))})(?!\w)") if shapes else None


def content_identifiers(raw: bytes) -> tuple[str, ...]:
    """The Message-IDs that a whole message names anywhere, for a link that is found later."""
    found = (identifier for text in _texts(raw) for identifier in identifiers(text) if "@" in identifier)
    return tuple(dict.fromkeys(found))[:_MOST_REFERENCES]


def _texts(raw: bytes) -> Iterator[str]:
    raw = as_mail(raw)
    yield raw.decode("utf-8", "replace")
    try:
        parts = [part for part in message_from_bytes(raw).walk() if not part.is_multipart()]
    except (RecursionError, ValueError, LookupError, AssertionError):
        return
    for part in parts:
        yield from (_decoded(str(value)) for value in part.values() if "=?" in str(value))
        try:
            payload = part.get_payload(decode=True)
        except (ValueError, LookupError, AssertionError):
            continue
        if isinstance(payload, bytes) and part.get_content_maintype() in ("text", "message"):
            text = html.unescape(payload.decode("utf-8", "replace"))
            yield unquote(text) if "%40" in text else text


def _revealed(value: str) -> str:
    return _decoded(value) if "=?" in value and _MAY_HIDE_AN_ADDRESS.search(value) else value


def _decoded(value: str) -> str:
    try:
        return f"{value} {make_header(decode_header(value))}"
    except (ValueError, LookupError, MessageError, AssertionError):
        return value


def _references(fields: dict[str, list[str]]) -> tuple[str, ...]:
    told = [value for name in ("in-reply-to", "references") if name in fields for value in fields[name]]
    found = tuple(dict.fromkeys(identifier for value in told for identifier in identifiers(value))) if told else ()
    # The first names the root of the thread, the last its newest messages.
    return found if len(found) <= _MOST_REFERENCES else (found[0], *found[1 - _MOST_REFERENCES :])


def _stated_time(values: Sequence[str]) -> datetime | None:
    for value in values:
        try:
            at = parsedate_to_datetime(value.strip())
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def _is_automatic(fields: dict[str, list[str]], authors: Sequence[str]) -> bool:
    def says(name: str, *words: str) -> bool:
        return name in fields and any(value.strip().lower().startswith(words) for value in fields[name])

    return (
        says("content-type", "multipart/report", "message/delivery-status", "message/disposition", "text/calendar")
        or ("auto-submitted" in fields and not says("auto-submitted", "no"))
        or not fields.keys().isdisjoint(_AUTOMATIC)
        or says("precedence", "auto_reply", "auto-reply")
        or says("return-path", "<>")
        or any(map(_is_robot, authors))
    )


@lru_cache(maxsize=4096)
def _is_robot(email: str) -> bool:
    return is_robot_address(email) or _POSTMASTER.match(email) is not None
