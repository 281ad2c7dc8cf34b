"""Phrase data of the expectation and class rules (measurement.md X, C5, C7, D4), one TOML file a language.

Every file may hold any of the lists of `Phrases`; those that subjects are read by lie apart, in `subjects/`, and those
of `Grammar` in `grammar/`. In a phrase, " ... " stands for up to eight words of the same sentence, and
"{may i|can we} have" for both of the phrases that it spells. Upper and lower case and the shape of apostrophes do not
matter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from itertools import product
from pathlib import Path

from harvester.model.phrases import Grammar, Phrases
from harvester.model.words import plain
from harvester.phrases import subject_lists

GRAMMAR = tuple(field.name for field in fields(Grammar))
"""Names of the lists that a file in `grammar/` may hold."""
LISTS = tuple(field.name for field in fields(Phrases) if field.name != "grammar")
"""Names of the lists that a phrase file may hold."""
_ONE_OF = re.compile(r"\{([^{}]*)\}")
_DOTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@cache
def load() -> Phrases:
    """As `harvester.phrases.load`."""
    here = Path(__file__).parent
    grammar = _lists(here / "grammar", lambda phrase: (plain(phrase),))  # its patterns read the braces
    return Phrases(**_lists(here, spelt_out), **subject_lists(), grammar=Grammar(**grammar))


def _lists(folder: Path, spelt: Callable[[str], Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    lists: dict[str, set[str]] = {}
    for file in folder.glob("*.toml"):
        for name, phrases in tomllib.loads(file.read_text(encoding="utf-8")).items():
            lists.setdefault(name, set()).update(told for phrase in phrases for told in spelt(phrase))
    return {name: tuple(sorted(told | set(map(_without_dots, told)))) for name, told in lists.items()}


def spelt_out(phrase: str) -> Iterator[str]:
    """Every plain phrase that one with `{this|that}` in it stands for."""
    between, *rest = _ONE_OF.split(phrase)
    for chosen in product(*(words.split("|") for words in rest[::2])):
        yield plain(between + "".join(map(str.__add__, chosen, rest[1::2])))


def _without_dots(phrase: str) -> str:
    """As it is typed where the keyboard has no such letters: “Rueckmeldung”."""
    return phrase.translate(_DOTS)
