"""Sentences of contracts that look like obligations: found, marked where they leave a choice, never decided."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model.documents import Document, Passage, Suggestion
from harvester.phrases.contract import load
from harvester.pipeline.contract.suggest import MARK_BOTH, MARK_MANUAL, MARK_SIDE, suggestions

NAMES = ("Studio North", "Acme")


def suggested(*texts: str) -> list[Suggestion]:
    passages = tuple(Passage(place=f"page {number}", text=text) for number, text in enumerate(texts, 1))
    return suggestions(Document(kind="text", passages=passages), NAMES, load())


def only(text: str) -> Suggestion:
    found = suggested(text)
    assert len(found) == 1, found
    return found[0]


def test_every_obligation_of_the_sample_matter_is_found_with_its_words() -> None:
    """Side and type too, but for what the sentence itself does not tell."""
    data = tomllib.loads((resources.files("harvester") / "sample" / "contract.toml").read_text("utf-8"))
    for entry in data["obligation"]:
        found = only(f"{entry['clause'].split()[1]} {entry['quote']}")
        assert found.quote == entry["quote"]
        assert found.clause == entry["clause"].split()[1]
        assert found.owed_by in {entry["owed_by"], ""}
        if entry["type"] not in {"cure", "manual"}:
            assert found.type == entry["type"]
        if not isinstance(entry.get("due", {}), dict) and entry["type"] != "meeting":
            assert found.due == entry["due"].isoformat()


@pytest.mark.parametrize(
    ("text", "owed_by"),
    [
        ("Questions of the Contractor are to be answered within three business days.", ""),
        ("The Contractor's questions shall be answered within three business days.", ""),
        ("Anfragen der Auftragnehmerin werden innerhalb von drei Werktagen beantwortet.", ""),
        ("Rückfragen des Auftragnehmers werden innerhalb von drei Tagen beantwortet.", ""),
        ("Anfragen der Auftragnehmerin beantwortet der Auftraggeber innerhalb von drei Werktagen.", "client"),
        ("Der Auftraggeber beantwortet Anfragen der Auftragnehmerin innerhalb von drei Werktagen.", "client"),
        ("The Client shall answer questions of the Contractor within three business days.", "client"),
        ("The Contractor shall answer the Client's questions within three business days.", "us"),
    ],
)
def test_whose_questions_they_are_does_not_say_who_owes_the_answer(text: str, owed_by: str) -> None:
    """A time for their answers is never written down as one for ours, nor the other way round."""
    found = only(text)
    assert (found.type, found.owed_by) == ("response", owed_by)
    assert (MARK_SIDE in found.marks) == (owed_by == "")


def test_what_may_be_accepted_or_changed_is_an_approval() -> None:
    text = "Der Auftraggeber gibt den Entwurf innerhalb von fünf Werktagen frei oder nennt Änderungswünsche."
    assert (only(text).type, only(text).owed_by) == ("approval", "client")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("The Contractor shall deliver the report by 10 February 2026.", "2026-02-10"),
        ("The Contractor shall deliver the report no later than February 10th, 2026.", "2026-02-10"),
        ("The Contractor shall deliver the report by 2026-02-10.", "2026-02-10"),
        ("The Contractor shall deliver the report by 13/2/2026.", "2026-02-13"),
        ("The Contractor shall deliver the report by 2/13/2026.", "2026-02-13"),
        ("The Contractor shall deliver the report by 5.5.2026.", "2026-05-05"),
        ("Der Auftragnehmer liefert den Bericht bis zum 10. Februar 2026.", "2026-02-10"),
        ("Der Auftragnehmer liefert den Bericht spätestens am 31.12.2026.", "2026-12-31"),
        ("The Client shall provide texts within ten (10) business days of signing.",
         '{ after = "signed", amount = 10, unit = "business_days" }'),
        ("The Client shall provide access within 2 weeks after the kickoff.",
         '{ after = "sent:ID", amount = 2, unit = "weeks" }'),
        ("The Client shall answer questions within three working days.", '{ amount = 3, unit = "business_days" }'),
        ("Der Auftraggeber beantwortet Fragen binnen 48 Stunden.", '{ amount = 48, unit = "hours" }'),
        ("Der Auftraggeber zahlt innerhalb von vierzehn Tagen nach Erhalt der Rechnung.",
         '{ after = "received", amount = 14, unit = "days" }'),
    ],
)  # fmt: skip
def test_a_date_or_time_limit_is_read_where_it_can_be_read_in_one_way(text: str, due: str) -> None:
    assert only(text).due == due


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("The Client shall pay by 5.4.2026.", "2026-04-05 or 2026-05-04"),
        ("The Client shall pay by 5/4/2026.", "2026-04-05 or 2026-05-04"),
        ("Der Auftraggeber zahlt bis zum 05.04.2026.", "2026-04-05 or 2026-05-04"),
        ("The Client shall pay by 5/4/26.", "no full year"),
        ("The Client shall pay by 31 February 2026.", "is no date"),
        ("The Client shall pay by 30.30.2026.", "is no date"),
        ("The Contractor shall deliver by 1 May 2026 and the Client shall pay by 1 June 2026.", "several dates"),
        ("The Contractor shall deliver by 1 May 2026 or within 5 days of signing.", "several dates"),
    ],
)
def test_what_can_be_read_in_two_ways_is_marked_and_left_open(text: str, mark: str) -> None:
    found = only(text)
    assert found.due == ""
    assert any(mark in one for one in found.marks), found.marks


@pytest.mark.parametrize(
    ("text", "due", "mark"),
    [
        ("Payment terms: 14 days net.", '{ after = "sent", amount = 14, unit = "days" }', "`sent` is assumed"),
        ("Zahlbar innerhalb von 14 Tagen.", '{ after = "sent", amount = 14, unit = "days" }', "`sent` is assumed"),
        ("Zahlbar 14 Tage netto, binnen 7 Tagen 2 % Skonto.", "", "(“14 tage netto”, “binnen 7 tagen”)"),
        ("The Client pays within 30 days, in any case within 6 weeks.", "", "several time limits"),
        ("Der Auftragnehmer liefert am 13. März 2026, 17 Uhr.", "2026-03-13", "“17 Uhr” stands beside the date"),
        ("The Contractor shall deliver by 13 March 2026, 5 pm.", "2026-03-13", "“5 pm” stands beside the date"),
        ("Die Abnahme gilt als erteilt, wenn der Kunde nicht binnen 5 Arbeitstagen widerspricht.",
         '{ after = "sent:ID", amount = 5, unit = "business_days" }', "silence counts as approval"),
    ],
)  # fmt: skip
def test_what_a_date_or_time_limit_leaves_open_is_asked(text: str, due: str, mark: str) -> None:
    found = only(text)
    assert found.due == due
    assert any(mark in one for one in found.marks), found.marks


def test_a_payment_whose_start_is_named_asks_nothing_about_it() -> None:
    for text in ("Zahlbar binnen 14 Tagen nach Rechnungserhalt.", "Payable within 30 days of the invoice date."):
        assert "assumed" not in "".join(only(text).marks)


def test_a_date_that_nothing_makes_due_is_marked() -> None:
    assert "may not be the due date" in "".join(only("Under the offer of 3 May 2026 the Client shall pay.").marks)
    assert "day before" in "".join(only("The Client shall pay before 3 May 2026.").marks)


@pytest.mark.parametrize(
    "text",
    [
        "The Client shall answer promptly.",
        "The Contractor shall use reasonable efforts to deliver.",
        "Der Auftraggeber antwortet unverzüglich.",
        "The Contractor shall keep all information confidential.",
    ],
)
def test_words_without_a_date_are_manual(text: str) -> None:
    found = only(text)
    assert (found.type, found.due, found.marks) == ("manual", "", (MARK_MANUAL,))


def test_promptly_beside_a_date_leaves_the_date() -> None:
    found = only("The Client shall pay promptly and no later than 3 May 2026.")
    assert (found.type, found.due) == ("payment", "2026-05-03")
    assert any("promptly" in mark for mark in found.marks)


@pytest.mark.parametrize(
    ("text", "owed_by", "mark"),
    [
        ("Studio North shall deliver the designs.", "us", ""),
        ("Acme shall pay the fee.", "client", ""),
        ("The Client shall pay Studio North.", "client", ""),
        ("Invoices shall be paid within 30 days.", "", MARK_SIDE),
        ("The parties shall meet every week.", "", MARK_BOTH),
        ("The Client and the Contractor shall meet every week.", "", MARK_SIDE),
    ],
)
def test_who_owes_it_is_told_or_asked(text: str, owed_by: str, mark: str) -> None:
    found = only(text)
    assert found.owed_by == owed_by
    assert not mark or mark in found.marks


@pytest.mark.parametrize(
    "text",
    [
        "“Deliverables” shall mean the items listed in Annex A.",
        "This agreement shall be governed by the laws of Germany.",
        "2. Deliverables",
        "The weather was fine.",
        "",
    ],
)
def test_what_promises_nothing_is_left_out(text: str) -> None:
    assert suggested(text) == []


def test_sentences_end_where_they_end() -> None:
    found = suggested("The Client shall pay No. 5 by 10. May 2026. The Contractor shall deliver e.g. PDF files.")
    assert [one.quote for one in found] == [
        "The Client shall pay No. 5 by 10. May 2026.",
        "The Contractor shall deliver e.g. PDF files.",
    ]


def test_the_items_of_a_list_are_promises_of_their_own() -> None:
    found = suggested(
        "2.1 The Client shall:",
        "(a) provide all content within five (5) Business Days after the Effective Date;",
        "(b) respond to questions within 48 hours.",
        "2.2 The weather is fine.",
    )
    assert [(one.clause, one.owed_by, one.type, one.due) for one in found] == [
        ("2.1 (a)", "client", "input", '{ after = "signed", amount = 5, unit = "business_days" }'),
        ("2.1 (b)", "client", "response", '{ amount = 48, unit = "hours" }'),
    ]
    assert found[1].quote == "The Client shall: respond to questions within 48 hours."
    assert found[1].promise == "Respond to questions within 48 hours"


@pytest.mark.parametrize(
    ("text", "owed_by", "kind"),
    [
        ("Der Auftraggeber hat die Leistungen binnen zwei Wochen nach Zugang abzunehmen.", "client", "approval"),
        ("Der Auftragnehmer verpflichtet sich, Mängel binnen 10 Tagen nach Anzeige zu beseitigen.", "us", "cure"),
        ("Der Auftraggeber hat die Texte bis zum 31.12.2026 bereitzustellen.", "client", "input"),
    ],
)
def test_german_verbs_stand_at_the_end(text: str, owed_by: str, kind: str) -> None:
    found = only(text)
    assert (found.owed_by, found.type) == (owed_by, kind)


@pytest.mark.parametrize(
    "text", ["If the Client fails to pay, the Supplier may suspend the Services.", "Der Auftraggeber kann kündigen."]
)
def test_a_right_is_no_obligation(text: str) -> None:
    assert suggested(text) == []


def test_a_heading_numbers_what_follows_it() -> None:
    found = suggested("§ 5 Vergütung", "Der Auftraggeber zahlt bis zum 31.12.2026.")
    assert [(one.clause, one.place) for one in found] == [("§ 5", "page 2")]


@given(st.text(max_size=400))
def test_any_text_gives_sentences_of_its_own_only(text: str) -> None:
    plain = " ".join(text.split())
    for found in suggested(plain):
        assert found.quote in plain
