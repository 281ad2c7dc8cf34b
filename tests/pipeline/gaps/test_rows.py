"""What a row of the gap table says beside its times: its name, the people asked, undated mail, calls (Record, A5)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from harvester.model.calls import Call, Outcome
from harvester.model.matter import Side
from harvester.pipeline.gaps.rows import measure
from reports.documents import gaps_document
from tests.pipeline.hours import berlin
from tests.pipeline.letters import ASK, BOB, ENGAGEMENT, ME, letter, matter, question
from tests.pipeline.timelines import parsed

ASKED = "2026-03-02 10:00  us  Could you approve the draft?\nas of 2026-03-06 10:00"
OWED = "2026-03-02 10:00  client  When does it come? (other)\n"


def test_a_gap_keeps_its_name_whatever_becomes_of_it_and_shares_it_with_no_other() -> None:
    """Record: from the opener's event and the side that owes."""
    (waiting,) = parsed(ASKED).measured().gaps
    assert re.fullmatch(r"G-[0-9a-f]{10}", waiting.gap_id)
    answered = parsed(ASKED.replace("as of", "2026-03-03 10:00  client  Approved. (no)\nas of")).measured().gaps
    assert [gap.gap_id for gap in answered] == [waiting.gap_id]
    both = parsed(OWED + ASKED).measured().gaps
    assert len({gap.gap_id for gap in both}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02 10:00  us  Could you?",
        "2026-03-02 10:00  us  Could you?\n2026-03-03 10:00  client  Yes. (no)",
        "2026-03-02 10:00  client  Could you?\n2026-03-03 10:00  us  Yes. (no)",
    ],
    ids=["nobody answered", "who was asked answered", "a colleague of ours answered"],
)
def test_the_person_who_was_asked_is_named_only_beside_a_colleague_of_theirs_who_answered(text: str) -> None:
    """A5."""
    plain = parsed(text)
    plain.turns = [replace(t, author="ann@agency.com") if t.side is Side.US else t for t in plain.turns]
    assert plain.measured().contacts == ()


@pytest.mark.parametrize(
    ("as_of", "told"),
    [("03-04 12:00", ("answered", "03-04 12:00", 50.0)), ("03-04 11:59", ("open", None, 49.9833))],
)
def test_who_was_asked_and_stayed_silent_longer_than_a_colleague_is_followed_to_the_end(
    as_of: str, told: tuple[str, str | None, float]
) -> None:
    """A5, R26: a mail at the very instant of the analysis is seen."""
    (contact,) = (
        parsed(
            f"""2026-03-02 10:00  us  Could you approve the draft?
        2026-03-02 15:00  carol  Approved from our side. (no)
        2026-03-04 12:00  client  Approved. (no)
        as of 2026-{as_of}"""
        )
        .measured()
        .contacts
    )
    ended = berlin(f"2026-{told[1]}") if told[1] else None
    assert (contact.status, contact.ended_at, round(contact.calendar_hours, 4)) == (told[0], ended, told[2])


def test_an_end_and_a_closer_stand_only_where_there_are_some() -> None:
    """R1, R9, R19."""
    (waiting,) = parsed(ASKED).measured().gaps
    assert (waiting.ended_at, waiting.closer, waiting.responder) == (None, None, None)
    (answered,) = parsed(ASKED.replace("as of", "2026-03-03 10:00  client  Approved. (no)\nas of")).measured().gaps
    assert (answered.ended_at, answered.closer and answered.closer.sha256) == (berlin("2026-03-03 10:00"), "m1")
    (called,) = parsed(ASKED.replace("as of", "2026-03-03 10:00  call  attended\nas of")).measured().gaps
    assert (called.ended_at, called.closer, called.responder) == (berlin("2026-03-03 10:00"), None, None)


def test_what_came_before_the_question_is_named_by_its_message_id_and_alone_holds_the_gap_back() -> None:
    """R31, X5, X6."""
    told = "2026-03-02 10:00  us  Here is the draft. (unknown)\n"
    (unclear,) = parsed(told + "as of 2026-03-02 12:00").measured().gaps
    assert (unclear.level, unclear.claim, unclear.reasons, unclear.preceding) == ("B", "review", ("level_b",), ())
    (asked,) = parsed(told + ASKED.replace("03-02", "03-03")).measured().gaps
    assert (asked.level, asked.claim) == ("A", "firm")
    assert [(earlier.id, earlier.kind) for earlier in asked.preceding] == [("<m0>", "opener")]


