"""Words of ours that tell that the client did what it promised, or that it need not: no absence is told over them (P1).

What was handed over by link, in a meeting or by telephone leaves no mail of the client; our own thanks for it may.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from harvester.model.engagement import Phrases
from harvester.model.words import held, plain
from harvester.pipeline.mails.ownwords import shortened, split
from harvester.pipeline.mails.patience import CLAUSE_END

_NOT_SAID = re.compile(
    r"\b(?:not|no|never|nothing|without|nicht|kein\w*|nichts|pas|aucune?|jamais|sin|nunca|non|nessun\w*|niet|geen|nooit"
    r"|não|nenhum\w*|once|when|until|unless|if|as soon as|sobald|wenn|falls|dès que|si|lorsque|cuando|quando"
    r"|zodra)\b|n't\b"
)
"""What denies it, or speaks of a time to come. No word that means something else elsewhere: “als”, “Mai”."""
_CLAUSE = re.compile(rf"{CLAUSE_END.pattern}|\b(?:as|since|da|puisque|puesto que|poiché|pois)\b")
_TO_COME = re.compile(r"\bbe\s*$")
"""Right before the phrase: “must be uploaded”."""
_NEXT_WORD = re.compile(r"\W*\w*")


def settling(own_words: str, phrases: Phrases, about: Callable[[str], bool], *, named: bool) -> str:
    """The first sentence by which it was done, or settled otherwise; "" if none says so.

    `about`: whether a sentence says what it is called; `named`: the mail as a whole is about it.
    """
    said = (one for one in split(own_words) if _tells(one, phrases, about(one), named=named))
    return shortened(next(said, ""))


def _tells(sentence: str, phrases: Phrases, about: bool, *, named: bool) -> bool:
    text = plain(sentence)
    if text.endswith("?") or not (about or named):
        return False
    if any(held(text, phrases.releases)):
        return True
    told = held(text, phrases.settled if about else phrases.paid)
    return any(not _denied(text, found) for _, found in told)


def _denied(text: str, found: re.Match[str]) -> bool:
    """Whether its own clause denies it, before the phrase or right behind it: “we received nothing”.

    Not what stands before: “no problem, …”.
    """
    clause = max((end.end() for end in _CLAUSE.finditer(text, 0, found.start())), default=0)
    behind = _NEXT_WORD.match(text, found.end())
    before = text[clause : found.start()]
    said = f"{before} {behind[0] if behind else ''}"
    return _NOT_SAID.search(said) is not None or _TO_COME.search(before) is not None
