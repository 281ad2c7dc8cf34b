"""Whether a question leaves its answer to silence: “No answer means yes” (X4, P1).

A silence that is foreseen goes on with the work, unless its sentence says that the work then stops or that its author
will ask again: such a question still wants its answer.
"""

from __future__ import annotations

from harvester.model.phrases import Grammar, Phrases
from harvester.model.words import any_of, held, plain
from harvester.pipeline.mails.ownwords import split


def consents(words: str, phrases: Phrases) -> str:
    """The phrase by which silence answers it; "" if none does."""
    return next(filter(None, (_consents(plain(one), phrases) for one in split(words))), "")


def _consents(sentence: str, phrases: Phrases) -> str:
    grammar = phrases.grammar
    told = [(match.start(), match.end(), phrase) for phrase, match in held(sentence, phrases.silence_consents)]
    for start, end, phrase in sorted(told):
        before = sentence[:start].split()
        is_already = before and any_of(grammar.is_already).fullmatch(before[-1])
        if not is_already and not _stops(f"{sentence[:start]} {sentence[end:]}", grammar):
            return phrase
    return ""


def _stops(rest: str, grammar: Grammar) -> bool:
    said = any_of(grammar.that).split(rest, maxsplit=1)[0]
    return any_of(grammar.stops).search(said) is not None
