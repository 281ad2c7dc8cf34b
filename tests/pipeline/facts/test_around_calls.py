"""What stands beside a call that did not take place, for the side that was not there (P2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester.model.calls import LoggedCall, Outcome
from harvester.model.facts import Fact
from harvester.model.matter import Side
from harvester.pipeline.calls import CallRecords
from tests.pipeline.letters import BOB, ME, letter, matter


def line(when: str, outcome: Outcome = Outcome.MISSED, direction: str = "out", key: str = "a") -> LoggedCall:
    """A line of the call log, at a wall time in UTC."""
    return LoggedCall(
        key=key, start=datetime.fromisoformat(f"2026-{when}").replace(tzinfo=UTC), duration_s=60, contact="Bob Roe",
        direction=direction, number="", outcome=outcome, sha256=key * 64,
    )  # fmt: skip


def fact(kind: str, *lines: LoggedCall, mails: tuple[bytes, ...] = ()) -> Fact:
    found = matter(*mails, records=CallRecords(logged=lines)).facts
    return next(one for one in found if one.kind == kind and one.party is Side.CLIENT)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("03-03 15:00", ()),
        ("03-03 09:00", ("Tuesday 3 March 2026 at 04:00 (EST)",)),
        ("03-08 15:00", ("Sunday 8 March 2026 at 11:00 (EDT)",)),
    ],
)
def test_a_call_outside_the_hours_of_who_was_called_says_so(when: str, told: tuple[str, ...]) -> None:
    sentences = tuple(f"By the clock of that side it was {at}, outside the working hours of that side." for at in told)
    assert fact("call_not_taken", line(when)).beside == sentences


@pytest.mark.parametrize(
    ("back", "told"),
    [
        (line("03-04 15:00", Outcome.ATTENDED, "in", "b"), "there was a call or meeting of both sides on Wednesday 4"),
        (line("03-04 15:00", Outcome.MISSED, "in", "b"), "Bob Roe (bob@acme.example) called on Wednesday 4"),
        (line("03-12 15:00", Outcome.ATTENDED, "in", "b"), ""),
        (line("03-04 15:00", Outcome.MISSED, "out", "b"), ""),
    ],
)
def test_a_call_that_was_returned_says_so(back: LoggedCall, told: str) -> None:
    found = fact("call_not_taken", line("03-03 15:00"), back)
    assert [one.startswith(f"After it {told}") for one in found.beside] == ([True] if told else [])
    assert ("b" * 64 in {citation.sha256 for citation in found.evidence}) is bool(told), "the call is cited"


def test_what_who_did_not_join_wrote_on_that_day_stands_beside_it() -> None:
    wrote = letter("03-10 15:30", BOB, ME, "Today", "I am stuck in traffic and cannot join.")
    earlier = letter("03-02 15:30", BOB, ME, "Kickoff", "The logo is attached.")
    found = fact("no_show", line("03-10 15:00", Outcome.NO_SHOW_BY_CLIENT), mails=(earlier, wrote))
    assert found.statement.startswith("Our record of the call or meeting on Tuesday 10 March 2026 at 16:00 (CET) says")
    assert found.beside == ("Bob Roe (bob@acme.example) wrote on Tuesday 10 March 2026 at 15:30 (CET) (“Today”).",)
    assert len(found.evidence) == 2


def test_of_many_mails_around_a_call_the_nearest_are_told_in_their_order() -> None:
    """P1: three of the day before had left out the apology that came half an hour after it."""
    before = [letter(f"03-09 {hour}:30", BOB, ME, f"Note {hour}", "For information.") for hour in (17, 18, 19, 20)]
    after = letter("03-10 16:30", BOB, ME, "Sorry", "I am stuck in traffic and could not join.")
    found = fact("no_show", line("03-10 15:00", Outcome.NO_SHOW_BY_CLIENT), mails=(*before, after))
    assert [one.rpartition(" (")[2] for one in found.beside] == ["“Note 19”).", "“Note 20”).", "“Sorry”)."]
