"""A document as one HTML page: own style, no script, nothing loaded."""

from __future__ import annotations

import base64
import hashlib

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.blocks import Block, Paper
from reports.factlist import TEMPLATES
from reports.text import shown


def html(paper: Paper) -> bytes:
    """The bytes of the page; the same for the same document (P4)."""
    style = "\n" + (TEMPLATES / "paper.css").read_text("utf-8").strip() + "\n"
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, finalize=_fit,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    text = environment.get_template("paper.html").render(
        paper=paper,
        kind=_kind,
        style=Markup(style),  # noqa: S704 (our own file)
        policy=f"default-src 'none'; style-src 'sha256-{digest}'",
    )
    return text.encode("utf-8", "replace")


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _fit(value: object) -> object:
    return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value
