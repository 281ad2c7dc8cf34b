"""Sentences of ours in which words of asking ask nothing any more: nobody owes them an answer (X4, P1).

A question of the reader that is quoted for its answer, a wait or a need that is over, a remark with “isn't it?”.
What the client writes is never read so: a doubt does not lighten our own debt.
"""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.model.phrases import Grammar
from harvester.model.words import alternatives, any_of, clause_end, plain
from harvester.pipeline.mails.ownwords import split


def asked(words: str, grammar: Grammar) -> str:
    """The words without the sentences that ask nothing any more."""
    parts = split(words)
    kept = [one for one in parts if not _asks_nothing(plain(one), grammar)]
    return words if len(kept) == len(parts) else "\n\n".join(kept)


def _asks_nothing(sentence: str, grammar: Grammar) -> bool:
    if _no_question(grammar).search(sentence):
        return True
    if sentence.endswith("?") or any_of(grammar.still).search(sentence):
        return False
    needs, no_more = any_of(grammar.needs), any_of(grammar.no_more)
    clauses = clause_end(grammar.clauses).split(sentence)
    return any_of(grammar.waited).search(sentence) is not None or any(
        needs.search(one) and no_more.search(one) for one in clauses
    )


@lru_cache
def _no_question(grammar: Grammar) -> re.Pattern[str]:
    """“You asked: …?”, “Would you believe …?”, “…, isn't it?”, and “Looks good, oder?” with three words before it."""
    return re.compile(
        rf"{alternatives(grammar.their_question)}(?: [\w']+){{0,2}} ?: "
        rf"|^\W*{alternatives(grammar.marvels)}"
        rf"|(?:, ?{alternatives(grammar.tags)}|^\W*(?:[\w']+ ){{0,2}}[\w']+, ¿?{alternatives(grammar.nods)})\W*\?$"
    )