def test_a_reply_that_was_moved_behind_its_question_keeps_what_else_is_odd_about_it() -> None:
    """T4, P2."""
    plain = parsed("2026-03-02 10:00  us  Could you?\n2026-03-02 09:58  client  Yes. (no)")
    plain.turns[1] = replace(plain.turns[1], refers_to=("m0",), flags=("transit_delay",))
    (gap,) = plain.measured().gaps
    assert (gap.status, gap.calendar_hours, gap.flags) == ("answered", 0.0, ("causality_clamp", "transit_delay"))


def test_what_a_person_said_of_a_reminder_or_of_a_sign_is_printed_beside_the_gap() -> None:
    """C13, X6."""
    reminder = letter("03-09 10:00", ME, BOB, "Re: Draft of the homepage", "The draft.", In_Reply_To=ASK)
    elsewhere = letter("03-05 10:00", BOB, ME, "Something else", "We are moving offices.")
    for mail, said, left in (
        (reminder, {"expects": "yes"}, ("other_contact",)),
        (elsewhere, {"expects": "no"}, ()),
    ):
        about = {"message": hashlib.sha256(mail).hexdigest()} | said
        found = matter(question(), reminder, elsewhere, decisions=[("message", about)])
        (gap,) = [gap for gap in found.gaps if gap.level == "A"]
        assert (len(gap.decided), gap.reasons) == (1, left)
        assert "I was there." in gap.decided[0]


def test_the_mailbox_of_whoever_reminded_must_have_been_searched_too() -> None:
    """K2: an answer to a reminder goes to the one who sent it."""
    about = replace(
        ENGAGEMENT, us=replace(ENGAGEMENT.us, addresses=ENGAGEMENT.us.addresses | {"tom@studionorth.example"})
    )
    tom = "Tom <tom@studionorth.example>"
    reminder = letter("03-09 10:00", tom, BOB, "Re: Draft of the homepage", "Could you look at it?", In_Reply_To=ASK)
    (gap,) = [gap for gap in matter(question(), reminder, about=about).gaps if gap.level == "A"]
    assert (len(gap.chasers), gap.reasons) == (1, ("mailbox_not_searched",))
    assert "mailbox_not_searched" not in dict(gap.flag_sources)


def test_an_undated_mail_counts_in_its_thread_and_without_one_everywhere_that_the_client_owes() -> None:
    """C11b."""
    plain = parsed(OWED + ASKED)
    for thread, flagged in (("T", True), ("other", False), (None, True)):
        found = measure(replace(plain.matter(), undated=[(thread, "x")])).gaps
        assert {gap.owed_by: gap.reasons for gap in found} == {
            Side.US: (),
            Side.CLIENT: ("possible_activity",) if flagged else (),
        }


def test_what_is_later_than_the_analysis_is_no_turn_of_it() -> None:
    """R26."""
    plain = parsed(ASKED.replace("as of", "2026-03-09 10:00  client  Approved. (no)\nas of"))
    assert set(plain.measured().turns) == {"m0"}


@pytest.mark.parametrize(("notice", "reasons"), [("2026-03-05 10:00", ("other_contact",)), ("2026-03-07 10:00", ())])
def test_a_cancellation_counts_when_it_is_told_though_its_day_has_not_come(
    notice: str, reasons: tuple[str, ...]
) -> None:
    """R20, R26: the notice is the act of the client, not the day of the meeting."""
    plain, start = parsed(ASKED), berlin("2026-03-20 10:00")
    plain.calls = [
        Call(id="c", start=start, end=start + timedelta(hours=1), direction="out", people=("bob@client.com",),
             outcome=Outcome.CANCELLED_BY_CLIENT, noticed_at=berlin(notice))
    ]  # fmt: skip
    (gap,) = plain.measured().gaps
    assert (gap.status, gap.reasons) == ("open", reasons)


def test_every_sign_beside_a_gap_cites_an_original() -> None:
    """P2."""
    elsewhere = letter("03-05 10:00", BOB, ME, "Something else", "We are moving offices.")
    (gap,) = [gap for gap in matter(question(), elsewhere).gaps if gap.level == "A"]
    (source,) = [source for flag, source in gap.flag_sources if flag == "other_contact"]
    assert re.fullmatch(r"[0-9a-f]{64}", source)


