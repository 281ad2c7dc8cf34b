"""What the contract is judged by: the mail, calls and gaps that were found, and where was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from harvester.model import Unreadable
from harvester.pipeline import activity, coverage, facts
from harvester.pipeline.contract import obligations, performance, searching
from harvester.pipeline.contract.agreed import Agreed
from harvester.pipeline.evidence import Evidence
from harvester.pipeline.identity import Event


def matter(
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
