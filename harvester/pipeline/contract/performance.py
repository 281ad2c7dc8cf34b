"""What performed an obligation: mail, calendar events, the payment ledger (contract.md 1 and 4).

Against the author (P1): of the client's performances the earliest credible one counts; ours must be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from fnmatch import fnmatchcase

from harvester.model.addresses import normal_address
from harvester.model.contract import Direction, Invoice, Matcher, Obligation
from harvester.model.dossier import Exchange
from harvester.model.mail import Attachment, Message, MessageClass
from harvester.model.matter import Side
from harvester.model.people import Sides
from harvester.pipeline.contract.judging import Performed
from harvester.pipeline.mails.delivery import Deliveries

_UNREAD = frozenset({"unreadable", "text_doubtful", "encrypted"})
"""Defects behind which anything may be: a file, a link, a yes."""
_DAY = timedelta(days=1)
_NO_ACT = frozenset(
    {MessageClass.AUTO_REPLY, MessageClass.BOUNCE, MessageClass.RECEIPT, MessageClass.REACTION, MessageClass.DRAFT}
)
"""Classes that perform nothing."""
_CALENDAR_FILES = frozenset({"text/calendar", "application/ics"})
_SHOWN_TO_US = frozenset({MessageClass.AUTO_REPLY, MessageClass.RECEIPT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """All mail of the matter up to the time of the report, and what became of ours on its way."""

    exchanges: Sequence[Exchange]
    """In order of time, undated ones last."""
    sides: Sides
    deliveries: Deliveries
    referred: frozenset[str]
    """Message-IDs that a later mail of the other side names."""
    handed_over: Sequence[Exchange]
    """What the client's side sent, or another sender that names it, with an attachment, a link, or unreadable."""
    purged_before: datetime | None = None

    def performing(
        self, one: Obligation, matched: frozenset[str], rejected: frozenset[str]
    ) -> tuple[list[Performed], list[Performed]]:
        """Strong and weak performances, each in order of time; a person's word goes before `met_by`."""
        found = [
            e
            for e in self.exchanges
            if e.at and rejected.isdisjoint(e.originals) and (not matched.isdisjoint(e.originals) or self.fits(one, e))
        ]
        shown = [(self.strength(exchange), exchange) for exchange in found]
        needed = one.min_strength or needed_strength(one)
        plain = {e.key for strength, e in shown if strength >= needed and not self._doubtful(one, e)}
        plain |= {e.key for e in found if not matched.isdisjoint(e.originals)}
        strong = [self.performed(e) for e in found if e.key in plain]
        return strong, [self.performed(e) for e in found if e.key not in plain]

    def fits(self, one: Obligation, exchange: Exchange) -> bool:
        """Whether a mail is of the right side, to the right address, and what `met_by` says."""
        way = Direction.OUT if one.owed_by is Side.US else Direction.IN
        return one.met_by is not None and self.is_such(one.met_by, way, exchange, one.to)

    def carrying(self, invoice: Invoice | None) -> Exchange | None:
        """The first mail of ours that is such as carried an invoice.

        None as well where its own time was purged: what is left may be a reminder of it.
        """
        if invoice is None or invoice.sent_by is None:
            return None
        gone = self.purged_before
        if gone and invoice.sent and datetime.combine(invoice.sent, time(), UTC) < gone:
            return None
        return next((e for e in self.exchanges if e.at and self.is_such(invoice.sent_by, Direction.OUT, e)), None)

    def sent_at(self, sha256: str) -> datetime | None:
        """When the mail with this original was written."""
        return next((e.at for e in self.exchanges if sha256 in e.originals), None)

    def message_id(self, sha256: str) -> str | None:
        """The Message-ID of the mail with this original."""
        return next((e.message.message_id for e in self.exchanges if sha256 in e.originals), None)

    def is_such(self, matcher: Matcher, way: Direction, exchange: Exchange, to: str = "") -> bool:
        """Whether a mail goes the right way, `way` unless the matcher names one, and is what it says."""
        out = (matcher.direction or way) is Direction.OUT
        if matcher.event or exchange.kind in _NO_ACT or out is not (exchange.side is Side.US):
            return False
        return says(matcher, exchange) and (not out or self._arrived(exchange, to))

    def performed(self, exchange: Exchange) -> Performed:
        """A mail as a performance."""
        if exchange.at is None:
            raise ValueError("an undated mail performs nothing that can be dated")
        return Performed(at=exchange.at, strength=self.strength(exchange), evidence=exchange.originals[:1])

    def strength(self, exchange: Exchange) -> str:
        """contract.md 4: ours E3 where the client referred to it later, else E2; theirs E4 where our server vouches."""
        if exchange.side is Side.US:
            return "E3" if exchange.message.message_id in self.referred else "E2"
        return "E4" if exchange.sender_check == "pass" else "E2"

    def _arrived(self, exchange: Exchange, to: str) -> bool:
        """Our mail to somebody of the client, or to the address that the contract names, that did not come back."""
        if exchange.side is not Side.US or exchange.kind is not MessageClass.HUMAN:
            return False
        failed = self.deliveries.failed.get(exchange.key, set())
        reached = {normal_address(a.email) for a in exchange.message.to if a.email} - failed
        return to in reached if to else any(self.sides.of(address) is Side.CLIENT for address in reached)

    def _doubtful(self, one: Obligation, exchange: Exchange) -> bool:
        """A mail that matches and is no plain word of its side: of a machine, a third person, an unconfirmed sender."""
        if exchange.side is Side.US:
            return exchange.key in self.deliveries.doubtful
        plain = exchange.side is one.owed_by and exchange.kind is MessageClass.HUMAN
        return not plain or "possibly_spoofed" in exchange.flags

    def undated(self, one: Obligation) -> bool:
        """Whether a mail without a usable time matches: it may have been in time."""
        return any(e.at is None and self.fits(one, e) for e in self.exchanges)

    def handing_over(self, since: datetime | None) -> Iterator[Exchange]:
        """Mail of the client that hands something over: with an attachment, a link, or unreadable; undated included."""
        return (e for e in self.handed_over if since is None or e.at is None or e.at >= since)

    def absence(self, exchange: Exchange, to: str) -> Exchange | None:
        """An automatic reply to a mail: by reference, in its conversation, or from its addressee within a day."""
        for one in self.exchanges:
            if one.kind is MessageClass.AUTO_REPLY and one.side is not Side.US and one.at and exchange.at:
                later = one.at - exchange.at
                named = exchange.message.message_id in (*one.message.in_reply_to, *one.message.references)
                near = one.author == to and later <= _DAY
                if later >= timedelta(0) and (named or near or one.thread == exchange.thread):
                    return one
        return None


