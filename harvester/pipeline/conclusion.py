"""The analysis of one client in four steps: what the evidence says, what that measures, what is found, the dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from harvester.model.calls import Call
from harvester.model.dossier import Dossier, Exchange
from harvester.model.engagement import Engagement
from harvester.model.mail import MessageClass, Unreadable
from harvester.model.people import Sides
from harvester.model.subjects import Subjects
from harvester.pipeline import activity, calls, exchanges, names, promised, summing
from harvester.pipeline.contract import accounts, obligations
from harvester.pipeline.evidence import Evidence, by_original, in_order, sorted_out
from harvester.pipeline.exhibits import with_exhibits
from harvester.pipeline.facts.findings import Findings
from harvester.pipeline.facts.invitations import Invited
from harvester.pipeline.gaps import sensitivity, silence
from harvester.pipeline.gaps.decisions import Verdicts
from harvester.pipeline.gaps.rows import Input, Measured, measure, threads_of
from harvester.pipeline.invitations import rounds
from harvester.pipeline.invitations.responses import responding
from harvester.pipeline.invitations.rows import Beside
from harvester.pipeline.invitations.waits import Wait, acts
from harvester.pipeline.mails import asking, delivery, identity, zones
from harvester.pipeline.mails.identity import event_key
from harvester.pipeline.mails.threads import Threads
from harvester.pipeline.searched import mailboxes
from harvester.pipeline.searched.coverage import Coverage
from harvester.pipeline.searched.reach import search
from harvester.pipeline.worktime import micros


def conclude(evidence: Evidence, engagement: Engagement, as_of: datetime | None = None) -> Dossier:
    """The whole analysis of one client, as of one instant (K1 when None): same input, same dossier (P4)."""
    evidence = replace(evidence, ledger=in_order(evidence.ledger))
    said = _said(evidence, engagement, as_of)
    met = _met(evidence, said)
    measured = _measured(evidence, said, met)
    known = _found(evidence, said, met, measured)
    known = replace(known, invited=_invited(evidence, said, met, measured))
    silent = silence.silences(measured.matter, measured.rows)
    dossier = summing.dossier(known, silent, evidence, said.unreadable)
    return with_exhibits(dossier, evidence.decisions, evidence.exhibits)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What the mail says, and what a person said of it."""

    engagement: Engagement
    """With the zone of a side that none was configured for."""
    sides: Sides
    events: dict[str, identity.Event]
    """By their keys."""
    exchanged: list[Exchange]
    linked: Threads
    unreadable: list[Unreadable]
    searched: Coverage
    verdicts: Verdicts
    shown: Mapping[str, str]
    """Address -> the name that is used of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Met:
    """What calls, meetings and invitations say beside it."""

    calls: Sequence[Call]
    moved: tuple[rounds.Move, ...]
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """What went into the measurement, and what came out of it."""

    matter: Input
    rows: Measured
    deliveries: delivery.Deliveries
    signs: activity.Activity


def _said(evidence: Evidence, engagement: Engagement, as_of: datetime | None) -> _Said:
    sides, subjects = Sides(engagement.us, engagement.client), Subjects(engagement.phrases)
    readable, unreadable = sorted_out(evidence.originals)
    events = identity.events(readable, by_original(evidence.sightings), sides, subjects)
    searched = search(evidence.ledger, engagement, events, as_of)
    engagement = zones.with_zones(engagement, events, searched.as_of)
    by_rule, linked = exchanges.classed(events, engagement, subjects)
    shown = names.names_in_use(engagement, by_rule).shown
    by_rule = asking.asking(by_rule, engagement, shown)
    verdicts = Verdicts(tuple(evidence.decisions), engagement.key, engagement.us_hours.timezone).about(by_rule)
    return _Said(
        engagement=engagement,
        sides=sides,
        events={event.key: event for event in events},
        exchanged=[verdicts.read(exchange) for exchange in by_rule],
        linked=linked,
        unreadable=unreadable,
        searched=searched,
        verdicts=verdicts,
        shown=shown,
    )


def _met(evidence: Evidence, said: _Said) -> _Met:
    records, engagement, exchanged = evidence.records, said.engagement, said.exchanged
    held = said.verdicts.calls(calls.calls(records, exchanged, engagement, said.shown), threads_of(exchanged))
    planned = rounds.rounds(records, exchanged, engagement.us_hours.timezone)
    moved = tuple(rounds.moves(planned, rounds.series_of(records.versions)))
    asked = responding(records, exchanged, held, engagement, said.searched.as_of)
    return _Met(calls=held, moved=moved, waits=tuple(asked.of(planned)))


def _measured(evidence: Evidence, said: _Said, met: _Met) -> _Measured:
    engagement, exchanged, searched = said.engagement, said.exchanged, said.searched
    delivered = delivery.reported((e for e in exchanged if e.at and e.at <= searched.as_of), said.sides)
    signs = activity.activity(exchanged, engagement, names.of_client(said.shown, said.sides))
    taken = exchanges.turns(exchanged, said.linked, delivered, signs)
    taken += [*activity.note_turns(evidence.ledger.items, said.sides), *signs.unseen_turns(exchanged)]
    taken += acts(met.waits, met.moved, said.sides)
    taken = said.verdicts.turns(taken, threads_of(taken))
    cited = {exchange.key: exchange for exchange in exchanged}
    matter = Input(
        turns=taken,
        calls=met.calls,
        engagement=engagement,
        as_of=micros(searched.as_of),
        coverage=lambda span, asking: searched.reasons(
            span.start,
            span.end,
            [
                mailboxes.our_addresses(said.events[event_key(turn.key)], said.sides, engagement.own_homes)
                for turn in asking
            ],
        ),
        refs={turn.key: cited[event_key(turn.key)].ref for turn in taken if event_key(turn.key) in cited},
        subjects={exchange.key: exchange.message.subject for exchange in exchanged},
        verdicts=said.verdicts,
        undated=signs.undated(exchanged, said.unreadable, searched),
    )
    return _Measured(matter=matter, rows=measure(matter), deliveries=delivered, signs=signs)


def _found(evidence: Evidence, said: _Said, met: _Met, measured: _Measured) -> Findings:
    exchanged = said.exchanged
    originals = {sha: exchange for exchange in exchanged for sha in exchange.originals}
    readings = sensitivity.Readings(measured.matter, originals)
    known = Findings(
        engagement=said.engagement,
        coverage=said.searched,
        exchanges={exchange.key: exchange for exchange in exchanged},
        originals=originals,
        calls={call.id: call for call in met.calls},
        gaps=tuple(map(readings.read, measured.rows.gaps)),
        contacts=measured.rows.contacts,
        deliveries=measured.deliveries,
        verdicts=said.verdicts,
        names=names.names_in_use(said.engagement, exchanged),
    )
    judged = promised.matter(known, evidence, said.events, said.unreadable, measured.signs)
    if judged:
        standings = obligations.standings(judged)
        known = replace(known, promised=judged, standings=standings, accounts=accounts.accounts(judged))
    return known


def _invited(evidence: Evidence, said: _Said, met: _Met, measured: _Measured) -> Invited:
    matter = measured.matter
    beside = Beside(
        engagement=said.engagement,
        coverage=said.searched,
        ledger=evidence.ledger,
        turns=list(measured.rows.turns.values()),
        calls={call.id: call for call in met.calls},
        verdicts=said.verdicts,
        undated=matter.undated,
        reports=[exchange for exchange in said.exchanged if exchange.kind is MessageClass.BOUNCE],
        cited={key: ref.sha256 for key, ref in matter.refs.items()},
    )
    rows, vanished = beside.rows(met.waits), evidence.records.vanished
    return Invited(waits=met.waits, gaps=rows, moves=met.moved, vanished=vanished)
