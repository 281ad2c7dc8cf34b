"""What a text about a matter may state: its accepted facts, and what is known beside them (conversation.md 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from harvester.courtroom.claims import Proven
from harvester.model.amounts import money
from harvester.model.contract import Contract
from harvester.model.display_names import spoken
from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.model.times import day, moment, stamp, utc_moment

ACCEPTED = "accepted"


def proven(dossier: Dossier, more: str = "", scripts: Iterable[str] = ()) -> Proven:
    """Everything that a script about this matter may say; `more` is what it was given beside the dossier.

    `scripts` are the texts of script and brief as they are written now.
    """
    listed = _listed(dossier)
    facts = {
        fact.no: (*_stated(dossier, fact), *listed.get(fact.no, ()))
        for fact in dossier.facts
        if fact.status == ACCEPTED and fact.no
    }
    return Proven(
        facts=facts,
        others=frozenset(fact.no for fact in dossier.facts if fact.no) - facts.keys(),
        known="\n".join((*_known(dossier), more)),
        exhibits={
            fact.no: frozenset(str(one.exhibit) for one in fact.evidence if one.exhibit)
            for fact in dossier.facts
            if fact.no in facts
        },
        names=frozenset(filter(None, _names(dossier))),
        scripts=tuple(scripts),
    )


def quotable(dossier: Dossier) -> frozenset[str]:
    """Words of others that may be quoted: subjects, and what accepted facts quote."""
    subjects = {exchange.message.subject for exchange in dossier.exchanges}
    quotes = {one.quote for fact in dossier.facts if fact.status == ACCEPTED for one in fact.evidence if one.quote}
    noted = {words for call in dossier.calls for words in call.notes.said}
    return frozenset(filter(None, subjects | quotes | noted))


def _stated(dossier: Dossier, fact: Fact) -> tuple[str, ...]:
    zone = dossier.engagement.us_hours.timezone
    at = moment(fact.at, zone, long=True) if isinstance(fact.at, datetime) else day(fact.at)
    quotes = (one.quote for one in fact.evidence if one.quote)
    statement = "\n".join(filter(None, (fact.statement, at, fact.clause, *quotes)))
    return (statement, *fact.beside, *((fact.fix,) if fact.fix else ()))


def _listed(dossier: Dossier) -> dict[str, list[str]]:
    """Number of a fact -> its exhibits as the end of a script lists them: date, author and subject of each."""
    zone, found = dossier.engagement.us_hours.timezone, defaultdict[str, list[str]](list)
    exchanges, calls = {one.key: one for one in dossier.exchanges}, {one.id: one for one in dossier.calls}
    for one in dossier.exhibits:
        exchange, call = exchanges.get(one.key), calls.get(one.key)
        at = exchange.at if exchange else call.start if call else None
        names = [spoken(a.name, a.email) for a in exchange.message.authors] if exchange else []
        title = exchange.message.subject if exchange else call.title if call else ""
        for fact in one.facts if one.no else ():
            found[fact].append(" ".join((one.no, stamp(at, zone) if at else "", *names, title)))
    return found


def _known(dossier: Dossier) -> Iterator[str]:
    engagement = dossier.engagement
    yield from _names(dossier)
    yield from _noted(dossier)
    yield f"{moment(dossier.as_of, engagement.us_hours.timezone, long=True)} {utc_moment(dossier.as_of)}"
    yield f"Harvester {dossier.version}"
    if engagement.contract:
        yield from _agreed(engagement.contract)
    yield from _money(dossier)
    for step in dossier.ending:
        yield from (*step.told, day(step.on) if step.on else "")
    for fix in dossier.fix_first:
        by = moment(fix.by, engagement.us_hours.timezone, long=True) if fix.by else ""
        yield from filter(None, (fix.what, fix.how, fix.proof, fix.clause, by))


def _names(dossier: Dossier) -> Iterator[str]:
    for party in (dossier.engagement.us, dossier.engagement.client):
        yield party.name
        yield from (person.name for person in party.people)
        yield from (person.role for person in party.people)
    for one in dossier.exchanges:
        yield from (spoken(address.name, address.email) for address in one.message.authors if address.email)


def _noted(dossier: Dossier) -> Iterator[str]:
    """What a person noted after a call, with its times."""
    zone = dossier.engagement.us_hours.timezone
    for call in dossier.calls:
        if call.notes:
            yield f"{moment(call.start, zone, long=True)} {moment(call.end, zone, long=True)}"
            yield from (*call.notes.present, *call.notes.said, *call.notes.agreed)


def _money(dossier: Dossier) -> Iterator[str]:
    """What the ledger says, and what was reckoned from it."""
    for one in dossier.accounts.invoices:
        amounts = [one.amount, one.paid, one.credited, one.outstanding]
        amounts += [one.interest.amount, one.interest.fixed_sum] if one.interest else []
        yield "\n".join((one.number, *(money(amount, one.currency) for amount in amounts)))
        yield from (day(on) for on in (one.sent, one.due, one.paid_on, one.judged_to) if on)
        yield from (f"{money(paid.amount, one.currency)} {day(paid.on)}" for paid in one.payments)
        yield from (f"{money(credit.amount, one.currency)} {credit.reason}" for credit in one.credits)
    recoup = dossier.accounts.recoup
    for reckoning in (recoup.low, recoup.expected, recoup.high) if recoup else ():
        for amount in (reckoning.total, *(item.amount for item in reckoning.items)):
            yield money(amount, recoup.currency) if recoup else ""


def _agreed(contract: Contract) -> Iterator[str]:
    """What the contract says, as far as a person has confirmed it."""
    yield contract.title
    yield contract.outcome
    yield from (contract.fallback, contract.floor)
    yield from (day(on) for on in (contract.signed, contract.ends) if on)
    for one in contract.obligations:
        if one.confirmed_by:
            yield from (one.clause, one.quote, one.promise)
            yield from (day(rule.on) for rule in one.due if rule.on)
    for term in contract.ending:
        yield from (term.clause, term.quote, term.to) if term.confirmed_by else ()
    for invoice in contract.invoices:
        yield f"{invoice.number}\n{invoice.currency} {invoice.amount}"
