"""Words of asking that ask nothing: nobody is told to have left them open (X4, P1)."""

from __future__ import annotations

import pytest

from harvester.model.mail import Expectation
from harvester.phrases import load
from harvester.pipeline.mails.expectation import expectation
from harvester.pipeline.mails.unasked import asked
from tests.pipeline.letters import BOB, ME, established, letter, matter, question

NOTHING = """\
You asked me: could you send the texts? Here they are.
Your question was: could you send the invoice? Here it is.
I was waiting for your approval and now have it, thanks.
I was awaiting your feedback; it came today, thank you.
I would like you to know that the draft is done.
We could have done it better, couldn't we?
Would you believe it is done?
Who would have thought that we'd finish early?
Deine Frage war: wann kommt der Entwurf? Heute.
Ich brauche von Ihnen nichts mehr.
Bei Änderungswünschen geben Sie mir bitte Bescheid.
Können Sie sich vorstellen, wie froh wir sind?
Wer hätte das gedacht?
Sieht gut aus, oder?
Vous m'aviez demandé : pouvez-vous envoyer la facture ? La voici.
C'est beau, non ?
Qui l'eût cru ?
Estaba a la espera de su respuesta y ya la tengo, gracias.
Esperamos vuestra visita el viernes.
¿Quién lo diría?
Ero in attesa della sua conferma, è arrivata oggi, grazie.
Chi l'avrebbe mai detto?
Ik heb uw akkoord niet meer nodig.
Mooi, toch?
Já não preciso da sua aprovação.
Perguntou-me: pode enviar a fatura? Aqui está."""
SOMETHING = """\
Pls send me the texts.
You asked for blue. Could you confirm the date?
As you asked, I changed the colour - could you approve it?
We were still waiting for your approval on Monday.
I need your approval, not only for the colours.
You will send it on Friday, right?
Feedback by Friday, please.
Koennten Sie mir die Texte schicken
Rueckmeldung bis Freitag bitte.
Ich brauche Ihre Freigabe, damit nichts schiefgeht.
Ich warte noch immer auf Ihre Freigabe.
J'attends votre accord pour ne plus perdre de temps.
Quedo a la espera de su respuesta.
Resto in attesa di un suo riscontro.
Graag reactie voor vrijdag.
Fico a aguardar a sua resposta."""


@pytest.mark.parametrize(("told", "asks"), [(NOTHING, False), (SOMETHING, True)], ids=["nothing", "something"])
def test_what_asks_nothing_any_more_is_no_question_and_what_asks_is_one(told: str, asks: bool) -> None:
    read = {one: expectation(asked(one, load().grammar), load())[0] for one in told.splitlines()}
    assert [one for one, expects in read.items() if (expects is Expectation.YES) is not asks] == []


def test_only_what_we_write_is_read_so() -> None:
    """P1: a doubt about the client's words leaves our debt as it is."""
    text = "I was waiting for your approval and now have it."
    assert not established(matter(question(text)))
    assert len(established(matter(question(f"{text} Could you also check the colours?")))) == 1
    theirs = matter(letter("03-02 10:00", BOB, ME, "Approval", text))
    assert [gap.owed_by.value for gap in theirs.gaps] == ["us"]
