"""More time that was given by mail: what is late by the contract is told as something to look at (P1, G8)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.model.mail import Message
from harvester.parse.messages import parse_message
from harvester.pipeline.contract.agreed import EXTENDED
from reports import agreements, words
from tests.pipeline.agreements import (
    OURS,
    PAY,
    THEIRS,
    agreement,
    fact,
    invoice,
    ledger,
    ours,
    promise,
    said,
    standing,
    theirs,
    told,
)

ANSWERS = promise("answers", "client", "response", 'within = { amount = 2, unit = "business_days" }')
ID = "<colours@studionorth.example>"
ASKED = ours("03-02 10:00", "Colours", "Could you approve the colours?", Message_ID=ID)
ANSWERED = theirs("03-10 10:00", "Re: Colours", "Fine.", In_Reply_To=ID)
BILL = ours("01-31 10:00", "Invoice 7", "Here is invoice 7.")


def read(mail: bytes, gives: bool, number: int = 1) -> Decision:
    """A person's word on the time that a mail gives."""
    return Decision(
        kind="message",
        payload={"message": parse_message(mail).sha256, "gives_time": gives},
        by="Ann North",
        reason="It is about the launch.",
        at=datetime(2026, 3, 31, 12, tzinfo=UTC),
        id=number,
    )


def remarks(dossier: Dossier, name: str) -> str:
    return " ".join(agreements.remarks(standing(dossier, name)))


def words_of(mail: bytes) -> str:
    message = parse_message(mail)
    assert isinstance(message, Message)
    return message.new_text.strip()


@pytest.mark.parametrize(
    "granted",
    [
        ours("03-11 10:00", "Texts", "You can have until Wednesday, if that helps."),
        ours("03-11 10:00", "Texte", "Nächste Woche reicht auch."),
        ours("03-12 10:00", "Launch", "We have to push back the launch: the deadline for everything moves a week."),
        ours("03-12 10:00", "Launch", "I need all the texts by Friday, 20 March."),
        ours("03-12 10:00", "Textes", "Nous pouvons vous accorder un délai supplémentaire."),
    ],
    ids=["until", "german", "push back", "a later day", "french"],
)
def test_time_that_we_gave_holds_back_that_nothing_came(granted: bytes) -> None:
    asked = ours("03-02 10:00", "Texts", "Please send the texts.")
    plain = agreement(THEIRS, asked)
    assert (told(plain, "texts"), standing(plain, "texts").claim) == ("missed 7", "firm")
    found = agreement(THEIRS, asked, granted)
    assert words.standing(standing(found, "texts")) == "nothing found that was looked for"
    assert standing(found, "texts").claim == "review"
    assert f"“{words_of(granted).split('.')[0]}" in remarks(found, "texts")
    assert fact(found, "obligation_missed").claim == "review"
    assert parse_message(granted).sha256 in {one.sha256 for one in fact(found, "obligation_missed").evidence}
    # a person read it: it is printed, with the reason, and no longer counts
    judged = agreement(
        THEIRS, ours("03-02 10:00", "Texts", "Please send the texts."), granted, decisions=(read(granted, gives=False),)
    )
    assert (told(judged, "texts"), standing(judged, "texts").claim) == ("missed 7", "firm")
    assert "“It is about the launch.”" in remarks(judged, "texts")


