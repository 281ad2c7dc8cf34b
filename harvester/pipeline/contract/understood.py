"""What a contract file was understood to say, a sentence an entry, for a person to hold against the contract itself."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.model.amounts import money
from harvester.model.contract import (
    After,
    Contract,
    DependencyEffect,
    DueRule,
    EndingTerm,
    Invoice,
    Matcher,
    Obligation,
    ObligationType,
    ReceiptRule,
    Roll,
    Span,
    Unit,
)
from harvester.model.matter import Side
from harvester.model.times import counted, day
from harvester.pipeline.contract.promises import looked_for
from harvester.pipeline.wording import listed, quoted

_UNITS = {
    Unit.DAYS: "day",
    Unit.BUSINESS_DAYS: "business day",
    Unit.WEEKS: "week",
    Unit.MONTHS: "month",
    Unit.HOURS: "hour",
    Unit.BUSINESS_HOURS: "business hour",
}
_AFTER = {
    After.SIGNED: "the signing",
    After.SENT: "{} is sent",
    After.RECEIVED: "{} counts as received",
    After.MET: "{} is done",
}
_EFFECTS = {
    DependencyEffect.NONE: "their lateness is named and changes no date",
    DependencyEffect.EXTEND: "each day they are late moves the date by a day",
    DependencyEffect.EXCUSE: "their lateness excuses it",
}
_RECEIPTS = {
    ReceiptRule.ON_SENDING: "when it is sent",
    ReceiptRule.HOURS: "{} after it is sent",
    ReceiptRule.NEXT_BUSINESS_OPENING: "at once in business hours, else when they begin next",
    ReceiptRule.NEXT_BUSINESS_DAY: "when the next business day begins",
}
_UNLESS = {"bounce": "it came back", "ooo": "it met an absence notice"}


def understood(contract: Contract) -> Iterator[tuple[str, str]]:
    """(id or number, sentence) of every entry, in the order of the file."""
    for one in contract.obligations:
        yield one.id, _obligation(one)
    for invoice in contract.invoices:
        yield invoice.number, _invoice(invoice)
    for term in contract.ending:
        yield term.about.value, _ending(term)


def _obligation(one: Obligation) -> str:
    who = "our side owes" if one.owed_by is Side.US else "the client owes"
    parts = [f"{who} {quoted(one.promise or one.quote or one.id)}", *_when(one)]
    if one.cutoff:
        parts.append(f"at the latest at {one.cutoff:%H:%M:%S}")
    if one.met_by:
        parts.append(_shown(one.met_by))
    if one.deemed:
        parts.append("no answer by then counts as approval")
    if one.to:
        parts.append(f"sent to {one.to}")
    if one.deemed_receipt:
        rule = _RECEIPTS[one.deemed_receipt.rule].format(counted(one.deemed_receipt.hours, "hour"))
        unless = listed([_UNLESS[word] for word in sorted(one.deemed_receipt.unless)], "or")
        parts.append(f"it counts as received {rule}, unless {unless}")
    if one.depends_on:
        names = listed([quoted(name) for name in one.depends_on])
        parts.append(f"it depends on {names}: {_EFFECTS[one.dependency]}")
    if one.cures:
        parts.append(f"the time in which {quoted(one.cures)} can still be done")
    if one.replaces:
        parts.append(f"it takes the place of {quoted(one.replaces)}")
    clause = f"{one.clause}: " if one.clause else ""
    by = _confirmed(one) or "not confirmed by a person, so it is never judged"
    return f"{clause}{'; '.join(filter(None, parts))}; {by}"


_OWES = {Side.US: "ours to do", Side.CLIENT: "the client’s to do"}


def _ending(term: EndingTerm) -> str:
    parts = [f"{term.clause}: of ending the agreement, {term.about.value}: {quoted(term.quote)}"]
    parts += [_OWES[term.owed_by]] if term.owed_by else []
    parts += [span(term.within)] if term.within else []
    parts += [f"to {term.to}"] if term.to else []
    return "; ".join((*parts, _confirmed(term) or "not confirmed by a person, so it is not relied on"))


def _confirmed(one: Obligation | EndingTerm) -> str:
    on = f" on {day(one.confirmed_on)}" if one.confirmed_on else ""
    return f"confirmed by {one.confirmed_by}{on}" if one.confirmed_by else ""


def _when(one: Obligation) -> Iterator[str]:
    if one.type is ObligationType.MANUAL:
        yield "which nothing can measure"
    if one.type is ObligationType.PAYMENT:
        yield f"as invoice {one.invoice} is payable"
    if one.within:
        yield f"within {span(one.within)} of each question"
    if len(one.due) > 1:
        which = "earlier" if one.owed_by is Side.US else "later"
        yield f"{listed([_due(rule) for rule in one.due])} (the {which} one counts)"
    elif one.due:
        yield _due(one.due[0])


def _due(rule: DueRule) -> str:
    if rule.on:
        return f"by {day(rule.on)}"
    if rule.within is None or rule.after is None:
        return "no date"
    rolled = f", on the {rule.roll.value} business day" if rule.roll is not Roll.NONE else ""
    return f"within {span(rule.within)} after {_AFTER[rule.after].format(quoted(rule.of) if rule.of else 'it')}{rolled}"


def span(length: Span) -> str:
    """“5 business days”."""
    return counted(length.amount, _UNITS[length.unit])


def _shown(matcher: Matcher) -> str:
    if matcher.event:
        return f"shown by the calendar event {matcher.event}"
    return looked_for(matcher).replace("Looked for was", "shown by").rstrip(".")


def _invoice(invoice: Invoice) -> str:
    sent = f" of {day(invoice.sent)}" if invoice.sent else ""
    due = f", payable {_due(invoice.due)}" if invoice.due else ", without a due date"
    early = invoice.discount
    less = f", less {early.percent} % if paid within {span(early.within)}" if early else ""
    paid = f", {counted(len(invoice.payments), 'payment')}" if invoice.payments else ", no payment"
    return f"invoice over {money(invoice.amount, invoice.currency)}{sent}{due}{less}{paid}"
