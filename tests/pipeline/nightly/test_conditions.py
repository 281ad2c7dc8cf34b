"""S3: what raises a flag, out of real mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester.model.night import Condition
from harvester.pipeline.nightly.conditions import conditions, debts
from tests.pipeline.letters import BOB, CAROL, ME, letter, matter, question

REMINDER = letter("03-09 10:00", ME, BOB, "Re: Draft of the homepage", "Could you look at the draft?",
                  In_Reply_To="<ask@studionorth.example>", References="<ask@studionorth.example>")  # fmt: skip


def of(*mails: bytes) -> dict[str, Condition]:
    return {condition.key.rule: condition for condition in conditions(matter(*mails))}


def test_a_question_asked_again_and_unanswered_for_days_is_flagged_with_its_originals() -> None:
    found = of(question(), REMINDER)["unanswered"]
    assert not found.held_back
    assert found.raises
    assert found.detail.startswith(
        "“Draft of the homepage”, asked of Bob Roe on Mon 2 Mar 2026, 10:00 CET, asked again"
    )
    assert len(found.evidence) == 2


def test_a_question_nobody_repeated_is_not_flagged_as_unanswered() -> None:
    assert "unanswered" not in of(question())


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (letter("03-05 10:00", BOB, ME, "Something else", "We are moving offices."), "other contact"),
        (letter("03-05 10:00", "Pat <pat@elsewhere.example>", ME, "Re: Draft of the homepage", "Looks good to us.",
                In_Reply_To="<ask@studionorth.example>"), "third person"),
    ],
    ids=["another conversation", "a third person"],
)  # fmt: skip
def test_what_may_stand_for_an_answer_holds_the_flag_back_and_says_so(mail: bytes, why: str) -> None:
    found = of(question(), mail, REMINDER)["unanswered"]
    assert any(why in reason for reason in found.held_back), found.held_back


@pytest.mark.parametrize("answerer", [BOB, CAROL], ids=["who was asked", "a colleague"])
def test_an_answer_of_anybody_there_leaves_nothing_to_flag(answerer: str) -> None:
    answer = letter("03-23 10:00", answerer, ME, "Re: Draft of the homepage", "Approved.",
                    In_Reply_To="<ask@studionorth.example>")  # fmt: skip
    assert of(question(), REMINDER, answer) == {}


def test_silence_speaks_of_everybody_there_and_names_no_motive() -> None:
    found = of(question(), REMINDER)["silence"]
    assert "anybody at Acme Ltd" in found.detail
    assert "ignored" not in found.detail
    assert found.key.about == found.evidence[0]


def asked_and_answered(pages: int) -> list[bytes]:
    """As many questions in January, answered the same day, as in March, answered three days later."""
    mails = []
    for number in range(pages):
        for month, days in (("01", 0), ("03", 3)):
            day = number + 5
            asked, answered = f"{month}-{day:02d} 09:0{number % 10}", f"{month}-{day + days:02d} 16:0{number % 10}"
            name = f"<q{month}{number}@studionorth.example>"
            mails.append(letter(asked, ME, BOB, f"Page {month} {number}", "Could you approve it?", Message_ID=name))
            mails.append(letter(answered, BOB, ME, f"Re: Page {month} {number}", "Yes, approved.", In_Reply_To=name,
                                Message_ID=f"<a{month}{number}@acme.example>"))  # fmt: skip
    return mails


def test_answers_that_became_clearly_slower_are_told_with_both_medians_and_their_numbers() -> None:
    """S4."""
    found = of(*asked_and_answered(12))["slower"]
    assert "(12 questions)" in found.detail
    assert found.raises


@pytest.mark.parametrize(("pages", "told"), [(10, True), (9, False)])
def test_fewer_than_ten_answers_on_a_side_tell_no_change(pages: int, told: bool) -> None:
    """S4."""
    assert ("slower" in of(*asked_and_answered(pages))) is told


@pytest.mark.parametrize(("header", "held"), [({}, False), ({"Received": ""}, True)], ids=["server", "author only"])
def test_a_later_mail_holds_an_earlier_evening_back_only_if_its_author_alone_dates_it(
    header: dict[str, str], held: bool
) -> None:
    later = letter("03-24 10:00", BOB, ME, "Hello", "We are moving offices.", **header)
    then = datetime(2026, 3, 20, 17, tzinfo=UTC)
    found = {one.key.rule: one for one in conditions(matter(question(), REMINDER, later, as_of=then))}
    assert bool(found["unanswered"].held_back) is held


def test_our_own_debts_stand_beside_the_flags() -> None:
    asked = letter("03-10 10:00", BOB, ME, "Invoice", "Could you send the invoice again?")
    (owed,) = debts(matter(asked))
    assert owed.startswith("“Invoice”, asked of")
