"""Sentences of ours in which words of asking ask nothing any more: nobody owes them an answer (X4, P1).

A question of the reader that is quoted for its answer, a wait or a need that is over, a remark with “isn't it?”.
What the client writes is never read so: a doubt does not lighten our own debt.
"""

from __future__ import annotations

import re

from harvester.model.words import plain
from harvester.pipeline.mails.ownwords import split

_QUOTED = re.compile(
    r"\b(?:you (?:had )?asked|you wanted to know|your question|(?:ihre|deine|eure) frage"
    r"|(?:sie|du|ihr) (?:ha\w+ )?(?:mich |uns )?gefragt|vous (?:m'|nous )?(?:avez|aviez) demandé|(?:votre|ta) question"
    r"|(?:me|nos) (?:pregunt\w+|había preguntado)|(?:su|tu|vuestra) pregunta|(?:mi|ci) (?:ha|aveva|hai|avevi) chiesto"
    r"|(?:la )?(?:sua|tua|vostra) domanda|(?:u|je|jij|jullie) vroeg(?:en)?|(?:uw|je|jouw|jullie) vraag"
    r"|perguntou(?:-me|-nos)?|(?:a )?(?:sua|tua|vossa) pergunta)(?: [\w']+){0,2} ?: "
)
_WAS = re.compile(
    r"\b(?:(?:was|were|had been) (?:still )?(?:a?waiting|expecting)|j'attendais|nous attendions|on attendait"
    r"|(?:ero|eravamo) in attesa|aspettav\w+|(?:estaba|estábamos|quedaba) (?:a la espera|pendiente)|esperab\w+"
    r"|wachtten?|aguardav\w+|estav\w+ à espera|warteten?)\b"
)
_STILL = re.compile(r"\b(?:still|noch|immer|bisher|toujours|encore|todavía|aún|sigo|ancora|nog|steeds|ainda)\b")
_NEEDS = re.compile(
    r"\b(?:need|needed|brauch\w*|benötig\w*|besoin|necesit\w+|bisogno|nodig|precis(?:o|amos)|wart\w+|attend\w*|espero"
    r"|aspetto|wacht\w*|aguard\w+)\b"
)
_NO_MORE = re.compile(
    r"\b(?:no longer|no more|(?:do|does|did|will|would) not need|need nothing|nicht mehr|nichts mehr|nichts"
    r"|plus besoin|n'ai plus|n'avons plus|n'attend\w* plus|ya no|non .*più|niet meer|geen|niets|já não|não .*mais)\b"
    r"|n't need\b"
)
_CLAUSE = re.compile(r"[,;:–—]\s|\b(?:so|and|but|und|aber|et|mais|y|pero|e|ma|en|maar|mas)\b")
_MARVELS = re.compile(
    r"^\W*(?:(?:would|can|could) you (?:believe|imagine)|k(?:ö|oe|a)nn\w* (?:sie sich|ihr euch|du dir) vorstellen"
    r"|vous imaginez|tu imagines|te imaginas|se imagina|ti immagini|si immagina|kun je je voorstellen|consegue imaginar"
    r"|darf ich (?:kurz )?danke sagen|may i (?:just )?say thank)\b"
)
_TAG = re.compile(
    r"(?:, ?(?:isn't (?:it|that)|aren't (?:they|we)|haven't we|couldn't we|didn't we|nicht wahr|n'est-ce pas)"
    r"|^\W*(?:[\w']+ ){0,2}[\w']+, ¿?(?:no|non|vero|verdad|toch|hè|não(?: é)?|né|oder))\W*\?$"
)
"""“Looks good, oder?”: with three words before it, or a verb that asks for no more than a nod."""


def asked(words: str) -> str:
    """The words without the sentences that ask nothing any more."""
    parts = split(words)
    kept = [one for one in parts if not _asks_nothing(plain(one))]
    return words if len(kept) == len(parts) else "\n\n".join(kept)


def _asks_nothing(sentence: str) -> bool:
    if any(one.search(sentence) for one in (_QUOTED, _TAG, _MARVELS)):
        return True
    if sentence.endswith("?") or _STILL.search(sentence):
        return False
    clauses = _CLAUSE.split(sentence)
    return _WAS.search(sentence) is not None or any(_NEEDS.search(one) and _NO_MORE.search(one) for one in clauses)
