"""Spans become gaps: hours, flags, level and claim (measurement.md B, F, X5, X6, A5, Record)."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from harvester.model.calls import Call
from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement
from harvester.model.flags import NEEDS_A_LOOK
from harvester.model.gaps import ContactGap, Earlier, Gap, MailRef
from harvester.model.matter import Side
from harvester.model.people import Sides
from harvester.model.raised import Column, Raised, Stretch
from harvester.pipeline.frames import Turn, asked, clamps, events_frame
from harvester.pipeline.gaps.decisions import Verdicts
from harvester.pipeline.gaps.lasting import Clocks, Length
from harvester.pipeline.gaps.signs import Signs, responder_is_addressee
from harvester.pipeline.gaps.spans import Span
from harvester.pipeline.gaps.turns import spans
from harvester.pipeline.mails.identity import event_key, second_key
from harvester.pipeline.worktime import HOUR, calendar_id, instant, micros

Reasons = Callable[[Span, Sequence[Turn]], set[str]]
"""Coverage (K): span and the turns that asked in it -> flags about what was not searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the measurement hands on: the gaps, and what the person who was asked did (A5)."""

    gaps: tuple[Gap, ...]
    contacts: tuple[ContactGap, ...]
    turns: Mapping[str, Turn]
    """Every turn up to as_of, with the clamp of T4 among its flags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """The input of the measurement."""

    turns: Sequence[Turn]
    calls: Sequence[Call]
    engagement: Engagement
    as_of: int
    """Microseconds UTC."""
    coverage: Reasons
    refs: Mapping[str, MailRef]
    """Event key -> cited message."""
    subjects: Mapping[str, str]
    """Event key -> subject."""
    undated: Sequence[tuple[str | None, str]] = ()
    """(thread, key) of the client's undated mail: counts for every gap of its thread, without one for all (C11b)."""
    verdicts: Verdicts = field(default_factory=Verdicts)
    """What a person decided (C13)."""

    def cites(self, key: str) -> str:
        """SHA-256 of what is cited of an event; "" of what is no message."""
        return self.refs[key].sha256 if key in self.refs else ""

    def clocks(self) -> Clocks:
        """Business time of both sides, without the pauses that were agreed."""
        return Clocks(self.engagement, self.verdicts.pauses())


def measure(matter: Input) -> Measured:
    """All gaps of both sides, in order of start (R), with everything that a row of the gap table holds."""
    engagement = matter.engagement
    sides = Sides(engagement.us, engagement.client)
    events = events_frame(matter.turns, sides, instant(matter.as_of))
    turns = _placed(matter.turns, events)
    found = spans(events, matter.calls, matter.as_of, engagement.thresholds)
    clocks = matter.clocks()
    cited = {key: ref.sha256 for key, ref in matter.refs.items()}
    rows = Rows(matter, turns, Signs(list(turns.values()), matter.calls, sides, cited), clocks)
    table = found.table
    columns = clocks.lengths(*(table[name].to_numpy() for name in ("owed_by", "start", "end")))
    lengths = map(Length, *(column.tolist() for column in columns))
    gaps = [(span, rows.gap(span, length)) for span, length in zip(found, lengths, strict=True)]
    contacts = [row for span, gap in gaps for row in rows.contacts(span, gap)]
    return Measured(gaps=tuple(gap for _, gap in gaps), contacts=tuple(contacts), turns=turns)


def _placed(turns: Sequence[Turn], events: pd.DataFrame) -> dict[str, Turn]:
    """The turns of the frame by key, each that was moved behind its parent at its new time and with the flag (T4)."""
    shown, moved = frozenset(events["key"]), clamps(events)
    return {t.key: _moved(t, moved[t.key]) if t.key in moved else t for t in turns if t.key in shown}


def gap_id(opener: str, owed_by: str, on_arrival: bool = False) -> str:
    """Stable name of a gap, from the event that opened it and the side that owes (Record); see `Span.on_arrival`."""
    event = second_key(opener, "arrival") if on_arrival else opener
    return f"G-{hashlib.sha256(f'{owed_by}|{event}'.encode()).hexdigest()[:10]}"


def threads_of(mails: Sequence[Turn | Exchange]) -> dict[str, str]:
    """Gap id -> thread, for every gap that a mail could open."""
    return {
        gap_id(mail.key, side.value, on_arrival): mail.thread
        for mail in mails
        for side in (Side.CLIENT, Side.US)
        for on_arrival in ((False, True) if mail.arrived else (False,))
    }


