"""What became of every obligation, both sides by the same code (contract.md 2 to 5; P5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from harvester.model.flags import UNSURE_DATES
from harvester.model.matter import Side
from harvester.model.standing import Standing, Status, TimeGiven, Working
from harvester.pipeline.contract import payments
from harvester.pipeline.contract.agreed import STATUSES
from harvester.pipeline.contract.judge import Judge
from harvester.pipeline.contract.judging import LATE
from harvester.pipeline.contract.matter import Matter


def standings(matter: Matter) -> tuple[Standing, ...]:
    """Every obligation as it stands, ours first, each side in the order of the contract (G9)."""
    zones = _zones(matter)
    readings = [Judge(matter=matter, zone=zone).all() for zone in zones]
    found = [_agreeing(ways, zones) for ways in zip(*readings, strict=True)]
    return tuple(sorted(found, key=lambda one: one.obligation.owed_by is not Side.US))


def _zones(matter: Matter) -> list[str]:
    """The zone of the contract, or those of both sides where none is agreed (G1)."""
    sides = (matter.engagement.us_hours, matter.engagement.client_hours)
    agreed = matter.contract.timezone
    return [agreed] if agreed else list(dict.fromkeys(hours.timezone for hours in sides))


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """Every invoice by its number."""

    dues: Mapping[str, date | None]
    discounts: Mapping[str, date | None]
    """Up to when less its discount is the whole."""
    decided: Mapping[str, str]
    """What keeps it from being a claim."""
    time_given: Mapping[str, tuple[TimeGiven, ...]]
    """Mail that may have given more time for it."""


def payable(matter: Matter) -> Payable:
    """When every invoice is payable, and what keeps it from being a claim, by its number.

    Of the obligation that speaks of it, where there is one: the same date, moved as both agreed. Where no zone is
    agreed, the later date of both zones (G6).
    """
    judge, *others = (Judge(matter=matter, zone=zone) for zone in _zones(matter))
    spoken = [one for one in matter.contract.obligations if one.invoice and one.confirmed_by]
    spoken.sort(key=lambda one: judge.standing(one).status is not Status.VOID)  # what replaced it goes before it
    named = {one.invoice: one for one in spoken}
    stood = {number: judge.standing(one) for number, one in named.items()}
    dues, discounts, given = {}, {}, {number: found.time_given for number, found in stood.items()}
    for invoice in matter.contract.invoices:
        spoken_of = named.get(invoice.number) or payments.of(invoice)
        given.setdefault(invoice.number, judge.put_off(spoken_of))
        days = [day for way in (judge, *others) if (day := way.payable(spoken_of))]
        dues[invoice.number] = max(days, default=None)
        until = [day for way in (judge, *others) if (day := way.discount_until(spoken_of))]
        discounts[invoice.number] = max(until, default=None)
    reasons = {number: found.status.value for number, found in stood.items() if found.status in STATUSES}
    unsure = {number: next((f for f in found.flags if f in UNSURE_DATES), "") for number, found in stood.items()}
    unsure |= {one.number: "start_unsure" for one in matter.contract.invoices if matter.carrier_doubtful(one)}
    unsure |= {number: "time_given" for number, mails in given.items() if any(mail.counts for mail in mails)}
    gone = {one.number: "evidence_purged" for one in matter.contract.invoices if matter.carrier_purged(one)}
    decided = gone | reasons | {number: flag for number, flag in unsure.items() if flag}
    return Payable(dues=dues | dict.fromkeys(gone), discounts=discounts, decided=decided, time_given=given)


def _agreeing(ways: Sequence[Standing], zones: Sequence[str]) -> Standing:
    """G1: where no zone is agreed and the parties' zones give different results, both are shown and none is chosen."""
    first = ways[0]
    if len({(one.status, one.doubt) for one in ways}) == 1:
        return (max if first.obligation.owed_by is Side.US else min)(ways, key=_lateness)
    told = [
        Working(rule="G1", words=f"by the time of {zone}", value=one.status.value.replace("_", " "))
        for one, zone in zip(ways, zones, strict=True)
    ]
    steps = [step for one in ways for step in one.steps]
    disputed = replace(first, status=Status.DISPUTED, doubt=None, days_late=None, steps=(*steps, *told))
    return replace(disputed, flags=(*first.flags, "zones_differ"))


def _lateness(found: Standing) -> tuple[int, int]:
    """P1: of two counts of days or of late answers the lower is said of the client, the higher of us."""
    return found.days_late or 0, sum(one.status in LATE for one in found.instances)
