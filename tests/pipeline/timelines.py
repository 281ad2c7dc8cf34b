"""Timelines for tests: the vectors of tests/data/gaps.json, and the small language of test docstrings.

    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-04 10:00  client  Approved.

Every time of the small language is a wall time in Berlin; a word in brackets sets an attribute.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from harvester.model import (
    Call,
    Engagement,
    Expectation,
    MailRef,
    MessageClass,
    Outcome,
    Party,
    Side,
    Thresholds,
    WorkingHours,
)
from harvester.pipeline.frames import Turn
from harvester.pipeline.gaps import Matter, Measured, measure
from harvester.pipeline.worktime import micros

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data" / "gaps.json").read_text())
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_QUIET = {MessageClass.CALENDAR, MessageClass.REACTION, MessageClass.NOTIFICATION, MessageClass.UNCLEAR}

US = Party(name="Agency", addresses=frozenset({"me@agency.com"}), domains=frozenset({"agency.com"}))
CLIENT = Party(name="Client", domains=frozenset({"client.com"}))


@dataclass
class Timeline:
    """What a measurement needs, with full coverage and verified times."""

    turns: list[Turn]
    calls: list[Call]
    us_hours: WorkingHours
    client_hours: WorkingHours
    as_of: datetime
    thresholds: Thresholds = field(default_factory=Thresholds)

    def measured(self) -> Measured:
        turns = {turn.key: turn for turn in self.turns}
        engagement = Engagement(
            key="client",
            us=US,
            client=CLIENT,
            us_hours=self.us_hours,
            client_hours=self.client_hours,
            thresholds=self.thresholds,
        )
        return measure(
            Matter(
                turns=self.turns,
                calls=self.calls,
                engagement=engagement,
                as_of=micros(self.as_of),
                coverage=lambda span, asking: set(),
                refs=lambda key: _ref(turns[key]),
                subjects={},
            )
        )


def from_vector(vector: Mapping[str, Any]) -> Timeline:
    mails = [event for event in vector["events"] if event["kind"] == "mail"]
    calls = [event for event in vector["events"] if event["kind"] == "call"]
    settings = vector.get("settings", {})
    return Timeline(
        turns=[_turn(event, mails) for event in mails],
        calls=[_call(event) for event in calls],
        us_hours=_hours(vector["us_hours"]),
        client_hours=_hours(vector["client_hours"]),
        as_of=datetime.fromisoformat(vector["as_of"]),
        thresholds=Thresholds(**settings),
    )


def _turn(event: Mapping[str, Any], mails: Sequence[Mapping[str, Any]]) -> Turn:
    kind, side = MessageClass(event["class"]), Side(event["by"])
    reports = [mail for mail in mails if mail.get("of") == event["id"]]
    return Turn(
        key=event["id"],
        at=datetime.fromisoformat(event["at"]),
        side=side,
        author=event["from"],
        kind=kind,
        thread=event["thread"],
        to=tuple(event["to"]),
        others=tuple(event.get("cc", ())),
        expects=Expectation(event.get("expects_reply", "unknown")),
        refers_to=(event["in_reply_to"],) if "in_reply_to" in event else (),
        active=side is Side.CLIENT and kind in _QUIET,
        failed=tuple(address for mail in reports if mail["action"] == "failed" for address in mail["failed"]),
        flags=("delayed_delivery",) if any(mail["action"] == "delayed" for mail in reports) else (),
    )


def _call(event: Mapping[str, Any]) -> Call:
    start = datetime.fromisoformat(event["at"])
    return Call(
        id=event["id"],
        start=start,
        end=start + timedelta(minutes=30),
        direction=event["direction"],
        outcome=Outcome(event["outcome"]),
        people=("bob@client.com",),
    )


def _hours(hours: Mapping[str, Any]) -> WorkingHours:
    return WorkingHours(
        timezone=hours["timezone"],
        week={_DAYS.index(day): tuple((_minutes(a), _minutes(b)) for a, b in w) for day, w in hours["week"].items()},
        closed=frozenset(datetime.fromisoformat(day).date() for day in hours["closed"]),
    )


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _ref(turn: Turn) -> MailRef:
    return MailRef(sha256=turn.key, message_id=f"<{turn.key}>", sender=turn.author, to=turn.to, at=turn.at)
