"""Ball-in-court: whose turn it is, thread by thread (measurement.md R).

Exactly one of nobody, the client and us owes an answer in a thread at any time (I7). The walk below is the whole
rule; both directions run through the same lines (P5), which only ever speak of the side that owes and the other one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from harvester.model import Call, Expectation, MessageClass, Outcome, Side, Thresholds
from harvester.pipeline.worktime import HOUR, micros

YES, NO, UNKNOWN = Expectation.YES.value, Expectation.NO.value, Expectation.UNKNOWN.value
US, CLIENT = Side.US.value, Side.CLIENT.value
OTHER = {US: CLIENT, CLIENT: US}


@dataclass(slots=True)
class Span:
    """One gap in the making; mails are named by their event keys, times are microseconds UTC."""

    thread: str
    owed_by: str
    opener: str
    start: int
    level: str
    last_ask: int
    status: str = "open"
    end: int = 0
    closer: str | None = None
    chasers: list[str] = field(default_factory=list)
    continuations: list[str] = field(default_factory=list)
    preceding: list[tuple[str, str]] = field(default_factory=list)
    flags: set[tuple[str, str]] = field(default_factory=set)
    """(flag, what raised it)."""
    rules: set[str] = field(default_factory=set)


class Mail(NamedTuple):
    """One row of the events frame; a tuple, since a matter may hold a million."""

    key: str
    at: int
    arrived: int
    side: str
    expects: str
    direct: bool
    reaches: bool
    closes: bool = True


def spans(events: pd.DataFrame, calls: Sequence[Call], as_of: int, thresholds: Thresholds) -> list[Span]:
    """Every gap of every thread, in order of start; open ones end at `as_of` (R9)."""
    human = events[events["kind"] == MessageClass.HUMAN.value]
    human = human[human["side"].isin([US, CLIENT])]
    closing = ClosingCalls(calls if thresholds.attended_call_closes else (), as_of)
    chaser_gap = round(thresholds.chaser_hours * HOUR)
    found: list[Span] = []
    for thread, mails in _conversations(human):
        found.extend(Walk(thread, closing, chaser_gap).over(mails, as_of))
    return sorted(found, key=lambda span: (span.start, span.end, span.opener, span.owed_by))


def _conversations(human: pd.DataFrame) -> Iterator[tuple[str, list[Mail]]]:
    """Thread by thread its mails in order; the columns are taken out of the frame once."""
    codes, names = pd.factorize(human["thread"])
    order = np.argsort(codes, kind="stable")
    columns = (human[name].to_numpy()[order].tolist() for name in Mail._fields)
    mails = list(map(Mail._make, zip(*columns, strict=True)))
    bounds = [0, *np.cumsum(np.bincount(codes, minlength=len(names))).tolist()]
    return ((str(name), mails[first:last]) for name, first, last in zip(names, bounds, bounds[1:], strict=False))


class ClosingCalls:
    """Attended calls with the client, looked up by time (R19)."""

    def __init__(self, calls: Sequence[Call], as_of: int) -> None:
        attended = [
            c for c in calls if c.outcome is Outcome.ATTENDED and c.closes and c.people and micros(c.start) <= as_of
        ]
        self.calls = sorted(attended, key=lambda call: (call.start, call.id))
        self.starts = [micros(call.start) for call in self.calls]

    def covering(self, thread: str, at: int) -> Call | None:
        """A call going on at this instant."""
        return next((c for c in self._of(thread, 0, bisect_right(self.starts, at)) if micros(c.end) >= at), None)

    def following(self, thread: str, after: int, until: int) -> Call | None:
        """The first call that starts in (after, until]."""
        return next(self._of(thread, bisect_right(self.starts, after), bisect_right(self.starts, until)), None)

    def _of(self, thread: str, first: int, last: int) -> Iterator[Call]:
        return (call for call in self.calls[first:last] if not call.threads or thread in call.threads)


class Walk:
    """Goes through one thread's mails in order and keeps at most one gap open."""

    def __init__(self, thread: str, calls: ClosingCalls, chaser_gap: int) -> None:
        self.thread = thread
        self.calls = calls
        self.chaser_gap = chaser_gap
        self.open: Span | None = None
        self.closed: list[Span] = []

    def over(self, mails: Sequence[Mail], as_of: int) -> list[Span]:
        """All gaps of the thread."""
        echoes = [mail for mail in mails if mail.side == CLIENT and mail.closes and mail.arrived > mail.at]
        for mail in mails:
            if echoes:
                self.late_arrivals(echoes, mail.at)
            self.take(mail)
        self.late_arrivals(echoes, as_of + 1)
        self.call_before(as_of + 1)
        if self.open:
            self.open.end = as_of
            self.open.rules.add("R9")
            self.closed.append(self.open)
        return self.closed

    def take(self, mail: Mail) -> None:
        """One mail: it may answer, then ask; or remind; or release."""
        # T5: at one instant the client's mail comes before a call, ours after it
        self.call_before(mail.at if mail.side == CLIENT else mail.at + 1)
        gap = self.open
        if gap and gap.owed_by == mail.side:
            if mail.closes and (mail.side == CLIENT or mail.reaches):
                self.close(gap, mail.at, "answered", mail.key)
        elif gap and mail.reaches and mail.expects == NO:
            gap.flags.add(("ask_released", mail.key))
            gap.rules.add("R17")
        elif gap and mail.direct:
            self.follow_up(gap, mail)
        if self.open is None and mail.direct and mail.expects != NO:
            self.ask(mail)

    def ask(self, mail: Mail) -> None:
        """R1: the other side owes an answer from here."""
        level = "A" if mail.expects == YES else "B"
        self.open = Span(self.thread, OTHER[mail.side], mail.key, mail.at, level, mail.at)
        self.open.rules |= {"R1" if mail.side == US else "R24", "X5" if level == "A" else "R31"}
        self.close_inside_call(self.open)

    def follow_up(self, gap: Span, mail: Mail) -> None:
        """R10, R31, R37: a further mail to the side that owes; it never moves the start of a level A gap."""
        if mail.expects == UNKNOWN:
            gap.continuations.append(mail.key)
        elif gap.level == "B":
            gap.preceding = [(gap.opener, "opener"), *((key, "continuation") for key in gap.continuations)]
            gap.opener, gap.start, gap.last_ask, gap.level = mail.key, mail.at, mail.at, "A"
            gap.continuations, gap.flags = [], set()
            gap.rules |= {"R31", "X5"}
            self.close_inside_call(gap)
        else:
            (gap.chasers if mail.at - gap.last_ask >= self.chaser_gap else gap.continuations).append(mail.key)
            gap.last_ask = mail.at
            gap.rules.add("R10")

    def close(self, gap: Span, at: int, status: str, closer: str | None) -> None:
        """The ball is nobody's again."""
        gap.end, gap.status, gap.closer = max(at, gap.start), status, closer
        self.closed.append(gap)
        self.open = None

    def call_before(self, until: int) -> None:
        """R19: an attended call that began before `until` closes what is open, at its start."""
        if self.open and self.calls.calls and (call := self.calls.following(self.thread, self.open.start, until - 1)):
            self.open.rules.add("R19")
            self.close(self.open, micros(call.start), "closed_by_call", call.id)

    def close_inside_call(self, gap: Span) -> None:
        """R19: what is asked during an attended call is closed at its opener."""
        if self.calls.calls and (call := self.calls.covering(self.thread, gap.start)):
            gap.rules.add("R19")
            self.close(gap, gap.start, "closed_by_call", call.id)

    def late_arrivals(self, echoes: list[Mail], until: int) -> None:
        """T4: a client mail dated before the opener but taken in after it closes the gap on arrival."""
        for mail in [echo for echo in echoes if echo.arrived < until]:
            echoes.remove(mail)
            gap = self.open
            if gap and gap.owed_by == CLIENT and mail.at < gap.start <= mail.arrived:
                gap.flags.add(("time_conflict", mail.key))
                self.close(gap, mail.arrived, "answered", mail.key)
                if mail.direct and mail.expects != NO:
                    self.ask(Mail(mail.key, mail.arrived, mail.arrived, CLIENT, mail.expects, True, mail.reaches))
