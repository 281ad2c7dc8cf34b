"""Synthetic mails for `benchmarks.measure`: threads of eight or so, both sides, one in three without a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from harvester.model.engagement import Engagement
from harvester.model.gaps import MailRef
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Party, Side, WorkingHours
from harvester.pipeline.frames import COLUMNS, EXPECTS_CODES, SIDE_CODES, Turn
from harvester.pipeline.gaps.rows import Input
from harvester.pipeline.mails.threads import Node
from harvester.pipeline.worktime import instant, micros

WEEK = dict.fromkeys(range(5), ((540, 1020),))
HOURS = WorkingHours(timezone="Europe/Berlin", week=WEEK, first=date(2000, 1, 1), last=date(2027, 12, 31))
ENGAGEMENT = Engagement(
    key="acme",
    us=Party(name="Studio North", domains=frozenset({"north.example"})),
    client=Party(name="Acme", domains=frozenset({"acme.example"})),
    us_hours=HOURS,
    client_hours=HOURS,
)
AS_OF = micros(datetime(2026, 6, 30, tzinfo=UTC))
START = micros(datetime(2021, 1, 4, tzinfo=UTC))
MAILS_A_THREAD = 8
_OURS, _THEIRS = "ann@north.example", "bob@acme.example"


def frame_of(count: int) -> pd.DataFrame:
    """An events frame; no two mails at one instant."""
    random = np.random.default_rng(7)
    groups = max(1, count // MAILS_A_THREAD)
    at = np.sort(random.integers(START, AS_OF - count, count, dtype=np.int64)) + np.arange(count)
    yes = np.full(count, True)
    columns = {
        "key": np.char.add("m", np.arange(count).astype(str)).astype(object),
        "at": at,
        "arrived": at,
        "thread": pd.Categorical.from_codes(random.integers(0, groups, count), [f"T{i}" for i in range(groups)]),
        "side": random.choice([SIDE_CODES[Side.CLIENT], SIDE_CODES[Side.US]], count),
        "human": yes,
        "expects": random.integers(0, len(EXPECTS_CODES), count),
        "direct": yes,
        "reaches": yes,
        "closes": yes,
        "depth": np.zeros(count),
    }
    return pd.DataFrame(columns).astype(dict(COLUMNS))


def whole_matter(count: int) -> Input:
    """The same mails before they are a frame, thirty a day (a longer matter holds more of them, not denser ones)."""
    frame, day = frame_of(count), 86_400_000_000
    at = AS_OF - (np.arange(count, 0, -1) * (day // 30))
    # a million of them reach back further than the calendar of the others
    hours = replace(HOURS, first=min(HOURS.first, date(instant(int(at[0])).year, 1, 1)))
    sides = {code: side for side, code in SIDE_CODES.items()}
    expects = {code: each for each, code in EXPECTS_CODES.items()}
    # a thread's mails lie within days of one another, and its last ones expect nothing: one in fifty stays open
    threads = np.arange(count) // 64 * 8 + np.random.default_rng(7).integers(0, 8, count)
    settled = (np.arange(count) % 64 >= 32) & (threads % 50 != 0)
    frame.loc[settled, "expects"] = EXPECTS_CODES[Expectation.NO]
    turns = [
        Turn(
            key=key,
            at=instant(when),
            side=sides[side],
            author=_OURS if sides[side] is Side.US else _THEIRS,
            kind=MessageClass.HUMAN,
            thread=f"T{thread}",
            to=(_THEIRS,) if sides[side] is Side.US else (_OURS,),
            expects=expects[asks],
        )
        for key, when, side, asks, thread in zip(
            frame["key"], at.tolist(), frame["side"], frame["expects"], threads, strict=True
        )
    ]
    refs = {t.key: MailRef(sha256=t.key, message_id=t.key, sender=t.author, to=t.to, at=t.at) for t in turns}
    return Input(
        turns=turns,
        calls=(),
        engagement=replace(ENGAGEMENT, us_hours=hours, client_hours=hours),
        as_of=AS_OF,
        coverage=lambda span, asking: set(),
        refs=refs,
        subjects={},
    )


def nodes_of(count: int) -> list[Node]:
    """Mails with In-Reply-To and References; one in ten answers a mail that nobody has, one in ten has neither."""
    random = np.random.default_rng(7)
    parents = np.arange(count) - random.integers(1, 2 * MAILS_A_THREAD, count)
    kinds = random.integers(0, 10, count)
    references: list[tuple[str, ...]] = []
    nodes = []
    for number, (parent, kind) in enumerate(zip(parents.tolist(), kinds.tolist(), strict=True)):
        begins = kind < 2 or parent < 0
        replied = () if begins and kind else (f"<m{parent if kind else -number}@x>",)
        references.append(() if begins else (*references[parent][-9:], *replied))
        nodes.append(
            Node(
                key=f"{number:064x}",
                message_ids=(f"<m{number}@x>",),
                in_reply_to=replied,
                references=references[-1],
                subject="Homepage" if begins else "Re: Homepage",
                at=instant(START + number * 60_000_000),
                author=(_OURS, _THEIRS)[number % 2],
                participants=frozenset({_OURS, _THEIRS}),
            )
        )
    return nodes
