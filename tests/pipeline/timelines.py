"""Timelines for tests: the vectors of tests/data/gaps.json, and the small language of test docstrings.

    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-04 10:00  client  Approved.

Every time of the small language is a wall time in Berlin; a word in brackets sets an attribute.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from harvester.model.calls import Call, Outcome
from harvester.model.engagement import Engagement
from harvester.model.gaps import MailRef, Silence
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Party, Side, WorkingHours
from harvester.model.thresholds import Thresholds
from harvester.pipeline.frames import Turn
from harvester.pipeline.gaps.rows import Input, Measured, measure
from harvester.pipeline.gaps.silence import silences
from harvester.pipeline.worktime import micros
from tests.pipeline.hours import BERLIN, berlin

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
        return measure(self.matter())

    def silences(self) -> tuple[Silence, ...]:
        matter = self.matter()
        return silences(matter, measure(matter))

    def matter(self) -> Input:
        engagement = Engagement(
            key="client",
            us=US,
            client=CLIENT,
            us_hours=self.us_hours,
            client_hours=self.client_hours,
            thresholds=self.thresholds,
        )
        return Input(
            turns=self.turns,
            calls=self.calls,
            engagement=engagement,
            as_of=micros(self.as_of),
            coverage=lambda span, asking: set(),
            refs={turn.key: _ref(turn) for turn in self.turns},
            subjects={},
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


_LINE = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d)\s+(us|client|carol|third|call)\s+(.*?)(?:\s+\(([^)]*)\))?$")
_AUTHORS = {
    "us": ("me@agency.com", Side.US),
    "client": ("bob@client.com", Side.CLIENT),
    "carol": ("carol@client.com", Side.CLIENT),
    "third": ("someone@else.com", Side.THIRD),
}


def parsed(text: str | None) -> Timeline:
    """A timeline of the small language; without `as of` it ends at noon of 31 March 2026."""
    as_of = "2026-03-31 12:00"
    turns: list[Turn] = []
    calls: list[Call] = []
    for line in filter(None, map(str.strip, (text or "").splitlines())):
        if line.startswith("as of "):
            as_of = line.removeprefix("as of ")
            continue
        match = _LINE.match(line)
        assert match, line
        words = [word.strip() for word in (match[4] or "").split(",")]
        if match[2] == "call":
            calls.append(_spoken(berlin(match[1]), match[3], words, len(calls)))
        else:
            turns.append(_written(berlin(match[1]), match[2], words, len(turns)))
    return Timeline(turns=turns, calls=calls, us_hours=BERLIN, client_hours=BERLIN, as_of=berlin(as_of))


def _written(at: datetime, who: str, words: Sequence[str], number: int) -> Turn:
    author, side = _AUTHORS[who]
    recipient = "me@agency.com" if side is Side.CLIENT else "bob@client.com"
    arrived = next((word.removeprefix("arrived ") for word in words if word.startswith("arrived ")), None)
    return Turn(
        key=f"m{number}",
        at=at,
        side=side,
        author=author,
        kind=MessageClass.HUMAN,
        thread="other" if "other" in words else "T",
        to=() if "cc" in words else (recipient,),
        others=(recipient,) if "cc" in words else (),
        expects=next((e for e in Expectation if e.value in words), Expectation.YES),
        arrived=berlin(arrived) if arrived else None,
    )


def _spoken(at: datetime, outcome: str, words: Sequence[str], number: int) -> Call:
    return Call(
        id=f"c{number}",
        start=at,
        end=at + timedelta(minutes=30),
        direction="in" if "in" in words else "out",
        outcome=Outcome(outcome),
        people=("bob@client.com",),
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
