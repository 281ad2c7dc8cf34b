from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.model.phrases import Phrases
from harvester.parse.quotes import new_text
from harvester.phrases import load
from harvester.pipeline.mails.expectation import expectation

PHRASES = load()


def expects(text: str) -> str:
    return expectation(new_text(text), PHRASES)[0].value


@pytest.mark.parametrize(
    "text",
    [
        "Shall we start on Monday?",
        "Thanks, could you send the logo.",
        "Please confirm the date.",
        "Please let me know by Friday.",
        "Let me know what you think.",
        "I am still waiting for the contract.",
        "Did you see my mail",
        "Have you seen https://x.example/a?b=1 ?",
        "Let me know if you have any questions. Could you also send the logo?",
        "Please find attached the contract. Please sign it.",
        "Bitte bestätigen Sie den Termin.",
        "Bitte die Freigabe bis Freitag schicken.",
        "Könnten Sie mir das Logo schicken",
        "Ich warte noch auf die Unterlagen.",
        "Merci de confirmer la date.",
        "Pourriez-vous m'envoyer le logo",
        "Vous pouvez confirmer ?",
        "Sauf erreur de ma part, je n'ai rien reçu.",
        "Por favor, confirme la fecha.",
        "¿Empezamos el lunes?",
        "Per favore, fammi sapere entro venerdì.",
        "Potreste inviarci il logo?",
        "Graag ontvang ik je akkoord.",
        "Gelieve te bevestigen.",
        "How are you getting on with the logo?",
        "We can't go on without the logo, so please send it.\n\nBest regards,\nAnn",
        "Ok?",
        "OK, but can you send the logo",
        "何時ですか？よろしく",
    ],
)
def test_a_question_request_or_reminder_expects_an_answer(text: str) -> None:
    assert expects(text) == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "Thanks, that works for us.",
        "Hi Bob,\nthanks a lot!\nAnn",
        "Bob, thanks!",
        "Danke!",
        "Hallo Bob,\n\nvielen Dank.\n\nViele Grüße\nAnn",
        "Merci !",
        "Gracias.",
        "Grazie mille",
        "Bedankt!",
        "Ok",
        "Noted.",
        "Will do",
        "Bitte schön!",
        "Here are the minutes, no reply needed.",
        "Nur zur Info: wir gehen am Montag live.",
        "Thanks!\n\nSent from my iPhone",
        "Thanks!\n\nOn Mon, 2 Mar 2026 at 10:00, Bob wrote:\n> Shall we start?",
        "Thanks!\n-- \nAnn North\nNeed a website?",
        "Thanks! https://x.example/?q=1",
    ],
)
def test_a_closing_expects_nothing(text: str) -> None:
    assert expects(text) == "no"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Please find attached the contract.",
        "Sollten Sie bis 28. August Änderungen haben, schicken Sie mir bitte eine Liste.",
        "Let me know if you have any questions.",
        "Please let me know if you have any questions!",
        "Feel free to call me.",
        "Any questions?",
        "How are you? The draft goes live on Monday.",
        "The draft goes live on Monday.",
        "See https://x.example/a?b=1 for the draft",
        'The form asks "Are you over 18?" and that stays.',
        "Der Knopf fragt „Wirklich löschen?“ und das bleibt.",
        "O formulário perguntou ao visitante: quer receber a nossa newsletter?",
        "We will reply by Friday.",
        "Hier können Sie die Datei laden.",
        "Bitte entschuldigen Sie die Verspätung.",
        "Bitte beachten Sie die neue Adresse.",
        "Anbei die Rechnung. Bei Fragen melden Sie sich gerne.",
        "Veuillez trouver ci-joint la facture. N'hésitez pas à me contacter.",
        "Merci de nous avoir envoyé le logo, nous publions lundi et le reste suivra dans la semaine.",
        "Adjunto la factura. No dude en llamarme.",
        "In allegato la fattura. Non esitate a contattarci.",
        "Bijgevoegd de factuur. Hier kunt u alles vinden.",
        "The button is not ok on mobile. Thanks, Ann",
        "Please note that the office is closed.",
        "Here is the draft.\n\nOn Mon, 2 Mar 2026 at 10:00, Bob wrote:\n> Could you send it?",
        "Here is the draft.\n\nBest regards,\nAnn North\nNeed a website?",
        "index.php?id=3 is live",
        "Please let me know if you would like any changes.",
        "Lassen Sie mich wissen, falls etwas fehlt.",
        "Dites-moi si vous avez des questions.",
        "Thanks in advance!",
        "Vielen Dank im Voraus",
        "Ok, but the logo is missing.",
        "Merci, mais la page manque.",
        "Thanks for the files, they are now in the shared folder and the page goes live on Monday.",
    ],
)
def test_in_doubt_it_is_unknown(text: str) -> None:
    assert expects(text) == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "Hi Bob, how was your holiday? The draft is attached.",
        "Hi Bob, did you have a nice weekend? The draft is attached.",
        "Hi Bob, everything ok over there? The draft is attached.",
        "Hallo Bob, alles klar bei euch? Anbei der Entwurf.",
        "Hallo Bob, schönes Wochenende gehabt? Anbei der Entwurf.",
        "Hola Bob, ¿qué tal? Te adjunto el borrador de la página.",
        "Ciao Bob, tutto bene? Ti allego la bozza.",
        "Hoi Bob, hoe is het met je? Hierbij het ontwerp.",
        "Olá Bob, tudo bem? Segue o rascunho em anexo.",
        "Bob, como vai? O rascunho está pronto.",
        "Hej Bob, hur mår du? Här kommer utkastet.",
        "Dear Mr Roe, anything else? Otherwise I will carry on.",
    ],
)
def test_small_talk_behind_a_greeting_asks_nothing(text: str) -> None:
    assert expects(text) == "unknown"
    assert expects(f"{text} Could you approve it?") == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "Please find the invoice attached. Please pay within 30 days.",
        "Please transfer the amount to the account below.",
        "Bitte überweisen Sie den Betrag bis zum 31. März.",
        "Wir bitten um Überweisung binnen 14 Tagen.",
        "Merci de régler la facture sous 30 jours.",
        "Por favor, proceda al pago de la factura.",
        "Si prega di pagare entro 30 giorni.",
        "Gelieve te betalen binnen 14 dagen.",
    ],
)
def test_who_asks_for_money_waits_for_the_bank_and_not_for_a_mail(text: str) -> None:
    assert expects(text) == "unknown"


