"""Clauses of a plain sentence, and whether one denies what it holds or speaks of a time to come (R17, P1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from harvester.pipeline.mails.patience import CLAUSE_END

_NOT_SAID = re.compile(
    r"\b(?:not|no|none|never|nothing|without|nicht|kein\w*|nichts|pas|aucune?|jamais|sin|nunca|non|nessun\w*|niet|geen"
    r"|nooit|não|nenhum\w*|once|when|until|unless|if|as soon as|sobald|wenn|falls|dès que|si|lorsque|cuando|quando"
    r"|zodra|in advance|im voraus|vorab|d'avance|à venir|de antemano|por adelantado|in anticipo|anticipat\w*"
    r"|bij voorbaat|alvast|antecipad\w*|desde já|expect\w*|should have|erwart\w*|attend(?:s|ons)|esper\w*|aspett\w*"
    r"|verwacht\w*|aguard\w*)\b|n't\b"
)
"""What denies it, or speaks of a time to come. No word that means something else elsewhere: “als”, “Mai”."""
CLAUSE = re.compile(rf"{CLAUSE_END.pattern}|\b(?:as|since|da|puisque|puesto que|poiché|pois)\b")


def clauses(text: str) -> Iterator[str]:
    """The clauses of a plain sentence, in order."""
    ends = [0, *(end.end() for end in CLAUSE.finditer(text)), len(text)]
    return (text[start:end] for start, end in pairwise(ends))


def denies(said: str) -> bool:
    """Whether a clause denies, or speaks of a time to come."""
    return _NOT_SAID.search(said) is not None
