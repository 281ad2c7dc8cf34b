"""The contract in PDF, Word and Excel: what was promised stands there as the documents for scripts say it."""

from __future__ import annotations

import json

import pytest

from harvester.model.dossier import Dossier
from reports import documents, report, words
from reports.agreements import obligations_document
from tests.reports.dossiers import small
from tests.reports.readback import cells_of, docx_text, pdf_text, plain, rows_of, workbook


@pytest.fixture(scope="module")
def printed(sample_dossier: Dossier) -> dict[str, bytes]:
    return {form: report(form)(sample_dossier)[f"facts.{form}"] for form in ("pdf", "docx", "xlsx")}


def test_every_obligation_invoice_and_remedy_stands_in_every_format(
    printed: dict[str, bytes], sample_dossier: Dossier
) -> None:
    document = json.loads(documents.encoded(obligations_document(sample_dossier)))
    assert document["obligations"]
    assert document["invoices"]
    assert document["fix_first"]
    sheet = {row["Id"]: row for row in rows_of(printed["xlsx"], "Obligations")}
    standings = {one.obligation.id: one for one in sample_dossier.obligations}
    for text in (pdf_text(printed["pdf"]), docx_text(printed["docx"])):
        for row in document["obligations"]:
            told = words.standing(standings[row["id"]])
            assert plain(row["promise"] or row["quote"] or row["id"]) in text
            assert plain(told) in text
            assert sheet[row["id"]]["Standing"] == told
        for invoice in document["invoices"]:
            assert plain(f"{float(invoice['outstanding']):,.2f}") in text
        for fix in document["fix_first"]:
            assert plain(fix["what"]) in text
            assert plain(fix["how"]) in text


def test_money_is_a_number_and_a_date_a_date_in_the_workbook(
    printed: dict[str, bytes], sample_dossier: Dossier
) -> None:
    rows = rows_of(printed["xlsx"], "Invoices")
    for row, one in zip(rows, sample_dossier.accounts.invoices, strict=True):
        assert row["Amount"] == float(one.amount)
        assert row["Open"] == float(one.outstanding)
        assert one.due
        assert row["Due"].date() == one.due
    assert not [cell for cell in cells_of(printed["xlsx"]) if cell.data_type == "f"]


def test_what_the_user_wants_from_the_client_is_in_no_document_that_is_handed_over(
    printed: dict[str, bytes], sample_dossier: Dossier
) -> None:
    contract = sample_dossier.engagement.contract
    assert contract
    assert contract.outcome
    told = plain(contract.outcome)
    assert told not in pdf_text(printed["pdf"]) + docx_text(printed["docx"])
    assert told not in plain("".join(str(cell.value) for cell in cells_of(printed["xlsx"])))


def test_without_a_contract_there_is_no_section_of_one() -> None:
    assert plain("The contract") not in pdf_text(report("pdf")(small())["facts.pdf"])
    assert "Obligations" not in workbook(report("xlsx")(small())["facts.xlsx"]).sheetnames
