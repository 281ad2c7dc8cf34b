"""How a document for Word looks: its styles, its page, the numbers at its foot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips

WIDTH = 9300
"""Text width in twentieths of a point: A4 without its margins."""
INK, SOFT, RULE = RGBColor(0x1F, 0x23, 0x28), RGBColor(0x5D, 0x65, 0x70), "D9D5CD"
SERIF, MONO = "Georgia", "Courier New"

_BUILT_IN: dict[str, tuple[float, RGBColor, bool, float, float]] = {
    # name: size, colour, bold, space before and after in points
    "Normal": (10.5, INK, False, 0, 6),
    "Heading 1": (17, INK, False, 22, 4),
    "Heading 2": (12, INK, True, 14, 4),
    "Heading 3": (10, INK, True, 12, 4),
    "Title": (27, INK, False, 0, 4),
    "Subtitle": (12, SOFT, False, 0, 4),
    "List Bullet": (9.5, INK, False, 0, 3),
    "Quote": (9.5, SOFT, False, 0, 6),
}
_ALOUD = {"Normal": 14.0, "Heading 2": 15.0, "List Bullet": 14.0, "Quote": 13.0, "Cell": 12.0, "Small Bullet": 10.0}
"""Sizes of what is read aloud."""
_PARAGRAPHS: dict[str, tuple[str, float, RGBColor, bool, tuple[float, float]]] = {
    # name: based on, size, colour, bold, space before and after in points
    "Lead": ("Normal", 12, INK, False, (0, 6)),
    "Note": ("Normal", 9.5, SOFT, False, (2, 6)),
    "Small": ("Normal", 8.5, SOFT, False, (2, 6)),
    "Small Bullet": ("List Bullet", 8.5, INK, False, (0, 3)),
    "Statement": ("Normal", 11, INK, False, (0, 4)),
    "Beside": ("Normal", 8.5, INK, False, (0, 2)),
    "Cell": ("Normal", 9, INK, False, (1, 1)),
    "Number": ("Cell", 9, INK, False, (1, 1)),
    "Head": ("Cell", 8, SOFT, True, (1, 1)),
    "Head number": ("Head", 8, SOFT, True, (1, 1)),
    "Group": ("Cell", 9, INK, True, (6, 1)),
}
_RUNS: dict[str, tuple[float, RGBColor, bool]] = {
    "Faint": (8, SOFT, False),
    "Label": (8.5, SOFT, False),
    "Standing": (8.5, SOFT, True),
    "Hash": (7, SOFT, False),
}
_ROWS = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Rows">
  <w:name w:val="Rows"/><w:basedOn w:val="TableNormal"/>
  <w:tblPr><w:tblBorders>
    <w:bottom w:val="single" w:sz="4" w:color="{RULE}"/><w:insideH w:val="single" w:sz="4" w:color="{RULE}"/>
  </w:tblBorders><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="120" w:type="dxa"/></w:tblCellMar></w:tblPr>
</w:style>"""


def styles(document: Document, *, large: bool = False) -> None:
    """Sets the built-in styles and adds our own; `large` for what is read aloud."""
    known: Any = document.styles
    for name, (size, colour, bold, before, after) in _BUILT_IN.items():
        _look(known[name], _ALOUD.get(name, size) if large else size, colour, bold=bold)
        _room(known[name], before, 8 if large and name == "List Bullet" else after)
        known[name].paragraph_format.keep_with_next = name.startswith("Heading")
    if large:  # a blank between what is read aloud, one after the other
        for narrow in list(known["List Bullet"].element.iter(qn("w:contextualSpacing"))):
            narrow.getparent().remove(narrow)
    known["Subtitle"].font.italic = False
    for border in known["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    for name, (base, size, colour, bold, (before, after)) in _PARAGRAPHS.items():
        made = known.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = known[base]
        _look(made, _ALOUD.get(name, size) if large else size, colour, bold=bold)
        _room(made, before, after)
    known["Small Bullet"].element.get_or_add_pPr().append(OxmlElement("w:contextualSpacing"))
    for name in ("Number", "Head number"):
        known[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name in ("Note", "Statement"):
        known[name].paragraph_format.keep_with_next = True
    for name, (size, colour, bold) in _RUNS.items():
        run = known.add_style(name, WD_STYLE_TYPE.CHARACTER)
        run.font.size, run.font.color.rgb, run.font.bold = Pt(size), colour, bold
    _face(known["Hash"], MONO)
    known.element.append(parse_xml(_ROWS))


def page_layout(document: Document, running: str, foot: str) -> None:
    """A4, the title at the head, the page number at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(23)
    section.top_margin = section.bottom_margin = Mm(24)
    section.header.paragraphs[0].style = section.footer.paragraphs[0].style = document.styles["Small"]
    section.header.paragraphs[0].text = running
    line = section.footer.paragraphs[0]
    line.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(Twips(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{foot}\tPage ")
    for element in _field("PAGE"):
        line.add_run()._r.append(element)
    line.add_run(" of ")
    for element in _field("NUMPAGES"):
        line.add_run()._r.append(element)


def _field(code: str) -> Iterable[Any]:
    """A number that Word fills in."""
    for kind in ("begin", "", "end"):
        if kind:
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), kind)
        else:
            made = OxmlElement("w:instrText")
            made.text = code
        yield made


def _look(style: Any, size: float, colour: RGBColor, *, bold: bool) -> None:
    style.font.size, style.font.color.rgb, style.font.bold = Pt(size), colour, bold
    _face(style, SERIF)


def _room(style: Any, before: float, after: float) -> None:
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _face(style: Any, name: str) -> None:
    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(key), name)
