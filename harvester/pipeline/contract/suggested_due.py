"""Dates and time limits in a sentence of a contract, as far as they can be read in one way (contract.md G2, G3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from harvester.model.documents import ContractWords

_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMERIC = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b")
SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a sentence says of its due date: a value as the contract file spells it, and what must be checked."""

    value: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Date:
    start: int
    words: str
    on: date | None
    """None: it can be read in two ways, or is no date."""
    mark: str = ""


def due(sentence: str, words: ContractWords, kind: str) -> Due:
    """The due date or time limit of a sentence; without a value where it leaves a choice."""
    text = sentence.casefold()
    dates = [_as_written(one, sentence, text) for one in _dates(text, words)]
    limit = _limit(text, words, kind)
    marks = tuple(one.mark for one in dates if one.mark)
    if limit and not dates:
        return limit
    if not dates:
        return Due()
    if len(dates) > 1 or limit:
        told = ", ".join(f"“{one.words}”" for one in dates)
        return Due(marks=(*marks, f"several dates or time limits ({told}): decide which one is due"))
    (only,) = dates
    if only.on is None:
        return Due(marks=marks)
    rest = sentence.replace(only.words, " ")
    return Due(
        value=only.on.isoformat(), marks=(*marks, *_led_by(text[: only.start], words, only.words), *_clock(rest, words))
    )


def _clock(sentence: str, words: ContractWords) -> Iterator[str]:
    """U2: an hour beside the date ends the day earlier."""
    if match := re.search(rf"(?<![\d.,:])(?:{words.clock})", sentence, re.IGNORECASE):
        yield f"“{match[0]}” stands beside the date: write it as `cutoff`, e.g. cutoff = 17:00:00"


def _as_written(found: _Date, sentence: str, text: str) -> _Date:
    """The date in the capitals of the sentence, where folding its case moved no character."""
    if len(sentence) != len(text):
        return found
    return replace(found, words=sentence[found.start : found.start + len(found.words)])


def _led_by(before: str, words: ContractWords, shown: str) -> Iterator[str]:
    """What the words before a date say against its being the due date."""
    lead = before.rstrip(" ,")
    if any(_ends(lead, word) for word in words.before):
        yield f"“before” {shown}: the due date may be the day before"
    elif not any(_ends(lead, word) for word in words.by):
        yield f"{shown} may not be the due date: nothing like “by” stands before it"


def _ends(text: str, word: str) -> bool:
    return (
        re.search(rf"(?<!\w){re.escape(word)}(?: dem| den| the)?(?: \w+day,?| \w+tag,?(?: den)?)?$", text) is not None
    )


def _dates(text: str, words: ContractWords) -> Iterator[_Date]:
    found = [*map(_iso, _ISO.finditer(text)), *map(_numeric, _NUMERIC.finditer(text)), *_spelled(text, words)]
    yield from sorted(found, key=lambda one: one.start)


def _iso(match: re.Match[str]) -> _Date:
    return _made(match, int(match[1]), int(match[2]), int(match[3]))


def _numeric(match: re.Match[str]) -> _Date:
    """G3: where both numbers may be a month, only a person knows."""
    first, second, year = int(match[1]), int(match[3]), match[4]
    if len(year) == 2:
        mark = f"“{match[0]}” has no full year: write the date yourself"
        return _Date(start=match.start(), words=match[0], on=None, mark=mark)
    if first != second and first <= 12 and second <= 12:
        readings = f"{date(int(year), second, first)} or {date(int(year), first, second)}"
        mark = f"“{match[0]}” can be read as {readings}: confirm which (G3)"
        return _Date(start=match.start(), words=match[0], on=None, mark=mark)
    month, on = (first, second) if second > 12 else (second, first)
    return _made(match, int(year), month, on)


