"""What a pattern cannot do without: few sentences hold it, so that most are never searched (a filter, never a finding).

A pattern is read into clauses: sets of letters in a row, of which each match holds one. A sentence that holds none of
some clause of every line of a class has no finding of that class; what is left is searched as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from re import _constants as codes  # type: ignore[attr-defined]  # the parser of `re` has no other name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_SHORTEST = 2
"""Letters of a piece that says something; a single one stands in every sentence."""
_SPELLINGS = 12
"""Ways to write one piece (“organi[sz]e”) that are told apart."""
_CASED = str.maketrans("İı", "ii")
"""What `re.IGNORECASE` takes for an i, and case folding does not."""
Clause = frozenset[str]


class Needed:
    """Tells of a sentence which lines of several patterns may find something in it."""

    def __init__(self, patterns: Sequence[Sequence[str]]) -> None:
        numbers: dict[Clause, int] = {}
        self._lines = [
            [sum(1 << numbers.setdefault(clause, len(numbers)) for clause in set(clauses(line))) for line in lines]
            for lines in patterns
        ]
        marks: dict[str, int] = {}
        for clause, number in numbers.items():
            for piece in clause:
                marks[piece] = marks.get(piece, 0) | 1 << number
        # the longest piece at a place is found: those that it begins with stand there, too
        self._marks = {
            piece: sum_of(marks[piece[:end]] for end in range(1, len(piece) + 1) if piece[:end] in marks)
            for piece in marks
        }
        self._pieces = re.compile(f"(?=({_alternatives(_tree(marks))}))") if marks else None

    def may_find(self, sentence: str) -> list[list[int]]:
        """For each pattern the places of its lines that may find something; of the others it is certain."""
        text = folded(sentence)
        held = sum_of(self._marks[one[1]] for one in self._pieces.finditer(text)) if self._pieces else 0
        return [[place for place, line in enumerate(lines) if line & held == line] for lines in self._lines]


def folded(text: str) -> str:
    """The text in the letters in which pieces are compared."""
    return text.translate(_CASED).casefold()


def sum_of(marks: Iterable[int]) -> int:
    """All bits of several numbers."""
    found = 0
    for one in marks:
        found |= one
    return found


def clauses(pattern: str) -> list[Clause]:
    """Sets of pieces of which every match of a pattern holds one each, in the case in which they are compared."""
    return [one for one in _of_sequence(parser.parse(pattern, re.IGNORECASE)) if min(map(len, one)) >= _SHORTEST]


def _of_sequence(parsed: Iterable[tuple[Any, Any]]) -> Iterator[Clause]:
    runs = [""]
    for code, value in parsed:
        letters = _letters(code, value)
        if letters and len(runs) * len(letters) <= _SPELLINGS:
            runs = [run + letter for run in runs for letter in letters]
            continue
        if runs[0]:
            yield frozenset(runs)
        runs = [""]
        yield from _of_part(code, value)
    if runs[0]:
        yield frozenset(runs)


def _letters(code: Any, value: Any) -> list[str]:
    """The letters that may stand at one place, where they are few."""
    if code is codes.LITERAL:
        return [folded(chr(value))]
    if code is codes.IN and all(one is codes.LITERAL for one, _ in value):
        return [folded(chr(letter)) for _, letter in value]
    return []


def _of_part(code: Any, value: Any) -> Iterator[Clause]:
    if code is codes.SUBPATTERN:
        yield from _of_sequence(value[3])
    elif code is codes.BRANCH:
        best = [max(_of_sequence(one), key=_worth, default=None) for one in value[1]]
        if all(best):
            yield frozenset(piece for clause in best if clause for piece in clause)
    elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] > 0:
        yield from _of_sequence(value[2])


def _worth(clause: Clause) -> tuple[int, int]:
    """Long pieces are rare, and few of them rarer."""
    return min(map(len, clause)), -len(clause)


def _tree(pieces: Iterable[str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for piece in pieces:
        node = root
        for letter in piece:
            node = node.setdefault(letter, {})
        node[""] = {}
    return root


def _alternatives(node: Mapping[str, Any]) -> str:
    """A pattern that finds the longest of the pieces in a tree."""
    found = [re.escape(letter) + _alternatives(after) for letter, after in sorted(node.items()) if letter]
    if not found:
        return ""
    joined = found[0] if len(found) == 1 and "" not in node else f"(?:{'|'.join(found)})"
    return f"{joined}?" if "" in node else joined
