"""Exhibits: what the facts cite, each with its number, what is set aside, and what a person decided about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from harvester.model.calls import Call
from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier, Exchange
from harvester.model.exhibits import Exhibit
from harvester.model.facts import Fact
from harvester.model.matter import Side
from harvester.pipeline import wording
from harvester.pipeline.privilege import quoting, reason_in_text, reason_to_set_aside
from harvester.pipeline.wording import lists

_LAST = datetime.max.replace(tzinfo=UTC)


def with_exhibits(dossier: Dossier, decisions: Sequence[Decision], numbers: Mapping[str, str]) -> Dossier:
    """The dossier with its exhibits in order of time, and their numbers in the citations of its facts.

    What no fact cites is held beside them where it is set aside, something in it was redacted, or a person let it in.
    """
    every = _every(dossier, [one for one in decisions if one.kind == "exhibit"])
    exchanges = {sha: one for one in dossier.exchanges for sha in (*one.originals, one.message.sha256)}
    calls = {key: call for call in dossier.calls for key in (call.id, call.sha256) if key}
    found: dict[str, Exhibit] = {}
    times: dict[str, datetime] = {}
    for fact in dossier.facts:
        for key, sha256, at in _cited(fact, exchanges, calls):
            one = found.get(key) or replace(every.get(key) or Exhibit(key=key, sha256=sha256), sha256=sha256)
            found[key] = replace(one, facts=tuple(dict.fromkeys((*one.facts, fact.no))))
            times[key] = at
    ordered = sorted(found.values(), key=lambda one: (times[one.key], one.key))
    rest = tuple(one for key, one in every.items() if key not in found and _touched(one))
    return numbered(replace(dossier, exhibits=tuple(ordered), uncited=rest), numbers)


def accepted(dossier: Dossier) -> Dossier:
    """The dossier with no fact but those that a person has accepted, and what they cite; it says what was left out."""
    facts = tuple(fact for fact in dossier.facts if fact.status == "accepted")
    ours = sum(fact.party is Side.US for fact in facts)
    told = lists.accepted_only((ours, len(facts) - ours), len(dossier.facts) - len(facts), dossier.balance)
    return replace(_with_facts(dossier, facts), balance=told)


def proven(dossier: Dossier) -> Dossier:
    """The dossier without the facts that rest on what is set aside: their proof is not handed over. It says which."""
    aside = {one.sha256 for one in dossier.exhibits if one.aside}
    for one in dossier.exchanges:
        if not aside.isdisjoint(one.originals):
            aside.update(one.originals)
    kept = tuple(fact for fact in dossier.facts if aside.isdisjoint(cited.sha256 for cited in fact.evidence))
    left = [fact for fact in dossier.facts if fact not in kept]
    if not left:
        return dossier
    split = sum(fact.party is Side.US for fact in left)
    told = lists.on_set_aside([fact.no for fact in left], (split, len(left) - split))
    return replace(_with_facts(dossier, kept), balance=f"{dossier.balance} {told}".strip())


def _with_facts(dossier: Dossier, facts: tuple[Fact, ...]) -> Dossier:
    numbers = {fact.no for fact in facts}
    cited = [replace(one, facts=tuple(no for no in one.facts if no in numbers)) for one in dossier.exhibits]
    rest = tuple(one for one in cited if not one.facts and _touched(one))
    return replace(
        dossier,
        facts=facts,
        exhibits=tuple(one for one in cited if one.facts),
        uncited=(*dossier.uncited, *rest),
    )


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
) -> Iterator[tuple[str, str, datetime]]:
    """(key, SHA-256, time) of each original that a fact cites."""
    for one in fact.evidence:
        exchange = exchanges.get(one.sha256)
        call = calls.get(one.event_uid or "") or calls.get(one.sha256)
        if exchange:
            yield exchange.key, exchange.originals[0], exchange.at or _LAST
        elif call:
            yield call.id, one.sha256, call.start
        else:
            yield one.sha256, one.sha256, _LAST


def _every(dossier: Dossier, decisions: Sequence[Decision]) -> dict[str, Exhibit]:
    """Every message and call, by its key, as the exhibit that it would be if a fact cited it."""
    about: dict[str, list[Decision]] = {}
    for one in decisions:
        about.setdefault(one.payload["message"], []).append(one)
    found = {}
    for exchange in dossier.exchanges:
        names = {exchange.key, exchange.message.sha256, *exchange.originals}
        decided = [one for one in decisions if one.payload["message"] in names] if names & about.keys() else []
        reason = reason_to_set_aside(exchange, dossier.engagement)
        found[exchange.key] = _exhibit(dossier, (exchange.key, exchange.originals[0]), reason, decided)
    for call in dossier.calls:
        decided = [*about.get(call.id, ()), *about.get(call.sha256 or "", ())]
        found[call.id] = _exhibit(dossier, (call.id, call.sha256 or ""), reason_in_text(call.title), decided)
    aside = frozenset(key for key, one in found.items() if one.aside)
    for name, reason in quoting(dossier.exchanges, aside).items():
        if not found[name].told:  # what a person let in stays in
            found[name] = replace(found[name], aside=reason)
    return found


def _exhibit(dossier: Dossier, names: tuple[str, str], aside: str, decided: Sequence[Decision]) -> Exhibit:
    key, sha256 = names
    for one in decided:
        aside = "" if one.payload["state"] == "in" else one.reason
    zone = dossier.engagement.us_hours.timezone
    return Exhibit(
        key=key,
        sha256=sha256,
        aside=aside,
        told=tuple(wording.decided(one.by, wording.moment(one.at, zone), one.reason) for one in decided),
        redactions=tuple(dict.fromkeys(text for one in decided for text in one.payload.get("redact", ()))),
    )


def _touched(one: Exhibit) -> bool:
    return bool(one.aside or one.redactions or one.told)
