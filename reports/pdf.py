"""A document as PDF/A-3 and PDF/UA: tagged, with bookmarks, page numbers and the originals attached.

The template is ours; every foreign word reaches it as JSON data. The compiler gets its files from memory, so that
nothing is read but fonts, and nothing can be fetched (S17, S24).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import typst

from harvester.errors import HarvesterError
from reports.blocks import Block, Index, Paper, Sheet
from reports.fonts import compile_pdf, spelled, tell_missing, uncovered
from reports.joining import joined, starts
from reports.text import shown

TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
_RUN = re.compile(r"[^\s\u200b]{36,}")
_PIECE = 12
_AT_ONCE, _ROWS = 50, 250
"""Exhibits, and rows of the index, that are set together: the memory of the compiler grows with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that lies in the document."""

    name: str
    media_type: str
    description: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Where a part of a document stands in it."""

    before: int = 0
    """Pages of all parts before it."""
    front: int = 0
    """Pages before the first exhibit."""
    exhibits: bool = False


def pdf(paper: Paper, attached: Sequence[Attached] = ()) -> bytes:
    """The bytes of the file: the same for the same document and fonts (P4)."""
    letters = _letters(paper)
    tell_missing(paper.kind, letters.missing)
    groups = tuple(_groups(paper.blocks))
    if not groups:
        return _set(paper, letters, attached=attached)
    front = tuple(_front(paper.blocks))
    # first with numbers of pages that are as wide as they will be
    before = length = sum(starts(one)[0] for one in _front_parts(paper, front, letters))
    parts: list[bytes] = []
    pages: dict[str, int] = {}
    for group in groups:
        part = _set(replace(paper, blocks=group), letters, _Part(before=before, front=length, exhibits=True))
        count, places = starts(part)
        sheets = [block.no for block in group if isinstance(block, Sheet)]
        pages |= {no: before + place for no, place in zip(sheets, places, strict=True)}
        parts.append(part)
        before += count
    told = {no: f"{paper.bates}-{page - length + 1:06d}" for no, page in pages.items()}
    numbered = [tuple(_numbered(block, told) if isinstance(block, Index) else block for block in one) for one in front]
    return joined([*_front_parts(paper, numbered, letters, attached), *parts], pages)


def _front(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """What stands before the exhibits, a long index in pieces."""
    held: list[Block] = []
    for block in blocks[: _first(blocks)]:
        if not isinstance(block, Index):
            held.append(block)
            continue
        for start in range(0, len(block.rows), _ROWS):
            if start:
                yield tuple(held)
                held = []
            held.append(replace(block, rows=block.rows[start : start + _ROWS]))
    yield tuple(held)


def _front_parts(
    paper: Paper, groups: Sequence[tuple[Block, ...]], letters: _Letters, attached: Sequence[Attached] = ()
) -> list[bytes]:
    found: list[bytes] = []
    before = 0
    for group in groups:
        more = () if found else attached
        found.append(_set(replace(paper, blocks=group), letters, _Part(before=before), more))
        before += starts(found[-1])[0]
    return found


def _first(blocks: Sequence[Block]) -> int:
    return next((number for number, block in enumerate(blocks) if isinstance(block, Sheet)), len(blocks))


def _groups(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """The blocks of exhibits, so many exhibits at a time."""
    begins = [number for number, block in enumerate(blocks) if isinstance(block, Sheet)][::_AT_ONCE]
    for start, end in pairwise([*begins, len(blocks)]):
        yield tuple(blocks[start:end])


def _numbered(index: Index, told: Mapping[str, str]) -> Index:
    return replace(index, rows=tuple((*row[:-1], told[row[0]]) for row in index.rows))


@dataclass(frozen=True, slots=True)
class _Letters:
    """Which fonts a document needs, and what none of them shows."""

    system: bool
    missing: frozenset[str]


def _letters(paper: Paper) -> _Letters:
    written = "".join({one for text in _strings(_mapped(_data(paper), _fit)) for one in text})
    system = bool(uncovered(written, system=False))
    return _Letters(system, uncovered(written, system=True) if system else frozenset())


def _set(paper: Paper, letters: _Letters, part: _Part | None = None, attached: Sequence[Attached] = ()) -> bytes:
    data = _mapped(_data(paper), lambda text: _breakable(spelled(_fit(text), letters.missing)))
    data["part"] = asdict(part or _Part())
    data["attached"] = [{"path": one.name, "type": one.media_type, "about": one.description} for one in attached]
    files = {one.name: one.content for one in attached}
    files |= {"main": TEMPLATE.read_bytes(), "paper.json": json.dumps(data).encode()}
    try:
        return compile_pdf(files, system=letters.system, standards=_STANDARDS, timestamp=int(paper.at.timestamp()))
    except typst.TypstError as error:
        raise HarvesterError(
            f"The PDF could not be made ({error.message}).", "Choose another format, e.g. --format html."
        ) from error


def _data(paper: Paper) -> dict[str, Any]:
    data = asdict(paper) | {"date": {"year": paper.at.year, "month": paper.at.month, "day": paper.at.day}}
    data["blocks"] = [{"block": type(block).__name__} | asdict(block) for block in paper.blocks]
    del data["at"]
    return data


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


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(one, change) for one in value]
    return sorted(value) if isinstance(value, frozenset) else value


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _strings(part)]
