"""One original on its owner's terminal: what it says, what hangs on it, where it was seen, and why it is withheld."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from harvester import originals as held
from harvester.cli.job import EVENTS
from harvester.cli.lists import COLUMNS, out, print_paragraph
from harvester.model import Call, Dossier, Exchange, Exhibit, Message, Sighting, Unreadable
from harvester.model.times import counted, stamp
from harvester.pipeline import redaction
from harvester.pipeline.disclosure import REDACTED_IN, why_withheld
from harvester.store import Store
from reports import letters
from reports.exhibits import TEXT_LIMIT, call_rows, head, trace
from reports.places import seen_at
from reports.text import shortened, shown

_LABEL = 14
_SHORT = {"Signatures (DKIM)": "Signatures", "People of the client": "Their people"}
"""Labels of a page that are too long for a terminal."""
Rows = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Originals:
    """The store, and what was concluded from it about each client."""

    store: Store
    dossiers: Sequence[Dossier]

    def marked(self, text: str) -> str:
        """The text with each redacted passage in double brackets."""
        for passage in dict.fromkeys(one for dossier in self.dossiers for one in redaction.passages(dossier)):
            text = redaction.passage(passage).sub(lambda found: f"[[{found[0]}]]", text)
        return text


def print_originals(known: Originals, wanted: Sequence[str]) -> None:
    """One after the other, with a line between them."""
    types = known.store.media_types()
    console = out(min(out().width, COLUMNS))
    for number, sha256 in enumerate(wanted):
        if number:
            console.rule(style="dim")
        if sha256 not in types:
            print_paragraph(console, f"Original {sha256} is named only; the store holds no bytes of it.")
            continue
        _One(known, sha256, types[sha256], console).print()


class _One:
    """Prints one original."""

    def __init__(self, known: Originals, sha256: str, media_type: str, console: Console) -> None:
        self.known, self.sha256, self.media_type, self.console = known, sha256, media_type, console
        self.raw = known.store.original(sha256)
        self.seen = [one for one in known.store.sightings() if one.sha256 == sha256]
        self.zone = next((one.engagement.us_hours.timezone for one in known.dossiers), "UTC")

    def print(self) -> None:
        """What it is, what it says, where it comes from."""
        self._rows(self._about(), style="bold yellow")
        self.console.print()
        if self.seen and all(one.kind in EVENTS for one in self.seen):
            self._rows(row for call in self._calls() for row in call_rows(call, self.zone))
            self._text(_laid_out(self.media_type, self.raw))
        else:
            self._mail(held.reading(self.known.store, self.sha256, self.seen))
        self._heading("Where it comes from")
        self._rows(self._places())

    def _about(self) -> Rows:
        if why := why_withheld(self.known.dossiers, self.sha256, self.raw):
            shown_as = "The original is not handed over" if why == REDACTED_IN else "No report and no bundle shows it"
            yield "Withheld", f"{why}. {shown_as}."
        for told in dict.fromkeys(told for one in self._exhibits() for told in one.told):
            yield "Decided", told
        if self._holds_redacted():
            yield "Redacted", "what stands in [[double brackets]] is removed from everything that leaves the program"
        if numbers := dict.fromkeys(one.no for one in self._exhibits() if one.no):
            yield "Exhibit", ", ".join(numbers)
        if facts := dict.fromkeys(
            fact.no for one in self.known.dossiers for fact in one.facts
            if self.sha256 in {cited.sha256 for cited in fact.evidence}
        ):  # fmt: skip
            yield "Facts", ", ".join(facts)
        yield "Original", self.sha256
        yield "Held as", f"{self.media_type.partition(';')[0]}, {len(self.raw):,} bytes"

    def _mail(self, read: Message | Unreadable) -> None:
        message = read.header if isinstance(read, Unreadable) else read
        if isinstance(read, Unreadable):
            self._rows(iter([("Not read", read.reason)]))
        if message:
            self._rows(head(message))
            self._text(message.text)
            self._attachments(message)

    def _text(self, text: str) -> None:
        self.console.print()
        for line in shown(self.known.marked(text[:TEXT_LIMIT])).strip("\n").expandtabs(4).split("\n"):
            self.console.print(Text(line, "dim" if line.lstrip().startswith(">") else ""))
        if len(text) > TEXT_LIMIT:
            rest = f"The text goes on for {len(text) - TEXT_LIMIT:,} characters; --out writes all of it."
            print_paragraph(self.console, rest)

    def _attachments(self, message: Message) -> None:
        if message.attachments:
            self._heading(counted(len(message.attachments), "attachment"))
        for one in message.attachments:
            name = shortened(self.known.marked(one.name), 120) or "(no name)"
            print_paragraph(self.console, f"{name}: {one.media_type}, {letters.size(one.size)}", bullet="* ")
            print_paragraph(self.console, f"SHA-256 {one.sha256}", bullet="  ")

    def _places(self) -> Rows:
        for mail in self._mails()[:1]:
            yield from (row for row in trace(mail, self.zone) if row[0] != "Seen in")
            yield from (("Other copy", sha256) for sha256 in mail.originals if sha256 != self.sha256)
        for seen in self.seen:
            yield "Seen in", _place(seen, self.zone)

    def _rows(self, rows: Rows, style: str = "bold") -> None:
        for label, value in rows:
            warned = style if label in {"Withheld", "Redacted"} else "bold"
            print_paragraph(
                self.console, self.known.marked(value), bullet=f"{_SHORT.get(label, label):<{_LABEL}}", style=warned
            )

    def _heading(self, text: str) -> None:
        self.console.print()
        self.console.print(Text(text, "bold underline"))

    def _mails(self) -> list[Exchange]:
        return [mail for one in self.known.dossiers for mail in one.exchanges if self.sha256 in mail.originals]

    def _calls(self) -> list[Call]:
        return [call for one in self.known.dossiers for call in one.calls if call.sha256 == self.sha256]

    def _exhibits(self) -> list[Exhibit]:
        keys = {self.sha256, *(mail.key for mail in self._mails()), *(call.id for call in self._calls())}
        every = (one for dossier in self.known.dossiers for one in (*dossier.exhibits, *dossier.uncited))
        return [one for one in every if one.key in keys or one.sha256 == self.sha256]

    def _holds_redacted(self) -> bool:
        text = self.raw.decode("utf-8", "replace")
        known = self.known.dossiers
        return self.known.marked(text) != text or any(self.sha256 in redaction.withheld(one) for one in known)


def _place(seen: Sighting, zone: str) -> str:
    where = f"{seen.source} / {shortened(seen.folder, 80)}"
    at = f"first on {stamp(seen.seen_at, zone)}" if seen.seen_at else ""
    part = "its headers only" if seen.headers_only else ""
    place = shortened(seen.locator, 80) if seen.kind in EVENTS else seen_at(seen)  # the label of a line is its hash
    inside = "; ".join(filter(None, (place, at, part)))
    return f"{where} ({inside})" if inside else where


def _laid_out(media_type: str, raw: bytes) -> str:
    """What a calendar or a log said: JSON with one entry a line, all else as it stands."""
    text = raw.decode("utf-8", "replace")
    if "json" not in media_type:
        return text
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
