"""What the contract is judged by: the mail, calls and gaps that were found, and where was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from harvester.model.mail import Unreadable
from harvester.pipeline import activity
from harvester.pipeline.contract import more_time, performance, searching
from harvester.pipeline.contract.agreed import Agreed
from harvester.pipeline.contract.matter import Matter
from harvester.pipeline.evidence import Evidence
from harvester.pipeline.facts.findings import Findings
from harvester.pipeline.mails.identity import Event
from harvester.pipeline.searched import mailboxes


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
    as_of, zone = known.coverage.as_of, engagement.us_hours.timezone
    mail = performance.mail(known.exchanges.values(), sides, known.deliveries, as_of, signs.names_client)
    mail = replace(mail, purged_before=engagement.purged_before)
    ours = {
        exchange.originals[0]: mailboxes.our_addresses(events[exchange.key], sides, engagement.own_homes)
        for exchange in mail.exchanges
    }
    return Matter(
        contract=engagement.contract,
        engagement=engagement,
        mail=mail,
        calls=known.calls,
        gaps=known.gaps,
        more_time=more_time.of_mail(
            mail, known.names, engagement.phrases, engagement.contract.timezone or zone, known.verdicts.about_time
        ),
        search=searching.Searching(
            coverage=known.coverage,
            mail=mail,
            ours=ours,
            notes=evidence.ledger.items,
            unreadable=any(original.header is None for original in unreadable),
        ),
        agreed=Agreed(tuple(evidence.decisions), engagement.key, zone),
        as_of=known.coverage.as_of,
    )
