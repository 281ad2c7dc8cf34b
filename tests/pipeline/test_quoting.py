"""What is quoted of a mail are words that stand in it together (evidence.md 4)."""

from __future__ import annotations

import pytest

from harvester.model.matter import Side
from harvester.pipeline.disclosure import disclosed
from harvester.pipeline.exhibits import with_exhibits
from tests.pipeline.agreements import HEAD, agreement, theirs
from tests.pipeline.contract.test_invoice_facts import PAY, SENT, invoice
from tests.pipeline.contract.test_invoice_facts import fact as invoice_fact
from tests.pipeline.gaps.test_told_beside import REPLY
from tests.pipeline.letters import BOB, ME, letter, matter, question
from tests.pipeline.test_no_false_accusation import KICKOFF


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        (
            "Could you approve the draft at https://x.example/d?a=1 by Friday?",
            "Could you approve the draft at … by Friday?",
        ),
        ("Could you approve\r\n<https://x.example/d> and www.y.example today?", "Could you approve … and … today?"),
        ("Could you look at https://x.example/d?", "Could you look at …"),
        ("https://x.example/d\r\n\r\nCould you approve the draft?", "Could you approve the draft?"),
        ("Could you approve the draft? It is here: https://x.example/d", "Could you approve the draft?"),
        ("Could you approve the draft?", "Could you approve the draft?"),
    ],
)
def test_a_link_that_is_left_out_of_a_question_shows(written: str, quoted: str) -> None:
    dossier = matter(KICKOFF, question(written))
    (fact,) = [fact for fact in dossier.facts if "Draft of the homepage" in fact.statement]
    assert f": “{quoted}” No reply" in fact.statement


def test_it_shows_in_a_question_of_theirs_and_where_it_stands_beside_ours() -> None:
    asked = letter("03-04 10:00", BOB, ME, "Texts", "Could you send the texts to https://x.example/up by Friday?")
    dossier = matter(KICKOFF, asked)
    (fact,) = [fact for fact in dossier.facts if fact.party is Side.US and "Texts" in fact.statement]
    assert "“Could you send the texts to … by Friday?”" in fact.statement


@pytest.mark.parametrize(
    ("when", "headers"), [("02-27 10:00", {}), ("03-02 10:30", {**REPLY, "Auto_Submitted": "auto-replied"})]
)
def test_it_shows_in_an_absence(when: str, headers: dict[str, str]) -> None:
    away = "I am away until 30 March, see https://x.example/away for my deputy."
    dossier = matter(KICKOFF, question(), letter(when, BOB, ME, "Away", away, **headers))
    (fact,) = [fact for fact in dossier.facts if fact.kind == "unanswered"]
    assert any("“I am away until 30 March, see … for my deputy.”" in one for one in fact.beside)


def test_it_shows_in_an_objection_to_an_invoice() -> None:
    text = "The amount at https://x.example/7 doesn't match the offer."
    head = f"{HEAD}payments_until = 2026-03-20\n"
    objection = theirs("02-20 10:00", "Re: Invoice 7", text)
    found = invoice_fact(agreement(PAY + invoice(), SENT, objection, head=head, as_of="2026-03-25 12:00"))
    assert any("“The amount at … doesn't match the offer.”" in one for one in found.beside)


def test_a_question_with_a_link_is_withheld_like_any_other() -> None:
    """S34: its words are gone from what leaves the program, in the form in which they are quoted, too."""
    text = "Without prejudice.\r\n\r\nCould you take the zebra at https://x.example/d by Friday?"
    dossier = matter(KICKOFF, letter("03-04 10:00", BOB, ME, "Offer", text))
    assert any("zebra at … by" in fact.statement for fact in dossier.facts)
    told = disclosed(with_exhibits(dossier, (), {}))
    assert not any("zebra" in f"{fact}" for fact in told.facts)
    assert not any("zebra" in f"{one}" for one in told.exchanges)
