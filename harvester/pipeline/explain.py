"""How one gap came to its start, its end and its hours, rule by rule (`harvester gaps --explain`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from harvester.errors import UsageError
from harvester.model.dossier import Dossier, Exchange
from harvester.model.flags import FLAGS, NEEDS_A_LOOK
from harvester.model.gaps import Gap
from harvester.model.matter import Side, WorkingHours
from harvester.model.times import duration, moment
from harvester.pipeline import wording
from harvester.pipeline.invitations import explained as invited
from harvester.pipeline.names import names_in_use
from harvester.pipeline.wording import questions
from harvester.pipeline.worktime import HOUR, micros, worktable

_DAYS_SHOWN = 14
_SOURCES_SHOWN = 5
_CLEAR = "It counts as a question: a mail in it clearly asks."
_LEVELS = {"invitation": "It counts as a question: an invitation asks for a response."}
_UNCLEAR = "It does not count as a question and stands apart: no mail in it clearly asks."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the working: the rules it rests on, and what it says."""

    rules: str
    text: str


def explanation(dossier: Dossier, gap_id: str) -> tuple[Step, ...]:
    """Every step from the first header to the claim. UsageError when there is no such gap."""
    gap = next((gap for gap in dossier.all_gaps if gap.gap_id == gap_id), None)
    if gap is None:
        raise UsageError(f"There is no gap {gap_id}.", f"`harvester gaps {dossier.engagement.key}` lists them all.")
    return tuple(_Working(dossier, gap).steps())


