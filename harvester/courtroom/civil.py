"""What was written abusively is quoted in the list of facts and read out by nobody (S35; conversation.md 1)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from harvester.courtroom.lint import lint
from harvester.courtroom.patterns import load
from harvester.model.dossier import Dossier
from harvester.model.facts import LEFT_OUT, Fact

_ABUSIVE = frozenset({"insult", "crime", "threat", "protected traits"})
"""Classes of the lint that abuse somebody; the others are only imprudent."""
_QUOTED = re.compile(r"“((?:[^“”]|“[^“”]*”)*)”")


def to_read_out(dossier: Dossier) -> Dossier:
    """The dossier for a talk: without words of abuse wherever its facts quote some, whoever wrote them."""
    return replace(dossier, facts=tuple(map(_civil, dossier.facts)))


def is_abusive(words: str) -> bool:
    """Whether somebody's words insult, threaten or accuse, in a language of the lint or by a word of abuse."""
    known = any(one.kind in _ABUSIVE for one in lint(words, load("en")))
    return known or _words_of_abuse().search(words) is not None


def _civil(fact: Fact) -> Fact:
    return replace(fact, statement=_without(fact.statement), beside=tuple(map(_without, fact.beside)))


def _without(text: str) -> str:
    return _QUOTED.sub(lambda quote: f"“{LEFT_OUT}”" if is_abusive(quote[1]) else quote[0], text)


@cache
def _words_of_abuse() -> re.Pattern[str]:
    text = files("harvester.courtroom").joinpath("data", "abuse.toml").read_text("utf-8")
    beginnings = {word for words in tomllib.loads(text).values() for word in words}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, beginnings)))})", re.IGNORECASE)
