"""Dates of the contract that are near or have passed, of both sides by the same code; invoices with them (S3, P5).

The standings are taken as they were judged: here nothing is established anew. What is unproven there is held back here,
with the reason, and so is every date, but for one of ours that is near, while the search is not complete.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from harvester.model.contract import ObligationType
from harvester.model.dossier import Dossier
from harvester.model.facts import of_invoice
from harvester.model.flags import DOUBTS, NEEDS_A_LOOK, OF_INVOICES, OF_OBLIGATIONS, UNSURE_DATES
from harvester.model.gaps import Gap
from harvester.model.matter import Side
from harvester.model.money import InvoiceStanding
from harvester.model.night import Condition, FlagKey
from harvester.model.standing import Due, Instance, Standing, Status
from harvester.pipeline import wording
from harvester.pipeline.contract import promises
from harvester.pipeline.contract.agreed import VERDICTS
from harvester.pipeline.contract.invoice_facts import open_sentence
from harvester.pipeline.contract.obligation_facts import OPEN_FIX

DEADLINE, PAST_DUE, INVOICE = "deadline", "past_due", "invoice"
_BEYOND = frozenset({ObligationType.RESPONSE, ObligationType.MEETING})
"""Types whose passed date is told elsewhere or can no longer be met: questions one by one, a meeting by its record."""


class Deadlines:
    """Builds the conditions that the contract gives, out of one dossier."""

    def __init__(self, dossier: Dossier, told: Collection[str] = ()) -> None:
        """`told`: ids of gaps of which a flag of their own tells already."""
        self._dossier, self._told = dossier, told
        self._limits = dossier.engagement.thresholds

    def of(self, side: Side) -> Iterator[Condition]:
        """What one side owes by a date that is near or has passed, in the order of the contract."""
        for standing in self._dossier.obligations:
            if standing.obligation.owed_by is side and standing.obligation.invoice not in self._invoiced:
                yield from self._of(standing)

    def invoices(self) -> Iterator[Condition]:
        """Invoices that fall due, and those overdue, as far as the payment ledger carries it (contract.md 6)."""
        for one in self._dossier.accounts.invoices:
            if one.due is None or one.status == "paid" or one.reason in VERDICTS:
                continue
            if one.status == "open":
                yield from self._invoice_near(one, one.due)
            elif self._late_enough(one, one.due):
                yield self._invoice_late(one, one.due)

    def clause_of(self, gap: Gap) -> tuple[str, FlagKey] | None:
        """The time that the contract gives for an answer, once it is over, and the flag that would tell it alone."""
        for standing in self._dossier.obligations:
            for instance in standing.instances:
                if instance.gap_id == gap.gap_id and instance.due.at < self._dossier.as_of:
                    one = standing.obligation
                    words = promises.limit(one, instance.due, None, self._zone)
                    return words, self._key(PAST_DUE, _question(one.id, gap.gap_id))
        return None

    def _of(self, standing: Standing) -> Iterator[Condition]:
        due, one = standing.due, standing.obligation
        for instance in standing.instances:
            if instance.gap_id not in self._told:
                yield from self._answer(standing, instance)
        if due and standing.status is Status.PENDING and self._is_near(due.on):
            yield self._near(standing, due)
        elif due and one.type not in _BEYOND and due.at < self._dossier.as_of:
            yield from self._passed(standing, due)

    def _near(self, standing: Standing, due: Due) -> Condition:
        one = standing.obligation
        unseen = one.owed_by is Side.CLIENT and not self._dossier.complete
        return Condition(
            key=self._key(DEADLINE, one.id),
            since=self._opens(due.on),
            detail=promises.coming(one, due, self._left(due.on), self._zone),
            evidence=standing.evidence,
            held_back=(DOUBTS["coverage"],) if unseen else (),
            ours=one.owed_by is Side.US,
        )

    def _passed(self, standing: Standing, due: Due) -> Iterator[Condition]:
        one, why = standing.obligation, _doubt(standing)
        if standing.status is Status.MISSED and not why and not self._dossier.complete:
            # contract.md 3 asks no coverage for our own side; yet our mail of an outage is not seen before its end
            why = (DOUBTS["coverage"],)
        if standing.status is not Status.MISSED and not why:
            return
        told = promises.unsure(one, due, self._nobody(one.owed_by), self._zone)
        if not why:
            told = promises.unrecorded(one, due, self._until, standing.days_late or 0, self._zone)
        fix = [OPEN_FIX] if one.owed_by is Side.US and not why else []
        parts = [told, *standing.hangs_on, *fix]
        yield Condition(
            key=self._key(PAST_DUE, one.id),
            since=due.at,
            detail=" ".join(parts),
            evidence=standing.evidence,
            held_back=why,
            ours=one.owed_by is Side.US,
            follows=self._key(DEADLINE, one.id),
        )

    def _answer(self, standing: Standing, instance: Instance) -> Iterator[Condition]:
        """A question under a response time. Before it is due only ours is told: each question of ours would be one."""
        one, due = standing.obligation, instance.due
        about = _question(one.id, instance.gap_id)
        gap = self._gaps[instance.gap_id]
        open_still = gap.status == "open"
        if one.owed_by is Side.US and instance.status is Status.PENDING and open_still and self._is_near(due.on):
            detail = promises.answer_coming(one, due, gap.subject, self._zone)
            yield Condition(key=self._key(DEADLINE, about), since=gap.started_at, detail=detail,
                            evidence=instance.evidence, ours=True)  # fmt: skip
        elif open_still and instance.status in (Status.MISSED, Status.UNPROVEN):
            yield Condition(
                key=self._key(PAST_DUE, about),
                since=due.at,
                detail=promises.answer_was_due(
                    one, due, gap.subject, self._zone, established=instance.status is Status.MISSED
                ),
                evidence=instance.evidence,
                held_back=tuple(NEEDS_A_LOOK[reason].label for reason in gap.reasons),
                ours=one.owed_by is Side.US,
                follows=self._key(DEADLINE, about),
            )

    def _invoice_near(self, one: InvoiceStanding, due: date) -> Iterator[Condition]:
        if self._is_near(due):
            yield Condition(
                key=self._key(DEADLINE, one.number),
                since=self._opens(due),
                detail=promises.invoice_coming(one.number, due, self._left(due)),
                evidence=self._cited(one),
            )

    def _invoice_late(self, one: InvoiceStanding, due: date) -> Condition:
        return Condition(
            key=self._key(INVOICE, one.number),
            since=self._midnight(due + timedelta(days=1)),
            detail=promises.invoice_due(one.number, due, open_sentence(one)),
            evidence=self._cited(one),
            held_back=(OF_INVOICES[one.reason],) if one.reason else (),
            follows=self._key(DEADLINE, one.number),
        )

    def _late_enough(self, one: InvoiceStanding, due: date) -> bool:
        days = (self._today - due).days if one.days_late is None else one.days_late
        return days >= self._limits.invoice_days

    def _is_near(self, on: date) -> bool:
        return 0 <= self._left(on) <= self._limits.deadline_days

    def _left(self, on: date) -> int:
        return (on - self._today).days

    def _opens(self, on: date) -> datetime:
        """When a date came near: what the flag is raised for has held since then."""
        return self._midnight(on - timedelta(days=int(self._limits.deadline_days)))

    def _midnight(self, on: date) -> datetime:
        return datetime.combine(on, time(), ZoneInfo(self._zone))

    def _cited(self, one: InvoiceStanding) -> tuple[str, ...]:
        name = of_invoice(self._dossier.engagement.key, one.number)
        return tuple(cited.sha256 for fact in self._dossier.facts if fact.fact_id == name for cited in fact.evidence)

    def _nobody(self, side: Side) -> str:
        return "our side" if side is Side.US else f"anybody at {self._dossier.engagement.client.name}"

    def _key(self, rule: str, about: str) -> FlagKey:
        return FlagKey(self._dossier.engagement.key, rule, about)

    @cached_property
    def _zone(self) -> str:
        engagement = self._dossier.engagement
        agreed = engagement.contract.timezone if engagement.contract else ""
        return agreed or engagement.us_hours.timezone

    @cached_property
    def _gaps(self) -> Mapping[str, Gap]:
        return {gap.gap_id: gap for gap in self._dossier.gaps}

    @cached_property
    def _today(self) -> date:
        return self._dossier.as_of.astimezone(ZoneInfo(self._zone)).date()

    @cached_property
    def _until(self) -> str:
        return wording.moment(self._dossier.as_of, self._zone)

    @cached_property
    def _invoiced(self) -> frozenset[str]:
        """Numbers whose payment is told by the invoice, and not by the obligation a second time."""
        return frozenset(one.number for one in self._dossier.accounts.invoices)


def _question(obligation: str, gap_id: str) -> str:
    return f"{obligation} {gap_id}"


def _doubt(standing: Standing) -> tuple[str, ...]:
    """Why it cannot be said that a date has passed unmet; () where it can, or where a person has settled it."""
    if standing.doubt:
        return (DOUBTS[standing.doubt.value],)
    told = {Status.MISSED: ("other_mail", "spoken", *UNSURE_DATES), Status.DISPUTED: ("zones_differ",)}
    return tuple(OF_OBLIGATIONS[flag] for flag in told.get(standing.status, ()) if flag in standing.flags)