def test_a_date_that_a_person_entered_settles_what_was_written_before() -> None:
    asked = theirs("03-11 10:00", "Schedule", "Could we push back the draft to the 17th?")
    granted = ours("03-12 10:00", "Re: Schedule", "Yes, let us extend it to 17 March.")
    sent = ours("03-19 10:00")
    found = agreement(OURS, asked, granted, sent)
    assert (told(found, "draft"), standing(found, "draft").claim) == ("met_late 6", "review")
    assert words.standing(standing(found, "draft")) == "done; a later date may have been agreed"
    agreed = said(EXTENDED, "draft", date="2026-03-17", message=parse_message(granted).sha256)
    settled = agreement(OURS, asked, granted, sent, decisions=(agreed,))
    assert (told(settled, "draft"), standing(settled, "draft").claim) == ("met_late 2", "firm")
    again = theirs("03-18 10:00", "Schedule", "Take a few more days.")
    assert standing(agreement(OURS, asked, granted, again, sent, decisions=(agreed,)), "draft").claim == "review"


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("Could you approve the colours? No rush, take two weeks.", ()),
        ("Could you approve the colours by 12 March?", ()),
        ("Könnt ihr die Farben bis Ende nächster Woche freigeben?", ()),
        ("Could you approve the colours?", (ours("03-03 10:00", "Re: Colours", "Friday is fine.", In_Reply_To=ID),)),
    ],
)
def test_a_question_whose_conversation_gives_more_time_is_not_late_by_the_contract(
    question: str, more: tuple[bytes, ...]
) -> None:
    asked = ours("03-02 10:00", "Colours", question, Message_ID=ID)
    assert told(agreement(ANSWERS, ASKED, ANSWERED), "answers") == "met_late"
    found = agreement(ANSWERS, asked, *more, ANSWERED)
    assert told(found, "answers") == "unproven gap_review"
    assert "may speak of more time: “" in remarks(found, "answers")
    (late,) = (one for one in found.facts if one.kind == "late_answer")
    assert any("may speak of more time" in sentence for sentence in late.beside)
    clears = tuple(read(mail, gives=False, number=at) for at, mail in enumerate((asked, *more), 1))
    assert told(agreement(ANSWERS, asked, *more, ANSWERED, decisions=clears), "answers") == "met_late"


def test_a_day_within_the_limit_of_the_contract_and_a_demand_after_it_give_no_time() -> None:
    asked = ours("03-02 10:00", "Colours", "Could you approve the colours by Tuesday?", Message_ID=ID)
    chaser = ours("03-06 10:00", "Re: Colours", "Please approve them by Monday at the latest.", In_Reply_To=ID)
    assert told(agreement(ANSWERS, asked, chaser, ANSWERED), "answers") == "met_late"


def test_what_the_phrases_do_not_know_a_person_can_say_themselves() -> None:
    granted = ours(
        "03-03 10:00",
        "Re: Colours",
        "Vi kan gärna vänta tills alla hos er är tillbaka igen, så det hinner vi med ändå.",
        In_Reply_To=ID,
    )
    assert told(agreement(ANSWERS, ASKED, granted, ANSWERED), "answers") == "met_late"
    decided = (read(granted, gives=True),)
    assert told(agreement(ANSWERS, ASKED, granted, ANSWERED, decisions=decided), "answers") == "unproven gap_review"


