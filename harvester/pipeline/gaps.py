"""Spans become gaps: hours, flags, level and claim (measurement.md B, F, X5, X6, A5, Record)."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from harvester.model import Call, ContactGap, Earlier, Engagement, Gap, MailRef, Side
from harvester.model.flags import NEEDS_A_LOOK
from harvester.model.people import Sides
from harvester.pipeline.decisions import Verdicts
from harvester.pipeline.frames import Turn, asked, clamps, events_frame
from harvester.pipeline.signs import Signs, responder_is_addressee
from harvester.pipeline.turns import Span, spans
from harvester.pipeline.worktime import HOUR, Micros, Worktable, calendar_id, instant, micros, worktable

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
class Matter:
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


def measure(matter: Matter) -> Measured:
    """All gaps of both sides, in order of start (R), with everything that a row of the gap table holds."""
    sides = Sides(matter.engagement.us, matter.engagement.client)
    visible = [turn for turn in matter.turns if micros(turn.at) <= matter.as_of]
    moved = clamps(visible)
    turns = {t.key: _flagged(t, "causality_clamp") if t.key in moved else t for t in visible}
    calls = [call for call in matter.calls if micros(call.start) <= matter.as_of]
    frame = events_frame(visible, sides, instant(matter.as_of))
    thresholds = matter.engagement.thresholds
    found = spans(frame, calls, matter.as_of, thresholds)
    signs = Signs(list(turns.values()), calls, sides)
    rows = Rows(matter, sides, turns, signs)
    times = business(found, matter.engagement, matter.verdicts)
    gaps = [rows.gap(span, times.iloc[index]) for index, span in enumerate(found)]
    contacts = [row for span, gap in zip(found, gaps, strict=True) for row in rows.contacts(span, gap)]
    return Measured(gaps=tuple(gaps), contacts=tuple(contacts), turns=turns)


def business(found: Sequence[Span], engagement: Engagement, verdicts: Verdicts) -> pd.DataFrame:
    """Per span, by the calendar of the side that owes (B1): `calendar_hours`, `business_hours`, `business_days`.

    An agreed pause inside a span is taken out of all three (B7).
    """
    frame = pd.DataFrame(
        {
            "owed_by": [span.owed_by for span in found],
            "start": np.array([span.start for span in found], dtype=np.int64),
            "end": np.array([span.end for span in found], dtype=np.int64),
        }
    )
    for column in ("calendar_hours", "business_hours", "business_days"):
        frame[column] = 0.0
    for side, hours in ((Side.CLIENT, engagement.client_hours), (Side.US, engagement.us_hours)):
        owed = (frame["owed_by"] == side.value).to_numpy()
        if not owed.any():
            continue
        table, starts, ends = worktable(hours), _instants(frame, "start", owed), _instants(frame, "end", owed)
        spent = _spent(table, starts, ends)
        for start, end in verdicts.pauses():
            # a pause from midnight to midnight holds its first day as well, other than a span (B5)
            start, end = start - 1, end - 1
            spent -= _spent(table, np.clip(starts, start, end), np.clip(ends, start, end))
        frame.loc[owed, ["calendar_hours", "business_hours", "business_days"]] = spent
    return frame


def _spent(table: Worktable, starts: Micros, ends: Micros) -> NDArray[np.float64]:
    """Calendar hours, business hours and business days of each span, as columns."""
    days = table.business_days(starts, ends)
    return np.column_stack([(ends - starts) / HOUR, table.between(starts, ends) / HOUR, days]).astype(np.float64)


def gap_id(opener: str, owed_by: str) -> str:
    """Stable name of a gap, from the event that opened it and the side that owes (Record)."""
    return f"G-{hashlib.sha256(f'{owed_by}|{opener}'.encode()).hexdigest()[:10]}"


def threads_of(turns: Sequence[Turn]) -> dict[str, str]:
    """Gap id -> thread, for every gap that a mail could open."""
    return {gap_id(turn.key, side.value): turn.thread for turn in turns for side in (Side.CLIENT, Side.US)}


class Rows:
    """Turns spans into rows; holds what all rows look things up in."""

    def __init__(self, matter: Matter, sides: Sides, turns: Mapping[str, Turn], signs: Signs) -> None:
        self.matter = matter
        self.sides = sides
        self.turns = turns
        self.signs = signs
        engagement = matter.engagement
        self.hours = {Side.CLIENT: engagement.client_hours, Side.US: engagement.us_hours}
        self.written = defaultdict[str, list[int]](list)
        for turn in signs.human[Side.CLIENT].turns:
            self.written[sides.identity(turn.author)].append(micros(turn.at))
        self.calendars = {side: calendar_id(hours) for side, hours in self.hours.items()}

    def gap(self, span: Span, times: pd.Series) -> Gap:
        """One row of the gap table."""
        owed_by = Side(span.owed_by)
        raised = self._raised(span, owed_by)
        name = gap_id(span.opener, span.owed_by)
        reasons = tuple(sorted(self._counted(raised, name) | ({"level_b"} if span.level == "B" else set())))
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
            calendar_hours=float(times["calendar_hours"]),
            business_hours=float(times["business_hours"]),
            business_days=int(times["business_days"]),
            since_last_ask_hours=(span.end - (span.last_ask if span.level == "A" else span.start)) / HOUR,
            chasers=tuple(refs[key] for key in span.chasers),
            continuations=tuple(refs[key] for key in span.continuations),
            attempts=self.signs.attempts(span),
            preceding=tuple(
                Earlier(id=refs[key].message_id or key, kind=kind, flags=self.turns[key].flags)
                for key, kind in span.preceding
            ),
            asked=asked(opener, self.sides),
            responder_is_addressee=responder_is_addressee(span, self.turns, self.sides) if answered else None,
            calendar=self.calendars[owed_by],
            flags=tuple(sorted({flag for flag, _ in raised})),
            flag_sources=tuple(sorted((flag, self._cited(source)) for flag, source in raised if source)),
            decided=self.matter.verdicts.told(name, [span.opener, *span.chasers, *(s for _, s in raised if s)], span),
            rules=tuple(sorted(span.rules | ({"B9"} if self.hours[owed_by].assumed else {"B1"}))),
        )

    def contacts(self, span: Span, gap: Gap) -> list[ContactGap]:
        """A5: how long each person who was asked stayed silent, once somebody else had answered."""
        if gap.owed_by is not Side.CLIENT or gap.responder_is_addressee is not False:
            return []
        people = dict.fromkeys(self.sides.identity(address) for address in gap.asked)
        return [self._contact(span, gap, person) for person in people]

    def _contact(self, span: Span, gap: Gap, person: str) -> ContactGap:
        own = self.written[person]
        later = bisect_right(own, span.start)
        end = own[later] if later < len(own) else self.matter.as_of
        answered = end < self.matter.as_of
        starts, ends = (np.array([at], dtype=np.int64) for at in (span.start, end))
        return ContactGap(
            gap_id=gap.gap_id,
            contact=person,
            status="answered" if answered else "open",
            claim="review",
            ended_at=instant(end) if answered else None,
            calendar_hours=(end - span.start) / HOUR,
            business_hours=float(worktable(self.hours[Side.CLIENT]).between(starts, ends)[0]) / HOUR,
        )

    def _raised(self, span: Span, owed_by: Side) -> set[tuple[str, str]]:
        asking = [self.turns[key] for key in (span.opener, *span.chasers)]
        raised = self.signs.of(span) | {(flag, "") for flag in self.matter.coverage(span, asking)}
        if owed_by is Side.CLIENT:
            raised |= {("possible_activity", k) for thread, k in self.matter.undated if thread in {None, span.thread}}
        if self.hours[owed_by].assumed:
            raised.add(("calendar_assumed", ""))
        return raised

    def _counted(self, raised: set[tuple[str, str]], name: str) -> set[str]:
        """X6: flags that ask for a look, unless a person has looked at what raised them."""
        verdicts = self.matter.verdicts
        return {flag for flag, source in raised if flag in NEEDS_A_LOOK and not verdicts.looked_at(name, flag, source)}

    def _cited(self, source: str) -> str:
        return self.matter.refs[source].sha256 if source in self.matter.refs else source


def _flagged(turn: Turn, flag: str) -> Turn:
    return replace(turn, flags=(*turn.flags, flag))


def _instants(frame: pd.DataFrame, column: str, rows: NDArray[np.bool_]) -> Micros:
    values: Micros = frame.loc[rows, column].to_numpy(dtype=np.int64)
    return values
