"""Absences that a side announced: what came before a question or during it stands beside the silence (P2, B7).

A notice of the week before, or a line in an old conversation, tells why nobody answers as well as one that came back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from harvester.model.dossier import Exchange
from harvester.model.engagement import Phrases
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.model.times import UNDATED
from harvester.model.words import held, plain
from harvester.pipeline.mails.ownwords import shortened, split
from harvester.pipeline.mails.patience import Reader, names_later_day

_TOLD_BY = frozenset({MessageClass.HUMAN, MessageClass.AUTO_REPLY, MessageClass.BULK})
_BEFORE = timedelta(days=45)
"""So long before a question an absence that reaches into it may have been announced."""
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
    return _told(mail.message.new_text, phrases.absence_texts, phrases.departures)


@lru_cache(maxsize=32_768)
def _told(text: str, *lists: tuple[str, ...]) -> str:
    for sentence, following in pairwise([*split(text), ""]):
        if any(any(held(plain(sentence), phrases)) for phrases in lists):
            return shortened(f"{sentence} {following}")
    return ""


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
