"""Exhibits: what the facts cite, each with its number, what is set aside, and what a person decided about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from harvester.model import Call, Decision, Dossier, Exchange, Exhibit, Fact, Side
from harvester.pipeline import wording
from harvester.pipeline.privilege import reason_to_set_aside

_LAST = datetime.max.replace(tzinfo=UTC)


def with_exhibits(dossier: Dossier, decisions: Sequence[Decision], numbers: Mapping[str, str]) -> Dossier:
    """The dossier with its exhibits in order of time, and their numbers in the citations of its facts."""
    exchanges = {sha: one for one in dossier.exchanges for sha in (*one.originals, one.message.sha256)}
    calls = {key: call for call in dossier.calls for key in (call.id, call.sha256) if key}
    found: dict[str, Exhibit] = {}
    times: dict[str, datetime] = {}
    for fact in dossier.facts:
        for key, sha256, at, exchange in _cited(fact, exchanges, calls):
            one = found.get(key) or _exhibit(dossier, key, sha256, exchange, decisions)
            found[key] = replace(one, facts=tuple(dict.fromkeys((*one.facts, fact.no))))
            times[key] = at
    ordered = sorted(found.values(), key=lambda one: (times[one.key], one.key))
    return numbered(replace(dossier, exhibits=tuple(ordered)), numbers)


def every_message(dossier: Dossier, decisions: Sequence[Decision]) -> tuple[Exhibit, ...]:
    """Every message as the exhibit that it would be if a fact cited it: whether it is set aside, what was redacted."""
    return tuple(_exhibit(dossier, one.key, one.originals[0], one, decisions) for one in dossier.exchanges)


def accepted(dossier: Dossier) -> Dossier:
    """The dossier with no fact but those that a person has accepted, and what they cite; it says what was left out."""
    facts = tuple(fact for fact in dossier.facts if fact.status == "accepted")
    numbers = {fact.no for fact in facts}
    cited = (replace(one, facts=tuple(no for no in one.facts if no in numbers)) for one in dossier.exhibits)
    ours = sum(fact.party is Side.US for fact in facts)
    told = wording.accepted_only((ours, len(facts) - ours), len(dossier.facts) - len(facts), dossier.balance)
    return replace(dossier, facts=facts, exhibits=tuple(one for one in cited if one.facts), balance=told)


def numbered(dossier: Dossier, numbers: Mapping[str, str]) -> Dossier:
    """The dossier with these numbers of exhibits; what is set aside has none."""
    exhibits = tuple(replace(one, no="" if one.aside else numbers.get(one.key, "")) for one in dossier.exhibits)
    given = {one.key: one.no for one in exhibits}
    exchanges = {sha: one.key for one in dossier.exchanges for sha in (*one.originals, one.message.sha256)}
    calls = {key: call.id for call in dossier.calls for key in (call.id, call.sha256) if key}

    def cited(fact: Fact) -> Fact:
        keys = [exchanges.get(c.sha256) or calls.get(c.event_uid or "") or calls.get(c.sha256) or c.sha256
                for c in fact.evidence]  # fmt: skip
        return replace(fact, evidence=tuple(
            replace(one, exhibit=given.get(key) or None) for one, key in zip(fact.evidence, keys, strict=True)
        ))  # fmt: skip

    return replace(dossier, exhibits=exhibits, facts=tuple(map(cited, dossier.facts)))


def _cited(
    fact: Fact, exchanges: Mapping[str, Exchange], calls: Mapping[str, Call]
) -> Iterator[tuple[str, str, datetime, Exchange | None]]:
    """(key, SHA-256, time, message) of each original that a fact cites."""
    for one in fact.evidence:
        exchange = exchanges.get(one.sha256)
        call = calls.get(one.event_uid or "") or calls.get(one.sha256)
        if exchange:
            yield exchange.key, exchange.originals[0], exchange.at or _LAST, exchange
        elif call:
            yield call.id, one.sha256, call.start, None
        else:
            yield one.sha256, one.sha256, _LAST, None


def _exhibit(
    dossier: Dossier, key: str, sha256: str, exchange: Exchange | None, decisions: Sequence[Decision]
) -> Exhibit:
    names = {key, sha256, *(exchange.originals if exchange else ())}
    about = [one for one in decisions if one.kind == "exhibit" and one.payload["message"] in names]
    aside = reason_to_set_aside(exchange, dossier.engagement) if exchange else ""
    for one in about:
        aside = "" if one.payload["state"] == "in" else one.reason
    zone = dossier.engagement.us_hours.timezone
    return Exhibit(
        key=key,
        sha256=sha256,
        aside=aside,
        told=tuple(wording.decided(one.by, wording.moment(one.at, zone), one.reason) for one in about),
        redactions=tuple(dict.fromkeys(text for one in about for text in one.payload.get("redact", ()))),
    )
