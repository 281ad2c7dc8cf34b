"""The contract as documents: what was promised, what became of it, and what our side can still put right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from harvester.model.dossier import Dossier
from harvester.model.ending import EndingStep
from harvester.model.flags import DOUBTS, LEDGER, OF_OBLIGATIONS, OF_SEARCH
from harvester.model.gaps import MailRef
from harvester.model.matter import Side
from harvester.model.standing import Due, Fix, Instance, Standing, TimeGiven
from harvester.model.times import iso, moment, short_day, stamp
from reports import documents, tables, words
from reports.documents import Document, head
from reports.money_tables import money_document
from reports.tables import sheet

COLUMNS = """
    id owed_by type clause promise due due_at status reason satisfied_at days_late claim strength flags depends_on
    candidates asked in_time evidence decided"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """One obligation as a report prints it; all formats say the same."""

    id: str
    side: Side
    clause: str
    promise: str
    due: str
    done: str
    standing: str
    claim: str
    """Code of the claim; "" where nothing is claimed."""
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFix:
    """One thing that our side can put right, and the fact that speaks of it."""

    fact: str
    """ "F-001"; "" where no original shows anything."""
    what: str
    told: str


def promised(dossier: Dossier) -> tuple[Promised, ...]:
    """Every obligation in the words of a report, ours first."""
    zone = zone_of(dossier)
    return tuple(
        Promised(
            id=one.obligation.id,
            side=one.obligation.owed_by,
            clause=one.obligation.clause,
            promise=one.obligation.promise or one.obligation.quote or one.obligation.id,
            due=short_day(one.due.on) if one.due else "",
            done=done(one, zone),
            standing=words.standing(one),
            claim=words.standing_claim(one),
            remarks=tuple(remarks(one)),
        )
        for one in dossier.obligations
    )


def to_fix(dossier: Dossier) -> tuple[ToFix, ...]:
    """What our side can put right, where there is a contract; without one the facts themselves say it."""
    if not dossier.obligations:
        return ()
    by_gap = {fact.gap_id: fact.no for fact in dossier.facts if fact.gap_id}
    by_id = {fact.obligation: fact.no for fact in dossier.facts if not fact.gap_id}
    zone = zone_of(dossier)
    return tuple(
        ToFix(
            fact=by_gap.get(fix.gap_id, "") if fix.gap_id else by_id.get(fix.obligation, ""),
            what=f"{fix.what} ({fix.clause})" if fix.clause else fix.what,
            told=fix_words(fix, zone),
        )
        for fix in dossier.fix_first
    )


def fix_words(fix: Fix, zone: str) -> str:
    """How it can be put right, by when, and what will show it."""
    by = f" By {moment(fix.by, zone)}." if fix.by else ""
    proof = f" Proof: {fix.proof}" if fix.proof and fix.fixable else ""
    return f"{fix.how}{by}{proof}"


def remarks(one: Standing) -> Iterator[str]:
    """What stands beside an obligation, a sentence each; of the search as a whole the coverage speaks."""
    if one.doubt and not any(flag.startswith(LEDGER) for flag in one.flags):
        yield DOUBTS[one.doubt.value]
    yield from (OF_OBLIGATIONS[flag] for flag in one.flags if flag not in OF_SEARCH | {"dependency_late"})
    yield from (call.words for call in one.spoken)
    given = (*one.time_given, *(mail for instance in one.instances for mail in instance.time_given))
    yield from dict.fromkeys(mail.words for mail in given)
    yield from one.hangs_on


def done(one: Standing, zone: str) -> str:
    """When it was done, “5 Mar 2026, 10:00 CET”; a payment has a day and no hour. "" where nothing shows it."""
    if one.satisfied_at is None:
        return ""
    local = one.satisfied_at.astimezone(ZoneInfo(zone))
    return stamp(local, zone) if local.time() != time() else short_day(local.date()).partition(" ")[2]


def zone_of(dossier: Dossier) -> str:
    """The zone of the contract's dates."""
    contract = dossier.engagement.contract
    return (contract.timezone if contract else "") or dossier.engagement.us_hours.timezone


def render_json(dossier: Dossier) -> Mapping[str, bytes]:
    """The documents of `tables`, and `obligations.json` where there is a contract."""
    found = dict(documents.render_json(dossier))
    if dossier.engagement.contract:
        found["obligations.json"] = documents.encoded(obligations_document(dossier))
    return found


def render_csv(dossier: Dossier) -> Mapping[str, bytes]:
    """The sheets of `tables`, and `obligations.csv` where there is a contract."""
    found = dict(tables.render_csv(dossier))
    if dossier.engagement.contract:
        found["obligations.csv"] = obligations_csv(dossier).encode("utf-8-sig")
    return found


