"""Cells of a workbook: typed, none of them a formula, none with a character that a spreadsheet cannot hold (S19)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import ceil
from typing import Any, Literal, get_args
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.text import shown

CELL_LIMIT = 32_000
"""Characters that a cell takes; a spreadsheet refuses more than 32,767."""
CUT = " … (cut; the whole stands in the JSON document)"
_LINE, _TALLEST = 13.5, 400.0
"""Points of a line, and the most that a row may have."""
_A4, _MARGIN_LETTERS = 9, 200
_UNUSED = 4
"""Places at the end of a line that stay empty where the next word is longer."""
_WRAPPED = ("long", "code")
_FIRST = date(1900, 3, 1)
"""Earlier days are not the same in every spreadsheet; they are written as text."""

Kind = Literal["text", "long", "code", "number", "hours", "utc", "local", "yes", "money"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column: its heading, how wide it is in characters, what it holds."""

    name: str
    key: str
    width: float
    kind: Kind = "text"
    printed: bool = True
    """Whether it goes to paper; the others are for looking things up on a screen."""


def fields(table: str, zone: str) -> list[Field]:
    """Columns written a line each, “name | key | width | kind”; those below a line “---” are not printed.

    {zone} in a name is our time zone.
    """
    paper, _, screen = table.partition("---")
    found = []
    for printed, lines in ((True, paper), (False, screen)):
        for line in lines.strip().splitlines():
            name, key, width, kind = (cell.strip() for cell in line.split("|"))
            name = name.replace("{zone}", zone)
            found.append(Field(name=name, key=key, width=float(width), kind=kind, printed=printed))  # type: ignore[arg-type]  # one of Kind
    return found


