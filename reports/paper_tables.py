"""The tables of a printed document: response times, and what was searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harvester.model.dossier import Dossier
from harvester.model.gaps import ContactGap, Gap, Silence
from harvester.model.ledger import FolderCoverage
from harvester.model.matter import Side
from harvester.model.times import business, duration, elapsed, moment, often
from reports import words
from reports.blocks import Block, Bullets, Heading, Row, Table, Text
from reports.letters import place
from reports.paper_facts import problems
from reports.text import shortened
from reports.view import ITEM_LIMIT, Page

SILENCES = 10
"""The longest silences that are listed."""


def response_times(dossier: Dossier, shown: Page) -> Iterator[Block]:
    """Every question and its answer, ours first; then the persons asked, silences, and what may not have asked."""
    zone = shown.zones[Side.US]
    yield Heading(text="Response times")
    yield Text(text=words.SPANS)
    yield (
        _gaps(shown.gaps, shown)
        if shown.gaps
        else Text(text="No message that asks for an answer was found.", tone="note")
    )
    if shown.letters and shown.gaps:
        marks = (f"{letter}  {words.flag(code).label}" for code, letter in shown.letters.items())
        yield Text(text="; ".join(marks), tone="small")
    if dossier.contacts:
        subjects = {gap.gap_id: gap.subject for gap in dossier.gaps}
        yield Heading(text="The person who was asked", level=2)
        yield Text(text=words.CONTACTS, tone="note")
        yield Bullets(items=tuple(_contact(one, subjects.get(one.gap_id, ""), shown) for one in dossier.contacts))
    if dossier.silences:
        yield Heading(text="Silence across all conversations", level=2)
        yield Text(text=words.SILENCE, tone="note")
        longest = sorted(dossier.silences, key=lambda one: one.calendar_hours, reverse=True)[:SILENCES]
        yield Bullets(items=tuple(_silence(one, zone) for one in longest))
        if len(dossier.silences) > SILENCES:
            yield Text(text=f"The ten longest of {len(dossier.silences)}.", tone="small")
    if shown.appendix:
        yield Heading(text="Appendix: may not have asked for an answer", level=2)
        yield Text(text=words.APPENDIX, tone="note")
        yield _gaps(shown.appendix, shown)


def _gaps(gaps: Sequence[Gap], shown: Page) -> Table:
    rows: list[Row] = []
    for side in (Side.US, Side.CLIENT):
        own = [gap for gap in gaps if gap.owed_by is side]
        if own:
            rows.append(Row(cells=((f"Owed by {shortened(shown.side_names[side], 60)}",),), group=True))
            rows += [_gap(gap, shown) for gap in own]
    return Table(
        head=("Subject", "Asked", "Answered", "Time", "Standing"), shares=(30, 17, 17, 18, 18), rows=tuple(rows)
    )


def _gap(gap: Gap, shown: Page) -> Row:
    zone, status = shown.zones[Side.US], words.label(words.GAP_STATUSES, gap.status)
    answered = [moment(gap.ended_at, zone)] if gap.ended_at else []
    answered += [status] if gap.status != "answered" or not gap.ended_at else []
    times = [elapsed(gap.calendar_hours), business(gap.business_hours)]
    if gap.chasers:
        since = elapsed(gap.since_last_ask_hours)
        times.append(f"asked again {often(len(gap.chasers))}; {since} since last asked")
    marks = "".join(shown.letters[code] for code in gap.flags if code in shown.letters)
    codes = [code for code in dict.fromkeys((*gap.reasons, *gap.flags)) if code not in shown.letters]
    standing = [words.claim(gap.claim, gap.reasons).label + (f" ({', '.join(marks)})" if marks else "")]
    standing += [", ".join(words.flag(code).label for code in codes)] if gap.reasons else []
    fact = shown.fact_of_gap.get(gap.gap_id)
    subject = (shortened(gap.subject, 120) or "(none)", *([fact] if fact else []))
    return Row(
        cells=(subject, (moment(gap.started_at, zone),), tuple(answered), tuple(times), (*standing, *gap.decided))
    )


def _contact(one: ContactGap, subject: str, shown: Page) -> str:
    fact = shown.fact_of_gap.get(one.gap_id)
    told = (
        f"{duration(one.calendar_hours, one.business_hours)} to an own answer"
        if one.ended_at
        else "no own answer recorded"
    )
    about = f"“{shortened(subject, 120)}”, " if subject else ""
    return f"{about}{shown.people.get(one.contact, one.contact)}{f' ({fact})' if fact else ''}: {told}"


def _silence(one: Silence, zone: str) -> str:
    until = moment(one.ended_at, zone) if one.ended_at else "now"
    held = f" – {', '.join(words.flag(code).label for code in one.held_back_by)}" if one.held_back_by else ""
    return f"{moment(one.started_at, zone)} to {until}: {duration(one.calendar_hours, one.business_hours)}{held}"


def coverage(dossier: Dossier, shown: Page) -> Iterator[Block]:
    """Every place, how far it reaches, and what could not be read."""
    yield Heading(text="What was searched")
    yield Text(text=words.WORTH)
    if dossier.problems:
        yield Heading(text="Could not be looked at", level=2)
        yield Bullets(items=problems(dossier))
    elif dossier.complete:
        yield Text(text="Every place was searched completely.", tone="note")
    if dossier.ledger.folders:
        yield _places(shown)
    unused = tuple(_unused(dossier, shown.zones[Side.US]))
    if unused:
        yield Heading(text="Messages that could not be used", level=2)
        yield Bullets(items=unused, small=True)
    if dossier.message_counts:
        kinds = ", ".join(
            f"{words.label(words.CLASSES, kind)} {n}" for kind, n in sorted(dossier.message_counts.items())
        )
        yield Text(text=f"Collected, for every client of the configuration, by kind: {kinds}.", tone="small")


def _places(shown: Page) -> Table:
    rows: list[Row] = []
    for source, found in shown.places.items():
        kind = words.label(words.KINDS, found[0].kind)
        peer = f", {shortened(place(found[0].peer), 80)}" if found[0].peer else ""
        declared = "; complete on the user’s word" if found[0].declared else ""
        rows.append(Row(cells=((f"{shortened(source, 80)}: {kind}{peer}{declared}",),), group=True))
        rows += [_place(row, shown.zones[Side.US]) for row in found]
    return Table(
        head=("Place", "Searched", "Messages", "Collected", "Unreadable", "State"),
        shares=(22, 26, 12, 12, 12, 16),
        rows=tuple(rows),
        numbers=frozenset({2, 3, 4}),
    )


def _place(row: FolderCoverage, zone: str) -> Row:
    role = words.ROLES[row.role]
    since = f"{moment(row.since, zone)} to " if row.since else ""
    reach = f"{since or 'up to '}{moment(row.reach, zone)}" if row.reach else f"{since}not yet"
    seen = (f"{row.seen:,}", *([f"of {row.on_server:,}"] if row.on_server != row.seen else []))
    matched = (f"{row.matched:,}", *([f"{row.excluded} left out"] if row.excluded else []))
    state = ("complete",) if row.complete else ("not complete", shortened(row.reason, 300))
    name = (shortened(row.folder, 80), *([role] if role and role != row.folder.lower() else []))
    return Row(cells=(name, (reach,), seen, matched, (str(row.failed),), state))


def _unused(dossier: Dossier, zone: str) -> Iterator[str]:
    for item in dossier.ledger.items[:ITEM_LIMIT]:
        at = f" ({moment(item.at, zone)})" if item.at else ""
        left = " – left out by a rule" if item.excluded else ""
        name = f"{item.source}, {shortened(item.folder, 80)}, {shortened(item.locator, 120)}"
        yield f"{name}: {shortened(item.reason, 300)}{at}{left}"
    if len(dossier.ledger.items) > ITEM_LIMIT:
        yield f"And {len(dossier.ledger.items) - ITEM_LIMIT} more, all named in the coverage document."
    yield from (f"No usable time: {sha256}" for sha256 in dossier.undated)
    yield from (f"Not readable, {shortened(reason, 300)}: {sha256}" for sha256, reason in dossier.unreadable)
