"""Sentences in words that no pattern knows: how much they are like those that people marked as risky, and as what.

A linear weighing of words, pairs of words and parts of words (multinomial logistic regression over tf-idf). Its weights
are learned from sentences written for the purpose and shipped as data; `scripts/lint_weights.py` makes them.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray

from harvester.courtroom import patterns
from harvester.courtroom.lint import Finding, found_in, in_order, placed
from harvester.courtroom.patterns import Class, Patterns
from harvester.courtroom.verbatim import CITATION

Array = NDArray[np.float64]

_TOKEN = re.compile(r"\w+(?:'\w+)?|[!?]")
_CLAUSE = re.compile(r"[^,;:]*(?:[,;:]|\Z)", re.DOTALL)
_PART = 4
"""Letters of the parts of words: long enough for a stem, short enough for one that was never met."""
_ENOUGH = 0.4
"""Share of the limit that is enough where a pattern found something: sentence and clause must not both be civil."""
_SHORT = 5
"""Of a sentence of fewer words the weights say little."""
_REASON = "No pattern knows these words, but the sentence is like others that were marked so; it may be harmless."


@dataclass(frozen=True, slots=True)
class Weights:
    """What one language holds."""

    kinds: tuple[str, ...]
    limit: float
    """A sentence in which no pattern found anything is told when its risk is above this."""
    base: Array
    """For civil words and for each of `kinds`: what an empty sentence weighs."""
    places: dict[str, int]
    """The row of each feature in `rarity` and `weights`."""
    rarity: Array
    weights: Array

    def risks(self, sentence: str) -> Array:
        """Probability of each of `kinds`; what is missing to 1 is that of civil words."""
        counts = Counter(self.places[name] for name in features(sentence) if name in self.places)
        rows = np.fromiter(counts, np.intp)
        values = (1 + np.log(np.fromiter(counts.values(), np.float64))) * self.rarity[rows]
        length = math.sqrt(float(values @ values)) or 1.0
        sums = self.base + values @ self.weights[rows] / length
        odds = np.exp(sums - sums.max())
        return cast("Array", odds[1:] / odds.sum())


def features(sentence: str) -> Iterator[str]:
    """What is weighed in a sentence: words, pairs of words, and parts of four letters ("~" in front)."""
    text = patterns.plain(sentence).lower()
    words = _TOKEN.findall(text)
    yield from words
    yield from map(" ".join, pairwise(words))
    for word in (f" {one} " for one in text.split()):
        for start in range(max(1, len(word) - _PART + 1)):
            yield "~" + word[start : start + _PART]


@cache
def load(language: str) -> Weights:
    """The weights of a language of `patterns.LANGUAGES`."""
    data = json.loads(files("harvester.courtroom").joinpath("data", f"{language}-weights.json").read_text("utf-8"))
    rows = np.array(list(data["rows"].values())) / data["scale"]
    return Weights(
        kinds=tuple(data["kinds"]),
        limit=data["limit"],
        base=np.array(data["base"]) / data["scale"],
        places={name: place for place, name in enumerate(data["rows"])},
        rarity=rows[:, 0],
        weights=rows[:, 1:],
    )


def judged(text: str, language: str, quotable: Collection[str] = ()) -> tuple[Finding, ...]:
    """What patterns and weights find together, in order of place.

    A pattern finds nothing in words that are clearly civil; where none finds anything, the weights alone may. What
    cites a fact is left to the patterns: its words are those of the fact.
    """
    known = patterns.load(language)
    found = (finding for number, start, sentence in placed(text, quotable)
             for finding in _sentence(sentence, (number, start), known, load(language)))  # fmt: skip
    return in_order(found)


def _sentence(sentence: str, place: tuple[int, int], known: Patterns, weights: Weights) -> Iterator[Finding]:
    found = tuple(found_in(sentence, place, known))
    if len(_TOKEN.findall(sentence)) < _SHORT or CITATION.search(sentence):
        yield from found
        return
    risks = weights.risks(sentence)
    risk = float(risks.sum())
    for one in found:
        clause = _clause(sentence, one.column - 1 - place[1])
        if max(risk, float(weights.risks(clause).sum())) > weights.limit * _ENOUGH:
            yield one
    if not found and risk > weights.limit:
        yield _likely(sentence, place, known.named(weights.kinds[int(risks.argmax())]))


def _clause(sentence: str, at: int) -> str:
    """The part of the sentence, between its commas, colons and semicolons, that holds a place."""
    return next(part.group() for part in _CLAUSE.finditer(sentence) if part.start() <= at < part.end())


def _likely(sentence: str, place: tuple[int, int], one: Class) -> Finding:
    return Finding(
        line=place[0],
        column=place[1] + len(sentence) - len(sentence.lstrip()) + 1,
        text=sentence.strip(),
        kind=one.name,
        reason=_REASON,
        suggestion=one.suggestion,
        sure=False,
    )
