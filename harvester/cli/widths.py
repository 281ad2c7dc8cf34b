"""Widths of a table's columns: no word is cut in two while the terminal has room for it."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

_LONGEST = 15
"""Cells that one word may claim; a longer one, e.g. an address, is folded."""
_SHORT = 8
"""Cells of a column that is not worth breaking: “SOW 2.1”."""
_BETWEEN = 2
"""Blanks between two columns, as `listing` sets them."""


def fit(table: Table, width: int) -> None:
    """Gives every column its longest word first, then shares out what is left of `width` cells.

    A table that fits as it is, or whose longest words do not fit, is left to itself.
    """
    columns = table.columns
    room = width - _BETWEEN * len(columns)
    whole = [max(map(cell_len, _texts(column))) for column in columns]
    least = [
        full if column.no_wrap or full <= _SHORT else min(_LONGEST, max(map(_longest_part, _texts(column))))
        for column, full in zip(columns, whole, strict=True)
    ]
    if sum(whole) <= room or sum(least) > room:
        return
    for _ in range(room - sum(least)):
        neediest = max(range(len(columns)), key=lambda n: whole[n] / max(least[n], 1))
        least[neediest] += 1
    for column, cells in zip(columns, least, strict=True):
        column.width = cells
        column._cells = [_parted(cell, cells) for cell in column.cells]


def _texts(column: Column) -> list[str]:
    return [str(column.header), *map(str, column.cells)]


def _longest_part(text: str) -> int:
    return max(map(cell_len, text.replace("-", "- ").split()), default=0)


def _parted(cell: RenderableType, width: int) -> RenderableType:
    """The cell with a line end after the last hyphen that fits, in each word that is too long."""
    if not isinstance(cell, Text):
        return cell
    words = [_broken(word, width) for word in cell.plain.split(" ")]
    return Text(" ".join(words), cell.style)


def _broken(word: str, width: int) -> str:
    at = word.rfind("-", 0, width) + 1
    return word if cell_len(word) <= width or not at else f"{word[:at]}\n{_broken(word[at:], width)}"
