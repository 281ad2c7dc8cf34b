"""Meetings of the contract: an invitation proves nothing, our own log proves the other side's presence only (M2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester.model.calls import Call, Outcome
from harvester.model.contract import Matcher, Obligation, ObligationType
from harvester.model.matter import Side
from harvester.model.standing import Due
from harvester.pipeline.contract.judging import Case, judged
from harvester.pipeline.contract.meetings import found, performances
from tests.pipeline.hours import berlin

START = berlin("2026-03-10 15:00").astimezone(UTC)
AFTER = datetime(2026, 3, 20, tzinfo=UTC)


def owed(side: Side, event: str = "kickoff") -> Obligation:
    return Obligation(
        id="kickoff", owed_by=side, type=ObligationType.MEETING, met_by=Matcher(event=event), confirmed_by="Ann North"
    )


def call(outcome: Outcome, name: str = "kickoff") -> Call:
    return Call(id=name, start=START, end=START, direction="out", outcome=outcome, sha256="a" * 64)


@pytest.mark.parametrize(
    ("side", "outcome", "expected"),
    [
        (Side.CLIENT, Outcome.ATTENDED, "met"),
        (Side.CLIENT, Outcome.NO_SHOW_BY_CLIENT, "missed"),
        (Side.CLIENT, Outcome.UNKNOWN, "unproven"),
        (Side.CLIENT, Outcome.NO_SHOW_BY_US, "unproven"),
        (Side.CLIENT, Outcome.DECLINED, "unproven"),
        (Side.US, Outcome.ATTENDED, "unproven"),
        (Side.US, Outcome.NO_SHOW_BY_US, "missed"),
        (Side.US, Outcome.UNKNOWN, "unproven"),
    ],
)
def test_only_a_recorded_absence_of_that_side_is_missed(side: Side, outcome: Outcome, expected: str) -> None:
    strong, weak = performances(owed(side), {"kickoff": call(outcome)})
    due = Due(at=START, on=START.date())
    assert judged(Case(as_of=AFTER, due=due, strong=strong, weak=weak)).status.value == expected


def test_an_instance_of_a_series_whose_outcome_is_known_goes_before_others() -> None:
    calls = {
        "weekly 2026-03-03T14:00:00Z": call(Outcome.UNKNOWN, "weekly 2026-03-03T14:00:00Z"),
        "weekly 2026-03-10T14:00:00Z": call(Outcome.ATTENDED, "weekly 2026-03-10T14:00:00Z"),
        "weekly-2 2026-03-10T14:00:00Z": call(Outcome.NO_SHOW_BY_CLIENT, "weekly-2 2026-03-10T14:00:00Z"),
    }
    held = found(owed(Side.CLIENT, "weekly"), calls)
    assert held
    assert held.id == "weekly 2026-03-10T14:00:00Z"
    assert found(owed(Side.CLIENT, "weekly 2026-03-03T14:00:00Z"), calls) == calls["weekly 2026-03-03T14:00:00Z"]
    assert found(owed(Side.CLIENT, "retro"), calls) is None
