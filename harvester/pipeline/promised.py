"""What the contract is judged by: the mail, calls and gaps that were found, and where was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from harvester.model import Gap, Side, Unreadable
from harvester.pipeline import activity, mailboxes
from harvester.pipeline.contract import performance, searching
from harvester.pipeline.contract.agreed import Agreed
from harvester.pipeline.contract.matter import Matter
from harvester.pipeline.evidence import Evidence
from harvester.pipeline.facts.findings import Findings
from harvester.pipeline.identity import Event
from harvester.pipeline.patience import leaves_time


def matter(
    known: Findings,
    evidence: Evidence,
    events: Mapping[str, Event],
    unreadable: Sequence[Unreadable],
    signs: activity.Activity,
) -> Matter | None:
    """What the contract is judged by, where there is one."""
    engagement, sides = known.engagement, known.names.sides
    if engagement.contract is None:
        return None
    as_of = known.coverage.as_of
    mail = performance.mail(known.exchanges.values(), sides, known.deliveries, as_of, signs.names_client)
    ours = {
        exchange.originals[0]: mailboxes.our_addresses(events[exchange.key], sides, engagement.own_homes)
        for exchange in mail.exchanges
    }
    return Matter(
        contract=engagement.contract,
        engagement=engagement,
        mail=mail,
        calls=known.calls,
        gaps=[_in_doubt(gap) if _leaves_time(gap, known) else gap for gap in known.gaps],
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


def _leaves_time(gap: Gap, known: Findings) -> bool:
    """P1: the client was told to take its time; whether the limit of the contract still held a person must say."""
    mails = (known.originals[ref.sha256] for ref in (gap.opener, *gap.chasers))
    phrases = known.engagement.phrases
    return gap.owed_by is Side.CLIENT and any(leaves_time(mail.message.new_text, "", phrases) for mail in mails)


def _in_doubt(gap: Gap) -> Gap:
    return replace(gap, claim="review")
