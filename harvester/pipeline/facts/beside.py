"""What stands beside a gap in favour of the side that owes (P2): one sentence per message or call that raised it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from harvester.model.calls import Call, Outcome
from harvester.model.display_names import is_role_address
from harvester.model.dossier import Exchange
from harvester.model.gaps import ContactGap, Gap
from harvester.model.matter import Side
from harvester.model.phrases import Phrases
from harvester.model.thresholds import Thresholds
from harvester.model.times import UNDATED, duration
from harvester.pipeline import wording
from harvester.pipeline.facts.looked_up import Later, Unhurried
from harvester.pipeline.mails import absences
from harvester.pipeline.mails.absences import Announced, Announcements, notice
from harvester.pipeline.mails.patience import agrees, leaves_time, names_day
from harvester.pipeline.names import Names
from harvester.pipeline.wording import circumstances

_IN_ADVANCE = timedelta(days=14)
"""So long before a question its answer may have been given."""
_SPELT_OUT = 3
"""Up to so many mails of one person, or answers of ours, are named one by one."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Finds the words for flags."""

    originals: Mapping[str, Exchange]
    """By SHA-256."""
    calls: Mapping[str, Call]
    names: Names
    zone: str
    as_of: datetime
    gaps: Sequence[Gap]
    """Of both sides: what our own side owed at the same time."""
    later: Later
    """Asked for every open gap, and therefore looked up."""
    answered: Mapping[str, Gap]
    """As of `answered_by`."""
    phrases: Phrases
    unhurried: Unhurried
    limits: Thresholds
    written: Mapping[Side, Sequence[tuple[datetime, Exchange]]]
    """Side -> mail of its people, in order of time."""
    absences: Announcements

    def of(self, gap: Gap, contacts: Sequence[ContactGap]) -> tuple[str, ...]:
        """All sentences, without repetition, in the order of flags."""
        elsewhere = list(self._elsewhere(gap))
        sentences = [
            sentence
            for flag, source in gap.flag_sources
            if not (flag == "other_contact" and source in self.originals) and (sentence := self._raised(flag, source))
        ]
        return tuple(
            dict.fromkeys(
                (
                    *self._asked_first(gap),
                    *self._time_given(gap, lambda mail: leaves_time(mail.message.new_text, mail.asks, self.phrases)),
                    *map(self._left_time, self.leaving_time(gap)),
                    *elsewhere,
                    *sentences,
                    *self._held_later(gap),
                    *self._outside(gap),
                    *self._to_nobody(gap),
                    *self._shortly_before(gap),
                    *map(self._agreed, self.agreed_before(gap)),
                    *map(self._absent, self.absent(gap)),
                    *self._contacts(contacts),
                    *self._own_share(gap),
                    *self._time_given(gap, lambda mail: names_day(mail.message.new_text, mail.asks)),
                    *self._general(gap),
                    *gap.decided,
                )
            )
        )

    def _asked_first(self, gap: Gap) -> Iterator[str]:
        """P2: who is asked in the answer to a question of its own may wait for a better one."""
        first = self.answered.get(gap.opener.sha256)
        if first and first.owed_by is not gap.owed_by:
            who, when = self.names.of(first.opener.sender), wording.moment(first.started_at, self.zone)
            yield circumstances.asked_first(who, when, self.originals[first.opener.sha256].asks_as_written)

    def _shortly_before(self, gap: Gap) -> Iterator[str]:
        """P2: the last mail of who owes that lay within the hours of a chaser before the question, unless it is named.

        What the question replies to is what it was asked about.
        """
        within = timedelta(hours=self.limits.chaser_hours)
        known = set(self.originals[gap.opener.sha256].message.in_reply_to)
        times = [at for at, _ in self.written[gap.owed_by]]
        first, last = (bisect_left(times, at) for at in (gap.started_at - within, gap.started_at))
        for at, mail in reversed(self.written[gap.owed_by][first:last]):
            if mail.message.message_id not in known:
                yield circumstances.shortly_before(
                    self.names.of(mail.author), wording.moment(at, self.zone), mail.message.subject
                )
                return

    def agreed_before(self, gap: Gap) -> Sequence[Exchange]:
        """P2: the last mail of who owes in the two weeks before an open question that says yes to something."""
        until = gap.started_at - timedelta(hours=self.limits.chaser_hours)
        times = [at for at, _ in self.written[gap.owed_by]]
        first, last = bisect_left(times, gap.started_at - _IN_ADVANCE), bisect_left(times, until)
        mails = [mail for _, mail in self.written[gap.owed_by][first:last]] if gap.status == "open" else []
        return [mail for mail in mails if agrees(mail.message.new_text, self.phrases)][-1:]

    def _agreed(self, mail: Exchange) -> str:
        words = agrees(mail.message.new_text, self.phrases)
        when = wording.moment(mail.at, self.zone) if mail.at else ""
        return circumstances.agreed_before(self.names.of(mail.author), when, mail.message.subject, words)

    def _time_given(self, gap: Gap, words: Callable[[Exchange], str]) -> Iterator[str]:
        """P2: that a question leaves time comes first; a day that it names may lie ahead."""
        for ref in (gap.opener, *gap.chasers)[:_SPELT_OUT]:
            mail = self.originals[ref.sha256]
            if (told := words(mail)) and mail.at:
                yield circumstances.time_given(self.names.of(mail.author), wording.moment(mail.at, self.zone), told)

    def leaving_time(self, gap: Gap) -> Sequence[Exchange]:
        """P2: mail of the side that asked, in other conversations during the gap, that leaves time."""
        asker = Side.US if gap.owed_by is Side.CLIENT else Side.CLIENT
        mails, end = self.unhurried[asker], gap.ended_at or self.as_of
        first = bisect_left(mails, gap.started_at, key=lambda mail: mail.at or UNDATED)
        last = bisect_right(mails, end, key=lambda mail: mail.at or UNDATED)
        return [mail for mail in mails[first:last] if mail.thread != gap.thread][:_SPELT_OUT]

    def _left_time(self, mail: Exchange) -> str:
        words = leaves_time(mail.message.new_text, "", self.phrases)
        when = wording.moment(mail.at, self.zone) if mail.at else ""
        return circumstances.left_time(self.names.of(mail.author), when, mail.message.subject, words)

    def absent(self, gap: Gap) -> Sequence[Announced]:
        """P2: absences that the side that owes announced, but for notices that stand there as such already."""
        known = set(gap.flag_sources.of("auto_reply"))
        known.update([gap.closer.sha256] if gap.closer else [])
        end = gap.ended_at or self.as_of
        lasting = absences.reaching(self.absences[gap.owed_by], gap.started_at, end, self.phrases)
        asked = [self.names.of(address).partition(" (")[0] for address in gap.asked]
        of_them = (one for one in lasting if absences.concerns(one, gap.asked, asked))
        return [one for one in of_them if known.isdisjoint(one.mail.originals)][:_SPELT_OUT]

    def _absent(self, one: Announced) -> str:
        who, when = self.names.of(one.mail.author), wording.moment(one.at, self.zone)
        return circumstances.absent(who, when, one.mail.message.subject, one.words)

    def _own_share(self, gap: Gap) -> Iterator[str]:
        """P2: answers that our side owed while the client owed this one."""
        if gap.owed_by is not Side.CLIENT:
            return
        end = gap.ended_at or self.as_of
        ours = [other for other in self.gaps if other.owed_by is Side.US and other.level == "A"]
        owed = [o for o in ours if o.started_at < end and (o.ended_at or self.as_of) > gap.started_at]
        places = [
            circumstances.owed(
                other.subject,
                wording.moment(other.started_at, self.zone),
                wording.moment(other.ended_at, self.zone) if other.ended_at else None,
            )
            for other in owed[:_SPELT_OUT]
        ]
        if places:
            yield circumstances.own_share(places, len(owed) - len(places))

    def _raised(self, flag: str, source: str) -> str:
        if source in self.calls:
            return self._called(flag, self.calls[source])
        exchange = self.originals.get(source)
        if exchange is None or exchange.at is None or flag not in circumstances.BESIDE:
            return ""
        deleted = exchange.message.report and any(r.action == "deleted" for r in exchange.message.report.recipients)
        pattern = circumstances.DELETED if flag == "read_receipt" and deleted else circumstances.BESIDE[flag]
        told = pattern.format(
            who=self.names.of(exchange.author),
            when=wording.moment(exchange.at, self.zone),
            subject=wording.titled(exchange.message.subject),
        )
        if flag != "auto_reply":
            return told
        said = notice(exchange)
        return circumstances.in_words(told, said) if said else told

    def _called(self, flag: str, call: Call) -> str:
        """R20: only a call that was attended took place; of a cancelled one the notice is what happened."""
        when = wording.moment(call.start, self.zone)
        if flag == "possible_call":
            return circumstances.possible_call(when)
        if flag != "other_contact":
            return ""
        if call.outcome is Outcome.ATTENDED:
            return circumstances.call_beside(when)
        if call.outcome in (Outcome.CANCELLED_BY_CLIENT, Outcome.CANCELLED_BY_US):
            noticed = wording.moment(call.noticed_at, self.zone) if call.noticed_at else ""
            return circumstances.cancelled_beside(when, noticed, by_mail=bool(call.noticed_by))
        return circumstances.call_not_taken_beside(when)

    def _elsewhere(self, gap: Gap) -> Iterator[str]:
        """R21: mail in other conversations, one sentence a person; every mail is cited as evidence."""
        by_person: dict[str, list[Exchange]] = {}
        cited = map(self.originals.get, gap.flag_sources.of("other_contact"))
        for exchange in sorted((e for e in cited if e and e.at), key=lambda e: (e.at or gap.started_at, e.key)):
            by_person.setdefault(exchange.author, []).append(exchange)
        for author, mails in by_person.items():
            places = [
                f"{wording.moment(mail.at, self.zone)} ({wording.titled(mail.message.subject)})"
                for mail in (mails if len(mails) <= _SPELT_OUT else (mails[0], mails[-1]))
                if mail.at
            ]
            yield circumstances.elsewhere(self.names.of(author), len(mails), places)

    def _held_later(self, gap: Gap) -> Iterator[str]:
        """P2: what would answer an open gap and lies after `as_of`."""
        if gap.status != "open":
            return
        for exchange in self.later.get((gap.thread, gap.owed_by), ()):
            if exchange.at:
                yield circumstances.held_later(self.names.of(exchange.author), wording.moment(exchange.at, self.zone))

    def _outside(self, gap: Gap) -> Iterator[str]:
        """P2: an answer to a mailing list or a third person alone, who were asked as well, never comes to us."""
        if gap.status != "open" or gap.owed_by is not Side.CLIENT:
            return
        mails = (self.originals[ref.sha256].message for ref in (gap.opener, *gap.chasers))
        named = dict.fromkeys(a.email for mail in mails for a in (*mail.to, *mail.cc) if a.email)
        homes = self.names.engagement.own_homes  # those ask for a search of their own (K2)
        outside = [
            email for email in named
            if self.names.sides.of(email) is Side.THIRD and email.rpartition("@")[2] not in homes
        ]  # fmt: skip
        if outside:
            yield circumstances.also_sent_to(outside[:_SPELT_OUT], len(outside) - _SPELT_OUT)

    def _to_nobody(self, gap: Gap) -> Iterator[str]:
        """P2: “info@” and “team@” may be read by several people, or by none."""
        people = {email for person in self.names.engagement.client.people for email in person.emails}
        mails = (self.originals[ref.sha256].message for ref in (gap.opener, *gap.chasers))
        asked = dict.fromkeys(a.email for mail in mails for a in mail.to if self.names.sides.of(a.email) is Side.CLIENT)
        of_roles = [email for email in asked if email not in people and is_role_address(email)]
        if gap.owed_by is Side.CLIENT and gap.status == "open" and asked and len(of_roles) == len(asked):
            yield circumstances.role_address(of_roles)

    def _contacts(self, contacts: Sequence[ContactGap]) -> Iterator[str]:
        for contact in contacts:
            yield circumstances.contact_gap(
                self.names.of(contact.contact),
                duration(contact.calendar_hours, contact.business_hours),
                wording.moment(contact.ended_at, self.zone) if contact.ended_at else None,
            )

    def _general(self, gap: Gap) -> Iterator[str]:
        for flag, sentence in (
            ("no_spam_folder", circumstances.NO_SPAM),
            ("left_truncated", circumstances.TRUNCATED),
            ("causality_clamp", circumstances.CLAMPED),
            ("calendar_assumed", circumstances.ASSUMED),
            ("purged_folders_possible", circumstances.PURGED),
        ):
            if flag in gap.flags:
                yield sentence
