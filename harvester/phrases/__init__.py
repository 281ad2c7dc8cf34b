"""Phrase data: words of all languages by which mails are read.

`load` brings all of them; `subject_words` only those that subjects are read by, for a pull needs no others (N2).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.model.subjects import SubjectWords

if TYPE_CHECKING:
    from harvester.model.phrases import Phrases


def load() -> Phrases:
    """The phrases of every language."""
    from harvester.phrases import languages

    return languages.load()


@cache
def subject_lists() -> Mapping[str, tuple[str, ...]]:
    """Reply and forward prefixes, and subjects that name no matter, of every language (D4)."""
    files = sorted((Path(__file__).parent / "subjects").glob("*.toml"))
    told = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    lists = {name: {word for one in told for word in _words(one.get(name, ""))} for name in SubjectWords.LISTS}
    return {name: tuple(sorted(words)) for name, words in lists.items()}


def subject_words() -> SubjectWords:
    """The same as `Subjects` reads them."""
    return SubjectWords(subject_lists())


def _words(text: str) -> Iterator[str]:
    """Words between commas: as a list of strings, TOML takes ten times as long to read (N2)."""
    return (" ".join(word.split()) for word in text.split(",") if word.strip())