def mail(
    exchanges: Iterable[Exchange],
    sides: Sides,
    deliveries: Deliveries,
    as_of: datetime,
    named: Callable[[Message], bool] = lambda _: False,
) -> Mail:
    """The mail of a matter; what is later than the report is invisible (R26).

    `named`: whether a mail of somebody else names the client or one of its people (C11b).
    """
    seen = [e for e in exchanges if e.at is None or e.at <= as_of]
    seen.sort(key=lambda e: (e.at is None, e.at or as_of, e.key))
    referred = {
        name
        for e in seen
        if e.side is Side.CLIENT and (e.kind not in _NO_ACT or e.kind in _SHOWN_TO_US)
        for name in (*e.message.in_reply_to, *e.message.references, _report_of(e))
    }
    writers = {e.author for e in seen if e.side is Side.CLIENT and e.kind is MessageClass.HUMAN}
    handed = [e for e in seen if _hands_over(e) and (_is_act(e, writers, sides) or _sent_for(e, named))]
    return Mail(
        exchanges=seen,
        sides=sides,
        deliveries=deliveries,
        referred=frozenset(referred - {""}),
        handed_over=handed,
    )


def _is_act(exchange: Exchange, writers: Collection[str], sides: Sides) -> bool:
    """Whether a mail of the client may stand for an act of a person; a newsletter does only as C11b says."""
    if exchange.side is not Side.CLIENT:
        return False
    if exchange.kind is MessageClass.BULK:
        answers = bool(exchange.message.in_reply_to or exchange.message.references)
        return answers or exchange.author in writers or sides.person(exchange.author) is not None
    return exchange.kind not in _NO_ACT and (exchange.kind is not MessageClass.CALENDAR or _encloses(exchange))


def _sent_for(exchange: Exchange, named: Callable[[Message], bool]) -> bool:
    """C11b: what a file service, or a person at a private address, passes on in the client's name."""
    kinds = _NO_ACT | {MessageClass.CALENDAR}
    return exchange.side is Side.THIRD and exchange.kind not in kinds and named(exchange.message)


def _encloses(exchange: Exchange) -> bool:
    """Whether an invitation carries a file beside the calendar entry itself: its links are those of the meeting."""
    files = (part for part in exchange.message.attachments if not part.inline)
    return any(part.media_type not in _CALENDAR_FILES for part in files)


def says(matcher: Matcher, exchange: Exchange) -> bool:
    """Whether everything that a matcher names is so of a mail."""
    message = exchange.message
    files = [part for part in message.attachments if not part.inline]
    return (
        (not matcher.message_id or message.message_id == matcher.message_id)
        and (not matcher.subject or _folded(matcher.subject) in _folded(message.subject))
        and (not matcher.attachment or any(_named(part.name, matcher.attachment) for part in files))
        and (not matcher.sha256 or any(part.sha256 == matcher.sha256 for part in files))
    )


def is_all_of(matchers: Sequence[Matcher], exchange: Exchange) -> bool:
    """Whether a mail holds nothing beyond what these describe: a second file or a link may be something else."""
    message = exchange.message
    files = [part for part in message.attachments if not part.inline]
    if message.new_link or not _UNREAD.isdisjoint(message.defects):
        return False
    left = [part for part in files if not any(_is_file(matcher, part) for matcher in matchers)]
    by_words = any(not matcher.attachment and not matcher.sha256 for matcher in matchers)
    return not left or (by_words and len(files) == 1)


def _is_file(matcher: Matcher, part: Attachment) -> bool:
    by_name = bool(matcher.attachment) and _named(part.name, matcher.attachment)
    return by_name or (bool(matcher.sha256) and part.sha256 == matcher.sha256)


def needed_strength(one: Obligation) -> str:
    """contract.md 4: what ours must be shown by; what the client did counts as soon as anything shows it (P1)."""
    return "E2" if one.owed_by is Side.US else "E0"


def _hands_over(exchange: Exchange) -> bool:
    message = exchange.message
    files = any(not part.inline for part in message.attachments)
    return files or message.new_link or not _UNREAD.isdisjoint(message.defects)


def _report_of(exchange: Exchange) -> str:
    report = exchange.message.report
    return (report.original_message_id if report else None) or ""


def _named(name: str, pattern: str) -> bool:
    return fnmatchcase(name.casefold(), pattern.casefold())


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
