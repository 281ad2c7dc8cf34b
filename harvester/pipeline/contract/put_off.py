"""Which promises mail may have put off: what is late then needs a look, on both sides (P1, P5, G8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from harvester.model.contract import Obligation, ObligationType
from harvester.model.standing import Due, Standing, Status, TimeGiven
from harvester.pipeline.contract.judging import LATE
from harvester.pipeline.contract.matter import Matter
from harvester.pipeline.contract.more_time import Promised, called

_ELSEWHERE = frozenset({ObligationType.RESPONSE, ObligationType.MEETING})
"""Types with rules of their own: each question has its conversation, a meeting is moved by its calendar entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """Looks for mail that may have given more time, by the clock of one zone."""

    matter: Matter
    zone: str

    def told(self, found: Standing) -> Standing:
        """The standing with such mail, where it is late: its claim needs a look while any counts."""
        if found.status not in LATE | {Status.DEEMED_ACCEPTED} or found.obligation.type in _ELSEWHERE:
            return found
        given = self.mails(found.obligation, found.due, found.evidence, found.satisfied_at)
        evidence = tuple(dict.fromkeys((*found.evidence, *(mail.sha256 for mail in given))))
        found = replace(found, time_given=given, evidence=evidence)
        if not any(mail.counts for mail in given):
            return found
        return replace(found, claim="review", flags=(*found.flags, "time_given"))

    def mails(
        self, one: Obligation, due: Due | None, started_by: tuple[str, ...], until: datetime | None = None
    ) -> tuple[TimeGiven, ...]:
        """Mail that may have given more time; a date that was entered as agreed settles what was written before."""
        if due is None or due.at >= self.matter.as_of:
            return ()
        matter, agreed = self.matter, self.matter.agreed.extended(one.id)
        since = matter.mail.sent_at(agreed[1]) if agreed else due.trigger or matter.signed(self.zone)
        about = Promised(owed_by=one.owed_by, due=due, since=since, until=until)
        invoice = matter.contract.invoice(one.invoice) if one.invoice else None
        if invoice:
            carried = matter.mail.carrying(invoice)
            found = matter.more_time.of_invoice(invoice, carried.thread if carried else "", about)
        else:
            threads = matter.more_time.threads(started_by)
            found = matter.more_time.of(replace(about, threads=threads, called=self._called(one)))
        return tuple(mail for mail in found if not agreed or mail.sha256 != agreed[1])

    def _called(self, one: Obligation) -> frozenset[str]:
        """The words that name it among the promises of the contract; what several are called names none."""
        names = {other.id: _named(other) for other in self.matter.contract.obligations}
        others = frozenset[str]().union(*(words for name, words in names.items() if name != one.id))
        return names[one.id] - others


def _named(one: Obligation) -> frozenset[str]:
    looked_for = one.met_by.subject if one.met_by else ""
    return called(f"{one.id} {one.promise} {looked_for}")
