"""The money of a matter on the terminal and as a document: the same figures, each with its working."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from harvester.cli.layout import out
from harvester.cli.lists.accounts import print_accounts
from harvester.model.dossier import Dossier
from harvester.model.money import Accounts, BankLine, InvoiceStanding, Unmatched
from reports.money_tables import money_document


def shown(dossier: Dossier, capsys: pytest.CaptureFixture[str], width: int = 100) -> str:
    print_accounts(dossier, out(width))
    return capsys.readouterr().out


def unproven() -> Accounts:
    movement = BankLine(line=7, on=date(2026, 4, 9), amount=Decimal(4800), text="Acme\x1b[31m", source="b.csv, line 7")
    candidate = Unmatched(line=movement, reason="names no invoice of this contract")
    standing = InvoiceStanding(
        number="2026-014",
        amount=Decimal("4800.00"),
        currency="EUR",
        sent=date(2026, 2, 20),
        due=date(2026, 3, 22),
        paid=Decimal(0),
        credited=Decimal(0),
        outstanding=Decimal("4800.00"),
        status="unproven",
        reason="unmatched_candidates",
        candidates=(candidate,),
        interest_problem="reference_rates.csv holds no rate. Look it up.",
    )
    return Accounts(invoices=(standing,), unmatched=(candidate,) * 12)


def test_the_sample_matter_prints_what_its_documents_hold(
    sample_dossier: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    text = " ".join(shown(sample_dossier, capsys).split())
    assert "2026-014 4,800.00 EUR Sun 22 Mar 2026 1,200.00 3,600.00 open after its date, 42 days" in text
    assert "4,800.00 EUR × 10.27 % × 11 days / 365 = 14.8563" in text
    assert "check with counsel" in text
    assert "Payments are known up to Sunday 3 May 2026, on your word." in text
    document = money_document(sample_dossier)
    (invoice,) = document["invoices"]
    assert (invoice["number"], invoice["outstanding"], invoice["days_late"]) == ("2026-014", "3600.00", 42)
    assert (invoice["interest"]["amount"], invoice["interest"]["fixed_sum"]) == ("46.26", "40.00")
    assert [document["recoup"][name]["total"] for name in ("low", "expected", "high")] == [
        "3600.00",
        "3646.26",
        "3686.26",
    ]
    for name in ("low", "expected", "high"):
        reckoning = document["recoup"][name]
        assert sum(Decimal(item["amount"]) for item in reckoning["items"]) == Decimal(reckoning["total"])


@pytest.mark.parametrize("width", [50, 100])
def test_what_is_not_established_says_so_and_names_the_way_out(
    sample_dossier: Dossier, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    dossier = replace(sample_dossier, accounts=unproven())
    text = " ".join(shown(dossier, capsys, width).split())
    assert "not established" in text
    assert "late" not in text
    assert "May be a payment of invoice 2026-014: 4,800.00 on Thursday 9 April 2026 (b.csv, line 7)" in text
    assert "write payments_until under [contract]" in text
    assert "Interest on invoice 2026-014 is not reckoned. reference_rates.csv holds no rate." in text
    assert "12 movements of the bank counted as no payment:" in text
    assert "and 2 more; --json lists all." in text
    assert "\x1b" not in text
    document = money_document(dossier)
    assert document["invoices"][0]["days_late"] is None
    assert len(document["unmatched_payments"]) == 12


def test_a_matter_without_money_prints_nothing_of_it(
    sample_dossier: Dossier, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = replace(sample_dossier, accounts=Accounts())
    assert shown(nothing, capsys) == ""
    assert money_document(nothing) == {
        "invoices": [], "payments_until": None, "recoup": None, "unmatched_payments": [],
    }  # fmt: skip
