"""What is set aside, as a privilege log: date, sender, recipients, reason and hash; no subject and no text (S34)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harvester.model.dossier import Dossier
from harvester.model.exhibits import Exhibit
from harvester.model.times import iso, stamp
from reports import words
from reports.blocks import Block, Heading, Row, Table, Text
from reports.text import shortened

COLUMNS = "at from to reason facts sha256"
_PEOPLE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message or event that is not shown."""

    at: datetime | None
    sender: str
    to: tuple[str, ...]
    reason: str
    told: tuple[str, ...]
    """What a person decided about it."""
    facts: tuple[str, ...]
    """Numbers of the facts that rest on it."""
    sha256: str


def log(dossier: Dossier) -> tuple[Entry, ...]:
    """Everything that is set aside, in order of time; what has no time last."""
    mails = {one.key: one for one in dossier.exchanges}
    calls = {one.id: one for one in dossier.calls}

    def entry(one: Exhibit) -> Entry:
        mail, call = mails.get(one.key), calls.get(one.key)
        people = (*mail.message.to, *mail.message.cc, *mail.message.bcc) if mail else ()
        return Entry(
            at=mail.at if mail else call.start if call else None,
            sender=mail.author if mail else "a call or meeting" if call else "",
            to=tuple(person.email for person in people if person.email) or (call.people if call else ()),
            reason=one.aside,
            told=one.told,
            facts=one.facts,
            sha256=one.sha256,
        )

    found = [entry(one) for one in (*dossier.exhibits, *dossier.uncited) if one.aside]
    return tuple(sorted(found, key=lambda one: (one.at is None, one.at or dossier.as_of, one.sha256)))


def intro(dossier: Dossier) -> str:
    """What the log is; for our own eyes, how something is let in."""
    return words.WITHHELD if dossier.for_others else f"{words.WITHHELD} {words.LET_IN}"


def rows(dossier: Dossier) -> list[dict[str, Any]]:
    """The log for JSON and sheets."""
    return [
        {"at": iso(one.at) if one.at else None, "from": one.sender, "to": list(one.to), "reason": one.reason,
         "facts": list(one.facts), "sha256": one.sha256}
        for one in log(dossier)
    ]  # fmt: skip


def blocks(dossier: Dossier) -> Iterator[Block]:
    """The log in a printed document; nothing where nothing is set aside."""
    entries, zone = log(dossier), dossier.engagement.us_hours.timezone
    if not entries:
        return
    yield Heading(text="Withheld")
    yield Text(text=intro(dossier), tone="note")
    yield Table(
        head=("Date", "From and to", "Why", "Facts"),
        shares=(17, 36, 35, 12),
        rows=tuple(
            Row(
                cells=(
                    (stamp(one.at, zone) if one.at else "no usable time",),
                    (
                        shortened(one.sender, 60) or "not known",
                        *people(one),
                        f"SHA-256 {one.sha256[:32]}",
                        one.sha256[32:],
                    ),
                    (one.reason, *one.told),
                    (", ".join(one.facts) or "–",),
                )
            )
            for one in entries
        ),
    )


def people(one: Entry) -> tuple[str, ...]:
    """Who got it, on one line."""
    more = f" and {len(one.to) - _PEOPLE} more" if len(one.to) > _PEOPLE else ""
    return (f"to {', '.join(shortened(each, 60) for each in one.to[:_PEOPLE])}{more}",) if one.to else ()
