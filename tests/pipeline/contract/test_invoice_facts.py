"""Invoices in a whole matter: what is said of them, with the mail that carried them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from harvester.model.decisions import Decision
from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.parse.messages import parse_message
from tests.pipeline.agreements import HEAD, agreement, ours, promise, standing, theirs

PAY = promise("pay", "client", "payment", 'clause = "SOW 5.1"\ninvoice = "7"')
SENT = ours("01-31 10:00", "Invoice 7")


def invoice(*payments: tuple[str, str], more: str = 'sent_by = { subject = "Invoice 7" }') -> str:
    paid = ", ".join(f'{{ on = {on}, amount = "{amount}", source = "bank.csv" }}' for on, amount in payments)
    due = '{ after = "sent", amount = 30, unit = "days" }'
    head = f'[[invoice]]\nnumber = "7"\namount = "100.00"\nsent = 2026-01-31\ndue = {due}\n'
    return f"{head}payments = [ {paid} ]\n{more}\n"


def matter(text: str, until: str = "2026-03-20", as_of: str = "2026-03-25 12:00") -> Dossier:
    return agreement(text, SENT, theirs("02-28 10:00", "Hello"), head=f"{HEAD}payments_until = {until}\n", as_of=as_of)


def fact(dossier: Dossier) -> Fact:
    (found,) = [one for one in dossier.facts if one.kind == "invoice"]
    return found


def test_an_open_invoice_is_told_with_its_mail_and_the_reach_of_the_ledger() -> None:
    found = fact(matter(PAY + invoice(("2026-03-03", "40.00"))))
    assert found.statement == (
        "Invoice 7 over 100.00 EUR was sent on Saturday 31 January 2026 at 10:00 (CET) and was payable by "
        "Monday 2 March 2026. 40.00 EUR was paid on Tuesday 3 March 2026. Of it 60.00 EUR is not in the payment "
        "ledger up to Friday 20 March 2026, 18 days after it was payable."
    )
    assert (found.claim, found.obligation, found.clause) == ("firm", "pay", "SOW 5.1")
    assert "The payment ledger is complete up to Friday 20 March 2026 by our own declaration." in found.beside
    assert "Payments stand in bank.csv." in found.beside


@pytest.mark.parametrize(
    ("paid", "until", "as_of", "told", "claim"),
    [
        ([], "2026-03-01", "2026-03-25 12:00", "Whether the remaining 100.00 EUR was paid is not established: the "
         "payment ledger is not declared complete up to a day after the due date.", "not_established"),
        ([("2026-03-05", "100.00")], "2026-03-01", "2026-03-25 12:00", "The last of it was paid 3 days after it was "
         "payable.", "firm"),
        ([("2026-03-01", "100.00")], "2026-03-01", "2026-03-25 12:00", "100.00 EUR was paid on Sunday 1 March 2026.",
         "firm"),
        ([], "2026-02-20", "2026-02-20 12:00", "and was payable by Monday 2 March 2026.", "firm"),
    ],
)  # fmt: skip
def test_what_is_said_ends_where_the_ledger_ends(
    paid: list[tuple[str, str]], until: str, as_of: str, told: str, claim: str
) -> None:
    found = fact(matter(PAY + invoice(*paid), until, as_of))
    assert found.statement.endswith(told)
    assert found.claim == claim
    assert not re.search(r"breach|default|fail|refus|ignor", found.statement)


def test_the_invoice_and_its_payment_never_disagree() -> None:
    """The obligation is judged by the same ledger as the list of invoices."""
    for paid, until, status, stands in (
        ([], "2026-03-20", "overdue", "missed"),
        ([], "2026-03-01", "unproven", "unproven"),
        ([("2026-03-05", "100.00")], "2026-03-20", "paid", "met_late"),
        ([("2026-03-01", "100.00")], "2026-03-20", "paid", "met"),
    ):
        found = matter(PAY + invoice(*paid), until)
        assert found.accounts.invoices[0].status == status
        assert standing(found, "pay").status == stands
        assert found.accounts.invoices[0].days_late == (standing(found, "pay").days_late or (0 if paid else None))


def test_a_credit_note_counts_for_the_obligation_as_for_the_list() -> None:
    note = '[[credit]]\namount = "100.00"\nreason = "Cancelled"\ngranted = 2026-02-20\ninvoice = "7"\n'
    found = matter(PAY + invoice() + note)
    assert found.accounts.invoices[0].status == "paid"
    assert standing(found, "pay").status == "met"
    assert "A credit of 100.00 EUR was granted on it on Friday 20 February 2026 (Cancelled)." in fact(found).statement


def test_what_the_client_wrote_about_an_invoice_stands_beside_it() -> None:
    """P2: an invoice that was disputed is no invoice on which nobody said a word."""
    disputed = theirs("02-03 10:00", "Hours of week 2", "We dispute invoice 7: these hours were not agreed.")
    other = theirs("02-04 10:00", "Lunch", "At 7?")
    head = f"{HEAD}payments_until = 2026-03-20\n"
    found = fact(agreement(PAY + invoice(), SENT, disputed, other, head=head, as_of="2026-03-25 12:00"))
    (told,) = [sentence for sentence in found.beside if "disputed" in sentence]
    assert told == (
        "Mail of the client that names this invoice or lies in its conversation: Bob Roe (bob@acme.example) on Tuesday "
        "3 February 2026 at 10:00 (CET) (“Hours of week 2”). Whether the invoice was disputed is not judged here."
    )
    assert len(found.evidence) == 2, "the mail that is told of is proof too"
    assert not [sentence for sentence in fact(matter(PAY + invoice())).beside if "disputed" in sentence]
    before = fact(agreement(PAY + invoice(), SENT, other, head=head, as_of="2026-03-25 12:00"))
    assert found.fingerprint != before.fingerprint, "who accepted it before such a mail is asked again"


def test_an_invoice_without_its_mail_stands_in_the_list_only() -> None:
    found = matter(PAY + invoice(more=""))
    assert not [one for one in found.facts if one.kind == "invoice"]
    assert [(one.number, one.due, one.outstanding) for one in found.accounts.invoices] == [
        ("7", date(2026, 3, 2), Decimal(100))
    ]


def test_an_invoice_needs_no_obligation_to_be_reckoned() -> None:
    found = matter(invoice() + '[[work]]\nwhat = "Draft"\namount = "50.00"\n')
    assert found.accounts.invoices[0].status == "overdue"
    assert found.accounts.recoup
    assert (found.accounts.recoup.low.total, found.accounts.recoup.high.total) == (Decimal(100), Decimal(150))


def test_a_matter_without_a_contract_has_no_accounts() -> None:
    assert agreement(PAY + invoice(), SENT).accounts.until is None
    assert matter(OTHER).accounts.recoup is None


OTHER = promise("draft", "us", "deliverable", 'due = 2026-03-13\nmet_by = { subject = "The draft" }')


@pytest.mark.parametrize(
    "words",
    [
        "We dispute the invoice.",
        "The hours in it are wrong.",
        "Die Rechnung ist falsch.",
        "Wir erkennen die Rechnung so nicht an.",
        "Nous contestons cette facture.",
        "No estamos de acuerdo con la factura.",
        "La fattura è sbagliata.",
        "Deze factuur klopt niet.",
        "A fatura está errada.",
    ],
)
@pytest.mark.parametrize("spoken", [PAY, ""], ids=["an obligation speaks of it", "no obligation does"])
def test_an_invoice_that_may_be_disputed_is_not_told_as_overdue(words: str, spoken: str) -> None:
    head = f"{HEAD}payments_until = 2026-03-20\n"
    mail = theirs("02-20 10:00", "Re: Invoice 7", words)
    found = agreement(spoken + invoice(), SENT, mail, head=head, as_of="2026-03-25 12:00")
    told = fact(found)
    assert (told.claim, found.accounts.invoices[0].status) == ("not_established", "unproven")
    assert "after it was payable" not in told.statement
    assert any(f"may dispute it: “{words}”" in sentence for sentence in told.beside)
    assert len(told.evidence) == 2
    assert not found.accounts.invoices[0].interest
    assert all(standing(found, "pay").claim == "review" for _ in filter(None, [spoken]))
    paid = agreement(spoken + invoice(("2026-03-10", "100.00")), SENT, mail, head=head, as_of="2026-03-25 12:00")
    assert "after it was payable" not in fact(paid).statement


def test_what_a_person_says_is_no_dispute_is_told_as_it_was() -> None:
    head = f"{HEAD}payments_until = 2026-03-20\n"
    mail = theirs("02-20 10:00", "Re: Invoice 7", "The address on the cover is wrong, please print the new one.")
    judged = Decision(
        kind="message", payload={"message": parse_message(mail).sha256, "gives_time": False}, by="Ann North",
        reason="About the cover.", at=datetime(2026, 3, 25, tzinfo=UTC), id=1,
    )  # fmt: skip
    found = agreement(PAY + invoice(), SENT, mail, head=head, as_of="2026-03-25 12:00", decisions=(judged,))
    assert "18 days after it was payable" in fact(found).statement
