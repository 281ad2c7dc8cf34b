"""Absences that a side announced: what came before a question or during it stands beside the silence (P2, B7).

A notice of the week before, or a line in an old conversation, tells why nobody answers as well as one that came back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from harvester.model.display_names import spoken
from harvester.model.dossier import Exchange
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.model.phrases import Phrases
from harvester.model.times import UNDATED
from harvester.model.words import held, plain
from harvester.pipeline.mails.ownwords import as_written, beginning, shortened, split, unsigned
from harvester.pipeline.mails.patience import Reader, names_later_day

_TOLD_BY = frozenset({MessageClass.HUMAN, MessageClass.AUTO_REPLY, MessageClass.BULK})
_BEFORE = timedelta(days=45)
"""So long before a question an absence that reaches into it may have been announced."""
_WORDS = re.compile(r"\w{3,}|we")
_HOUSE = frozenset(
    ("we", "our", "wir", "unser", "unsere", "unseren", "unserem", "nous", "notre", "nos", "nosotros", "nuestra",
     "nuestro", "noi", "nostra", "nostro", "wij", "onze", "nossa", "nosso")
)  # fmt: skip
"""By which somebody speaks of all that work there."""
_LASTS = timedelta(days=7)
"""So long one lasts that names no day, against the author (P1)."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A mail that tells of an absence of its author or the author's side, and the words that do."""

    at: datetime
    mail: Exchange
    words: str


Announcements = Mapping[Side, Sequence[Announced]]
"""Side -> its announcements, in order of time."""


def announcements(exchanges: Iterable[Exchange], phrases: Phrases) -> Announcements:
    """Those of both sides."""
    found: dict[Side, list[Announced]] = {Side.US: [], Side.CLIENT: []}
    for mail in sorted(exchanges, key=lambda e: (e.at or UNDATED, e.key)):
        if mail.at and mail.kind in _TOLD_BY and mail.side in found and (words := told(mail, phrases)):
            found[mail.side].append(Announced(mail.at, mail, words))
    return found


def told(mail: Exchange, phrases: Phrases) -> str:
    """The words of a mail that tell of an absence, with what follows them; "" if none do."""
    if mail.kind is MessageClass.AUTO_REPLY:
        return notice(mail)
    words = _told(unsigned(mail.message.new_text, _signed(mail)), phrases.absence_texts, phrases.departures)
    return as_written(words, mail.message.text)


def notice(mail: Exchange) -> str:
    """How an automatic reply begins."""
    return as_written(beginning(mail.message.new_text, _signed(mail)), mail.message.text)


def _signed(mail: Exchange) -> tuple[str, ...]:
    return tuple(spoken(author.name, author.email) for author in mail.message.authors)


@lru_cache(maxsize=32_768)
def _told(text: str, *lists: tuple[str, ...]) -> str:
    for sentence, following in pairwise([*split(text), ""]):
        if any(any(held(plain(sentence), phrases)) for phrases in lists):
            return shortened(f"{sentence} {following}")
    return ""


def concerns(one: Announced, asked: Collection[str], names: Iterable[str]) -> bool:
    """Whether it is about who was asked: by one of these addresses, of one of these names, or of the whole house."""
    words = set(_WORDS.findall(plain(one.words)))
    named = {word for name in names for word in _WORDS.findall(plain(name))}
    return one.mail.author in asked or not words.isdisjoint(_HOUSE | named)


def earliest(start: datetime) -> datetime:
    """From when on an announcement may tell of a time after `start`."""
    return start - _BEFORE


def reaching(known: Sequence[Announced], start: datetime, end: datetime, phrases: Phrases) -> list[Announced]:
    """Those that tell of a time in [start, end]: made in it, or before it and not over by its start."""
    near = (one for one in known if earliest(start) <= one.at <= end)
    return [one for one in near if one.at > start or not _over(one, start, phrases.departures)]


def _over(one: Announced, start: datetime, departures: tuple[str, ...]) -> bool:
    """Whether an absence evidently ended before `start`: by the days that it names, else after a week.

    Who left, or handed over, does not come back.
    """
    if any(held(plain(one.words), departures)):
        return False
    written = one.at.date()
    if names_later_day(one.words, Reader(written=written, due=date.min)):
        return not names_later_day(one.words, Reader(written=written, due=start.date() - timedelta(days=1)))
    return start - one.at > _LASTS
