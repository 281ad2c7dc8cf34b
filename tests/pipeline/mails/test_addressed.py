"""A mail to several people asks of the client only what it asks of the client (X, P1)."""

from __future__ import annotations

import pytest

from tests.pipeline.letters import BOB, ME, established, letter, matter, question

KICKOFF = letter("01-12 09:00", BOB, ME, "Kickoff", "We start on Monday. Bob")
TOM, PETER = "Tom Hall <team@studionorth.example>", "Peter Ink <peter@print.example>"

OF_OTHERS = (
    "Hi Peter, could you send the quote by Friday?",
    "Tom, could you please send Bob the latest file?",
    "Hi Bob,\nattached the plan.\n@Tom: can you upload it?",
    "@Tom Hall can you please upload the file for Bob?",
    "Bob: for your information.\nPeter: could you print 200 by Monday?",
    "Hallo Tom, kannst du Bob bitte die Datei schicken?",
    "Hi Tom and Peter,\nplease send me the files.\n\nWhen can I have them?",
    "Bonjour Peter,\npouvez-vous envoyer le devis ?",
)
OF_THE_CLIENT = (
    "Hi Bob,\nTom will bring the files. Could you approve the draft?",
    "Hi Tom, hi Bob,\ncould you look at the draft?",
    "Tom, Bob: could you both check the draft?",
    "Hi Peter and Bob, could you check the draft?",
    "Dear all, could you check the draft?",
    "Could you check the draft?",
    "Hi Tom,\nthe files are there.\n\nBob, could you approve the draft?",
    "Hi Peter,\nthe files are there. And could you, Bob, approve the draft?",
    "Tom: thanks.\n\nCould you approve the draft?",
    "Hi Bob,\nhere it is.\n\nLiebe Grüße Ann\nPS: Kannst du es freigeben?",
)


def asked(text: str) -> bool:
    """Whether a question of Bob is told as open."""
    return bool(established(matter(KICKOFF, question(text, To=f"{TOM}, {PETER}, {BOB}"))))


@pytest.mark.parametrize("text", OF_OTHERS)
def test_what_is_asked_of_somebody_else_by_name_is_no_question_to_the_client(text: str) -> None:
    assert not asked(text)


@pytest.mark.parametrize("text", OF_THE_CLIENT)
def test_what_may_be_asked_of_the_client_is(text: str) -> None:
    assert asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "See my answers below.\n\n1. Can you make the header blue? - Yes.\n2. When is it live? - Friday.",
        "Hi Bob, my answers in red:\nCan we have a blue header? YES\nWhen is it live? FRIDAY",
        "Hallo Bob, meine Antworten stehen unter deinen Fragen.\nGibt es einen blauen Header? Ja.",
        "Here is the FAQ text:\nHow do I return an item?\nSend it back within 14 days.\nWho pays?\nWe do.",
        "Text for the page:\n\nTired of slow sites?\nWe make them fast.\n\nRegards Ann",
        "You asked whether it is blue? Yes it is.",
        "The visitor reads 'Do you want a cookie?' and clicks.",
    ],
)
def test_questions_that_our_mail_answers_or_shows_are_none_of_ours(text: str) -> None:
    """X4: the client's own questions between our answers, and words for the page."""
    assert not established(matter(KICKOFF, question(text)))


@pytest.mark.parametrize(
    "text",
    [
        "See my answers below.\n\nWhen is it live? - Friday.\n\nCould you then approve the draft?",
        "My comments are below. Could you approve the draft?\nThanks\nAnn",
        "Antworten siehe unten. Gibst du den Entwurf frei?\nViele Grüße\nAnn",
        "Please see my comments below. Could you approve the draft? I need it by Friday.",
        "Newsletter: when do you want to send it?\nI have the templates ready.",
        "About the texts: could you send them? I need them.",
        "It's ready, isn't it? The users' guide too. Could you approve the draft?",
    ],
)
def test_what_is_asked_beside_them_is(text: str) -> None:
    assert established(matter(KICKOFF, question(text)))
