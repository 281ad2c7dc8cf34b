"""What is done outside of mail, no mailbox shows as undone: such a question asks for a look (P1)."""

from __future__ import annotations

import pytest

from harvester.model.facts import Fact
from tests.pipeline.letters import BOB, ME, letter, matter, question

KICKOFF = letter("01-12 09:00", BOB, ME, "Kickoff", "Looking forward to it, we start on Monday. Bob")
ELSEWHERE = """\
Could you upload the texts to the shared folder?
Could you approve the draft in Figma?
Could you fill in the form by Friday?
Could you let me know on Slack?
Could you pay invoice 7 by Friday?
Could you comment in the document?
Could you sign the contract in DocuSign?
Could you accept the invitation?
Can you please fill out the survey?
Kannst du die Texte bitte hochladen?
Könnten Sie die Rechnung bis Freitag bezahlen?
Können Sie bitte das Formular ausfüllen?
Könntest du in Figma kommentieren?
Kannst du die Texte ins Portal stellen?
Pouvez-vous remplir le formulaire ?
Pourriez-vous régler la facture 7 ?
Pouvez-vous déposer les textes sur le serveur ?
¿Puede subir los textos a la carpeta?
¿Podría pagar la factura?
Può caricare i testi?
Può compilare il modulo?
Kunt u de teksten uploaden?
Kunt u het formulier invullen?
Pode preencher o formulário?
Pode pagar a fatura 7?
Would you mind uploading the texts?
Have you paid invoice 7 yet?
Haben Sie die Texte schon hochgeladen?
May I ask you to fill in the form?
Would you like me to wait, or could you upload the texts today?
Dürfen wir Sie bitten, die Texte hochzuladen?
Puis-je vous demander de remplir le formulaire ?
¿Puedo pedirle que suba los textos?
Posso chiederle di caricare i testi?
Mag ik u vragen de teksten te uploaden?
Posso pedir-lhe para preencher o formulário?"""
BY_MAIL = """\
Could you approve the draft?
Could you send me the texts?
When can we have the texts?
Which team is in charge?
Could you tell me when the teams meet?
Could you tell me which logo we use in the header?
Could you confirm the date of the meeting?
Could you confirm that the invoice arrived?
When will invoice 7 be paid?
Is the amount right?
Could you send the signed contract back?
Could you answer the questions below?
Could you complete the list?
Do you want the button in blue or green?
Could you give me access to the server?
Which form do you prefer?
Could you check the error in the form?
Kannst du den Entwurf freigeben?
Wann bekommen wir die Texte?
Welche Farbe soll der Link haben?
Könnten Sie mir die Rechnungsadresse nennen?
Könnten Sie mir das Formular schicken?
Wann wird die Rechnung bezahlt?
Haben Sie den Fehler im Formular gesehen?
Passt der Termin?
Pouvez-vous valider la maquette ?
Quand aurons-nous les textes ?
¿Puede aprobar el borrador?
¿Cuándo recibimos los textos?
Può approvare la bozza?
Kunt u het ontwerp goedkeuren?
Wanneer krijgen we de teksten?
Pode aprovar o rascunho?
Quando recebemos os textos?
Shall I upload the files?
Do you want me to fill out the survey?
Can I comment in the document?
Soll ich die Bilder hochladen?
Dois-je déposer les textes sur le serveur ?
¿Debo subir los textos?
Devo caricare i testi?
Zal ik de bestanden uploaden?
Devo preencher o formulário?
Could you sign off the design?
Can you sign the contract and send it back?"""


def unanswered(text: str) -> Fact:
    (fact,) = (one for one in matter(KICKOFF, question(text)).facts if one.kind == "unanswered")
    return fact


@pytest.mark.parametrize("text", ELSEWHERE.splitlines())
def test_what_may_have_been_done_without_a_mail_asks_for_a_look(text: str) -> None:
    assert unanswered(text).claim == "review"


@pytest.mark.parametrize("text", BY_MAIL.splitlines())
def test_what_a_mail_answers_stays_firm(text: str) -> None:
    assert unanswered(text).claim == "firm"


def test_the_reason_is_told_in_words() -> None:
    dossier = matter(KICKOFF, question("Could you upload the texts?"))
    (gap,) = (gap for gap in dossier.gaps if gap.level == "A")
    assert (gap.status, gap.reasons) == ("open", ("done_elsewhere",))
