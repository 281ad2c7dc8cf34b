"""What is read aloud is not fairer to us than the list it comes from (P1, P2, P5, B8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.courtroom.civil import to_read_out
from harvester.model.calls import Call, CallNotes, LoggedCall, Outcome
from harvester.model.dossier import Dossier
from harvester.model.source import Role
from harvester.pipeline import exhibits
from harvester.pipeline.calls import CallRecords
from reports import followup
from reports.script import written
from reports.talk.lines import Line, once, spoken
from tests.pipeline.agreements import OURS, PAY, THEIRS, agreement, enclosing, invoice, ours, promise, theirs
from tests.pipeline.hours import berlin
from tests.pipeline.letters import BOB, ME, letter, matter

ID = "<colours@studionorth.example>"
THREAD = {"In_Reply_To": ID, "References": ID}
ASKED = ours("03-02 10:00", "Colours", "Could you approve the colours?", Message_ID=ID)
AGAIN = ours("03-20 09:00", "Re: Colours", "Could you please approve the colours?", **THREAD)
ABSENT = letter(
    "03-02 10:01", BOB, ME, "Automatic reply: Colours", "I am out of the office until 19 March.",
    Auto_Submitted="auto-replied", **THREAD,
)  # fmt: skip
ANSWERS = promise("answers", "client", "response", 'within = { amount = 2, unit = "business_days" }')


def talks(dossier: Dossier) -> tuple[str, str]:
    """Script and brief, as if a person had accepted what is firm."""
    facts = tuple(
        replace(one, no=f"F-{n:03d}", status="accepted" if one.claim == "firm" else "proposed")
        for n, one in enumerate(dossier.facts, 1)
    )
    numbers = {one.key: f"X-{n:03d}" for n, one in enumerate(dossier.exhibits, 1)}
    numbered = exhibits.numbered(replace(dossier, facts=facts), numbers)
    return written(numbered, "script"), written(numbered, "brief")


def test_what_softens_an_unanswered_question_is_said_with_it() -> None:
    for text in talks(agreement("", ASKED, ABSENT, AGAIN)):
        assert "18 days 8 h (119 business hours) later." in text
        assert "Since the last question or reminder: 9 h." in text
        assert "An automatic reply of Bob Roe came on Monday 2 March 2026" in text
        assert "(“Automatic reply: Colours”): “I am out of the office until 19 March.”" in text


def test_that_a_call_came_outside_the_hours_of_who_was_called_is_read_aloud() -> None:
    """P2: only what the contract says of a date is left out, though both sentences begin with “By”."""
    missed = LoggedCall(
        key="a", start=berlin("2026-03-03 10:00"), duration_s=0, contact="Bob Roe", direction="out", number="",
        outcome=Outcome.MISSED, sha256="a" * 64,
    )  # fmt: skip
    script, _ = talks(matter(ASKED, records=CallRecords(logged=[missed])))
    assert "By the clock of that side it was Tuesday 3 March 2026 at 04:00 (EST), outside the working hours" in script


def test_the_time_of_day_is_said_where_it_alone_tells_two_facts_apart() -> None:
    again = ours("03-02 15:00", "Colours", "Could you approve the colours?")
    script, _ = talks(agreement("", ASKED, again))
    told = script.partition("## 5. The facts")[2].partition("##")[0]
    assert "On Monday 2 March 2026 at 10:00 (CET), " in told
    assert "On Monday 2 March 2026 at 15:00 (CET), " in told


def test_two_reminders_of_one_day_are_told_with_their_hours() -> None:
    """Nobody reads out “on Monday 2 March 2026 and Monday 2 March 2026”."""
    told = "2 reminders were sent on Monday 2 March 2026 at 10:00 (CET) and Monday 2 March 2026 at 15:00 (CET)."
    assert spoken(told) == told
    assert spoken("It came on Monday 2 March 2026 at 10:00 (CET).") == "It came on Monday 2 March 2026."


def test_what_the_client_put_right_in_time_is_said_to_be_so() -> None:
    notice = promise("notice", "us", "notice", 'to = "bob@acme.example"\nmet_by = { subject = "Notice" }')
    cure = 'cures = "texts"\ndue = { after = "received:notice", amount = 10, unit = "days" }'
    text = THEIRS + notice + promise("cure", "client", "cure", cure)
    mails = ours("03-16 10:00", "Notice of the texts"), enclosing("03-18 10:00", "Texts", "texts.docx")
    script, _ = talks(agreement(text, *mails))
    told = script.partition("### What you did in time, or put right in time")[2].partition("##")[0]
    assert "On Wednesday 18 March 2026, Bob Roe wrote to Ann North" in told
    assert "this was 5 days after that date.\\\n  It was done within the time that was left to put it right" in told


@pytest.mark.parametrize(
    "abuse",
    [
        "Could you idiots finally approve the colours?",
        "Könnt ihr Betrüger endlich die Farben freigeben?",
        "Bande d'escrocs, pouvez-vous valider les couleurs ?",
    ],
)
def test_abuse_in_the_sentence_that_asks_is_quoted_in_the_list_and_read_out_by_nobody(abuse: str) -> None:
    """S35: whoever wrote it; the list of facts stays as it is."""
    found = agreement("", ours("03-02 10:00", "Colours", abuse), ours("03-09 10:00", "Fonts", "Could you send them?"))
    assert any(f"“{abuse}”" in fact.statement for fact in found.facts)
    for text in talks(to_read_out(found)):
        assert abuse.split()[2] not in text
        assert "about “Colours” with a question or request." in text
        assert "“Could you send them?”" in text
    script, _ = talks(to_read_out(found))
    assert "harsh words in the mail behind F-001 are left out here" in script


def test_who_was_late_alone_is_told_first_to_put_that_right() -> None:
    """The client did all in time: nothing is claimed of them, and ours comes before the talk."""
    script, brief = talks(agreement(OURS + THEIRS, ours("03-18 10:00"), enclosing("03-10 10:00", "T", "texts.docx")))
    first = script.partition("still to be put right")[2].partition("### How")[0]
    assert "more delays on our side than on theirs. Put right what can be put right before this talk." in first
    assert "Claim nothing of that kind." in script
    assert "### What you did in time" in script
    assert "No accepted fact about the other side tells of something late" in brief
    assert "more delays on our side" not in talks(agreement("", ASKED, AGAIN))[0]


def test_what_was_not_searched_or_not_entered_is_nowhere_told_as_open() -> None:
    text = THEIRS + OURS + PAY + invoice()
    script, _ = talks(agreement(text, ASKED, ours("03-12 10:00"), incomplete=Role.INBOX))
    first, _, money = script.partition("## 2. Outcome")
    assert "The search was not complete, so it is not established that there is nothing." in first
    assert "pay: The payment ledger is not declared complete" in first
    assert "texts: Not every place where it could have arrived was searched" in first
    assert "whether 100.00 EUR of it is still open is not established." in money
    assert "outstanding" not in money
    bare = agreement("", ASKED, AGAIN)
    bare = replace(bare, engagement=replace(bare.engagement, contract=None), ending=())
    assert "No contract file is named, so no sum is established. Name none on the call." in talks(bare)[0]


def test_a_follow_up_names_an_agreement_only_where_there_is_one() -> None:
    noted = CallNotes(said=("Bob Roe: “I will look at it.”",))
    at = berlin("2026-03-20 10:00")
    call = Call(id="call", start=at, end=at, direction="out", outcome=Outcome.ATTENDED, notes=noted)
    agreed, bare = agreement(OURS, ASKED), agreement("", ASKED)
    bare = replace(bare, engagement=replace(bare.engagement, contract=None))
    assert "All rights under the agreement are reserved." in followup.text(agreed, call)
    assert "All rights are reserved." in followup.text(bare, call)


def test_we_did_answer_you_is_met_with_the_sentence_of_the_answer() -> None:
    reply = theirs("03-23 10:00", "Re: Colours", "Approved.", **THREAD)
    script, _ = talks(agreement("", ASKED, AGAIN, reply, as_of="2026-03-24 18:00"))
    told = script.partition("“We did answer you.”")[2].partition("###")[0]
    assert "The first recorded reply came from Bob Roe on Monday 23 March 2026" in told
    assert "Since the last" not in told


def test_a_promise_of_ours_that_no_mail_shows_is_not_denied() -> None:
    """Nothing was ever sent, so that no original and no fact tells of it: it is late all the same."""
    script, brief = talks(agreement(OURS + ANSWERS, ASKED))
    late = script.partition("“You were late, too.”")[2].partition("###")[0]
    for text in (late, brief.partition("fell short")[2].partition("##")[0]):
        assert "“draft” was due, and we hold nothing that shows it." in text
        assert "Nothing of that kind" not in text
    assert "We hold nothing that shows these: “draft”." in script.partition("How we met")[2].partition("## 5")[0]
    assert "no contract file is named" not in script
    assert "Still open on our side: draft\n" in script


def test_more_points_than_are_read_aloud_are_announced() -> None:
    line = Line(no="F-001", statement="It is open.", when="", exhibits=(), clause="", fair=tuple("abcde"), late=True)
    assert once([line])[0].fair == ("a", "b", "c", "more, in the list of facts.")