class _Working:
    """Looks up what the steps need."""

    def __init__(self, dossier: Dossier, gap: Gap) -> None:
        self.dossier = dossier
        self.gap = gap
        self.exchanges = {sha: exchange for exchange in dossier.exchanges for sha in exchange.originals}
        self.exchanges |= {one.message.message_id: one for one in dossier.exchanges if one.message.message_id}
        self.calls = {call.id: call for call in dossier.calls}
        self.names = names_in_use(dossier.engagement, dossier.exchanges)
        engagement = dossier.engagement
        self.zone = engagement.us_hours.timezone
        self.hours = engagement.client_hours if gap.owed_by is Side.CLIENT else engagement.us_hours

    def steps(self) -> Iterator[Step]:
        if self.gap.kind == "invitation":
            told = (*invited.opening(self.dossier, self.gap), invited.end(self.dossier, self.gap))
            yield from (Step(rules=rules, text=text) for rules, text in told[:-1])
            yield from self._between()
            yield Step(rules=told[-1][0], text=told[-1][1])
        else:
            yield from self._opening()
            yield from self._between()
            yield self._end()
        yield from self._time()
        yield from self._claim()

    def _opening(self) -> Iterator[Step]:
        gap, exchange = self.gap, self.exchanges[self.gap.opener.sha256]
        to = wording.listed([self.names.of(address) for address in gap.asked])
        yield Step(
            rules=f"R1 {exchange.rule}",
            text=f"{self.names.of(exchange.author)} wrote to {to} {wording.about(gap.subject)}. "
            f"{self._sent_for(exchange)}A person wrote it ({exchange.rule}); it opens the span.",
        )
        yield Step(rules=exchange.expects_rule.split(" ")[0], text=_expectation(exchange))
        yield Step(rules="T2" if exchange.side is Side.CLIENT else "T3", text=self._clock(exchange))
        if gap.preceding:
            earlier = "; ".join(self._named(one.id) for one in gap.preceding)
            yield Step(rules="R31", text=f"Before it, without a clear question, and not counted: {earlier}.")

    def _between(self) -> Iterator[Step]:
        gap = self.gap
        if gap.chasers:
            when = [wording.moment(ref.at, self.zone) for ref in gap.chasers]
            yield Step(rules="R10", text=f"{questions.reminders(when)} The start stays where it is.")
        if gap.continuations:
            further = "; ".join(self._named(ref.sha256) for ref in gap.continuations)
            yield Step(rules="R10", text=f"Further mail that is no reminder: {further}.")
        if gap.attempts:
            yield Step(rules="R20", text=questions.attempts(len(gap.attempts)))
        for flag in gap.flags:
            sources = list(gap.flag_sources.of(flag))
            names = [self._named(source) for source in sources[:_SOURCES_SHOWN]]
            names += [f"and {len(sources) - _SOURCES_SHOWN} more"] if len(sources) > _SOURCES_SHOWN else []
            cited = f" Namely: {'; '.join(names)}." if names else ""
            yield Step(rules="F", text=f"{FLAGS[flag].sentence}{cited}")

    def _end(self) -> Step:
        gap = self.gap
        if gap.status == "closed_by_call":
            return Step(rules="R19", text="An attended call ends it at the start of the call.")
        if gap.closer is None:
            until = wording.moment(self.dossier.as_of, self.zone)
            return Step(rules="R9", text=f"Nothing ended it up to {until}, the time that the report speaks of.")
        exchange = self.exchanges[gap.closer.sha256]
        author = self.names.of(exchange.author)
        if exchange.thread == gap.thread:
            rules, ends = f"R1 {exchange.rule}", f"The next mail of {author} in the conversation ends it."
        else:
            rules, ends = "C13", f"A mail of {author} in another conversation ends it: a person said that it answers."
        return Step(rules=rules, text=f"{ends} {self._sent_for(exchange)}{self._clock(exchange)}")

    def _time(self) -> Iterator[Step]:
        gap, end = self.gap, self.gap.ended_at or self.dossier.as_of
        yield Step(
            rules="B1",
            text=f"From {wording.moment(gap.started_at, self.hours.timezone)} to "
            f"{wording.moment(end, self.hours.timezone)}: "
            f"{duration(gap.calendar_hours, gap.business_hours)}, counted by the working hours and holidays "
            f"{'of the client' if gap.owed_by is Side.CLIENT else 'of our side'} ({_calendar(gap.calendar)}).",
        )
        days = list(business_days(self.hours, gap.started_at, end))
        shown = "; ".join(f"{day:%Y-%m-%d} {hours:.2f} h" for day, hours in days[:_DAYS_SHOWN])
        more = f"; further business days: {len(days) - _DAYS_SHOWN}" if len(days) > _DAYS_SHOWN else ""
        yield Step(rules="B2", text=f"Business hours by day: {shown or 'none'}{more}.")

    def _claim(self) -> Iterator[Step]:
        gap = self.gap
        yield Step(rules="X5", text=_LEVELS.get(gap.kind, _CLEAR) if gap.level == "A" else _UNCLEAR)
        yield from (Step(rules="C13", text=told) for told in gap.decided)
        if not gap.reasons:
            yield Step(
                rules="X6", text="It is established: nothing beside it asks for a look, and the search is complete."
            )
            return
        labels = wording.listed([NEEDS_A_LOOK[reason].label for reason in gap.reasons])
        yield Step(rules="X6", text=f"A person must look first: {labels}.")

    def _sent_for(self, exchange: Exchange) -> str:
        """A4: who sent it where that is not its author."""
        return f"{self.names.of(exchange.actor)} sent it in that name (A4). " if exchange.actor else ""

    def _clock(self, exchange: Exchange) -> str:
        message = exchange.message
        stored = min((s.internal_date for s in exchange.sightings if s.internal_date), default=None)
        parts = [
            f"its Date says {_utc(message.date.at)}" if message.date else "it has no usable Date",
            f"the server that took it in wrote {_utc(message.received)}" if message.received else "",
            f"the mailbox stored it at {_utc(stored)}" if stored else "",
        ]
        counted = f"counted is {_utc(exchange.at)} ({exchange.basis})" if exchange.at else "it cannot be timed"
        return f"{exchange.message.message_id or 'The message'}: {'; '.join(filter(None, parts))}; {counted}."

    def _named(self, source: str) -> str:
        """“Carol Lane, Thu 9 Apr 2026, 15:05 CEST, “Minutes” (c5a45d9fb785)”: for eyes, and as `show` takes it."""
        exchange, call = self.exchanges.get(source), self.calls.get(source)
        if exchange:
            when = moment(exchange.at, self.zone) if exchange.at else "undated"
            subject = wording.titled(exchange.message.subject)
            author = self.names.of(exchange.author).partition(" (")[0]
            return f"{author}, {when}, {subject} ({exchange.originals[0][:12]})"
        if call:
            title = wording.quoted(call.title) if call.title else "call"
            return f"{title}, {moment(call.start, self.zone)} ({call.id})"
        return source


def business_days(hours: WorkingHours, start: datetime, end: datetime) -> Iterator[tuple[date, float]]:
    """Each local date of a span with its business hours, dates without any left out."""
    zone, table = ZoneInfo(hours.timezone), worktable(hours)
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        first = datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)
        last = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)
        bounds = (np.array([micros(at)], dtype=np.int64) for at in (max(first, start), min(last, end)))
        worked = float(table.between(*bounds)[0]) / HOUR
        if worked:
            yield day, worked
        day += timedelta(days=1)


def _expectation(exchange: Exchange) -> str:
    rule, _, phrase = exchange.expects_rule.partition(" ")
    if rule == "X3" and phrase == "?":
        return "It asks for an answer: a sentence of its own words is a question."
    if rule == "X3":
        return f"It asks for an answer: its own words hold {wording.quoted(phrase)}."
    if rule == "S13":
        return "Whether it asks for an answer is unclear: what asks stands in its plain text and not in its HTML form."
    return "Whether it asks for an answer is unclear: no question and no request was found in its own words."


def _calendar(name: str) -> str:
    """“Europe/Berlin, fingerprint 8f15765c44e3”: any other hours or holidays have another one (I10)."""
    zone, _, digest = name.rpartition("/")
    return f"{zone}, fingerprint {digest}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
