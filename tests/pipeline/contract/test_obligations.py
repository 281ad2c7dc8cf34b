"""The statuses of contract.md 3, from raw mail and a contract as a user writes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from harvester.model.source import Role
from harvester.model.standing import Status
from harvester.model.times import short_day
from harvester.pipeline.contract.agreed import EXTENDED, MATCHED, REJECTED
from reports.agreements import done, remarks
from tests.pipeline.agreements import (
    BOTH_BERLIN,
    HEAD,
    OURS,
    PAY,
    THEIRS,
    agreement,
    enclosing,
    invoice,
    ledger,
    ours,
    promise,
    said,
    standing,
    theirs,
    told,
)
from tests.pipeline.hours import NEW_YORK, berlin

NO_ZONE = HEAD.replace('timezone = "Europe/Berlin"\n', "")
NOTICE = promise(
    "notice", "us", "notice",
    'to = "bob@acme.example"\nmet_by = { subject = "Notice" }\n'
    'deemed_receipt = { rule = "next_business_opening", unless = ["bounce", "ooo"] }',
)  # fmt: skip
CURE = promise(
    "cure", "client", "cure", 'cures = "pay"\ndue = { after = "received:notice", amount = 10, unit = "days" }'
)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("03-13 23:59:30", "met"),
        ("03-14 00:00:00", "met_late 1"),
        ("03-16 10:00:00", "met_late 3"),
        ("02-13 10:00:00", "met"),
    ],
)
def test_a_day_ends_at_midnight_for_both_sides(sent: str, expected: str) -> None:
    assert told(agreement(OURS, ours(sent)), "draft") == expected
    assert told(agreement(THEIRS, enclosing(sent, "Texts", "texts.docx")), "texts") == expected


@pytest.mark.parametrize(("sent", "expected"), [("03-13 17:00:00", "met"), ("03-13 17:00:01", "met_late")])
def test_a_cutoff_is_inclusive(sent: str, expected: str) -> None:
    text = OURS.replace("due = 2026-03-13", "due = 2026-03-13\ncutoff = 17:00:00")
    assert told(agreement(text, ours(sent)), "draft") == expected


def test_what_nobody_sent_is_missed_after_its_date_and_pending_before() -> None:
    asked = theirs("03-02 10:00", "Hello")
    assert told(agreement(OURS, asked), "draft") == "missed 7"
    assert told(agreement(OURS, asked, as_of="2026-03-13 12:00"), "draft") == "pending"
    assert told(agreement(THEIRS, asked), "texts") == "missed 7"


def test_an_unconfirmed_obligation_is_listed_and_never_judged() -> None:
    text = promise("texts", "client", "input", 'due = 2026-03-13\nmet_by = { attachment = "*.docx" }', confirmed=False)
    found = agreement(text, theirs("03-02 10:00", "Hello"))
    assert told(found, "texts") == "unconfirmed"
    assert not [fact for fact in found.facts if fact.obligation]


def test_what_was_not_searched_is_not_established_for_the_client() -> None:
    asked = theirs("03-02 10:00", "Hello")
    assert told(agreement(THEIRS, asked, incomplete=Role.JUNK), "texts") == "unproven coverage"
    late = enclosing("03-16 10:00", "Texts", "texts.docx")
    assert told(agreement(THEIRS, late, incomplete=Role.JUNK), "texts") == "unproven coverage"
    in_time = enclosing("03-12 10:00", "Texts", "texts.docx")
    assert told(agreement(THEIRS, in_time, incomplete=Role.JUNK), "texts") == "met"
    assert told(agreement(OURS, asked, incomplete=Role.JUNK), "draft") == "missed 7"


@pytest.mark.parametrize(
    "handed_over",
    [
        enclosing("03-10 10:00", "Here you go", "homepage.zip"),
        theirs("03-10 10:00", "Here you go", "You find them at https://files.acme.example/texts"),
        enclosing("03-18 10:00", "Here you go", "homepage.zip"),
    ],
)
def test_mail_that_may_have_been_it_must_be_matched_or_rejected_by_a_person(handed_over: bytes) -> None:
    found = agreement(THEIRS, handed_over)
    assert told(found, "texts") == "unproven unmatched_candidates"
    (candidate,) = standing(found, "texts").candidates
    rejected = agreement(THEIRS, handed_over, decisions=(said(REJECTED, "texts", message=candidate.sha256),))
    assert told(rejected, "texts") == "missed 7"
    matched = agreement(THEIRS, handed_over, decisions=(said(MATCHED, "texts", message=candidate.sha256),))
    assert standing(matched, "texts").status in (Status.MET, Status.MET_LATE)
    assert standing(matched, "texts").satisfied_at == candidate.at
    undone = (said(REJECTED, "texts", message=candidate.sha256), said(MATCHED, "texts", 2, message=candidate.sha256))
    assert told(agreement(THEIRS, handed_over, decisions=undone), "texts") == told(matched, "texts")


def test_links_and_pictures_of_a_signature_and_quotes_are_no_candidates() -> None:
    text = "Thanks.\n\n-- \nBob Roe\nhttps://acme.example\n\nOn Monday Ann North wrote:\n> see https://studionorth.example/x"
    assert told(agreement(THEIRS, theirs("03-10 10:00", "Re: Hello", text)), "texts") == "missed 7"


def test_an_earlier_unmatched_mail_holds_the_claim_of_a_late_one_back() -> None:
    mails = (enclosing("03-10 10:00", "Logo", "logo.zip"), enclosing("03-16 10:00", "Texts", "texts.docx"))
    one = standing(agreement(THEIRS, *mails), "texts")
    assert (one.status, one.days_late, one.claim) == (Status.MET_LATE, 3, "review")
    assert [mail.at.day for mail in one.candidates] == [10]


def test_the_performance_of_one_obligation_is_no_candidate_of_another() -> None:
    photos = promise("photos", "client", "input", 'due = 2026-03-13\nmet_by = { attachment = "*.zip" }')
    found = agreement(THEIRS + photos, enclosing("03-10 10:00", "Photos", "photos.zip"))
    assert (told(found, "photos"), told(found, "texts")) == ("met", "missed 7")


def test_an_automatic_reply_a_bounce_and_a_mail_to_nobody_perform_nothing() -> None:
    reply = theirs("03-10 10:00", "Automatic reply: texts.docx", Auto_Submitted="auto-replied")
    text = promise("texts", "client", "input", 'due = 2026-03-13\nmet_by = { subject = "texts" }')
    assert told(agreement(text, reply), "texts") == "missed 7"
    elsewhere = ours("03-10 10:00", To="carl@other.example")
    assert told(agreement(OURS, elsewhere), "draft") == "missed 7"
    bounce = theirs(
        "03-10 10:01", "Undelivered", "The mail was not delivered.\r\n",
        From="mailer-daemon@studionorth.example", Return_Path="<>", X_Failed_Recipients="bob@acme.example",
    )  # fmt: skip
    sent = ours("03-10 10:00", Message_ID="<draft@studionorth.example>")
    assert told(agreement(OURS, sent, bounce), "draft") in ("missed 7", "unproven weak_evidence")


def test_a_mail_that_our_server_could_not_confirm_is_weak() -> None:
    forged = theirs(
        "03-10 10:00", "Texts",
        Authentication_Results="mx.studionorth.example; dmarc=fail header.from=acme.example; dkim=fail; spf=fail",
    )  # fmt: skip
    text = promise("texts", "client", "input", 'due = 2026-03-13\nmet_by = { subject = "Texts" }')
    assert told(agreement(text, forged), "texts") == "unproven weak_evidence"


def test_our_proof_grows_with_a_later_word_of_the_client() -> None:
    sent = ours("03-10 10:00", Message_ID="<draft@studionorth.example>")
    answer = theirs("03-11 10:00", "Re: The draft", In_Reply_To="<draft@studionorth.example>")
    assert standing(agreement(OURS, sent), "draft").strength == "E2"
    assert standing(agreement(OURS, sent, answer), "draft").strength == "E3"
    strict = OURS.replace("due =", 'min_strength = "E3"\ndue =')
    assert told(agreement(strict, sent), "draft") == "unproven weak_evidence"
    assert told(agreement(strict, sent, answer), "draft") == "met"


def test_an_extension_agreed_in_writing_replaces_the_date_and_keeps_the_old_one() -> None:
    agreed = said(EXTENDED, "draft", date="2026-03-20", message="0" * 64)
    one = standing(agreement(OURS, ours("03-16 10:00"), decisions=(agreed,)), "draft")
    assert (one.status, one.flags) == (Status.MET, ("extended",))
    assert one.due
    assert any(step.words == "agreed in writing; it was Fri 13 Mar 2026" for step in one.due.steps)
    assert one.decided


@pytest.mark.parametrize("verdict", ["void", "waived", "excused", "disputed"])
def test_what_a_person_decides_goes_before_what_is_measured(verdict: str) -> None:
    asked = theirs("03-02 10:00", "Hello")
    one = standing(agreement(THEIRS, asked, decisions=(said(verdict, "texts"),)), "texts")
    assert one.status.value == verdict
    assert "Agreed on the phone" in one.decided[0]


def test_an_approval_follows_its_delivery() -> None:
    approval = promise(
        "approved", "client", "approval",
        'due = { after = "sent:draft", amount = 2, unit = "business_days" }\nmet_by = { subject = "draft" }',
    )  # fmt: skip
    early, sent = theirs("03-04 10:00", "The draft: when?"), ours("03-05 10:00")
    assert told(agreement(OURS + approval, early), "approved") == "not_triggered"
    assert told(agreement(OURS + approval, early, sent), "approved") == "missed 11"
    late = theirs("03-11 10:00", "Re: The draft")
    assert told(agreement(OURS + approval, early, sent, late), "approved") == "met_late 2"
    deemed = approval.replace("due =", "deemed = true\ndue =")
    assert told(agreement(OURS + deemed, sent), "approved") == "deemed_accepted"
    assert told(agreement(OURS + deemed, sent, incomplete=Role.JUNK), "approved") == "unproven coverage"
    after = promise("build", "us", "deliverable", 'due = { after = "met:approved", amount = 3, unit = "days" }\n'
                    'met_by = { subject = "Build" }')  # fmt: skip
    one = standing(agreement(OURS + deemed + after, sent), "build")
    assert one.due
    assert one.due.on.isoformat() == "2026-03-12"


def test_a_word_in_the_conversation_holds_the_claim_of_a_missing_approval_back() -> None:
    approval = promise(
        "approved", "client", "approval",
        'due = { after = "sent:draft", amount = 2, unit = "business_days" }\nmet_by = { subject = "Release" }',
    )  # fmt: skip
    sent = ours("03-05 10:00", Message_ID="<draft@studionorth.example>")
    great = theirs("03-06 10:00", "Re: The draft", "Great, thanks Ann.", In_Reply_To="<draft@studionorth.example>")
    one = standing(agreement(OURS + approval, sent, great), "approved")
    assert (one.status, one.claim, len(one.candidates)) == (Status.MISSED, "review", 1)
    rejected = said(REJECTED, "approved", message=one.candidates[0].sha256)
    again = standing(agreement(OURS + approval, sent, great, decisions=(rejected,)), "approved")
    assert (again.status, again.claim) == (Status.MISSED, "firm")


@pytest.mark.parametrize(
    ("effect", "sent", "expected"),
    [
        ("none", "03-16 10:00", "met_late 3"),
        ("extend", "03-16 10:00", "met"),
        ("extend", "03-20 10:00", "met_late 2"),
        ("excuse", "03-20 10:00", "excused 7"),
        ("excuse", "03-12 10:00", "met"),
    ],
)
def test_what_lateness_of_the_other_side_does_stands_in_the_contract(effect: str, sent: str, expected: str) -> None:
    texts = THEIRS.replace("due = 2026-03-13", "due = 2026-03-02")
    draft = OURS.replace("due =", f'depends_on = ["texts"]\ndependency = "{effect}"\ndue =')
    found = agreement(texts + draft, enclosing("03-07 10:00", "Texts", "texts.docx"), ours(sent))
    assert told(found, "draft") == expected
    assert standing(found, "draft").late_dependencies == (("texts", 5),)
    assert "dependency_late" in standing(found, "draft").flags


@pytest.mark.parametrize(
    ("paid", "until", "as_of", "expected"),
    [
        ([("2026-03-02", "100.00")], "2026-03-20", "2026-03-25", "met"),
        ([("2026-02-02", "40.00"), ("2026-03-03", "60.00")], "2026-03-20", "2026-03-25", "met_late 1"),
        ([("2026-03-01", "99.99")], "2026-03-20", "2026-03-25", "missed 18"),
        ([], "2026-03-20", "2026-03-25", "missed 18"),
        ([], "2026-03-01", "2026-03-25", "unproven coverage"),
        ([], "2026-02-20", "2026-02-25", "pending"),
    ],
)
def test_payments_are_judged_by_the_ledger_up_to_its_end(
    paid: list[tuple[str, str]], until: str, as_of: str, expected: str
) -> None:
    """Net 30 from 31 January is Monday 2 March; a mail that says so is no payment."""
    claimed = theirs("02-28 10:00", "We paid invoice 7")
    found = agreement(PAY + invoice(*paid), claimed, head=ledger(until), as_of=f"{as_of} 12:00")
    assert told(found, "pay") == expected


def test_without_a_word_about_the_ledger_nothing_is_said_of_payments() -> None:
    found = agreement(PAY + invoice(), theirs("02-28 10:00", "Hello"))
    assert told(found, "pay") == "unproven coverage"
    beside = " ".join(remarks(standing(found, "pay")))
    assert "The payment ledger is not declared complete" in beside
    assert "was searched" not in beside


@pytest.mark.parametrize(
    ("paid", "as_of", "payment", "cure"),
    [
        ([], "2026-03-18 12:00", "missed 15 cure_running", "pending"),
        ([("2026-03-18", "100.00")], "2026-03-25 12:00", "cured 16", "met"),
        ([("2026-03-20", "100.00")], "2026-03-25 12:00", "met_late 18", "met_late 1"),
        ([("2026-03-09", "100.00")], "2026-03-25 12:00", "cured 7", "met"),
        ([("2026-03-08", "100.00")], "2026-03-25 12:00", "met_late 6", "not_triggered"),
        ([("2026-03-02", "100.00")], "2026-03-25 12:00", "met", "not_triggered"),
        ([], "2026-03-25 12:00", "missed 22", "missed 5"),
    ],
)
def test_a_notice_opens_a_time_for_cure(paid: list[tuple[str, str]], as_of: str, payment: str, cure: str) -> None:
    """Notice Friday 18:30 counts as received on Monday 09:00; ten days later is Thursday 19 March."""
    text, mails = PAY + NOTICE + CURE + invoice(*paid), (ours("03-06 18:30", "Notice of payment"),)
    until = "2026-03-17" if "15" in payment else "2026-03-24"
    found = agreement(text, *mails, head=ledger(until), as_of=as_of)
    running = " cure_running" if "cure_running" in standing(found, "pay").flags else ""
    assert (told(found, "pay") + running, told(found, "cure")) == (payment, cure)
    written = [short_day(date.fromisoformat(on)).partition(" ")[2] for on, _ in paid]
    assert done(standing(found, "pay"), "Europe/Berlin") == "".join(written), "a day, and no hour that nobody knows"
    assert standing(found, "notice").received_at == berlin("2026-03-09 09:00")
    due = standing(found, "cure").due
    if cure == "not_triggered":
        assert "What it is given for was done before this time began." in list(remarks(standing(found, "cure")))
        assert due is None
        return
    assert due
    assert due.on.isoformat() == "2026-03-19"


def test_a_notice_that_met_an_absence_or_the_wrong_address_opens_nothing() -> None:
    sent = ours("03-06 18:30", "Notice of payment", Message_ID="<notice@studionorth.example>")
    away = theirs(
        "03-06 18:31", "Automatic reply: Notice of payment",
        Auto_Submitted="auto-replied", In_Reply_To="<notice@studionorth.example>",
    )  # fmt: skip
    text = PAY + NOTICE + CURE + invoice()
    found = agreement(text, sent, away, head=ledger("2026-03-24"), as_of="2026-03-25 12:00")
    assert (told(found, "cure"), standing(found, "notice").flags) == ("not_triggered", ("not_received",))
    wrong = ours("03-06 18:30", "Notice of payment", To="Carol Lane <carol@acme.example>")
    found = agreement(text, wrong, head=ledger("2026-03-24"), as_of="2026-03-25 12:00")
    assert (told(found, "notice"), told(found, "cure")) == ("not_triggered", "not_triggered")


def test_without_an_agreed_zone_both_are_tried_and_neither_is_chosen() -> None:
    """G1: 03:00 of 14 March in Berlin is 13 March in New York."""
    about = replace(BOTH_BERLIN, client_hours=NEW_YORK)
    found = agreement(OURS, ours("03-14 03:00"), head=NO_ZONE, about=about)
    one = standing(found, "draft")
    assert (one.status, one.flags) == (Status.DISPUTED, ("zones_differ",))
    assert [(s.words, s.value) for s in one.steps if s.rule == "G1"] == [
        ("by the time of Europe/Berlin", "met late"),
        ("by the time of America/New_York", "met"),
    ]
    assert told(agreement(OURS, ours("03-13 12:00"), head=NO_ZONE, about=about), "draft") == "met"
    assert told(agreement(OURS, ours("03-14 03:00"), about=about), "draft") == "met_late 1"


def test_of_two_counts_of_days_the_lower_is_said_of_the_client() -> None:
    """P1: 03:00 of 17 March in Berlin is 16 March in New York."""
    about = replace(BOTH_BERLIN, client_hours=NEW_YORK)
    texts = enclosing("03-17 03:00", "Texts", "texts.docx")
    assert told(agreement(THEIRS, texts, head=NO_ZONE, about=about), "texts") == "met_late 3"
    assert told(agreement(OURS, ours("03-17 03:00"), head=NO_ZONE, about=about), "draft") == "met_late 4"


def test_without_an_agreed_zone_an_invoice_is_payable_on_the_later_date() -> None:
    """G6: sent at 20:00 of 1 March in New York, which is 2 March in Berlin."""
    about = replace(BOTH_BERLIN, us_hours=NEW_YORK)
    carried = invoice().replace("sent = 2026-01-31", 'sent_by = { subject = "Invoice 7" }')
    found = agreement(carried, ours("03-02 02:00", "Invoice 7"), head=NO_ZONE, about=about, as_of="2026-04-20 12:00")
    assert str(found.accounts.invoices[0].due) == "2026-04-01"


def test_a_later_agreement_takes_the_place_of_an_earlier_one() -> None:
    later = promise(
        "draft-2", "us", "deliverable", 'replaces = "draft"\ndue = 2026-03-20\nmet_by = { subject = "draft" }'
    )
    found = agreement(OURS + later, ours("03-16 10:00"))
    assert (told(found, "draft"), told(found, "draft-2")) == ("void", "met")
    asleep = later.replace('confirmed_by = "Ann North"\nconfirmed_on = 2026-01-02\n', "")
    assert told(agreement(OURS + asleep, ours("03-16 10:00")), "draft") == "met_late 3"


def test_the_same_mail_gives_the_same_result_in_any_order() -> None:
    mails = [ours("03-12 10:00"), enclosing("03-16 10:00", "Texts", "texts.docx"), theirs("03-02 10:00", "Hello")]
    assert agreement(OURS + THEIRS, *mails).obligations == agreement(OURS + THEIRS, *mails[::-1]).obligations


def test_ours_come_first() -> None:
    found = agreement(THEIRS + OURS, theirs("03-02 10:00", "Hello"))
    assert [one.obligation.owed_by.value for one in found.obligations] == ["us", "client"]


def test_what_of_ours_is_disputed_can_still_be_settled() -> None:
    """contract.md 7: it stands among what is ours, as what is late or not shown does."""
    found = agreement(OURS, ours("03-12 10:00"), decisions=(said("disputed", "draft"),))
    (fix,) = found.fix_first
    assert (fix.obligation, fix.fixable) == ("draft", True)
    assert fix.how == "It is disputed: it can still be settled in writing what was done, and by when it was due."
    assert fix.proof == "The mail in which both sides say so."


def test_a_fact_about_the_contract_is_told_by_its_zone() -> None:
    """U2: by our clock the date and the mail would each stand on another day than the days that lie between."""
    head = HEAD.replace("Europe/Berlin", "Europe/London")
    for sent, expected in (
        ("03-14 00:30", "On Friday 13 March 2026 at 23:30 (GMT), "),
        ("03-18 10:00", "On Wednesday 18 March 2026 at 09:00 (GMT), "),
    ):
        fact = next(one for one in agreement(OURS, ours(sent), head=head).facts if one.obligation == "draft")
        assert fact.statement.startswith(expected)
        assert "was due on Friday 13 March 2026; this was " in fact.statement
        assert fact.statement.endswith("the same day." if sent.startswith("03-14") else "5 days after that date.")


def test_an_absence_stands_beside_what_its_author_did_not_do_in_time() -> None:
    """P2: silence that counts as approval, while who was to answer had said that nobody would."""
    approval = promise(
        "approve", "client", "approval",
        'due = { after = "met:draft", amount = 5, unit = "business_days" }\n'
        'met_by = { subject = "Approved" }\ndeemed = true',
    )  # fmt: skip
    notice = theirs(
        "03-09 10:01", "Automatic reply: The draft", "I am away until 1 April.", Auto_Submitted="auto-replied"
    )
    mails = (ours("03-09 10:00"), notice)
    (fact,) = (
        one for one in agreement(OURS + approval, *mails, as_of="2026-03-25 18:00").facts if one.obligation == "approve"
    )
    assert fact.kind == "obligation_deemed_accepted"
    assert any(one.endswith("(“Automatic reply: The draft”): “I am away until 1 April.”") for one in fact.beside)
    assert len(fact.evidence) == 2
