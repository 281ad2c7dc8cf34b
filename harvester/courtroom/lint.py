"""What one would not want read out: the words, where they stand, why, and a calmer wording (conversation.md 3)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from harvester.courtroom.patterns import LANGUAGES, Class, Patterns, load, plain
from harvester.courtroom.sentences import sentences

_QUOTED = re.compile(r"“[^“”\n]*”|\"[^\"\n]*\"|«[^«»\n]*»|„[^„“\n]*“")
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_WORDS = 12
"""In a shorter text the share of common words says little: it is taken for ours unless it is clearly another's."""
_SHARE = 0.12
"""Share of a text's words that are among the commonest of its language; ordinary prose holds 0.3."""
_CLEAR = 2
"""So many words of other languages, and more than of ours, make a short text another language's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place in a text; lines and columns count from 1."""

    line: int
    column: int
    text: str
    kind: str
    """Class, by the name of the data file."""
    reason: str
    suggestion: str
    sure: bool = True
    """A pattern found it; False: the sentence is only like risky ones."""


def language(text: str) -> str | None:
    """The language of a text, among those that patterns exist for; None: none of them."""
    words = [word.lower() for word in _WORD.findall(plain(text))]
    return next((one for one in LANGUAGES if _speaks(words, load(one))), None)


def unread(text: str, patterns: Patterns) -> tuple[int, ...]:
    """Numbers of lines that are clearly in another language than the patterns, inside a text that is in theirs."""
    return tuple(number for number, line in enumerate(text.splitlines(), 1) if _foreign(line, patterns))


def _foreign(line: str, patterns: Patterns) -> bool:
    words = [word.lower() for word in _WORD.findall(plain(line))]
    if len(words) >= _CLEAR and _other_script(words):
        return True
    own, foreign = (sum(word in known for word in words) for known in (patterns.stopwords, patterns.foreign))
    return foreign > _CLEAR and foreign > 2 * own


def _other_script(words: Sequence[str]) -> bool:
    letters = "".join(words)
    return 2 * sum(not letter.isascii() for letter in letters) > len(letters)


def _speaks(words: Sequence[str], patterns: Patterns) -> bool:
    if _other_script(words):
        return False
    own = sum(word in patterns.stopwords for word in words)
    foreign = sum(word in patterns.foreign for word in words)
    if len(words) < _ENOUGH_WORDS:
        return foreign < _CLEAR or foreign <= own
    return own >= _SHARE * len(words) and foreign < own


def lint(text: str, patterns: Patterns, quotable: Collection[str] = ()) -> tuple[Finding, ...]:
    """Every risky place, in order. Quoted words that are found in `quotable` are somebody's own, and exempt."""
    return in_order(finding for number, start, sentence in placed(text, quotable)
                    for finding in found_in(sentence, (number, start), patterns))  # fmt: skip


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """As they stand in the text."""
    return tuple(sorted(found, key=lambda one: (one.line, one.column, one.kind)))


def placed(text: str, quotable: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Line (from 1), place in it (from 0) and words of each sentence; quoted words that are `quotable` are blanks."""
    words = [plain(one) for one in quotable]
    for number, whole in enumerate(text.splitlines(), 1):
        line, start = _without_quotes(plain(whole), words), 0
        for sentence in sentences(line):
            start = line.index(sentence, start)
            yield number, start, sentence
            start += len(sentence)


def found_in(sentence: str, place: tuple[int, int], patterns: Patterns) -> Iterator[Finding]:
    """What patterns find in a sentence at `place`: its line (from 1) and where in it it begins (from 0)."""
    for one, may in zip(patterns.classes, patterns.needed.may_find(sentence), strict=True):
        if may:
            yield from _class(one, [one.risky[number] for number in may], sentence, place)


def _matches(lines: Sequence[re.Pattern[str]], sentence: str) -> Iterator[re.Match[str]]:
    """What one pattern of all lines would find: from left to right, none over another, the earlier line first."""
    ahead = [line.search(sentence) for line in lines]
    while found := [match for match in ahead if match]:
        first = min(found, key=lambda match: match.start())
        yield first
        end = first.end()
        ahead = [
            match if match is None or match.start() >= end else line.search(sentence, end)
            for line, match in zip(lines, ahead, strict=True)
        ]


def _class(one: Class, lines: Sequence[re.Pattern[str]], sentence: str, place: tuple[int, int]) -> Iterator[Finding]:
    matches = list(_matches(lines, sentence))
    civil = [match.span() for match in one.unless.finditer(sentence)] if one.unless and matches else []
    for match in matches:
        if not any(start < match.end() and match.start() < end for start, end in civil):
            yield Finding(
                line=place[0],
                column=place[1] + match.start() + 1,
                text=match.group(),
                kind=one.name,
                reason=one.reason,
                suggestion=one.suggestion,
            )


def _without_quotes(line: str, quotable: Collection[str]) -> str:
    """Quoted words that an exhibit holds become blanks; places stay."""

    def blank(match: re.Match[str]) -> str:
        words = match.group()[1:-1].strip(" .,;:!?…")
        return " " * len(match.group()) if words and any(words in one for one in quotable) else match.group()

    return _QUOTED.sub(blank, line)
