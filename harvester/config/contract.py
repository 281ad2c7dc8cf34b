"""The contract file -> Contract, with every problem at once (interfaces.md, Contract file; contract.md 1, 5)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester.config import hours
from harvester.config.contract_ending import ending
from harvester.config.contract_links import link_problems
from harvester.config.contract_money import currency, invoice
from harvester.config.contract_terms import money
from harvester.config.entries import Entry, Problems, defused
from harvester.config.reading import file_text, toml_tables
from harvester.config.rules import confirmed_on, due_rules, length, matcher, receipt, side
from harvester.config.schema import holidays, work_week, zone
from harvester.config.sides import own_address
from harvester.errors import ConfigError
from harvester.files import file_bytes
from harvester.model.contract import (
    CalendarOf,
    Contract,
    DependencyEffect,
    Obligation,
    ObligationType,
)
from harvester.model.matter import Side, WorkingHours

_STRENGTHS = ("E0", "E1", "E2", "E3", "E4")
_NEEDED: Mapping[ObligationType, tuple[str, ...]] = {
    ObligationType.DELIVERABLE: ("due", "met_by"),
    ObligationType.INPUT: ("due", "met_by"),
    ObligationType.RESPONSE: ("within",),
    ObligationType.APPROVAL: ("due", "met_by"),
    ObligationType.PAYMENT: ("invoice",),
    ObligationType.MEETING: ("met_by",),
    ObligationType.NOTICE: ("to", "met_by"),
    ObligationType.CURE: ("due", "cures"),
    ObligationType.MANUAL: (),
}
_ONLY: Mapping[str, tuple[ObligationType, ...]] = {
    "within": (ObligationType.RESPONSE,),
    "invoice": (ObligationType.PAYMENT,),
    "to": (ObligationType.NOTICE,),
    "cures": (ObligationType.CURE,),
    "deemed": (ObligationType.APPROVAL,),
    "deemed_receipt": (ObligationType.NOTICE, ObligationType.DELIVERABLE),
    "met_by": tuple(kind for kind, needed in _NEEDED.items() if "met_by" in needed),
    "due": tuple(kind for kind in ObligationType if kind not in (ObligationType.RESPONSE, ObligationType.MANUAL)),
}
"""Key -> the types that it says something about."""

Hasher = Callable[[str], str]
"""File name -> SHA-256; raises ValueError in words."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the contract says of its own working week."""

    contract: Entry
    timezone: str

    def read(self) -> WorkingHours | None:
        """The contract's calendar; None where none of its keys is set."""
        entry = self.contract
        place = entry.parsed("holidays", holidays)
        week = entry.parsed("work_week", work_week)
        closed, opened = entry.days("closed"), entry.days("open")
        observed = entry.boolean("observed")
        if place is None and week is None and not closed and not opened:
            return None
        settings = hours.HoursSettings(
            timezone=self.timezone,
            work_week=week,
            holidays=place,
            closed=closed,
            open=opened,
            observed=observed is not False,
        )
        return hours.working_hours(settings)


def load_contract(path: Path) -> Contract:
    """The contract in a file. Raises UsageError when it cannot be read, ConfigError with every problem in it."""
    return parsed_contract(file_text(path, "Name the contract file with `contract`."), path)


def parsed_contract(text: str, path: Path) -> Contract:
    """The contract in a text that stands, or will stand, at `path`. Raises ConfigError with every problem."""
    data = toml_tables(defused(text), path)
    problems = Problems(text)
    found = _contract(data, problems, lambda name: _hash(path.parent / name), str(path))
    if problems.found:
        raise ConfigError(str(path), problems.listed())
    return found


def _contract(data: dict[str, Any], problems: Problems, hashed: Hasher, source: str) -> Contract:
    whole = Entry(data, problems, ("", 0), "the file")
    head = whole.inner("contract") or Entry({}, problems, ("contract", 0), "contract")
    head = Entry(head.data, problems, ("contract", 0), "contract")
    code = currency(head)
    timezone = head.parsed("timezone", zone) or ""
    tables = {name: _tables(whole, name) for name in ("obligation", "invoice", "ending")}
    found = Contract(
        title=head.text("title"),
        signed=head.day("signed"),
        timezone=timezone,
        hours=Clocks(head, timezone).read(),
        currency=code,
        payments_until=head.day("payments_until"),
        outcome=head.text("outcome"),
        fallback=head.text("fallback"),
        floor=head.text("floor"),
        ends=head.day("ends"),
        obligations=tuple(_obligation(one, hashed) for one in tables["obligation"]),
        invoices=tuple(invoice(one, code, hashed) for one in tables["invoice"]),
        ending=tuple(map(ending, tables["ending"])),
        money=money(head, whole),
        source=source,
    )
    head.done()
    whole.done()
    link_problems(found, tables)
    return found


def _tables(whole: Entry, name: str) -> list[Entry]:
    entries = []
    for number, one in enumerate(whole.inners(name)):
        label = str(one.data.get("id") or one.data.get("number") or one.data.get("about") or number + 1)
        entries.append(Entry(one.data, whole.problems, (name, number), f"{name} “{label}”"))
    return entries


def _obligation(entry: Entry, hashed: Hasher) -> Obligation:
    kind = entry.choice("type", ObligationType, required=True) or ObligationType.MANUAL
    owed_by = side(entry, required=True) or Side.CLIENT
    strength = entry.text("min_strength")
    if strength and strength not in _STRENGTHS:
        entry.problem("min_strength", f"“{strength}” is none of {', '.join(_STRENGTHS)}")
    found = Obligation(
        id=entry.text("id", required=True),
        owed_by=owed_by,
        type=kind,
        clause=entry.text("clause"),
        quote=entry.text("quote"),
        promise=entry.text("promise"),
        due=due_rules(entry, "due"),
        within=length(entry, "within"),
        cutoff=entry.clock("cutoff"),
        calendar=entry.choice("calendar", CalendarOf),
        met_by=matcher(entry.inner("met_by"), hashed),
        depends_on=entry.texts("depends_on"),
        dependency=entry.choice("dependency", DependencyEffect) or DependencyEffect.NONE,
        deemed=entry.boolean("deemed") or False,
        min_strength=strength,
        invoice=entry.text("invoice"),
        to=entry.parsed("to", own_address) or "",
        deemed_receipt=receipt(entry.inner("deemed_receipt")),
        cures=entry.text("cures"),
        replaces=entry.text("replaces"),
        confirmed_by=entry.text("confirmed_by"),
        confirmed_on=confirmed_on(entry),
    )
    entry.done()
    _fits_type(entry, kind)
    return found


def _fits_type(entry: Entry, kind: ObligationType) -> None:
    for key in _NEEDED[kind]:
        if key not in entry.data:
            entry.problem(key, f"is missing; a {kind.value} needs it")
    for key, kinds in _ONLY.items():
        if key in entry.data and kind not in kinds:
            entry.problem(key, f"says nothing about a {kind.value}; it belongs to {', '.join(kinds)}")


def _hash(file: Path) -> str:
    try:
        return hashlib.sha256(file_bytes(file)).hexdigest()
    except OSError as error:
        raise ValueError(f"{file} cannot be read ({error.strerror})") from None


__all__ = ["load_contract", "parsed_contract"]
