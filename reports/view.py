"""What the page shows, drawn together from a dossier: facts with their gaps and messages, sides with their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import ascii_lowercase
from zoneinfo import ZoneInfo

from harvester.model.calls import Call
from harvester.model.dossier import Dossier, Exchange
from harvester.model.facts import Citation, Fact
from harvester.model.flags import Flag
from harvester.model.gaps import Gap, MailRef
from harvester.model.ledger import FolderCoverage
from harvester.model.matter import Side, WorkingHours
from harvester.model.times import period, short_day
from reports import withheld, words
from reports.agreements import Promised, ToFix, promised, to_fix
from reports.terms import how_many, terms
from reports.timeline import Timeline, timeline

BESIDE_LIMIT = 5
"""Sentences beside a fact that stand open; the rest opens by a click, and in print."""
ITEM_LIMIT = 200
"""Messages that could not be used; all of them stand in the coverage document."""
SHOWN_LIMIT = 2000
"""Facts whose originals are shown on the page; with more of them it names each, so that a browser opens it at once."""
OWN_LIMIT = 12
"""Items of “on our side” before the list below takes over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One citation with what it leads to: a message, a call, or an original that is only named."""

    citation: Citation
    part: str
    """What it is to the fact: the question, the answer, a reminder …; "" if only cited."""
    exchange: Exchange | None
    call: Call | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fact with all that stands beside it."""

    fact: Fact
    gap: Gap | None
    proofs: tuple[Proof, ...]
    reason: str
    """A reason in words beside those of the flags."""
    reasons: tuple[Flag, ...]
    """Why it is not established, in words."""
    remarks: tuple[tuple[str, Flag], ...]
    """Flags that do not change the claim and are printed, by code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of the fact list."""

    id: str
    title: str
    intro: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page, in the order in which it is read."""

    period: str
    side_names: Mapping[Side, str]
    people: Mapping[str, str]
    """Address -> name, where one is known."""
    zones: Mapping[Side, str]
    counts: Mapping[str, tuple[int, int]]
    """Claim -> facts about us, about the client."""
    open_claims: Mapping[Side, Mapping[str, int]]
    """Side -> claim -> open gaps of level A."""
    reviewed: str
    """How many facts a person has accepted, in words."""
    ours_to_fix: tuple[Entry, ...]
    fixes: tuple[ToFix, ...]
    """With a contract: what our side can put right, by when, and what will show it."""
    promised: tuple[Promised, ...]
    """What the contract says, and how it stands; empty without one."""
    terms: Mapping[Side, str]
    """Side -> how many of its terms were met, in words; "" where it owes none."""
    timeline: Timeline | None
    groups: tuple[Group, ...]
    gaps: tuple[Gap, ...]
    appendix: tuple[Gap, ...]
    invitations: tuple[Gap, ...]
    fact_of_gap: Mapping[str, str]
    flags: Mapping[str, Flag]
    """The flags that occur, explained once."""
    letters: Mapping[str, str]
    """Flag that leaves a gap established -> its footnote letter in the tables."""
    places: Mapping[str, tuple[FolderCoverage, ...]]
    """Source -> its rows of the ledger."""
    closed_days: Mapping[Side, tuple[str, ...]]
    withheld: tuple[withheld.Entry, ...]
    """What is set aside; each has a row without subject and text."""
    withheld_intro: str
    rules: frozenset[str]
    """Ids of the rules that the method states."""
    calendars: tuple[str, ...]
    """Ids and hashes of the working hours that the gaps were measured with."""


def page(dossier: Dossier) -> Page:
    """Everything the template prints. Raises nothing: what is not held is shown as not held."""
    hours = {Side.US: dossier.engagement.us_hours, Side.CLIENT: dossier.engagement.client_hours}
    zones = {side: one.timezone for side, one in hours.items()}
    entries = tuple(_entries(dossier))
    first = min((one.at for one in dossier.exchanges if one.at), default=dossier.as_of)
    fact_of_gap = {entry.gap.gap_id: entry.fact.no for entry in reversed(entries) if entry.gap}
    ordered = sorted(dossier.gaps, key=lambda gap: (gap.owed_by is not Side.US, gap.started_at, gap.gap_id))
    names = {Side.US: dossier.engagement.us.name or "Our side", Side.CLIENT: dossier.engagement.client.name}
    ours = ZoneInfo(zones[Side.US])
    return Page(
        period=period(first.astimezone(ours).date(), dossier.as_of.astimezone(ours).date()),
        side_names=names,
        people=_people(dossier),
        zones=zones,
        counts={claim: _counted(entries, claim) for claim in words.CLAIMS},
        letters=_letters(dossier),
        places=_places(dossier),
        open_claims={side: _open_claims(dossier, side) for side in (Side.US, Side.CLIENT)},
        reviewed=words.reviewed(dossier.facts),
        ours_to_fix=tuple(entry for entry in entries if entry.fact.party is Side.US and _open(entry)),
        fixes=to_fix(dossier),
        promised=promised(dossier),
        terms={side: how_many(terms(dossier, side)) for side in (Side.US, Side.CLIENT)},
        timeline=timeline(dossier, zones[Side.US], fact_of_gap),
        groups=tuple(_groups(entries, names)),
        gaps=tuple(gap for gap in ordered if gap.level == "A"),
        appendix=tuple(gap for gap in ordered if gap.level != "A"),
        invitations=dossier.invitations,
        fact_of_gap=fact_of_gap,
        flags=_flags(dossier),
        withheld=withheld.log(dossier),
        withheld_intro=withheld.intro(dossier),
        rules=frozenset(rule.id for rule in dossier.rules),
        calendars=tuple(sorted({gap.calendar for gap in dossier.all_gaps if gap.calendar})),
        closed_days={
            side: tuple(_closed_days(one, first.astimezone(ours).date(), dossier.as_of)) for side, one in hours.items()
        },
    )


def _people(dossier: Dossier) -> Mapping[str, str]:
    parties = (dossier.engagement.us, dossier.engagement.client)
    return {email: person.name or email for party in parties for person in party.people for email in person.emails}


def _counted(entries: tuple[Entry, ...], claim: str) -> tuple[int, int]:
    ours = [entry.fact.party is Side.US for entry in entries if entry.fact.claim == claim]
    return sum(ours), len(ours) - sum(ours)


def _letters(dossier: Dossier) -> Mapping[str, str]:
    reasons = {code for gap in dossier.all_gaps for code in gap.reasons}
    found = sorted({code for gap in dossier.all_gaps for code in gap.flags if code not in reasons})
    return dict(zip(found, ascii_lowercase, strict=False))


def _places(dossier: Dossier) -> Mapping[str, tuple[FolderCoverage, ...]]:
    rows = dossier.ledger.folders
    return {
        source: tuple(row for row in rows if row.source == source)
        for source in dict.fromkeys(row.source for row in rows)
    }


def _open(entry: Entry) -> bool:
    return bool(entry.fact.fix) or (entry.gap is not None and entry.gap.status == "open")


def _open_claims(dossier: Dossier, side: Side) -> Mapping[str, int]:
    gaps = [gap for gap in dossier.gaps if gap.owed_by is side and gap.level == "A" and gap.status == "open"]
    claims = [words.claim_code(gap.claim, gap.reasons) for gap in gaps]
    return {code: claims.count(code) for code in words.CLAIMS}


def _entries(dossier: Dossier) -> Iterator[Entry]:
    gaps = {gap.gap_id: gap for gap in dossier.all_gaps}
    exchanges = {sha256: one for one in dossier.exchanges for sha256 in (*one.originals, one.message.sha256)}
    calls = {key: call for call in dossier.calls for key in (call.id, call.sha256) if key}
    for fact in dossier.facts:
        gap = gaps.get(fact.gap_id) if fact.gap_id else None
        reasons = gap.reasons if gap else ()
        labels = "; ".join(words.flag(code).label for code in reasons)
        yield Entry(
            fact=fact,
            gap=gap,
            proofs=tuple(
                Proof(
                    citation=one,
                    part=_part(one, gap),
                    exchange=exchanges.get(one.sha256),
                    call=calls.get(one.event_uid or "") or calls.get(one.sha256),
                )
                for one in fact.evidence
            ),
            reason=fact.reason if fact.reason and fact.reason != labels else "",
            reasons=tuple(words.flag(code) for code in reasons),
            remarks=tuple((code, words.flag(code)) for code in (gap.flags if gap else ()) if code not in reasons),
        )


def _part(citation: Citation, gap: Gap | None) -> str:
    if gap is None:
        return ""
    if citation.sha256 in _shas(gap.opener):
        return "The question"
    if gap.closer and citation.sha256 in _shas(gap.closer):
        return "The answer"
    if any(citation.sha256 in _shas(mail) for mail in gap.chasers):
        return "A further question"
    raised = [flag for flag, source in gap.flag_sources if source == citation.sha256]
    return words.flag(raised[0]).label.capitalize() if raised else "Also cited"


def _shas(mail: MailRef) -> tuple[str, ...]:
    return (mail.sha256, *mail.also)


def _groups(entries: tuple[Entry, ...], names: Mapping[Side, str]) -> Iterator[Group]:
    """Ours with every claim; then the client's by claim (P5, X6)."""
    ours = tuple(entry for entry in entries if entry.fact.party is Side.US)
    none = "No fact about our side came out of what was searched."
    intro = "Our own late answers, missed dates and undelivered messages stand first."
    yield Group(id="ours", title=names[Side.US], intro=intro if ours else none, entries=ours)
    for claim, title in (
        ("firm", f"{names[Side.CLIENT]}: established"),
        ("review", f"{names[Side.CLIENT]}: needs a person’s look"),
        ("not_established", f"{names[Side.CLIENT]}: not established"),
    ):
        chosen = tuple(entry for entry in entries if entry.fact.party is not Side.US and entry.fact.claim == claim)
        sentence = words.CLAIMS[claim].sentence if chosen else "Nothing stands here."
        yield Group(id=claim.replace("_", "-"), title=title, intro=sentence, entries=chosen)


def _flags(dossier: Dossier) -> Mapping[str, Flag]:
    found = {code for gap in dossier.all_gaps for code in (*gap.flags, *gap.reasons)}
    found |= {code for one in dossier.exchanges for code in one.flags}
    return {code: words.flag(code) for code in sorted(found)}


def _closed_days(hours: WorkingHours, first: date, as_of: datetime) -> Iterator[str]:
    last = as_of.astimezone(ZoneInfo(hours.timezone)).date()
    return (short_day(on) for on in sorted(hours.closed) if first <= on <= last)
