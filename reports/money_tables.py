"""The money of a matter as documents carry it: amounts as decimals in quotation marks, never as floats."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from harvester.model.dossier import Dossier
from harvester.model.money import InvoiceStanding, Reckoning, Recoup, Unmatched

Document = dict[str, Any]
_CENT = Decimal("0.01")


def money_document(dossier: Dossier) -> Document:
    """`invoices`, `recoup` and `unmatched_payments` of the obligations document."""
    accounts = dossier.accounts
    return {
        "invoices": [_invoice(one) for one in accounts.invoices],
        "payments_until": _day(accounts.until),
        "recoup": _recoup(accounts.recoup) if accounts.recoup else None,
        "unmatched_payments": [_unmatched(one) for one in accounts.unmatched],
    }


def _invoice(one: InvoiceStanding) -> Document:
    return {
        "number": one.number,
        "amount": _amount(one.amount),
        "currency": one.currency,
        "sent": _day(one.sent),
        "due": _day(one.due),
        "paid": _amount(one.paid),
        "credited": _amount(one.credited),
        "outstanding": _amount(one.outstanding),
        "days_late": one.days_late,
        "interest": _interest(one),
        "interest_problem": one.interest_problem or None,
        "status": one.status,
        "reason": one.reason or None,
        "judged_to": _day(one.judged_to),
        "payments": [
            {"on": _day(payment.on), "amount": _amount(payment.amount), "source": payment.source}
            for payment in one.payments
        ],
        "candidates": [_unmatched(candidate) for candidate in one.candidates],
    }


def _interest(one: InvoiceStanding) -> Document | None:
    found = one.interest
    if found is None:
        return None
    return {
        "amount": _amount(found.amount),
        "fixed_sum": _amount(found.fixed_sum),
        "rule": found.rule.id,
        "until": _day(found.until),
        "working": list(found.working),
    }


def _recoup(recoup: Recoup) -> Document:
    return {
        "currency": recoup.currency,
        **{one.name: _reckoning(one) for one in (recoup.low, recoup.expected, recoup.high)},
        "notes": list(recoup.notes),
    }


def _reckoning(one: Reckoning) -> Document:
    return {
        "total": _amount(one.total),
        "items": [{"words": item.words, "amount": _amount(item.amount)} for item in one.items],
        "assumptions": list(one.assumptions),
    }


def _unmatched(one: Unmatched) -> Document:
    line = one.line
    return {
        "on": _day(line.on),
        "amount": _amount(line.amount),
        "text": line.text,
        "source": line.source,
        "reason": one.reason,
    }


def _amount(value: Decimal) -> str:
    return str(value.quantize(_CENT))


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
