"""Which of our mails did not arrive, or late, by the reports of mail servers (measurement.md R13, C4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from harvester.model import Exchange, MessageClass, Recipient, Side
from harvester.model.addresses import normal_address
from harvester.model.people import Sides

_WINDOW = timedelta(days=5)
"""Mail servers give up after up to five days (RFC 5321, 4.5.4.1)."""


@dataclass(slots=True)
class Deliveries:
    """What delivery reports say, by event key of the mail that they are about."""

    failed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """To addresses that were not reached."""
    delayed: dict[str, str] = field(default_factory=dict)
    """Event key of the report that names a delay."""
    reported_by: dict[str, str] = field(default_factory=dict)
    """Event key of the report of a failure."""


def reported(exchanges: Iterable[Exchange], sides: Sides) -> Deliveries:
    """Every delivery report held against the mail that it names, or the latest one to the same address before it."""
    known = list(exchanges)
    sent = _Sent([e for e in known if e.side is Side.US and e.kind is MessageClass.HUMAN and e.at])
    found = Deliveries()
    for report in known:
        if report.kind is not MessageClass.BOUNCE or report.at is None:
            continue
        for recipient, mail in sent.named(report, report.at):
            if recipient.action == "failed":
                found.failed[mail.key] |= _addressee(recipient.email, mail, sides)
                found.reported_by.setdefault(mail.key, report.key)
            elif recipient.action == "delayed":
                found.delayed.setdefault(mail.key, report.key)
    return found


class _Sent:
    """Our mail, looked up by what a report tells of it."""

    def __init__(self, sent: Sequence[Exchange]) -> None:
        self.sent = sent
        self.by_id = defaultdict[str, list[Exchange]](list)
        for exchange in sent:
            if exchange.message.message_id:
                self.by_id[exchange.message.message_id].append(exchange)

    def named(self, report: Exchange, at: datetime) -> Iterator[tuple[Recipient, Exchange]]:
        """Each recipient that a report names, with each mail that it is about."""
        about = report.message.report
        if about is None:
            return
        mails = self.by_id.get(about.original_message_id or "", [])
        # a report that names the mail and nobody in particular: nobody was reached (P1)
        everybody = (Recipient(email=a.email, action="failed") for mail in mails for a in mail.message.to)
        for recipient in about.recipients or everybody:
            for mail in mails or self._latest_to(recipient.email, at):
                yield recipient, mail

    def _latest_to(self, email: str, at: datetime) -> list[Exchange]:
        before = [
            mail
            for mail in self.sent
            if mail.at and at - _WINDOW <= mail.at <= at and email in {a.email for a in mail.message.to}
        ]
        return sorted(before, key=lambda mail: (mail.at, mail.key))[-1:]


def _addressee(email: str, mail: Exchange, sides: Sides) -> set[str]:
    """A report may name the address behind a forwarding; with one addressee of the client it is meant (P1)."""
    to = [normal_address(a.email) for a in mail.message.to if a.email]
    if normal_address(email) in to:
        return {normal_address(email)}
    theirs = [address for address in to if sides.of(address) is Side.CLIENT]
    return set(theirs) if len(theirs) == 1 and sides.of(email) is Side.CLIENT else set()
