"""Ball-in-court as a table: what one mail does to whoever owes an answer (measurement.md R).

`step` is the whole rule, for one mail and one state, in both directions by the same lines (P5). There are few kinds
of mail and three states, so every case is asked once and written into a table; `owing` then carries millions of mails
through it. A mail is a map of states to states, maps are composed, and a thread of n mails takes log2(n) passes.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harvester.model.matter import Side
from harvester.pipeline.frames import SIDE_CODES

CLIENT, NOBODY, US = SIDE_CODES[Side.CLIENT], SIDE_CODES[Side.THIRD], SIDE_CODES[Side.US]
"""Who owes an answer: exactly one of them, at any time (I7)."""
STATES = (CLIENT, NOBODY, US)

Codes = NDArray[np.uint8]


class Mail(NamedTuple):
    """All that decides about one mail; each combination is one kind of mail."""

    ours: bool
    asks: bool
    """R1, R13, R16, R17: delivered to somebody of the other side in To, and it may expect an answer."""
    answers: bool
    """R16, R39, C13: it ends what its author owes."""
    settles: bool
    """R17: it reaches somebody of the other side and expects nothing."""
    late: bool
    """T4: the client's mail once more, at the time at which it was taken in."""
    in_call: bool
    """R19: it was written during an attended call."""
    then_call: bool
    """R19: an attended call begins between it and the next mail."""


class Step(NamedTuple):
    """What a mail does."""

    answered: bool
    opens: bool
    """A gap opens with it."""
    reminds: bool
    """It asks the side that owes already (R10, R31)."""
    releases: bool
    """R17: inside a gap it may have withdrawn the question."""
    by_call: bool
    """A call right after it closes what is open then."""
    owing: int
    """Who owes after it and after that call."""


def step(mail: Mail, owing: int) -> Step:
    """One mail: it may answer, then ask. `owing`: who owes an answer before it."""
    author, other = (US, CLIENT) if mail.ours else (CLIENT, US)
    answered = mail.answers and owing == author
    # R18: who answers may ask in the same mail; R36, R37: who is owed an answer or owes one opens nothing
    opens = mail.asks and (answered or (owing == NOBODY and not mail.late))
    further = owing == other and not mail.late
    after = other if opens else NOBODY if answered else owing
    if opens and mail.in_call:
        after = NOBODY
    by_call = mail.then_call and after != NOBODY
    return Step(
        answered=answered,
        opens=opens,
        reminds=mail.asks and further,
        releases=mail.settles and further,
        by_call=by_call,
        owing=NOBODY if by_call else after,
    )


KINDS = tuple(Mail(*bits) for bits in product((False, True), repeat=len(Mail._fields)))
_STEPS = np.array([[step(mail, state) for state in STATES] for mail in KINDS], dtype=np.uint8)
"""Shape (kinds, states, fields of `Step`)."""


def kinds(**columns: NDArray[np.bool_]) -> Codes:
    """The kind of each mail, as its place in KINDS; one boolean column per field of `Mail`."""
    code = np.zeros(len(columns["ours"]), dtype=np.uint8)
    for name in Mail._fields:
        code <<= 1
        code |= columns[name]
    return code


# A map of states to states is written as a number of three digits of base 3, one digit a state.
_MAPS = np.array(list(product(STATES, repeat=len(STATES))), dtype=np.uint8)
_DIGITS = np.array([9, 3, 1], dtype=np.uint8)
_OF_KIND = (_STEPS[:, :, Step._fields.index("owing")] @ _DIGITS).astype(np.uint8)
_COMPOSED = (_MAPS[:, _MAPS] @ _DIGITS).astype(np.uint8)
"""[later, earlier]: first the earlier map, then the later one."""
_SETTLED = (_MAPS[:, :1] == _MAPS).all(axis=1)
"""Maps that lead to one state from anywhere: nothing before them matters."""
_FROM_NOBODY = (_MAPS[:, NOBODY, None] * _DIGITS.sum()).ravel().astype(np.uint8)
"""The same map, once nobody owes before it."""


def steps(mails: Codes, first: NDArray[np.bool_]) -> dict[str, NDArray[np.bool_]]:
    """What each mail does, one column per field of `Step` but the last. Arguments as of `owing`."""
    before = np.roll(owing(mails, first), 1)
    before[first] = NOBODY
    case = mails.astype(np.int64) * len(STATES) + before
    return {
        name: np.take(_STEPS[:, :, place].ravel().astype(bool), case) for place, name in enumerate(Step._fields[:-1])
    }


def owing(mails: Codes, first: NDArray[np.bool_]) -> Codes:
    """Who owes after each mail. `mails`: kinds, thread after thread in order; `first`: where a thread begins."""
    maps = _OF_KIND[mails]
    maps[first] = _FROM_NOBODY[maps[first]]
    unsettled, reach = np.flatnonzero(~_SETTLED[maps]), 1
    while unsettled.size:
        maps[unsettled] = _COMPOSED[maps[unsettled], maps[unsettled - reach]]
        unsettled, reach = unsettled[~_SETTLED[maps[unsettled]]], 2 * reach
    states: Codes = _MAPS[maps, NOBODY]
    return states
