"""What the client wrote about an invoice: a dispute in plain words asks for a look, a promise to pay does not (P1)."""

from __future__ import annotations

import pytest

from harvester.phrases import load
from harvester.pipeline.mails.patience import disputes
from tests.pipeline.agreements import HEAD, agreement, ours, theirs
from tests.pipeline.contract.test_invoice_facts import PAY, SENT, fact, invoice

DISPUTED = """\
The amount doesn't match the offer.
We only agreed 3,000.
This isn't what you quoted.
You charged us for ten hours, we had five.
I don't recognise this invoice.
Why are there 40 hours on it?
We never received the goods, so we see no reason to pay.
Half of it has not been delivered, so we pay half.
Our accounting says the VAT is missing.
The PO number is missing, please resend.
We will pay when the bugs are fixed.
I am holding back payment until the site works.
Finance has put the invoice on hold.
This was included in the first package.
We already paid this in January.
Please cancel this invoice.
We expect a credit note.
Der Betrag weicht vom Angebot ab.
Vereinbart waren 3.000 Euro.
Die Stunden kann ich nicht nachvollziehen.
Die Rechnung können wir so nicht freigeben.
Uns fehlt der Leistungsnachweis.
Wir zahlen erst, wenn die Fehler behoben sind.
Die Rechnung ist an die falsche Firma adressiert.
Die Leistung wurde nicht erbracht.
Bitte stornieren Sie die Rechnung.
Wir erwarten eine Gutschrift.
Die haben wir doch schon bezahlt.
Die Rechnung ist bei uns gesperrt.
Warum 40 Stunden?
Le montant ne correspond pas au devis.
Nous attendons un avoir.
Merci d'annuler cette facture.
El importe no coincide con el presupuesto.
Ya la pagamos en enero.
L'importo non corrisponde al preventivo.
Het bedrag klopt niet met de offerte.
Het bedrag wijkt af van de offerte.
O valor não corresponde ao orçamento."""
HARMLESS = """\
Received, thank you.
Your invoice was received and entered in our system. It is scheduled with the payment run in the week of March 16.
The invoice was in the run of March 16 but was pulled. We need a release for this amount and have not got it yet.
As agreed internally we paid a first part today. The remainder will follow once it has been released.
Forwarded to accounting.
It will be paid next week.
Payment is on its way.
I'll ask Jane to release it.
We transferred the money this morning.
Sorry, this slipped through, we pay today.
Danke, ist weitergeleitet.
Die Rechnung wird Ende des Monats bezahlt.
Wir überweisen morgen.
Entschuldigung, das ist untergegangen.
Merci, bien reçu.
Le virement part demain.
Gracias, recibida.
Lo pagamos mañana.
Grazie, ricevuta.
Dank, ontvangen.
Obrigado, recebida."""


@pytest.mark.parametrize("text", DISPUTED.splitlines())
def test_what_may_be_an_objection_to_an_invoice_is_found(text: str) -> None:
    assert disputes(text, load()) == text


@pytest.mark.parametrize("text", HARMLESS.splitlines())
def test_a_promise_to_pay_is_no_objection(text: str) -> None:
    assert disputes(text, load()) == ""


def test_a_question_about_an_invoice_that_we_left_open_stands_beside_it() -> None:
    """P2: they may have waited for our answer; one that we answered in time leaves the invoice as it is."""
    head = f"{HEAD}payments_until = 2026-03-20\n"
    asked = theirs("02-20 10:00", "Re: Invoice 7", "Could you send it to Jane as well?", Message_ID="<q@acme.example>")
    found = fact(agreement(PAY + invoice(), SENT, asked, head=head, as_of="2026-03-25 12:00"))
    assert found.claim == "not_established"
    assert any("asks about it, and no answer is recorded before it was payable" in one for one in found.beside)
    answer = ours("02-21 10:00", "Re: Invoice 7", "Done.", In_Reply_To="<q@acme.example>")
    found = fact(agreement(PAY + invoice(), SENT, asked, answer, head=head, as_of="2026-03-25 12:00"))
    assert (found.claim, "18 days after it was payable" in found.statement) == ("firm", True)