def test_mail_beside_a_gap_is_counted_and_read_out_whole() -> None:
    """R21, R26: what the client wrote in other conversations, up to the answer; not our mail, not this conversation."""
    other = "2026-03-0{} 11:00  client  Something else. (no, other)\n".format
    text = other(1) + ASKED.split("\n")[0] + "\n" + other(3) + OWED.replace("02 10", "04 10") + other(5)
    answered = "2026-03-06 10:00  client  Approved. (no)\n2026-03-06 09:00  us  Thanks. (no, other)\n"
    gap = next(g for g in parsed(text + answered + other(7)).measured().gaps if g.owed_by is Side.CLIENT)
    assert list(gap.flag_sources.of("other_contact")) == ["m2", "m3", "m4"]
    assert gap.flag_sources.counts() == {"other_contact": 3}


def test_a_gap_is_established_once_every_mail_beside_it_was_looked_at() -> None:
    """X6: one that nobody has looked at is enough for a look."""
    letters = [letter(f"03-0{day} 10:00", BOB, ME, "Something else", f"We move on day {day}.") for day in (3, 4, 5)]
    plain = matter(question(), *letters)
    (gap,) = [gap for gap in plain.gaps if gap.level == "A"]
    beside = list(gap.flag_sources.of("other_contact"))
    assert len(beside) == 3
    for count, claim in ((2, "review"), (3, "firm")):
        looked = [("message", {"message": source, "closes": False}) for source in beside[:count]]
        (after,) = [g for g in matter(question(), *letters, decisions=looked).gaps if g.level == "A"]
        assert (after.claim, "other_contact" in after.flags, len(after.decided)) == (claim, True, count)


def test_a_busy_client_fills_no_document_with_what_lies_beside_a_gap() -> None:
    """The count of all, the first and the last fifty; the fact cites every one."""
    number = 120
    letters = [letter(f"03-03 {10 + n // 60}:{n % 60:02}", BOB, ME, f"Else {n}", "We move.") for n in range(number)]
    found = matter(question(), *letters)
    (gap,) = [gap for gap in gaps_document(found)["gaps"] if gap["level"] == "A"]
    named = [row["source"] for row in gap["flag_sources"] if row["flag"] == "other_contact"]
    assert gap["flag_source_counts"]["other_contact"] == number
    shas = [hashlib.sha256(raw).hexdigest() for raw in letters]
    assert named == shas[:50] + shas[-50:]
    assert set(shas) <= {citation.sha256 for fact in found.facts for citation in fact.evidence}


def test_a_call_and_a_mail_beside_a_gap_are_both_named() -> None:
    """R20, R21: neither hides the other; a meeting that we cancelled is no act of the client."""
    mail = "2026-03-03 11:00  client  Something else. (no, other)\n"
    calls = "2026-03-04 11:00  call  missed (in)\n2026-03-05 11:00  call  cancelled_by_us (in)\n"
    (gap,) = [gap for gap in parsed(mail + calls + ASKED).measured().gaps if gap.owed_by is Side.CLIENT]
    assert sorted(gap.flag_sources.of("other_contact")) == ["c0", "m0"]


def test_the_answer_of_a_colleague_is_named_beside_the_gap() -> None:
    """A5."""
    (gap,) = parsed("2026-03-03 10:00  carol  Approved. (no)\n" + ASKED).measured().gaps
    assert list(gap.flag_sources.of("other_personnel")) == ["m0"]


def test_an_answer_that_lies_after_the_time_of_the_report_is_told_beside_the_open_gap() -> None:
    """P2: only mail of the side that owes, in this conversation; what lies before that time is no later mail."""
    answer = letter("03-09 10:00", BOB, ME, "Re: Draft of the homepage", "Approved.", In_Reply_To=ASK)
    again = letter("03-10 10:00", ME, BOB, "Re: Draft of the homepage", "Thanks.", In_Reply_To=ASK)
    elsewhere = letter("03-11 10:00", BOB, ME, "Something else", "We are moving offices.")

    def told(*mails: bytes) -> list[str]:
        found = matter(question(), *mails, as_of=berlin("2026-03-06 10:00"))
        (fact,) = [fact for fact in found.facts if fact.kind == "unanswered"]
        return [sentence for sentence in fact.beside if "after the time of this report" in sentence]

    assert told(again, elsewhere) == []
    (sentence,) = told(answer, again, elsewhere)
    assert "Bob Roe" in sentence
    assert "9 March 2026 at 10:00" in sentence
