"""Whether a question leaves its answer to silence: “No answer means yes” (X4, P1).

A silence that is foreseen goes on with the work, unless its sentence says that the work then stops or that its author
will ask again: such a question still wants its answer.
"""

from __future__ import annotations

import re

from harvester.model.engagement import Phrases
from harvester.model.words import held, plain
from harvester.pipeline.mails.ownwords import split

_STOPS = re.compile(
    r"\b(?:cannot|can't|can not|won't|will not|unable|impossible|nothing (?:goes|will|can|until)|ask again|call you"
    r"|will (?:ask|call)|give you a (?:call|ring)|ring you|phone|remind|follow up|chase|lawyer|solicitor|attorney|court"
    r"|stop|pause|suspend|delay\w*|slips?|stuck|blocked|be late|be charged|lose|miss|write|have to (?!assume|take)"
    r"|not (?:go|proceed|continue|publish|start|begin)"
    r"|können (?:wir|sie|ich) .*nicht|kann (?:ich|es) .*nicht|nicht (?:live|weiter\w*|an|los|starten|beginnen)"
    r"|geht (?:hier |es )?nichts|rufe|rufen|anrufen|erinner\w*|nachfrag\w*|frage .*nach|anwalt|rechtsanwalt|gericht"
    r"|inkasso|schreib\w*|einstellen|pausier\w*|verschieb\w*|verzöger\w*"
    r"|ne (?:peux|pouvons|peut|pourrai|pourrons|pourra)|n'avan\w*|rappell?e\w*|appeller\w*|écri\w*|avocat|relanc\w*"
    r"|no (?:puedo|podemos|podremos|podré|se puede|llegamos|seguimos|sigo|avanzamos)|llamar\w*|escrib\w*|abogado"
    r"|non (?:posso|possiamo|potrò|potremo|si può)|chiamer\w*|telefon\w*|avvocato|scriv\w*|dovrò|dovremo"
    r"|kan (?:ik|het) .*niet|kunnen (?:we|wij) .*niet|niet (?:verder|door|live)|bel ik|bellen|schrij(?:f|ven)|advocaat"
    r"|não (?:posso|podemos|poderei|poderemos|consigo|conseguimos|avanço|avançamos)|ligar\w*|escrev\w*|advogado|parar"
    r")\b"
)
"""By which the work stops, or its author asks again."""
_IS = re.compile(
    r"(?:\b(?:i'm|am|are|is|been|still|bin|ist|sind|war|noch|bisher|bislang|weiterhin|suis|sommes|est|toujours|encore"
    r"|resté\w*|reste|restons|estoy|está|sigo|sigue|seguimos|aún|todavía|sono|siamo|è|ancora|tuttora|rimast\w*|ben|zijn"
    r"|nog|steeds|estou|estamos|continu\w+|fic\w+|ainda)\s+)$"
)
"""Right before it: it tells of a silence that is there, “I am still without an answer”, and foresees none."""
_TAKEN = re.compile(r"\b(?:that|dass|daß|que|che|dat)\b.*")
"""What silence is taken to mean: “I'll assume that you cannot come”."""


def consents(words: str, phrases: Phrases) -> str:
    """The phrase by which silence answers it; "" if none does."""
    return next(filter(None, (_consents(plain(one), phrases.silence_consents) for one in split(words))), "")


def _consents(sentence: str, silences: tuple[str, ...]) -> str:
    told = [(match.start(), match.end(), phrase) for phrase, match in held(sentence, silences)]
    for start, end, phrase in sorted(told):
        rest = f"{sentence[:start]} {sentence[end:]}"
        if not _IS.search(sentence[:start]) and not _STOPS.search(_TAKEN.sub("", rest)):
            return phrase
    return ""
