"""Clauses about ending an agreement: proposed with what must be read again, in English and German; never certain."""

from __future__ import annotations

import tomllib

import pytest

from harvester.model.documents import Document, Passage, SuggestedEnding
from harvester.phrases.contract import load
from harvester.pipeline.contract.suggested_ending import suggested_endings

NAMES = ("Studio North", "Acme")


def suggested(*texts: str) -> list[SuggestedEnding]:
    passages = tuple(Passage(place=f"page {number}", text=text) for number, text in enumerate(texts, 1))
    return suggested_endings(Document(kind="text", passages=passages), NAMES, load())


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Either party may end this agreement with 14 days' notice.", ["convenience 14 days"]),
        ("Either party may terminate this Agreement at any time by giving one month’s written notice.",
         ["convenience 1 months", "form"]),
        ("This agreement may be terminated at any time with thirty (30) days' notice.", ["convenience 30 days"]),
        ("Either party may terminate this contract with immediate effect for good cause.", ["cause"]),
        ("If a material breach is not cured within 10 business days, the other party may terminate the contract.",
         ["cause", "cure 10 business_days"]),
        ("Notices shall be sent by registered letter.", ["form"]),
        ("Any notice of termination must be given in writing to legal@acme.example.", ["form", "address"]),
        ("Upon termination, the Contractor shall hand over all files within ten days.", ["handover 10 days"]),
        ("Within ten days of the end, Studio North hands over the files of what is paid.", ["handover 10 days"]),
        ("Der Vertrag kann mit einer Frist von vier Wochen schriftlich gekündigt werden.",
         ["convenience 4 weeks", "form"]),
        ("Der Vertrag ist jederzeit mit einer Frist von zwei Monaten kündbar.", ["convenience 2 months"]),
        ("Das Recht zur außerordentlichen Kündigung aus wichtigem Grund bleibt unberührt.", ["cause"]),
        ("Die Kündigung bedarf der Textform.", ["form"]),
        ("Ist eine Nachfrist von zehn Arbeitstagen abgelaufen, kann der Vertrag fristlos gekündigt werden.",
         ["cause", "cure 10 business_days"]),
        ("Bei Beendigung des Vertrags hat der Auftragnehmer alle Unterlagen binnen 10 Tagen herauszugeben.",
         ["handover 10 days"]),
        # what says nothing of the end
        ("The client pays within 30 days of receipt of the invoice.", []),
        ("The client shall send written notice of defects within ten days.", []),
        ("The project ends with the launch on 1 May 2026.", []),
        ("Der Auftraggeber zahlt innerhalb von 14 Tagen nach Rechnungseingang.", []),
        ("Termination", []),
    ],
)  # fmt: skip
def test_what_a_clause_says_of_the_end(sentence: str, expected: list[str]) -> None:
    told = []
    for one in suggested(sentence):
        time = tomllib.loads(f"within = {one.within or {}}")["within"]
        told.append(" ".join([one.about, *map(str, time.values())]))
    assert told == expected


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Either party may terminate the contract with 4 weeks' notice to the end of a calendar month.",
         "“the end of a calendar month”: the contract file counts the notice alone"),
        ("Der Vertrag kann ordentlich mit einer Frist von vier Wochen zum Ende eines Quartals gekündigt werden.",
         "“zum Ende eines Quartals”: the contract file counts the notice alone"),
        ("The Client may terminate this contract at any time with 14 days' notice.", "speaks of the client alone"),
        ("The contract may be terminated with 30 days' notice, in the first year with 60 days' notice.",
         "several times are named (30 days, 60 days)"),
        ("Either party may terminate this agreement with 48 hours' prior notice.", "the time is told in hours"),
        ("Either party may terminate this agreement at any time.", "write `within`"),
    ],
)  # fmt: skip
def test_what_must_be_read_again_is_said(sentence: str, told: str) -> None:
    (found, *_) = suggested(sentence)
    assert any(told in mark for mark in found.marks), found.marks
    if "several" in told or "hours" in told:
        assert not found.within


def test_a_clause_keeps_its_number_and_its_place() -> None:
    (found,) = suggested("9. Term", "9.1 Either party may end this agreement with 14 days' notice.")
    assert (found.place, found.clause, found.owed_by) == ("page 2", "9.1", "")
