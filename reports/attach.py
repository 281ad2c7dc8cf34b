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
from reports.talk.lines import Line
from reports.text import shown

_PLACEHOLDER = re.compile(r"\{\{|\{%")
_PLACEHOLDERS = ("facts", "our_terms", "outcome", "exhibits", "fact(“F-003”)")
"""What is most wanted in a script of one's own."""
_MACROS = ("word/vbaProject.bin",)
APPENDIX = """

## Evidence

{% for line in all_facts %}
- {{ line.statement }} {{ line.cite }}
{% endfor %}
"""


def attached(dossier: Dossier, source: Path, out: Path) -> bytes:
    """The user's script with the evidence in it. Raises UsageError for what it cannot fill, naming the place."""
    if source.suffix.lower() != out.suffix.lower() or source.suffix.lower() not in (".docx", ".md"):
        raise UsageError(
            "Your own script is a .docx or .md file, and --out ends as it does.",
            f"Write e.g. --out new{source.suffix}.",
        )
    try:
        raw = source.read_bytes()
    except OSError:
        raise UsageError(f"{source} cannot be read.", "Correct --attach.") from None
    context = _context(dossier)
    if source.suffix.lower() == ".md":
        return _markdown(raw, context, source).encode("utf-8")
    return _docx(raw, context, source)


class _Lines(list[Line]):
    """Facts that print as one line each, and may be gone through in a loop."""

    def __str__(self) -> str:
        return "\n".join(f"{line.statement} {line.cite}" for line in self)


class _Exhibits(list[dict[str, str]]):
    """Exhibits that print as one line each, and may be gone through in a loop."""

    def __str__(self) -> str:
        return "\n".join(
            f"{', '.join(filter(None, (one['no'], one['date'], one['sender'])))}: {one['subject']}, for {one['facts']}"
            for one in self
        )


def _context(dossier: Dossier) -> dict[str, Any]:
    held = material(dossier)
    fact = held["fact"]
    return {
        **held,
        "facts": _Lines(held["facts"]),
        "our_terms": _Lines(held["our_terms"]),
        "exhibits": _Exhibits(held["exhibits"]),
        "fact": lambda number: f"{fact(number).statement} {fact(number).cite}",
    }


def _markdown(raw: bytes, context: dict[str, Any], source: Path) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{source.name} is not UTF-8 text.", "Save it as UTF-8.") from None
    if _PLACEHOLDER.search(text):
        return filled(text, context, source.name)
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
    document.add_page_break()
    styles = {style.name for style in document.styles}
    document.add_paragraph("Evidence", style="Heading 1" if "Heading 1" in styles else None)
    for line in context["all_facts"]:
        bullet = "List Bullet" if "List Bullet" in styles else None
        document.add_paragraph(shown(f"{line.statement} {line.cite}"), style=bullet)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _printed(value: object) -> object:
    return shown(value) if isinstance(value, str) else value
