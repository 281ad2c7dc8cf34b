"""The mails that decide about gaps, thread by thread in order, as columns (measurement.md R, T4, T5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from harvester.model.mail import Expectation
from harvester.pipeline.frames import EXPECTS_CODES
from harvester.pipeline.gaps import court
from harvester.pipeline.gaps.closing import ClosingCalls, Places
from harvester.pipeline.worktime import Micros

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
_NO, _YES = EXPECTS_CODES[Expectation.NO], EXPECTS_CODES[Expectation.YES]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Line:
    """The mails that decide, thread after thread, each thread in order; arrays of one length."""

    place: Rows
    """In the order of time over all threads."""
    row: Rows
    """Of the events frame."""
    thread: Rows
    at: Micros
    yes: Mask
    ours: Mask
    asks: Mask
    answers: Mask
    settles: Mask
    late: Mask
    in_call: Places
    then_call: Places


def lined_up(events: pd.DataFrame, as_of: int, closing: ClosingCalls) -> Line:
    """What people of the two sides wrote; the client's mail that was long under way once more, on arrival (T4)."""
    side, at, arrived = (events[name].to_numpy() for name in ("side", "at", "arrived"))
    expects, direct, reaches, closes = (events[name].to_numpy() for name in ("expects", "direct", "reaches", "closes"))
    row = np.flatnonzero(events["human"].to_numpy() & (side != court.NOBODY))
    under_way = row[((side == court.CLIENT) & closes & (arrived > at) & (arrived <= as_of))[row]]
    under_way = under_way[np.argsort(arrived[under_way], kind="stable")]
    # at one instant what arrives late comes after everything else
    after = np.searchsorted(at[row], arrived[under_way], side="right")
    when, late = np.insert(at[row], after, arrived[under_way]), np.insert(np.zeros(row.size, bool), after, True)
    row = np.insert(row, after, under_way)
    thread, place = _thread_by_thread(events["thread"].cat.codes.to_numpy()[row])
    row, when, late = row[place], when[place], late[place]
    ours = (side == court.US)[row]
    # T5: at one instant the client's mail comes before a call, ours after it
    until = when + ours
    following = np.append(until[1:], 0)[: until.size]
    following[ends(thread)] = as_of + 1
    return Line(
        place=place,
        row=row,
        thread=thread,
        at=when,
        yes=(expects == _YES)[row],
        ours=ours,
        asks=(direct & (expects != _NO))[row],
        answers=(closes & (reaches | (side == court.CLIENT)))[row],
        settles=(reaches & (expects == _NO))[row],
        late=late,
        in_call=closing.covering(thread, when),
        then_call=closing.between(thread, until, following),
    )


def _thread_by_thread(codes: NDArray[np.integer]) -> tuple[Rows, Rows]:
    """The codes sorted, and the place that each had: both packed into one number, which sorts fastest."""
    bits = max(codes.size - 1, 1).bit_length()
    packed = np.sort((codes.astype(np.int64) << bits) | np.arange(codes.size))
    return packed >> bits, packed & ((1 << bits) - 1)


def begins(groups: NDArray[np.integer]) -> Mask:
    """Where a group begins, in an array that holds its groups one after another."""
    return np.append(True, groups[1:] != groups[:-1])[: groups.size]


def ends(groups: NDArray[np.integer]) -> Mask:
    """Where a group ends."""
    return np.append(begins(groups)[1:], True)[: groups.size]
