"""Clauses of a plain sentence, and whether one denies what it holds or speaks of a time to come (R17, P1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from harvester.model.phrases import Grammar
from harvester.model.words import any_of, clause_end


def ends(grammar: Grammar) -> re.Pattern[str]:
    """Where a clause ends, one that gives a reason counted as another."""
    return clause_end(grammar.clauses + grammar.reasons)


def clauses(text: str, grammar: Grammar) -> Iterator[str]:
    """The clauses of a plain sentence, in order."""
    found = [0, *(end.end() for end in ends(grammar).finditer(text)), len(text)]
    return (text[start:end] for start, end in pairwise(found))


def denies(said: str, grammar: Grammar) -> bool:
    """Whether a clause denies, or speaks of a time to come."""
    return any_of(grammar.denials).search(said) is not None
