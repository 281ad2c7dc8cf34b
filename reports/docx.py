"""A document for Word: real styles, heads that repeat, page numbers; the same bytes for the same document (P4)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC
from itertools import takewhile
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reports.blocks import Block, Break, Bullets, Card, Heading, Letter, Paper, Row, Sheet, Table, Terms, Text
from reports.docx_styles import WIDTH, page_layout, styles
from reports.text import shown

_STYLE_OF = {"plain": "Normal", "lead": "Lead", "note": "Note", "small": "Small"}
_WRITTEN_IN = 1000
"""Height of a row of a form, in twentieths of a point."""
_KEPT = 8
"""Paragraphs that are kept on one page; more of them would leave too much of the page before empty."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def docx_file(paper: Paper) -> bytes:
    """The bytes of the file."""
    document = docx.Document()
    styles(document, large=paper.large)
    page_layout(document, f"{_fit(paper.title)} {_fit(paper.subtitle)}", _fit(paper.foot))
    about, at = document.core_properties, paper.at.astimezone(UTC).replace(tzinfo=None)
    about.title, about.author, about.comments = f"{paper.kind}: {_fit(paper.title)}"[:255], "Harvester", ""
    about.created = about.modified = about.last_printed = at
    body = _Body(document)
    body.paragraph(paper.kind, "Small")
    body.paragraph(paper.title, "Title")
    body.paragraph(paper.subtitle, "Subtitle")
    body.paragraph(paper.as_of, "Small")
    for block in paper.blocks:
        body.add(block)
    made = io.BytesIO()
    document.save(made)
    return _undated(made.getvalue())