def obligations_document(dossier: Dossier) -> Document:
    """`harvester.obligations/1`: every obligation, ours first; invoices; what to put right; how it may be ended."""
    return head(dossier, "harvester.obligations/1") | {
        "contract": _contract(dossier),
        "obligations": [_standing(one) for one in dossier.obligations],
        **money_document(dossier),
        "fix_first": [_fix(one) for one in dossier.fix_first],
        "ending": [_ending(one) for one in dossier.ending],
    }


def obligations_csv(dossier: Dossier) -> str:
    """One row an obligation; a response time with how many questions it counts and how many were answered in time."""
    return sheet(obligation_rows(dossier), COLUMNS)


def obligation_rows(dossier: Dossier) -> list[Document]:
    """The obligations of the document, flat."""
    rows = [_standing(one) for one in dossier.obligations]
    for row in rows:
        row["candidates"] = [mail["sha256"] for mail in row["candidates"]]
        row["depends_on"] = row["depends_on"] or []
        row["asked"] = len(row["instances"]) or None
        row["in_time"] = sum(one["status"] == "met" for one in row["instances"]) if row["instances"] else None
    return rows


def explanation_document(dossier: Dossier, one: Standing) -> Document:
    """`harvester.explanation/1`: the working of one obligation, step by step."""
    steps = [{"rules": step.rule, "text": f"{step.words}: {step.value}"} for step in one.steps]
    return head(dossier, "harvester.explanation/1") | {"obligation": one.obligation.id, "steps": steps}


def _contract(dossier: Dossier) -> Document | None:
    contract = dossier.engagement.contract
    if contract is None:
        return None
    return {
        "title": contract.title,
        "signed": contract.signed.isoformat() if contract.signed else None,
        "timezone": contract.timezone or None,
        "currency": contract.currency or None,
        "payments_until": contract.payments_until.isoformat() if contract.payments_until else None,
        "outcome": contract.outcome or None,
    }


def _standing(one: Standing) -> Document:
    obligation = one.obligation
    return {
        "id": obligation.id,
        "owed_by": obligation.owed_by.value,
        "type": obligation.type.value,
        "clause": obligation.clause or None,
        "quote": obligation.quote or None,
        "promise": obligation.promise or None,
        **_due(one.due),
        "status": one.status.value,
        "reason": one.doubt.value if one.doubt else None,
        "satisfied_at": iso(one.satisfied_at) if one.satisfied_at else None,
        "received_at": iso(one.received_at) if one.received_at else None,
        "judged_until": iso(one.judged_until) if one.judged_until else None,
        "days_late": one.days_late,
        "claim": one.claim,
        "strength": one.strength,
        "evidence": list(one.evidence),
        "flags": list(one.flags),
        "depends_on": list(obligation.depends_on),
        "late_dependencies": [{"id": name, "days": days} for name, days in one.late_dependencies],
        "candidates": [_mail(mail) for mail in one.candidates],
        "time_given": [_time(mail) for mail in one.time_given],
        "spoken": [call.call for call in one.spoken],
        "instances": [_instance(instance) for instance in one.instances],
        "decided": list(one.decided),
        "confirmed_by": obligation.confirmed_by or None,
        "confirmed_on": obligation.confirmed_on.isoformat() if obligation.confirmed_on else None,
    }


def _instance(one: Instance) -> Document:
    return {
        "ask": one.ask.sha256,
        "gap_id": one.gap_id,
        **_due(one.due),
        "status": one.status.value,
        "reason": one.doubt.value if one.doubt else None,
        "satisfied_at": iso(one.satisfied_at) if one.satisfied_at else None,
        "days_late": one.days_late,
        "evidence": list(one.evidence),
        "time_given": [_time(mail) for mail in one.time_given],
    }


def _time(mail: TimeGiven) -> Document:
    return {"sha256": mail.sha256, "text": mail.words, "counts": mail.counts}


def _due(due: Due | None) -> dict[str, Any]:
    return {"due": due.on.isoformat() if due else None, "due_at": iso(due.at) if due else None}


def _mail(mail: MailRef) -> Document:
    return {"sha256": mail.sha256, "message_id": mail.message_id, "from": mail.sender, "at": iso(mail.at)}


def _ending(one: EndingStep) -> Document:
    """One point of how it may be ended; what no confirmed clause says is not established."""
    return {
        "about": one.point.value,
        "established": one.established,
        "clause": one.clause or None,
        "quote": one.quote or None,
        "on": one.on.isoformat() if one.on else None,
        "owed_by": one.owed_by.value if one.owed_by else None,
        "told": list(one.told),
    }


def _fix(one: Fix) -> Document:
    return {
        "what": one.what,
        "clause": one.clause or None,
        "obligation": one.obligation,
        "gap_id": one.gap_id,
        "evidence": list(one.evidence),
        "can_be_put_right": one.fixable,
        "how": one.how,
        "by": iso(one.by) if one.by else None,
        "proof": one.proof or None,
    }
