"""Exports of banks and invoicing programs: read where they can be read in one way, else an error with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model.money import Columns
from harvester.parse.money_cells import amount, date_form, day
from harvester.parse.money_files import FileProblem, bank_lines, invoice_rows

SPARKASSE = """\
Auftragskonto;Buchungstag;Verwendungszweck;Name;Betrag;Währung
DE00;02.04.2026;Rechnung 2026-014 Teilzahlung;Acme Ltd;1.200,00;EUR
DE00;07.04.2026;Miete;Vermieter;-850,00;EUR
;;;;;
"""
GERMAN = Columns(
    file="bank.csv",
    names=(
        ("date", ("Buchungstag",)),
        ("amount", ("Betrag",)),
        ("text", ("Verwendungszweck", "Name")),
        ("currency", ("Währung",)),
    ),
    dates="DD.MM.YYYY",
    decimal=",",
)


@pytest.mark.parametrize(
    ("cell", "decimal", "expected"),
    [
        ("1.200,00", ",", "1200.00"), ("1.200,00", "", "1200.00"), ("1,200.00", "", "1200.00"), ("1200", "", "1200"),
        ("12,5", "", "12.5"), ("1.234.567", "", "1234567"), ("1.234", ",", "1234"), ("1.234", ".", "1.234"),
        ("-850,00", ",", "-850.00"), ("850,00-", ",", "-850.00"), ("(850.00)", ".", "-850.00"), ("−5", "", "-5"),
        ("€ 1 200,00", ",", "1200.00"), ("1'200.00 CHF", ".", "1200.00"), ("£0.01", "", "0.01"),
    ],
)  # fmt: skip
def test_amounts_of_every_country_are_read(cell: str, decimal: str, expected: str) -> None:
    assert amount(cell, decimal) == Decimal(expected)


@pytest.mark.parametrize(
    ("cell", "decimal"),
    [
        ("1.234", ""), ("1,234", ""), ("", ""), ("abc", ""), ("1.2.3,4", ","), ("12.34", ","), ("1,2,3", "."),
        ("NaN", ""), ("1e5", ""), ("(5", ""), ("1,234,5", "."), ("٣", ""),
    ],
)  # fmt: skip
def test_an_amount_that_can_be_read_in_two_ways_or_none_is_refused(cell: str, decimal: str) -> None:
    with pytest.raises(ValueError, match=r"amount|two ways"):
        amount(cell, decimal)


@given(st.decimals(0, 10_000_000, places=2))
def test_what_both_countries_write_is_read_back(value: Decimal) -> None:
    english = f"{value:,}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert amount(english, ".") == amount(german, ",") == value


def test_dates_are_read_by_their_form_only() -> None:
    assert day("2026-04-05") == date(2026, 4, 5)
    assert day("05.04.2026", "DD.MM.YYYY") == date(2026, 4, 5)
    assert day("4/5/26", "M/D/YY") == date(2026, 4, 5)
    for cell, form, told in (
        ("05.04.2026", "", "name its form: dates"),
        ("13/05/2026", "MM/DD/YYYY", "no calendar has"),
        ("2026-04-05", "DD.MM.YYYY", "of the form DD.MM.YYYY"),
    ):
        with pytest.raises(ValueError, match=told):
            day(cell, form)
    with pytest.raises(ValueError, match="no form of a date"):
        date_form("MM/YYYY")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_german_bank_export_is_read(encoding: str) -> None:
    found = bank_lines(SPARKASSE.encode(encoding), GERMAN)
    assert [(one.line, one.on, one.amount, one.currency) for one in found] == [
        (2, date(2026, 4, 2), Decimal("1200.00"), "EUR"),
        (3, date(2026, 4, 7), Decimal("-850.00"), "EUR"),
    ]
    assert found[0].text == "Rechnung 2026-014 Teilzahlung Acme Ltd"
    assert found[0].source == "bank.csv, line 2"


def test_signs_and_lines_above_the_header_follow_what_is_said_of_the_file() -> None:
    raw = b"Export of 3 May\n\nDate,Amount,Way,Text\n2026-04-02,5.00,credit,A\n2026-04-03,7.00,debit,B\n"
    names = (("date", ("Date",)), ("amount", ("Amount",)), ("direction", ("Way",)), ("text", ("Text",)))
    columns = Columns(file="b.csv", names=names, received="Credit", skip_lines=2)
    assert [(one.line, one.amount) for one in bank_lines(raw, columns)] == [(4, Decimal(5)), (5, Decimal(-7))]
    turned = Columns(file="b.csv", names=names, received="negative", skip_lines=2, not_ours=(5,))
    assert [(one.line, one.amount) for one in bank_lines(raw, turned)] == [(4, Decimal(-5))]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (SPARKASSE.replace("02.04.2026", "31.02.2026"), "line 2: “31.02.2026” is a day that no calendar has"),
        (SPARKASSE.replace("1.200,00", "1200.00"), "line 2: “1200.00” is no amount with “,” before the cents"),
        (SPARKASSE.replace("-850,00", ""), "line 3: “” is no amount"),
        (SPARKASSE.replace("Betrag", "Summe"), "there is no column “betrag”"),
        ("", "it is empty"),
        ('Buchungstag;Betrag;Verwendungszweck;Name;Währung\n"02', "line 2"),
    ],
)
def test_a_line_that_cannot_be_read_is_an_error_for_it_may_be_a_payment(raw: str, told: str) -> None:
    with pytest.raises(FileProblem) as error:
        bank_lines(raw.encode(), GERMAN)
    assert told in "\n".join(error.value.problems)


XERO = (
    "*ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,TaxTotal,InvoiceAmountPaid,"
    "InvoiceAmountDue,Description,Currency,Type,Sent,Status\n"
    "Acme Ltd,bob@acme.example,INV-0014,,20/02/2026,22/03/2026,4800.00,0.00,1200.00,3600.00,Design,EUR,"
    "Sales invoice,Sent,Awaiting Payment\n"
    "Acme Ltd,bob@acme.example,INV-0014,,20/02/2026,22/03/2026,4800.00,0.00,1200.00,3600.00,Build,EUR,"
    "Sales invoice,Sent,Awaiting Payment\n"
    "Acme Ltd,bob@acme.example,INV-0015,,20/02/2026,22/03/2026,10.00,0.00,0.00,10.00,Draft,EUR,Sales invoice,,Draft\n"
)
NINJA = (
    "Invoice Amount,Invoice Balance,Client Name,Invoice Date,Invoice Due Date,Invoice Number,Invoice Paid to Date,"
    "Invoice Status,Invoice Currency\n"
    "4800.00,3600.00,Acme Ltd,2026-02-20,2026-03-22,2026-014,1200.00,Partial,EUR\n"
)
OWN = "number,amount,currency,sent,due\n2026-014,4800.00,EUR,2026-02-20,2026-03-22\n2026-015,100.00,EUR,2026-03-01,\n"


@pytest.mark.parametrize(
    ("raw", "dates", "expected"),
    [
        (XERO, "DD/MM/YYYY", [("INV-0014", "4800.00", "1200.00", date(2026, 3, 22))]),
        (NINJA, "", [("2026-014", "4800.00", "1200.00", date(2026, 3, 22))]),
        (OWN, "", [("2026-014", "4800.00", None, date(2026, 3, 22)), ("2026-015", "100.00", None, None)]),
    ],
    ids=["xero", "invoice ninja", "own"],
)
def test_an_export_is_known_by_its_header(raw: str, dates: str, expected: list[tuple[object, ...]]) -> None:
    found = invoice_rows(raw.encode(), Columns(file="i.csv", dates=dates))
    assert [(one.number, one.amount, one.paid, one.due) for one in found] == [
        (number, Decimal(str(total)), None if paid is None else Decimal(str(paid)), due)
        for number, total, paid, due in expected
    ]
    assert {one.currency for one in found} == {"EUR"}
    assert found[0].sent == date(2026, 2, 20)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (XERO, "name its form: dates"),
        (OWN.replace("4800.00", "-4800.00"), "no invoice over an amount above nought; enter a credit as [[credit]]"),
        (OWN.replace("4800.00", "0"), "no invoice over an amount above nought"),
        (OWN.replace("2026-015", "2026-014"), "stands in it twice, and not with the same"),
        (OWN.replace("\n2026-015", "\n"), "this invoice has no number"),
        ("a,b\n1,2\n", "its columns are none that are known"),
    ],
)
def test_an_invoice_that_cannot_be_read_is_an_error(raw: str, told: str) -> None:
    with pytest.raises(FileProblem) as error:
        invoice_rows(raw.encode(), Columns(file="i.csv"))
    assert told in "\n".join(error.value.problems)


def test_other_columns_can_be_named() -> None:
    names = (("number", ("Nr",)), ("amount", ("Summe",)), ("sent", ("Datum",)))
    columns = Columns(file="i.csv", names=names, dates="DD.MM.YYYY", decimal=",")
    (found,) = invoice_rows(b"Nr;Summe;Datum\n14;4.800,00;20.02.2026\n", columns)
    assert (found.number, found.amount, found.sent) == ("14", Decimal(4800), date(2026, 2, 20))