class Rows:
    """Turns spans into rows; holds what all rows look things up in."""

    def __init__(self, matter: Input, turns: Mapping[str, Turn], signs: Signs, clocks: Clocks) -> None:
        self.matter = matter
        self.turns = turns
        self.signs = signs
        self.sides = sides = signs.sides
        self.clocks = clocks
        engagement = matter.engagement
        self.hours = {Side.CLIENT: engagement.client_hours, Side.US: engagement.us_hours}
        self.written = defaultdict[str, list[int]](list)
        for turn in signs.human[Side.CLIENT].turns:
            self.written[sides.identity(turn.author)].append(micros(turn.at))
        self.judged = matter.verdicts.judged(signs.cited)
        self.undated = defaultdict[str | None, list[str]](list)
        for thread, key in matter.undated:
            self.undated[thread].append(signs.cited.get(key, key))
        self.undated_anywhere = Column(self.undated[None])
        self.calendars = {side: calendar_id(hours) for side, hours in self.hours.items()}

    def gap(self, span: Span, lasted: Length) -> Gap:
        """One row of the gap table."""
        owed_by = Side(span.owed_by)
        name = gap_id(span.opener, span.owed_by, span.on_arrival)
        raised, general = self._raised(span), self._general(span)
        reasons = tuple(sorted(self._counted(raised, general, name) | ({"level_b"} if span.level == "B" else set())))
        answered = span.status == "answered" and span.closer is not None
        refs = self.matter.refs
        opener = self.turns[span.opener]
        return Gap(
            gap_id=name,
            thread=span.thread,
            subject=self.matter.subjects.get(span.opener, ""),
            owed_by=owed_by,
            level=span.level,
            claim="review" if reasons else "firm",
            reasons=reasons,
            status=span.status,
            started_at=instant(span.start),
            ended_at=None if span.status == "open" else instant(span.end),
            opener=refs[span.opener],
            closer=refs[span.closer] if answered and span.closer else None,
            responder=self.turns[span.closer].author if answered and span.closer else None,
            calendar_hours=lasted.hours,
            business_hours=lasted.business_hours,
            business_days=lasted.business_days,
            since_last_ask_hours=(span.end - span.last_ask) / HOUR,
            chasers=tuple(refs[key] for key in span.chasers),
            continuations=tuple(refs[key] for key in span.continuations),
            attempts=self.signs.attempts(span),
            preceding=tuple(self._preceding(span)),
            asked=asked(opener, self.sides),
            responder_is_addressee=responder_is_addressee(span, self.turns, self.sides) if answered else None,
            calendar=self.calendars[owed_by],
            flags=tuple(sorted(raised.flags | general)),
            flag_sources=raised,
            decided=self.matter.verdicts.told(name, self._bears(span, raised), span),
            rules=tuple(sorted(span.rules | ({"B9"} if self.hours[owed_by].assumed else {"B1"}))),
        )

    def _preceding(self, span: Span) -> Iterator[Earlier]:
        for key, kind in span.preceding:
            yield Earlier(id=self.matter.refs[key].message_id or key, kind=kind, flags=self.turns[key].flags)

    def contacts(self, span: Span, gap: Gap) -> list[ContactGap]:
        """A5: how long each person who was asked stayed silent, once somebody else had answered."""
        if gap.owed_by is not Side.CLIENT or gap.responder_is_addressee is not False:
            return []
        people = dict.fromkeys(self.sides.identity(address) for address in gap.asked)
        return [self._contact(span, gap, person) for person in people]

    def _contact(self, span: Span, gap: Gap, person: str) -> ContactGap:
        own = self.written[person]
        later = bisect_right(own, span.start)
        answered = later < len(own)
        end = own[later] if answered else self.matter.as_of
        lasted = self.clocks.length(Side.CLIENT, span.start, end)
        return ContactGap(
            gap_id=gap.gap_id,
            contact=person,
            status="answered" if answered else "open",
            claim="review",
            ended_at=instant(end) if answered else None,
            calendar_hours=lasted.hours,
            business_hours=lasted.business_hours,
        )

    def _raised(self, span: Span) -> Raised:
        """What raised flags, one by one."""
        if span.owed_by != Side.CLIENT.value:
            return self.signs.of(span)
        raised = self.signs.of(span, [("possible_activity", key) for key in self.undated.get(span.thread, ())])
        anywhere = Stretch(self.undated_anywhere, 0, len(self.undated_anywhere.sources))
        return replace(raised, beside=(*raised.beside, ("possible_activity", anywhere))) if anywhere else raised

    def _general(self, span: Span) -> set[str]:
        """Flags that no single message raised."""
        asking = [self.turns[key] for key in (span.opener, *span.chasers)]
        assumed = self.hours[Side(span.owed_by)].assumed
        return self.matter.coverage(span, asking) | ({"calendar_assumed"} if assumed else set())

    def _counted(self, raised: Raised, general: set[str], name: str) -> set[str]:
        """X6: flags that ask for a look, unless a person has looked at everything that raised them."""
        judged = self.judged
        counted = {flag for flag in general if not judged.covers(name, flag, "")}
        counted |= {flag for flag, source in raised.named if not judged.covers(name, flag, source)}
        counted |= {flag for flag, stretch in raised.beside if not judged.covers_all(name, flag, stretch)}
        return counted & NEEDS_A_LOOK.keys()

    def _bears(self, span: Span, raised: Raised) -> Callable[[str], bool]:
        own = {event_key(key) for key in (span.opener, *span.chasers)}
        return lambda key: key in own or raised.holds(self.signs.cited.get(key, key))


def _moved(turn: Turn, at: int) -> Turn:
    return replace(turn, at=instant(at), flags=(*turn.flags, "causality_clamp"))
