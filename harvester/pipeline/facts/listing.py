"""Every fact with its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from harvester.model.dossier import Exchange
from harvester.model.facts import Fact
from harvester.model.matter import Side
from harvester.pipeline import wording
from harvester.pipeline.contract.invoice_facts import InvoiceFacts
from harvester.pipeline.contract.obligation_facts import ObligationFacts
from harvester.pipeline.facts.around_calls import AroundCalls, in_order
from harvester.pipeline.facts.calls import CallFacts
from harvester.pipeline.facts.findings import Findings, is_fact, over_limit
from harvester.pipeline.facts.invitations import InvitationFacts
from harvester.pipeline.facts.looked_up import written_by
from harvester.pipeline.facts.questions import gap_facts
from harvester.pipeline.facts.searched import channel_words, coverage_words, missing_words, searched_until
from harvester.pipeline.facts.undelivered import undelivered
from harvester.pipeline.mails.absences import announcements


def fact_list(known: Findings, numbers: Mapping[str, str]) -> tuple[Fact, ...]:
    """Every fact, ours first, each side in order of time; numbers once given stay, new ones follow."""
    over = over_limit(known.standings)
    wanted = [gap for gap in known.gaps if is_fact(gap, known.engagement, over)]
    found = gap_facts(known, wanted) + undelivered(known)
    zone, searched = known.engagement.us_hours.timezone, known.coverage
    told = coverage_words(searched, zone)
    ids = {sha: exchange.message.message_id for sha, exchange in known.originals.items()}
    seen = [e for e in known.exchanges.values() if e.at and e.at <= searched.as_of]
    written = written_by(seen)
    around = AroundCalls(known.engagement, known.names, in_order(known.calls.values()), written, searched.as_of)
    called = CallFacts(known.engagement, known.names, searched.as_of, told, ids, around)
    found += called.of(known.calls.values())
    found += InvitationFacts(
        engagement=known.engagement,
        names=known.names,
        as_of=searched.as_of,
        coverage=told,
        channels=channel_words(searched),
        missing=missing_words(searched, zone),
        until=searched_until(searched, zone),
        calls=known.calls,
    ).of(known.invited)
    found = _agreed(known, found, seen, told)
    found = [known.verdicts.reviewed(fact) for fact in found]
    ordered = sorted(found, key=lambda fact: (fact.party is not Side.US, fact.at, fact.fact_id))
    return _numbered(ordered, numbers)


def _agreed(known: Findings, found: list[Fact], seen: Sequence[Exchange], told: str) -> list[Fact]:
    """The facts with the clauses that they fall under, and those about obligations and invoices (contract.md 6)."""
    zone = _contract_zone(known)
    agreed = ObligationFacts(
        absences=announcements(seen if known.standings else (), known.engagement.phrases),
        engagement=known.engagement,
        standings=known.standings,
        originals=known.originals,
        names=known.names,
        zone=zone,
        channels=channel_words(known.coverage),
        coverage=told,
        until=wording.moment(known.coverage.as_of, zone),
    )
    facts = agreed.annotated(found) + agreed.of()
    if known.promised:
        facts += InvoiceFacts(
            client=known.engagement.key,
            contract=known.promised.contract,
            accounts=known.accounts,
            mail=known.promised.mail,
            people=known.names,
            zone=zone,
            coverage=told,
        ).all()
    return facts


def _contract_zone(known: Findings) -> str:
    """What is said of the contract is said by its own zone: by another one a mail and its due date swap days (U2)."""
    contract = known.engagement.contract
    return (contract.timezone if contract else "") or known.engagement.us_hours.timezone


def _numbered(found: Sequence[Fact], numbers: Mapping[str, str]) -> tuple[Fact, ...]:
    last = max((int(number.removeprefix("F-")) for number in numbers.values()), default=0)
    result = []
    for fact in found:
        number = numbers.get(fact.fact_id)
        if number is None:
            last += 1
            number = f"F-{last:03}"
        result.append(replace(fact, no=number))
    return tuple(result)
