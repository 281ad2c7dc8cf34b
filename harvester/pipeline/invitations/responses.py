"""What ended each wait: the first response of the side that was asked, or what made one needless (M5 to M7).

A calendar tells no time for a response: it lies between two readings, and the earlier one is counted (M6, P1). Where
nothing is shown, nothing more is said than that; and it is said only where calendar and mail were searched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from harvester.model.calls import Attendee, Call, Meeting, Outcome
from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.model.people import Sides
from harvester.pipeline.calls import CallRecords, is_client_call
from harvester.pipeline.invitations.rounds import Key, Round, Statement, reference
from harvester.pipeline.invitations.waits import End, Wait

_RESPONSES = frozenset({"accepted", "declined", "tentative", "delegated"})
_OPPOSITE = {Side.US: Side.CLIENT, Side.CLIENT: Side.US}


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """Finds the waits of all invitations."""

    sides: Sides
    as_of: datetime
    calls: Sequence[Call]
    """Attended calls that close (R19, R38)."""
    replies: Mapping[str, Sequence[Exchange]]
    """UID -> replies by mail, in order of time."""
    instances: Mapping[str, Sequence[datetime]]
    """UID -> starts of the instances of a series."""
    gone: Mapping[str, datetime | None]
    """UID -> when the event was last read in a calendar that it vanished from."""

    def of(self, found: Mapping[Key, Sequence[Round]]) -> Iterator[Wait]:
        """Every invitation of one side to the other, in the order of keys."""
        for (uid, slot), invitations in found.items():
            whole = found.get((uid, None), ()) if slot else ()
            for number, one in enumerate(invitations):
                later = invitations[number + 1] if number + 1 < len(invitations) else None
                for side in (Side.CLIENT, Side.US):
                    wait = self._wait(one, side, later, whole)
                    if wait:
                        yield wait

    def _wait(self, one: Round, side: Side, later: Round | None, whole: Sequence[Round]) -> Wait | None:
        meeting = one.last.meeting
        if self.sides.of(meeting.organizer) is not _OPPOSITE[side] or not is_client_call(meeting, self.sides):
            return None
        naming = [s for s in one.statements if self.invited(s.meeting, side) and not s.meeting.cancelled]
        slot = one.key[1]
        if not naming or (slot is not None and one.first and one.start == slot):
            return None  # the invitation to the series was the one to this instance, too
        opener, asked_at, basis = _asked(one, naming)
        deadline = self._deadline(one, asked_at)
        if deadline is None or asked_at > self.as_of:
            return None
        wait = Wait(
            round=one,
            side=side,
            people=tuple(dict.fromkeys(a.email for s in naming for a in self.invited(s.meeting, side))),
            opener=opener,
            ref=replace(opener.ref, at=asked_at) if opener.mail is None else opener.ref,
            asked_at=asked_at,
            basis=basis,
            deadline=deadline,
            end=None,
            responses=self._states(one, side),
        )
        ends = [end for end in self._ends(wait, naming, later, whole) if end.at <= self.as_of]
        end = min(ends, key=lambda end: end.at, default=None)
        return None if end and not end.status else replace(wait, end=end)

    def invited(self, meeting: Meeting, side: Side) -> list[Attendee]:
        """The people of a side who were asked for a response; the organizer asks, rooms do not answer."""
        organizer = self.sides.identity(meeting.organizer) if meeting.organizer else ""
        return [
            attendee
            for attendee in meeting.attendees
            if attendee.human
            and attendee.asked
            and self.sides.of(attendee.email) is side
            and self.sides.identity(attendee.email) != organizer
        ]

    def _deadline(self, one: Round, asked_at: datetime) -> datetime | None:
        uid, slot = one.key
        starts = [one.start, *(self.instances.get(uid, ()) if slot is None else ())]
        return min((start for start in starts if start > asked_at), default=None)

    def _states(self, one: Round, side: Side) -> tuple[tuple[str, str], ...]:
        """How everybody asked stands in the end, as far as the calendar and replies by mail show it."""
        states: dict[str, str] = {}
        for statement in one.statements:
            for attendee in self.invited(statement.meeting, side):
                if attendee.partstat in _RESPONSES or attendee.email not in states:  # another state may be a reset (M6)
                    states[attendee.email] = attendee.partstat
        for reply in self._replies(one, side):
            for attendee in reply.message.calendar.replied if reply.message.calendar else ():
                if states.get(attendee.email, "") not in _RESPONSES and attendee.partstat in _RESPONSES:
                    states[attendee.email] = attendee.partstat
        return tuple(sorted(states.items()))

    def _ends(
        self, wait: Wait, naming: Sequence[Statement], later: Round | None, whole: Sequence[Round]
    ) -> Iterator[End]:
        answer = self._answer(wait, naming)
        if answer:
            yield answer
        yield from self._calls(wait)
        yield from self._withdrawn(wait, whole)
        if later:
            by = later.statements[0]
            at = max(by.at if by.mail else by.after or wait.asked_at, wait.asked_at)
            yield End(at=at, status="rescheduled", ref=by.ref)
        yield End(at=wait.deadline, status="no_response_by_start")

    def _answer(self, wait: Wait, naming: Sequence[Statement]) -> End | None:
        """The earliest response of anybody asked: by mail to the minute, by readings of a calendar in between."""
        mailed = min(self._by_mail(wait), key=lambda end: end.at, default=None)
        read = next(self._by_reading(wait, naming), None)
        if mailed and (read is None or read.between is None or mailed.at <= read.between[1]):
            return mailed
        return read

    def _by_mail(self, wait: Wait) -> Iterator[End]:
        for reply in self._replies(wait.round, wait.side):
            at = max(reply.at or wait.asked_at, wait.asked_at)
            flags = frozenset(reply.flags)
            yield End(at=at, status="answered", ref=reply.ref, responder=reply.author, flags=flags)

    def _by_reading(self, wait: Wait, naming: Sequence[Statement]) -> Iterator[End]:
        for statement in naming:
            answered = [a for a in self.invited(statement.meeting, wait.side) if a.partstat in _RESPONSES]
            if statement.mail is None and answered:
                first = max(statement.after or wait.asked_at, wait.asked_at)
                yield End(
                    at=first,
                    status="answered",
                    ref=replace(reference(statement.meeting, first), sender=answered[0].email),
                    between=(first, max(statement.at, first)),
                    enclosed=statement.after is not None and statement.after >= wait.asked_at,
                    responder=answered[0].email,
                    flags=frozenset({"answer_between"}),
                )

    def _replies(self, one: Round, side: Side) -> Iterator[Exchange]:
        """Replies by mail of the side itself, to the whole or to this instance; a reply in another's name is none.

        What came before a meeting was moved answers the invitation to its former start only.
        """
        uid, slot = one.key
        moved = one.statements[0]
        since = None if one.first else moved.after or moved.at
        for reply in self.replies.get(uid, ()):
            calendar = reply.message.calendar
            if calendar and reply.side is side and calendar.recurrence in {None, slot}:
                own = [a for a in calendar.replied if self.sides.of(a.email) is side and a.partstat in _RESPONSES]
                if own and reply.at and reply.at <= self.as_of and (since is None or reply.at >= since):
                    yield reply

    def _calls(self, wait: Wait) -> Iterator[End]:
        """R19: an attended call settles what was open, the meeting itself at its start."""
        thread = wait.opener.mail.thread if wait.opener.mail else ""
        for call in self.calls:
            restricted = call.threads and thread not in call.threads
            if not restricted and wait.asked_at < call.start <= wait.deadline:
                yield End(at=call.start, status="closed_by_call", call=call.id)

    def _withdrawn(self, wait: Wait, whole: Sequence[Round]) -> Iterator[End]:
        """P1: what was cancelled, or taken out of the calendar, owes no response from the earliest time of that."""
        for one in (wait.round, *whole):
            for statement in one.statements:
                if statement.meeting.cancelled:
                    at = statement.at if statement.mail else statement.after or wait.asked_at
                    yield End(at=max(at, wait.asked_at), status="")
        uid = wait.round.key[0]
        if uid in self.gone:
            yield End(at=max(self.gone[uid] or wait.asked_at, wait.asked_at), status="")


def _asked(one: Round, naming: Sequence[Statement]) -> tuple[Statement, datetime, str]:
    """M5: the mail that invited; else when the entry was made; else when a reading first showed it (P1: later)."""
    mail = next((s for s in naming if s.mail), None)
    if mail:
        return mail, mail.at, "mail"
    first = naming[0]
    created = first.meeting.created
    anew = one.first and first is one.statements[0] and first.meeting.sequence == 0 and one.key[1] is None
    if anew and created and created <= first.at:
        return first, created, "created"
    return first, first.latest, "seen"


def responding(
    records: CallRecords, exchanges: Iterable[Exchange], calls: Iterable[Call], engagement: Engagement, as_of: datetime
) -> Responses:
    """What responses are looked up in."""
    replies = defaultdict[str, list[Exchange]](list)
    for exchange in exchanges:
        calendar = exchange.message.calendar
        if exchange.kind is MessageClass.CALENDAR and calendar and calendar.method == "REPLY" and exchange.at:
            replies[calendar.uid].append(exchange)
    starts = defaultdict[str, list[datetime]](list)
    for meeting in (meeting for version in records.versions for meeting in version.meetings):
        if meeting.recurrence and not meeting.cancelled:
            starts[meeting.uid].append(meeting.start)
    attended = [c for c in calls if c.outcome is Outcome.ATTENDED and c.closes and c.people]
    return Responses(
        sides=Sides(engagement.us, engagement.client),
        as_of=as_of,
        calls=attended if engagement.thresholds.attended_call_closes else (),
        replies=replies,
        instances=starts,
        gone={meeting.uid: gone.after for gone in records.vanished for meeting in gone.version.planned},
    )
