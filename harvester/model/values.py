"""Values of a TOML file, each with what is wrong about it in words: what every file of ours says in the same way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import date, datetime
from math import inf
from typing import TypeVar

Key = tuple[str | int, ...]
Number = TypeVar("Number", int, float)
T = TypeVar("T")


def dotted(key: Key) -> str:
    """A key as the file spells it: clients.acme.people."bob@acme.example".also[0]."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += "." * bool(text) + (part if re.fullmatch(r"[\w-]+", part, re.ASCII) else json.dumps(part))
    return text


def nearest(word: str, known: Iterable[str]) -> str:
    """What was meant by a word that is unknown, "" where nothing known is near."""
    from difflib import get_close_matches  # asked for by mistakes only

    near = get_close_matches(word, sorted(known), 1, 0.5)
    return f"did you mean {near[0]}?" if near else ""


def meant(word: str, known: Iterable[str]) -> str:
    """Which known word was meant by an unknown one; else all that are known."""
    return nearest(word, known) or f"known are {', '.join(sorted(known)) or 'none'}"


def none_of(word: str, known: Collection[str]) -> str:
    """That a word is none of those that are known, and which was meant."""
    return "; ".join(filter(None, (f"“{word}” is none of {', '.join(known)}", nearest(word, known))))


def filled(text: str) -> str:
    """The text. Raises ValueError where there is none."""
    if not text:
        raise ValueError("is empty")
    return text


def between(low: Number, high: float = inf) -> Callable[[Number], Number]:
    """A check of a number, both ends included."""

    def checked(found: Number) -> Number:
        if not found >= low:  # no number is not, either
            raise ValueError(f"should be greater than or equal to {low}")
        if found > high:
            raise ValueError(f"should be less than or equal to {high}")
        return found

    return checked


def text(value: object) -> str:
    """A text, without white space around it. Raises ValueError."""
    return _typed(value, str, "a text in quotation marks").strip()


def truth(value: object) -> bool:
    """`true` or `false`. Raises ValueError."""
    return _typed(value, bool, "true or false, without quotation marks")


def whole(value: object) -> int:
    """A whole number. Raises ValueError."""
    return _typed(value, int, "a whole number, without quotation marks")


def number(value: object) -> float:
    """A number, whole or not. Raises ValueError."""
    return float(value) if type(value) is int else _typed(value, float, "a number")


def day(value: object) -> date:
    """A date, or the ISO text of one. Raises ValueError."""
    with suppress(ValueError):
        found = date.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(found, date) and not isinstance(found, datetime):
            return found
    raise ValueError("should be a date, e.g. 2026-12-24")


def moment(value: object) -> datetime:
    """A time with its zone, or the ISO text of one. Raises ValueError."""
    with suppress(ValueError):
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(found, datetime) and found.utcoffset() is not None:
            return found
    raise ValueError("should be a time with its zone, e.g. 2026-03-31T12:00:00+02:00")


def _typed(value: object, kind: type[T], told: str) -> T:
    if type(value) is not kind:  # true is no whole number
        raise ValueError(f"should be {told}")
    return value
