"""Signs of life that are no answer: messages that may stand for an act of a person at the client (C11, C11b).

Whatever was stored, is no answer by the rules and names the client asks for a person's look (P1). The price is a gap
that is not established; the other way round it would be a false accusation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from harvester.model.addresses import spelt_name
from harvester.model.display_names import name_shapes, spoken
from harvester.model.dossier import Exchange
from harvester.model.drafts import is_sent
from harvester.model.engagement import Engagement
from harvester.model.ledger import ItemNote
from harvester.model.mail import Message, MessageClass, Unreadable
from harvester.model.matter import Side
from harvester.model.notices import ShortNames, short_names
from harvester.model.people import Sides, addresses_of, company_names, is_kin
from harvester.model.services import is_service_address, is_telephone_address
from harvester.model.subjects import Subjects
from harvester.model.words import any_of, held, plain
from harvester.pipeline.frames import Turn
from harvester.pipeline.mails.asking import released
from harvester.pipeline.mails.identity import second_key
from harvester.pipeline.mails.topics import Topics, topics
from harvester.pipeline.searched.coverage import Coverage

_QUIET = frozenset({MessageClass.REACTION, MessageClass.NOTIFICATION, MessageClass.CALENDAR, MessageClass.UNCLEAR})

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_FIRST_LINES = 4_000
"""Characters of a notice in which it says who did what."""

_UNCONFIRMED = frozenset({"unverified_time", "time_conflict"})
"""Flags of a time for which its author alone speaks, or against which a server does."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What is needed to tell a sign of activity."""

    engagement: Engagement
    sides: Sides
    subjects: Subjects
    writers: frozenset[str]
    """Client addresses that ever wrote as a person."""
    names: frozenset[str] = field(repr=False)
    """Full names, addresses and domains of the client, casefolded."""
    short: ShortNames = field(repr=False)
    """As notices call the client and its people."""
    topics: Topics
    """What was asked of the client."""
    elsewhere: frozenset[str] = field(default=frozenset(), repr=False)
    """Message-IDs of what we wrote to others alone, and not about the client: who answers one of them answers that."""

    def possible(self, exchange: Exchange) -> bool:
        """Whether a message may stand for an act of the client."""
        kind = exchange.kind
        if exchange.side is Side.US:
            return False
        if kind is MessageClass.AUTO_REPLY:
            asks = self._theirs(exchange) or (exchange.rule != "C7" and self._on_topic(exchange))
            return asks and (self._sends_elsewhere(exchange) or not self._is_absence(exchange))
        if kind is MessageClass.BULK:
            theirs = exchange.side is Side.CLIENT and self._addresses_us(exchange)
            theirs = theirs or self._through_a_list(exchange)
            return theirs or (exchange.side is Side.THIRD and (self._notifies(exchange) or self._on_topic(exchange)))
        if kind in _QUIET or (kind is MessageClass.HUMAN and exchange.side is Side.THIRD):
            return self._theirs(exchange) or self._notifies(exchange) or self._on_topic(exchange)
        return False

    def _on_topic(self, exchange: Exchange) -> bool:
        """C11: who names nobody of the client, and what was asked of it; or a call soon after that."""
        message = exchange.message
        told = f"{message.subject}\n{message.text[:_FIRST_LINES]}"
        if any(is_telephone_address(author.email) for author in message.authors):
            return self.short.may_ring(told) and self.topics.just_asked(exchange.at)
        if exchange.kind is MessageClass.HUMAN:
            behalf = any_of(self.engagement.phrases.grammar.behalf)
            for_them = behalf.search(told.casefold()) is not None and self.short.stand_in(told)
            if for_them or not self.elsewhere.isdisjoint(message.in_reply_to):
                return for_them
            told = message.subject
            if self.topics.quoted_in(message.text) or self._begins_about_client(message):
                return True
        return self.topics.named_in(told) or self.topics.answered_under(message.subject, self.subjects)

    def _begins_about_client(self, message: Message) -> bool:
        """Who writes of the company first may speak for it: a lawyer, an agency, a parent company (A6)."""
        return not (message.in_reply_to or message.references) and self.short.name_firm(message.subject)

    def _notifies(self, exchange: Exchange) -> bool:
        """C11: a notice that tells of the client, if only by a first name or by what its company is called.

        A service that writes for its users may name it in its first lines; any other robot in its heading.
        """
        message = exchange.message
        service = any(is_service_address(author.email) for author in message.authors)
        if not service and exchange.kind not in {MessageClass.NOTIFICATION, MessageClass.REACTION}:
            return False
        heading = "\n".join((*(author.name for author in (*message.authors, *message.reply_to)), message.subject))
        told = f"{heading}\n{message.text[:_FIRST_LINES]}" if service else heading
        return self.short.stand_in(told) or (service and self.names_client(message))

    def undelivers(self, exchange: Exchange) -> bool:
        """A message that says that our mail reached no person, without being a delivery report."""
        if exchange.side is Side.US or exchange.kind is MessageClass.BOUNCE or not self._theirs(exchange):
            return False
        text = plain(f"{exchange.message.subject}\n{exchange.message.new_text}")
        automatic = exchange.kind is not MessageClass.HUMAN
        return automatic and any(phrase in text for phrase in self.engagement.phrases.not_received)

    def names_client(self, message: Message) -> bool:
        """Whether author, subject or text name the client or one of its people."""
        named = (*message.authors, *message.reply_to, *([message.sender] if message.sender else ()))
        present = (*named, *message.to, *message.cc)
        if any(self.sides.of(address.email) is Side.CLIENT for address in present):
            return True
        if any(is_kin(a.email, self.engagement.client) for a in named if self.sides.of(a.email) is Side.THIRD):
            return True
        written = message.headers.get("from", ())  # `Roe, Bob <…>` without quotation marks leaves "Bob" as the name
        called = (*(a.name for a in named), *(spelt_name(a.email) for a in named))
        text = plain(" ".join((*written, *called, message.subject, message.text)))
        return any(name in text for name in self.names)

    def written_elsewhere(self, exchanges: Sequence[Exchange]) -> Iterator[str]:
        """Message-IDs of our mails in whose conversation nobody is the client's, and no word is about it."""
        theirs = {e.thread for e in exchanges if e.side is Side.CLIENT or any(self._client_in(e.message))}
        for exchange in exchanges:
            message = exchange.message
            if exchange.side is Side.US and message.message_id and exchange.thread not in theirs:
                called = " ".join(address.name for address in (*message.to, *message.cc, *message.bcc))
                told = f"{called}\n{message.subject}\n{message.text}"
                if not self.names_client(message) and not self.short.stand_in(told):
                    yield message.message_id

    def _client_in(self, message: Message) -> Iterator[bool]:
        present = (*message.to, *message.cc, *message.bcc)
        return (self.sides.of(address.email) is Side.CLIENT for address in present)

    def unseen_turns(self, exchanges: Sequence[Exchange]) -> Iterator[Turn]:
        """Signs that lie elsewhere than their mail: what a colleague of ours passed on, and what crossed a question.

        A client's mail that its clock dates before a question of ours, and that came in after it, may answer it (T4).
        """
        asked = sorted(e.at for e in exchanges if e.at and e.side is Side.US and e.kind is MessageClass.HUMAN)
        for exchange in exchanges:
            came = exchange.message.received
            if exchange.at and self._passed_on(exchange):
                yield _sign(exchange.key, exchange.at)
            elif exchange.side is Side.CLIENT and exchange.kind is MessageClass.HUMAN and exchange.at and came:
                crossed = bisect_right(asked, exchange.at) < bisect_left(asked, came)
                yield from [_sign(second_key(exchange.key, came.isoformat()), came)] if crossed else []

    def _passed_on(self, exchange: Exchange) -> bool:
        """A mail among ourselves that tells of the client's word, or came in and carries what may be the client's."""
        message = exchange.message
        if exchange.side is not Side.US or any(self._client_in(message)):
            return False
        if exchange.kind is MessageClass.HUMAN and self._tells(message):
            return True
        carries = any(file.media_type == "message/rfc822" for file in message.attachments)
        forwards = self.subjects.is_forward(message.subject) and self.names_client(message)
        return (carries or forwards) and not any(map(is_sent, exchange.sightings))

    def _tells(self, message: Message) -> bool:
        """R17 among colleagues, as in “Bob called me and approved it”."""
        text, phrases = plain(f"{message.subject}\n{message.new_text}"), self.engagement.phrases
        told = released(text, phrases) or any(held(text, phrases.approvals))
        return told and (self.short.stand_in(message.new_text) or self.names_client(message))

    def undated(
        self, exchanges: Sequence[Exchange], unreadable: Sequence[Unreadable], searched: Coverage
    ) -> list[tuple[str | None, str]]:
        """C11b: mail without a time that can be relied on, by thread; what nobody could read counts everywhere.

        A mail of the client that was found and yet is dated later than the search was found before its date. As of an
        earlier time than that of the search, what a server confirms to have come later is only later (R26).
        """
        limit, newest = searched.as_of, max(searched.as_of, searched.last_pull)
        together = Counter(exchange.thread for exchange in exchanges)
        found: list[tuple[str | None, str]] = [
            (e.thread if together[e.thread] > 1 else None, e.key)
            for e in exchanges
            if _loose(e, limit, newest) and e.side is not Side.US and self._theirs(e)
        ]
        return found + [(None, original.sha256) for original in unreadable if original.header is None]

    def _theirs(self, exchange: Exchange) -> bool:
        return exchange.side is Side.CLIENT or self.names_client(exchange.message)

    def _addresses_us(self, exchange: Exchange) -> bool:
        message = exchange.message
        known = self.sides.person(exchange.author) is not None or exchange.author in self.writers
        answers = bool(message.in_reply_to or message.references) or self.subjects.is_reply(message.subject)
        return known or answers

    def _through_a_list(self, exchange: Exchange) -> bool:
        """A4: “Bob Roe via Web <web@lists.example>”, whom the list does not name otherwise."""
        called = (plain(author.name) for author in exchange.message.authors)
        through = [name for name in called if any_of(self.engagement.phrases.grammar.through).search(name)]
        return any(" " in known and known in name for name in through for known in self.names)

    def _sends_elsewhere(self, exchange: Exchange) -> bool:
        """An absence notice that names who answers instead, at an address whose mail is not looked for."""
        own = {author.email.rpartition("@")[2] for author in exchange.message.authors}
        named = (found[0].casefold().rstrip(".") for found in _ADDRESS.finditer(exchange.message.new_text))
        return any(self.sides.of(email) is Side.THIRD and email.rpartition("@")[2] not in own for email in named)

    def _is_absence(self, exchange: Exchange) -> bool:
        """A machine's header and an absence notice's words: both, or a person may have written it (C5 to C7).

        Who writes such a notice by hand may answer in it.
        """
        answers = any(held(plain(exchange.message.new_text), self.engagement.phrases.approvals))
        if exchange.rule == "C7" or answers:
            return False
        text = plain(f"{exchange.message.subject}\n{exchange.message.text}")
        phrases = self.engagement.phrases
        subject = plain(exchange.message.subject.partition(":")[0])
        return subject in phrases.absence_subjects or any(held(text, phrases.absence_texts))


