"""Sentences about invitations: who was invited, what each replied, who moved the meeting, what left the calendar (M).

"No response shown" is what a calendar shows. That somebody did not answer is not said (M6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from harvester.model.calls import Call, Outcome
from harvester.model.engagement import Engagement
from harvester.model.facts import Citation, Fact
from harvester.model.flags import NEEDS_A_LOOK, NOT_ESTABLISHED
from harvester.model.gaps import Gap, MailRef
from harvester.model.matter import Side
from harvester.model.times import duration, elapsed
from harvester.pipeline import wording
from harvester.pipeline.calls import Vanished, call_id, client_people, is_client_call
from harvester.pipeline.invitations.rounds import Move
from harvester.pipeline.invitations.rows import named
from harvester.pipeline.invitations.waits import Wait
from harvester.pipeline.names import Names
from harvester.pipeline.wording import meetings, questions

_LATE = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """All that calendars and mail tell of invitations."""

    waits: Sequence[Wait] = ()
    gaps: Sequence[Gap] = ()
    """One row a wait."""
    moves: Sequence[Move] = ()
    vanished: Sequence[Vanished] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationFacts:
    """Builds the facts of invitations."""

    engagement: Engagement
    names: Names
    as_of: datetime
    coverage: str
    channels: str
    """The mailboxes searched, in words."""
    missing: str
    """What could not be looked at in them, in words."""
    until: str
    """How far they were searched, in words."""
    calls: Mapping[str, Call]

    def of(self, invited: Invited) -> list[Fact]:
        """All of them."""
        return [
            *self.of_waits(invited.waits, invited.gaps),
            *self.of_moves(invited.moves),
            *self.of_vanished(invited.vanished),
        ]

    def of_waits(self, waits: Iterable[Wait], gaps: Sequence[Gap]) -> list[Fact]:
        """One fact an invitation without a response, one a response that was no acceptance or came late."""
        rows = {gap.gap_id: gap for gap in gaps}
        found = [(wait, rows[named(wait)]) for wait in waits if named(wait) in rows]
        return [self._wait(wait, gap) for wait, gap in found if self._wanted(gap)]

    def of_moves(self, moves: Iterable[Move]) -> list[Fact]:
        """One fact a meeting that was given another start."""
        return [fact for move in moves if move.by.latest <= self.as_of and (fact := self._move(move))]

    def of_vanished(self, vanished: Iterable[Vanished]) -> list[Fact]:
        """One fact a meeting that left a calendar before its time came; later, calendars are tidied up."""
        return [fact for gone in vanished if gone.version.live and gone.at <= self.as_of for fact in self._gone(gone)]

    def _wanted(self, gap: Gap) -> bool:
        slow = gap.business_hours > self.engagement.thresholds.min_business_hours
        if gap.status == "answered":
            return slow or self._answer(gap) != "accepted"
        return gap.status == "no_response_by_start" or (gap.status == "open" and slow)

    def _answer(self, gap: Gap) -> str:
        states = dict(gap.responses)
        return states.get(gap.responder or "", "") or next((s for s in states.values() if s != "needs-action"), "")

    def _wait(self, wait: Wait, gap: Gap) -> Fact:
        missing = [flag for flag in gap.reasons if flag in NOT_ESTABLISHED]
        claim = "not_established" if missing else gap.claim
        kind = "invitation_response" if gap.status == "answered" else "invitation_no_response"
        people = [self.names.of(email) for email in gap.asked]
        invited = meetings.invited(
            self.names.of(gap.opener.sender), people, gap.subject, self._when(gap.meeting_at or gap.started_at)
        )
        since = meetings.invited_since(wait.basis, self._when(gap.started_at))
        refs = [gap.opener, *([gap.closer] if gap.closer else [wait.round.last.ref])]
        return Fact(
            no="",
            fact_id=f"{kind}:{gap.gap_id}",
            at=gap.started_at,
            precision="second",
            party=gap.owed_by,
            kind=kind,
            statement=" ".join((invited, since, *self._outcome(gap, missing, people))),
            people=tuple(dict.fromkeys((gap.opener.sender, *gap.asked))),
            evidence=_cited(refs),
            claim=claim,
            strength="E3" if gap.closer and gap.closer.message_id else "E2",
            reason="; ".join(NEEDS_A_LOOK[flag].label for flag in gap.reasons) or None,
            coverage=self.coverage,
            beside=self._beside(wait, gap),
            gap_id=gap.gap_id,
            fingerprint=f"{kind} {gap.status} {claim} {refs[-1].sha256[:16]}",
            fix=meetings.RESPOND_NOW if gap.owed_by is Side.US and gap.status == "open" else None,
        )

    def _outcome(self, gap: Gap, missing: Sequence[str], people: Sequence[str]) -> Iterator[str]:
        lasted = duration(gap.calendar_hours, gap.business_hours)
        if gap.status == "answered" and gap.responder:
            who, answer = self.names.of(gap.responder), self._answer(gap)
            if gap.answered_between:
                yield meetings.responded_between(who, answer, *map(self._when, gap.answered_between))
            else:
                yield meetings.responded(who, answer, self._when(gap.ended_at or self.as_of), lasted)
            silent = [self.names.of(email) for email, state in gap.responses if state == "needs-action"]
            if silent:
                yield meetings.no_state(silent)
            if missing:
                yield questions.earlier_unknown(self._missing(gap, missing))
            return
        until = "its start" if gap.status == "no_response_by_start" else self._when(self.as_of)
        if missing:
            yield meetings.response_not_established(people, self._missing(gap, missing))
        elif gap.claim == "review":
            yield meetings.no_response_unsure(people, until)
        else:
            yield meetings.no_response(people, self.channels, until, lasted)

    def _missing(self, gap: Gap, missing: Sequence[str]) -> str:
        if "not_searched_after" in missing:
            return self.until
        if not {"coverage_incomplete", "evidence_purged"}.isdisjoint(missing):
            return self.missing
        return meetings.calendar_not_read(self._when(gap.ended_at or self.as_of))

    def _beside(self, wait: Wait, gap: Gap) -> tuple[str, ...]:
        told = list(gap.decided)
        if gap.status == "no_response_by_start":
            call = self.calls.get(wait.call)
            told += [meetings.OTHER_MEANS]
            told += [meetings.ATTENDANCE] if call is None or call.outcome is Outcome.UNKNOWN else []
        return tuple(told)

    def _move(self, move: Move) -> Fact | None:
        meeting, sides = move.by.meeting, self.names.sides
        people = client_people(meeting, sides)
        organizer = sides.of(meeting.organizer) if meeting.organizer else Side.US
        if organizer is Side.THIRD or not is_client_call(meeting, sides) or meeting.cancelled:
            return None
        who = self.names.of(meeting.organizer) if meeting.organizer else self.engagement.us.name
        planned, to = self._when(move.planned), self._when(move.moved_to)
        told = meetings.moved(meeting.title, [self.names.of(p) for p in people], planned, to, who)
        later = move.by.latest > move.planned
        sha256 = move.by.ref.sha256
        return Fact(
            no="",
            fact_id=f"moved:{call_id(*move.key)}:{move.planned:%Y%m%dT%H%M%SZ}:{move.moved_to:%Y%m%dT%H%M%SZ}",
            at=move.planned,
            precision="second",
            party=organizer,
            kind="moved",
            statement=told + self._notice(move),
            people=people,
            evidence=_cited([move.before, move.by.ref]),
            claim="review" if later else "firm",
            reason=meetings.ENTRY_LATER["entry_edited_later"] if later else None,
            strength="E2",
            fingerprint=f"moved {sha256[:16]}",
            coverage=self.coverage,
        )

    def _notice(self, move: Move) -> str:
        """How long before is said only where a mail tells the time of the notice (M4)."""
        at = move.noticed_at
        if at is None:
            return meetings.noticed_by_entry(self._when(move.by.latest))
        lead = move.planned - at
        late = meetings.lead_time(elapsed(lead.total_seconds() / 3600)) if timedelta(0) <= lead < _LATE else ""
        return meetings.noticed_by_mail(self._when(at)) + late

    def _gone(self, gone: Vanished) -> Iterator[Fact]:
        sides, read = self.names.sides, gone.version
        repeats = any(meeting.recurrence for meeting in read.meetings)
        for meeting in () if repeats or gone.after is None else read.planned:
            if meeting.cancelled or not is_client_call(meeting, sides) or meeting.start < gone.at:
                continue
            people = client_people(meeting, sides)
            last = self._when(gone.after or read.seen_at)
            yield Fact(
                no="",
                fact_id=f"vanished:{call_id(meeting.uid, meeting.recurrence)}:{read.source}:{read.calendar}",
                at=gone.at,
                precision="second",
                party=Side.US,
                kind="vanished",
                statement=meetings.vanished(
                    meeting.title, self._when(meeting.start), read.calendar, last, self._when(gone.at)
                ),
                people=people,
                evidence=(Citation(sha256=meeting.sha256, event_uid=call_id(meeting.uid, meeting.recurrence)),),
                claim="firm",
                strength="E2",
                fingerprint=f"vanished {meeting.sha256[:16]}",
                coverage=self.coverage,
            )

    def _when(self, at: datetime) -> str:
        return wording.moment(at, self.engagement.us_hours.timezone)


def _cited(refs: Iterable[MailRef]) -> tuple[Citation, ...]:
    found = (Citation(sha256=ref.sha256, message_id=ref.message_id, event_uid=ref.event_uid) for ref in refs)
    return tuple(dict.fromkeys(found))
