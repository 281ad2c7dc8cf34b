"""One original on its owner's terminal: what it says, what hangs on it, where it was seen, and why it is withheld."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from harvester.cli.job import EVENTS
from harvester.cli.layout import COLUMNS, out, print_paragraph
from harvester.cli.originals.held import Original, Originals
from harvester.model.ledger import Sighting
from harvester.model.mail import Message, Unreadable
from harvester.model.times import counted, stamp
from harvester.pipeline.disclosure import REDACTED_IN
from reports import letters
from reports.exhibits import TEXT_LIMIT, call_rows, head, trace
from reports.places import seen_at
from reports.text import shortened, shown

_LABEL = 14
_SHORT = {"Signatures (DKIM)": "Signatures", "People of the client": "Their people"}
"""Labels of a page that are too long for a terminal."""
Rows = Iterator[tuple[str, str]]


def print_originals(known: Originals, wanted: Sequence[str], asked: str) -> None:
    """One after the other, with a line between them. `asked`: the command, to which what goes on is added."""
    types = known.store.media_types()
    console = out(COLUMNS)
    for number, sha256 in enumerate(wanted):
        if number:
            console.rule(style="dim")
        if sha256 not in types:
            print_paragraph(console, f"Original {sha256} is named only; the store holds no bytes of it.")
            continue
        _One(Original(known, sha256, types[sha256]), console, asked).print()


class _One:
    """Prints one original."""

    def __init__(self, about: Original, console: Console, asked: str) -> None:
        self.about, self.known, self.console, self.asked = about, about.known, console, asked
        self.zone = next((one.engagement.us_hours.timezone for one in self.known.dossiers), "UTC")

    def print(self) -> None:
        """What it is, what it says, where it comes from."""
        about = self.about
        self._rows(self._about(), style="bold yellow")
        self.console.print()
        if about.seen and all(one.kind in EVENTS for one in about.seen):
            self._rows(row for call in about.calls for row in call_rows(call, self.zone))
            self._text(_laid_out(about.media_type, about.raw))
        else:
            self._mail()
        self._heading("Where it comes from")
        self._rows(self._places())

    def _about(self) -> Rows:
        about = self.about
        if why := about.withheld:
            shown_as = "The original is not handed over" if why == REDACTED_IN else "No report and no bundle shows it"
            yield "Withheld", f"{why}. {shown_as}."
        yield from (("Decided", told) for told in about.decided)
        if about.redacted:
            yield "Redacted", "what stands in [[double brackets]] is removed from everything that leaves the program"
        if about.exhibit_numbers:
            yield "Exhibit", ", ".join(about.exhibit_numbers)
        if about.facts:
            yield "Facts", ", ".join(about.facts)
        yield "Original", about.sha256
        yield "Held as", f"{about.media_type}, {len(about.raw):,} bytes"

    def _mail(self) -> None:
        if isinstance(self.about.read, Unreadable):
            self._rows(iter([("Not read", self.about.read.reason)]))
        if message := self.about.message:
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
        if not message.attachments:
            return
        self._heading(counted(len(message.attachments), "attachment"))
        for number, one in enumerate(message.attachments, 1):
            name, bullet = shortened(self.known.marked(one.name), 120) or "(no name)", f"{number}. "
            print_paragraph(self.console, f"{name}: {one.media_type}, {letters.size(one.size)}", bullet=bullet)
            print_paragraph(self.console, f"SHA-256 {one.sha256}", bullet=" " * len(bullet))
        self.console.print(
            f"{self.asked} {self.about.sha256[:12]} --attachment 1 --out FILE", soft_wrap=True, style="dim"
        )

    def _places(self) -> Rows:
        for mail in self.about.mails[:1]:
            yield from (row for row in trace(mail, self.zone) if row[0] != "Seen in")
            yield from (("Other copy", sha256) for sha256 in self.about.copies)
        for seen in self.about.seen:
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
