"""Phrase data of the expectation and class rules (measurement.md X, C5, C7, D4), one TOML file a language.

Every file may hold any of the lists of `Phrases`; those that subjects are read by lie apart, in `subjects/`. In a
phrase, " ... " stands for up to eight words of the same sentence, and "{may i|can we} have" for both of the phrases
that it spells. Upper and lower case and the shape of apostrophes do not matter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from itertools import product
from pathlib import Path

from harvester.model.engagement import Phrases
from harvester.model.words import plain
from harvester.phrases import subject_lists

LISTS = tuple(field.name for field in fields(Phrases))
"""Names of the lists that a phrase file may hold."""
_ONE_OF = re.compile(r"\{([^{}]*)\}")
_DOTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@cache
def load() -> Phrases:
    """As `harvester.phrases.load`."""
    lists: dict[str, set[str]] = {name: set() for name in LISTS}
    for file in Path(__file__).parent.glob("*.toml"):
        for name, phrases in tomllib.loads(file.read_text(encoding="utf-8")).items():
            lists[name].update(told for phrase in phrases for told in spelt_out(phrase))
    for told in lists.values():
        told |= set(map(_without_dots, told))
    subjects = {name: set(words) for name, words in subject_lists().items()}
    return Phrases(**{name: tuple(sorted(told)) for name, told in (lists | subjects).items()})


def spelt_out(phrase: str) -> Iterator[str]:
    """Every plain phrase that one with `{this|that}` in it stands for."""
    between, *rest = _ONE_OF.split(phrase)
    for chosen in product(*(words.split("|") for words in rest[::2])):
        yield plain(between + "".join(map(str.__add__, chosen, rest[1::2])))


def _without_dots(phrase: str) -> str:
    """As it is typed where the keyboard has no such letters: “Rueckmeldung”."""
    return phrase.translate(_DOTS)
