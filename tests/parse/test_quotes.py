from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model.links import LINK
from harvester.parse import quotes
from harvester.parse.quotes import new_link, new_text

ANSWER = "Fine with me."
PIECES = [
    "http://x.example/a", "HTTPS://X.example", "httpſ://x.example", "www.x.example", "WWW.", "wwW.a?",
    "mailto:a@b.example", "MAILTO:", "maılto:a", "maİlto:a@b", "<http:x>", "<mailto:a@b>", "<HTTPS:>", "://", "text",
    " ", "\n", "\r", "\u2028", ".", "?", ">", "<", '"',
]  # fmt: skip


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, 2 Mar 2026 at 10:00, Ann North <me@studionorth.example> wrote:",
        "On Mon, 2 Mar 2026 at 10:00, Ann North <\nme@studionorth.example> wrote:",
        "Am 02.03.26 um 10:00 schrieb Ann North:",
        "Am Mo., 2. März 2026 um 10:00 Uhr schrieb Ann North <\nme@studionorth.example>:",
        "Ann North <me@studionorth.example> schrieb am Mo., 2. März 2026, 10:00:",
        "Le lun. 2 mars 2026 à 10:00, Ann North <me@studionorth.example> a écrit :",
        "El lun, 2 mar 2026 a las 10:00, Ann North (<me@studionorth.example>) escribió:",
        "Il giorno lun 2 mar 2026 alle ore 10:00 Ann North <me@studionorth.example> ha scritto:",
        "Op ma 2 mrt 2026 om 10:00 schreef Ann North <me@studionorth.example>:",
        "Den mån 2 mars 2026 kl 10:00 skrev Ann North <\nme@studionorth.example>:",
        "man. 2. mar. 2026 kl. 10:00 skrev Ann North <me@studionorth.example>:",
        "ma 2. maalisk. 2026 klo 10.00 Ann North (me@studionorth.example) kirjoitti:",
        "Em seg., 2 de mar. de 2026 às 10:00, Ann North <me@studionorth.example>\nescreveu:",
        "W dniu 2.03.2026 o 10:00, Ann North pisze:",
        "pon., 2 mar 2026 o 10:00 Ann North <me@studionorth.example> napisał(a):",
        "po 2. 3. 2026 v 10:00 odesílatel Ann North <me@studionorth.example> napsal:",
        "пн, 2 мар. 2026 г. в 10:00, Ann North <me@studionorth.example>:",
        "2026年3月2日(月) 10:00 Ann North <me@studionorth.example>:",
        "Ann North, 2 March 2026 10:00:",
        "Ann North <me@studionorth.example>, 2026-03-02 10:00:",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_what_follows_an_attribution_is_not_the_authors(attribution: str, mark: str) -> None:
    assert new_text(f"{ANSWER}\n\n{attribution}\n{mark}Shall we start?\n{mark}Ann") == ANSWER


def test_answers_between_quotes_stay() -> None:
    text = "On Mon, 2 Mar 2026 at 10:00, Ann wrote:\n> Blue?\nYes, blue.\n> Friday?\nFriday works."
    assert new_text(text) == "Yes, blue.\nFriday works."


@pytest.mark.parametrize(
    "head",
    [
        "From: Ann North <me@studionorth.example>\nSent: Monday, 2 March 2026 10:00\nTo: Bob Roe\nSubject: Draft",
        "Von: Ann North\nGesendet: Montag, 2. März 2026 10:00\nAn: Bob Roe\nBetreff: Entwurf",
        "De : Ann North\nEnvoyé : lundi 2 mars 2026 10:00\nÀ : Bob Roe\nObjet : Projet",
        "De: Ann North\nEnviado el: lunes, 2 de marzo de 2026\nPara: Bob Roe\nAsunto: Borrador",
        "Da: Ann North\nInviato: lunedì 2 marzo 2026\nA: Bob Roe\nOggetto: Bozza",
        "Van: Ann North\nVerzonden: maandag 2 maart 2026\nAan: Bob Roe\nOnderwerp: Ontwerp",
        "Från: Ann North\nSkickat: den 2 mars 2026 10:00\nTill: Bob Roe\nÄmne: Utkast",
        "Fra: Ann North\nSendt: 2. mars 2026 10:00\nTil: Bob Roe\nEmne: Utkast",
        "Lähettäjä: Ann North\nLähetetty: maanantai 2. maaliskuuta 2026 10.00\nVastaanottaja: Bob Roe\nAihe: Luonnos",
        "De: Ann North\nEnviada em: segunda-feira, 2 de março de 2026 10:00\nPara: Bob Roe\nAssunto: Rascunho",
        "Od: Ann North\nWysłano: 2 marca 2026 10:00\nDo: Bob Roe\nTemat: Szkic",
        "Od: Ann North\nOdesláno: pondělí 2. března 2026 10:00\nKomu: Bob Roe\nPředmět: Návrh",
        "От: Ann North\nОтправлено: 2 марта 2026 г. 10:00\nКому: Bob Roe\nТема: Черновик",
        "差出人: Ann North\n送信日時: 2026年3月2日 10:00\n宛先: Bob Roe\n件名: 草稿",
        "Avsändare: Ann North <me@studionorth.example>\nMottagare: Bob Roe\nRubrik: Utkast",
        "Kimden: Ann North\nTarih: 2 Mart 2026 10:00\nKime: Bob Roe\nKonu: Taslak",
        "*From:* Ann North <me@studionorth.example>\n*Date:* Monday\n*Subject:* Draft",
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "-----Message d'origine-----",
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "Anfang der weitergeleiteten Nachricht:",
    ],
)
def test_an_older_message_below_is_cut(head: str) -> None:
    assert new_text(f"{ANSWER}\n\n________________________________\n{head}\n\nShall we start?") in {
        ANSWER,
        f"{ANSWER}\n\n________________________________",
    }


