"""Our own later mail shows that we had the client's answer: the question is told as open by nobody (R17, P1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from harvester.parse.messages import parse_message
from tests.pipeline.letters import ASK, BOB, ME, established, letter, matter, question

KICKOFF = letter("01-12 09:00", BOB, ME, "Kickoff", "We start on Monday. Bob", Message_ID="<k@acme.example>")

HAD = (
    "Great, then I'll start building on Monday.",
    "Hi Bob, your corrections are in, new version attached.",
    "I have worked in your changes to the draft.",
    "I've made the changes you asked for on the phone.",
    "All your feedback is implemented.",
    "I'm working through your Figma comments.",
    "Like you said, the blue one stays.",
    "You mentioned on Tuesday that the draft is fine, so I have sent the invoice.",
    "You were right about the header, I changed it.",
    "Now that the draft is approved, here comes the invoice.",
    "Hi Bob, here is the invoice for the approved draft.",
    "Final version as approved.",
    "The signed copy came by post today.",
    "Your letter arrived today.",
    "Got it, thanks! Will be done by Friday.",
    "That's great news, I'll get going.",
    "Good to hear that it works for everybody.",
    "Minutes of today's call attached.",
    "Good chat earlier! I'll send the rest tomorrow.",
    "Following up from our chat this morning: attached the plan.",
    "Carol told me that you are happy with the draft.",
    "Bob is happy with it, so I go on.",
    "Regarding your WhatsApp from this morning: yes, can do.",
    "nvm, got it from Carol",
    "Please hold off on the draft for now.",
    "Please don't look at the draft yet, I found a mistake.",
    "This mail replaces my mail of Monday.",
    "I took blue in the end.",
    "Ich habe mich für Blau entschieden.",
    "Removed the banner as requested.",
    "In agreement with Carol the draft goes to print today.",
    "Deine Punkte sind alle abgearbeitet.",
    "Nach Rücksprache mit Carol nehmen wir Blau.",
    "Schön, dass Ihnen der Entwurf gefällt.",
    "Comme vous disiez lundi, on garde le bleu.",
    "Come dicevi lunedì, resta il blu.",
    "Super, dann lege ich los.",
    "Ihre Korrekturen habe ich eingearbeitet.",
    "Wie du am Montag meintest, bleibt der blaue.",
    "Zu deiner Nachricht in Teams: ja, geht.",
    "anbei die Rechnung für den freigegebenen Entwurf.",
    "Das unterschriebene Angebot ist heute per Post gekommen.",
    "Carol sagte mir, dass der Entwurf so passt.",
    "Freut mich, dass es gefällt!",
    "Der neue Entwurf ersetzt den vom Montag.",
    "Bonjour Bob, vos modifications sont intégrées.",
    "Voici la facture pour la maquette validée.",
    "Ravie que la maquette vous plaise !",
    "Hola Bob, ya he aplicado tus cambios.",
    "Carol me ha dicho que el borrador está bien.",
    "Ciao Bob, ho inserito le tue modifiche.",
    "Come da telefonata di oggi, ecco il piano.",
    "Hoi Bob, je wijzigingen zijn verwerkt.",
    "Fijn dat je het mooi vindt!",
)

NOTHING_HEARD = (
    "Here is the invoice for February.",
    "I still need your approval.",
    "Once you have approved the draft, I'll start.",
    "Without your changes I cannot go on.",
    "Please send your corrections by Friday.",
    "I will include your changes once they are here.",
    "Great news: our studio won a prize!",
    "I am waiting for your answer to my mail of Monday.",
    "I'd love to have your comments.",
    "The printer told me that the paper is out of stock.",
    "For the launch we need the approved draft.",
    "You have not answered my question of 2 March.",
    "You said you would answer by Friday.",
    "I look forward to our call next week.",
    "Invoice attached, no reply needed.",
    "Wie gesagt, ich brauche Ihre Freigabe.",
    "Leider habe ich noch keine Antwort von Ihnen erhalten.",
    "Sobald Sie freigegeben haben, lege ich los.",
    "Der freigegebene Entwurf fehlt mir noch.",
    "Frohe Ostern!",
    "Je n'ai pas reçu votre réponse.",
    "J'ai besoin de votre accord.",
    "Todavía no he recibido tu respuesta.",
    "Non ho ricevuto la tua risposta.",
    "Ik heb nog geen antwoord gekregen.",
)


def later(text: str) -> bytes:
    return letter("03-06 10:00", ME, BOB, "Invoice 12", text)


@pytest.mark.parametrize("text", HAD)
def test_what_our_own_mail_shows_as_answered_is_not_told_as_open(text: str) -> None:
    assert not established(matter(KICKOFF, question(), later(text)))


@pytest.mark.parametrize("text", NOTHING_HEARD)
def test_what_asks_for_the_answer_or_is_about_something_else_leaves_it_open(text: str) -> None:
    assert ASK in {gap.opener.message_id for gap in established(matter(KICKOFF, question(), later(text)))}


def test_thanks_in_answer_to_a_mail_that_is_held_are_for_that_mail() -> None:
    reply = {"In_Reply_To": "<k@acme.example>", "References": "<k@acme.example>"}
    thanks = letter("03-03 10:00", ME, BOB, "Re: Kickoff", "Great, your notes are in!", **reply)
    assert len(established(matter(KICKOFF, question(), thanks))) == 1


def test_who_asks_the_same_again_has_no_answer_to_it() -> None:
    reminder = "Your corrections are in. Could you approve the draft?"
    again = letter("03-06 10:00", ME, BOB, "Re: Draft of the homepage", reminder, In_Reply_To=ASK, References=ASK)
    assert len(established(matter(KICKOFF, question(), again))) == 1


def silence(*mails: bytes, decisions: Sequence[tuple[str, dict[str, Any]]] = ()) -> tuple[str, ...]:
    """What holds the running silence back."""
    return matter(KICKOFF, *mails, decisions=decisions).silences[-1].held_back_by


def test_nobody_is_told_to_be_silent_whom_our_own_mail_thanks_for_a_call_until_a_person_has_read_it() -> None:
    thanks = later("Minutes of today's call attached.")
    assert silence(question(), later("Here is the invoice for February.")) == ()
    assert silence(question(), thanks) == ("ask_released",)
    read = ("message", {"message": parse_message(thanks).sha256, "expects": "no"})
    assert silence(question(), thanks, decisions=[read]) == ()


def test_nobody_is_told_to_be_silent_before_the_day_that_was_set() -> None:
    assert silence(question("Could you approve the draft by 30 April?")) == ("time_asked_for",)
