"""Which messages belong to the matter: decided on this side, from the header, tolerant of anything (evidence.md 1).

A superset is wanted here: what only looks like the client is collected too, and the analysis tells it apart.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from enum import StrEnum
from functools import lru_cache
from urllib.parse import unquote

from harvester.harvest.addresses import addresses_in, identifiers, with_decoded
from harvester.harvest.headers import MOST_REFERENCES, Reading, header_block, read_header
from harvester.harvest.names import decoded_name, full_name, name_key, named_mailboxes
from harvester.model.display_names import name_shapes
from harvester.model.matter import Party, Side
from harvester.model.notices import ShortNames, short_names
from harvester.model.people import Sides, company_names, is_kin
from harvester.model.services import is_service_address
from harvester.outlook import as_mail

_VERSION = 11
"""Of the rules in this file, in `headers`, `subjects` and `addresses`: a change makes every cursor void."""
_RECIPIENTS = ("to", "cc", "bcc")
_HEADING = re.compile(rb"(?:\A|[\r\n])(?i:from|reply-to|subject)[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")


class Verdict(StrEnum):
    """What the header says about a message."""

    MATCH = "match"
    REPORT = "report"
    """Reports, notifications and words among ourselves often name the client only in their body: fetched whole."""
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Matter:
    """Us and every client: what is collected, and nothing else."""

    us: Party
    clients: tuple[Party, ...]
    _sides: tuple[Sides, ...] = field(init=False, repr=False)
    _known: dict[str, Side] = field(init=False, repr=False, default_factory=dict)
    _others: set[str] = field(init=False, repr=False, default_factory=set)
    """Addresses of the known ones that are no client's."""
    _kin: dict[str, bool] = field(init=False, repr=False, default_factory=dict)
    names: frozenset[str] = field(init=False, repr=False)
    """Full names of the clients' people, as `names.full_name` gives them."""
    own_names: frozenset[str] = field(init=False, repr=False)
    numbers: frozenset[str] = field(init=False, repr=False)
    """Telephone numbers of the clients' people."""
    short: ShortNames = field(init=False, repr=False)
    """Short names of the clients and their configured people."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sides", tuple(Sides(self.us, client) for client in self.clients))
        object.__setattr__(self, "own_names", _names_of((self.us,)))
        object.__setattr__(self, "names", _names_of(self.clients) - self.own_names)
        people = (person for client in self.clients for person in client.people)
        object.__setattr__(self, "numbers", frozenset(number for person in people for number in person.phones))
        object.__setattr__(self, "short", names_in_short(self, frozenset()))

    def side(self, email: str) -> Side:
        """The side of an address, by exact label match (A1)."""
        if email not in self._known:
            found = {sides.of(email) for sides in self._sides}
            self._known[email] = next((side for side in (Side.CLIENT, Side.US) if side in found), Side.THIRD)
            if self._known[email] is not Side.CLIENT:
                self._others.add(email)
        return self._known[email]

    def is_ours(self, authors: Collection[str]) -> bool:
        """True when one of the authors is one of us."""
        return Side.US in map(self.side, authors)

    def is_among_us(self, reading: Reading) -> bool:
        """True for a mail of ours to ourselves alone: a note or a word to a colleague may tell of the client (C11b)."""
        if not self.is_ours(reading.authors):
            return False
        to = {email for name in _RECIPIENTS for value in reading.fields.get(name, ()) for email in addresses_in(value)}
        return bool(to) and all(self.side(email) is Side.US for email in to)

    def names_client(self, addresses: Collection[str]) -> bool:
        """True when one of the addresses is a client's."""
        return not self._others.issuperset(addresses) and Side.CLIENT in map(self.side, addresses)

    def has_kin(self, authors: Collection[str]) -> bool:
        """True when one of the authors may be of a client's house under another domain."""
        for email in authors:
            if email not in self._kin:
                self._kin[email] = any(is_kin(email, client) for client in self.clients)
        return any(map(self._kin.get, authors))

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
        told += [*sorted(self.names), *sorted(self.numbers), *sorted(client.name for client in self.clients)]
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
    if matter.has_kin(reading.authors) and not matter.is_ours(reading.authors):
        return Verdict.MATCH
    if reading.author_name and not matter.is_ours(reading.authors):
        key = name_key(reading.author_name)
        if key in _keys(matter.names) or key in _keys(frozenset(learned)):
            return Verdict.MATCH
    if _begins_about_client(reading, matter):
        return Verdict.MATCH
    unsure = reading.automatic or not reading.authors or matter.is_among_us(reading)
    return Verdict.REPORT if unsure else Verdict.FOREIGN


def _begins_about_client(reading: Reading, matter: Matter) -> bool:
    """A first mail of nobody known whose subject names the client's company: its lawyer or agency may write (A6)."""
    if reading.references or "subject" not in reading.fields or matter.is_ours(reading.authors):
        return False
    return matter.short.name_firm(decoded_name(reading.fields["subject"][0])) and not reading.mass


@lru_cache(maxsize=8)
def _keys(names: frozenset[str]) -> frozenset[str]:
    return frozenset(map(name_key, names))


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
    short = names_in_short(matter, frozenset(learned))
    if matter.is_among_us(read_header(header_block(raw))):
        return any(map(short.stand_in, _texts(raw)))
    return _tells(raw, short)


def _tells(raw: bytes, names: ShortNames) -> bool:
    """Whether a notice names somebody in short: a service's anywhere, another program's in its heading (C11)."""
    head = header_block(raw)
    told = _HEADING.findall(head)
    if any(names.stand_in(with_decoded(value.decode("utf-8", "replace"))) for value in told):
        return True
    return any(map(is_service_address, read_header(head).authors)) and any(map(names.stand_in, _texts(raw)))


def names_in_short(matter: Matter, learned: frozenset[str]) -> ShortNames:
    """Finds the short names of the clients and their people; `learned`: names beside the configured ones."""
    companies = tuple(sorted(name for client in matter.clients for name in company_names(client)))
    return _remembered_short_names(matter.names | learned, companies, matter.numbers, matter.own_names)


@lru_cache(maxsize=8)
def _remembered_short_names(
    people: frozenset[str], companies: tuple[str, ...], numbers: frozenset[str], own: frozenset[str]
) -> ShortNames:
    return short_names(people, companies, numbers, own)


def _any_of(names: Collection[str]) -> re.Pattern[str] | None:
    """The names as whole words, in any order in which programs write them."""
    shapes = {shape for name in names for shape in name_shapes(name)}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(shapes)))})(?!\w)") if shapes else None


def content_identifiers(raw: bytes) -> tuple[str, ...]:
    """The Message-IDs that a whole message names anywhere, for a link that is found later."""
    found = (identifier for text in _texts(raw) for identifier in identifiers(text) if "@" in identifier)
    return tuple(dict.fromkeys(found))[:MOST_REFERENCES]


def _texts(raw: bytes) -> Iterator[str]:
    raw = as_mail(raw)
    yield raw.decode("utf-8", "replace")
    try:
        parts = [part for part in message_from_bytes(raw).walk() if not part.is_multipart()]
    except (RecursionError, ValueError, LookupError, AssertionError):
        return
    for part in parts:
        yield from (with_decoded(str(value)) for value in part.values() if "=?" in str(value))
        try:
            payload = part.get_payload(decode=True)
        except (ValueError, LookupError, AssertionError):
            continue
        if isinstance(payload, bytes) and part.get_content_maintype() in ("text", "message"):
            text = html.unescape(payload.decode("utf-8", "replace"))
            yield unquote(text) if "%40" in text else text
