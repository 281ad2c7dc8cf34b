"""The events of a matter as one table: what ball-in-court reads (measurement.md R, T4, T5).

A `Turn` is one mail reduced to what decides; `events_frame` puts all of them in order. Column names and dtypes are
declared here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from harvester.model.addresses import normal_address
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Side
from harvester.model.people import Sides
from harvester.pipeline.worktime import micros


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One mail of the exchange, classed, timed and threaded."""

    key: str
    at: datetime
    side: Side
    author: str
    kind: MessageClass
    thread: str
    to: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Cc and Bcc."""
    expects: Expectation = Expectation.UNKNOWN
    refers_to: tuple[str, ...] = ()
    """Keys of the turns that In-Reply-To and References name."""
    arrived: datetime | None = None
    """T4: when the receiving server took it in, where that is later than `at`."""
    closes: bool = True
    """C13: False when a person said that it answers nothing."""
    active: bool = False
    """C11b: not an answer, but a sign that somebody at the client may have acted."""
    undelivers: bool = False
    """It says that our mail may have reached nobody, without being a delivery report."""
    releases: bool = False
    """R17: it says that something is settled, withdrawn or was talked about elsewhere."""
    asked_by: datetime | None = None
    """P1: the end of the day by which its question of the client wants an answer."""
    failed: tuple[str, ...] = ()
    """R13: To addresses that a failed delivery report names for this mail."""
    flags: tuple[str, ...] = ()

    @property
    def behind(self) -> bool:
        """T4: it was moved to the instant of a mail that it names, and stands after it."""
        return "causality_clamp" in self.flags


SIDE_CODES: Mapping[Side, int] = {Side.CLIENT: 0, Side.THIRD: 1, Side.US: 2}
"""In the order of T5: at one instant the client's mail comes before ours, and cannot be its answer (R25)."""
EXPECTS_CODES: Mapping[Expectation, int] = {Expectation.NO: 0, Expectation.UNKNOWN: 1, Expectation.YES: 2}

COLUMNS: Mapping[str, str] = {
    "key": "object",
    "at": "int64",  # microseconds UTC, after the clamp of T4
    "arrived": "int64",  # microseconds UTC; equal to `at` unless the mail was long on its way
    "thread": "category",
    "side": "int8",  # SIDE_CODES
    "human": "bool",  # class C10: only a person's mail asks, answers or reminds (R12, R14, R23)
    "expects": "int8",  # EXPECTS_CODES
    "direct": "bool",  # R1, R16: somebody of the other side in To, not bounced
    "reaches": "bool",  # R16: anybody of the other side among the recipients, not fully bounced
    "closes": "bool",  # C13
    "depth": "int64",  # how many clamps deep behind its parent (T4)
}


def events_frame(turns: Sequence[Turn], sides: Sides, as_of: datetime) -> pd.DataFrame:
    """One row per turn up to `as_of` (R26), in the order in which things happened. Shape: (turns, COLUMNS)."""
    visible = [turn for turn in turns if turn.at <= as_of]
    clamped = _clamped(visible)
    rows = [
        (
            turn.key,
            at,
            max(micros(turn.arrived or turn.at), at),
            turn.thread,
            SIDE_CODES[turn.side],
            turn.kind is MessageClass.HUMAN,
            EXPECTS_CODES[turn.expects],
            bool(asked(turn, sides)),
            _reaches(turn, sides),
            turn.closes,
            depth,
        )
        for turn in visible
        for at, depth in (clamped[turn.key],)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict(COLUMNS))
    return frame.sort_values(["at", "depth", "side", "key"], kind="stable", ignore_index=True)


def clamps(events: pd.DataFrame) -> dict[str, int]:
    """The turns that were moved behind the mail they refer to (T4): key -> instant in microseconds UTC."""
    moved = events.loc[events["depth"] > 0]
    return dict(zip(moved["key"], moved["at"].tolist(), strict=True))


def asked(turn: Turn, sides: Sides) -> tuple[str, ...]:
    """Addresses of the other side in To that no failed delivery report names (R1, R13), in their order."""
    failed = set(map(normal_address, turn.failed))
    return tuple(
        address
        for address in turn.to
        if _opposes(turn.side, sides.of(address)) and normal_address(address) not in failed
    )


def undelivered(turn: Turn, sides: Sides) -> bool:
    """R13: every To recipient of the other side bounced. Cc-only mail is never taken for bounced (R16)."""
    return any(_opposes(turn.side, sides.of(address)) for address in turn.to) and not asked(turn, sides)


def _reaches(turn: Turn, sides: Sides) -> bool:
    recipients = (*turn.to, *turn.others)
    return not undelivered(turn, sides) and any(_opposes(turn.side, sides.of(address)) for address in recipients)


def _opposes(author: Side, recipient: Side) -> bool:
    return (author, recipient) in {(Side.US, Side.CLIENT), (Side.CLIENT, Side.US)}


def _clamped(turns: Sequence[Turn]) -> dict[str, tuple[int, int]]:
    """Key -> (instant, depth): no turn stands before one that it refers to; a cycle is cut where it closes (T4)."""
    by_key = {turn.key: turn for turn in turns}
    done: dict[str, tuple[int, int]] = {}
    for first in turns:
        path, entered = [first.key], set[str]()
        while path:
            key = path[-1]
            if key in done:
                path.pop()
                continue
            parents = [p for p in by_key[key].refers_to if p in by_key and p != key]
            missing = [p for p in parents if p not in done and p not in entered]
            if missing and key not in entered:
                entered.add(key)
                path.extend(missing)
                continue
            entered.add(key)
            done[key] = _behind(micros(by_key[key].at), [done[p] for p in parents if p in done])
            path.pop()
    return done


def _behind(at: int, parents: Sequence[tuple[int, int]]) -> tuple[int, int]:
    latest, depth = max(parents, default=(at - 1, 0))
    return (latest, depth + 1) if at <= latest else (at, 0)
