"""Dates of the contract that a night tells: near, passed, of both sides; invoices as far as the ledger carries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.model.dossier import Dossier
from harvester.model.night import Condition
from harvester.model.source import Role
from harvester.pipeline.nightly.conditions import conditions
from harvester.pipeline.nightly.flagging import all_told, flagged
from tests.pipeline.agreements import HEAD, OURS, THEIRS, agreement, enclosing, ours, promise, theirs

NEAR, LATE = "2026-03-11 18:00", "2026-03-20 18:00"
PAID = promise("pay", "client", "payment", 'invoice = "R-7"')
BILL = """[[invoice]]
number = "R-7"
amount = "900.00"
sent = 2026-03-02
due = { after = "sent", amount = 14, unit = "days" }
sent_by = { subject = "R-7" }
"""
SENT = ours("03-02 10:00", "Invoice R-7")


def dates(dossier: Dossier) -> list[Condition]:
    return [one for one in conditions(dossier) if one.key.rule in ("deadline", "past_due", "invoice")]


def told(dossier: Dossier) -> dict[tuple[str, str], Condition]:
    return {(one.key.rule, one.key.about): one for one in dates(dossier)}


def test_a_date_that_is_near_is_told_for_both_sides_ours_first() -> None:
    found = dates(agreement(THEIRS + OURS, as_of=NEAR))
    assert [one.key.about for one in found] == ["draft", "texts"]
    assert found[0].detail.endswith("of our side is due on Friday 13 March 2026, in 2 days.")
    assert found[1].detail.endswith("of the client is due on Friday 13 March 2026, in 2 days.")


@pytest.mark.parametrize(
    ("as_of", "words"),
    [("2026-03-09 23:00", None), ("2026-03-10 01:00", "in 3 days"), ("2026-03-12 09:00", "tomorrow"),
     ("2026-03-13 23:00", "today")],
)  # fmt: skip
def test_a_date_is_near_from_three_days_before_it(as_of: str, words: str | None) -> None:
    found = dates(agreement(OURS, as_of=as_of))
    assert [words in one.detail for one in found if words] == ([True] if words else [])
    assert bool(found) is bool(words)


def test_the_days_are_those_of_the_configuration() -> None:
    dossier = agreement(OURS, as_of="2026-03-06 18:00")
    limits = replace(dossier.engagement.thresholds, deadline_days=7)
    assert dates(dossier) == []
    wider = replace(dossier, engagement=replace(dossier.engagement, thresholds=limits))
    assert [one.key.rule for one in dates(wider)] == ["deadline"]


def test_what_was_done_is_told_neither_before_nor_after_its_date() -> None:
    done = [ours("03-10 10:00", "The draft"), enclosing("03-10 11:00", "Texts", "texts.docx")]
    assert dates(agreement(OURS + THEIRS, *done, as_of=NEAR)) == []
    assert dates(agreement(OURS + THEIRS, *done, as_of=LATE)) == []


def test_a_date_that_has_passed_names_no_motive_and_no_law_and_says_what_we_can_do() -> None:
    found = told(agreement(OURS + THEIRS, theirs("03-05 10:00", "Hello"), ours("03-06 10:00", "Hello"), as_of=LATE))
    mine, yours = found["past_due", "draft"], found["past_due", "texts"]
    assert "of our side was due on Friday 13 March 2026. Nothing that does it is recorded" in mine.detail
    assert "7 days later. It can still be done" in mine.detail
    assert "It can still be done" not in yours.detail
    assert not yours.held_back
    for one in (mine, yours):
        assert not {"breach", "default", "failed", "ignored"} & set(one.detail.casefold().split())


def test_what_the_search_does_not_carry_is_held_back_and_says_so() -> None:
    near = told(agreement(THEIRS, as_of=NEAR, incomplete=Role.JUNK))["deadline", "texts"]
    passed = told(agreement(THEIRS, as_of=LATE, incomplete=Role.JUNK))["past_due", "texts"]
    mine = told(agreement(OURS, as_of=LATE, incomplete=Role.JUNK))["past_due", "draft"]
    for one in (near, passed, mine):
        assert one.held_back == ("Not every place where it could have arrived was searched.",)
    assert "not established" in passed.detail


def test_a_mail_that_may_have_been_it_holds_the_date_back() -> None:
    other = enclosing("03-12 10:00", "Something", "notes.pdf")
    held = told(agreement(THEIRS, other, ours("03-05 10:00", "Hello"), as_of=LATE))["past_due", "texts"]
    assert "a person must match or reject it" in held.held_back[0]


def test_our_own_share_in_a_date_of_the_client_is_told_with_it() -> None:
    hanging = THEIRS.replace('type = "input"', 'type = "input"\ndepends_on = ["draft"]')
    found = told(agreement(OURS + hanging, theirs("03-05 10:00", "Hello"), ours("03-06 10:00", "Hello"), as_of=LATE))
    assert "It depends on “draft” of our side" in found["past_due", "texts"].detail


@pytest.mark.parametrize(
    ("until", "rule", "words"),
    [("", "invoice", "not established"), ("2026-03-16", "invoice", "not established"),
     ("2026-03-18", "invoice", "up to Wednesday 18 March 2026, 2 days after it was payable")],
    ids=["no ledger", "up to the due date only", "ledger"],
)  # fmt: skip
def test_an_invoice_is_overdue_only_as_far_as_the_ledger_carries_it(until: str, rule: str, words: str) -> None:
    ledger = f"payments_until = {until}\n" if until else ""
    found = told(agreement(PAID + BILL, SENT, as_of=LATE, head=HEAD + ledger))
    assert list(found) == [(rule, "R-7")], "the payment is told once, by its invoice"
    one = found[rule, "R-7"]
    assert words in one.detail
    assert bool(one.held_back) is ("not established" in words)
    assert len(one.evidence) == 1, "the mail that carried it"


def test_an_invoice_that_falls_due_is_a_near_date() -> None:
    found = told(agreement(PAID + BILL, SENT, as_of="2026-03-14 18:00"))
    assert found["deadline", "R-7"].detail == "Invoice R-7 is payable by Monday 16 March 2026, in 2 days."


def test_a_question_under_a_response_time_of_ours_is_told_before_and_after() -> None:
    clause = promise("answers", "us", "response", 'clause = "SOW 4.3"\nwithin = { amount = 2, unit = "business_days" }')
    asked = [
        theirs("03-10 10:00", "Logo", "Could you send the logo?", Message_ID="<q@acme.example>"),
        ours("03-02 10:00", "Hello", "Hello Bob."),
    ]
    near = dates(agreement(clause, *asked, as_of="2026-03-11 09:00"))
    assert [one.detail.startswith("By SOW 4.3, our answer about “Logo” is due by ") for one in near] == [True]
    (passed,) = dates(agreement(clause, *asked, as_of="2026-03-13 09:00"))
    assert passed.key.rule == "past_due"
    assert passed.follows == near[0].key
    answered = ours("03-11 08:00", "Re: Logo", "Here it is.", In_Reply_To="<q@acme.example>")
    assert dates(agreement(clause, *asked, answered, as_of="2026-03-11 09:00")) == []


def test_a_question_of_ours_is_told_once_with_the_time_that_its_clause_gives() -> None:
    clause = promise(
        "replies", "client", "response", 'clause = "SOW 4.2"\nwithin = { amount = 2, unit = "business_days" }'
    )
    asked = ours("03-02 10:00", "Logo", "Could you send the logo?", Message_ID="<q@studionorth.example>")
    again = ours("03-09 10:00", "Re: Logo", "Could you send it?", In_Reply_To="<q@studionorth.example>")
    once = {one.key.rule: one for one in conditions(agreement(clause, theirs("03-01 10:00", "Hello"), asked))}
    assert "the client’s answer about “Logo” was due by Wednesday 4 March 2026" in once["past_due"].detail
    twice = {one.key.rule: one for one in conditions(agreement(clause, theirs("03-01 10:00", "Hello"), asked, again))}
    assert "past_due" not in twice
    assert "By SOW 4.2, the answer was due by Wednesday 4 March 2026" in twice["unanswered"].detail
    assert twice["unanswered"].follows == once["past_due"].key


def test_a_near_date_that_passes_is_news_and_is_not_told_as_cleared() -> None:
    mails = [theirs("03-05 10:00", "Hello"), ours("03-06 10:00", "Hello")]
    before, after = (agreement(OURS, *mails, as_of=when) for when in (NEAR, LATE))
    stands = all_told(flagged(dates(before), (), (), before.as_of))
    later = flagged(dates(after), stands, (), after.as_of)
    assert [(one.key.rule, one.state.value) for one in later] == [("past_due", "new")]


def test_a_near_date_that_was_met_is_cleared() -> None:
    before = agreement(OURS, as_of=NEAR)
    after = agreement(OURS, ours("03-12 10:00", "The draft"), as_of=LATE)
    stands = all_told(flagged(dates(before), (), (), before.as_of))
    later = flagged(dates(after), stands, (), after.as_of)
    assert [(one.key.rule, one.state.value) for one in later] == [("deadline", "cleared")]
