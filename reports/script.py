"""The script of the talk, and the brief of the second who sits in (conversation.md 1, 2).

Both are Markdown templates that a user may copy and change; what fills them is data, and nothing in a mail or a
template can run. Only facts that a person accepted are in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from harvester.errors import UsageError
from harvester.model.dossier import Dossier
from harvester.model.times import moment, utc_moment
from reports import marked
from reports.blocks import Paper
from reports.sandbox import Sandbox, line_of
from reports.talk import TEMPLATES, NotSaidError, material
from reports.talk.lines import Line, Listed
from reports.text import markdown, one_line

_BY_HEART, _PAGES = 5, 2
"""Facts and pages of the brief, at most (conversation.md 2)."""


def written(dossier: Dossier, name: str, template: str | None = None) -> str:
    """The text of `script` or `brief` as Markdown. Raises UsageError where nothing was accepted or a template fails."""
    context = material(dossier)
    key = dossier.engagement.key
    if not context["all_facts"] and (waiting := context["left_out"]):
        raise UsageError(
            f"No accepted fact can be said yet: a person must first look at what stands beside {waiting[0]}.",
            f"Look at `harvester facts {key}` and `harvester gaps {key}`; each gap names its command with `--explain`.",
        )
    if not context["all_facts"] and dossier.lapsed:
        raise UsageError(
            f"No accepted fact can be said: {' '.join(one.told for one in dossier.lapsed)}",
            f"Look at `harvester facts {key}`, then accept what you stand by.",
        )
    if not context["all_facts"]:
        first = next((fact.no for fact in dossier.facts), "F-001")
        raise UsageError(
            f"No fact in the list about {dossier.engagement.client.name or key} has been accepted yet, and only "
            "accepted facts are said.",
            f"Look at `harvester facts {key}`, then accept what you stand by: "
            f"`harvester mark fact {first} accept --reason TEXT --by NAME`.",
        )
    source = template if template is not None else template_text(name)
    if name == "brief":
        return _fitted(dossier, source, context)
    return filled(source, context, f"the template of {name}")


def _fitted(dossier: Dossier, source: str, context: Mapping[str, Any]) -> str:
    """The brief with the most facts to know by heart that two pages hold; the rest are named by their numbers."""
    from pypdf import PdfReader

    from reports.pdf import pdf

    for by_heart in range(_BY_HEART, 0, -1):
        text = filled(source, {**context, "by_heart": by_heart}, "the template of brief")
        if len(PdfReader(BytesIO(pdf(paper(dossier, "brief", text)))).pages) <= _PAGES:
            break
    return text


def template_text(name: str) -> str:
    """The template as it ships."""
    return (TEMPLATES / f"{name}.md").read_text("utf-8")


def filled(source: str, context: Mapping[str, Any], where: str, known: Iterable[str] = ()) -> str:
    """A Markdown template with its data, in a sandbox; every inserted word is text. Raises UsageError with the line.

    `known`: the placeholders that an error names; default: all of them.
    """
    environment = Sandbox(
        undefined=StrictUndefined, finalize=_literal, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    try:
        return environment.from_string(source).render(context)
    except UNFILLED as error:
        line = line_of(error)
        raise unfilled(f"{where}, line {line}" if line else where, error, known or sorted(context)) from None


UNFILLED = (SecurityError, TemplateError, TypeError, ValueError, ArithmeticError, MemoryError)
"""What a template that cannot be filled ends in."""


def unfilled(where: str, error: Exception, known: Iterable[str]) -> UsageError:
    """What keeps a template or the user's own script from being filled, with the way out; `known`: placeholders."""
    fact, way = f"{where} cannot be filled ({one_line(str(error))}).", "Correct the placeholder."
    match error:
        case TemplateSyntaxError():
            fact = f"{where}: {str(error.message).rstrip('.')}."
        case UndefinedError():
            fact, way = f"{where}: {error.message}.", f"Known are: {', '.join(known)}."
        case NotSaidError():
            way = error.way
    return UsageError(fact, way)


def paper(dossier: Dossier, name: str, text: str) -> Paper:
    """The text as a document to print, in large type."""
    zone = dossier.engagement.us_hours.timezone
    return Paper(
        kind={"script": "Script", "brief": "Brief for the second"}.get(name, "Script"),
        title=one_line(dossier.engagement.client.name),
        subtitle=f"with {one_line(dossier.engagement.us.name or 'our side')}",
        as_of=f"As of {moment(dossier.as_of, zone, long=True)} ({utc_moment(dossier.as_of)})",
        at=dossier.as_of,
        blocks=marked.blocks(text),
        foot=f"Harvester {dossier.version}",
        large=True,
    )


def _literal(value: object) -> str:
    """Every inserted text is literal: no markup comes out of a mail."""
    match value:
        case None:
            return ""
        case Line():
            return "\\\n  ".join(map(markdown, value.printed))
        case Listed():
            return "\n".join("- " + "\\\n  ".join(map(markdown, one)) for one in value.printed)
        case _:
            return markdown(str(value))