@pytest.mark.parametrize("spoken", [PAY, ""], ids=["an obligation speaks of it", "no obligation does"])
@pytest.mark.parametrize("paid", [(), (("2026-03-19", "100.00"),)], ids=["open", "paid late"])
def test_an_invoice_that_was_put_off_is_not_told_as_overdue(spoken: str, paid: tuple[tuple[str, str], ...]) -> None:
    bill = invoice(*paid) + 'sent_by = { subject = "Invoice 7" }\n'
    granted = ours("02-27 10:00", "Re: Invoice 7", "We can grant you an extension, pay when the launch is done.")
    plain = agreement(spoken + bill, BILL, head=ledger("2026-03-20"))
    found = agreement(spoken + bill, BILL, granted, head=ledger("2026-03-20"))
    assert "days after it was payable" in fact(plain, "invoice").statement
    assert "after it was payable" not in fact(found, "invoice").statement
    assert any("“We can grant you an extension" in sentence for sentence in fact(found, "invoice").beside)
    judged = agreement(spoken + bill, BILL, granted, head=ledger("2026-03-20"), decisions=(read(granted, gives=False),))
    assert fact(judged, "invoice").statement == fact(plain, "invoice").statement
    other = agreement(spoken + bill, BILL, replaced("Launch"), head=ledger("2026-03-20"))
    assert fact(other, "invoice").statement == fact(plain, "invoice").statement, "another matter says nothing of it"


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        ("Can we pay on 31 March?", "Yes, that's fine."),
        ("Können wir Ende März zahlen?", "Ja, passt."),
        ("We will pay next week, ok?", "No problem."),
        ("Could we pay in two instalments?", "Yes, agreed."),
        ("Any chance of a later payment?", "The 15th works for us."),
        ("Can we pay on 2026-03-31?", "Yes."),
        ("Can we pay on 3/31/2026?", "Yes."),
        ("Zahlung am 31.03.2026 okay?", "Ja."),
        ("Would 31/03/26 be all right?", "Yes."),
    ],
)
def test_an_invoice_whose_conversation_names_a_later_day_is_not_told_as_overdue(asked: str, granted: str) -> None:
    bill = invoice() + 'sent_by = { subject = "Invoice 7" }\n'
    sent = ours("01-31 10:00", "Invoice 7", "Here is invoice 7.", Message_ID="<bill@studionorth.example>")
    question = theirs(
        "02-26 10:00", "Re: Invoice 7", asked, Message_ID="<q@acme.example>", In_Reply_To="<bill@studionorth.example>"
    )
    answer = ours("02-26 12:00", "Re: Invoice 7", granted, In_Reply_To="<q@acme.example>")
    found = fact(agreement(PAY + bill, sent, question, answer, head=ledger("2026-03-20")), "invoice")
    assert found.claim != "firm"
    assert "after it was payable" not in found.statement
    assert any("may speak of more time" in sentence for sentence in found.beside)


@pytest.mark.parametrize(
    "text", ["We will deliver the draft on 20 March.", "The workshop on the draft is on 25 March."]
)
def test_a_later_day_that_we_name_of_ourselves_does_not_soften_our_own_lateness(text: str) -> None:
    """P1: whoever owes cannot give itself time; in an answer to the client it may be what both agreed on."""
    late = ours("03-20 10:00")
    found = agreement(OURS, ours("03-12 10:00", "Plan", text), late)
    assert (told(found, "draft"), standing(found, "draft").claim) == ("met_late 7", "firm")
    asked = theirs("03-11 10:00", "Plan", "When does the draft come?", Message_ID="<plan@acme.example>")
    answer = ours("03-12 10:00", "Re: Plan", text, In_Reply_To="<plan@acme.example>")
    assert standing(agreement(OURS, asked, answer, late), "draft").claim == "review"


def test_a_question_that_names_some_later_day_still_has_its_time_by_the_contract() -> None:
    asked = ours("03-02 10:00", "Colours", "Could you approve the colours? The fair is on 20 March.", Message_ID=ID)
    assert told(agreement(ANSWERS, asked, ANSWERED), "answers") == "met_late"


def test_two_digits_and_a_full_stop_are_no_day_and_month() -> None:
    """“March 17.” is not 1 July."""
    asked = ours("03-13 10:00", "Colours", "Please approve the colours by March 17.", Message_ID=ID)
    late = theirs("03-19 10:00", "Re: Colours", "Fine.", In_Reply_To=ID)
    assert told(agreement(ANSWERS, asked, late), "answers") == "met_late"
    said = theirs("02-26 10:00", "Re: Invoice 7", "It is scheduled for the week of February 16.")
    found = agreement(PAY + invoice() + 'sent_by = { subject = "Invoice 7" }\n', BILL, said, head=ledger("2026-03-20"))
    assert "days after it was payable" in fact(found, "invoice").statement


def replaced(subject: str) -> bytes:
    return ours("02-27 10:00", subject, "We have to push back the launch.")