class _Body:
    """Writes blocks at the end of a document."""

    def __init__(self, document: Document) -> None:
        self.element = document.element.body
        self.end = self.element.sectPr
        self.breaks = False
        """Whether what comes next begins a page."""
        self.ids = {style.name: style.style_id for style in document.styles}

    def add(self, block: Block) -> None:
        """Prints one block."""
        match block:
            case Table() | Terms():
                self._put(self._table(block if isinstance(block, Table) else _without_head(block)))
            case Heading():
                self.paragraph(block.text, f"Heading {block.level}")
            case Text():
                self.paragraph(block.text, _STYLE_OF[block.tone], keep=block.keep)
            case Bullets():
                for item in block.items:
                    self.paragraph(item, "Small Bullet" if block.small else "List Bullet")
            case Card():
                self._card(block)
            case Letter():
                for quoted, text in block.passages:
                    self.paragraph(text, "Quote" if quoted else "Normal")
            case Sheet() | Break():
                self._page(block)

    def _page(self, block: Sheet | Break) -> None:
        if isinstance(block, Sheet):
            self.paragraph(f"{block.no}  {block.title}", "Heading 1")
        else:
            self._keep_last()
            self.breaks = True

    def _keep_last(self) -> None:
        """What stands under the last heading goes over together: a line of it alone would have a page of its own."""
        headings = {self.ids[f"Heading {level}"] for level in (1, 2, 3)}
        before = list(takewhile(lambda one: one.tag == qn("w:p"), self.end.itersiblings(preceding=True)))
        section = list(takewhile(lambda one: one.pPr.pStyle.val not in headings, before))
        if len(section) < min(len(before), _KEPT):
            for paragraph in section[1:]:
                paragraph.pPr.append(OxmlElement("w:keepNext"))

    def paragraph(self, text: str, style: str, *, keep: bool = False) -> None:
        """A paragraph at the end; `keep`: on the page of what follows it."""
        made = self._paragraph([(text, "")], style)
        if keep:
            made.pPr.append(OxmlElement("w:keepNext"))
        self._put(made)

    def _card(self, card: Card) -> None:
        self._put(
            self._paragraph([(card.no, ""), (f"   {card.when}   ", "Faint"), (card.standing, "Standing")], "Heading 3")
        )
        self._put(self._paragraph([(card.statement, "")], "Statement"))
        for name, told in card.notes:
            self._put(self._paragraph([(f"{name}: ", "Label"), (told, "")], "Beside"))
        for one in card.cites:
            exhibit = f", exhibit {one.exhibit}" if one.exhibit else ""
            self._put(self._paragraph([(f"{one.what}{exhibit}\n", ""), (one.sha256, "Hash")], "Beside"))

    def _put(self, element: Any) -> None:
        """At the end; a break of its own would leave an empty page after a full one, so what follows it carries it."""
        if self.breaks:
            carrier = element if element.tag == qn("w:p") else OxmlElement("w:p")
            carrier.get_or_add_pPr().get_or_add_pageBreakBefore().val = True
            if carrier is not element:
                self.end.addprevious(carrier)
            self.breaks = False
        self.end.addprevious(element)

    def _paragraph(self, runs: Iterable[tuple[str, str]], style: str) -> Any:
        made = OxmlElement("w:p")
        properties = OxmlElement("w:pPr")
        properties.append(_valued("w:pStyle", self.ids[style]))
        made.append(properties)
        for text, kind in runs:
            made.append(self._run(text, kind))
        return made

    def _run(self, text: str, kind: str) -> Any:
        run = OxmlElement("w:r")
        if kind:
            properties = OxmlElement("w:rPr")
            properties.append(_valued("w:rStyle", self.ids[kind]))
            run.append(properties)
        for number, line in enumerate(_fit(text).split("\n")):
            if number:
                run.append(OxmlElement("w:br"))
            piece = OxmlElement("w:t")
            piece.text = line
            piece.set(qn("xml:space"), "preserve")
            run.append(piece)
        return run

    def _table(self, table: Table) -> Any:
        head, shares, numbers = table.head, table.shares, table.numbers
        widths = [round(WIDTH * share / sum(shares)) for share in shares]
        made = OxmlElement("w:tbl")
        properties = OxmlElement("w:tblPr")
        properties.append(_valued("w:tblStyle", self.ids["Rows"]))
        properties.append(_valued("w:tblW", str(sum(widths)), key="w:w", also=("w:type", "dxa")))
        properties.append(_valued("w:tblLayout", "fixed", key="w:type"))
        properties.append(_valued("w:tblLook", "0020" if head else "0000"))
        made.append(properties)
        grid = OxmlElement("w:tblGrid")
        for width in widths:
            grid.append(_valued("w:gridCol", str(width), key="w:w"))
        made.append(grid)
        if head:
            names = [((name,), "Head number" if place in numbers else "Head") for place, name in enumerate(head)]
            made.append(self._row(names, widths, repeat=True))
        for row in table.rows:
            if row.group:
                made.append(self._row([(row.cells[0], "Group")], [sum(widths)], span=len(widths)))
            else:
                cells = [(cell, "Number" if place in numbers else "Cell") for place, cell in enumerate(row.cells)]
                made.append(self._row(cells, widths))
        if table.whole:
            _kept_whole(made)
        return made

    def _row(
        self,
        cells: Sequence[tuple[tuple[str, ...], str]],
        widths: Sequence[int],
        *,
        repeat: bool = False,
        span: int = 1,
    ) -> Any:
        row = OxmlElement("w:tr")
        properties = OxmlElement("w:trPr")
        properties.append(OxmlElement("w:cantSplit"))
        if repeat:
            properties.append(OxmlElement("w:tblHeader"))
        row.append(properties)
        for (lines, style), width in zip(cells, widths, strict=True):
            cell = OxmlElement("w:tc")
            about = OxmlElement("w:tcPr")
            about.append(_valued("w:tcW", str(width), key="w:w", also=("w:type", "dxa")))
            if span > 1:
                about.append(_valued("w:gridSpan", str(span)))
            cell.append(about)
            for number, line in enumerate(lines or ("",)):
                cell.append(self._paragraph([(line, "Faint" if number else "")], style))
            row.append(cell)
        return row


def _kept_whole(table: Any) -> None:
    """Every row stays with the next one; a row with an empty cell is high enough to be written in."""
    rows = list(table.iter(qn("w:tr")))
    for row in rows:
        for properties in row.iter(qn("w:pPr")) if row is not rows[-1] else ():
            properties.append(OxmlElement("w:keepNext"))
        if any(not "".join(cell.itertext()) for cell in row.iter(qn("w:tc"))):
            row.find(qn("w:trPr")).append(_valued("w:trHeight", str(_WRITTEN_IN), also=("w:hRule", "atLeast")))


def _without_head(terms: Terms) -> Table:
    rows = tuple(Row(cells=((name,), (meaning,))) for name, meaning in terms.rows)
    return Table(head=(), shares=(28, 72), rows=rows)


def _valued(name: str, value: str, *, key: str = "w:val", also: tuple[str, str] | None = None) -> Any:
    made = OxmlElement(name)
    made.set(qn(key), value)
    if also:
        made.set(qn(also[0]), also[1])
    return made


def _fit(text: str) -> str:
    """What XML can hold, with every control, direction and invisible character by its name; tabs are blanks."""
    return re.sub("\t", "    ", shown(text))


def _undated(packed: bytes) -> bytes:
    """The same archive without the times at which its parts were written."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(made, "w") as new:
        for one in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            new.writestr(zipfile.ZipInfo(one, _FIRST_DAY), old.read(one), zipfile.ZIP_DEFLATED)
    return made.getvalue()
