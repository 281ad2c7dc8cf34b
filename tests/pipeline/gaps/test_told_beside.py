"""What the client wrote or said that nobody would call an answer, and that a judge would want to see (P1, P2)."""

from __future__ import annotations

import pytest

from harvester.model.facts import Fact
from harvester.pipeline.mails.ownwords import shortened
from harvester.pipeline.nightly.conditions import conditions
from tests.pipeline.letters import ASK, BOB, ME, established, letter, matter, question

REPLY = {"In_Reply_To": ASK, "References": ASK}
KICKOFF = letter("01-12 09:00", BOB, ME, "Kickoff", "Looking forward to it, we start on Monday. Bob")
TEAM = "team@studionorth.example"


def unanswered(*mails: bytes) -> Fact:
    return next(fact for fact in matter(*mails).facts if fact.kind == "unanswered")


@pytest.mark.parametrize("text", ["Bob called me and approved the draft.", "Bob has approved it, by the way."])
def test_what_we_told_a_colleague_of_an_answer_asks_for_a_look(text: str) -> None:
    told = letter("03-05 10:00", ME, TEAM, "Re: Draft of the homepage", text, **REPLY)
    assert not established(matter(KICKOFF, question(), told))


@pytest.mark.parametrize("text", ["Bob has not answered yet.", "The logo is approved by the printer."])
def test_what_tells_a_colleague_of_no_answer_changes_nothing(text: str) -> None:
    assert established(matter(KICKOFF, question(), letter("03-05 10:00", ME, TEAM, "Draft", text)))


def test_a_mail_that_crossed_the_question_stands_beside_it() -> None:
    crossed = letter("03-02 09:58", BOB, ME, "Homepage", "The draft is approved, go ahead.")
    told = "Bob Roe (bob@acme.example) had written on Monday 2 March 2026 at 09:58 (CET), shortly before the question"
    assert any(one.startswith(told) for one in unanswered(KICKOFF, crossed, question()).beside)
    early = letter("03-02 05:58", BOB, ME, "Homepage", "The logo is attached.")
    assert not unanswered(KICKOFF, early, question()).beside


def test_the_mail_that_the_question_replies_to_did_not_cross_it() -> None:
    first = letter("03-02 09:58", BOB, ME, "Homepage", "The draft is here.", Message_ID="<first@acme.example>")
    beside = unanswered(KICKOFF, first, question(In_Reply_To="<first@acme.example>")).beside
    assert not any("shortly before" in one for one in beside)


def test_a_quote_is_not_cut_before_what_turns_it_round() -> None:
    harmless = "Could you confirm the list " + "with all of its parts " * 12 + "soon?"
    assert shortened(harmless).endswith(" …")
    for turn in ("unless you object?", "which we do not need?", "nur wenn es passt?"):
        assert shortened(harmless.replace("soon?", turn)).endswith(turn)


def test_a_flag_tells_of_an_absence_and_when_was_asked_last() -> None:
    """The morning's message is all that some read."""
    absent = letter("03-02 10:01", BOB, ME, "Automatic reply: Draft", "I am out of the office until 30 March.",
                    Auto_Submitted="auto-replied", **REPLY)  # fmt: skip
    again = letter("03-26 09:00", ME, BOB, "Re: Draft of the homepage", "Could you approve the draft?", **REPLY)
    (flag,) = (one for one in conditions(matter(KICKOFF, question(), absent, again)) if one.key.rule == "unanswered")
    assert "asked again once, last on Thu 26 Mar 2026, 09:00 CET" in flag.detail
    assert flag.detail.endswith("An automatic reply came in that time.")


@pytest.mark.parametrize(
    ("sender", "text", "told"),
    [
        (BOB, "By the way, I am on holiday from 1 to 31 March. Nobody covers for me.", True),
        (BOB, "Ich bin im Urlaub bis 30. März.", True),
        (BOB, "I was on holiday until 20 February.", False),
        (BOB, "The logo is attached.", False),
        ("Carol Lane <carol@acme.example>", "I am on holiday until 31 March.", False),
        ("Carol Lane <carol@acme.example>", "Our office is closed until 31 March.", True),
        ("Carol Lane <carol@acme.example>", "Bob leaves us on 28 February. From March please write to Dana.", True),
    ],
)
def test_an_absence_that_was_announced_before_the_question_stands_beside_it(sender: str, text: str, told: bool) -> None:
    fact = unanswered(letter("02-26 09:00", sender, ME, "Re: Kickoff", text), question())
    quoted = [one for one in fact.beside if one.endswith(f"(“Re: Kickoff”): “{text}”")]
    assert bool(quoted) is told
    assert len(fact.evidence) == (2 if told else 1), "the announcement is cited"


@pytest.mark.parametrize(
    ("when", "text", "told"),
    [
        ("02-27 09:00", "You can go ahead with the draft, no need to ask.", True),
        ("02-27 09:00", "The logo is attached.", False),
        ("02-02 09:00", "Go ahead with the plan.", False),
    ],
)
def test_a_yes_that_came_before_the_question_stands_beside_it(when: str, text: str, told: bool) -> None:
    fact = unanswered(letter(when, BOB, ME, "Re: Kickoff", text), question())
    assert any(one.endswith(f"before the question (“Re: Kickoff”): “{text}”") for one in fact.beside) is told
    assert len(fact.evidence) == (2 if told else 1), "it is cited"


def test_a_flag_tells_of_an_absence_that_was_announced_before() -> None:
    away = letter("02-26 09:00", BOB, ME, "Re: Kickoff", "I am on holiday until 31 March.")
    again = letter("03-20 09:00", ME, BOB, "Re: Draft of the homepage", "Could you approve the draft?", **REPLY)
    (flag,) = (one for one in conditions(matter(away, question(), again)) if one.key.rule == "unanswered")
    assert flag.detail.endswith("Bob Roe announced an absence; the fact has the words.")


def test_a_client_that_ceased_to_trade_may_not_have_received_the_question() -> None:
    notice = letter("03-02 10:01", BOB, ME, "Automatic reply: Draft", "Acme Ltd ceased trading on 28 February 2026.",
                    Auto_Submitted="auto-replied", **REPLY)  # fmt: skip
    assert not established(matter(KICKOFF, question(), notice))


@pytest.mark.parametrize(
    "text",
    [
        "Following your OK I put the homepage live today.",
        "Nach deinem OK von gestern ist die Seite jetzt online.",
        "Since you were happy with it I went ahead.",
        "My question of yesterday is obsolete.",
        "It was great to see you on Tuesday.",
        "Suite à votre accord, le site est en ligne.",
    ],
)
def test_what_we_wrote_under_another_subject_as_if_answered_asks_for_a_look(text: str) -> None:
    """R17; the sentence beside it does not say that it stands in the same conversation."""
    fact = unanswered(KICKOFF, question(), letter("03-05 10:00", ME, BOB, "Plan", text))
    assert fact.claim == "review"
    told = (
        "Ann North (me@studionorth.example) wrote on Thursday 5 March 2026 at 10:00 (CET) without asking for an answer"
    )
    assert f"{told} (“Plan”)." in fact.beside


@pytest.mark.parametrize("text", ["The draft is OK from my side.", "Go ahead with the draft.", "Passt für mich."])
def test_an_absence_notice_that_agrees_asks_for_a_look(text: str) -> None:
    notice = letter("03-02 10:01", BOB, ME, "Automatic reply: Draft", f"I am out of the office. {text}",
                    Auto_Submitted="auto-replied", **REPLY)  # fmt: skip
    assert not established(matter(KICKOFF, question(), notice))
