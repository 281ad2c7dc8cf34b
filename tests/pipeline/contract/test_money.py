"""The ledger of invoices: what counts as paid, what as late, and what is not established."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model.contract import Contract, DueRule, Invoice
from harvester.model.matter import Party, Person
from harvester.model.money import BankLine, Credit, InvoiceStanding, KillFee, Money, Payment, Recoup, Work
from harvester.pipeline.contract.money import Books, matched, names, payers
from harvester.pipeline.contract.recoup import recoup
from harvester.rates import rules

SENT, DUE, PAID, UNTIL = date(2026, 2, 20), date(2026, 3, 22), date(2026, 4, 2), date(2026, 5, 3)
AS_OF = date(2026, 5, 4)


def invoice(*payments: Payment, number: str = "2026-014", amount: str = "4800.00", stated: str = "") -> Invoice:
    return Invoice(
        number=number,
        amount=Decimal(amount),
        currency="EUR",
        sent=SENT,
        due=DueRule(on=DUE),
        payments=payments,
        stated_paid=Decimal(stated) if stated else None,
    )


def payment(amount: str, on: date = PAID) -> Payment:
    return Payment(on=on, amount=Decimal(amount), source="bank-2026-04.csv")


def contract(*invoices: Invoice, until: date | None = UNTIL, money: Money | None = None) -> Contract:
    return Contract(currency="EUR", invoices=invoices, payments_until=until, money=money or Money())


def standings(found: Contract, as_of: date = AS_OF) -> tuple[InvoiceStanding, ...]:
    dues = {one.number: one.due.on if one.due else None for one in found.invoices}
    return Books(contract=found, as_of=as_of, dues=dues).standings()


def standing(found: Contract, as_of: date = AS_OF) -> InvoiceStanding:
    return standings(found, as_of)[0]


def line(text: str, amount: str = "1200.00", on: date = PAID, currency: str = "EUR") -> BankLine:
    return BankLine(line=2, on=on, amount=Decimal(amount), text=text, source="b.csv, line 2", currency=currency)


@pytest.mark.parametrize(("text", "held"), [("ACME, on account", True), ("Bob Roe", True), ("Acmeon Ltd", False)])
def test_money_with_the_name_of_the_client_may_be_a_part_of_what_is_open(text: str, held: bool) -> None:
    found = matched([line(text, "77.00")], contract(invoice()))
    party = Party(name="Acme Ltd", people=(Person(emails=("bob@acme.example",), name="Bob Roe"),))
    dues: dict[str, date | None] = {"2026-014": DUE}
    (one,) = Books(contract=found, as_of=AS_OF, dues=dues, payers=payers(party)).standings()
    assert (one.status == "unproven", bool(one.candidates)) == (held, held)


def test_a_part_payment_leaves_the_rest_overdue_up_to_the_day_that_the_ledger_carries() -> None:
    """The sample matter: 1,200 of 4,800 paid, the ledger complete up to 3 May."""
    found = standing(contract(invoice(payment("1200.00"))))
    assert (found.status, found.paid, found.outstanding) == ("overdue", Decimal(1200), Decimal(3600))
    assert (found.judged_to, found.days_late) == (UNTIL, 42)


@pytest.mark.parametrize(
    ("until", "as_of", "status", "reason"),
    [
        (None, AS_OF, "unproven", "coverage"),
        (DUE - timedelta(days=1), AS_OF, "unproven", "coverage"),
        (DUE, AS_OF, "unproven", "coverage"),
        (DUE + timedelta(days=1), AS_OF, "overdue", ""),
        (UNTIL, DUE, "open", ""),
        (UNTIL, DUE + timedelta(days=1), "overdue", ""),
    ],
)
def test_what_the_ledger_does_not_reach_is_not_established(
    until: date | None, as_of: date, status: str, reason: str
) -> None:
    found = standing(contract(invoice(), until=until), as_of)
    assert (found.status, found.reason) == (status, reason)
    assert found.days_late == (1 if status == "overdue" else None)


@pytest.mark.parametrize(("on", "late"), [(DUE, 0), (DUE - timedelta(days=9), 0), (DUE + timedelta(days=3), 3)])
def test_what_was_paid_is_paid_whatever_the_ledger_reaches(on: date, late: int) -> None:
    found = standing(contract(invoice(payment("4800.00", on)), until=None))
    assert (found.status, found.paid_on, found.days_late) == ("paid", on, late)


def test_the_payment_that_ends_the_debt_says_when_it_was_paid() -> None:
    first, last = payment("4000.00", PAID), payment("800.00", PAID + timedelta(days=5))
    assert standing(contract(invoice(last, first))).paid_on == last.on
    over = standing(contract(invoice(payment("5000.00"))))
    assert (over.paid, over.outstanding, over.status) == (Decimal(5000), Decimal(0), "paid")


def test_money_that_arrives_after_the_report_is_not_seen() -> None:
    assert standing(contract(invoice(payment("4800.00", AS_OF + timedelta(days=1))))).status == "overdue"


def test_a_credit_note_lowers_its_invoice_from_its_day() -> None:
    note = Credit(amount=Decimal(4800), reason="Cancelled", granted=PAID, invoice="2026-014")
    found = standing(contract(invoice(), money=Money(credits=(note,))))
    assert (found.status, found.credited, found.paid, found.paid_on) == ("paid", Decimal(4800), Decimal(0), PAID)
    possible = Credit(amount=Decimal(4800), reason="Cancelled", invoice="2026-014")
    assert standing(contract(invoice(), money=Money(credits=(possible,)))).outstanding == Decimal(4800)


def test_what_the_invoicing_program_says_otherwise_is_no_ground_for_a_claim() -> None:
    assert standing(contract(invoice(stated="1200.00"))).reason == "contradiction"
    assert standing(contract(invoice(payment("1200.00"), stated="1200.00"))).status == "overdue"


def test_interest_runs_on_what_is_open_and_stops_where_the_ledger_stops() -> None:
    found = standing(contract(invoice(payment("1200.00")), money=Money(rule=rules()["germany"])))
    assert found.interest
    assert (found.interest.until, found.interest.amount, found.interest.fixed_sum) == (
        UNTIL,
        Decimal("46.26"),  # 4,800 × 10.27 % × 11 / 365 + 3,600 × 10.27 % × 31 / 365
        Decimal(40),
    )


def test_a_fixed_sum_of_another_currency_does_not_count_and_the_working_says_so() -> None:
    """The sums of the United Kingdom are in GBP: nobody guesses what 70 GBP are in EUR."""
    found = standing(contract(invoice(), money=Money(rule=rules()["uk"])))
    assert found.interest
    assert found.interest.fixed_sum == 0
    told = "No fixed sum for the cost of recovery: the rule names it in GBP, the debt is in EUR."
    assert found.interest.working[-1] == told


def test_a_rate_that_is_not_held_stops_the_interest_and_nothing_else() -> None:
    late = Invoice(
        number="9", amount=Decimal(10), currency="EUR", sent=date(2035, 1, 1), due=DueRule(on=date(2035, 2, 1))
    )
    found = standing(contract(late, until=date(2035, 3, 1), money=Money(rule=rules()["germany"])), date(2035, 4, 1))
    assert (found.status, found.days_late, found.interest) == ("overdue", 28, None)
    assert "reference_rates.csv holds no" in found.interest_problem


@pytest.mark.parametrize(
    ("text", "number", "found"),
    [
        ("Rechnung 2026-014 Teilzahlung", "2026-014", True),
        ("INV-0014", "inv-0014", True),
        ("2026-014.", "2026-014", True),
        ("2026-0141", "2026-014", False),
        ("12026-014", "2026-014", False),
        ("2026-014-B", "2026-014", False),
        ("Invoice 14", "14", True),
        ("Rg. Nr. 14", "14", True),
        ("14.03.2026", "14", False),
        ("Invoice 14.03.2026", "14", False),
        ("Thanks 14", "14", False),
        ("", "2026-014", False),
    ],
)
def test_an_invoice_is_named_by_its_whole_number_only(text: str, number: str, found: bool) -> None:
    assert names(text, number) is found


def test_a_payment_that_names_its_invoice_is_counted_and_the_rest_is_listed() -> None:
    both = contract(invoice(), invoice(number="2026-015"))
    found = matched(
        [
            line("Rechnung 2026-014"),
            line("2026-014 and 2026-015", "9600.00"),
            line("Acme, thank you", "77.00"),
            line("Refund 2026-015", "-5.00"),
            line("Rent", "-850.00"),
            line("2026-015", "1200.00", currency="USD"),
        ],
        both,
    )
    assert [one.amount for one in found.invoices[0].payments] == [Decimal(1200)]
    assert found.invoices[1].payments == ()
    assert [(one.line.text, one.reason.split(" ")[0]) for one in found.money.unmatched] == [
        ("2026-014 and 2026-015", "names"),
        ("Acme, thank you", "names"),
        ("Refund 2026-015", "went"),
        ("2026-015", "is"),
    ]


def test_a_payment_that_stands_in_both_ledgers_counts_once_and_two_alike_count_twice() -> None:
    entered = contract(invoice(payment("1200.00")))
    assert standing(matched([line("2026-014")], entered)).paid == Decimal(1200)
    assert standing(matched([line("2026-014"), line("2026-014")], entered)).paid == Decimal(2400)


@pytest.mark.parametrize(("text", "amount"), [("Acme", "4800.00"), ("Ref 2026 014", "100.00"), ("2026014", "1.00")])
def test_money_that_may_be_for_an_invoice_keeps_it_unproven(text: str, amount: str) -> None:
    found = standing(matched([line(text, amount)], contract(invoice())))
    assert (found.status, found.reason, len(found.candidates)) == ("unproven", "unmatched_candidates", 1)
    assert standing(matched([line("Other client", "77.00")], contract(invoice()))).status == "overdue"
    later = line(text, amount, on=AS_OF + timedelta(days=1))
    assert standing(matched([later], contract(invoice()))).candidates == ()


def test_money_that_came_before_the_invoice_may_be_for_it() -> None:
    """P1: an advance of its amount in the month before, its number on any day."""
    for text, amount, days, candidates in (
        ("Acme", "4800.00", 31, 1),
        ("Acme", "4800.00", 32, 0),
        ("2026014", "9.00", 90, 1),
    ):
        early = line(text, amount, on=SENT - timedelta(days=days))
        assert len(standing(matched([early], contract(invoice()))).candidates) == candidates


def test_several_invoices_paid_in_one_sum_keep_each_unproven() -> None:
    three = contract(invoice(number="14"), invoice(number="15"), invoice(number="16"))
    for text, amount, doubted in (
        ("Invoices 14 and 15", "9000.00", "14 15"),
        ("Acme, thank you", "9600.00", "14 15 16"),
        ("Acme, thank you", "14400.00", "14 15 16"),
        ("Other client of 14.03.2026", "77.00", ""),
    ):
        found = standings(matched([line(text, amount)], three))
        assert " ".join(one.number for one in found if one.reason == "unmatched_candidates") == doubted


def money() -> Money:
    return Money(
        rule=rules()["germany"],
        work=(
            Work(what="Training material", amount=Decimal("617.50"), working="6.5 h × 95.00", accepted=PAID),
            Work(what="Second draft", amount=Decimal("95.00"), working="1 h × 95.00"),
        ),
        kill_fee=KillFee(amount=Decimal(1000), working="as agreed", clause="SOW 9.2"),
        credits=(
            Credit(amount=Decimal(150), reason="Wireframes one day late"),
            Credit(amount=Decimal(50), reason="Hosting", granted=PAID),
        ),
    )


def reckoned(found: Contract) -> Recoup:
    made = recoup(found, standings(found))
    assert made
    return made


def test_the_three_reckonings_of_the_sample_matter() -> None:
    made = reckoned(contract(invoice(payment("1200.00")), money=money()))
    assert made.low.total == Decimal(3600) - 150 - 50
    assert made.expected.total == Decimal("3600") + Decimal("46.26") + Decimal("617.50") - 50
    assert made.high.total == Decimal("3600") + Decimal("46.26") + 40 + Decimal("712.50") + 1000 - 50
    for one in (made.low, made.expected, made.high):
        assert sum(item.amount for item in one.items) == one.total
        assert one.assumptions


def test_an_invoice_whose_standing_is_not_established_is_in_the_highest_reckoning_only() -> None:
    made = reckoned(contract(invoice(), until=None))
    assert [made.low.total, made.expected.total, made.high.total] == [Decimal(0), Decimal(0), Decimal(4800)]
    told = "whether 4,800.00 EUR is still open is not established: the payment ledger is not declared complete up to"
    assert made.notes == (f"Invoice 2026-014: {told} a day after the due date.",)


def test_a_matter_without_money_has_no_reckoning() -> None:
    assert recoup(contract(), ()) is None


PAYMENTS = st.lists(
    st.builds(
        Payment,
        on=st.dates(SENT, UNTIL),
        amount=st.decimals("0.01", "3000", places=2),
    ),
    max_size=5,
)


@given(PAYMENTS, st.dates(SENT, AS_OF), st.one_of(st.none(), st.dates(SENT, UNTIL)))
def test_books_balance_and_a_claim_needs_a_complete_ledger(
    payments: Sequence[Payment], as_of: date, until: date | None
) -> None:
    found = standing(contract(invoice(*payments), until=until), as_of)
    seen = sum((one.amount for one in payments if one.on <= as_of), Decimal(0))
    assert found.paid == seen
    assert found.outstanding == max(found.amount - seen, Decimal(0))
    if found.status == "overdue":
        assert until
        assert min(until, as_of) > DUE
        assert found.outstanding > 0
        assert found.days_late == (min(until, as_of) - DUE).days
    if as_of <= DUE:
        assert found.status in {"open", "paid"}


@given(PAYMENTS, st.lists(st.builds(Credit, amount=st.decimals("0.01", "500", places=2), reason=st.just("x"),
                                    granted=st.one_of(st.none(), st.just(PAID))), max_size=3))  # fmt: skip
def test_the_cautious_reckoning_is_never_above_the_expected_nor_that_above_the_highest(
    payments: Sequence[Payment], credits_: list[Credit]
) -> None:
    terms = Money(rule=rules()["germany"], work=money().work, kill_fee=money().kill_fee, credits=tuple(credits_))
    made = reckoned(contract(invoice(*payments), money=terms))
    assert made.low.total <= made.expected.total <= made.high.total
