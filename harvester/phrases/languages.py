"""Phrase data of the expectation and class rules (measurement.md X, C5, C7, D4), one TOML file a language.

Every file may hold any of the lists of `Phrases`; those that subjects are read by lie apart, in `subjects/`. In a
phrase, " ... " stands for up to eight words of the same sentence. Upper and lower case and the shape of apostrophes do
not matter. A user adds phrases under `[phrases]`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from harvester.errors import UsageError
from harvester.model.engagement import Phrases
from harvester.model.words import plain
from harvester.phrases import subject_lists

LISTS = tuple(field.name for field in fields(Phrases))
"""Names of the lists that a phrase file may hold."""


def load(extra: Sequence[str] = ()) -> Phrases:
    """As `harvester.phrases.load`."""
    return _merged([*_shipped(), *(_read(text) for text in extra)]) if extra else _without_extra()


@cache
def _without_extra() -> Phrases:
    return _merged(_shipped())


@cache
def _shipped() -> tuple[Mapping[str, Any], ...]:
    files = sorted(Path(__file__).parent.glob("*.toml"))
    told = (tomllib.loads(file.read_text(encoding="utf-8")) for file in files)
    return (*told, subject_lists())


def _read(text: str) -> Mapping[str, Any]:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(
            f"A phrase file is not TOML: {error}.", "Correct it, or take it out of the configuration."
        ) from error
    for name, phrases in data.items():
        if name not in LISTS:
            raise UsageError(f"A phrase file has the unknown list {name!r}.", f"Known lists: {', '.join(LISTS)}.")
        if not isinstance(phrases, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
            raise UsageError(f"The phrase list {name!r} must hold words in quotation marks.", 'Write it as ["…", "…"].')
    return data


def _merged(files: Sequence[Mapping[str, Any]]) -> Phrases:
    lists = {name: {plain(phrase) for file in files for phrase in file.get(name, ())} for name in LISTS}
    for name in lists.keys() - subject_lists().keys():
        lists[name] |= set(map(_without_dots, lists[name]))
    return Phrases(**{name: tuple(sorted(told)) for name, told in lists.items()})


_DOTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _without_dots(phrase: str) -> str:
    """As it is typed where the keyboard has no such letters: “Rueckmeldung”."""
    return phrase.translate(_DOTS)
