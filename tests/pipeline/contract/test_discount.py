"""A discount for early payment (Skonto): all but it, in time, is the whole (contract.md 6, P1)."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from rich.console import Console

from harvester.cli.lists.accounts import print_accounts
from tests.pipeline.agreements import standing
from tests.pipeline.contract.test_invoice_facts import PAY, fact, invoice, matter

SENT_BY = 'sent_by = { subject = "Invoice 7" }'
TERMS = f'{SENT_BY}\ndiscount = {{ percent = "3", amount = 14, unit = "days" }}'
"""Sent on Saturday 31 January 2026: 14 days end on Saturday 14 February; payable by 2 March."""


@pytest.mark.parametrize(
    ("paid", "status", "outstanding"),
    [
        ([("2026-02-13", "97.00")], "paid", "0.00"),
        ([("2026-02-16", "97.00")], "paid", "0.00"),  # the Monday after: against the author
        ([("2026-02-02", "40.00"), ("2026-02-13", "57.00")], "paid", "0.00"),
        ([("2026-02-13", "97.00"), ("2026-03-10", "3.00")], "paid", "0.00"),
        ([("2026-02-13", "96.99")], "overdue", "3.01"),
        ([("2026-02-17", "97.00")], "unproven", "3.00"),
        ([("2026-02-13", "40.00"), ("2026-03-02", "57.00")], "unproven", "3.00"),
        ([("2026-03-03", "97.00")], "overdue", "3.00"),
        ([], "overdue", "100.00"),
    ],
)
def test_all_but_the_discount_is_the_whole_in_time_only(
    paid: list[tuple[str, str]], status: str, outstanding: str
) -> None:
    found = matter(PAY + invoice(*paid, more=TERMS))
    (one,) = found.accounts.invoices
    assert (one.status, one.outstanding) == (status, Decimal(outstanding))
    stood = {"paid": "met", "unproven": "unproven", "overdue": "missed"}[status]
    assert standing(found, "pay").status == stood
    assert (one.reason == "discount") is (status == "unproven")
    assert found.accounts.recoup
    assert found.accounts.recoup.low.total == (one.outstanding if status == "overdue" else 0)


def test_a_discount_is_told_with_its_day_and_what_came_later_as_not_established() -> None:
    taken = fact(matter(PAY + invoice(("2026-02-13", "97.00"), more=TERMS)))
    assert taken.statement.endswith(
        "97.00 EUR was paid on Friday 13 February 2026. 3.00 EUR is the 3 % discount for payment by Monday 16 February "
        "2026."
    )
    assert taken.claim == "firm"
    late = fact(matter(PAY + invoice(("2026-02-20", "97.00"), more=TERMS)))
    assert "Whether the remaining 3.00 EUR is owed is not established: all but the discount" in late.statement
    assert late.claim == "not_established"


def test_a_broken_cent_of_a_discount_is_the_clients() -> None:
    odd = invoice(("2026-02-13", "97.09"), more=TERMS).replace('amount = "100.00"', 'amount = "100.10"', 1)
    (one,) = matter(PAY + odd).accounts.invoices
    assert (one.status, one.credited) == ("paid", Decimal("3.01"))


@pytest.mark.parametrize(
    ("paid", "terms", "told"),
    [
        ("97.00", SENT_BY, "What is left of invoice 7 is 3 % of it."),
        ("40.00", SENT_BY, ""),
        ("97.00", TERMS, "Enter a [[credit]] of 3.00 if you grant it"),
    ],
)
def test_a_small_part_that_is_left_is_asked_about(paid: str, terms: str, told: str) -> None:
    shown = io.StringIO()
    found = matter(PAY + invoice(("2026-02-20", paid), more=terms))
    print_accounts(found, Console(file=shown, width=200))
    assert told in shown.getvalue()
    assert ("discount" in shown.getvalue()) is bool(told)
