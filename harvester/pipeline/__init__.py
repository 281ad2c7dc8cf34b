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
    evidence             what was collected, in an order of its own                  P4
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
    contract/            obligations of both sides, invoices, what is still to mend   contract.md
    sensitivity, silence, stats    other readings, the silence clock, numbers        S
    invitation_gaps      invitations become rows                                     M, X6
    invitation_facts, call_facts, beside, facts      sentences with their proof      P2
    promised             what the contract is judged by
    summing              all of it as one dossier                                    P
    privilege, exhibits  what the facts cite, what is set aside
    rules                the method in words

Beside it, on finished dossiers: `explain`, `explain_invitations` (the working of one gap), `nightly` (what a night
tells, S3), `known` and `decidable` (what a person may decide), `redaction` (what a person had removed), `disclosure`
(what may leave the program).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from harvester.model import Dossier, Engagement, MessageClass
from harvester.model.people import Sides
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
    promised,
    sensitivity,
    silence,
    summing,
    zones,
)
from harvester.pipeline.contract import accounts, obligations
from harvester.pipeline.decisions import Verdicts
from harvester.pipeline.evidence import Evidence, by_original, in_order, sorted_out
from harvester.pipeline.exhibits import with_exhibits
from harvester.pipeline.identity import event_key
from harvester.pipeline.subjects import Subjects
from harvester.pipeline.worktime import micros


def conclude(evidence: Evidence, engagement: Engagement, as_of: datetime | None = None) -> Dossier:
    """The whole analysis of one client, as of one instant (K1 when None): same input, same dossier (P4)."""
    evidence = replace(evidence, ledger=in_order(evidence.ledger))
    sides, subjects = Sides(engagement.us, engagement.client), Subjects(engagement.phrases)
    readable, unreadable = sorted_out(evidence.originals)
    seen = by_original(evidence.sightings)
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
    matter = gaps.Input(
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
    judged = promised.matter(known, evidence, by_key, unreadable, signs)
    if judged:
        standings = obligations.standings(judged)
        known = replace(known, promised=judged, standings=standings, accounts=accounts.accounts(judged))
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
    dossier = summing.dossier(known, silence.silences(matter, measured.turns.values()), evidence, unreadable)
    return with_exhibits(dossier, evidence.decisions, evidence.exhibits)


__all__ = ["Evidence", "conclude"]