def _loose(exchange: Exchange, as_of: datetime, newest: datetime) -> bool:
    """Whether a mail may be older than what speaks for its time says."""
    if exchange.at is None or exchange.basis != "Date":
        return exchange.at is None
    return exchange.at > (as_of if _UNCONFIRMED.intersection(exchange.flags) else newest)


def activity(exchanges: Iterable[Exchange], engagement: Engagement, shown: Iterable[str]) -> Activity:
    """`shown`: names that the client's people write in their own mail."""
    client, known, subjects = engagement.client, list(exchanges), Subjects(engagement.phrases)
    called = tuple(map(spoken, (*(person.name for person in client.people), *shown)))
    own = (
        *(person.name for person in engagement.us.people),
        *(a.name for e in known if e.side is Side.US for a in e.message.authors),
    )
    phones = (number for person in client.people for number in person.phones)
    people = {shape for name in called for shape in name_shapes(plain(name))}
    found = Activity(
        engagement=engagement,
        sides=Sides(engagement.us, client),
        subjects=subjects,
        writers=frozenset(e.author for e in known if e.side is Side.CLIENT and e.kind is MessageClass.HUMAN),
        names=frozenset(name for name in people if " " in name)
        | {address.casefold() for address in addresses_of(client)}
        | {f"@{domain}" for domain in client.domains},
        short=short_names(called, company_names(client), phones, own),
        topics=topics(known, subjects),
    )
    return replace(found, elsewhere=frozenset(found.written_elsewhere(known)))


def _sign(key: str, at: datetime) -> Turn:
    return Turn(key=key, at=at, side=Side.THIRD, author="", kind=MessageClass.UNCLEAR, thread="", active=True)


def note_turns(notes: Sequence[ItemNote], sides: Sides) -> list[Turn]:
    """K2: messages that could not be fetched, with a date by their header, may stand for an act."""
    return [
        _sign(f"{note.source} {note.folder} {note.locator}", note.at)
        for note in notes
        if note.at and not note.excluded and not any(sides.of(author) is Side.US for author in note.authors)
    ]
