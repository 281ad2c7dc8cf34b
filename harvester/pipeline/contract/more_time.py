"""Mail that may have given more time, or settled it: what is late by the contract needs a person's look (P1, G8).

Whether both agreed on a later date no program tells. The words are quoted, and the lateness is not claimed; a person
says which it is: `mark obligation … extended`, or `mark message … --gives-time no`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from harvester.model.contract import Invoice
from harvester.model.dossier import Exchange
from harvester.model.gaps import Gap
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.model.phrases import Grammar, Phrases
from harvester.model.services import is_payment_address
from harvester.model.standing import Due, TimeGiven
from harvester.model.times import UNDATED
from harvester.model.words import any_of, plain
from harvester.pipeline import wording
from harvester.pipeline.contract.money import holds_sum, names
from harvester.pipeline.contract.performance import Mail
from harvester.pipeline.contract.settled import settling
from harvester.pipeline.mails.clauses import denies
from harvester.pipeline.mails.ownwords import as_written
from harvester.pipeline.mails.patience import (
    Reader,
    disputes,
    granting,
    grants_time,
    later_day,
    leaves_time,
    more_time,
    names_later_day,
    refuses_time,
)
from harvester.pipeline.names import Names
from harvester.pipeline.wording import circumstances

_ALL = re.compile(
    r"\b(?:projec?k?ts?|projets?|proyecto|progetto|projeto|deadlines?|schedule|timeline|due dates?|all dates|contract"
    r"|fristen|frist|termine?|zeitplan|vertrag|échéances?|délais?|calendrier|contrat|plazos?|calendario|contrato"
    r"|scadenz[ae]|termini|contratto|planning|prazos?|cronograma)\b"
)
"""Words of what concerns every date."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5


