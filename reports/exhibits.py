"""Exhibits as one PDF: cover, index, then each message or event on pages of its own with Bates numbers.

Bodies are shown as text only; the original is attached, unless something in it was removed (evidence.md 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from harvester.model.calls import Call
from harvester.model.dossier import Dossier, Exchange
from harvester.model.exhibits import Exhibit
from harvester.model.mail import Message
from harvester.model.matter import Side
from harvester.model.times import moment, utc_moment
from reports import letters, withheld, words
from reports.blocks import Block, Bullets, Heading, Index, Letter, Paper, Sheet, Terms, Text
from reports.exhibit_words import ExhibitWords
from reports.pdf import pdf
from reports.places import made_from, seen_at
from reports.stored import Stored, attached
from reports.text import shortened

ATTACHED_LIMIT = 300_000_000
"""Bytes of all originals together; more are handed over beside the document."""
PEOPLE_LIMIT = 20
"""Addresses of one header that are printed."""
SUBJECT_LIMIT = 1000
"""Characters of a subject that are printed."""
TEXT_LIMIT = 100_000
"""Characters of one message that are printed; the attached original holds the rest."""


def render(dossier: Dossier, originals: Stored | None = None) -> Mapping[str, bytes]:
    """`exhibits.pdf`; the same bytes for the same dossier and store (P4)."""
    files = attached(dossier, originals, ATTACHED_LIMIT)
    return {"exhibits.pdf": pdf(_paper(dossier, frozenset(one.name.partition(".")[0] for one in files)), files)}


def _paper(dossier: Dossier, held: frozenset[str]) -> Paper:
    about, zone = dossier.engagement, dossier.engagement.us_hours.timezone
    return Paper(
        kind="Exhibits",
        title=shortened(about.client.name, 80),
        subtitle=f"with {shortened(about.us.name or 'our side', 80)}",
        as_of=f"As of {moment(dossier.as_of, zone, long=True)} ({utc_moment(dossier.as_of)})",
        at=dossier.as_of,
        blocks=tuple(_Exhibits(dossier, held).blocks()),
        foot=f"Harvester {dossier.version}",
        bates=_bates(dossier),
    )


def _bates(dossier: Dossier) -> str:
    return re.sub(r"[^A-Z0-9]+", "", dossier.engagement.key.upper())[:12] or "EXHIBIT"


class _Exhibits:
    """Prints the exhibits of a dossier. `held`: numbers of those whose original is attached."""

    def __init__(self, dossier: Dossier, held: frozenset[str]) -> None:
        self.dossier = dossier
        self.held = held
        self.bates = _bates(dossier)
        self.zone = dossier.engagement.us_hours.timezone
        self.words = ExhibitWords(dossier)
        self.shown = [one for one in dossier.exhibits if one.no]

    def blocks(self) -> Iterator[Block]:
        """Cover and index, what is set aside, then exhibit after exhibit."""
        yield Heading(text="Index")
        yield Text(text=words.EXHIBITS if self.shown else "No fact cites a message or event that is handed over.")
        if self.shown:
            rows = tuple(
                (one.no, self.words.when(one), self.words.what(one), ", ".join(one.facts), f"{self.bates}-000000")
                for one in self.shown
            )
            yield Index(head=("Exhibit", "Date", "What", "Facts", "Page"), rows=rows)
        yield from withheld.blocks(self.dossier)
        for one in self.shown:
            yield from self._sheet(one)

    def _sheet(self, one: Exhibit) -> Iterator[Block]:
        exchange, call = self.words.exchanges.get(one.key), self.words.calls.get(one.key)
        title = exchange.message.subject if exchange else call.title or self.words.title(one) if call else ""
        yield Sheet(no=one.no, title=shortened(title, 120) or "(no subject)")
        if exchange:
            yield Terms(rows=tuple(head(exchange.message)))
            if one.redactions:
                removed = f"{len(one.redactions)} of its passages removed. {words.UNSEARCHED}"
                yield Text(text=f"{removed} {' '.join(one.told)}", tone="note")
            yield from _body(exchange.message)
            yield Heading(text="Where it comes from", level=2)
            yield Terms(rows=tuple(self._trace(one, exchange)))
        elif call:
            yield Terms(rows=(*call_rows(call, self.zone), *self._proof(one)))
        else:
            yield Terms(rows=tuple(self._proof(one)))

    def _trace(self, one: Exhibit, exchange: Exchange) -> Iterator[tuple[str, str]]:
        yield from trace(exchange, self.zone)
        yield from self._proof(one)
        yield from (("Further original", sha256) for sha256 in exchange.originals[1:])

    def _proof(self, one: Exhibit) -> Iterator[tuple[str, str]]:
        yield "SHA-256", one.sha256
        yield "Original", "attached to this document" if one.no in self.held else "not attached"
        yield "Facts", ", ".join(one.facts)


def head(message: Message) -> Iterator[tuple[str, str]]:
    """Who wrote it to whom, the time it states, and its subject.

    Who sent it, and where answers were to go, if that is somebody else: From alone says who wrote (S7).
    """
    authors = {one.email for one in message.authors}
    for name, found in (
        ("From", message.authors),
        ("Sender", [one for one in (message.sender,) if one and one.email not in authors]),
        ("Answers to", [one for one in message.reply_to if one.email not in authors]),
        ("To", message.to),
        ("Copy", message.cc),
        ("Blind copy", message.bcc),
    ):
        told = [shortened(f"{one.name} <{one.email or one.defect}>".strip(), 200) for one in found[:PEOPLE_LIMIT]]
        more = f" and {len(found) - PEOPLE_LIMIT:,} more" if len(found) > PEOPLE_LIMIT else ""
        if found:
            yield name, ", ".join(told) + more
    if message.date:
        yield "Date", letters.stated(message.date)
    yield "Subject", shortened(message.subject, SUBJECT_LIMIT) or "(none)"


def _body(message: Message) -> Iterator[Block]:
    yield Letter(passages=tuple(letters.passages(message, TEXT_LIMIT)))
    if len(message.text) > TEXT_LIMIT:
        rest = len(message.text) - TEXT_LIMIT
        yield Text(text=f"The text goes on for {rest:,} characters; the original holds them.", tone="small")
    if message.attachments:
        yield Heading(text="Attachments, each with its SHA-256", level=2)
        yield Bullets(items=tuple(
            f"{shortened(one.name, 120) or '(no name)'}: {one.media_type}, {letters.size(one.size)}, {one.sha256}"
            for one in message.attachments
        ))  # fmt: skip


def trace(exchange: Exchange, zone: str) -> Iterator[tuple[str, str]]:
    """By which clock a message was counted, what was checked of it, and where it was seen."""
    if exchange.at:
        basis = words.label(words.BASES, exchange.basis)
        yield "Counted at", f"{moment(exchange.at, zone)} ({utc_moment(exchange.at)}), {basis}"
    if exchange.side is not Side.US:
        yield "Sender", words.label(words.SENDER_CHECKS, exchange.sender_check)
    yield "Signatures (DKIM)", shortened(exchange.signatures, 600)
    yield (
        "Seen in",
        "; ".join(f"{seen.source} / {shortened(seen.folder, 80)} ({seen_at(seen)})" for seen in exchange.sightings),
    )
    if made := made_from(exchange):
        yield "Outlook", made
    if exchange.message.message_id:
        yield "Message-ID", shortened(exchange.message.message_id, 300)
        yield "EDRM MIH", letters.mih(exchange.message.message_id)


def call_rows(call: Call, zone: str) -> tuple[tuple[str, str], ...]:
    """When a call was, who was in it, and what became of it."""
    return (
        ("Start", f"{moment(call.start, zone)} ({utc_moment(call.start)})"),
        ("End", moment(call.end, zone)),
        ("Outcome", words.label(words.OUTCOMES, call.outcome)),
        ("People of the client", ", ".join(call.people) or "none named"),
    )
