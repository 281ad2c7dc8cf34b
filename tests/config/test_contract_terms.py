"""The money of a contract file and the files that it names: read whole, or refused with file, line and key."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from harvester.accounts import completed
from harvester.config.contract import load_contract
from harvester.errors import ConfigError, UsageError
from harvester.model.contract import Contract

HEAD = '[contract]\ntitle = "Statement of Work"\ncurrency = "EUR"\npayments_until = 2026-05-03\n'
INVOICE = """
[[invoice]]
number = "2026-014"
amount = "4800.00"
sent = 2026-02-20
due = { after = "sent", amount = 30, unit = "days" }
"""
BANK = """
[[bank]]
file = "bank.csv"
columns = { date = "Buchungstag", amount = "Betrag", text = ["Verwendungszweck", "Name"], currency = "Waehrung" }
dates = "DD.MM.YYYY"
decimal = ","
"""
LINES = "Buchungstag;Betrag;Verwendungszweck;Name;Waehrung\n02.04.2026;1.200,00;Rechnung 2026-014;Acme Ltd;EUR\n"


def read(folder: Path, text: str, **files: str) -> Contract:
    (folder / "contract.toml").write_text(text, "utf-8")
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, "utf-8")
    return completed(load_contract(folder / "contract.toml"))


def problems(folder: Path, text: str, **files: str) -> str:
    with pytest.raises(UsageError) as told:
        read(folder, text, **files)
    return str(told.value)


def test_every_term_of_money_is_read(tmp_path: Path) -> None:
    text = (
        HEAD
        + 'interest = "germany"\n'
        + INVOICE
        + """
[[work]]
what = "Training material"
hours = "6.5"
rate = "95.00"
clause = "SOW 5.3"
proof = "timesheet.csv"
accepted = 2026-04-02

[[credit]]
amount = "150.00"
reason = "Wireframes one day late"
invoice = "2026-014"

[kill_fee]
percent = "20"
of = "12000.00"
clause = "SOW 9.2"
"""
        + BANK
    )
    found = read(tmp_path, text, bank=LINES)
    assert found.money.rule
    assert (found.money.rule.id, found.money.rule.points) == ("germany", Decimal(9))
    assert (found.money.work[0].amount, found.money.work[0].working) == (Decimal("617.50"), "6.5 h × 95.00")
    assert found.money.kill_fee
    assert (found.money.kill_fee.amount, found.money.kill_fee.working) == (Decimal(2400), "20 % of 12,000.00")
    assert found.money.credits[0].granted is None
    assert [(one.on, one.amount, one.source) for one in found.invoices[0].payments] == [
        (date(2026, 4, 2), Decimal("1200.00"), "bank.csv, line 2")
    ]


@pytest.mark.parametrize(
    ("terms", "points", "series"),
    [
        ('{ percent = "9.00", clause = "SOW 5.4" }', "9.00", None),
        ('{ series = "ecb", points = "8", sum = "40.00", year = 360 }', "8", "ecb"),
    ],
)
def test_own_terms_of_interest_go_before_the_table(tmp_path: Path, terms: str, points: str, series: str | None) -> None:
    rule = read(tmp_path, f"{HEAD}interest = {terms}\n").money.rule
    assert rule
    assert (rule.points, rule.series.id if rule.series else None) == (Decimal(points), series)


def test_an_export_of_invoices_adds_to_those_that_were_entered(tmp_path: Path) -> None:
    rows = "number,amount,currency,sent,due,paid\n2026-014,4800.00,EUR,2026-02-20,2026-03-22,1200.00\n"
    rows += "2026-015,100.00,,2026-03-01,2026-03-31,\n"
    obligation = '[[obligation]]\nid = "pay"\nowed_by = "client"\ntype = "payment"\ninvoice = "2026-015"\n'
    text = HEAD + obligation + INVOICE + '[[invoice_file]]\nfile = "rows.csv"\n'
    found = read(tmp_path, text, rows=rows)
    assert [(one.number, one.stated_paid) for one in found.invoices] == [
        ("2026-014", Decimal("1200.00")),
        ("2026-015", Decimal(0)),
    ]
    assert found.invoices[0].due
    assert found.invoices[0].due.after, "what the contract file says of an invoice goes before"
    assert "there is no “2026-016”" in problems(tmp_path, text.replace("2026-015", "2026-016"), rows=rows)
    assert "rows.csv" in problems(tmp_path, text, rows=rows.replace("4800.00", "4900.00"))
    assert "in USD, and the contract is in EUR" in problems(tmp_path, text, rows=rows.replace("EUR", "USD"))


def test_reference_rates_of_ones_own_are_read(tmp_path: Path) -> None:
    rates = "series,half_year_from,percent,source\nbundesbank,2035-01-01,2.00,Bundesbank\n"
    text = HEAD + 'interest = "germany"\ninterest_rates = "rates.csv"\n'
    rule = read(tmp_path, text, rates=rates).money.rule
    assert rule
    assert rule.series
    assert rule.series.of(date(2035, 5, 1)).percent == Decimal("2.00")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('interest = "narnia"\n', "interest: “narnia” is none of eu, germany, uk, ireland, france"),
        ('interest = "austria"\n', 'write what they say, e.g. { series = "ecb", points = "8", sum = "40.00" }'),
        ('interest = { percent = "900" }\n', "interest.percent: 900 is no percentage of a year"),
        ('interest = { series = "fed", points = "1" }\n', "interest.series: “fed” is none of ecb"),
        ('interest = { percents = "9" }\n', "percents"),
        ('[[work]]\nwhat = "x"\nhours = "2"\n', "work “x”: says no amount; write hours and rate, or amount"),
        ('[[work]]\nwhat = "x"\namount = "-2"\n', "work “x”, amount: -2 is no amount above nought"),
        ('[[credit]]\namount = "1"\n', "reason: is missing"),
        ('[[credit]]\namount = "1"\nreason = "x"\ninvoice = "9"\n', "credit “x”, invoice: there is no “9”"),
        ('[kill_fee]\npercent = "20"\nclause = "9"\n', "says no amount; write amount, or percent"),
        ('[[bank]]\nfile = "bank.csv"\n', "columns: is missing"),
        (BANK + 'received = "H"\n', "needs the column that holds it: columns.direction"),
        (BANK.replace("Betrag", "Summe"), "there is no column “summe”"),
        (BANK.replace("DD.MM.YYYY", "DD.MM"), "“DD.MM” is no form of a date"),
        (BANK.replace('decimal = ","', 'decimal = "."'), "line 2: “1.200,00” is no amount"),
        (BANK.replace('"bank.csv"', '"none.csv"'), "none.csv cannot be read"),
        ('[[invoice_file]]\nfile = "bank.csv"\n', "its columns are none that are known"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, more: str, told: str) -> None:
    assert told in problems(tmp_path, HEAD + more, bank=LINES)


def test_a_problem_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as told:
        read(tmp_path, HEAD + INVOICE + '\n[[credit]]\namount = "x"\nreason = "y"\n')
    assert told.value.problems == ("line 13, credit “y”, amount: “x” is no amount; write it with a point and without "
                                   "separators, e.g. 4800.00",)  # fmt: skip
