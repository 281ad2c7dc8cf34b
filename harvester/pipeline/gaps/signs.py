"""What happened inside a gap beside its answer: flags that are printed, and flags that ask for a person's look.

Every sign speaks for the side that owes (P1, P2). Nothing here changes a duration.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from harvester.model.calls import NOT_TAKEN, Call, Outcome
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.model.people import Sides
from harvester.model.raised import Column, Raised, Stretch
from harvester.pipeline.frames import Turn, asked
from harvester.pipeline.gaps.spans import Span
from harvester.pipeline.worktime import micros

OF_ANSWERS = frozenset({"cc_only_reply", "forward", "empty_body", "via_list", "rewritten_from"})
"""Flags that say something about a mail only where it answers (R39, A4, C9)."""

_NO_SHOW = {Side.CLIENT: Outcome.NO_SHOW_BY_CLIENT, Side.US: Outcome.NO_SHOW_BY_US}
_CANCELLED = {Side.CLIENT: Outcome.CANCELLED_BY_CLIENT, Side.US: Outcome.CANCELLED_BY_US}
_PLACED_BY = {Side.CLIENT: "in", Side.US: "out"}
_AUTOMATIC = {MessageClass.AUTO_REPLY: "auto_reply", MessageClass.RECEIPT: "read_receipt"}
_OTHER = {Side.CLIENT: Side.US, Side.US: Side.CLIENT}


class Timeline:
    """Turns sorted by time, looked up by span."""

    def __init__(self, turns: Iterable[Turn], cited: Mapping[str, str] = MappingProxyType({})) -> None:
        self.turns = sorted(turns, key=lambda turn: (turn.at, turn.behind, turn.key))
        # what stands behind a mail of the same instant lies inside the gap that this one opens (T4)
        self.times = [micros(turn.at) + turn.behind for turn in self.turns]
        self.column = Column([cited.get(turn.key, turn.key) for turn in self.turns])
        self.written = defaultdict[str, list[int]](list)
        """Thread -> places of the mails that people wrote in it."""
        for place, turn in enumerate(self.turns):
            if _human(turn):
                self.written[turn.thread].append(place)

    def within(self, span: Span) -> Iterator[Turn]:
        """Turns in (start, end]."""
        found = self.stretch(span)
        return iter(self.turns[found.first : found.last])

    def stretch(self, span: Span, without: str = "") -> Stretch:
        """The same as a part of the column, without the mails of people in one thread."""
        first = bisect_right(self.times, span.start)
        last = bisect_right(self.times, span.end + 1, lo=first)
        return Stretch(self.column, first, last, self.written.get(without, ()))


class Unclear:
    """R20b: calls and meetings of which nobody said how they went."""

    def __init__(self, calls: Iterable[Call]) -> None:
        unclear = (c for c in calls if c.people and c.outcome is Outcome.UNKNOWN and not c.declined_by_all)
        self.calls = sorted((micros(c.start), micros(c.end), c.id) for c in unclear)
        self.longest = max((end - start for start, end, _ in self.calls), default=0)

    def within(self, start: int, end: int) -> Iterator[str]:
        """Ids of those in [start, end], and of those that were going on at its start (R19)."""
        first, last = bisect_left(self.calls, (start - self.longest,)), bisect_right(self.calls, (end + 1,))
        return (name for _, until, name in self.calls[first:last] if until >= start)


class Signs:
    """Looks up the signs of any gap; built once for all turns and calls of a matter."""

    def __init__(self, turns: Sequence[Turn], calls: Sequence[Call], sides: Sides, cited: Mapping[str, str]) -> None:
        """`cited`: event key -> SHA-256 of what is cited."""
        self.sides, self.cited = sides, cited
        self.by_key = {turn.key: turn for turn in turns}
        self.calls = sorted(calls, key=lambda call: (_when(call), call.id))
        self.call_times = [_when(call) for call in self.calls]
        self.unclear = Unclear(calls)
        self.human = {side: Timeline((t for t in turns if t.side is side and _human(t)), cited) for side in Side}
        self.active = Timeline((t for t in turns if t.active), cited)
        self.undelivering = Timeline((t for t in turns if t.undelivers), cited)
        self.releasing = {
            side: Timeline((t for t in turns if t.releases and t.side is side and _human(t)), cited) for side in Side
        }
        self.third_of = self._by(lambda turn: turn.thread, self.human[Side.THIRD].turns)
        automatic = {side: [t for t in turns if t.side is side and t.kind in _AUTOMATIC] for side in Side}
        self.automatic_in = {side: self._by(lambda turn: turn.thread, found) for side, found in automatic.items()}
        self.absences_of = {
            side: self._by(
                lambda turn: sides.identity(turn.author), (t for t in found if t.kind is MessageClass.AUTO_REPLY)
            )
            for side, found in automatic.items()
        }

    def _by(self, name: Callable[[Turn], str], turns: Iterable[Turn]) -> dict[str, Timeline]:
        groups = defaultdict[str, list[Turn]](list)
        for turn in turns:
            groups[name(turn)].append(turn)
        return {group: Timeline(found, self.cited) for group, found in groups.items()}

    def of(self, span: Span, known: Iterable[tuple[str, str]] = ()) -> Raised:
        """What raised the flags of one gap: its own mails, and what lies inside it. `known`: what else did."""
        beside = tuple((flag, stretch) for flag, stretch in self._beside(span) if stretch)
        own = {(flag, self.cited.get(source, source)) for flag, source in (*known, *self._named(span))}
        lies = [
            (flag, source)
            for flag, source in own
            if not any(flag == name and stretch.times(source) for name, stretch in beside)
        ]
        return Raised(tuple(sorted(lies)), beside)

    def _named(self, span: Span) -> Iterator[tuple[str, str]]:
        owed_by = Side(span.owed_by)
        yield from span.flags | self._of_mails(span) | self._of_calls(span, owed_by)
        if span.thread in self.third_of:  # A6, R22: who is of neither side never answers
            yield from (("third_party_reply", turn.key) for turn in self.third_of[span.thread].within(span))
        if span.thread in self.automatic_in[owed_by]:
            yield from ((_AUTOMATIC[t.kind], t.key) for t in self.automatic_in[owed_by][span.thread].within(span))
        if self._other_personnel(span, owed_by):
            yield "other_personnel", span.closer or ""

    def _beside(self, span: Span) -> Iterator[tuple[str, Stretch]]:
        owed_by = Side(span.owed_by)
        # R21: mail of the side that owes to the other one, in another thread
        yield "other_contact", self.human[owed_by].stretch(span, without=span.thread)
        yield "ask_released", self.releasing[_OTHER[owed_by]].stretch(span)
        if owed_by is Side.CLIENT:
            yield "possible_activity", self.active.stretch(span, without=span.thread)
            yield "delivery_doubtful", self.undelivering.stretch(span)
        # R12, R14: absence notices of a person asked, wherever they came
        absences = self.absences_of[owed_by]
        for person in sorted(people(asked(self.by_key[span.opener], self.sides), self.sides)) if absences else ():
            if person in absences:
                yield "auto_reply", absences[person].stretch(span)

    def attempts(self, span: Span) -> tuple[str, ...]:
        """R20: calls to the side that owes which it did not take, in (start, end]."""
        owed_by = Side(span.owed_by)
        return tuple(call.id for call in self._calls_within(span) if attempt(call, owed_by))

    def _of_mails(self, span: Span) -> set[tuple[str, str]]:
        asking = (span.opener, *span.chasers)
        flags = {(flag, key) for key in asking for flag in self.by_key[key].flags if flag not in OF_ANSWERS}
        flags |= {("time_asked_for", key) for key in asking if leaves_time(self.by_key[key], span)}
        if span.status == "answered" and span.closer:
            flags |= {(flag, span.closer) for flag in self.by_key[span.closer].flags if flag != "delayed_delivery"}
        return flags

    def _other_personnel(self, span: Span, owed_by: Side) -> bool:
        """A5: somebody else at the client answered."""
        if owed_by is not Side.CLIENT or span.status != "answered" or not span.closer:
            return False
        return not responder_is_addressee(span, self.by_key, self.sides)

    def _calls_within(self, span: Span) -> Sequence[Call]:
        first = bisect_left(self.call_times, span.start)
        return self.calls[first : bisect_right(self.call_times, span.end, lo=first)]

    def _of_calls(self, span: Span, owed_by: Side) -> set[tuple[str, str]]:
        found = {("possible_call", name) for name in self.unclear.within(span.start, span.end)}
        for call in self._calls_within(span):
            if call.id == span.closer or attempt(call, owed_by) or not call.people:
                continue
            if call.outcome is Outcome.ATTENDED or self._reached_out(call, owed_by):
                found.add(("other_contact", call.id))  # R19, R20
        return found

    @staticmethod
    def _reached_out(call: Call, owed_by: Side) -> bool:
        """R20: a call, a voicemail or a cancellation from the side that owes is a human act of it."""
        placed = call.direction == _PLACED_BY[owed_by] and call.outcome in NOT_TAKEN
        return placed or call.outcome is _CANCELLED[owed_by]


def attempt(call: Call, owed_by: Side) -> bool:
    """R20: the other side called and it was not taken, or the side that owes did not appear."""
    placed_by_other = call.direction == _PLACED_BY[_OTHER[owed_by]]
    return (placed_by_other and call.outcome in NOT_TAKEN) or call.outcome is _NO_SHOW[owed_by]


def leaves_time(turn: Turn, span: Span) -> bool:
    """P1: nothing came, but the day by which it asks for an answer had not passed."""
    return span.status == "open" and turn.asked_by is not None and micros(turn.asked_by) >= span.end


def responder_is_addressee(span: Span, turns: Mapping[str, Turn], sides: Sides) -> bool:
    """Whether one of the people asked in To wrote the answer."""
    named = (address for key in (span.opener, *span.chasers) for address in asked(turns[key], sides))
    return sides.identity(turns[span.closer or ""].author) in people(named, sides)


def people(addresses: Iterable[str], sides: Sides) -> frozenset[str]:
    """Who is behind the addresses (A8)."""
    return frozenset(map(sides.identity, addresses))


def human_act(turn: Turn) -> bool:
    """S2: a mail, a reply to an invitation or a reaction of a person."""
    return turn.kind in {MessageClass.HUMAN, MessageClass.CALENDAR, MessageClass.REACTION}


def _human(turn: Turn) -> bool:
    return turn.kind is MessageClass.HUMAN


def _when(call: Call) -> int:
    """R20: a cancellation is an act at the time of its notice, though the day of the meeting has not come."""
    return micros(call.noticed_at or call.start)
