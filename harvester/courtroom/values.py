"""What a sentence states that can be true or false: dates, times, amounts, durations, counts, names, clauses.

The same reader reads facts and scripts, so that equal words give equal values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial

from harvester.model.times import MONTHS, WEEKDAYS

_MONTH = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
_MONTHS = "|".join((*MONTHS, *(name[:3] for name in MONTHS)))
_WEEKDAYS = "|".join((*WEEKDAYS, *(name[:3] for name in WEEKDAYS)))
_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
NUMBER_WORDS = frozenset((*_WORDS, *_TIMES))
_FIGURE = r"\d[\d,]{0,30}(?:\.\d{1,30})?"
_NUMBER = rf"{_FIGURE}|(?:{'|'.join(_WORDS)})"
_CURRENCIES = {"€": "EUR", "£": "GBP", "$": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP", "dollars": "USD"}
_CURRENCY = r"EUR|GBP|USD|CHF|CAD|AUD|SEK|NOK|DKK|PLN|CZK|€|£|\$"
_UNITS = r"(?:business |working |calendar )?(?:minute|hour|day|week|month|year)s?|min|h"
_COUNTED = frozenset(
    (
        *("question", "reminder", "time", "mail", "message", "call", "reply", "answer", "request", "conversation"),
        *("invoice", "payment", "draft", "version", "document", "file", "page", "item", "deadline", "date", "meeting"),
        *("obligation", "fact", "exhibit", "person", "mailbox", "folder"),
    )
)
BEGINNINGS = frozenset(
    (
        *("dear", "good", "hello", "hi", "thank", "kind", "best", "with", "when", "if", "on", "in"),
        *("at", "by", "from", "since", "after", "before", "the", "this", "that", "these", "those", "we"),
        *("you", "our", "your", "their", "his", "her", "a", "an", "and", "but", "or", "yes"),
        *("no", "please", "did", "what", "who", "why", "how", "where", "as", "for", "to", "of"),
        *("it", "is", "are", "was", "were", "i", "he", "she", "they", "mr", "mrs", "ms"),
        *("dr", "not", "only", "say", "ask", "look", "write", "send", "name", "wanted", "fallback", "floor"),
        *("proof", "invoice"),
    )
)
"""What a sentence may begin with and no name does."""
_NAMED = r"[A-ZÀ-Þ][\w’'-]{1,40}"
_PARTICLE = "(?:de|van|von|der|la|di)"
_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Professor", "Herr", "Herrn", "Frau")
_NO_NAMES = frozenset((*WEEKDAYS, *MONTHS, *(name[:3] for name in (*WEEKDAYS, *MONTHS))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One thing that a text states, with its place in it."""

    kind: str
    """ "date", "weekday", "time", "amount", "duration", "count", "reference", "name", "family" (one behind a title),
    "clause", "fact" or "exhibit"."""
    value: str
    """In one spelling, so that equal statements are equal."""
    text: str
    start: int


Reader = Callable[[re.Match[str]], Iterator[tuple[str, str]]]


def values(text: str) -> tuple[Value, ...]:
    """Every value of a text, in order; what one reader has taken no later one reads again."""
    taken: list[Value] = []
    left = text
    for pattern, read in _READERS:
        left = pattern.sub(partial(_taken, read, taken), left)
    return tuple(sorted(taken, key=lambda value: (value.start, value.kind)))


def _taken(read: Reader, taken: list[Value], match: re.Match[str]) -> str:
    found = [Value(kind=kind, value=value, text=match.group(), start=match.start()) for kind, value in read(match)]
    taken += found
    # as many characters that no reader knows: places stay
    return "\x00" * len(match.group()) if found else match.group()


