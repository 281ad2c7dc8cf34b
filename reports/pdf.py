"""A document as PDF/A-3 and PDF/UA: tagged, with bookmarks, page numbers and the originals attached.

The template is ours; every foreign word reaches it as JSON data. The compiler gets its files from memory, so that
nothing is read but fonts, and nothing can be fetched (S17, S24).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typst

from harvester.errors import HarvesterError
from reports.blocks import Paper, Sheet
from reports.fonts import compile_pdf, spelled, uncovered
from reports.text import shown

TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
_RUN = re.compile(r"[^\s\u200b]{36,}")
_PIECE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that lies in the document."""

    name: str
    media_type: str
    description: str
    content: bytes


def pdf(paper: Paper, attached: Sequence[Attached] = ()) -> bytes:
    """The bytes of the file: the same for the same document and fonts (P4)."""
    data = _mapped(_data(paper), _fit)
    written = "".join(set(_strings(data)))
    system = bool(uncovered(written, system=False))
    missing = uncovered(written, system=True) if system else frozenset()
    data = _mapped(data, lambda text: _breakable(spelled(text, missing)))
    data["attached"] = [{"path": one.name, "type": one.media_type, "about": one.description} for one in attached]
    files = {one.name: one.content for one in attached}
    files |= {"main": TEMPLATE.read_bytes(), "paper.json": json.dumps(data).encode()}
    try:
        return compile_pdf(files, system=system, standards=_STANDARDS, timestamp=int(paper.at.timestamp()))
    except typst.TypstError as error:
        raise HarvesterError(
            f"The PDF could not be made ({error.message}).", "Choose another format, e.g. --format html."
        ) from error


def _data(paper: Paper) -> dict[str, Any]:
    data = asdict(paper) | {"date": {"year": paper.at.year, "month": paper.at.month, "day": paper.at.day}}
    first = next((number for number, block in enumerate(paper.blocks) if isinstance(block, Sheet)), None)
    data["blocks"] = [
        {"block": type(block).__name__, "first": number == first} | asdict(block)
        for number, block in enumerate(paper.blocks)
    ]
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
