"""What only two places of a contract file together make wrong: names that lead nowhere, twice, or round in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from harvester.config.entries import Entry
from harvester.model.contract import After, Contract, Obligation, ObligationType
from harvester.model.matter import Side
from harvester.model.values import meant

Tables = Mapping[str, Sequence[Entry]]


def link_problems(contract: Contract, tables: Tables) -> None:
    """Adds every problem of names to the entry that it stands in."""
    entries = tables["obligation"]
    _twice(entries, [one.id for one in contract.obligations], "id")
    _twice(tables["invoice"], [one.number for one in contract.invoices], "number")
    ids = {one.id for one in contract.obligations if one.id}
    numbers = {one.number for one in contract.invoices if one.number}
    elsewhere = bool(contract.money.invoice_files)
    for entry, obligation in zip(entries, contract.obligations, strict=True):
        for key, name, known in _named(obligation, ids, numbers):
            if name not in known and not (elsewhere and known is not ids):
                entry.problem(key, f"there is no “{name}”; {meant(name, known)}")
        _sense(entry, obligation, contract)
    _circles(contract, entries)
    for entry, invoice in zip(tables["invoice"], contract.invoices, strict=True):
        due = invoice.due
        if due and (due.of or due.after in (After.MET, After.SIGNED)):
            entry.problem("due", "an invoice falls due after it was sent or received; write sent or received")


def _twice(entries: Sequence[Entry], names: Sequence[str], key: str) -> None:
    for index, name in enumerate(names):
        if name and name in names[:index]:
            entries[index].problem(key, f"“{name}” stands in the file twice; every {key} is given once")


def _named(one: Obligation, ids: set[str], numbers: set[str]) -> Iterator[tuple[str, str, set[str]]]:
    """Key, the name it gives, and the names that it may give."""
    for name in one.depends_on:
        yield "depends_on", name, ids
    for rule in one.due:
        if rule.of:
            yield "due", rule.of, ids if rule.after is After.MET else ids | numbers
    for key, name, known in (
        ("cures", one.cures, ids),
        ("replaces", one.replaces, ids),
        ("invoice", one.invoice, numbers),
    ):
        if name:
            yield key, name, known


def _sense(entry: Entry, one: Obligation, contract: Contract) -> None:
    for rule in one.due:
        if rule.after is After.SIGNED and contract.signed is None:
            entry.problem("due", "counts from the signing, and [contract] names no date: write `signed`")
        elif rule.after not in (None, After.SIGNED) and not rule.of:
            entry.problem("due", f"“{rule.after}” of what? Write {rule.after}:ID")
        elif rule.after is After.RECEIVED and not _is_received(contract, rule.of):
            entry.problem("due", f"“{rule.of}” is no mail that is received; name a notice, deliverable or invoice")
    if one.type is ObligationType.PAYMENT and one.owed_by is Side.US:
        entry.problem("owed_by", "payments are judged by our own invoices, and those the client owes: write client")
    if one.type is ObligationType.MEETING and one.met_by and not one.met_by.event:
        entry.problem("met_by", "a meeting is met by a calendar event: write event = UID")


def _is_received(contract: Contract, name: str) -> bool:
    trigger = contract.obligation(name)
    return trigger is None or trigger.type in (ObligationType.NOTICE, ObligationType.DELIVERABLE)


def _circles(contract: Contract, entries: Sequence[Entry]) -> None:
    """U6: what waits for itself is never due."""
    leads = {one.id: (*one.depends_on, *(rule.of for rule in one.due if rule.of)) for one in contract.obligations}
    told: set[frozenset[str]] = set()
    for entry, obligation in zip(entries, contract.obligations, strict=True):
        circle = _circle(obligation.id, leads)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            key = "depends_on" if obligation.depends_on else "due"
            entry.problem(key, f"waits for itself: {' → '.join((*circle, circle[0]))}")


def _circle(start: str, leads: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    paths: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        for name in leads.get(path[-1], ()):
            if name == start:
                return path
            if name not in seen:
                seen.add(name)
                paths.append((*path, name))
    return ()
