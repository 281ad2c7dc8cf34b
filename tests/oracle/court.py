"""Whose turn it is, and what asks for a look (measurement.md R, X5, X6, F, S2), mail by mail. Imports no product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.oracle.rules import HOUR, MINUTE, Call, Mail, clamp, inbound, other_side, outbound, side, threads

ASK_FOR_A_LOOK = frozenset(
    {
        "ask_released", "date_implausible", "other_contact", "possible_activity", "possible_call",
        "refs_only_subject_differs", "sent_copy_reimported", "subject_link", "third_party_reply", "time_conflict",
    }
)  # fmt: skip
NOT_TAKEN = ("missed", "voicemail", "declined")


@dataclass
class Gap:
    """What one side owed the other."""

    owed_by: str
    opener: str
    start: datetime
    level: str
    thread: int
    status: str = "open"
    end: datetime | None = None
    closer: str = ""
    asks: list[str] = field(default_factory=list)
    """Its `yes` mails."""
    chasers: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)


class Oracle:
    """All gaps and silences of a matter up to an instant."""

    def __init__(self, mails: Sequence[Mail], calls: Sequence[Call], as_of: datetime) -> None:
        self.as_of = as_of
        self.calls = sorted((call for call in calls if call.start <= as_of), key=lambda call: call.start)
        self._time(mails)
        self.line = sorted(self.mails, key=lambda m: (self.at[m.mid], self.depth[m.mid], side(m.author) == "us"))
        self.gaps = [gap for thread in sorted(set(self.thread.values())) for gap in self._thread_gaps(thread)]
        for gap in self.gaps:
            gap.end = gap.end or as_of
            gap.flags |= set(self._beside(gap, gap.end))

    def _time(self, mails: Sequence[Mail]) -> None:
        """T2, T3, then R26, then T4."""
        first = {m.mid: (outbound(m, []) if side(m.author) == "us" else inbound(m))[0] for m in mails}
        self.thread, self.flags = threads(mails, first)
        theirs = [m for m in mails if side(m.author) == "client" and m.kind == "human"]
        self.at: dict[str, datetime] = {}
        for mail in mails:
            around = [first[m.mid] for m in theirs if self.thread[m.mid] == self.thread[mail.mid]]
            timed = outbound(mail, around) if side(mail.author) == "us" else inbound(mail)
            self.at[mail.mid] = timed[0]
            self.flags[mail.mid] |= timed[1]
        self.mails = [m for m in mails if self.at[m.mid] <= self.as_of]
        self.held = {m.mid: m for m in self.mails}
        # R16: mail of ours that the client did not get is no event, and nothing stands behind it
        self.depth = {m.mid: 0 for m in self.mails} | clamp([m for m in self.mails if self._reaches(m)], self.at)

    def _reaches(self, mail: Mail) -> bool:
        return side(mail.author) != "us" or bool(other_side(mail, (*mail.to, *mail.cc)))

    def _decides(self, mail: Mail) -> bool:
        """R13, R16, R22: mail of a person of either side that is not void."""
        lost = {a for m in self.mails if m.kind == "bounce" and m.parent == mail.mid for a in m.failed}
        to = other_side(mail, mail.to)
        void = side(mail.author) == "us" and bool(to) and set(to) <= lost
        return mail.kind == "human" and side(mail.author) != "third" and self._reaches(mail) and not void

    def _thread_gaps(self, thread: int) -> list[Gap]:
        mails = [m for m in self.line if self.thread[m.mid] == thread and self._decides(m)]
        late = [m for m in mails if side(m.author) == "client" and m.date and m.received
                and m.received - m.date > 5 * MINUTE and self.at[m.mid] < m.received <= self.as_of]  # fmt: skip
        steps = [(self.at[m.mid], False, m) for m in mails]
        steps += [(m.received, True, m) for m in sorted(late, key=lambda m: m.received or self.as_of) if m.received]
        gaps: list[Gap] = []
        for at, again, mail in sorted(steps, key=lambda step: step[0]):
            self._close_by_call(gaps, at)
            if again:
                self._late(gaps, mail, at)
            else:
                self._step(gaps, mail, at)
        self._close_by_call(gaps, self.as_of)
        return gaps

    def _step(self, gaps: list[Gap], mail: Mail, at: datetime) -> None:
        """R1, R10, R16, R17, R18, R31, R36, R37, R39: one mail."""
        now = gaps[-1] if gaps and gaps[-1].end is None else None
        if now and now.owed_by == side(mail.author):
            now.status, now.end, now.closer, now = "answered", at, mail.mid, None
        if mail.expects == "no":
            if now and other_side(mail, (*mail.to, *mail.cc)):
                now.flags.add("ask_released")
        elif not other_side(mail, mail.to):
            return
        elif now is None:
            self._open(gaps, mail, at)
        elif mail.expects == "yes" and now.level == "B":
            gaps.remove(now)
            self._open(gaps, mail, at)
        elif mail.expects == "yes":
            if at - self.at[now.asks[-1]] >= 4 * HOUR:
                now.chasers.append(mail.mid)
            now.asks.append(mail.mid)

    def _open(self, gaps: list[Gap], mail: Mail, at: datetime) -> None:
        level, other = "A" if mail.expects == "yes" else "B", "client" if side(mail.author) == "us" else "us"
        gaps.append(Gap(other, mail.mid, at, level, self.thread[mail.mid], asks=[mail.mid] * (level == "A")))

    def _late(self, gaps: list[Gap], mail: Mail, at: datetime) -> None:
        """T4: the client's mail dated before the question, taken in after it, without naming it."""
        now = gaps[-1] if gaps and gaps[-1].end is None else None
        if now and now.owed_by == "client" and self.at[mail.mid] < now.start < at:
            now.status, now.end, now.closer = "answered", at, mail.mid
            now.flags.add("time_conflict")
            if mail.expects != "no" and other_side(mail, mail.to):
                self._open(gaps, mail, at)

    def attended(self) -> Iterator[Call]:
        """R19, M8."""
        return (call for call in self.calls if call.outcome == "attended" and call.seconds >= 30)

    def _close_by_call(self, gaps: list[Gap], until: datetime) -> None:
        """R19, R33: at its start, and what is asked while it goes on at once."""
        for call in self.attended():
            if gaps and gaps[-1].end is None and (gaps[-1].start <= call.end) and call.start <= until:
                gaps[-1].status, gaps[-1].end = "closed_by_call", max(call.start, gaps[-1].start)

    def _beside(self, gap: Gap, end: datetime) -> Iterator[str]:
        """F: what lies inside a gap, and what was odd about its own mails."""
        for name in (gap.opener, *gap.chasers, gap.closer):
            yield from self.flags.get(name, ())
        for mail in self.mails:
            at, author = self.at[mail.mid], side(mail.author)
            if not (gap.start <= at <= end and (at > gap.start or self.depth[mail.mid])):
                continue
            within = self.thread[mail.mid] == gap.thread
            if author == gap.owed_by and self._decides(mail) and not within:
                yield "other_contact"  # R21
            if author == "third" and mail.kind == "human" and within:
                yield "third_party_reply"  # R22
            if author == gap.owed_by == "client" and mail.kind == "reaction":
                yield "possible_activity"  # C11b
        placed = "in" if gap.owed_by == "client" else "out"
        for call in self.calls:
            unclear = call.outcome == "unknown" or (call.outcome == "attended" and call.seconds < 30)
            if unclear and call.start <= end and call.end >= gap.start:
                yield "possible_call"  # R20b
            if call.direction == placed and call.outcome in NOT_TAKEN and gap.start <= call.start <= end:
                yield "other_contact"  # R20

    def silences(self) -> list[tuple[datetime, datetime]]:
        """S2."""
        acts = [(self.at[m.mid], self.depth[m.mid] > 0) for m in self.mails
                if side(m.author) == "client" and m.kind in ("human", "reaction")]  # fmt: skip
        acts += [(at, False) for call in self.attended() for at in (call.start, call.end)]
        acts += [(c.start, False) for c in self.calls if c.direction == "in" and c.outcome in NOT_TAKEN]
        asks = [name for g in self.gaps if g.owed_by == "client" for name in (*g.asks[:1], *g.chasers)]
        found: list[tuple[datetime, datetime]] = []
        for at in sorted(self.at[name] for name in asks):
            if not found or at > found[-1][1]:
                ends = [act for act, behind in acts if (act > at or (act == at and behind)) and act <= self.as_of]
                found.append((at, min(ends, default=self.as_of)))
        return found
