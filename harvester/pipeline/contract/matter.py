"""All that a contract is judged by: its text, what was found, and where was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from harvester.model.calls import Call
from harvester.model.contract import Contract, Invoice, Obligation
from harvester.model.engagement import Engagement
from harvester.model.gaps import Gap
from harvester.pipeline.contract import performance
from harvester.pipeline.contract.agreed import Agreed
from harvester.pipeline.contract.more_time import MoreTime
from harvester.pipeline.contract.searching import Searching


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """All that obligations are judged by."""

    contract: Contract
    engagement: Engagement
    mail: performance.Mail
    calls: Mapping[str, Call]
    """By id."""
    gaps: Sequence[Gap]
    search: Searching
    agreed: Agreed
    more_time: MoreTime
    as_of: datetime

    def signed(self, zone: str) -> datetime | None:
        """The beginning of the day of the signing."""
        signed = self.contract.signed
        return datetime.combine(signed, time(), ZoneInfo(zone)) if signed else None

    def others(self, one: Obligation) -> list[Obligation]:
        """The other confirmed obligations of the same side."""
        return [other for other in self.contract.of_side(one.owed_by) if other.id != one.id and other.confirmed_by]

    def purged(self, since: datetime | None) -> bool:
        """Whether evidence of the time in which a performance may lie was removed: ours may lie there as well."""
        gone = self.engagement.purged_before
        return gone is not None and (since is None or since < gone)

    def carrier_doubtful(self, invoice: Invoice | None) -> bool:
        """P1: whether a report may say that the mail which carried an invoice did not arrive."""
        carried = self.mail.carrying(invoice)
        return carried is not None and carried.key in self.mail.deliveries.doubtful

    def carrier_purged(self, invoice: Invoice) -> bool:
        """Whether the mail that carried an invoice, by which its date may be later, can have been purged."""
        gone = self.engagement.purged_before
        return gone is not None and invoice.sent_by is not None and self.mail.carrying(invoice) is None
