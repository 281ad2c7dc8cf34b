"""Risky and civil sentences beside this file: what the patterns are tuned on, and what is kept from them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and what the lint is to find in it."""

    text: str
    kind: str
    """Class of `harvester lint`, or the beginning of its name, without hyphens; empty: civil."""


KEPT = frozenset({"half kept aside", "new situations, kept aside", "blind, kept half", "strangers"})
"""Sets from which neither a pattern nor a weight may be learned."""


def sets() -> Mapping[str, tuple[Sentence, ...]]:
    """All sets by name, in the order in which they were written."""
    known = _data("sentences")["sentence"]
    return {
        "open half": _marked(one for one in known if not one["aside"]),
        "half kept aside": _marked(one for one in known if one["aside"]),
        "new situations, open half": _listed("situations", slice(0, None, 2)),
        "new situations, kept aside": _listed("situations", slice(1, None, 2)),
        "written after the patterns": _marked(_data("unseen")["sentence"]),
        "blind, tuned half": _listed("blind-tuned"),
        "blind, kept half": _listed("blind-kept"),
        "voices": _listed("voices"),
        "voices, later": _listed("voices-later"),
        "makers": _listed("makers"),
        "services": _listed("services"),
        "strangers": _listed("strangers"),
    }


def _data(name: str) -> Any:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))


def _marked(sentences: Any) -> tuple[Sentence, ...]:
    return tuple(Sentence(one["text"], one["class"].replace("-", " ")) for one in sentences)


def _listed(name: str, part: slice = slice(None)) -> tuple[Sentence, ...]:
    """What stands in one list of risky and one of civil sentences a class; `part` is taken of each list."""
    return tuple(
        Sentence(text, kind)
        for heading, lists in _data(name).items()
        for kind, texts in ((heading.replace("-", " "), lists["risky"]), ("", lists["civil"]))
        for text in texts[part]
    )
