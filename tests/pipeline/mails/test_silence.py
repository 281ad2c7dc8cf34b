"""Whether a question of ours leaves its answer to silence: nobody is told to have left it open then (X4, P1)."""

from __future__ import annotations

import pytest

from harvester.phrases import load
from harvester.pipeline.mails.silence import consents
from tests.pipeline.letters import established, matter, question

FORESEEN = """\
If I haven't heard from you by Monday, I'll take it live.
If not, shout; otherwise I'll start tomorrow.
If there's no feedback by Friday we'll publish.
I'll proceed unless you stop me.
In the absence of comments by 12 March we will treat it as accepted.
I'll plan on it unless I hear otherwise.
If all is fine you don't have to reply.
If the draft is fine, you do not have to answer.
If I hear nothing I'll assume that you cannot see any mistake.
Sollte ich bis Freitag nichts hören, veröffentliche ich.
Ansonsten lege ich morgen los.
Andernfalls gilt der Entwurf am Freitag als abgenommen.
Falls ich nichts Gegenteiliges höre, nehme ich blau.
Hören wir bis Freitag nichts von Ihnen, gilt das als Zustimmung.
Wenn Sie sich bis Freitag nicht melden, drucken wir.
Wenn bis Freitag keine Rückmeldung kommt, geht es in Druck.
Wenn ich nichts höre, gehe ich davon aus, dass Sie nichts mehr ändern können.
Sinon je publie demain.
Si vous ne répondez pas, je pars sur le bleu.
Sans nouvelles de ta part, j'envoie à l'imprimeur.
Si no me dice lo contrario, seguimos adelante.
En caso contrario, lo publico mañana.
A falta de respuesta, publicamos el viernes.
Salvo indicazioni contrarie, procedo.
Se non ho sue notizie entro venerdì, procedo.
Altrimenti pubblico domani.
Als ik voor vrijdag niets hoor, ga ik live.
Anders publiceer ik het morgen.
Zonder reactie voor vrijdag beschouwen we het als goedgekeurd.
Se não houver objeções, imprimimos na segunda.
Caso contrário, publico amanhã.
Sem resposta até sexta, damos por aprovado."""
WANTED = """\
If we don't hear from you, we cannot go live.
Without an answer I have to stop the work.
If I don't hear from you by Friday, I will call you.
If I don't get the texts by Friday, the launch moves.
I am still without an answer.
We're stuck without your answer.
Otherwise I'll have to charge for the extra day.
After that I'll be on holiday.
Please treat this as urgent.
Otherwise nothing will happen before May.
Wenn ich bis Freitag nichts höre, rufe ich an.
Ohne Ihre Rückmeldung gehen wir nicht live.
Wenn wir nichts hören, gehen wir zum Anwalt.
Sonst verschiebt sich der Start.
Leider hören wir von Ihnen nichts.
Meine Mail ist noch ohne Antwort.
Je suis toujours sans réponse de votre part.
Sans réponse à mon mail du 3 mars, je vous relance.
Si je n'ai pas les textes vendredi, la date glisse.
Sigo sin respuesta a mi correo.
De lo contrario no llegamos a la fecha.
La mia mail è rimasta senza risposta.
Senza la sua risposta non possiamo procedere.
Ik ben nog steeds zonder antwoord.
Zonder uw antwoord kunnen we niet verder.
Continuo sem resposta.
Sem a sua resposta não podemos avançar."""


@pytest.mark.parametrize(("told", "foreseen"), [(FORESEEN, True), (WANTED, False)], ids=["foreseen", "wanted"])
def test_a_silence_that_is_foreseen_answers_and_one_that_stops_the_work_or_is_there_does_not(
    told: str, foreseen: bool
) -> None:
    wrong = [one for one in told.splitlines() if bool(consents(one, load())) is not foreseen]
    assert not wrong


@pytest.mark.parametrize(("more", "count"), [("Otherwise I'll start tomorrow.", 0), ("I am without an answer.", 1)])
def test_a_question_that_silence_answers_is_not_told_as_left_open(more: str, count: int) -> None:
    assert len(established(matter(question(f"Could you approve the draft? {more}")))) == count