def called(text: str) -> frozenset[str]:
    """The words of a text, each without its ending: “wireframes” and “wireframe” are one."""
    return frozenset(word[:_STEM].rstrip("sen") for word in _WORD.findall(plain(text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What is late, as far as it bears on which mail is asked."""

    owed_by: Side
    due: Due
    since: datetime | None = None
    until: datetime | None = None
    """Until it was done; None: it is still open."""
    threads: Collection[str] | None = None
    """The conversations that are about it; None: all that are looked at."""
    any_day: bool = True
    """Whether a later day is enough that is named and not set as a limit; a question names many (P1)."""
    payment: bool = False
    """Whether it is an invoice, which may have been disputed."""
    called: frozenset[str] = frozenset()
    """What it is called: elsewhere a sentence must say one of these words, or speak of dates as such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTime:
    """What people of both sides wrote to each other, and which words speak of time."""

    mails: Sequence[Exchange]
    """In order of time."""
    notices: Sequence[Exchange]
    """Of payment services."""
    by_thread: Mapping[str, Sequence[Exchange]]
    phrases: Phrases
    names: Names
    zone: str
    decided: Callable[[str], tuple[str, ...]]
    """Event key -> what a person decided about a message, in words."""

    def of_gap(self, gap: Gap, due: Due) -> tuple[TimeGiven, ...]:
        """What was written in the conversation of a question from the question to its answer."""
        about = Promised(owed_by=gap.owed_by, due=due, since=gap.started_at, until=gap.ended_at, any_day=False)
        return tuple(self._of(about, self.by_thread.get(gap.thread, ())))

    def of_invoice(self, invoice: Invoice, thread: str, about: Promised) -> tuple[TimeGiven, ...]:
        """What was written in the conversation of an invoice, or names its number."""
        mails = [e for e in self.mails if e.thread == thread or names(_written(e), invoice.number)]
        told = (self._noticed(e) for e in self.notices if self._pays(e, invoice, about))
        return (*self._of(replace(about, payment=True), mails), *told)

    def _pays(self, notice: Exchange, invoice: Invoice, about: Promised) -> bool:
        """P1: a payment service tells of the number or the sum of an invoice; whether money came the ledger says."""
        if notice.at is None or (about.since and notice.at < about.since):
            return False
        told = f"{notice.message.subject}\n{notice.message.text}"
        return names(told, invoice.number) or holds_sum(told, invoice.amount)

    def _noticed(self, notice: Exchange) -> TimeGiven:
        subject, at = notice.message.subject, notice.at or UNDATED
        words = " ".join((self._told(notice, at, subject, circumstances.settling), *self.decided(notice.key)))
        return TimeGiven(sha256=notice.originals[0], words=words, counts=notice.gives_time is not False)

    def of(self, about: Promised) -> tuple[TimeGiven, ...]:
        """Every mail of the time in which it was open whose words may give more."""
        return tuple(self._of(about, self.mails))

    def threads(self, originals: Collection[str]) -> frozenset[str]:
        """The conversations of these originals, by SHA-256."""
        return frozenset(e.thread for e in self.mails if not set(originals).isdisjoint(e.originals))

    def _of(self, about: Promised, mails: Iterable[Exchange]) -> Iterator[TimeGiven]:
        """A wish for more time gives none once it was refused: the refusal is told with it."""
        refused: dict[str, Exchange] = {}
        for mail in mails:
            if mail.at is None or (about.since and mail.at < about.since) or (about.until and mail.at > about.until):
                continue
            words, pattern = self._words(mail, mail.at, about), circumstances.more_time
            no = self._refused(mail, mail.at, about) if words else None
            if not words:
                words, pattern = self._settling(mail, about), circumstances.settling
            if not words and about.payment and mail.side is about.owed_by:
                words, pattern = disputes(mail.message.new_text, self.phrases), circumstances.disputing
                if not words and self._left_unanswered(mail, about):
                    words, pattern = mail.asks_as_written, circumstances.asking_before_due
            if words:
                told = " ".join((self._told(mail, mail.at, words, pattern), *self.decided(mail.key)))
                counts = mail.gives_time is not False and (mail.gives_time is True or no is None)
                yield TimeGiven(sha256=mail.originals[0], words=told, counts=counts)
            if no:
                refused[no.key] = no
        yield from map(self._no, refused.values())

    def _told(self, mail: Exchange, at: datetime, words: str, pattern: Callable[[str, str, str], str]) -> str:
        written = as_written(words, mail.message.text)
        return pattern(self.names.of(mail.author), wording.moment(at, self.zone), written)

    def _no(self, mail: Exchange) -> TimeGiven:
        words = refuses_time(mail.message.new_text, self.phrases)
        told = self._told(mail, mail.at, words, circumstances.no_more_time) if mail.at else ""
        return TimeGiven(sha256=mail.originals[0], words=told, counts=False)

    def _refused(self, mail: Exchange, at: datetime, about: Promised) -> Exchange | None:
        """The mail of the side that may give time which evidently refuses a wish of the other in its conversation."""
        if mail.side is not about.owed_by:
            return None
        later = (e for e in self.by_thread[mail.thread] if e.side is not about.owed_by and e.at and e.at > at)
        return next((e for e in later if self._refuses(e, e.at or at, about)), None)

    def _refuses(self, mail: Exchange, at: datetime, about: Promised) -> bool:
        """An answer to a wish that names a later day, whatever it calls what is late, refuses none."""
        if not refuses_time(mail.message.new_text, self.phrases):
            return False
        return not (self._words(mail, at, about) or self._later_day(mail, at, about))

    def _left_unanswered(self, mail: Exchange, about: Promised) -> bool:
        """P2: a question about an invoice that our side had not answered when it was payable."""
        if not mail.asks or not mail.at or mail.at > about.due.at:
            return False
        later = (e for e in self.by_thread[mail.thread] if e.at and mail.at < e.at <= about.due.at)
        return all(e.side is about.owed_by for e in later)

    def _settling(self, mail: Exchange, about: Promised) -> str:
        """P1: our own words by which the client did it, or need not; not asked of a question, which R17 settles."""
        if mail.side is not Side.US or about.owed_by is Side.US or not about.any_day:
            return ""
        subject = called(mail.message.subject)
        named = about.threads is None or mail.thread in about.threads
        return settling(
            mail.message.new_text,
            self.phrases,
            lambda said: bool(about.called & (called(said) | subject)),
            named=named,
        )

    def _words(self, mail: Exchange, at: datetime, about: Promised) -> str:
        own, creditor = mail.message.new_text, mail.side is not about.owed_by
        found = (grants_time if creditor else more_time)(own, self.phrases)
        if not found and creditor:
            found = leaves_time(own, "", self.phrases)
        if about.threads is not None and mail.thread not in about.threads:
            named = plain(f"{mail.message.subject} {found}")
            if found and (_ALL.search(named) or about.called & called(named)):
                return found
            subject = mail.message.subject
            return self._later_day(mail, at, about, lambda said: bool(about.called & called(f"{subject} {said}")))
        found = found or self._later_day(mail, at, about)
        return found or (mail.message.subject or "…" if mail.gives_time else "")

    def _later_day(self, mail: Exchange, at: datetime, said: Promised, about: Callable[[str], bool] = bool) -> str:
        """What was demanded once the date had passed gives no time; nor does a day that we name to ourselves (P1)."""
        if at > said.due.at:
            return ""
        debtor = mail.side is said.owed_by
        spoken = bool(mail.message.in_reply_to) or (debtor and said.owed_by is Side.CLIENT)
        written = at.astimezone(ZoneInfo(self.zone)).date()
        reader = Reader(written=written, due=said.due.on, read=plain if debtor else granting(self.phrases), about=about)
        if said.any_day and spoken:
            return names_later_day(mail.message.new_text, reader)
        found = later_day(mail.message.new_text, reader)
        if found or not said.any_day or debtor:
            return found
        agreed = replace(reader, about=lambda one: about(one) and _suits(plain(one), self.phrases.grammar))
        return names_later_day(mail.message.new_text, agreed)


def _suits(sentence: str, grammar: Grammar) -> bool:
    """Whether it agrees to what it names, as to a wish that came by telephone: “Ok, Friday then is fine”."""
    said = any_of(grammar.suits)
    return said.search(sentence) is not None and not denies(said.sub(" ", sentence), grammar)


def of_mail(
    mail: Mail, names: Names, phrases: Phrases, zone: str, decided: Callable[[str], tuple[str, ...]]
) -> MoreTime:
    """The look-up of one matter."""
    written = [e for e in mail.exchanges if e.at and e.kind is MessageClass.HUMAN and _between_us(e, names)]
    by_thread = defaultdict[str, list[Exchange]](list)
    for one in written:
        by_thread[one.thread].append(one)
    notices = [
        e for e in mail.exchanges
        if e.at and e.side is Side.THIRD and any(is_payment_address(author.email) for author in e.message.authors)
    ]  # fmt: skip
    return MoreTime(
        mails=written, notices=notices, by_thread=by_thread, phrases=phrases, names=names, zone=zone, decided=decided
    )


def _between_us(mail: Exchange, names: Names) -> bool:
    if mail.side is Side.US:
        message = mail.message
        return any(names.sides.of(a.email) is Side.CLIENT for a in (*message.to, *message.cc, *message.bcc))
    return mail.side is Side.CLIENT


def _written(mail: Exchange) -> str:
    return f"{mail.message.subject}\n{mail.message.new_text}"
