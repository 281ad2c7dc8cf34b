"""Waits for a response become rows of the gap table, with what asks for a look beside them (measurement.md M, F)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from harvester.model.calls import Call, Outcome
from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement
from harvester.model.flags import NEEDS_A_LOOK
from harvester.model.gaps import Gap
from harvester.model.ledger import Ledger
from harvester.model.mail import MessageClass
from harvester.model.matter import Side, WorkingHours
from harvester.model.raised import Raised
from harvester.pipeline.frames import Turn
from harvester.pipeline.gaps.decisions import Verdicts
from harvester.pipeline.gaps.lasting import Clocks, Length
from harvester.pipeline.gaps.rows import gap_id
from harvester.pipeline.gaps.spans import Span
from harvester.pipeline.invitations.waits import Wait
from harvester.pipeline.mails.identity import event_key
from harvester.pipeline.searched.coverage import Coverage
from harvester.pipeline.worktime import HOUR, calendar_id, micros

_UNANSWERED = frozenset({"open", "no_response_by_start"})
_PLACED_BY = {Side.CLIENT: "in", Side.US: "out"}
_OF_TIME = frozenset({"possibly_spoofed", "time_conflict", "zone_unknown", "date_implausible", "sent_copy_reimported"})
"""Flags of a mail that also say something about an invitation or a reply to one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a row is looked up in."""

    engagement: Engagement
    coverage: Coverage
    ledger: Ledger
    turns: Sequence[Turn]
    calls: Mapping[str, Call]
    verdicts: Verdicts
    undated: Sequence[tuple[str | None, str]] = ()
    """(thread, key) of the client's undated mail (C11b)."""
    reports: Sequence[Exchange] = ()
    """Reports of mail servers."""
    cited: Mapping[str, str]
    """Event key -> SHA-256."""

    def rows(self, waits: Iterable[Wait]) -> tuple[Gap, ...]:
        """One row a wait, in order of start."""
        found = sorted(waits, key=lambda wait: (wait.asked_at, wait.call, wait.side))
        spans = [self._span(wait) for wait in found]
        clocks = Clocks(self.engagement, self.verdicts.pauses())
        lengths = [clocks.length(wait.side, span.start, span.end) for wait, span in zip(found, spans, strict=True)]
        return tuple(map(self._row, found, spans, lengths))

    def _span(self, wait: Wait) -> Span:
        start = micros(wait.asked_at)
        end = micros(wait.end.at if wait.end else self.coverage.as_of)
        closer = (wait.end.call or (wait.end.ref.sha256 if wait.end.ref else None)) if wait.end else None
        status = wait.end.status if wait.end else "open"
        return Span("", wait.side.value, wait.ref.sha256, start, "A", start, status=status, end=end, closer=closer)

    def _row(self, wait: Wait, span: Span, lasted: Length) -> Gap:
        name, end, opener = named(wait), wait.end, wait.opener
        raised = set(self._raised(wait, span))
        looked_at = self.verdicts.judged().covers
        reasons = sorted({flag for flag, by in raised if flag in NEEDS_A_LOOK and not looked_at(name, flag, by)})
        answered = end is not None and end.status == "answered"
        hours = self._hours(wait)
        moved_by = self.coverage.sides.of(wait.round.last.meeting.organizer).value
        return Gap(
            gap_id=name,
            kind="invitation",
            thread=opener.mail.thread if opener.mail else "",
            subject=wait.round.last.meeting.title,
            owed_by=wait.side,
            level="A",
            claim="review" if reasons else "firm",
            reasons=tuple(reasons),
            status=span.status,
            started_at=wait.asked_at,
            ended_at=end.at if end else None,
            opener=wait.ref,
            closer=end.ref if end and answered else None,
            responder=end.responder if end and answered else None,
            calendar_hours=lasted.hours,
            business_hours=lasted.business_hours,
            business_days=lasted.business_days,
            since_last_ask_hours=(span.end - span.start) / HOUR,
            asked=wait.people,
            responder_is_addressee=True if answered else None,
            calendar=calendar_id(hours),
            flags=tuple(sorted({flag for flag, _ in raised})),
            flag_sources=Raised(tuple(sorted((flag, self.cited.get(by, by)) for flag, by in raised if by))),
            rules=tuple(sorted(_rules(wait) | {"B9" if hours.assumed else "B1"})),
            rescheduled_by=moved_by if end and end.status == "rescheduled" else None,
            meeting_at=wait.deadline,
            responses=wait.responses,
            answered_between=end.between if end else None,
            decided=self.verdicts.told(name, {event_key(by) for _, by in raised if by}.__contains__, span),
        )

    def _hours(self, wait: Wait) -> WorkingHours:
        return self.engagement.client_hours if wait.side is Side.CLIENT else self.engagement.us_hours

    def _raised(self, wait: Wait, span: Span) -> Iterator[tuple[str, str]]:
        end, sides = wait.end, self.coverage.sides
        organizer = wait.round.last.meeting.organizer
        reached = organizer if wait.side is Side.CLIENT else wait.people[0]
        if span.status in _UNANSWERED or (span.status == "answered" and end and not end.between):
            for flag in self.coverage.reasons(span.start, span.end, [frozenset({sides.identity(reached)})]):
                yield flag, ""
        for flag in self._of_entries(wait):
            yield flag, ""
        told = [wait.opener.mail.flags] if wait.opener.mail else []
        for flag in {*(f for flags in told for f in flags), *(end.flags if end else ())} & (
            _OF_TIME | {"answer_between"}
        ):
            yield flag, ""
        if span.status in _UNANSWERED:
            if not self._read_to(wait, end.at if end else self.coverage.as_of):
                yield "calendar_not_searched", ""
            yield from self._contact(wait, span)

    def _of_entries(self, wait: Wait) -> Iterator[str]:
        meetings = [statement.meeting for statement in wait.round.statements]
        if any(meeting.floating for meeting in meetings):
            yield "floating_time"
        if any(meeting.zone_unknown for meeting in meetings):
            yield "zone_unknown"
        if self._hours(wait).assumed:
            yield "calendar_assumed"

    def _read_to(self, wait: Wait, until: datetime) -> bool:
        """Whether a calendar that holds the event was read completely up to then."""
        places = {statement.calendar for statement in wait.round.statements}
        rows = (row for row in self.ledger.folders if (row.source, row.folder) in places)
        return any(row.reach and row.reach >= until for row in rows)

    def _contact(self, wait: Wait, span: Span) -> Iterator[tuple[str, str]]:
        """An answer may have been given by other means: everything of the side that owes, inside the span."""
        own = {s.mail.key for s in wait.round.statements if s.mail}
        thread = wait.opener.mail.thread if wait.opener.mail else None
        for turn in self.turns:
            if span.start < micros(turn.at) <= span.end and turn.key not in own:
                yield from _of_turn(turn, wait.side, thread)
        if wait.side is Side.CLIENT:
            yield from (("possible_activity", key) for _, key in self.undated)
            yield from self._undelivered(wait, span)
        yield from self._of_calls(wait.side, span)

    def _undelivered(self, wait: Wait, span: Span) -> Iterator[tuple[str, str]]:
        """R13: what was not delivered to a person asked is held against nobody, whichever mail it was."""
        for report in self.reports:
            failed = {r.email for r in report.message.report.recipients} if report.message.report else set()
            if report.at and span.start <= micros(report.at) <= span.end and not failed.isdisjoint(wait.people):
                yield "delivery_doubtful", report.key

    def _of_calls(self, side: Side, span: Span) -> Iterator[tuple[str, str]]:
        for call in self.calls.values():
            if not (call.people and span.start <= micros(call.noticed_at or call.start) <= span.end):
                continue
            if call.outcome is Outcome.UNKNOWN and not call.declined_by_all:
                yield "possible_call", call.id
            elif call.outcome is Outcome.ATTENDED or call.direction == _PLACED_BY[side]:
                yield "other_contact", call.id


def _of_turn(turn: Turn, side: Side, thread: str | None) -> Iterator[tuple[str, str]]:
    human = turn.kind is MessageClass.HUMAN
    if human and turn.side is side:
        yield "other_contact", turn.key
    elif human and turn.side is Side.THIRD and turn.thread == thread:
        yield "third_party_reply", turn.key
    elif turn.active and side is Side.CLIENT:
        yield "possible_activity", turn.key


def named(wait: Wait) -> str:
    """The stable name of an invitation: its event, its start and the side that was asked."""
    return gap_id(f"invitation {wait.call} {micros(wait.round.start)}", wait.side.value)


def _rules(wait: Wait) -> set[str]:
    rules = {"M5"}
    if wait.end and wait.end.between:
        rules.add("M6")
    if not wait.round.first or (wait.end and wait.end.status == "rescheduled"):
        rules.add("M7")
    if wait.end and wait.end.status == "closed_by_call":
        rules.add("R19")
    return rules
