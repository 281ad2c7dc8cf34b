"""What must hold a claim of the contract back, as the client's lawyer would look for it (contract.md 3, 6; U6, G9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.model.standing import Status
from harvester.parse.messages import parse_message
from harvester.pipeline.contract.agreed import MATCHED, REJECTED
from harvester.pipeline.nightly.conditions import conditions
from reports import words
from reports.agreements import remarks
from tests.pipeline.agreements import (
    BOTH_BERLIN,
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
from tests.pipeline.hours import BERLIN
from tests.pipeline.letters import BOB, ME, letter

HELLO = theirs("03-02 10:00", "Hello")
PHOTOS = promise("photos", "client", "input", 'due = 2026-03-13\nmet_by = { attachment = "*.zip" }')
APPROVAL = promise(
    "ok", "client", "approval",
    'due = { after = "sent:draft", amount = 5, unit = "business_days" }\nmet_by = { subject = "Approved" }',
)  # fmt: skip
HANGING = THEIRS.replace('type = "input"', 'type = "input"\ndepends_on = ["draft"]')
WEAK_OURS = OURS.replace("due = 2026-03-13", 'due = 2026-03-09\nmin_strength = "E3"')
FROM_A_SERVICE = letter(
    "03-10 10:00", "File Service <noreply@files.example>", ME, "bob@acme.example sent you a file",
    "Bob Roe (bob@acme.example) sent you texts.docx: https://files.example/t-abc",
)  # fmt: skip
LATER = ours("02-02 10:00", "Later")


def files(*names: str) -> bytes:
    """One mail of Bob with several files."""
    parts = "".join(
        f"--part\r\nContent-Type: application/octet-stream\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\ncontent of {name}\r\n'
        for name in names
    )
    text = f"--part\r\nContent-Type: text/plain\r\n\r\nHere.\r\n{parts}--part--"
    return letter("03-10 10:00", BOB, ME, "All of it", text, Content_Type='multipart/mixed; boundary="part"')


def fact(dossier: Dossier, name: str) -> Fact:
    return next(one for one in dossier.facts if one.obligation == name)


@pytest.mark.parametrize(
    "sent",
    [
        files("photos.zip", "texts.pdf"),
        FROM_A_SERVICE,
        enclosing("03-10 10:00", "The texts", "texts.pdf", sender="Bob Roe <bob.roe@private.example>"),
    ],
    ids=["beside another file", "by a file service", "from a private address"],
)
def test_what_may_have_been_handed_over_some_other_way_holds_the_claim_back(sent: bytes) -> None:
    found = agreement(THEIRS + PHOTOS, HELLO, sent)
    assert told(found, "texts") == "unproven unmatched_candidates"
    (candidate,) = standing(found, "texts").candidates
    rejected = (said(REJECTED, "texts", message=candidate.sha256),)
    assert told(agreement(THEIRS + PHOTOS, HELLO, sent, decisions=rejected), "texts") == "missed 7"


def test_all_files_of_a_mail_that_are_other_obligations_are_no_candidates() -> None:
    logo = promise("logo", "client", "input", 'due = 2026-03-13\nmet_by = { attachment = "*.svg" }')
    found = agreement(THEIRS + PHOTOS + logo, HELLO, files("photos.zip", "logo.svg"))
    assert [told(found, name) for name in ("photos", "logo", "texts")] == ["met", "met", "missed 7"]


def test_what_stands_in_the_mail_itself_needs_a_look_before_it_is_said_to_be_missing() -> None:
    text = "Hello Ann,\r\nhere are the texts: We make anvils, and have since 1949. Our telephone is 555 1949, any day."
    one = standing(agreement(THEIRS, HELLO, theirs("03-10 10:00", "For the homepage", text)), "texts")
    assert (one.status, one.claim, len(one.candidates)) == (Status.MISSED, "review", 1)
    assert words.standing(one) == "nothing found that was looked for", "beside “needs a look” no days are counted"
    silent = standing(agreement(THEIRS, HELLO), "texts")
    assert silent.claim == "firm", "thanks hand nothing over"
    assert words.standing(silent).endswith(", 7 days")


@pytest.mark.parametrize("deemed", ["", "deemed = true\n"], ids=["missed", "deemed"])
def test_an_answer_under_another_subject_is_no_silence(deemed: str) -> None:
    answer = theirs("03-10 10:00", "Homepage", "We do not accept this draft.")
    text = OURS + APPROVAL.replace("met_by", f"{deemed}met_by")
    found = agreement(text, ours("03-09 10:00"), answer)
    assert standing(found, "ok").claim == fact(found, "ok").claim == "review"
    assert "other mail that stands beside it needs a person’s look first" in fact(found, "ok").statement
    assert any("“Homepage”" in beside for beside in fact(found, "ok").beside)
    silent = agreement(text, ours("03-09 10:00"))
    assert standing(silent, "ok").claim == "firm"


def test_our_own_delay_of_hours_stands_beside_the_date_that_hangs_on_it() -> None:
    draft = OURS.replace("due = 2026-03-13", "due = 2026-03-09\ncutoff = 10:00:00")
    found = agreement(draft + HANGING, HELLO, ours("03-09 23:00"))
    assert standing(found, "texts").late_dependencies == (("draft", 0),)
    (passed,) = [one for one in conditions(found) if one.key.about == "texts"]
    assert "It depends on “draft” of our side (draft), which was not met in time." in passed.detail


@pytest.mark.parametrize(("effect", "claim"), [("none", "firm"), ("extend", "review"), ("excuse", "review")])
def test_our_part_that_is_not_established_stands_beside_the_date_that_hangs_on_it(effect: str, claim: str) -> None:
    hanging = HANGING.replace("depends_on", f'dependency = "{effect}"\ndepends_on')
    found = agreement(WEAK_OURS + hanging, HELLO, ours("03-08 23:00"))
    assert (told(found, "draft"), told(found, "texts")) == ("unproven weak_evidence", "missed 7")
    assert standing(found, "texts").claim == claim
    (passed,) = [one for one in conditions(found) if one.key.about == "texts"]
    assert "on “draft” of our side (draft); whether that was met in time is not established." in passed.detail
    assert bool(passed.held_back) is (claim == "review")


@pytest.mark.parametrize("effect", ["none", "extend", "excuse"])
def test_their_delay_that_needs_a_look_moves_and_excuses_nothing_of_ours(effect: str) -> None:
    texts = THEIRS.replace("due = 2026-03-13", "due = 2026-03-02")
    draft = OURS.replace("due =", f'dependency = "{effect}"\ndepends_on = ["texts"]\ndue =')
    other, late = enclosing("03-01 10:00", "Old texts", "texts.pdf"), enclosing("03-09 10:00", "Texts", "texts.docx")
    found = agreement(texts + draft, other, late, ours("03-16 10:00"))
    assert (standing(found, "texts").claim, told(found, "draft")) == ("review", "met_late 3")
    assert standing(found, "draft").claim == ("firm" if effect == "none" else "review")
    assert any("was 7 days late; that needs a person’s look." in one for one in remarks(standing(found, "draft")))
    seen = agreement(texts + draft, late, ours("03-16 10:00"))
    assert told(seen, "draft") == {"none": "met_late 3", "extend": "met", "excuse": "excused 3"}[effect]


def test_a_later_day_agreed_for_a_payment_is_that_of_its_invoice() -> None:
    agreed = said("extended", "pay", date="2026-04-30", message=parse_message(LATER).sha256)
    found = agreement(PAY + invoice(sent="2026-01-05"), LATER, head=ledger("2026-03-20"), decisions=(agreed,))
    (one,) = found.accounts.invoices
    assert (standing(found, "pay").status, one.status, one.due) == (Status.PENDING, "open", date(2026, 4, 30))
    assert not [told for told in conditions(found) if told.key.rule == "invoice"]


@pytest.mark.parametrize("verdict", ["waived", "void", "excused", "disputed"])
def test_what_a_person_decided_about_a_payment_holds_for_its_invoice(verdict: str) -> None:
    text = PAY + invoice(sent="2026-01-05")
    found = agreement(text, LATER, head=ledger("2026-03-20"), decisions=(said(verdict, "pay"),))
    (one,) = found.accounts.invoices
    assert (one.status, one.reason, one.days_late, one.interest) == ("unproven", verdict, None, None)
    assert not [told for told in conditions(found) if told.key.about == "7"]
    assert found.accounts.recoup
    assert found.accounts.recoup.low.total == found.accounts.recoup.expected.total == 0
    assert bool(found.accounts.recoup.high.total) is (verdict in ("excused", "disputed"))
    assert found.accounts.recoup.notes


ASSUMED = replace(BOTH_BERLIN, client_hours=replace(BERLIN, assumed=True))


def test_no_claim_about_the_client_rests_on_assumed_working_hours_alone() -> None:
    text = THEIRS.replace("due = 2026-03-13", 'due = { after = "signed", amount = 30, unit = "business_days" }')
    answers = promise("answers", "client", "response", 'within = { amount = 8, unit = "business_hours" }')
    asked = ours("03-02 10:00", "Logo", "Could you send the logo?", Message_ID="<q@studionorth.example>")
    reply = theirs("03-04 10:00", "Re: Logo", "Thanks.", In_Reply_To="<q@studionorth.example>")
    for about, claim in ((BOTH_BERLIN, "firm"), (ASSUMED, "review")):
        found = agreement(text + answers, asked, reply, about=about)
        assert (standing(found, "texts").claim, standing(found, "answers").claim) == (claim, claim)
        assert standing(found, "answers").status is Status.MET_LATE


def test_money_that_hangs_on_a_doubtful_acceptance_is_not_asked_for() -> None:
    accepted = APPROVAL.replace("met_by", "deemed = true\nmet_by")
    pay = PAY.replace('"7"', '"7"\ndue = { after = "met:ok", amount = 1, unit = "days" }')
    text, sent = OURS + accepted + pay + invoice(sent="2026-03-01"), ours("03-02 10:00")
    refused = theirs("03-03 10:00", "Homepage", "We do not accept this draft.")
    for mails, claim, status in (((sent,), "firm", "overdue"), ((sent, refused), "review", "unproven")):
        found = agreement(text, *mails, head=ledger("2026-03-20"))
        assert (standing(found, "ok").status, standing(found, "pay").claim) == (Status.DEEMED_ACCEPTED, claim)
        assert found.accounts.invoices[0].status == status


def test_a_refusal_that_fits_the_matcher_of_an_approval_starts_no_established_claim() -> None:
    """contract.md 3: what an approval says is for a person to read; once one has matched it, it counts."""
    pay = PAY.replace('"7"', '"7"\ndue = { after = "met:ok", amount = 1, unit = "days" }')
    text, sent = OURS + APPROVAL + pay + invoice(sent="2026-03-01"), ours("03-02 10:00")
    refused = theirs("03-03 10:00", "Approved? No", "We do not accept this draft.")
    found = agreement(text, sent, refused, head=ledger("2026-03-20"))
    assert standing(found, "ok").performed_by
    assert (standing(found, "pay").status, standing(found, "pay").claim) == (Status.MISSED, "review")
    assert "start_unsure" in standing(found, "pay").flags
    assert found.accounts.invoices[0].status == "unproven"
    sha = parse_message(refused).sha256
    read = agreement(text, sent, refused, head=ledger("2026-03-20"), decisions=(said(MATCHED, "ok", message=sha),))
    assert standing(read, "pay").claim == "firm"


def test_who_was_told_to_take_their_time_is_not_late_by_the_contract() -> None:
    """P1: the time limit of a clause is not held against somebody to whom its creditor wrote “no rush”."""
    answers = promise("answers", "client", "response", 'within = { amount = 2, unit = "business_days" }')
    for text, expected in (
        ("Could you approve the colours?", "met_late"),
        ("Could you approve the colours? No rush, take two weeks.", "unproven gap_review"),
    ):
        question = ours("03-02 10:00", "Colours", text, Message_ID="<colours@studionorth.example>")
        answer = theirs("03-10 10:00", "Re: Colours", "Fine.", In_Reply_To="<colours@studionorth.example>")
        assert told(agreement(answers, question, answer), "answers") == expected, text
