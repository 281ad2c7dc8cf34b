"""The data files: what is risky to say, one file a language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from harvester.courtroom.forms import inflected
from harvester.courtroom.needed import Needed

LANGUAGES = ("en",)
_CONTINUED = "\n  "
"""A line of a data file that begins with two blanks goes on where the one before it ends."""
_NAMED = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """One class of risky words."""

    name: str
    reason: str
    suggestion: str
    risky: tuple[re.Pattern[str], ...]
    """Where several find something at one place, the first one counts."""
    unless: re.Pattern[str] | None
    """What is civil although `risky` finds something in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """What one language holds."""

    language: str
    """As a reader calls it."""
    stopwords: frozenset[str]
    """Words by which a text in this language is told."""
    foreign: frozenset[str]
    """Common words of other languages that are none of this one."""
    classes: tuple[Class, ...]
    needed: Needed
    """Tells of a sentence which lines of the classes may find something."""

    def named(self, name: str) -> Class:
        """The class of that name."""
        return next(one for one in self.classes if one.name == name)


@cache
def load(language: str) -> Patterns:
    """The patterns of a language of `LANGUAGES`."""
    data, lexicon = _data(language), _data(f"{language}-lexicon")
    irregular = lexicon.pop("irregular")
    words = {name: inflected(one, irregular) for name, one in (data.pop("words") | lexicon.pop("words")).items()}
    words = dict(_expanded(words))
    classes = [
        _class(name, table, {key: inflected(one, irregular) for key, one in lexicon.get(name, {}).items()}, words)
        for name, table in data.items()
        if isinstance(table, dict)
    ]
    return Patterns(
        language=data["language"],
        stopwords=frozenset(data["stopwords"]),
        foreign=frozenset(data["foreign"]),
        classes=tuple(classes),
        needed=Needed([[line.pattern for line in one.risky] for one in classes]),
    )


def _data(name: str) -> dict[str, Any]:
    text = files("harvester.courtroom").joinpath("data", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text.replace(_CONTINUED, ""))


def plain(text: str) -> str:
    """The text as patterns read it, character for character: straight apostrophes, one kind of dash and blank."""
    return text.translate(str.maketrans("’‘ʼ‐‑–—\u00a0\u202f", "'''----  "))


def _class(name: str, table: Mapping[str, str], more: Mapping[str, str], words: Mapping[str, str]) -> Class:
    """A class of the data file, with what the lexicon adds to it."""
    patterns, unless = ("\n".join((table.get(key, ""), more.get(key, ""))) for key in ("patterns", "unless"))
    return Class(
        name=name,
        reason=table["reason"],
        suggestion=table["suggestion"],
        risky=tuple(_compiled(line) for line in _lines(patterns, words)),
        unless=_any(unless, words) if unless.strip() else None,
    )


def _expanded(words: Mapping[str, str]) -> Mapping[str, str]:
    """Word families by name; each may use those before it."""
    known: dict[str, str] = {}
    for name, pattern in words.items():
        known[name] = _filled(pattern, known)
    return known


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda match: words[match.group(1)], pattern)


def _lines(patterns: str, words: Mapping[str, str]) -> list[str]:
    return [_filled(line, words) for line in patterns.splitlines() if line]


def _any(patterns: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern that finds whatever a line of `patterns` finds."""
    return _compiled("|".join(f"(?:{line})" for line in _lines(patterns, words)))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
