"""The sentences of the fact list, in English. A second language is one more folder of this shape.

    questions        a question, its reminders, its answer or that there is none
    circumstances    what stands beside it
    meetings         calls, invitations, changed meetings
    lists            what a list of facts holds as a whole
    lapses           a fact that was accepted and is told no more
    nights           what a night tells

Fixed patterns: who, did what, when, to whom, about what. Neutral verbs; no motive, no adjective, no legal conclusion
(P3, evidence.md 4). Only what stands in quotation marks is somebody's own words. Nothing here depends on the
locale or the zone of the machine (P4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from harvester.model.times import day, zone_name

_LONGEST_SUBJECT = 300


def moment(at: datetime, zone: str) -> str:
    """`Monday 2 March 2026 at 10:00 (CET)`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date())} at {local:%H:%M} ({zone_name(local)})"


def quoted(text: str) -> str:
    """Somebody's own words."""
    return f"“{text}”"


def titled(subject: str) -> str:
    """A subject in quotation marks, cut where no person would read on: a sentence is no place for a page of it."""
    return quoted(subject if len(subject) <= _LONGEST_SUBJECT else f"{subject[:_LONGEST_SUBJECT].rstrip()} …")


def about(subject: str) -> str:
    """What a message was about."""
    return f"about {titled(subject)}" if subject else "without a subject"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def decided(by: str, when: str, reason: str) -> str:
    """A person's decision that bears on a gap."""
    return f"{by} decided on {when}: {quoted(reason)}" + ("" if reason.endswith((".", "!", "?", "…")) else ".")


def changed_since(decided: str) -> str:
    """A decision about a fact that rests on other evidence now."""
    return f"{decided} The evidence changed since, so it is proposed again."


def call_sources(names: Sequence[str]) -> str:
    """Which records of calls there are; they prove no absence."""
    if not names:
        return "Telephone, chat and meetings are not part of this search."
    return f"Calls and meetings are known as far as {listed(names)} record them; chat is not part of this search."


def unconfirmed(who: str) -> str:
    """An author whom our mail server could not confirm (S6)."""
    return f"a sender named as {who}"


def about_invoice(places: Sequence[str]) -> list[str]:
    """What the client wrote of an invoice after it was sent: it may have been disputed, or explained (P2)."""
    if not places:
        return []
    told = listed(places) if len(places) <= 3 else f"{len(places)} mails, first {places[0]}, last {places[-1]}"
    return [
        f"Mail of the client that names this invoice or lies in its conversation: {told}. "
        "Whether the invoice was disputed is not judged here."
    ]


def purged(until: str) -> str:
    """What is missing of a time whose evidence a person removed."""
    return f"what was collected from before {until} was purged"
