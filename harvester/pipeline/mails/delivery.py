"""Which of our mails did not arrive, or late, by the reports of mail servers (measurement.md R13, C4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from harvester.model.addresses import normal_address
from harvester.model.dossier import Exchange
from harvester.model.mail import MessageClass, Recipient
from harvester.model.matter import Side
from harvester.model.people import Sides

_SUBJECT = 8
"""Shorter subjects are found in too many reports."""
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
    doubtful: dict[str, str] = field(default_factory=dict)
    """Mails that a report may be about, with the key of the report; nobody can tell."""


def reported(exchanges: Iterable[Exchange], sides: Sides) -> Deliveries:
    """Every delivery report held against the mail that it names, or the latest one to the same address before it."""
    known = list(exchanges)
    sent = _Sent([e for e in known if e.side is Side.US and e.kind is MessageClass.HUMAN and e.at])
    found = Deliveries()
    for report in known:
        if report.kind is MessageClass.BOUNCE and report.at is not None:
            _take(report, report.at, sent, sides, found)
    return found


def _take(report: Exchange, at: datetime, sent: _Sent, sides: Sides, found: Deliveries) -> None:
    about = report.message.report
    mails = sent.by_id.get(about.original_message_id or "", []) if about else []
    # a report that names the mail and nobody in particular: nobody was reached (P1)
    everybody = tuple(Recipient(email=a.email, action="failed") for mail in mails for a in mail.message.to)
    settled = False
    for recipient in (about.recipients if about else ()) or everybody:
        candidates = mails or sent.before(at, recipient.email)
        if recipient.action == "delayed":
            found.delayed |= dict.fromkeys((mail.key for mail in candidates), report.key)
            settled = True
        elif recipient.action == "failed" and len(candidates) == 1:
            settled = _fail(recipient.email, candidates[0], report, sides, found)
        settled = settled or recipient.action not in {"failed", "delayed"}
    if not settled:
        doubtful = mails or [mail for mail in sent.before(at) if _may_be_about(report, mail, sides)]
        found.doubtful |= dict.fromkeys((mail.key for mail in doubtful), report.key)


def _fail(email: str, mail: Exchange, report: Exchange, sides: Sides, found: Deliveries) -> bool:
    addressees = _addressee(email, mail, sides)
    if not addressees:
        return _in_copy(email, mail)
    found.failed[mail.key] |= addressees
    found.reported_by.setdefault(mail.key, report.key)
    return True


def _may_be_about(report: Exchange, mail: Exchange, sides: Sides) -> bool:
    """A report that names an address, the domain or the subject of a mail to the client, or comes from that domain."""
    senders = " ".join(author.email for author in report.message.authors)
    text = f"{senders}\n{report.message.subject}\n{report.message.text}".casefold()
    theirs = [a.email for a in mail.message.to if sides.of(a.email) is Side.CLIENT]
    named = any(address in text or f"@{address.rpartition('@')[2]}" in text for address in theirs)
    return named or (bool(theirs) and len(mail.subject_base) >= _SUBJECT and mail.subject_base in text)


class _Sent:
    """Our mail, looked up by what a report tells of it."""

    def __init__(self, sent: Sequence[Exchange]) -> None:
        self.sent = sent
        self.by_id = defaultdict[str, list[Exchange]](list)
        for exchange in sent:
            if exchange.message.message_id:
                self.by_id[exchange.message.message_id].append(exchange)

    def before(self, at: datetime, email: str = "") -> list[Exchange]:
        """Our mail of the last days before a report, to an address or any."""
        return [
            mail
            for mail in self.sent
            if mail.at and at - _WINDOW <= mail.at <= at and (not email or email in {a.email for a in mail.message.to})
        ]


def _addressee(email: str, mail: Exchange, sides: Sides) -> set[str]:
    """A report may name the address behind a forwarding; with one addressee in all it is meant (P1)."""
    to = [normal_address(a.email) for a in mail.message.to if a.email]
    if normal_address(email) in to:
        return {normal_address(email)}
    theirs = [address for address in to if sides.of(address) is Side.CLIENT]
    return set(theirs) if len(theirs) == len(to) == 1 and not _in_copy(email, mail) else set()


def _in_copy(email: str, mail: Exchange) -> bool:
    """R16: who stands in Cc or Bcc is meant by that name, and nothing is said of To."""
    copied = (*mail.message.cc, *mail.message.bcc)
    return normal_address(email) in {normal_address(address.email) for address in copied if address.email}
