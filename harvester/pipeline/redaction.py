"""Redaction removes, it does not cover: a passage is gone from everything that leaves the program (evidence.md 5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any, TypeVar

from harvester.model.dossier import Dossier
from harvester.model.exhibits import Exhibit

REDACTED = "[redacted]"
LEAST = 4
"""Letters and digits that a passage has at least: shorter ones stand in too many words."""
_WORD = re.compile(r"\w+")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEPT = (Enum, date, timedelta, int, float, type(None))
T = TypeVar("T")


def passage(text: str) -> re.Pattern[str]:
    """Finds a passage however its lines were broken and quoted, in whatever case."""
    return re.compile(r"(?<!\w)" + r"[\W_]*".join(map(re.escape, _WORD.findall(text))) + r"(?!\w)", re.IGNORECASE)


def letters(text: str) -> int:
    """Letters and digits of a passage."""
    return sum(len(word) for word in _WORD.findall(text))


def passages(dossier: Dossier) -> tuple[str, ...]:
    """Every passage that a person had removed."""
    return tuple(dict.fromkeys(text for one in _all(dossier) for text in one.redactions))


def withheld(dossier: Dossier) -> frozenset[str]:
    """SHA-256 of the originals that hold something that was removed: they are not handed over."""
    wanted = [passage(text) for text in passages(dossier)]
    holding = {
        sha256
        for one in dossier.exchanges
        if any(each.search(f"{one.message.subject}\n{one.message.text}") for each in wanted)
        for sha256 in (*one.originals, one.message.sha256)
    }
    return frozenset(holding | {one.sha256 for one in _all(dossier) if one.redactions})


def _all(dossier: Dossier) -> tuple[Exhibit, ...]:
    return (*dossier.exhibits, *dossier.uncited)


def redacted(dossier: Dossier) -> Dossier:
    """The dossier as it may leave the program: wherever a passage stood, it says that something was removed."""
    wanted = [passage(text) for text in passages(dossier)]
    if not wanted:
        return dossier

    def without(text: str) -> str:
        if _DIGEST.fullmatch(text):
            return text
        for one in wanted:
            text = one.sub(REDACTED, text)
        return text

    def told(known: tuple[Exhibit, ...]) -> tuple[Exhibit, ...]:
        return tuple(
            replace(one, redactions=(REDACTED,) * len(one.redactions), told=changed(one.told, without),
                    aside=without(one.aside))
            for one in known
        )  # fmt: skip

    done = changed(replace(dossier, exhibits=(), uncited=()), without)
    return replace(done, exhibits=told(dossier.exhibits), uncited=told(dossier.uncited))


def changed(value: T, without: Callable[[str], str]) -> T:
    """A value of the same shape with every string in it changed."""
    return _walked(value, without)  # type: ignore[no-any-return]  # the same shape comes back


def _walked(value: Any, without: Callable[[str], str]) -> Any:
    if isinstance(value, _KEPT):
        return value
    if isinstance(value, str):
        return without(value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _walked(getattr(value, one.name), without) for one in fields(value)})
    if isinstance(value, Mapping):
        return {key: _walked(one, without) for key, one in value.items()}
    return type(value)(_walked(one, without) for one in value) if isinstance(value, tuple | list | frozenset) else value
