"""The pure middle: from parsed originals to a dossier. No input, no output, no clock.

Who is on which side is told by `model.people` (A). The modules stand in this order; each imports only from those
above it:

    worktime, wording    business time by table look-up; the sentences, in English   B, P3
    subjects             subjects without prefixes                                   D4
    identity             copies become one event, its author is settled              D1, A4
    coverage             what was searched                                           K
    zones                the zone of a side that none was configured for             B9
    times                when it happened                                            T
    threads              which mails belong together                                 D
    authenticity         whether servers and other clocks confirm it                 S6, T6
    classes              person or machine                                           C
    names                how people are called in sentences
    ownwords, expectation, asking    did it ask for an answer                        X, R17
    attendance           who was in a call by Google's own record                   M2
    calls                calls and meetings out of calendars, call logs and mail     M
    invitations          what calendars and mail say of each meeting, in order       M5
    invitation_waits     from an invitation to the first response                    M5-M7
    delivery             what did not arrive                                         R13
    frames               turns in order, as one table                                T4, T5
    activity             what may stand for an act and is no answer                  C11
    exchanges            all of the above, joined; reduced to turns
    court                ball-in-court: what one mail does to whoever owes           R
    spans                the table of gaps in the making
    closing, line, turns    the mails in line, and their steps gathered into spans   R19, R
    lasting              how long something lasted, by the calendar of who owes      B
    signs                what happened inside a span                                 F
    decisions            what a person decided                                       C13
    gaps                 spans become rows                                           X5, X6
    contract/            obligations of both sides, invoices, what can still be put right      contract.md
    sensitivity, silence, stats    other readings, the silence clock, numbers        S
    invitation_gaps      invitations become rows                                     M, X6
    invitation_facts, call_facts, beside, facts      sentences with their proof      P2
    privilege, exhibits  what the facts cite, what is set aside
    rules                the method in words

Beside it, on finished dossiers: `explain` (the working of one gap), `nightly` (what a night tells, S3), `known` and
`decidable` (what a person may decide), `redaction` (what a person had removed).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from harvester import __version__
from harvester.model import (
    Decision,
    Dossier,
    Engagement,
    Exchange,
    Ledger,
    Message,
    MessageClass,
    Side,
    Sighting,
    Silence,
    Unreadable,
)
from harvester.model.ending import EndingStep
from harvester.model.people import Sides, addresses_of, look_alikes
from harvester.pipeline import (
    activity,
    asking,
    calls,
    coverage,
    delivery,
    exchanges,
    facts,
    gaps,
    identity,
    invitation_facts,
    invitation_gaps,
    invitation_waits,
    invitations,
    names,
    sensitivity,
    silence,
    stats,
    wording,
    zones,
)
from harvester.pipeline.calls import CallRecords
from harvester.pipeline.contract import accounts, obligations, performance, searching
from harvester.pipeline.contract.agreed import Agreed
from harvester.pipeline.contract.ending import Ending
from harvester.pipeline.contract.fix_first import FixFirst
from harvester.pipeline.decisions import Verdicts
from harvester.pipeline.exhibits import with_exhibits
from harvester.pipeline.identity import Event, event_key
from harvester.pipeline.rules import CONTRACT_RULES, RULES
from harvester.pipeline.subjects import Subjects
from harvester.pipeline.worktime import micros


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that was collected for a matter."""

    originals: Iterable[Message | Unreadable]
    sightings: Sequence[Sighting]
    ledger: Ledger
    records: CallRecords = field(default_factory=CallRecords)
    """Calendars and call logs."""
    decisions: Sequence[Decision] = ()
    """Those in force, in the order in which they were taken."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """Fact numbers given before: fact id -> "F-001"."""
    exhibits: Mapping[str, str] = field(default_factory=dict)
    """Numbers of exhibits given before: event key -> "X-001"."""


def conclude(evidence: Evidence, engagement: Engagement, as_of: datetime | None = None) -> Dossier:
    """The whole analysis of one client, as of one instant (K1 when None): same input, same dossier (P4)."""
    evidence = replace(evidence, ledger=_in_order(evidence.ledger))
    sides, subjects = Sides(engagement.us, engagement.client), Subjects(engagement.phrases)
    readable, unreadable = _sorted_out(evidence.originals)
    seen = _by_original(evidence.sightings)
    events = identity.events(readable, seen, sides, subjects)
    searched = coverage.search(evidence.ledger, engagement, events, as_of)
    engagement = zones.with_zones(engagement, events, searched.as_of)
    by_rule, linked = exchanges.classed(events, engagement, subjects)
    shown = names.names_in_use(engagement, by_rule).shown
    by_rule = asking.asking(by_rule, engagement, shown)
    verdicts = Verdicts(tuple(evidence.decisions), engagement.key, engagement.us_hours.timezone).about(by_rule)
    exchanged = [verdicts.read(exchange) for exchange in by_rule]
    held = verdicts.calls(calls.calls(evidence.records, exchanged, engagement, shown), gaps.threads_of(exchanged))
    planned = invitations.rounds(evidence.records, exchanged, engagement.us_hours.timezone)
    moved = tuple(invitations.moves(planned, invitations.series_of(evidence.records.versions)))
    asked = invitation_waits.responding(evidence.records, exchanged, held, engagement, searched.as_of)
    waits = tuple(asked.of(planned))
    delivered = delivery.reported((e for e in exchanged if e.at and e.at <= searched.as_of), sides)
    signs = activity.activity(exchanged, engagement, names.of_client(shown, sides))
    taken = exchanges.turns(exchanged, linked, delivered, signs)
    taken += [*activity.note_turns(evidence.ledger.items, sides), *signs.unseen_turns(exchanged)]
    taken += invitation_waits.acts(waits, moved, sides)
    taken = verdicts.turns(taken, gaps.threads_of(taken))
    cited = {exchange.key: exchange for exchange in exchanged}
    by_key = {event.key: event for event in events}
    matter = gaps.Matter(
        turns=taken,
        calls=held,
        engagement=engagement,
        as_of=micros(searched.as_of),
        coverage=lambda span, asking: searched.reasons(
            span.start,
            span.end,
            [coverage.our_addresses(by_key[event_key(turn.key)], sides, engagement.own_homes) for turn in asking],
        ),
        refs={turn.key: cited[event_key(turn.key)].ref for turn in taken if event_key(turn.key) in cited},
        subjects={exchange.key: exchange.message.subject for exchange in exchanged},
        verdicts=verdicts,
        undated=signs.undated(exchanged, unreadable, searched),
    )
    measured = gaps.measure(matter)
    readings = sensitivity.Readings(matter, {sha: e for e in exchanged for sha in e.originals})
    known = facts.Findings(
        engagement=engagement,
        coverage=searched,
        exchanges=cited,
        originals={sha: exchange for exchange in exchanged for sha in exchange.originals},
        calls={call.id: call for call in held},
        gaps=tuple(map(readings.read, measured.gaps)),
        contacts=measured.contacts,
        deliveries=delivered,
        verdicts=verdicts,
        names=names.names_in_use(engagement, exchanged),
    )
    promised = _promised(known, evidence, by_key, unreadable, signs)
    if promised:
        standings = obligations.standings(promised)
        known = replace(known, promised=promised, standings=standings, accounts=accounts.accounts(promised))
    beside = invitation_gaps.Beside(
        engagement=engagement,
        coverage=searched,
        ledger=evidence.ledger,
        turns=list(measured.turns.values()),
        calls=known.calls,
        verdicts=verdicts,
        undated=matter.undated,
        reports=[e for e in exchanged if e.kind is MessageClass.BOUNCE],
        cited={key: ref.sha256 for key, ref in matter.refs.items()},
    )
    known = replace(
        known,
        invited=invitation_facts.Invited(
            waits=waits, gaps=beside.rows(waits), moves=moved, vanished=evidence.records.vanished
        ),
    )
    dossier = _dossier(known, silence.silences(matter, measured.turns.values()), evidence, unreadable)
    return with_exhibits(dossier, evidence.decisions, evidence.exhibits)


def _promised(
    known: facts.Findings,
    evidence: Evidence,
    events: Mapping[str, Event],
    unreadable: Sequence[Unreadable],
    signs: activity.Activity,
) -> obligations.Matter | None:
    """What the contract is judged by, where there is one."""
    engagement, sides = known.engagement, known.names.sides
    if engagement.contract is None:
        return None
    as_of = known.coverage.as_of
    mail = performance.mail(known.exchanges.values(), sides, known.deliveries, as_of, signs.names_client)
    ours = {
        exchange.originals[0]: coverage.our_addresses(events[exchange.key], sides, engagement.own_homes)
        for exchange in mail.exchanges
    }
    return obligations.Matter(
        contract=engagement.contract,
        engagement=engagement,
        mail=mail,
        calls=known.calls,
        gaps=known.gaps,
        search=searching.Searching(
            coverage=known.coverage,
            mail=mail,
            ours=ours,
            notes=evidence.ledger.items,
            unreadable=any(original.header is None for original in unreadable),
        ),
        agreed=Agreed(tuple(evidence.decisions), engagement.key, engagement.us_hours.timezone),
        as_of=known.coverage.as_of,
    )


def _dossier(
    known: facts.Findings, silent: Sequence[Silence], evidence: Evidence, unreadable: Sequence[Unreadable]
) -> Dossier:
    engagement, searched = known.engagement, known.coverage
    exchanged = tuple(known.exchanges.values())
    found = facts.fact_list(known, evidence.numbers)
    ours = sum(1 for fact in found if fact.party is Side.US)
    limit = engagement.thresholds.min_business_hours
    return Dossier(
        version=__version__,
        engagement=engagement,
        as_of=searched.as_of,
        complete=searched.complete,
        searched=(*searched.searched(), *searched.records),
        problems=(*searched.problems, *searched.record_problems),
        ledger=evidence.ledger,
        exchanges=exchanged,
        calls=tuple(known.calls.values()),
        gaps=tuple(known.gaps),
        invitations=tuple(known.invited.gaps),
        contacts=tuple(known.contacts),
        silences=tuple(_cited(row, known.exchanges) for row in silent),
        stats={side: stats.response_times(known.gaps, side, limit) for side in (Side.US, Side.CLIENT)},
        facts=found,
        balance=wording.balance(ours, len(found) - ours, facts.left_out(known)),
        notes=_notes(exchanged, known),
        found_own=tuple(sorted(addresses_of(engagement.us))),
        found_client=_client_people(known, exchanged),
        undated=tuple(e.originals[0] for e in exchanged if e.at is None),
        unreadable=(
            *((original.sha256, original.reason) for original in unreadable),
            *evidence.records.unreadable,
        ),
        message_counts=_counts(exchanged),
        rules=(*RULES, *CONTRACT_RULES) if engagement.contract else RULES,
        obligations=known.standings,
        fix_first=FixFirst(
            standings=known.standings,
            facts=found,
            gaps=known.gaps,
            calls=tuple(known.calls.values()),
            as_of=searched.as_of,
        ).of(),
        accounts=known.accounts,
        ending=_ending(known),
    )


def _ending(known: facts.Findings) -> tuple[EndingStep, ...]:
    """How the agreement may be ended, where there is a contract file."""
    engagement = known.engagement
    if engagement.contract is None:
        return ()
    today = accounts.today_of(engagement.contract, engagement, known.coverage.as_of)
    return Ending(contract=engagement.contract, engagement=engagement, standings=known.standings, today=today).steps()


def _sorted_out(originals: Iterable[Message | Unreadable]) -> tuple[list[Message], list[Unreadable]]:
    """What can be read at least in its headers, and what is listed as unreadable; in the order of hashes (I3)."""
    readable, unreadable = [], []
    for original in sorted(originals, key=lambda original: original.sha256):
        if isinstance(original, Message):
            readable.append(original)
            continue
        unreadable.append(original)
        if original.header is not None:
            # C11b: over the size cap or unreadable below its header; listed, and a possible act
            defects = (*original.header.defects, "unreadable")
            readable.append(replace(original.header, defects=defects))
    return readable, unreadable


def _in_order(ledger: Ledger) -> Ledger:
    """The rows by what they are about: in which order a store hands them out is nothing to print (P4)."""
    folders = sorted(ledger.folders, key=lambda row: (row.source, row.folder))
    items = sorted(ledger.items, key=lambda note: (note.source, note.folder, note.locator))
    return replace(ledger, folders=tuple(folders), items=tuple(items))


def _by_original(sightings: Iterable[Sighting]) -> dict[str, list[Sighting]]:
    found: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        found.setdefault(sighting.sha256, []).append(sighting)
    return found


def _counts(exchanged: Sequence[Exchange]) -> dict[str, int]:
    kinds = [exchange.kind for exchange in exchanged]
    return {kind.value: kinds.count(kind) for kind in MessageClass if kind in kinds}


def _client_people(known: facts.Findings, exchanged: Sequence[Exchange]) -> tuple[str, ...]:
    """A3: everybody who was counted as the client, by name and address."""
    named = {
        address.email
        for exchange in exchanged
        for address in (*exchange.message.authors, *exchange.message.to, *exchange.message.cc)
        if address.email and known.names.sides.of(address.email) is Side.CLIENT
    }
    return tuple(sorted(known.names.of(address) for address in named | addresses_of(known.engagement.client)))


def _cited(row: Silence, exchanges: Mapping[str, Exchange]) -> Silence:
    """The silence with originals for event keys."""
    ended = exchanges.get(event_key(row.ended_by or ""))
    return replace(
        row,
        opener_sha256=exchanges[row.opener_sha256].originals[0],
        ended_by=ended.originals[0] if ended else row.ended_by,
    )


def _notes(exchanged: Sequence[Exchange], known: facts.Findings) -> tuple[str, ...]:
    """Sentences about the whole list."""
    found = []
    if not exchanged:
        found.append(wording.EMPTY)
    if not any(gap.owed_by is Side.CLIENT and gap.level == "A" for gap in known.gaps):
        found.append(wording.NO_QUESTION)
    if gone := known.coverage.purged_before:
        found.append(wording.purged_note(wording.moment(gone, known.engagement.us_hours.timezone)))
    later = sum(1 for exchange in exchanged if exchange.at and exchange.at > known.coverage.as_of)
    if later:
        found.append(wording.after_as_of(later))
    if imitations := look_alikes(_strangers(exchanged, known.names.sides), known.engagement.client):
        found.append(wording.look_alikes(imitations))
    return tuple(found)


def _strangers(exchanged: Sequence[Exchange], sides: Sides) -> frozenset[str]:
    """Every address in the matter that belongs to neither side."""
    messages = [exchange.message for exchange in exchanged]
    named = {a.email for m in messages for a in (*m.authors, *m.reply_to, *m.to, *m.cc)}
    return frozenset(address for address in named if address and sides.of(address) is Side.THIRD)


__all__ = ["Evidence", "conclude"]