REFUSALS = [
    "I cannot give you more time.",
    "Sorry, we can't extend the deadline: the fair opens.",
    "Friday is not fine.",
    "There will be no extension, we print it at once.",
    "Eine Verlängerung ist nicht möglich.",
    "Wir können die Frist leider nicht noch einmal verlängern.",
    "Nous ne pouvons pas vous accorder de délai supplémentaire.",
    "No podemos ampliar el plazo.",
    "Non possiamo concedere una proroga.",
    "Wij kunnen de termijn niet verlengen.",
    "Não podemos prorrogar o prazo.",
]
NO_REFUSALS = [
    "No problem, take a few more days.",
    "It is not a problem if you need more time.",
    "I can't see why not: you can have until Wednesday.",
    "We can't extend the deadline by more than a week.",
    "We cannot extend it unless you ask Bob.",
    "It is not possible without more time.",
    "We can't meet before Friday anyway, so take another week.",
    "I cannot give you the logo today, so you can have until Wednesday.",
    "Kein Problem, wir können die Frist verlängern.",
    "Wir können die Frist nicht verlängern, außer ihr braucht nur zwei Tage.",
    "Can't you take another week? You can have until Wednesday.",
    "More time is not possible for the photos. For the texts take two days more.",
    "I cannot allow more than three extra days.",
    "Wir können nicht länger als bis Montag warten.",
    "No need for the draft before April.",
    "Den Entwurf brauchen wir erst im April.",
    "Keine Fristverlängerung nötig, liefern Sie zwei Tage später.",
]
WAVERING = [
    "Sorry, I can't give you an answer on the extension today.",
    "Eine Verlängerung um zwei Wochen kommt nicht in Frage, um eine schon.",
    "Der 13. geht nicht, dann halt der 16.",
    "Dos semanas no es posible, una sí.",
    "Twee weken is niet mogelijk, één week wel.",
]


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_gives_no_time_to_either_side(text: str) -> None:
    sent = ours("03-19 10:00")
    answered = theirs("03-11 10:00", "The draft", text)
    found = agreement(OURS, answered, sent)
    assert (told(found, "draft"), standing(found, "draft").claim) == ("met_late 6", "firm")
    asked = ours("03-02 10:00", "Texts", "Please send the texts.")
    found = agreement(THEIRS, asked, ours("03-11 10:00", "Texts", text))
    assert (told(found, "texts"), standing(found, "texts").claim) == ("missed 7", "firm")


@pytest.mark.parametrize("text", NO_REFUSALS)
def test_what_is_not_evidently_refused_asks_for_a_look(text: str) -> None:
    found = agreement(OURS, theirs("03-11 10:00", "The draft", text), ours("03-19 10:00"))
    assert (told(found, "draft"), standing(found, "draft").claim) == ("met_late 6", "review")


def test_a_wish_for_more_time_that_was_refused_does_not_soften_our_lateness() -> None:
    wish = ours("03-11 10:00", "Schedule", "Could we have more time?", Message_ID="<wish@studionorth.example>")
    again = {"In_Reply_To": "<wish@studionorth.example>"}
    no = theirs("03-11 12:00", "Re: Schedule", "I cannot give you more time.", **again)
    sent = ours("03-19 10:00", Message_ID="<sent@studionorth.example>")
    assert standing(agreement(OURS, wish, sent), "draft").claim == "review"
    found = agreement(OURS, wish, no, sent)
    assert (told(found, "draft"), standing(found, "draft").claim) == ("met_late 6", "firm")
    assert "wrote on Wednesday 11 March 2026 at 12:00 (CET): “I cannot give you more time.”" in remarks(found, "draft")
    cited = {one.sha256 for one in fact(found, "obligation_met_late").evidence}
    assert {parse_message(wish).sha256, parse_message(no).sha256} <= cited, "what is told is proven"
    later = theirs("03-12 12:00", "Re: Schedule", "Fine, take another week.", **again)
    assert standing(agreement(OURS, wish, no, later, sent), "draft").claim == "review"


@pytest.mark.parametrize("text", WAVERING)
def test_a_wish_that_was_not_plainly_refused_asks_for_a_look(text: str) -> None:
    wish = ours("03-11 10:00", "Schedule", "Could we have more time?", Message_ID="<wish@studionorth.example>")
    answer = theirs("03-11 12:00", "Re: Schedule", text, In_Reply_To="<wish@studionorth.example>")
    assert standing(agreement(OURS, wish, answer, ours("03-19 10:00")), "draft").claim == "review"
