"""What we wrote or said ourselves about a promise of the client: nothing is told as missing over it (P1, P2)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from harvester.model.decisions import Decision
from harvester.parse.messages import parse_message
from harvester.phrases import load
from harvester.pipeline.contract.settled import settling
from reports import agreements, words
from tests.pipeline.agreements import (
    OURS,
    PAY,
    THEIRS,
    agreement,
    fact,
    invoice,
    ledger,
    ours,
    promise,
    standing,
    told,
)
from tests.pipeline.letters import ME, letter

OK = promise("ok", "client", "approval", 'due = { after = "met:draft", amount = 5, unit = "business_days" }\n'
             'met_by = { subject = "approved" }')  # fmt: skip
BILL = ours("01-31 10:00", "Invoice 7", "Here is invoice 7.", Message_ID="<bill@studionorth.example>")
BILLED = PAY + invoice() + 'sent_by = { subject = "Invoice 7" }\n'
DRAFT = ours("03-05 10:00")


def decided(kind: str, **payload: Any) -> Decision:
    at = datetime(2026, 3, 31, 12, tzinfo=UTC)
    return Decision(kind=kind, payload=payload, by="Ann North", reason="It is about the logo.", at=at, id=1)


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        (OURS + OK, ours("03-06 10:00", text="Thanks for approving the draft on the phone.")),
        (OURS + OK, ours("03-06 10:00", "Logo", "As you approved the draft on the phone, we go on with it.")),
        (THEIRS, ours("03-13 09:00", "Texts", "Thanks, I saw the texts in the shared folder.")),
        (THEIRS, ours("03-13 09:00", "Texte", "Danke für die Texte, alles ist da.")),
        (THEIRS, ours("03-13 09:00", "Homepage", "We downloaded the texts from your link.")),
        (THEIRS, ours("03-13 09:00", "Texte", "Danke für die Texte als PDF vom 3. Mai.")),
        (THEIRS, ours("03-13 09:00", "Texts", "Thanks for the texts, there is no need to send them again.")),
        (THEIRS, ours("03-13 09:00", "Texte", "Am 3. Mai haben wir die Texte erhalten.")),
        (THEIRS, ours("03-13 09:00", "Texts", "No problem at all, we received the texts.")),
        (THEIRS, ours("03-13 09:00", "Texts", "There is no need to send them again as we received the texts.")),
        (THEIRS, ours("03-13 09:00", "Texts", "I need to thank you for the texts.")),
        (THEIRS, ours("03-13 09:00", "Home", "I have gone through the texts and have two comments.")),
        (THEIRS, ours("03-13 09:00", "Home", "I haven't read the texts yet.")),
        (THEIRS, ours("03-13 09:00", "Home", "Die Texte sind eingebaut.")),
        (THEIRS, ours("03-13 09:00", "Home", "Found the texts on the FTP server, thanks!")),
        (THEIRS, ours("03-13 09:00", "Home", "Les textes (texts) sont en ligne.")),
    ],
)
def test_what_we_thanked_for_is_not_told_as_missing(text: str, thanks: bytes) -> None:
    name = "ok" if text.endswith(OK) else "texts"
    assert told(agreement(text, DRAFT), name).startswith("missed")
    assert standing(agreement(text, DRAFT), name).claim == "firm"
    found = agreement(text, DRAFT, thanks)
    assert standing(found, name).claim == "review"
    assert words.standing(standing(found, name)) == "nothing found that was looked for"
    assert "may tell that it was done or settled: “" in " ".join(agreements.remarks(standing(found, name)))
    cited = {one.sha256 for one in fact(found, "obligation_missed").evidence}
    assert parse_message(thanks).sha256 in cited
    read = decided("message", message=parse_message(thanks).sha256, gives_time=False)
    assert standing(agreement(text, DRAFT, thanks, decisions=(read,)), name).claim == "firm"


def test_what_a_person_says_of_the_time_that_a_mail_gives_leaves_open_what_else_it_means() -> None:
    """Our “never mind” asks for a look at the question, though somebody read that it gives no more time."""
    asked = ours("03-02 10:00", "Colours", "Could you approve the colours?", Message_ID="<c@studionorth.example>")
    released = ours("03-03 10:00", "Re: Colours", "Never mind, solved.", In_Reply_To="<c@studionorth.example>")
    read = decided("message", message=parse_message(released).sha256, gives_time=False)
    for decisions in ((), (read,)):
        (gap,) = agreement("", asked, released, decisions=decisions).gaps
        assert (gap.claim, gap.reasons) == ("review", ("ask_released",))


@pytest.mark.parametrize(
    "said",
    [
        "We have not received the texts.",
        "Once we have received the texts, we go on.",
        "Have you sent the texts?",
        "We have received the logo.",
        "Without the texts, nothing can be built in.",
        "The texts must be uploaded by Friday.",
        "Die Texte sind noch nicht eingegangen.",
        "Wir haben keine Texte erhalten.",
    ],
)
def test_what_tells_that_it_is_missing_excuses_nothing(said: str) -> None:
    found = agreement(THEIRS, ours("03-16 09:00", "Homepage", said))
    assert (told(found, "texts"), standing(found, "texts").claim) == ("missed 7", "firm")


PAID = """\
The payment is on our account, thanks.
Your transfer has reached us.
We received 100 EUR today, thank you.
Das Geld ist heute eingegangen.
Vielen Dank für die Ueberweisung.
Danke fuer die Zahlung.
Die Rechnung habt ihr ja schon bezahlt.
Die Rechnung stornieren wir.
Votre règlement nous est bien parvenu.
Merci pour le virement.
La facture est payée.
Voici un avoir pour la facture 7.
Hemos recibido la transferencia.
Gracias por pagar tan pronto.
La factura ya está abonada.
Il vostro bonifico è arrivato.
Grazie del pagamento.
La fattura risulta saldata.
Betaling is binnengekomen.
De factuur is voldaan.
Je hebt al betaald, bedankt.
Recebemos o seu pagamento.
O dinheiro caiu na conta.
A fatura foi liquidada."""
NOT_PAID = """\
The invoice has not been paid.
Invoice 7 should have been paid by Friday.
The bill must be settled by Friday.
Please pay the amount into our account by Friday.
Thank you for transferring the amount by Friday.
Die Zahlung ist nicht eingegangen.
Ein Zahlungseingang ist nicht zu verzeichnen.
Wir erwarten Ihren Zahlungseingang bis Freitag.
Rechnung 7 ist bis Freitag zu bezahlen.
Sobald das Geld da ist, geht es weiter.
La facture doit être réglée avant vendredi.
Merci d'avance pour votre règlement.
Vous devriez avoir reçu la facture.
El pago no ha llegado.
Debe abonar la factura antes del viernes.
Por favor, proceda al pago de la factura.
La fattura deve essere saldata entro venerdì.
Nessun pagamento ricevuto.
De factuur moet voor vrijdag betaald worden.
We hebben de betaling niet ontvangen.
A fatura deve ser paga até sexta.
Não recebemos o pagamento."""
HERE = """\
Les textes sont là, merci.
Merci des textes.
Ya tengo los textos.
He descargado los textos.
Grazie dei testi.
I testi ci sono.
De teksten zijn er.
Já tenho os textos.
Baixei os textos.
Texts received.
Merci für die Texte."""
NOT_HERE = """\
Nous n'avons pas les textes.
No me han llegado los textos.
Non ho ancora i testi.
We hebben de teksten nog niet.
Não tenho os textos.
Danke im Voraus für die Texte.
Thanks in advance for the texts.
I have no texts."""


@pytest.mark.parametrize(
    ("told", "named", "settles"),
    [(PAID, False, True), (NOT_PAID, False, False), (HERE, True, True), (NOT_HERE, True, False)],
    ids=["paid", "not paid", "here", "not here"],
)
def test_the_words_of_seven_languages_tell_what_came_and_what_did_not(told: str, named: bool, settles: bool) -> None:
    read = {one: settling(one, load(), lambda _: named, named=True) for one in told.splitlines()}
    assert [one for one, words in read.items() if bool(words) is not settles] == []


def test_thanks_of_the_client_do_not_excuse_our_own_side() -> None:
    thanks = letter(
        "03-16 10:00", "Bob Roe <bob@acme.example>", ME, "The draft", "Thanks for the call about the draft."
    )
    assert standing(agreement(OURS, thanks), "draft").claim == "firm"


@pytest.mark.parametrize(
    "said",
    [
        ("Re: Invoice 7", "Thank you for your payment, it arrived today."),
        ("Invoice 7", "Please use this corrected invoice instead of the first."),
        ("Rechnung 7", "Die Zahlung ist eingegangen, vielen Dank."),
    ],
    ids=["paid", "corrected", "german"],
)
@pytest.mark.parametrize("spoken", [PAY, ""], ids=["an obligation speaks of it", "no obligation does"])
def test_an_invoice_that_we_called_paid_or_replaced_is_not_told_as_overdue(said: tuple[str, str], spoken: str) -> None:
    text = spoken + BILLED.removeprefix(PAY)
    plain = agreement(text, BILL, head=ledger("2026-03-20"))
    found = agreement(text, BILL, ours("03-05 10:00", *said), head=ledger("2026-03-20"))
    assert "days after it was payable" in fact(plain, "invoice").statement
    assert "after it was payable" not in fact(found, "invoice").statement
    assert fact(found, "invoice").claim == "not_established"
    assert any(f"“{said[1]}”" in sentence for sentence in fact(found, "invoice").beside)


@pytest.mark.parametrize(
    "written",
    [
        "Anbei erhalten Sie unsere Rechnung 7 über 100,00 EUR, zahlbar innerhalb von 14 Tagen.",
        "Im Anhang erhältst du meine Rechnung über 100 EUR.",
        "Sie erhalten hiermit die Rechnung 7 über 100 EUR mit der Bitte um Zahlung bis Ende des Monats.",
    ],
)
def test_the_mail_that_sends_an_invoice_does_not_tell_that_it_is_paid(written: str) -> None:
    bill = ours("01-31 10:00", "Invoice 7", written, Message_ID="<bill@studionorth.example>")
    found = agreement(BILLED, bill, head=ledger("2026-03-20"))
    assert "days after it was payable" in fact(found, "invoice").statement
    assert fact(found, "invoice").claim == fact(agreement(BILLED, BILL, head=ledger("2026-03-20")), "invoice").claim


@pytest.mark.parametrize(
    "written",
    [
        "Anbei erhalten Sie unsere Rechnung 7, den Betrag haben wir dankend erhalten.",
        "Anbei erhalten Sie die Rechnung 7 als bezahlt quittiert.",
        "Anbei erhalten Sie die korrigierte Rechnung 7.",
        "Vielen Dank für Ihren Auftrag und die Zahlung, anbei die Rechnung 7.",
        "Here is invoice 7 for your files, already paid.",
        "You received our invoice 7, and we received your payment.",
        "Anbei erhalten Sie unsere Rechnung 7, die bereits per PayPal beglichen wurde.",
        "Anbei erhalten Sie unsere Rechnung 7 zur Verrechnung mit Ihrem Guthaben.",
        "Anbei erhalten Sie unsere Rechnung 7, den Betrag buchen wir ab.",
        "Invoice 7 is attached for your records only.",
        "You need not pay, invoice 7 is attached for the books.",
        "Voici la facture 7 pour vos archives.",
    ],
)
def test_nor_does_it_hide_that_it_is(written: str) -> None:
    bill = ours("01-31 10:00", "Invoice 7", written, Message_ID="<bill@studionorth.example>")
    found = agreement(BILLED, bill, head=ledger("2026-03-20"))
    assert fact(found, "invoice").claim == "not_established"
    assert "after it was payable" not in fact(found, "invoice").statement


def test_a_reminder_says_that_the_client_has_the_invoice() -> None:
    reminder = "Sie erhalten heute die Rechnung 7 über 100 EUR ein zweites Mal."
    words_of = "You have already received our invoice 7 over 100 EUR."
    for said in (reminder, words_of):
        found = agreement(BILLED, BILL, ours("03-05 10:00", "Invoice 7", said), head=ledger("2026-03-20"))
        assert "days after it was payable" in fact(found, "invoice").statement


def test_a_first_mail_about_an_invoice_of_another_day_may_settle_it() -> None:
    never_mind = ours("02-03 10:00", "Invoice 7", "Never mind, it is solved.", Message_ID="<bill@studionorth.example>")
    found = agreement(BILLED, never_mind, head=ledger("2026-03-20"))
    assert "after it was payable" not in fact(found, "invoice").statement


def test_an_invoice_whose_mail_may_not_have_arrived_is_not_told_as_overdue() -> None:
    report = letter(
        "01-31 10:01",
        "Mailer-Daemon <mailer-daemon@provider.example>",
        ME,
        "Undelivered Mail Returned",
        "Your message to bob@acme.example could not be delivered.",
        Return_Path="<>",
        In_Reply_To="<bill@studionorth.example>",
    )
    for text in (BILLED, BILLED.removeprefix(PAY)):
        found = agreement(text, BILL, report, head=ledger("2026-03-20"))
        assert fact(found, "invoice").claim == "not_established"
        assert "after it was payable" not in fact(found, "invoice").statement
    assert standing(agreement(BILLED, BILL, report, head=ledger("2026-03-20")), "pay").claim == "review"


@pytest.mark.parametrize("deemed", ["", "deemed = true\n"])
def test_an_approval_may_have_been_given_in_a_call(deemed: str) -> None:
    """R19: what is said on the telephone leaves no mail; the person who was there says what it settled."""
    text = OURS + OK.replace("met_by", f"{deemed}met_by")
    call = {"client": "acme", "time": "2026-03-10T10:00:00+01:00", "channel": "phone", "note": "Review"}
    found = agreement(text, DRAFT, decisions=(decided("contact", **call),))
    assert standing(agreement(text, DRAFT), "ok").claim == "firm"
    assert standing(found, "ok").claim == "review"
    (about,) = (one for one in found.facts if one.obligation == "ok")
    assert "a call or meeting that stands beside it needs a person’s look first" in about.statement
    assert any("Tuesday 10 March 2026 at 10:00" in one for one in about.beside)
    settled = decided("contact", **call, closes=False)
    assert standing(agreement(text, DRAFT, decisions=(settled,)), "ok").claim == "firm"
    early = decided("contact", **(call | {"time": "2026-03-04T10:00:00+01:00"}))
    assert standing(agreement(text, DRAFT, decisions=(early,)), "ok").claim == "firm"


def test_an_accepted_sentence_about_a_promise_is_proposed_again_when_the_contract_file_changes() -> None:
    """What was accepted was the old date; another one makes another sentence of it."""
    late, amended = ours("03-16 10:00"), OURS.replace("2026-03-13", "2026-03-12")
    before = fact(agreement(OURS, late), "obligation_met_late")
    accepted = decided("fact", fact=before.fact_id, status="accepted", fingerprint=before.fingerprint)
    assert fact(agreement(OURS, late, decisions=(accepted,)), "obligation_met_late").status == "accepted"
    changed = fact(agreement(amended, late, decisions=(accepted,)), "obligation_met_late")
    assert changed.statement != before.statement
    assert changed.status == "proposed"
    bill = fact(agreement(BILLED, BILL, head=ledger("2026-03-20")), "invoice")
    dearer = BILLED.replace('amount = "100.00"', 'amount = "120.00"')
    assert fact(agreement(dearer, BILL, head=ledger("2026-03-20")), "invoice").fingerprint != bill.fingerprint
