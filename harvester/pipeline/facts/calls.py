"""Sentences about calls: what was not taken, who did not appear, who cancelled and how late (M2, M4, R20).

A calendar entry is its owner's own record and is called so; nothing is said about what a call was about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from harvester.model.calls import Call, Outcome
from harvester.model.engagement import Engagement
from harvester.model.facts import Citation, Fact
from harvester.model.matter import Side
from harvester.model.times import elapsed
from harvester.pipeline import wording
from harvester.pipeline.facts.around_calls import AroundCalls
from harvester.pipeline.names import Names
from harvester.pipeline.wording import meetings

_NOT_TAKEN = {Outcome.MISSED: "not taken", Outcome.VOICEMAIL: "answered by a voicemail", Outcome.DECLINED: "declined"}
_NO_SHOW = {Outcome.NO_SHOW_BY_CLIENT: Side.CLIENT, Outcome.NO_SHOW_BY_US: Side.US}
_CANCELLED = {Outcome.CANCELLED_BY_CLIENT: Side.CLIENT, Outcome.CANCELLED_BY_US: Side.US}
_LATE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class CallFacts:
    """Builds the facts of calls."""

    engagement: Engagement
    names: Names
    as_of: datetime
    coverage: str
    messages: Mapping[str, str | None] = field(default_factory=dict)
    """SHA-256 -> Message-ID."""
    around: AroundCalls | None = None

    def of(self, calls: Iterable[Call]) -> list[Fact]:
        """One fact a call that says something about a side; calls without a stored original give none."""
        return [fact for call in calls if call.start <= self.as_of and (fact := self._fact(call))]

    def _fact(self, call: Call) -> Fact | None:
        if call.sha256 is None:
            return None
        told = self._told(call)
        if told is None:
            return None
        party, kind, statement = told
        beside, more = self.around.told(call, party) if self.around else ((), ())
        return Fact(
            no="",
            fact_id=f"{kind}:{call.id}",
            at=call.start,
            precision="second",
            party=party,
            kind=kind,
            statement=statement,
            people=call.people,
            evidence=(
                Citation(sha256=call.sha256, event_uid=call.id),
                *(
                    [Citation(sha256=call.noticed_by, message_id=self.messages.get(call.noticed_by))]
                    if call.noticed_by
                    else []
                ),
                *more,
            ),
            beside=beside,
            claim="review" if call.flags else "firm",
            reason=" ".join(meetings.ENTRY_LATER[flag] for flag in call.flags) or None,
            strength="E2",
            fingerprint=" ".join((kind, call.outcome.value, call.sha256[:16], *call.flags)),
            coverage=self.coverage,
        )

    def _told(self, call: Call) -> tuple[Side, str, str] | None:
        zone = self.engagement.us_hours.timezone
        when, people = wording.moment(call.start, zone), wording.listed([self.names.of(p) for p in call.people])
        us = self.engagement.us.name or "our side"
        if call.outcome in _NOT_TAKEN:
            inbound = call.direction == "in"
            caller, called = (people, us) if inbound else (us, people)
            sentence = meetings.call_not_taken(when, caller, called, _NOT_TAKEN[call.outcome])
            return (Side.US if inbound else Side.CLIENT), "call_not_taken", sentence
        if call.outcome in _NO_SHOW:
            side = _NO_SHOW[call.outcome]
            if "attendance_by_name" in call.flags:
                return side, "no_show", meetings.not_among_names(when, call.title, us, people)
            return side, "no_show", meetings.no_show(when, call.title, us if side is Side.US else people)
        if call.outcome in _CANCELLED:
            side = _CANCELLED[call.outcome]
            return side, "cancelled", self._cancelled(call, us if side is Side.US else people, when, zone)
        return None

    def _cancelled(self, call: Call, who: str, when: str, zone: str) -> str:
        if call.noticed_at is None:
            return meetings.cancelled(when, call.title, who)
        lead = call.start - call.noticed_at
        late = meetings.lead_time(elapsed(lead.total_seconds() / 3600)) if timedelta(0) <= lead < _LATE else ""
        noticed = wording.moment(call.noticed_at, zone)
        if call.noticed_by:
            return meetings.cancelled_at(when, call.title, who, noticed) + late
        return meetings.cancelled(when, call.title, who) + meetings.noticed_by_entry(noticed)
