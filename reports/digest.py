"""The digest of a night: one calm message about many clients, as text and as HTML.

Subjects name no client: a screen that lights up on a table is read by others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from harvester.model.night import ClientNight, Flagged, FlagState, Night
from harvester.model.times import iso, moment
from reports.documents import coverage
from reports.factlist import TEMPLATES
from reports.text import one_line, wrapped

WIDTH = 76
LONGEST = 10
"""Lines of one section; `harvester flags` has them all."""
NOTHING = "Nothing is flagged."
SEARCH_TITLE = "The search itself"
_RULES = {
    "unanswered": "Unanswered",
    "silence": "Silence",
    "slower": "Slower answers",
    "deadline": "Date is near",
    "past_due": "Date has passed",
    "invoice": "Invoice",
    "lapsed": "Accepted fact",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with its lines, those beyond `LONGEST` counted."""

    title: str
    lines: tuple[str, ...]
    more: int
    steps: tuple[str, ...] = ()
    """Commands that show what a person must look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One client, or the search itself."""

    title: str
    as_of: str
    sections: tuple[Section, ...]
    report: str


def subject(night: Night) -> str:
    """What has changed and what stands, without a name."""
    states = dict.fromkeys(FlagState, 0)
    for flag in night.flags:
        states[flag.state] += bool(flag.key.client)
    told = [f"{states[state]} {state.words}" for state in FlagState if states[state]]
    trouble = [flag for flag in night.flags if not flag.key.client and flag.state is not FlagState.CLEARED]
    parts = [", ".join(told)] if told else []
    if trouble:
        parts.insert(0, "the search needs a look")
    return f"Harvester: {'; '.join(parts) or 'nothing to report'}"


def parts(night: Night) -> tuple[Part, ...]:
    """What the digest holds: trouble with the search first, then the clients of whom there is something to say."""
    search = Part(
        title=SEARCH_TITLE, as_of=moment(night.at, night.zone), sections=tuple(_flag_sections(night, "")), report=""
    )
    clients = (_client(night, client) for client in night.clients)
    return tuple(part for part in (search, *clients) if part.sections)


def text(night: Night, width: int = WIDTH) -> str:
    """The digest as plain text of at most 76 columns, or as many as are given."""
    lines = []
    for part in parts(night):
        lines += [part.title, "=" * min(len(part.title), width), *_as_of(part), ""]
        for section in part.sections:
            lines.append(section.title)
            for line in (*section.lines, *_more(night, section)):
                lines += wrapped(line, width, "  * ", "    ")
            lines += [f"  To look: {step}" for step in section.steps]
            lines.append("")
        if part.report:
            lines += [f"Report: {part.report}", ""]
    return "\n".join(lines or [NOTHING, ""])


def html(night: Night) -> str:
    """The same as HTML without a link, an image or a script."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    page = environment.get_template("digest.html")
    return page.render(parts=parts(night), more=lambda section: _more(night, section), title=subject(night))


def document(night: Night) -> dict[str, Any]:
    """The content of `harvester.nightly/1`."""
    clients = [
        told | {"debts": list(one.debts), "changed": list(one.changed), "error": one.error or None}
        for told, one in zip(reach(night), night.clients, strict=True)
    ]
    return {"at": iso(night.at), "flagged": night.flagged, "clients": clients, "flags": [row(f) for f in night.flags]}


def reach(night: Night) -> list[dict[str, Any]]:
    """Each client with the time up to which its evidence speaks, and what was searched; null: it was not analysed."""
    return [
        {
            "client": one.key,
            "client_name": one.name,
            "as_of": iso(one.as_of) if one.as_of else None,
            "coverage": coverage(one.searched, one.problems, complete=one.complete) if one.as_of else None,
        }
        for one in night.clients
    ]


def row(flag: Flagged) -> dict[str, Any]:
    """One flag by its public field names."""
    return {
        "client": flag.key.client or None,
        "rule": flag.key.rule,
        "about": flag.key.about,
        "since": iso(flag.since),
        "detail": flag.detail,
        "evidence": list(flag.evidence),
        "raised_at": iso(flag.raised_at) if flag.raised_at else None,
        "state": flag.state.value,
        "ours": flag.ours,
        "held_back": list(flag.held_back),
    }


def _told(flag: Flagged, called: str) -> str:
    """The line; what is said of the search names commands, as this program was called."""
    return line(flag) if flag.key.client else line(flag).replace("`harvester ", f"`{called} ")


def line(flag: Flagged) -> str:
    """One flag in a line; what holds it back stands with it."""
    # a sentence about a question says itself what a person must look at
    untold = [f"{why[:1].lower()}{why[1:].rstrip('.')}" for why in flag.held_back if why not in flag.detail]
    held = f" Held back: {'; '.join(untold)}." if untold else ""
    return one_line(f"{rule_name(flag)}{flag.detail}{held}")


def rule_name(flag: Flagged) -> str:
    """“Unanswered: ”, or nothing where the sentence says it."""
    name = _RULES.get(flag.key.rule, "")
    return "" if not name or flag.detail.startswith(f"{name} ") else f"{name}: "


def _client(night: Night, client: ClientNight) -> Part:
    sections = [
        _section("On our own side, still to be answered", client.debts),
        *_flag_sections(night, client.key),
        _section("Different from an earlier night", client.changed),
        _section("Could not be analysed", (client.error,) if client.error else ()),
    ]
    told = any(section.lines for section in sections[1:])
    # our own debts alone are no news: they stand beside what is
    return Part(
        title=one_line(client.name),
        as_of=moment(client.as_of, night.zone) if client.as_of else "",
        sections=tuple(section for section in sections if section.lines) if told else (),
        report=night.reports.get(client.key, ""),
    )


def _flag_sections(night: Night, client: str) -> Iterator[Section]:
    for title, state in (
        ("New", FlagState.NEW),
        ("Standing", FlagState.STANDING),
        ("Cleared", FlagState.CLEARED),
        ("Could not be judged", FlagState.SUPPRESSED),
    ):
        flags = night.of(client, state)
        section = _section(title, tuple(_told(flag, night.called) for flag in flags))
        if section.lines:
            steps = (_step(flag, night.called) for flag in flags if flag.state is FlagState.SUPPRESSED)
            yield replace(section, steps=tuple(dict.fromkeys(filter(None, steps))))


def _step(flag: Flagged, called: str) -> str:
    """The list that shows why nothing was judged; "" for what a person has set aside."""
    if flag.held_back and flag.held_back[-1].startswith("set aside by "):
        return ""
    of_contract = flag.key.rule in {"deadline", "past_due", "invoice"} and "G-" not in flag.key.about
    return f"{called} {'obligations' if of_contract else 'gaps'} {flag.key.client}"


def _section(title: str, lines: Sequence[str]) -> Section:
    return Section(title=title, lines=tuple(map(one_line, lines[:LONGEST])), more=max(0, len(lines) - LONGEST))


def _as_of(part: Part) -> tuple[str, ...]:
    return (f"As of {part.as_of}",) if part.as_of else ()


def _more(night: Night, section: Section) -> tuple[str, ...]:
    return (f"… and {section.more} more: {night.called} flags",) if section.more else ()
