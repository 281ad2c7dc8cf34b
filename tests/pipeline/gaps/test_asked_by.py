"""A question that asks for its answer by a later day is not told as left open before that day (P1, P2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester.model.matter import Side
from tests.pipeline.letters import ASK, BOB, ME, established, letter, matter, question

KICKOFF = letter("01-12 09:00", BOB, ME, "Kickoff", "We start on Monday. Bob", Message_ID="<k@acme.example>")
AHEAD = (
    "Could you approve the draft by 30 April?",
    "Could you approve the draft by the end of March?",
    "Könnten Sie den Entwurf bis zum 30. April freigeben?",
    "Pouvez-vous valider la maquette avant le 30 avril ?",
    "Could you approve the draft? No rush, until 30 April is fine.",
)
PAST = (
    "Could you approve the draft by 6 March?",
    "Could you approve the draft by Friday?",
    "Könnten Sie den Entwurf bis 26.02. freigeben?",
    "Could you approve the draft? The fair runs until 30 April.",
)


@pytest.mark.parametrize("text", AHEAD)
def test_the_day_that_a_question_names_has_to_pass_first(text: str) -> None:
    found = matter(KICKOFF, question(text))
    assert not established(found)
    (fact,) = (one for one in found.facts if one.party is Side.CLIENT)
    assert (fact.claim, fact.reason) == ("review", "asked for by a later day")


@pytest.mark.parametrize("text", PAST)
def test_a_day_that_has_passed_leaves_it_open(text: str) -> None:
    assert len(established(matter(KICKOFF, question(text)))) == 1


def test_what_was_asked_of_an_address_that_nobody_reads_is_not_told_as_left_open() -> None:
    asked = "Acme <no-reply@acme.example>"
    found = matter(KICKOFF, question("Could you approve the draft?", To=asked))
    assert not established(found)
    (fact,) = (one for one in found.facts if one.party is Side.CLIENT)
    assert fact.reason == "asked of an address that nobody reads"
    assert established(matter(KICKOFF, question("Could you approve the draft?", To=f"{asked}, {BOB}")))


def test_our_own_debt_is_not_lightened_by_a_day_ahead() -> None:
    theirs = letter("03-02 10:00", BOB, ME, "Shop", "Could you send the offer by 30 April?", Message_ID=ASK)
    gaps = matter(KICKOFF, theirs, as_of=datetime(2026, 3, 20, tzinfo=UTC)).gaps
    assert [gap.claim for gap in gaps if gap.owed_by is Side.US and gap.level == "A"] == ["firm"]
