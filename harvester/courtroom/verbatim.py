"""Sentences that are told in the words of a fact or of a script must state what stands there, in that order.

The claim check finds a value that stands nowhere; one that stands elsewhere in the same fact, or among the names of the
matter, it takes for true. Here the words of a sentence, without what they state, tell which sentence it repeats.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from harvester.courtroom.values import BEGINNINGS, NUMBER_WORDS

_TOKEN = re.compile(r"[^\W_]{1,200}(?:[.,:@'’/+-][^\W_]{1,200}){0,20}|[€£$]")
CITATION = re.compile(r"\[[^\[\]]{0,200}\b(?:F-\d|X-\d|exhibit\b)[^\[\]]{0,200}\]", re.IGNORECASE)
_FIGURE = re.compile(r"[\d@€£$]|\w\.\w")
_STATING = frozenset(
    (
        *NUMBER_WORDS,
        *("minute", "hour", "day", "week", "month", "year", "min", "h", "business", "working", "calendar", "time"),
        *("euro", "pound", "dollar"),
    )
)


_REMEMBERED = 4096
"""Sentences whose words are kept: each is asked for several times."""


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence: its words, and what it states with them."""

    words: tuple[str, ...]
    stated: tuple[str, ...]
    cited: frozenset[str] = frozenset()
    guessed: bool = False
    """Only what stands before it tells which sentence it is: then it must have something in common with that one."""


class Verbatim:
    """Sentences by their words; `names` are those of people, roles and companies, which words never tell apart.

    With `exact`, all that stood there must stand; else some of it may be left out.
    """

    def __init__(self, names: Iterable[str], *, exact: bool) -> None:
        self._exact = exact
        self._read = lru_cache(_REMEMBERED)(self._words)
        every = {part for name in names for part in (name, *_parts(name)) if len(part) > 1}
        longest = sorted(every, key=lambda name: (-len(name), name))
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)") if longest else None
        self._known: dict[tuple[str, ...], list[_Said]] = {}

    def add(self, sentence: str, cited: Collection[str], before: str = "") -> None:
        """Lets a sentence be repeated that cites these facts, and stands behind another."""
        said = self._said(sentence, cited, before)
        self._known.setdefault(said.words, []).append(said)

    def repeats(self, sentence: str, before: str = "") -> bool:
        """Whether a sentence stands here word for word."""
        said = self._said(sentence, (), before)
        return any(one.stated == said.stated for one in self._known.get(said.words, ()))

    def changed(self, sentence: str, cited: Collection[str], before: str = "") -> str:
        """What a sentence states otherwise than the one that it repeats, in words; "": nothing, or it repeats none."""
        return next(filter(None, (self._changed(said) for said in self._readings(sentence, cited, before))), "")

    def _changed(self, said: _Said) -> str:
        known = self._known.get(said.words, [])
        held = [one for one in known if one.cited == said.cited] or known
        if not held or any(self._same(said, one) for one in held):
            return ""
        nearest = max(held, key=lambda one: _alike(said, one))
        if said.guessed and not _alike(said, nearest):
            return ""
        return "; ".join(_differing(said, nearest, exact=self._exact))

    def _same(self, said: _Said, held: _Said) -> bool:
        left = iter(held.stated)
        return said.stated == held.stated if self._exact else all(one in left for one in said.stated)

    def _readings(self, sentence: str, cited: Collection[str], before: str) -> Iterator[_Said]:
        """A sentence by its words; where none has these, as one that begins with a name that nobody knows."""
        said = self._said(sentence, cited, before)
        yield said
        first = next(iter(_TOKEN.findall(sentence)), "")
        named = first[:1].isupper() and first.lower() not in BEGINNINGS and said.words[:1] == (_word(first),)
        if named and said.words not in self._known:
            words, stated = said.words[1:], (first, *said.stated)
            yield replace(said, words=words or self._read(before)[0], stated=stated, guessed=not words)

    def _said(self, sentence: str, cited: Collection[str], before: str) -> _Said:
        words, stated = self._read(sentence)
        # a cell or a line of nothing but an amount is told by what stands before it
        return _Said(words or self._read(before)[0], stated, frozenset(cited))

    def _words(self, sentence: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        words, stated = list[str](), list[str]()
        sentence = CITATION.sub("", sentence)
        for place, (token, named) in enumerate(self._tokens(sentence)):
            if named or _states(token, first=place == 0):
                stated.append(token)
            else:
                words.append(_word(token))
        return tuple(words), tuple(stated)

    def _tokens(self, sentence: str) -> Iterator[tuple[str, bool]]:
        """The words of a sentence, each name as one of them; whether it is a name."""
        end = 0
        for match in self._names.finditer(sentence) if self._names else ():
            yield from ((token, False) for token in _TOKEN.findall(sentence[end : match.start()]))
            yield match.group(), True
            end = match.end()
        yield from ((token, False) for token in _TOKEN.findall(sentence[end:]))


def _parts(name: str) -> list[str]:
    """The words of a name that are names by themselves."""
    return [part for part in name.split() if part[:1].isupper()]


def _word(token: str) -> str:
    lower = token.lower()
    return lower[:-1] if len(lower) > len("is") and lower.endswith("s") else lower


def _states(token: str, *, first: bool) -> bool:
    """Whether a word is a name, a number, an address or a unit. The first word of a sentence has a capital anyway."""
    if (token[0].isupper() and not first) or _FIGURE.search(token):
        return True
    return token.lower() in _STATING or _word(token) in _STATING


def _alike(one: _Said, other: _Said) -> float:
    return SequenceMatcher(None, one.stated, other.stated, autojunk=False).ratio()


def _differing(said: _Said, held: _Said, *, exact: bool) -> Iterator[str]:
    where = ", ".join(sorted(held.cited)) or "the script"
    if len(said.stated) == len(held.stated):
        pairs = zip(said.stated, held.stated, strict=True)
        yield from (f"“{ours}”: {where} says {theirs} there" for ours, theirs in pairs if ours != theirs)
        return
    for kind, start, end, first, last in SequenceMatcher(None, said.stated, held.stated, False).get_opcodes():
        if kind != "equal":
            ours, theirs = " ".join(said.stated[start:end]), " ".join(held.stated[first:last])
            if ours:
                yield f"“{ours}”: {where} says {theirs or 'nothing'} there"
            elif exact:
                yield f"{where} says {theirs} there"