class Book:
    """A workbook in memory; `sheet` adds one, `bytes` closes it. Same content, same bytes (P4)."""

    def __init__(self, title: str, at: datetime, zone: str) -> None:
        self._out = io.BytesIO()
        self.book: Workbook = xlsxwriter.Workbook(
            self._out,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        made = at.astimezone(UTC).replace(tzinfo=None)
        self.title = fit(title)[:255]
        self.book.set_properties({"title": self.title, "author": "Harvester", "created": made})
        self.zone = ZoneInfo(zone)
        base = {"valign": "top", "font_size": 10, "bottom": 1, "bottom_color": "#D9D5CD"}
        left = {"align": "left", "indent": 1}
        looks: Mapping[str, Mapping[str, Any]] = {
            "text": left, "long": left | {"text_wrap": True}, "yes": left,
            "number": {"num_format": "#,##0_)"}, "hours": {"num_format": "#,##0.0_)"},
            "money": {"num_format": "#,##0.00_)"},
            "code": left | {"font_name": "Courier New", "font_size": 9, "text_wrap": True},
            "utc": left | {"num_format": "yyyy-mm-dd hh:mm:ss"}, "local": left | {"num_format": "ddd yyyy-mm-dd hh:mm"},
            "day": left | {"num_format": "ddd yyyy-mm-dd"},
        }  # fmt: skip
        self.looks = {kind: self.book.add_format(base | dict(look)) for kind, look in looks.items()}
        self.open_looks = {kind: self.book.add_format(base | dict(look) | {"locked": False, "bg_color": "#FFF9E5"})
                           for kind, look in looks.items()}  # fmt: skip
        self.head = self.book.add_format(
            left | {"bold": True, "bottom": 1, "valign": "top", "text_wrap": True, "bg_color": "#F3F1EC"}
        )

    def sheet(
        self,
        name: str,
        columns: Sequence[Field],
        rows: Sequence[Mapping[str, Any]],
        open_keys: frozenset[str] = frozenset(),
    ) -> Worksheet:
        """A table with a frozen head and a filter. Columns in `open_keys` may be written into when it is protected."""
        made = self.book.add_worksheet(name)
        made.freeze_panes(1, 1)
        self._on_paper(made, max(len(rows), 1), sum(one.printed for one in columns) - 1)
        made.set_row(0, _height(columns, {one.key: one.name for one in columns}, get_args(Kind)))
        for number, row in enumerate(rows, start=1):
            made.set_row(number, _height(columns, row))
        for column, one in enumerate(columns):
            made.set_column(column, column, one.width)
            made.write_string(0, column, one.name, self.head)
            looks = self.open_looks if one.key in open_keys else self.looks
            for number, row in enumerate(rows, start=1):
                self.write(made, (number, column), row.get(one.key), one.kind, looks)
        made.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        return made

    def _on_paper(self, sheet: Worksheet, rows: int, last: int) -> None:
        """A4 across, the columns that are printed on one page's width, the head on each page, pages numbered."""
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, rows, last)
        told = self.title.replace("&", "&&")[:_MARGIN_LETTERS]
        sheet.set_header(f"&L&9{told}&R&9&A", {"margin": 0.3})
        sheet.set_footer("&L&9Harvester&R&9Page &P of &N", {"margin": 0.3})

    def write(self, sheet: Worksheet, place: tuple[int, int], value: Any, kind: str, looks: Mapping[str, Any]) -> None:
        """One cell with its type."""
        if value is None or (not value and isinstance(value, str | list)):
            sheet.write_blank(*place, None, looks[kind])
        elif kind in ("utc", "local"):
            self._write_time(sheet, place, str(value), kind)
        elif kind in ("number", "hours", "money") and isinstance(value, int | float | Decimal):
            sheet.write_number(*place, value, looks[kind])
        elif isinstance(value, bool):
            sheet.write_string(*place, "yes" if value else "no", looks[kind])
        else:
            sheet.write_string(*place, fit(_told(value, kind)), looks[kind])

    def _write_time(self, sheet: Worksheet, place: tuple[int, int], value: str, kind: str) -> None:
        """An instant in UTC or in our zone, without zone, since a spreadsheet knows none; a day as a day."""
        if len(value) == len("2026-03-31"):
            on = date.fromisoformat(value)
            if on >= _FIRST:
                sheet.write_datetime(*place, on, self.looks["day"])
                return
        else:
            at = datetime.fromisoformat(value).astimezone(UTC if kind == "utc" else self.zone).replace(tzinfo=None)
            if at.date() >= _FIRST:
                sheet.write_datetime(*place, at.replace(microsecond=0), self.looks[kind])
                return
        sheet.write_string(*place, value, self.looks["text"])

    def bytes(self) -> bytes:
        """The file."""
        self.book.close()
        return self._out.getvalue()


def _height(columns: Sequence[Field], row: Mapping[str, Any], kinds: tuple[str, ...] = _WRAPPED) -> float:
    """Points that the longest printed cell of a row needs; not every program finds that out for itself."""
    wrapped = [(one.width, _told(row.get(one.key), one.kind)) for one in columns if one.kind in kinds and one.printed]
    lines = max((sum(_lines(line, width) for line in told.split("\n")) for width, told in wrapped), default=1)
    return min(_LINE * lines + 2, _TALLEST)


def _lines(text: str, width: float) -> int:
    """Lines of a cell: wide letters of East Asia take two places, and a word that does not fit begins a new line."""
    return max(
        1, ceil(sum(2 if east_asian_width(one) in "WF" else 1 for one in text) / max(width - _UNUSED, width * 0.8))
    )


def _told(value: Any, kind: str) -> str:
    """The words of a cell; what is a list of sentences stands a line each."""
    if isinstance(value, list | tuple):
        told = list(map(str, value))
        return ("\n" if kind == "code" or any(one.endswith(".") for one in told) else "; ").join(told)
    return "" if value is None else str(value)


def fit(text: str) -> str:
    """What a cell can hold: no control, direction or invisible character, not too long."""
    line = shown(text).replace("\t", "    ")
    return line if len(line) <= CELL_LIMIT else line[: CELL_LIMIT - len(CUT)] + CUT
