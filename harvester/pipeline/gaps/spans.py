"""Gaps in the making: one table for all of them, one object for whoever looks at a single one (measurement.md R)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from harvester.model.calls import Call
from harvester.model.matter import Side
from harvester.pipeline.frames import SIDE_CODES

OPEN, ANSWERED, BY_CALL = range(3)
STATUS = ("open", "answered", "closed_by_call")
NOTHING, FIRST, EARLIER, CONTINUATION, CHASER, RELEASE = range(6)
"""What a further mail is to its gap: opener and continuations before the level A start (R31), R10, R17."""
_SIDES = {code: side.value for side, code in SIDE_CODES.items()}

COLUMNS = (
    "thread",  # category
    "owed_by",  # int8; SIDE_CODES
    "level_a",  # bool; X5
    "status",  # int8; place in STATUS
    "start",  # int64; microseconds UTC
    "end",  # int64; as_of while open
    "last_ask",  # int64
    "opener",  # int64; row of the events frame
    "closer",  # int64; row of the events frame, or place among the calls; -1 while open
    "late",  # bool; T4: closed on arrival
    "on_arrival",  # bool; T4: opened by a mail that was long under way, when it arrived
    "first",  # int64; where the further mails of the gap begin and end in `Spans.further`
    "last",  # int64
)


@dataclass(slots=True)
class Span:
    """One gap; mails are named by their event keys, times are microseconds UTC."""

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
    on_arrival: bool = False
    """T4: what the opener asks is asked when it arrives; when it was sent it may have opened another gap."""


@dataclass(frozen=True, slots=True, eq=False)
class Spans(Iterable[Span]):
    """Every gap in order of start. Objects are made when they are asked for."""

    table: pd.DataFrame
    """One row a gap, COLUMNS."""
    further: NDArray[np.int64]
    """Shape (further mails, 2): row of the events frame, and what the mail is to its gap; gap after gap."""
    events: pd.DataFrame
    calls: Sequence[Call]

    def __iter__(self) -> Iterator[Span]:
        keys = self.events["key"].to_numpy()
        columns = (self.table[name].tolist() for name in COLUMNS)
        for values in zip(*columns, strict=True):
            yield self._span(dict(zip(COLUMNS, values, strict=True)), keys)

    def _span(self, row: Mapping[str, Any], keys: NDArray[Any]) -> Span:
        further = [(keys[place], role) for place, role in self.further[row["first"] : row["last"]].tolist()]
        closer = None
        if row["status"] == ANSWERED:
            closer = keys[row["closer"]]
        elif row["status"] == BY_CALL:
            closer = self.calls[row["closer"]].id
        span = Span(
            thread=row["thread"],
            owed_by=_SIDES[row["owed_by"]],
            opener=keys[row["opener"]],
            start=row["start"],
            level="A" if row["level_a"] else "B",
            last_ask=row["last_ask"],
            status=STATUS[row["status"]],
            end=row["end"],
            closer=closer,
            chasers=[key for key, role in further if role == CHASER],
            continuations=[key for key, role in further if role == CONTINUATION],
            preceding=[(key, _PRECEDING[role]) for key, role in further if role in _PRECEDING],
            flags={("ask_released", key) for key, role in further if role == RELEASE},
            on_arrival=row["on_arrival"],
        )
        if row["late"] and closer:
            span.flags.add(("time_conflict", closer))
        span.rules = set(_rules(span))
        return span


_PRECEDING = {FIRST: "opener", EARLIER: "continuation"}


def _rules(span: Span) -> Iterator[str]:
    """The rules that decided, for the record."""
    yield "R1" if span.owed_by == Side.CLIENT.value else "R24"
    if span.level == "A":
        yield "X5"
    if span.level == "B" or span.preceding:
        yield "R31"
    if span.last_ask > span.start:
        yield "R10"
    if any(flag == "ask_released" for flag, _ in span.flags):
        yield "R17"
    yield from {"open": ("R9",), "closed_by_call": ("R19",)}.get(span.status, ())
