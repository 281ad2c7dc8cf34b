"""Facts as cards: the sentence, why it stands as it does, what belongs beside it, the originals it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from harvester.model.dossier import Dossier
from harvester.model.gaps import Gap
from harvester.model.matter import Side
from harvester.model.times import business, counted, elapsed, moment, often, short_day, stamp, utc_moment
from reports import words
from reports.blocks import Block, Bullets, Card, Cite, Heading, Text
from reports.text import shortened
from reports.view import Entry, Page, Proof


def fact_groups(dossier: Dossier, shown: Page) -> Iterator[Block]:
    """Ours first, then the client's by claim."""
    yield Heading(text="Facts")
    told = {entry.fact.coverage for group in shown.groups for entry in group.entries}
    common = told.pop() if len(told) == 1 else ""
    yield Text(
        text=f"Times are those of {shown.zones[Side.US]}, with UTC beside them. Each original is named by its SHA-256.",
        tone="small",
        keep=True,
    )
    if common:
        yield Text(text=f"Searched for every fact below: {common}", tone="small", keep=True)
    for group in shown.groups:
        yield Heading(text=f"{shortened(group.title, 120)} ({len(group.entries)})", level=2)
        yield Text(text=group.intro, tone="note")
        if group.id == "not-established" and dossier.problems:
            yield Bullets(items=problems(dossier))
        yield from (_card(entry, shown, common) for entry in group.entries)


def problems(dossier: Dossier) -> tuple[str, ...]:
    """What could not be looked at, a place a line."""
    return tuple(
        f"{one.source}{', ' if one.folder else ''}{shortened(one.folder, 80)}: {shortened(one.reason, 300)}"
        for one in dossier.problems
    )


def _card(entry: Entry, shown: Page, common: str) -> Card:
    fact = entry.fact
    decided = f", {words.label(words.STATUSES, fact.status)}" if fact.status != "proposed" else ""
    return Card(
        no=fact.no,
        when=_when(fact.at, shown.zones[Side.US]),
        claim=fact.claim,
        standing=words.CLAIMS[fact.claim].label + decided,
        statement=fact.statement,
        notes=tuple(_notes(entry, shown, common)),
        cites=tuple(_cite(proof, shown) for proof in entry.proofs),
    )


def _when(at: datetime | date, zone: str) -> str:
    return f"{moment(at, zone)} ({utc_moment(at)})" if isinstance(at, datetime) else short_day(at)


def _notes(entry: Entry, shown: Page, common: str) -> Iterator[tuple[str, str]]:
    fact, gap = entry.fact, entry.gap
    people = ", ".join(shown.people.get(one, one) for one in fact.people)
    told = (
        ("What can still be done", fact.fix),
        *_why(entry),
        ("Review", fact.reviewed),
        *(("Beside it", sentence) for sentence in fact.beside),
        ("Measured", _measured(gap) if gap else ""),
        ("Read otherwise", words.readings(gap) if gap else ""),
        ("Noted", ", ".join(remark.label for _, remark in entry.remarks)),
        ("People", people),
        ("Clause", shortened(fact.clause or "", 200)),
        ("Searched", "" if common else fact.coverage),
        ("Evidence", f"{words.label(words.STRENGTHS, fact.strength)} ({fact.strength})"),
    )
    return ((name, text) for name, text in told if text)


def _why(entry: Entry) -> Iterator[tuple[str, str]]:
    claim = entry.fact.claim
    name = {"review": "Why it needs a look", "not_established": "What could not be looked at"}.get(claim, "Note")
    yield name, entry.reason
    if claim != "firm":
        yield from ((name, reason.sentence or reason.label) for reason in entry.reasons)


def _measured(gap: Gap) -> str:
    spent = "So far" if gap.status == "open" else "Taken"
    parts = [
        f"{spent}: {elapsed(gap.calendar_hours)} ({business(gap.business_hours)})",
        f"since last asked: {elapsed(gap.since_last_ask_hours)}",
        *([f"asked again: {often(len(gap.chasers))}"] if gap.chasers else []),
        *([counted(len(gap.attempts), "call attempt")] if gap.attempts else []),
        words.label(words.GAP_STATUSES, gap.status),
    ]
    return "; ".join(parts)


def _cite(proof: Proof, shown: Page) -> Cite:
    one, zone = proof.exchange, shown.zones[Side.US]
    if one:
        parts = [
            proof.part or "Message",
            shown.people.get(one.author, one.author),
            *([stamp(one.at, zone)] if one.at else []),
        ]
        what = ", ".join(part for part in parts if part)
    else:
        what = f"Call or meeting, {stamp(proof.call.start, zone)}" if proof.call else "Original"
    return Cite(what=shortened(what, 160), sha256=proof.citation.sha256, exhibit=proof.citation.exhibit or "")