def _spelled(text: str, words: ContractWords) -> Iterator[_Date]:
    months = {name: number for number, names in enumerate(words.months, 1) for name in names.split("|")}
    for match in _spelled_pattern(words.months).finditer(text):
        on, month, year = match["day"] or match["day2"], match["month"] or match["month2"], match["year"]
        yield _made(match, int(year), months[month], int(on))


@cache
def _spelled_pattern(months: tuple[str, ...]) -> re.Pattern[str]:
    names = _any_of(name for month in months for name in month.split("|"))
    return re.compile(
        rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<month>{names})"
        rf"|(?P<month2>{names})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)\.?,?\s+(?P<year>\d{{4}})\b"
    )


def _made(match: re.Match[str], year: int, month: int, day: int) -> _Date:
    try:
        return _Date(start=match.start(), words=match[0], on=date(year, month, day))
    except ValueError:
        return _Date(start=match.start(), words=match[0], on=None, mark=f"“{match[0]}” is no date")


def _limit(text: str, words: ContractWords, kind: str) -> Due | None:
    """“within 15 days of …”; a number of days that nothing introduces is no time limit."""
    found = [one for one in _spans(text, words) if one["within"] or one["after"]]
    if not found:
        return None
    match = found[0]
    if len({(_number(one, words), one["unit"]) for one in found}) > 1:
        told = ", ".join(f"“{one[0].strip()}”" for one in found)
        return Due(marks=(f"several time limits ({told}): decide which one is due",))
    unit = words.units[match["unit"]]
    span = f'amount = {_number(match, words)}, unit = "{unit}"'
    marks = [words.unit_marks[match["unit"]]] if match["unit"] in words.unit_marks else []
    if kind == "response":
        return Due(value=f"{{ {span} }}", marks=tuple(marks))
    rest = text[match.end() :]
    trigger, mark = _trigger(rest, words, kind)
    return Due(value=f'{{ after = "{trigger}", {span} }}', marks=(*marks, *([mark] if mark else [])))


def _trigger(rest: str, words: ContractWords, kind: str) -> tuple[str, str]:
    """What starts the time, as far as the next words tell; else the id of an obligation is for a person to name."""
    near = rest[:80]
    if any(word in near for word in words.signing):
        return SIGNED, ""
    event = "received" if any(word in near for word in words.receipt) else "sent"
    if kind == "payment":
        sure = event == "received" or any(word in near for word in words.sending)
        start = "" if sure else "; what starts it is not named here: `sent` is assumed, or write `received`"
        return event, f"the time limit of a payment stands as `due` in its [[invoice]]{start}"
    return f"{event}:ID", "name what starts the time: the id of an obligation in place of ID, or signed"


def spans(text: str, words: ContractWords) -> list[tuple[int, str, str]]:
    """Every length of time in a text: amount, unit of the contract file, and the unit as it is written."""
    found = [(_number(one, words), words.units[one["unit"]], one["unit"]) for one in _spans(text, words)]
    return list(dict.fromkeys(found))


def _spans(text: str, words: ContractWords) -> Iterator[re.Match[str]]:
    return _limit_pattern(tuple(words.numbers), words.within, tuple(words.units), words.after).finditer(text)


def _number(match: re.Match[str], words: ContractWords) -> int:
    if match["figure"] or match["figure2"]:
        return int(match["figure2"] or match["figure"])
    return words.numbers[match["word"]]


@cache
def _limit_pattern(
    numbers: tuple[str, ...], within: tuple[str, ...], units: tuple[str, ...], after: tuple[str, ...]
) -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<within>\b(?:{_any_of(within)}))\s+)?"
        rf"\b(?:(?P<figure>\d{{1,3}})|(?P<word>{_any_of(numbers)}))[\s-]*(?:\((?P<figure2>\d{{1,3}})\)\s*)?"
        rf"(?P<unit>{_any_of(units)})\b"
        rf"(?P<after>\s+(?:{_any_of(after)})\b)?"
    )


def _any_of(found: Iterable[str]) -> str:
    return "|".join(re.escape(one) for one in sorted(found, key=len, reverse=True))
