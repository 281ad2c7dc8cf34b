"""What a mail says about time: printed beside what is open, for the side that owes (P2), and a later date (G8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from harvester.model.phrases import Phrases
from harvester.model.words import any_of, clause_end, held, plain
from harvester.pipeline.mails.ownwords import shortened, split

_UNTIL = (
    "by|until|till|before|no later than|bis|spätestens|avant|d'ici|jusqu'à|jusqu'au|hasta|antes del?|entro|prima di"
    "|voor|tegen|uiterlijk|até"
)
_ENDS = (
    "the end of|end of|next|ende|nächste[rnms]?|la fin|fin|final|finales|fine|eind|fim|tomorrow|morgen|demain|mañana"
    "|domani|amanhã"
)
_WEEK = (
    "monday|montag|lundi|lunes|lunedì|maandag|segunda",
    "tuesday|dienstag|mardi|martes|martedì|dinsdag|terça",
    "wednesday|mittwoch|mercredi|miércoles|mercoledì|woensdag|quarta",
    "thursday|donnerstag|jeudi|jueves|giovedì|donderdag|quinta",
    "friday|freitag|vendredi|viernes|venerdì|vrijdag|sexta",
    "saturday|samstag|sonnabend|samedi|sábado|sabato|zaterdag",
    "sunday|sonntag|dimanche|domingo|domenica|zondag",
)
_DAYS = f"{_ENDS}|{'|'.join(_WEEK)}"
_LIMIT = re.compile(rf"\b(?:{_UNTIL})\b (?:[\w.]+ ){{0,2}}?(?:\d|(?:{_DAYS})\b)")
"""A day that a question names: "by 31 March", "bis Ende der Woche"."""
_MONTHS = tuple(map(re.compile, (
    "jan|gen|ene", "f[eé][bv]", "m[aä]r|maa|mrz", "a[pvb]r", "mai|may|maj|mei|mag", "jun|juin|giu", "jul|juil|lug",
    "aug|ago|aoû", "se[pt]", "o[ktcu]t|ott", "nov", "d[eéi][czs]")))  # fmt: skip
"""How the names of the months begin, in the languages of the phrase files."""
_DATE = re.compile(r"\b(\d{1,2})(?:(?:st|nd|rd|th|er|º)?\.?\s*(?:de |of )?([^\W\d_]{3,})|[./]\s?(\d{1,2})\b\.?)")
_WHOLE_DATE = re.compile(r"\b(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})([./])\s?(\d{1,2})\5\s?(\d{4}|\d\d))\b")
_DATE_BEFORE = re.compile(r"\b([^\W\d_]{3,})\s+(\d{1,2})(?:st|nd|rd|th)?\b")
_OF_WEEK = re.compile(r"\b(?:week|woche|semaine|semana|settimana)\b")
_OF_MONTH = re.compile(r"\b(?:month|monats?|mois|mes|mese|maand|mês)\b")
_NEXT = re.compile(r"\b(?:next|following|nächste[rnms]?|kommende[rnms]?|prochaine?|próxim[ao]|prossim[ao]|volgende)\b")
_END_OF = re.compile(r"\b(?:end of|ende|fin|finales|fine|eind|fim)\s+(?:des? |di )?([^\W\d_]{3,})")
_DAY_ALONE = re.compile(
    r"\b(?:the (\d{1,2})(?:st|nd|rd|th)\b|(?:am|zum|bis|ab) (\d{1,2})\."
    r"|de[rnm] (\d{1,2})\.(?= ?(?:$|[,;:!?)]|passt|geht|reicht|ist))|(?:le|el|il) (\d{1,2})\b)(?![.,]?\d| \d)"
)
"""“the 20th”, “am 20.”, “le 20”: of this month or the next."""
_HALF_A_YEAR = timedelta(days=180)
_TIME = re.compile(rf"\d|\b(?:{_DAYS})\b")


def leaves_time(own_words: str, asks: str, phrases: Phrases) -> str:
    """The first sentence that leaves time; "" if none does, or the words that ask hold it already."""
    return _told(own_words, asks, lambda text: any(held(text, phrases.no_hurry)))


def agrees(own_words: str, phrases: Phrases) -> str:
    """The first sentence that says yes to something; "" if none does."""
    said = (one for one in split(own_words) if not one.endswith("?"))
    return shortened(next((one for one in said if any(held(plain(one), phrases.approvals))), ""))


def more_time(own_words: str, phrases: Phrases) -> str:
    """The first sentence that speaks of a later date, of more time, or of a pause; "" if none does."""
    return _later(own_words, phrases.more_time)


def grants_time(own_words: str, phrases: Phrases) -> str:
    """The same of who may give it: “do you need more time?” and “I cannot give you more time” give none."""
    return _granted(own_words, phrases)


def refuses_time(own_words: str, phrases: Phrases) -> str:
    """The first sentence that evidently refuses more time; "" if none does."""
    read = granting(phrases)
    return shortened(next((one for one in split(own_words) if read(one) != plain(one)), ""))


def disputes(own_words: str, phrases: Phrases) -> str:
    """The first sentence that may dispute an invoice; "" if none does."""
    return _later(own_words, phrases.disputes)


def granting(phrases: Phrases) -> Callable[[str], str]:
    """Reads a sentence of who may give time: in plain words, without the clauses that evidently refuse it."""
    return lambda sentence: _granting(plain(sentence), phrases)


@dataclass(frozen=True, slots=True)
class Reader:
    """How a sentence is read for a later day."""

    written: date
    due: date
    read: Callable[[str], str] = plain
    """The sentence in plain words, or what is left of it."""
    about: Callable[[str], bool] = bool
    """Which sentences count."""


def later_day(own_words: str, reader: Reader) -> str:
    """The first sentence that sets a day after the due one: “until Friday”, “bis 20. März”; "" if none is read."""
    return _first_later(own_words, reader, _limits)


def names_later_day(own_words: str, reader: Reader) -> str:
    """The same of a day that is named at all: “Can we pay on 31 March?”, “Montag passt”."""
    return _first_later(own_words, reader, _days)


def _first_later(own_words: str, reader: Reader, days: Callable[[str, date], Iterator[date]]) -> str:
    said = (one for one in split(own_words) if reader.about(one))
    later = (one for one in said if any(day > reader.due for day in days(reader.read(one), reader.written)))
    return shortened(next(later, ""))


def names_day(own_words: str, asks: str) -> str:
    """The first sentence that names a day for the answer: it may lie ahead. "" as above."""
    return _told(own_words, asks, lambda text: _LIMIT.search(text) is not None)


def asked_by(asks: str, own_words: str, written: date, phrases: Phrases) -> date | None:
    """The last day that a question sets for its answer, in the words that ask or where it leaves time."""
    said = (one for one in split(own_words) if any(held(plain(one), phrases.no_hurry)))
    return max((day for one in (asks, *said) for day in _limits(plain(one), written)), default=None)


def _told(own_words: str, asks: str, says: Callable[[str], bool]) -> str:
    told = shortened(next((sentence for sentence in split(own_words) if says(plain(sentence))), ""))
    return "" if told in asks else told


@lru_cache(maxsize=32_768)  # asked for every promise that is late
def _later(own_words: str, phrases: tuple[str, ...]) -> str:
    return shortened(next((one for one in split(own_words) if any(held(plain(one), phrases))), ""))


@lru_cache(maxsize=32_768)
def _granted(own_words: str, phrases: Phrases) -> str:
    said = (one for one in split(own_words) if not one.endswith("?"))
    found = (one for one in said if any(held(_granting(plain(one), phrases), phrases.more_time)))
    return shortened(next(found, ""))


def _granting(told: str, phrases: Phrases) -> str:
    """A plain sentence without its clauses that speak of time and evidently say no to it."""
    rest = told
    for phrase, match in held(told, phrases.refusals):
        # what stands between its words is none of it: “nicht länger als bis Freitag warten”
        rest = rest.replace(match[0], " ".join(word for word in match[0].split() if word not in phrase.split()))
    if rest == told or told.endswith("?") or any_of(phrases.grammar.left_open).search(rest):
        return told
    parts = clause_end(phrases.grammar.clauses).split(told)
    parts[::2] = ["" if _refuses(one, phrases) else one for one in parts[::2]]
    return "".join(parts)


def _refuses(clause: str, phrases: Phrases) -> bool:
    of_time = _TIME.search(clause) or any(held(clause, phrases.more_time))
    return bool(of_time) and any(held(clause, phrases.refusals))


def _limits(sentence: str, written: date) -> Iterator[date]:
    """The days that a sentence sets as a limit, as far as they are understood."""
    for limit in _LIMIT.finditer(sentence):
        told = sentence[limit.start() : limit.end() + 20]
        yield from _days(told, written, whole=False)
        if not _NEXT.search(told) and _OF_WEEK.search(told):
            yield written + timedelta(days=6 - written.weekday())
        if not _NEXT.search(told) and _OF_MONTH.search(told):
            yield written.replace(day=1) + timedelta(days=31)


def _days(told: str, written: date, whole: bool = True) -> Iterator[date]:
    """The days that are named, as far as they are understood; a week or month only as the next.

    In a whole sentence two numbers are a date only with a point behind them: “10.5 hours” is none.
    """
    for number, names in enumerate(_WEEK):
        if re.search(rf"\b(?:{names})\b", told):
            yield written + timedelta(days=(number - written.weekday() - 1) % 7 + 1)
    if _NEXT.search(told) and _OF_WEEK.search(told):
        yield written + timedelta(days=6 - written.weekday(), weeks=1)
    if _NEXT.search(told) and _OF_MONTH.search(told):
        yield written.replace(day=1) + timedelta(days=62)
    for found in _DAY_ALONE.finditer(told):
        coming = (written + timedelta(days=ahead) for ahead in range(1, 32))
        yield from (day for day in coming if day.day == int(next(filter(None, found.groups()))))
    yield from _whole_dates(told)
    yield from _dates(_WHOLE_DATE.sub(" ", told), written, numbers="." if whole else "")


def _whole_dates(text: str) -> Iterator[date]:
    """Dates with their year; with slashes the month may stand first, so both are taken."""
    for year, month, day, first, sign, second, ends in _WHOLE_DATE.findall(text):
        read = [(year or f"{2000 + int(ends) % 100}", month or second, day or first)]
        read += [(read[0][0], first, second)] if sign == "/" else []
        for one in read:
            with suppress(ValueError):
                yield date(*map(int, one))


def _dates(text: str, written: date, numbers: str) -> Iterator[date]:
    dates = (found for found in _DATE.finditer(text) if found[2] or found[0].endswith(numbers))
    pairs = [(found[1], found[2] or found[3]) for found in dates]
    pairs += [(found[2], found[1]) for found in _DATE_BEFORE.finditer(text)]
    pairs += [("28", found[1]) for found in _END_OF.finditer(text)]
    for number, month in pairs:
        named = next((at for at, begins in enumerate(_MONTHS, 1) if begins.match(month)), 0)
        with suppress(ValueError):
            day = date(written.year, int(month) if month.isdigit() else named, int(number))
            yield day if day >= written - _HALF_A_YEAR else day.replace(year=day.year + 1)