def test_the_rule_names_the_phrase_that_decided() -> None:
    assert expectation("Could you send it", PHRASES)[1] == "X3 could you send"
    assert expectation("Shall we start?", PHRASES)[1] == "X3 ?"
    assert expectation("Thanks!", PHRASES)[1] == "X2 thanks"
    assert expectation("No reply needed.", PHRASES)[1] == "X2 no reply needed"
    assert expectation("We go live.", PHRASES)[1] == "X4"


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("Thanks! https://x.example/?q=1", "no"),
        ("Hello!\nBob, thanks!", "no"),
        ("Good morning Bob Roe and Carol,\nthanks!", "no"),
        ("– Thanks!", "no"),
        ("Thanks! Any questions?", "unknown"),
        ("Hi Bob, if you want changes, please let me know.", "unknown"),
        ("If you want changes, please let me know.", "unknown"),
        ("All good?", "yes"),
        ("All good? The draft goes live.", "unknown"),
        ("We go live. All good? The next date is Monday.", "unknown"),
        ("The form asks: are you over 18?", "unknown"),
        ("One question: shall we start?", "yes"),
        ("He asked for it: no. Shall we start?", "yes"),
    ],
)
def test_greetings_links_and_forms_of_speech_decide_nothing(text: str, decided: str) -> None:
    """X2 to X4, of the words as they are: what was quoted and what a signature holds is gone already."""
    assert expectation(text, PHRASES)[0].value == decided


def test_whatever_is_not_decided_names_its_rule() -> None:
    """X4."""
    for text in ("Ok, but the logo is missing.", "Thanks for " + "x " * 11, "Thanks! Any questions?", ""):
        assert expectation(text, PHRASES)[1] == "X4", text
    assert expectation("Kannst du mir das Logo schicken", PHRASES)[1] == "X3 kannst du mir"
    assert expectation("Ja, gerne!", PHRASES)[1] == "X2 ja, gerne", "the longest phrase that stands there"
    assert expectation("Dag hoor!", replace(PHRASES, closings=(*PHRASES.closings, "dag hoor")))[1] == "X2 dag hoor", (
        "though it begins as a greeting"
    )


def test_at_most_twelve_words_are_a_closing_where_nothing_else_is_configured() -> None:
    """X2."""
    assert expectation("Thanks for " + "x " * 10, PHRASES)[0].value == "no"
    assert expectation("Thanks for " + "x " * 11, PHRASES)[0].value == "unknown"


def test_where_no_condition_is_known_every_request_counts() -> None:
    for text in ("– send it", "send it"):
        assert expectation(text, Phrases(requests=("send",)))[0].value == "yes"


def test_the_length_of_a_closing_is_a_threshold() -> None:
    text = "Thanks for the logo."
    assert expectation(text, PHRASES, closing_words=4)[0].value == "no"
    assert expectation(text, PHRASES, closing_words=3)[0].value == "unknown"


def test_a_gap_in_a_phrase_does_not_cross_a_sentence() -> None:
    phrases = Phrases(requests=("bitte ... schicken",))
    assert expectation("Bitte bis Freitag alles schicken", phrases)[0].value == "yes"
    assert expectation("Danke, bitte. Wir schicken alles", phrases)[0].value == "unknown"
    assert expectation("Danke, bitte\n\nwir schicken alles", phrases)[0].value == "unknown"
    assert expectation("Danke, bitte\nalles schicken", phrases)[0].value == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "Any big plans?", "How was your weekend?", "How's the weather?", "Wie war der Urlaub?", "Gut erholt?",
        "¿Qué tal las vacaciones?", "Comment s'est passé le week-end ?", "Com'è andato il fine settimana?",
        "Hoe was de vakantie?", "Como foram as férias?",
        "Alles gut bei euch?", "Bist du gut angekommen?", "All good on your side?", "Is everything okay with you?",
    ],
)  # fmt: skip
def test_small_talk_asks_nothing_though_a_mail_holds_nothing_else(text: str) -> None:
    assert expects(text) == "unknown"


@pytest.mark.parametrize(
    "text", ["How was the draft?", "Wie läuft der Test?", "¿Qué tal el borrador?", "All good with the draft?"]
)
def test_what_is_asked_of_the_work_in_the_same_words_is_a_question(text: str) -> None:
    assert expects(text) == "yes"
