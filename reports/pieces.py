"""Where a long document may be cut: between exhibits, between facts, and between rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from reports.blocks import Block, Card, Heading, Index, Row, Sheet, Table

_R = TypeVar("_R", Row, tuple[str, ...])
_AT_ONCE = 50
"""Facts or exhibits that are set together: the memory of the compiler grows with them, and it keeps the last ten."""
_ROWS = 200
"""Rows of a table that are set together."""
_WEIGHTS: dict[type[Block], float] = {Card: 1, Sheet: 1}


def weight(blocks: Sequence[Block]) -> float:
    """How much there is to set, in facts."""
    return sum(_WEIGHTS.get(type(one), 0) + _rows(one) * _AT_ONCE / _ROWS for one in blocks)


def _rows(block: Block) -> int:
    return len(block.rows) if isinstance(block, Table | Index) else 0


def pieces(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """The blocks in parts, each of which begins on a new page. What belongs together is not cut; a row stays whole."""
    held: list[Block] = []
    for block in (one for each in blocks for one in _in_rows(each)):
        if held and _may_cut(held, block):
            yield tuple(held)
            held = []
        held.append(block)
    yield tuple(held)


def _may_cut(held: Sequence[Block], block: Block) -> bool:
    before = held[-1]
    if isinstance(block, Sheet) and not any(isinstance(one, Sheet) for one in held):
        return True  # pages are numbered from the first exhibit on
    between = isinstance(block, Sheet) or (type(before) is type(block) and isinstance(block, Card | Table | Index))
    return between and weight(held) >= _AT_ONCE


def _in_rows(block: Block) -> Iterator[Block]:
    """A long table in pieces."""
    if _rows(block) <= _ROWS:
        yield block
        return
    if isinstance(block, Table):
        yield from (replace(block, rows=rows) for rows in _runs(block.rows))
    if isinstance(block, Index):
        yield from (replace(block, rows=rows) for rows in _runs(block.rows))


def _runs(rows: Sequence[_R]) -> Iterator[tuple[_R, ...]]:
    """Each run says whose rows it holds, and none ends with a group without rows."""
    held: list[_R] = []
    group: list[_R] = []
    for row in rows:
        grouping = isinstance(row, Row) and row.group
        if len(held) >= _ROWS and held[-1:] != group:
            yield tuple(held)
            held = [] if grouping else group[:]
        if grouping:
            group = [row]
        held.append(row)
    yield tuple(held)


def levels(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Levels of the headings in some blocks, in order."""
    found = {Card: 3, Sheet: 1}
    return tuple(
        one.level if isinstance(one, Heading) else found[type(one)]
        for one in blocks
        if isinstance(one, Heading | Card | Sheet)
    )
