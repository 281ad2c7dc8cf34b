"""Notices of services carry what a person at the client wrote or did, often under a first name alone (C11)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.model.matter import Person, Side
from tests.pipeline.letters import ASK, BOB, ENGAGEMENT, ME, established, letter, matter, question

MADE = {"Auto_Submitted": "auto-generated"}
LIST = {"List_Unsubscribe": "<https://service.example>"}
NOTICES: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "a ticket": ("Acme <support@acme.zendesk.com>", "Homepage", "##- reply above -##\n\nBob commented:\nApproved.", {}),
    "a task": ('"Bob (Jira)" <jira@studio.atlassian.net>', "[JIRA] (WEB-12) Draft", "Approved.", {}),
    "code": ("broe <notifications@github.com>", "Re: [studio/site] Homepage (#12)", "Approved.", {"List_Id": "<x>"}),
    "a card": ("Trello <do-not-reply@trello.com>", "Bob R. commented on the card Homepage", "Approved", LIST),
    "a task with a list's header": ("Bob Roe via Asana <x@mail.asana.com>", "Homepage", "New comment", LIST),
    "talk": ("Slack <feedback@slack.com>", "New message", "bob.roe 10:00\nApproved", LIST),
    "a page": ("Notion <notify@mail.notion.so>", "New comment", "Bob\nApproved", LIST),
    "a comment": ('"Bob (Google Docs)" <comments-noreply@docs.google.com>', "Texts", "New comment", {}),
    "a heading in capitals": ("Figma <no-reply@email.figma.com>", "Bob Commented On Homepage", "See it", LIST),
    "a signature": ("Adobe Sign <adobesign@adobesign.com>", "Signed and filed", "Between us and Acme Ltd.", {}),
    "files": ("Bob <no-reply@sharepointonline.com>", 'Bob shared "texts final" with you', "Here it is", {}),
    "money": ("service@paypal.de <service@paypal.de>", "You received a payment", "ACME sent you 900.00 EUR", {}),
    "an appointment": ("Calendly <notifications@calendly.com>", "New event: Bob - 10:00", "Invitee: Bob", {}),
    "another program's heading": ("Portal <no-reply@portal.example>", "Bob approved the draft", "See the portal", {}),
    "a form of Mr Roe": ("Forms <forms-receipts-noreply@google.com>", "New response", "Sent by Mr Roe", {}),
    "a pet name": ("Slack <feedback@slack.com>", "New message", "Bobby: Approved", LIST),
    "the long name": ("Slack <feedback@slack.com>", "New message", "Robert: Approved", LIST),
    "initials": ("Slack <feedback@slack.com>", "New message", "B.R. approved", LIST),
    "initials with a space": ("Portal <no-reply@portal.example>", "B. R. left a note", "See it", {}),
    "bare initials": ("Trello <x@trello.com>", "New comment", "BR commented on the card", LIST),
    "a call to the mailbox": ("Voicemail <voicemail@telco.example>", "Message from +49 30 1234567", "0:42", {}),
    "a short message": ("<4917012345@sms.provider.example>", "New SMS", "From: 030/1234567 Yes!", {}),
}
PHONED = replace(
    ENGAGEMENT,
    client=replace(
        ENGAGEMENT.client,
        people=(
            Person(
                emails=("bob@acme.example",),
                name="Bob Roe",
                contact=True,
                phones=frozenset({"+49301234567", "0301234567"}),
            ),
        ),
    ),
)


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_that_names_the_client_in_short_asks_for_a_look(name: str) -> None:
    sender, subject, text, headers = NOTICES[name]
    notice = letter("03-04 10:00", sender, ME, subject, text, **headers)
    dossier = matter(question(), notice, about=PHONED)
    (gap,) = (gap for gap in dossier.gaps if gap.owed_by is Side.CLIENT)
    assert (gap.status, gap.reasons) == ("open", ("possible_activity",))
    (fact,) = (fact for fact in dossier.facts if fact.gap_id == gap.gap_id)
    assert fact.claim == "review"
    assert any(subject in sentence for sentence in fact.beside), "the notice is named beside the question"


@pytest.mark.parametrize(
    ("sender", "subject", "text", "headers"),
    [
        ("Slack <feedback@slack.com>", "New message", "Bob Smith: Hello", LIST),
        ("Slack <feedback@slack.com>", "New message", "Ann: Hello", LIST),
        ("Shop <no-reply@shop.example>", "Our offers", "Bob the builder", {}),
        ("Zoe Fox <zoe@fox.example>", "Lunch", "Bob sends his regards.", {}),
        ("Slack <feedback@slack.com>", "News", "We bob along", LIST),
        ("Voicemail <voicemail@telco.example>", "Message from +49 30 7654321", "0:42", {}),
        ("Slack <feedback@slack.com>", "New message", "Bobby Smith: Hello", LIST),
        ("Slack <feedback@slack.com>", "New message", "The BR offices are closed", LIST),
        ("Slack <feedback@slack.com>", "New message", "Z.B.R.: Hello", LIST),
    ],
)
def test_what_names_somebody_else_changes_nothing(
    sender: str, subject: str, text: str, headers: dict[str, str]
) -> None:
    notice = letter("03-04 10:00", sender, ME, subject, text, **headers)
    assert len(established(matter(question(), notice, about=PHONED))) == 1


def test_a_first_name_of_our_own_side_says_nothing() -> None:
    """“Ann commented” is Ann North as well as Ann Lee."""
    lee = replace(ENGAGEMENT.client, people=(Person(emails=("ann@acme.example",), name="Ann Lee"),))
    about = replace(ENGAGEMENT, client=lee)
    for text, count in (("Ann commented", 1), ("Ann Lee commented", 0), ("A. Lee commented", 0)):
        notice = letter("03-04 10:00", "Slack <feedback@slack.com>", ME, "New message", text, **LIST)
        assert len(established(matter(question(), notice, about=about))) == count


@pytest.mark.parametrize(
    "words",
    [
        "No answer means yes.",
        "If I don't hear from you by Friday I will go live.",
        "I'll take your silence as approval.",
        "You only need to answer if you object.",
        "Wenn ich bis Freitag nichts höre, gehen wir live.",
        "Falls ich nichts höre, gehe ich davon aus, dass alles passt.",
        "Ohne Rückmeldung stellen wir es am Freitag online.",
        "Otherwise I will go ahead on Friday.",
        "No objection by Friday means that we publish.",
        "Wenn bis Freitag nichts kommt, gehen wir live.",
        "Sonst stellen wir am Freitag live.",
        "Sauf avis contraire, nous publions vendredi.",
        "Quien calla otorga.",
        "Chi tace acconsente.",
        "Als ik niets hoor, zetten we het live.",
        "Quem cala consente.",
    ],
)
def test_a_question_that_leaves_its_answer_to_silence_is_not_told_as_unanswered(words: str) -> None:
    """X5: level B; the same words of the client leave our debt as it is (P1)."""
    (gap,) = matter(question(f"Could you approve the draft? {words}")).gaps
    assert (gap.level, gap.claim) == ("B", "review")
    (ours,) = matter(letter("03-02 10:00", BOB, ME, "Draft", f"Could you send the draft? {words}")).gaps
    assert (ours.owed_by, ours.level) == (Side.US, "A")


def test_a_last_reminder_is_no_consent() -> None:
    mail = question("Could you approve the draft? If I don't hear from you by Friday, I will have to stop work.")
    assert len(established(matter(mail))) == 1


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Recall: Draft", 'Ann North would like to recall the message, "Draft of the homepage".'),
        ("Rückruf: Draft", "Ann North möchte die Nachricht „Draft of the homepage“ zurückrufen."),
        ("Rappel : Draft", "Ann North souhaite rappeler le message « Draft of the homepage »."),
        ("Re: Draft of the homepage", "Saw your message on Slack, will do."),
        ("Re: Draft of the homepage", "Danke für deine Sprachnachricht!"),
    ],
)
def test_our_own_word_that_it_was_recalled_or_answered_elsewhere_asks_for_a_look(subject: str, text: str) -> None:
    again = letter("03-03 10:00", ME, BOB, subject, text, In_Reply_To=ASK)
    assert not established(matter(question(), again))


def test_an_absence_notice_that_answers_asks_for_a_look() -> None:
    """C5, C11b: the same notice without an answer changes nothing (R12)."""
    for words, count in (("", 1), ("The draft is approved.", 0), ("Der Entwurf ist freigegeben.", 0)):
        subject, text = "Automatic reply: Draft of the homepage", f"I am out of the office until Monday. {words}"
        notice = letter("03-04 10:00", BOB, ME, subject, text, Auto_Submitted="auto-replied", In_Reply_To=ASK)
        assert len(established(matter(question(), notice))) == count


@pytest.mark.parametrize(
    ("when", "sender", "subject", "text", "headers"),
    [
        ("03-04", "DocuSign <dse_NA4@docusign.net>", "Completed: Draft of the homepage", "It is done.", {}),
        ("03-04", "Portal <no-reply@portal.example>", "New activity", "Draft of the homepage: a new comment", {}),
        ("03-04", "Portal <hello@portal.example>", "New comment on Draft of the homepage", "See it", LIST),
        ("03-04", "Portal <hello@portal.example>", "Draft of the homepage", "Done", MADE),
        ("03-04", "Bob <bobr77@gmail.com>", "Draft of the homepage", "Approved!", {}),
        ("03-04", "<x77@gmail.com>", "Hi", "Yes.\n\nOn 2 March Ann wrote:\n> Could you approve the draft?", {}),
        ("03-04", "Jane <jane@pa.example>", "Homepage", "I write on behalf of Mr Roe: go ahead.", {}),
        ("03-02", "Voicemail <voicemail@telco.example>", "Message from an unknown caller", "0:42", {}),
        ("03-03", "Fax <fax@telco.example>", "Fax from +49 89 123456", "1 page", {}),
    ],
)  # fmt: skip
def test_a_notice_that_names_nobody_and_is_about_a_question_asks_for_a_look(
    when: str, sender: str, subject: str, text: str, headers: dict[str, str]
) -> None:
    notice = letter(f"{when} 15:00", sender, ME, subject, text, **headers)
    assert not established(matter(question(), notice))


@pytest.mark.parametrize(
    ("when", "sender", "subject", "text", "headers"),
    [
        ("03-04", "Shop <news@shop.example>", "Is your homepage a draft?", "Offers for your homepage", LIST),
        ("03-20", "Voicemail <voicemail@telco.example>", "Message from an unknown caller", "0:42", {}),
        ("03-04", "Zoe Fox <zoe@fox.example>", "Lunch", "I had a draft of coffee on behalf of us all.", {}),
    ],
)
def test_what_is_about_something_else_changes_nothing(
    when: str, sender: str, subject: str, text: str, headers: dict[str, str]
) -> None:
    notice = letter(f"{when} 15:00", sender, ME, subject, text, **headers)
    assert len(established(matter(question(), notice))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Jestem na urlopie do 10 marca. W pilnych sprawach proszę o kontakt z biurem.",
        "Jag är på semester och är tillbaka den 10 mars.",
        "Jeg holder ferie og er tilbage den 10. marts.",
        "Jeg er ikke på kontoret. I hastesaker ring sentralbordet.",
        "Olen lomalla. Kiireellisissä asioissa ottakaa yhteyttä toimistoon.",
        "Jsem na dovolené, vrátím se 10. března.",
    ],
)
def test_an_absence_notice_in_a_further_language_is_no_answer_and_no_doubt(text: str) -> None:
    """R12: it stands beside the question, which stays established."""
    notice = letter("03-04 10:00", BOB, ME, "Draft", text, Auto_Submitted="auto-replied", In_Reply_To=ASK)
    (gap,) = established(matter(question(), notice))
    assert "auto_reply" in gap.flags
