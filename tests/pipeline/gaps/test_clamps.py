"""A mail stands behind the mail that it names (T4): for every sign and clock, not only for its own conversation."""

from __future__ import annotations

from harvester.model.matter import Side
from harvester.model.source import Role
from tests.pipeline.letters import BOB, ME, letter, matter

PLAN = "<plan@studionorth.example>"
SLOW = {"In_Reply_To": PLAN, "References": PLAN}
QUESTIONS = (
    letter("03-02 10:00", ME, BOB, "Logo for the fair", "Could you send the logo?"),
    letter("03-02 10:30", ME, BOB, "Plan of the halls", "Could you confirm the plan?", Message_ID=PLAN),
)


def test_a_slow_clock_hides_no_contact_from_another_conversation() -> None:
    """R21: the answer came behind the plan, so inside the wait for the logo, whatever both clocks of it say."""
    answer = letter("03-02 09:40", BOB, ME, "Re: Plan of the halls", "Thanks!", **SLOW)
    logo, plan = matter(*QUESTIONS, answer).gaps
    assert (logo.status, logo.claim, logo.reasons) == ("open", "review", ("other_contact",))
    assert (plan.status, plan.calendar_hours, plan.claim) == ("answered", 0.0, "firm")
    assert "causality_clamp" in plan.flags


def test_an_answer_moved_to_the_instant_of_its_question_ends_the_silence() -> None:
    """S2: the client spoke after the last question; nobody is silent."""
    answer = letter("03-02 10:28", BOB, ME, "Re: Plan of the halls", "Thanks!", **SLOW)
    assert [(s.calendar_hours, s.ended_at is not None) for s in matter(QUESTIONS[1], answer).silences] == [(0.0, True)]


def test_our_mail_stands_behind_what_it_names_without_a_link() -> None:
    """D2, T4: another subject makes it no part of that conversation, and still it was written later."""
    earlier = letter("03-04 12:00", BOB, ME, "Site visit", "We come on Monday.", Message_ID="<visit@acme.example>")
    ask = letter(
        "03-04 09:00", ME, BOB, "Parking spaces", "Could you tell us how many?", References="<visit@acme.example>"
    )
    (gap,) = [gap for gap in matter(earlier, ask).gaps if gap.owed_by is Side.CLIENT]
    assert gap.started_at.isoformat() == "2026-03-04T11:00:00+00:00"
    assert {"causality_clamp", "refs_only_subject_differs"} <= set(gap.flags)
    fact = next(one for one in matter(earlier, ask).facts if one.gap_id == gap.gap_id)
    assert "A mail here states an earlier time than the mail that it replies to" in " ".join(fact.beside)


def test_what_answers_at_the_instant_of_the_question_lies_inside_its_gap() -> None:
    """C11b: a reaction to a question whose Sent copy was stamped later than it."""
    late = "from a by mx.studionorth.example; Mon, 02 Mar 2026 10:10:00 +0000"
    asked = letter("03-02 10:30", ME, BOB, "Plan of the halls", "Could you confirm it?", Message_ID=PLAN, Received=late)
    thumb = letter(
        "03-02 11:00", BOB, ME, "Re: Plan of the halls", "Bob Roe reacted to it: 👍", X_MS_Reactions="like", **SLOW
    )
    (gap,) = matter(asked, (Role.INBOX, thumb)).gaps
    assert gap.started_at.isoformat() == "2026-03-02T10:10:00+00:00"
    assert (gap.status, gap.reasons) == ("open", ("possible_activity",))
