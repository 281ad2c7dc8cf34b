"""The contract as documents: what was promised, what became of it, and what our side can still put right."""

from __future__ import annotations

from typing import Any

from harvester.model import Dossier, Due, Fix, Instance, MailRef, Standing
from harvester.model.times import iso
from reports.money_tables import money_document
from reports.tables import Document, head, sheet

COLUMNS = """
    id owed_by type clause promise due due_at status reason satisfied_at days_late claim strength flags depends_on
    candidates asked in_time evidence decided"""


def obligations_document(dossier: Dossier) -> Document:
    """`harvester.obligations/1`: every obligation, ours first; invoices; what to put right first."""
    return head(dossier, "harvester.obligations/1") | {
        "contract": _contract(dossier),
        "obligations": [_standing(one) for one in dossier.obligations],
        **money_document(dossier),
        "fix_first": [_fix(one) for one in dossier.fix_first],
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
        "instances": [_instance(instance) for instance in one.instances],
        "decided": list(one.decided),
        "confirmed_by": obligation.confirmed_by or None,
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
    }


def _due(due: Due | None) -> dict[str, Any]:
    return {"due": due.on.isoformat() if due else None, "due_at": iso(due.at) if due else None}


def _mail(mail: MailRef) -> Document:
    return {"sha256": mail.sha256, "message_id": mail.message_id, "from": mail.sender, "at": iso(mail.at)}


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
