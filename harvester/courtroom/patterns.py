"""The data files: what is risky to say, one file a language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("en",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """One class of risky words."""

    name: str
    reason: str
    suggestion: str
    risky: re.Pattern[str]
    unless: re.Pattern[str] | None
    """What is civil although `risky` finds something in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """What one language holds."""

    language: str
    """As a reader calls it."""
    stopwords: frozenset[str]
    """Words by which a text in this language is told."""
    classes: tuple[Class, ...]


@cache
def load(language: str) -> Patterns:
    """The patterns of a language of `LANGUAGES`."""
    text = files("harvester.courtroom").joinpath("data", f"{language}.toml").read_text("utf-8")
    data = tomllib.loads(text)
    classes = [_class(name, table) for name, table in data.items() if isinstance(table, dict)]
    return Patterns(language=data["language"], stopwords=frozenset(data["stopwords"]), classes=tuple(classes))


def plain(text: str) -> str:
    """The text as patterns read it, character for character: straight apostrophes, one kind of dash and blank."""
    return text.translate(str.maketrans("’‘ʼ‐‑–—\u00a0\u202f", "'''----  "))


def _class(name: str, table: Mapping[str, object]) -> Class:
    unless = table.get("unless")
    return Class(
        name=name,
        reason=str(table["reason"]),
        suggestion=str(table["suggestion"]),
        risky=_any(table["patterns"]),
        unless=_any(unless) if unless else None,
    )


def _any(patterns: object) -> re.Pattern[str]:
    assert isinstance(patterns, list)  # noqa: S101 (our own data, and a test reads it)
    joined = "|".join(f"(?:{one})" for one in patterns)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)
