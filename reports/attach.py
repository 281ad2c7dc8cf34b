"""The evidence in the user's own script: placeholders filled, or an appendix; their own text and look untouched."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined

from harvester.errors import UsageError
from harvester.model.dossier import Dossier
from reports.sandbox import Sandbox
from reports.script import UNFILLED, filled, unfilled
from reports.talk import material
from reports.talk.lines import Line, Listed, once
from reports.text import shown

_PLACEHOLDER = re.compile(r"\{\{|\{%")
_PLACEHOLDERS = ("facts", "our_terms", "outcome", "exhibits", 'fact("F-003")')
"""What is most wanted in a script of one's own."""
_MACROS = ("word/vbaProject.bin",)
APPENDIX = """

## Evidence

{{ all_facts }}
"""


def attached(dossier: Dossier, source: Path, out: Path) -> bytes:
    """The user's script with the evidence in it. Raises UsageError for what it cannot fill, naming the place."""
    form = source.suffix.lower()
    if form not in (".docx", ".md"):
        raise UsageError(f"{source.name} is neither a .docx nor a .md file.", f"Save it as {source.stem}.docx or .md.")
    if form != out.suffix.lower():
        raise UsageError(f"{source.name} stays a {form} file.", f"Write --out {out.stem}{form}.")
    try:
        raw = source.read_bytes()
    except OSError:
        raise UsageError(f"{source} cannot be read.", "Correct --attach.") from None
    context = _context(dossier)
    if form == ".md":
        return _markdown(raw, context, source).encode("utf-8")
    return _docx(raw, context, source)


def _context(dossier: Dossier) -> dict[str, Any]:
    """What a script of one's own may name: each fact about the client comes with what stands beside it."""
    held = material(dossier)
    fact = held["fact"]
    return {
        **held,
        "facts": Listed(held["facts"]),
        "all_facts": Listed(once(held["all_facts"])),
        "our_terms": Listed(held["our_terms"]),
        "exhibits": Listed(held["exhibits"]),
        "fact": lambda number: once([fact(number)])[0],
    }


def _markdown(raw: bytes, context: dict[str, Any], source: Path) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{source.name} is not UTF-8 text.", "Save it as UTF-8.") from None
    if _PLACEHOLDER.search(text):
        return filled(text, context, source.name, _PLACEHOLDERS)
    return text.rstrip("\n") + filled(APPENDIX, context, source.name)


def _docx(raw: bytes, context: dict[str, Any], source: Path) -> bytes:
    import docx
    from docxtpl import DocxTemplate

    _refuse_macros(raw, source)
    document = DocxTemplate(io.BytesIO(raw))
    document.get_docx()
    environment = Sandbox(undefined=StrictUndefined, autoescape=True, finalize=_printed)
    try:
        if not _PLACEHOLDER.search(document.get_xml()):
            return _with_appendix(docx.Document(io.BytesIO(raw)), context)
        document.render(context, environment, autoescape=True)
    except UNFILLED as error:
        raise unfilled(source.name, error, _PLACEHOLDERS) from None
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _refuse_macros(raw: bytes, source: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            names = set(packed.namelist())
    except zipfile.BadZipFile:
        raise UsageError(f"{source.name} is no Word document.", "Save it as .docx.") from None
    if "word/document.xml" not in names:
        raise UsageError(f"{source.name} is no Word document.", "Save it as .docx.")
    if names & set(_MACROS):
        raise UsageError(f"{source.name} holds macros.", "Save it as .docx without them.")


def _with_appendix(document: Any, context: dict[str, Any]) -> bytes:
    """At the end, on a page of its own, in the document's own styles."""
    styles = {style.name for style in document.styles}
    title = document.add_paragraph("Evidence", style="Heading 1" if "Heading 1" in styles else None)
    title.paragraph_format.page_break_before = True
    for told in context["all_facts"].printed:
        bullet = "List Bullet" if "List Bullet" in styles else None
        document.add_paragraph("\n".join(map(shown, told)), style=bullet)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _printed(value: object) -> object:
    """As docxtpl takes it: a line end stays in the paragraph, a bell begins one of the same look."""
    match value:
        case str():
            return shown(value)
        case Line():
            return "\n".join(map(shown, value.printed))
        case Listed():
            return "\a".join("\n".join(map(shown, told)) for told in value.printed)
        case _:
            return value
