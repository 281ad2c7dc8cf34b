"""What stands beside a gap: unconfirmed authors, look-alikes, our own share, delegates, other readings (S5, S6, P2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.model.gaps import Gap
from harvester.model.matter import Side
from harvester.model.source import Role
from tests.pipeline.letters import BOB, CAROL, ENGAGEMENT, ME, letter, matter, question
from tests.pipeline.timelines import parsed

SPOOFED = "mx.studionorth.example; dmarc=fail header.from=acme.example"
REPLY = {"In_Reply_To": "<ask@studionorth.example>"}


def only(dossier: Dossier, side: Side = Side.CLIENT) -> tuple[Gap, Fact | None]:
    (gap,) = [gap for gap in dossier.gaps if gap.owed_by is side and gap.level == "A"]
    return gap, next((fact for fact in dossier.facts if fact.gap_id == gap.gap_id), None)


def test_an_unconfirmed_answer_ends_the_gap_for_a_look_and_never_speaks_for_the_client() -> None:
    answer = letter("03-10 10:00", BOB, ME, "Re: Draft of the homepage", "No.", Authentication_Results=SPOOFED, **REPLY)
    gap, fact = only(matter(question(), answer))
    assert (gap.status, gap.reasons) == ("answered", ("possibly_spoofed",))
    assert fact
    assert "came from a sender named as Bob Roe (bob@acme.example)" in fact.statement
    assert any("could not confirm" in sentence for sentence in fact.beside)


def test_an_unconfirmed_question_is_no_established_debt_of_ours() -> None:
    asked = letter("03-10 10:00", BOB, ME, "Invoice 7", "Could you pay at once?", Authentication_Results=SPOOFED)
    gap, fact = only(matter(asked), Side.US)
    assert (gap.claim, gap.reasons) == ("review", ("possibly_spoofed",))
    assert fact
    assert "a sender named as Bob Roe" in fact.statement


def test_what_a_foreign_server_says_of_an_author_changes_nothing() -> None:
    said = "mx.evil.example; dmarc=fail"
    answer = letter("03-10 10:00", BOB, ME, "Re: Draft of the homepage", "No.", Authentication_Results=said, **REPLY)
    gap, _ = only(matter(question(), answer))
    assert gap.claim == "firm"


ARRIVED = "from x by mx.studionorth.example with ESMTPS; Mon, 02 Mar 2026 09:00:00 +0000"
OTHER_DESK = "Tom <team@studionorth.example>"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Authentication_Results": "mx.studionorth.example; dmarc=fail"}, id="our server says fail"),
        pytest.param(
            {"Authentication_Results": "mx.studionorth.example; spf=softfail; dkim=none"}, id="nothing passed"
        ),
        pytest.param({"From": OTHER_DESK}, id="nothing was ever sent under that address"),
    ],
)
def test_a_question_forged_in_our_own_name_is_no_question_of_ours(headers: dict[str, str]) -> None:
    forged = question(Received=ARRIVED, **headers)
    sent = letter("01-13 09:00", ME, BOB, "Kickoff", "We start on Monday.")
    dossier = matter(sent, (Role.INBOX, forged))
    (written,) = [e for e in dossier.exchanges if "Draft" in e.message.subject]
    assert "possibly_spoofed" in written.flags
    assert not [gap for gap in dossier.gaps if gap.claim == "firm" or gap.level == "A"]
    assert not dossier.silences
    assert not [fact for fact in dossier.facts if fact.party is Side.CLIENT]


@pytest.mark.parametrize(
    "mails",
    [
        pytest.param([(Role.SENT, question(Authentication_Results=SPOOFED))], id="it lies in Sent"),
        pytest.param(
            [(Role.INBOX, question(Received=ARRIVED, Authentication_Results="mx.studionorth.example; dmarc=pass"))],
            id="our server says pass",
        ),
        pytest.param([(Role.ARCHIVE, question())], id="moved out of Sent by hand"),
        pytest.param([(Role.ARCHIVE, question(Received=ARRIVED))], id="stored by a server that stamps what it sends"),
        pytest.param(
            [(Role.SENT, question()), (Role.INBOX, question(Received=ARRIVED, Authentication_Results=SPOOFED))],
            id="a copy that came back",
        ),
    ],
)
def test_a_question_of_ours_stays_one_wherever_it_lies(mails: list[tuple[Role, bytes]]) -> None:
    sent = letter("01-13 09:00", ME, BOB, "Kickoff", "We start on Monday.")
    gap, _ = only(matter(sent, *mails))
    assert gap.claim == "firm"


def test_what_a_configured_mail_server_of_ours_says_of_an_author_counts() -> None:
    said = "gateway.provider.example; dmarc=fail"
    answer = letter("03-10 10:00", BOB, ME, "Re: Draft of the homepage", "No.", Authentication_Results=said, **REPLY)
    assert only(matter(question(), answer))[0].claim == "firm"
    known = replace(ENGAGEMENT, own_servers=frozenset({"gateway.provider.example"}))
    assert only(matter(question(), answer, about=known))[0].reasons == ("possibly_spoofed",)


def test_an_address_that_only_looks_like_the_clients_is_told_with_the_list() -> None:
    twin = "Bob Roe <bob@acme.example.evil.example>"
    answer = letter("03-10 10:00", twin, ME, "Re: Draft of the homepage", "Yes, all fine with us.", **REPLY)
    dossier = matter(question(), answer)
    assert only(dossier)[0].status == "open"
    assert any("bob@acme.example.evil.example only looks like" in note for note in dossier.notes)
    assert not any("looks like" in note for note in matter(question()).notes)


def test_what_our_side_owed_at_the_same_time_stands_beside_the_clients_gap() -> None:
    theirs = letter("03-04 10:00", CAROL, ME, "Hosting", "Which plan do you recommend?")
    ours = letter("03-09 10:00", ME, CAROL, "Re: Hosting", "The small one.", Message_ID="<h@studionorth.example>")
    _, fact = only(matter(question(), theirs, ours))
    assert fact
    assert any("our side owed an answer as well: about “Hosting”" in sentence for sentence in fact.beside)
    _, before = only(matter(question(), letter("03-01 10:00", CAROL, ME, "Hosting", "Thanks!")))
    assert before
    assert not any("our side owed" in sentence for sentence in before.beside)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"Cc": "web@lists.example"}, "also went to web@lists.example, of neither side; an answer to that address"),
        ({"To": f"{BOB}, pat@pa.example", "Cc": "web@lists.example"}, "to pat@pa.example and web@lists.example, of"),
        ({"Cc": ", ".join(f"{one}@x.example" for one in "abcde")}, "c@x.example and 2 more, of neither s"),
        ({"Cc": f"{CAROL}, team@studionorth.example"}, ""),
        ({"Cc": "tom@studionorth.example"}, ""),  # our own home: that its mailbox was not searched is told instead
    ],
)  # fmt: skip
def test_an_open_question_says_where_else_an_answer_may_have_gone(sent: dict[str, str], told: str) -> None:
    """P2: a mailing list or a third person who was asked as well may have been answered alone."""
    (fact,) = (one for one in matter(question(**sent)).facts if one.kind == "unanswered")
    named = [sentence for sentence in fact.beside if "of neither side" in sentence]
    assert [told in sentence for sentence in named] == ([True] if told else [])
    answered = letter("03-04 10:00", BOB, ME, "Re: Draft of the homepage", "Approved.", **REPLY)
    assert not any("of neither side" in s for one in matter(question(**sent), answered).facts for s in one.beside)


def test_a_delegate_is_recorded_and_the_author_stays_the_author() -> None:
    answer = letter("03-10 10:00", BOB, ME, "Re: Draft of the homepage", "Approved.", Sender=CAROL, **REPLY)
    dossier = matter(question(), answer)
    written = next(exchange for exchange in dossier.exchanges if exchange.side is Side.CLIENT)
    assert (written.author, written.actor) == ("bob@acme.example", "carol@acme.example")
    assert only(dossier)[0].responder == "bob@acme.example"


def test_an_established_gap_is_read_from_the_next_business_day_and_from_its_arrival() -> None:
    away = letter(
        "03-02 10:30", BOB, ME, "Automatic reply: Draft", "I am away.", Auto_Submitted="auto-replied", **REPLY
    )
    answer = letter("03-06 16:00", BOB, ME, "Re: Draft of the homepage", "Approved.", **REPLY)
    gap, _ = only(matter(question(), away, answer))
    assert gap.claim == "firm"
    # New York works from 09:00, 15:00 in Berlin: the question came before that, the answer at 10:00 there
    assert [(r.case, r.holds, round(r.calendar_hours, 2), round(r.business_hours, 2)) for r in gap.sensitivity] == [
        ("start_at_receipt", True, 101.5, 33.0),
        ("start_next_business_day", True, 73.0, 25.0),
        ("doubtful_counts", False, 0.5, 0.0),
    ]


def test_an_open_gap_stands_from_any_start_and_not_if_the_automatic_reply_were_an_answer() -> None:
    away = letter(
        "03-02 10:30", BOB, ME, "Automatic reply: Draft", "I am away.", Auto_Submitted="auto-replied", **REPLY
    )
    gap, _ = only(matter(question(), away))
    assert [(reading.case, reading.holds) for reading in gap.sensitivity] == [
        ("start_at_receipt", True), ("start_next_business_day", True), ("doubtful_counts", False),
    ]  # fmt: skip


def test_a_gap_that_is_not_established_has_no_other_readings() -> None:
    doubt = letter("03-03 10:00", "x <x@example.net>", ME, "Re: Draft of the homepage", "Fine.", **REPLY)
    gap, _ = only(matter(question(), doubt))
    assert gap.claim == "review"
    assert gap.sensitivity == ()


@pytest.mark.parametrize(
    ("mails", "reason"),
    [
        ([question(), letter("03-03 10:00", "Docs <no-reply@docs.example>", ME, "Note", "Bob Roe has commented.")],
         "possible_activity"),
        ([question(), letter("03-03 10:00", "C <c@x.example>", ME, "Draft", "Yes.", Reply_To="bob@acme.example")],
         "possible_activity"),
        ([question(Cc="tom@studionorth.example")], "mailbox_not_searched"),
    ],
)  # fmt: skip
def test_what_may_be_an_act_and_what_was_not_searched_hold_the_silence_back(mails: list[bytes], reason: str) -> None:
    assert reason in matter(*mails).silences[-1].held_back_by


def test_an_incomplete_search_holds_the_silence_back() -> None:
    partly = replace(ENGAGEMENT, sources=tuple(replace(view, complete=False) for view in ENGAGEMENT.sources))
    assert matter(question(), about=partly).silences[-1].held_back_by == ("coverage_incomplete",)


def test_a_meeting_of_unknown_outcome_holds_the_silence_back() -> None:
    """
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-04 10:00  call    unknown
    2026-03-05 10:00  call    missed
    as of 2026-03-06 10:00
    """
    line = parsed(test_a_meeting_of_unknown_outcome_holds_the_silence_back.__doc__)
    assert [row.held_back_by for row in line.silences()] == [("possible_call",)]
    line.calls = line.calls[1:]
    assert [row.held_back_by for row in line.silences()] == [()]


def test_a_question_asked_while_a_meeting_of_unknown_outcome_went_on_asks_for_a_look() -> None:
    """
    2026-03-02 09:45  call    unknown
    2026-03-02 10:00  us      Could you approve the draft?
    2026-03-02 10:16  us      Could you send the logo? (other)
    as of 2026-03-06 10:00
    """  # R19, R20b: had it taken place, it would have closed the first
    line = parsed(test_a_question_asked_while_a_meeting_of_unknown_outcome_went_on_asks_for_a_look.__doc__)
    assert [gap.reasons for gap in line.measured().gaps] == [("possible_call",), ()]
    assert [row.held_back_by for row in line.silences()] == [("possible_call",)]


def test_a_silence_says_what_holds_its_flag_back() -> None:
    doubt = letter("03-03 10:00", "x <x@example.net>", ME, "Re: Draft of the homepage", "Fine.", **REPLY)
    (running,) = matter(question(), doubt).silences
    assert running.held_back_by == ("possible_activity", "third_party_reply")
    (plain,) = matter(question()).silences
    assert plain.held_back_by == ()


def test_a_silence_names_the_original_that_ended_it() -> None:
    answer = letter("03-10 10:00", BOB, ME, "Re: Draft of the homepage", "Approved.", **REPLY)
    dossier = matter(question(), answer)
    (silence,) = dossier.silences
    assert silence.ended_by in {exchange.originals[0] for exchange in dossier.exchanges}


def test_the_share_answered_within_the_limit_counts_open_gaps_as_longer() -> None:
    fast = letter("03-02 15:30", BOB, ME, "Re: Draft of the homepage", "Approved.", **REPLY)
    other = letter("03-03 10:00", ME, BOB, "Hosting plan", "Which one do you want?")
    stats = matter(question(), fast, other).stats
    assert (stats[Side.CLIENT].limit_business_hours, stats[Side.CLIENT].share_within_limit) == (16, 0.5)
    assert stats[Side.US].share_within_limit is None
