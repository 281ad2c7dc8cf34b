"""A document, or a part of one, as PDF/A-3 and PDF/UA: tagged, with bookmarks.

The template is ours; every foreign word reaches it as JSON data. The compiler gets its files from memory, so that
nothing is read but fonts, and nothing can be fetched (S17, S24).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from harvester.errors import HarvesterError
from reports.blocks import Paper
from reports.fonts import compile_pdf, forget, spelled, uncovered
from reports.pieces import levels
from reports.text import shown

TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"
_ARCHIVE: list[typst.PDFStandard] = ["a-3a"]
_WHOLE: list[typst.PDFStandard] = ["a-3a", "ua-1"]
"""PDF/UA wants a heading of the first level first, which a part that goes on with a section has not."""
_RUN = re.compile(r"[^\s\u200b]{36,}")
_PIECE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Where a part of a document stands in it."""

    before: int = 0
    """Pages of all parts before it."""
    front: int = 0
    """Pages before the first exhibit."""
    exhibits: bool = False
    total: str = ""
    """As many digits as the number of all pages has: room is left for it."""
    draws: str = ""
    """The number of all pages, on a page with nothing else: it is drawn on every page when the parts are joined."""
    contents: tuple[tuple[str, str], ...] = ()
    """Sections of the whole, each with its page, where they stand in other parts too."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Which fonts a document needs, and what none of them shows."""

    system: bool
    missing: frozenset[str]


def letters_of(paper: Paper) -> Letters:
    """What the whole document is written in."""
    found: set[str] = set()
    _mapped(paper, lambda text: found.update(_fit(text)))
    written = "".join(found)
    system = bool(uncovered(written, system=False))
    return Letters(system, uncovered(written, system=True) if system else frozenset())


def typeset(paper: Paper, letters: Letters, part: Part | None = None) -> bytes:
    """The bytes of the file. HarvesterError where the compiler refuses. Nothing of a part stays in memory."""
    data = _mapped(paper, lambda text: _breakable(spelled(_fit(text), letters.missing)))
    data["date"] = {"year": paper.at.year, "month": paper.at.month, "day": paper.at.day}
    data["part"] = asdict(part or Part())
    files = {"main": TEMPLATE.read_bytes(), "paper.json": json.dumps(data).encode()}
    try:
        standards = _WHOLE if levels(paper.blocks)[:1] == (1,) else _ARCHIVE
        made = compile_pdf(files, system=letters.system, standards=standards, timestamp=int(paper.at.timestamp()))
    except typst.TypstError as error:
        raise HarvesterError(
            f"The PDF could not be made ({error.message}).", "Choose another format, e.g. --format html."
        ) from error
    if part:
        forget()
    return made


def _fit(text: str) -> str:
    """No control, direction or invisible character; blanks that stand at the start of a line stay there."""
    return re.sub(r"(?m)^ +", lambda match: "\u00a0" * len(match.group()), shown(text).replace("\t", "    "))


def _breakable(text: str) -> str:
    """Where a run of letters is longer than a line may be, it may break."""
    return _RUN.sub(lambda match: "\u200b".join(_pieces(match.group())), text)


def _pieces(run: str) -> list[str]:
    if re.fullmatch("[0-9a-f]{64}", run):
        return [run]
    return [run[start : start + _PIECE] for start in range(0, len(run), _PIECE)]


def _mapped(value: Any, change: Callable[[str], Any]) -> Any:
    """The document as data, each text of it changed; a block says of which kind it is."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return [_mapped(one, change) for one in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        told = {name: _mapped(getattr(value, name), change) for name in _names(type(value))}
        return told | {"block": type(value).__name__}
    return None if isinstance(value, datetime) else value


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))
