"""A day agreed to in a mail of ours, a fault of ours in an invoice, a payment service's notice: a look (P1)."""

from __future__ import annotations

import pytest

from tests.pipeline.agreements import PAY, THEIRS, agreement, invoice, ledger, ours, standing, told
from tests.pipeline.letters import ME, letter

BILL = ours("01-31 10:00", "Invoice 7", "Here is invoice 7.", Message_ID="<bill@studionorth.example>")
BILLED = PAY + invoice() + 'sent_by = { subject = "Invoice 7" }\n'


def paid(*lines: str) -> bytes:
    return letter("03-10 10:00", "Stripe <receipts@stripe.com>", ME, "Payment from Acme Ltd", "\n".join(lines))


@pytest.mark.parametrize(
    "text",
    [
        "Ok, Friday 20 March then is fine for the texts.",
        "No problem, the texts on 20 March.",
        "No hurry with the texts, take your time.",
        "Der 20. März passt auch für die texts.",
        "D'accord pour le 20 mars (texts).",
        "I'll take the texts from the old site.",
        "The USB stick with the texts came by post.",
        "I've laid out your texts, see the draft.",
    ],
)
def test_what_our_mail_agrees_to_about_what_is_owed_needs_a_look(text: str) -> None:
    assert standing(agreement(THEIRS), "texts").claim == "firm"
    assert standing(agreement(THEIRS, ours("03-12 10:00", "Project", text)), "texts").claim == "review"


@pytest.mark.parametrize(
    "text",
    [
        "We meet on Friday 20 March and need the texts for that.",
        "Friday 20 March is not ok for the texts.",
        "Ok, the logo on 20 March.",
    ],
)
def test_a_day_that_is_only_named_gives_no_time(text: str) -> None:
    assert standing(agreement(THEIRS, ours("03-12 10:00", "Project", text)), "texts").claim == "firm"


@pytest.mark.parametrize(
    "mail",
    [
        ours("03-01 10:00", "Money", "OK, then pay invoice 7 at the end of April."),
        ours("02-20 10:00", "Order", "I'll send invoice 7 again with your order number."),
        ours("03-10 10:00", "Bank", "Our bank account on invoice 7 was wrong, here is the right one."),
        ours("03-10 10:00", "Bank", "Auf Rechnung 7 stand eine falsche IBAN, hier die richtige."),
        paid("Acme Ltd paid you 100,00 EUR"),
        paid("Invoice 7 was paid by bob@acme.example"),
    ],
)
def test_an_invoice_that_mail_put_off_or_tells_as_paid_needs_a_look(mail: bytes) -> None:
    assert claim() == "firm"
    assert claim(mail) == "review"


def test_a_payment_of_another_sum_is_of_another_invoice() -> None:
    assert claim(paid("bob@acme.example paid you 1,100.00 EUR")) == "firm"


def claim(*mails: bytes) -> str:
    found = agreement(BILLED, BILL, *mails, head=ledger("2026-03-20"))
    return standing(found, "pay").claim if told(found, "pay").startswith("missed") else told(found, "pay")