def test_a_forward_without_a_word_of_its_own_says_nothing() -> None:
    """S14: the words of somebody else."""
    assert new_text("---------- Forwarded message ---------\nFrom: x\n\nI accept your offer.") == ""


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnn North\nNeed a website?",
        "Best regards,\nAnn North\nNeed a website?",
        "Best regards, Ann\nNeed a website?",
        "Mit freundlichen Grüßen\n\nAnn North\nBrauchen Sie eine Webseite?",
        "Cordialement,\nAnn\nBesoin d'un site ?",
        "Un saludo,\nAnn",
        "Cordiali saluti\nAnn",
        "Met vriendelijke groet,\nAnn",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Confidentiality notice: this message is confidential. Are you the addressee?",
        "This email and any files with it are confidential and intended solely for the addressee.",
    ],
)
def test_signature_and_disclaimer_are_cut(signature: str) -> None:
    assert new_text(f"{ANSWER}\n\n{signature}") == ANSWER


def test_a_postscript_below_the_signature_stays() -> None:
    assert new_text("Fine.\n\nBest regards,\nAnn\n\nP.S. Could you send the logo?").endswith("Could you send the logo?")


def test_urls_are_cut_and_the_question_mark_behind_one_is_not_lost() -> None:
    assert new_text("See https://x.example/a?b=1 and <https://y.example/?q=2>") == "See   and"
    assert "?" not in new_text("https://x.example/?utm=1")


@pytest.mark.parametrize(
    "text",
    [
        "From: Berlin to Paris we need two days.\nThat is all.",
        "On Monday I wrote: the draft is late.\nStill true.",
        "Best of all: it works.\nAnd it is fast.",
        "Am Montag schrieb ich dir.\nHast du es gelesen?",
    ],
)
def test_ordinary_prose_stays(text: str) -> None:
    assert new_text(text) == text


def test_a_line_that_an_mbox_escaped_is_the_authors_own() -> None:
    text = "The draft is good.\n>From what I can see, could you send the logo?\nBob"
    assert new_text(text) == "The draft is good.\nFrom what I can see, could you send the logo?\nBob"
    assert new_text(">From here on we could start?") == "From here on we could start?"


@pytest.mark.parametrize("quote", ["> Hello\n>From what I can see, shall we?", ">From what I can see,\n> shall we?"])
def test_a_quoted_line_that_begins_so_stays_a_quote(quote: str) -> None:
    assert new_text(f"{ANSWER}\n\n{quote}") == ANSWER


def test_bars_mark_quotes_too() -> None:
    assert new_text(f"{ANSWER}\n| Shall we start?\n|\n| Ann") == ANSWER


def test_lists_and_tables_of_the_author_stay() -> None:
    lists = "Here is what we need:\n\nColour: blue\nFont: any\nPages: three\n\nCould you send a draft?"
    assert new_text(lists) == lists
    table = "| page | state |\n| home | done |"
    assert new_text(table) == table
    assert new_text("We meet on 2 March 2026 at 10:00:\n- colours\n- fonts").endswith("- fonts")
    assert new_text("Bob skrev:\nJa.") == "Bob skrev:\nJa."


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_every_url_is_found_whatever_else_stands_there(text: str) -> None:
    """Most lines are passed over by a glance; the pattern itself, over the whole text, finds no more."""
    own = "\n".join(quotes._own_lines(text))
    assert new_text(text) == re.sub(r"\n{3,}", "\n\n", LINK.sub(" ", own)).strip()
    links = [found.group().casefold().lstrip("<") for found in LINK.finditer(own)]
    assert new_link(text) == any(not link.startswith("mailto:") for link in links)
