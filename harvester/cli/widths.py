"""Widths of a table's columns: no word is cut in two while the terminal has room for it."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

_LONGEST = 15
"""Cells that one word may claim; a longer one, e.g. an address, is folded."""
_OWN = 11
"""Cells of the longest of our own words, “established”: what is longer is foreign and gives way to it."""
_SHORT = 8
"""Cells of a column that is not worth breaking: “SOW 2.1”."""
_IDS = frozenset({"Obligation"})
"""Columns of what a command takes: it is copied and looked for as one word."""
_LONGEST_ID = 26
"""Cells that an id may claim; a longer one, and any on a terminal without room for it, is parted at a hyphen."""
_HYPHEN = re.compile(r"(?<!\d)-")
"""Where a long word may end a line: never within a date or a number."""
_BETWEEN = 2
"""Blanks between two columns, as `listing` sets them."""


def fit(table: Table, width: int) -> None:
    """Gives every column its longest word first, then shares out what is left of `width` cells.

    A table that fits as it is, or whose longest words do not fit, is left to itself.
    """
    columns = table.columns
    room = width - _BETWEEN * len(columns)
    whole = [max(map(cell_len, _texts(column))) for column in columns]
    tries = (
        _least(columns, whole, longest, ids) for ids in (_LONGEST_ID, 0) for longest in range(_LONGEST, _OWN - 1, -1)
    )
    least = next((cells for cells in tries if sum(cells) <= room), None)
    if sum(whole) <= room or least is None:
        return
    for _ in range(room - sum(least)):
        neediest = max(range(len(columns)), key=lambda n: whole[n] / max(least[n], 1))
        least[neediest] += 1
    for column, cells in zip(columns, least, strict=True):
        column.width = cells
        column._cells = [_parted(cell, cells) for cell in column.cells]


def _least(columns: list[Column], whole: list[int], longest: int, ids: int) -> list[int]:
    """What each column needs while no word claims more than `longest` cells, and no id more than `ids`."""
    return [
        full
        if column.no_wrap or full <= _SHORT or (column.header in _IDS and full <= ids)
        else min(longest, max(map(_longest_part, _texts(column))))
        for column, full in zip(columns, whole, strict=True)
    ]


def _texts(column: Column) -> list[str]:
    return [str(column.header), *map(str, column.cells)]


def _longest_part(text: str) -> int:
    return max(map(cell_len, _HYPHEN.sub("- ", text).split()), default=0)


def _parted(cell: RenderableType, width: int) -> RenderableType:
    """The cell with a line end after the last hyphen that fits, in each word that is too long."""
    if not isinstance(cell, Text):
        return cell
    words = [_broken(word, width) for word in cell.plain.split(" ")]
    return Text(" ".join(words), cell.style)


def _broken(word: str, width: int) -> str:
    at = max((hyphen.end() for hyphen in _HYPHEN.finditer(word, 0, width)), default=0)
    return word if cell_len(word) <= width or not at else f"{word[:at]}\n{_broken(word[at:], width)}"
