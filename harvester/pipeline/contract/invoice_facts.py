"""Sentences about invoices and their payments, with the mail that carried them (contract.md 6, G10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from harvester.model.amounts import money
from harvester.model.contract import Contract, Invoice
from harvester.model.dossier import Exchange
from harvester.model.facts import Citation, Fact, of_invoice
from harvester.model.flags import OF_INVOICES, OF_LEDGER
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.model.money import Accounts, InvoiceStanding, Payment
from harvester.model.times import counted, day
from harvester.pipeline import wording
from harvester.pipeline.contract import promises
from harvester.pipeline.contract.money import names
from harvester.pipeline.contract.performance import Mail
from harvester.pipeline.names import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFacts:
    """Builds one fact an invoice whose mail is held; without its mail it stands in the list of invoices only."""

    client: str
    """Key of the client in the configuration."""
    contract: Contract
    accounts: Accounts
    mail: Mail
    people: Names
    zone: str
    coverage: str

    def all(self) -> Iterator[Fact]:
        """In the order of the contract file."""
        for standing in self.accounts.invoices:
            invoice = self.contract.invoice(standing.number)
            carried = self.mail.carrying(invoice)
            if invoice and carried and carried.at:
                yield self._fact(invoice, standing, carried, carried.at)

    def _fact(self, invoice: Invoice, standing: InvoiceStanding, carried: Exchange, at: datetime) -> Fact:
        claim = "not_established" if standing.status == "unproven" else "firm"
        paid = " ".join(f"{one.on} {one.amount}" for one in standing.payments)
        terms = f"{standing.amount} {standing.currency} {standing.due}"
        promised = next((o for o in self.contract.obligations if o.invoice == invoice.number and o.confirmed_by), None)
        words = self._words_about(invoice, carried)
        held = {carried.originals[0], *(one.originals[0] for one in words)}
        given = [mail.sha256 for mail in standing.time_given if mail.sha256 not in held]
        told = [*(one.originals[0][:16] for one in words), *(sha256[:16] for sha256 in given)]
        return Fact(
            no="",
            fact_id=of_invoice(self.client, invoice.number),
            at=at,
            precision="second",
            party=Side.CLIENT,
            kind="invoice",
            statement=" ".join(self._sentences(standing, wording.moment(at, self.zone))),
            people=(carried.author,),
            evidence=self._evidence(carried, words, given),
            claim=claim,
            strength="E2",
            reason=OF_INVOICES.get(standing.reason),
            clause=promised.clause or None if promised else None,
            obligation=promised.id if promised else None,
            fingerprint=" ".join(("invoice", carried.originals[0][:16], terms, paid, standing.status, claim, *told)),
            coverage=self.coverage,
            beside=(
                *(mail.words for mail in standing.time_given),
                *wording.about_invoice(self._places(words)),
                *self._beside(standing),
            ),
        )

    def _evidence(self, carried: Exchange, words: Sequence[Exchange], given: Sequence[str]) -> tuple[Citation, ...]:
        """The mail that carried the invoice, what was written about it, and mail that gave time."""
        subject = carried.message.subject
        return (
            Citation(
                sha256=carried.originals[0],
                message_id=carried.message.message_id,
                quote=subject or None,
                part="header:Subject" if subject else "",
            ),
            *(Citation(sha256=one.originals[0], message_id=one.message.message_id) for one in words),
            *(Citation(sha256=sha256, message_id=self.mail.message_id(sha256)) for sha256 in given),
        )

    def _words_about(self, invoice: Invoice, carried: Exchange) -> list[Exchange]:
        """P2: what the client's people wrote since, in the conversation of the invoice or with its number."""
        return [
            e
            for e in self.mail.exchanges
            if e.side is Side.CLIENT and e.kind is MessageClass.HUMAN
            if e.at and carried.at and e.at > carried.at
            if e.thread == carried.thread or names(f"{e.message.subject}\n{e.message.new_text}", invoice.number)
        ]

    def _places(self, mails: Iterable[Exchange]) -> list[str]:
        return [
            f"{self.people.of(mail.author)} on {wording.moment(mail.at, self.zone)}"
            f" ({wording.titled(mail.message.subject)})"
            for mail in mails
            if mail.at
        ]

    def _sentences(self, one: InvoiceStanding, sent: str) -> Iterator[str]:
        due = f" and was payable by {day(one.due)}" if one.due else ""
        yield f"Invoice {one.number} over {money(one.amount, one.currency)} was sent on {sent}{due}."
        yield from paid_sentences(one.payments, one.currency)
        for credit in one.credits:
            if credit.granted:
                told = money(credit.amount, one.currency)
                yield (
                    f"{told} is the {credit.reason}."
                    if credit.taken
                    else f"A credit of {told} was granted on it on {day(credit.granted)} ({credit.reason})."
                )
        if left_open := open_sentence(one):
            yield left_open

    def _beside(self, one: InvoiceStanding) -> Iterator[str]:
        if one.due and (told := promises.weekend(one.due)):
            yield told
        if self.accounts.until:
            yield f"The payment ledger is complete up to {day(self.accounts.until)} by our own declaration."
        sources = sorted({payment.source for payment in one.payments if payment.source})
        if sources:
            yield f"Payments stand in {wording.listed(sources)}."
        for candidate in one.candidates:
            line = candidate.line
            told = f"{money(line.amount, line.currency or one.currency)} came in on {day(line.on)}"
            yield f"{told} ({line.source}) and {candidate.reason}."


def open_sentence(one: InvoiceStanding) -> str:
    """What is left of an invoice, as far as the payment ledger carries it; "" where nothing is to be said."""
    left = money(one.outstanding, one.currency)
    if one.status == "paid" and one.days_late:
        return f"The last of it was paid {counted(one.days_late, 'day')} after it was payable."
    if one.status == "overdue" and one.judged_to and one.days_late is not None:
        return (
            f"Of it {left} is not in the payment ledger up to {day(one.judged_to)}, "
            f"{counted(one.days_late, 'day')} after it was payable."
        )
    if one.status == "unproven":
        open_is = "was paid" if one.reason in OF_LEDGER and one.reason != "discount" else "is owed"
        return f"Whether the remaining {left} {open_is} is not established: {OF_INVOICES[one.reason]}."
    return ""


def paid_sentences(payments: Iterable[Payment], currency: str) -> Iterator[str]:
    """“1,200.00 EUR was paid on Thursday 2 April 2026.”, all payments in one sentence."""
    told = [f"{money(one.amount, currency)} was paid on {day(one.on)}" for one in payments if one.amount > Decimal(0)]
    if told:
        yield f"{wording.listed(told)}."
