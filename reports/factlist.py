"""The fact list as one HTML file: no script needed, no request made, foreign strings printed as text (S16, S17)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from harvester.model import times
from harvester.model.dossier import Dossier
from harvester.model.matter import Side
from reports import letters, view, withheld, words
from reports.places import made_from, seen_at
from reports.text import one_line, shortened, shown

TEMPLATES = Path(__file__).parent / "templates"
_FACTS_AT_ONCE, _ROWS_AT_ONCE = 50, 200
"""A browser lays out so many together, when they come near: a page of ten thousand facts opens at once (on screen)."""


def render(dossier: Dossier) -> Mapping[str, bytes]:
    """`facts.html`, complete in itself; the same bytes for the same dossier (P4)."""
    style, script = _asset("factlist.css"), _asset("factlist.js")
    text = _environment().get_template("factlist.html").render(
        dossier=dossier, page=view.page(dossier),
        style=Markup(style), script=Markup(script),  # noqa: S704 - our own files
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
    )  # fmt: skip
    return {"facts.html": text.encode("utf-8", "replace")}


def _hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    return "\n" + (TEMPLATES / name).read_text("utf-8").strip() + "\n"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, finalize=_printed,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.globals.update(
        US=Side.US, CLIENT=Side.CLIENT, TEXT_LIMIT=letters.TEXT_LIMIT, OWN_LIMIT=view.OWN_LIMIT,
        FACTS_AT_ONCE=_FACTS_AT_ONCE, ROWS_AT_ONCE=_ROWS_AT_ONCE,
        SHOWN_LIMIT=view.SHOWN_LIMIT, BESIDE_LIMIT=view.BESIDE_LIMIT, ITEM_LIMIT=view.ITEM_LIMIT,
        words=words, label=words.label, flag_of=words.flag, claim_of=words.claim, claim_code=words.claim_code,
        passages=letters.passages, stated=letters.stated, size=letters.size, shortened=shortened,
        seen_at=seen_at, made_from=made_from,
        iso=times.iso, moment=times.moment, stamp=times.stamp, utc=times.utc_moment, short_day=times.short_day,
        week_text=times.week_text, elapsed=times.elapsed, duration=times.duration, business=times.business,
        number=times.number, often=times.often, place=letters.place, withheld_people=withheld.people,
    )  # fmt: skip
    made.filters["line"] = one_line
    return made


def _printed(value: Any) -> Any:
    """What every `{{ … }}` goes through before it is escaped: no control, direction or invisible character (S5)."""
    if value is None:
        return ""
    return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value