def _long_date(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield from _date(match["d"], match["m"], match["y"], match["w"])


def _iso_date(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    try:
        yield "date", date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        yield "date", match.group()


def _dotted_date(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    day, month, year = int(match["d"]), int(match["m"]), int(match["y"])
    # 04/05/2026 is two days; a text that says it states neither for certain
    if "/" in match.group() and day <= 12 and month <= 12 and day != month:
        yield "date", f"ambiguous {match.group()}"
        return
    if month > 12:
        day, month = month, day
    yield from _date(str(day), MONTHS[month - 1] if 1 <= month <= 12 else "", str(year), None)


def _date(day: str, month: str, year: str | None, weekday: str | None) -> Iterator[tuple[str, str]]:
    number = _MONTH.get(month[:3].lower(), 0)
    try:
        on = date(int(year or 2000), number, int(day))
    except ValueError:
        yield "date", f"impossible {day} {month} {year or ''}".strip()
        return
    yield "date", on.isoformat() if year else f"--{on:%m-%d}"
    if weekday:
        yield "weekday", f"{weekday[:3].lower()} {on.isoformat() if year else f'--{on:%m-%d}'}"


def _weekday(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "weekday", match.group()[:3].lower()


def _time(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    hour = int(match["h"])
    half = (match["half"] or "").replace(".", "").lower()
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    yield "time", f"{hour:02d}:{match['min'] or '00'}"


def _amount(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    number = match["n"] or match["n2"]
    currency = match["c"] or match["c2"] or match["word"]
    try:
        amount = Decimal(number.replace(",", ""))
    except InvalidOperation:
        return
    yield "amount", f"{_CURRENCIES.get(currency.lower(), currency)} {amount.normalize():f}"


def _duration(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    unit = re.sub(r"s$", "", match["unit"].lower().replace("working", "business").replace("calendar ", ""))
    unit = {"h": "hour", "min": "minute"}.get(unit, unit)
    yield "duration", f"{_number(match['n'])} {unit}"


def _count(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    noun = _singular((match["noun"] or "").lower())
    # "one of them" counts nothing; "one reminder" does
    if match["n"][0].isdigit() or noun in _COUNTED:
        yield "count", f"{_number(match['n'])} {noun}".strip()


def _times(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "count", f"{_TIMES[match.group().lower()]} time"


def _clause(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "clause", f"{match[1].lower()} {match[2]}".strip()


def _marked(kind: str) -> Reader:
    def read(match: re.Match[str]) -> Iterator[tuple[str, str]]:
        yield kind, str(match[match.lastindex or 0]).upper()

    return read


def _reference(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "reference", match.group().upper()


def _name(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    words = match.group().split()
    while words and words[0].lower() in BEGINNINGS:
        words = words[1:]
    if len(words := _spelt(words)) > 1:
        yield "name", " ".join(words)


def _titled(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """A title says nothing that a fact says; the name behind it does, also a family name alone."""
    if words := _spelt(match["name"].split()):
        yield "name" if len(words) > 1 else "family", " ".join(words)


def _spelt(words: list[str]) -> list[str]:
    """The words of a name as they stand in every case of it."""
    return [re.sub("[’'](?:s)?$", "", word).casefold() for word in words if word not in _NO_NAMES]


def _number(text: str) -> str:
    lower = text.lower()
    if lower in _WORDS:
        return str(_WORDS.index(lower))
    return f"{Decimal(lower.replace(',', '')).normalize():f}"


def _singular(noun: str) -> str:
    return {"replies": "reply", "people": "person"}.get(noun) or re.sub(r"(?<=\w\w)s$", "", noun)


_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"\b(F-\d+)\b", re.IGNORECASE), _marked("fact")),
    (re.compile(r"\b(?:exhibit )?(X-\d+)\b|\bexhibit (\d+)\b", re.IGNORECASE), _marked("exhibit")),
    (
        re.compile(
            r"(?:\b(?=\w)|(?=§))(SOW|MSA|clause|section|article|paragraph|annex|schedule|§)\s*(\d+(?:\.\d+)*[a-z]?)\b",
            re.I,
        ),
        _clause,
    ),
    (
        re.compile(
            rf"\b(?:(?P<w>{_WEEKDAYS})\w*,?\s+)?(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?"
            rf"(?P<m>{_MONTHS})\b\.?(?:,?\s+(?P<y>\d{{4}}))?"
        ),
        _long_date,
    ),
    (
        re.compile(
            rf"\b(?:(?P<w>{_WEEKDAYS})\w*,?\s+)?(?P<m>{_MONTHS})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b"
            rf"(?:,?\s+(?P<y>\d{{4}}))?"
        ),
        _long_date,
    ),
    (re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b"), _iso_date),
    (re.compile(r"\b(?:[A-Za-z]{1,4}-)?\d{2,}-\d+\b"), _reference),
    (re.compile(r"\b(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})\b"), _dotted_date),
    (re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b"), _weekday),
    (re.compile(r"\b(?P<h>[01]?\d|2[0-3]):(?P<min>[0-5]\d)(?:\s*(?P<half>[ap]\.?m\.?))?", re.IGNORECASE), _time),
    (re.compile(r"\b(?P<h>1[0-2]|[1-9])(?P<min>)\s*(?P<half>[ap]\.?m\b\.?)", re.IGNORECASE), _time),
    (
        re.compile(
            rf"(?:(?P<c>{_CURRENCY})\s?(?P<n>{_FIGURE}))|"
            rf"(?:\b(?P<n2>{_FIGURE})\s?(?:(?P<c2>{_CURRENCY})|(?P<word>euros?|pounds|dollars)\b))"
        ),
        _amount,
    ),
    (re.compile(rf"\b(?P<n>{_NUMBER})[\s-](?P<unit>{_UNITS})\b", re.IGNORECASE), _duration),
    (re.compile(r"\b(?:once|twice|thrice)\b", re.IGNORECASE), _times),
    (
        re.compile(
            rf"\b(?P<n>{_NUMBER})\b(?!-)(?:\s+(?:further|more|other|open|unanswered|such|of the|of|separate)\b)*"
            r"(?:\s+(?P<noun>[a-z]+))?",
            re.IGNORECASE,
        ),
        _count,
    ),
    (
        re.compile(rf"\b(?:(?:{'|'.join(_TITLES)})\b\.?\s+)+(?P<name>(?:{_PARTICLE}\s+)*{_NAMED}(?:\s+{_NAMED})*)"),
        _titled,
    ),
    (re.compile(rf"\b{_NAMED}(?:\s+{_PARTICLE}\b)?(?:\s+{_NAMED})+"), _name),
)
