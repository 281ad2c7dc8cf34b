"""Everything that was found → the dossier: the facts, what they rest on, and sentences about the whole list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from harvester import __version__
from harvester.model.dossier import Dossier, Exchange
from harvester.model.ending import EndingStep
from harvester.model.facts import Fact
from harvester.model.gaps import Silence
from harvester.model.mail import MessageClass, Unreadable
from harvester.model.matter import Side
from harvester.model.people import Sides, addresses_of, look_alikes
from harvester.model.standing import Fix
from harvester.pipeline import stats, wording
from harvester.pipeline.contract import accounts
from harvester.pipeline.contract.ending import Ending
from harvester.pipeline.contract.fix_first import FixFirst
from harvester.pipeline.evidence import Evidence
from harvester.pipeline.facts.findings import Findings, left_out
from harvester.pipeline.facts.lapsed import lapsed
from harvester.pipeline.facts.listing import fact_list
from harvester.pipeline.mails.identity import event_key
from harvester.pipeline.rules import CONTRACT_RULES, RULES
from harvester.pipeline.wording import lists


def dossier(
    known: Findings, silent: Sequence[Silence], evidence: Evidence, unreadable: Sequence[Unreadable]
) -> Dossier:
    """The dossier of one client, without its exhibits."""
    engagement, searched = known.engagement, known.coverage
    exchanged = tuple(known.exchanges.values())
    found = fact_list(known, evidence.numbers)
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
        lapsed=lapsed(known, found, evidence.numbers),
        balance=lists.balance(ours, len(found) - ours, left_out(known)),
        notes=_notes(exchanged, known),
        found_own=tuple(sorted(addresses_of(engagement.us))),
        found_client=_client_people(known, exchanged),
        undated=tuple(e.originals[0] for e in exchanged if e.at is None),
        unreadable=(*((one.sha256, one.reason) for one in unreadable), *evidence.records.unreadable),
        message_counts=_counts(exchanged),
        rules=(*RULES, *CONTRACT_RULES) if engagement.contract else RULES,
        obligations=known.standings,
        fix_first=_fixes(known, found),
        accounts=known.accounts,
        ending=_ending(known),
    )


def _fixes(known: Findings, found: Sequence[Fact]) -> tuple[Fix, ...]:
    """What our side can still put right."""
    called = tuple(known.calls.values())
    subjects = {gap.gap_id: gap.subject for gap in (*known.gaps, *known.invited.gaps)}
    as_of = known.coverage.as_of
    return FixFirst(standings=known.standings, facts=found, subjects=subjects, calls=called, as_of=as_of).of()


def _ending(known: Findings) -> tuple[EndingStep, ...]:
    """How the agreement may be ended, where there is a contract file."""
    engagement = known.engagement
    if engagement.contract is None:
        return ()
    today = accounts.today_of(engagement.contract, engagement, known.coverage.as_of)
    return Ending(contract=engagement.contract, engagement=engagement, standings=known.standings, today=today).steps()


def _counts(exchanged: Sequence[Exchange]) -> dict[str, int]:
    kinds = [exchange.kind for exchange in exchanged]
    return {kind.value: kinds.count(kind) for kind in MessageClass if kind in kinds}


def _client_people(known: Findings, exchanged: Sequence[Exchange]) -> tuple[str, ...]:
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


def _notes(exchanged: Sequence[Exchange], known: Findings) -> tuple[str, ...]:
    """Sentences about the whole list."""
    found = []
    if not exchanged:
        found.append(lists.EMPTY)
    if not any(gap.owed_by is Side.CLIENT and gap.level == "A" for gap in known.gaps):
        found.append(lists.NO_QUESTION)
    if gone := known.coverage.purged_before:
        found.append(lists.purged_note(wording.moment(gone, known.engagement.us_hours.timezone)))
    later = sum(1 for exchange in exchanged if exchange.at and exchange.at > known.coverage.as_of)
    if later:
        found.append(lists.after_as_of(later))
    if imitations := look_alikes(_strangers(exchanged, known.names.sides), known.engagement.client):
        found.append(lists.look_alikes(imitations))
    return tuple(found)


def _strangers(exchanged: Sequence[Exchange], sides: Sides) -> frozenset[str]:
    """Every address in the matter that belongs to neither side."""
    messages = [exchange.message for exchange in exchanged]
    named = {a.email for m in messages for a in (*m.authors, *m.reply_to, *m.to, *m.cc)}
    return frozenset(address for address in named if address and sides.of(address) is Side.THIRD)
