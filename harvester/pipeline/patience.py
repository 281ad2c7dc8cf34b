"""What a question says about the time for its answer: printed beside what is open, for the side that owes (P2)."""

from __future__ import annotations

import re
from collections.abc import Callable

from harvester.model import Phrases
from harvester.model.words import held, plain
from harvester.pipeline.ownwords import shortened, split

_UNTIL = (
    "by|until|till|before|no later than|bis|spätestens|avant|d'ici|jusqu'à|jusqu'au|hasta|antes del?|entro|prima di"
    "|voor|tegen|uiterlijk|até"
)
_DAYS = (
    "the end of|end of|next|ende|nächste[rnms]?|la fin|fin|final|finales|fine|eind|fim|tomorrow|morgen|demain|mañana"
    "|domani|amanhã|monday|tuesday|wednesday|thursday|friday|montag|dienstag|mittwoch|donnerstag|freitag|lundi|mardi"
    "|mercredi|jeudi|vendredi|lunes|martes|miércoles|jueves|viernes|lunedì|martedì|mercoledì|giovedì|venerdì|maandag"
    "|dinsdag|woensdag|donderdag|vrijdag|segunda|terça|quarta|quinta|sexta"
)
_LIMIT = re.compile(rf"\b(?:{_UNTIL})\b (?:[\w.]+ ){{0,2}}?(?:\d|(?:{_DAYS})\b)")
"""A day that a question names: "by 31 March", "bis Ende der Woche"."""


def leaves_time(own_words: str, asks: str, phrases: Phrases) -> str:
    """The first sentence that leaves time; "" if none does, or the words that ask hold it already."""
    return _told(own_words, asks, lambda text: any(held(text, phrases.no_hurry)))


def names_day(own_words: str, asks: str) -> str:
    """The first sentence that names a day for the answer: it may lie ahead. "" as above."""
    return _told(own_words, asks, lambda text: _LIMIT.search(text) is not None)


def _told(own_words: str, asks: str, says: Callable[[str], bool]) -> str:
    told = shortened(next((sentence for sentence in split(own_words) if says(plain(sentence))), ""))
    return "" if told in asks else told
