"""The small tables of a contract file: due dates, spans, what meets an obligation, when a mail counts as received."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from harvester.config.entries import Entry
from harvester.model.contract import (
    After,
    Direction,
    DueRule,
    Matcher,
    Receipt,
    ReceiptRule,
    Roll,
    Span,
    Unit,
)
from harvester.model.matter import Side

_AFTER = re.compile(r"(signed)|(sent|received|met)(?::(\S.*))?")
_UNLESS = ("bounce", "ooo")
DUE_FORMS = 'a date (2026-02-10) or { after = "sent:ID", amount = 5, unit = "business_days" }'


def side(entry: Entry, *, required: bool = False) -> Side | None:
    """Who owes it: one of the two sides."""
    value = entry.text("owed_by", required=required)
    if not value:
        return None
    if value not in (Side.US, Side.CLIENT):
        entry.problem("owed_by", f"“{value}” is none of us, client")
        return None
    return Side(value)


def confirmed_on(entry: Entry) -> date | None:
    """The day on which a person held an entry against the paper; that person must be named."""
    on = entry.day("confirmed_on")
    if on and not entry.data.get("confirmed_by"):
        entry.problem("confirmed_by", "is missing; write who held it against the contract")
    return on


def due_rules(entry: Entry, key: str) -> tuple[DueRule, ...]:
    """One due date, or a list of them where several clauses give one (G6)."""
    value = entry.raw(key)
    if value is None:
        return ()
    values = value if isinstance(value, list) else [value]
    if not values:
        entry.problem(key, f"is empty; write {DUE_FORMS}")
    return tuple(rule for one in values if (rule := _due(entry, key, one)))


def due_rule(entry: Entry, key: str) -> DueRule | None:
    """One due date."""
    return next(iter(due_rules(entry, key)), None)


def _due(entry: Entry, key: str, value: Any) -> DueRule | None:
    if not isinstance(value, dict):
        on = entry.as_day(key, value)
        return DueRule(on=on) if on else None
    table = entry.within(key, value)
    after, of = _after(table)
    within = span(table)
    roll = table.choice("roll", Roll) or Roll.NONE
    table.done()
    if within and after is After.SIGNED and within.unit in (Unit.HOURS, Unit.BUSINESS_HOURS):
        table.problem("unit", "hours count from an instant, and `signed` is a date; use days")
    return DueRule(after=after, of=of, within=within, roll=roll) if after and within else None


def _after(table: Entry) -> tuple[After | None, str]:
    value = table.text("after", required=True)
    found = _AFTER.fullmatch(value)
    if not found:
        if value:
            table.problem("after", f"“{value}” starts nothing; write signed, sent:ID, received:ID or met:ID")
        return None, ""
    return After(found[1] or found[2]), found[3] or ""


def span(table: Entry) -> Span | None:
    """The keys `amount` and `unit` of a table."""
    amount, unit = table.whole("amount", required=True), table.choice("unit", Unit, required=True)
    return Span(amount=amount, unit=unit) if amount and unit else None


def length(entry: Entry, key: str) -> Span | None:
    """A table that holds a span and nothing else."""
    table = entry.inner(key)
    if table is None:
        return None
    found = span(table)
    table.done()
    return found


def receipt(table: Entry | None) -> Receipt | None:
    """When a mail counts as received (contract.md 2)."""
    if table is None:
        return None
    rule = table.choice("rule", ReceiptRule, required=True) or ReceiptRule.ON_SENDING
    hours = table.whole("hours")
    unless = table.texts("unless")
    for word in unless:
        if word not in _UNLESS:
            table.problem("unless", f"“{word}” is none of {', '.join(_UNLESS)}")
    table.done()
    if (rule is ReceiptRule.HOURS) != (hours is not None):
        told = "is missing; say how many" if hours is None else f"says nothing beside the rule {rule.value}"
        table.problem("hours", told)
    # a mail that came back was never received, whatever a clause leaves out
    return Receipt(rule=rule, hours=hours or Receipt().hours, unless=frozenset({*unless, "bounce"}))


def matcher(table: Entry | None, hashed: Callable[[str], str]) -> Matcher | None:
    """What a mail or event must be; a named file stands for its hash."""
    if table is None:
        return None
    file, sha256 = table.text("file"), table.text("sha256").lower()
    if sha256 and not re.fullmatch(r"[0-9a-f]{64}", sha256):
        table.problem("sha256", "is no SHA-256; it has 64 hexadecimal digits")
    if file and not sha256:
        sha256 = table.parsed("file", hashed) or ""
    message_id = table.text("message_id")
    found = Matcher(
        direction=table.choice("direction", Direction),
        subject=table.text("subject"),
        attachment=table.text("attachment"),
        sha256=sha256,
        file=file,
        message_id=f"<{message_id.strip('<>')}>" if message_id else "",
        event=table.text("event"),
    )
    table.done()
    if not any((found.subject, found.attachment, found.sha256, found.file, found.message_id, found.event)):
        table.problem("", "names nothing; write subject, attachment, message_id, file or event")
    return found
