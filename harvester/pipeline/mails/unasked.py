"""Sentences of ours in which words of asking ask nothing any more: nobody owes them an answer (X4, P1).

A question of the reader that is quoted for its answer, a wait or a need that is over, a remark with “isn't it?”.
What the client writes is never read so: a doubt does not lighten our own debt.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from harvester.model.phrases import Grammar
from harvester.model.words import alternatives, any_of, clause_end, plain
from harvester.pipeline.mails.ownwords import PIECES, split


def asked(words: str, grammar: Grammar, by_mark: Callable[[str], bool] = bool) -> str:
    """The words without what asks nothing any more. `by_mark`: whether words ask by a question mark alone."""
    words = _unanswered(words, grammar, by_mark)
    parts = split(words)
    kept = [one for one in parts if not _asks_nothing(plain(one), grammar)]
    return words if len(kept) == len(parts) else "\n\n".join(kept)


def _unanswered(words: str, grammar: Grammar, by_mark: Callable[[str], bool]) -> str:
    """The words without questions whose answer stands right behind, where answers or words for a page are told of."""
    text = "\n".join(map(plain, words.splitlines()))
    answers = any_of(grammar.answers_between).search(text)
    if not (answers or _for_a_page(grammar).search(text)):
        return words
    pieces, kept = PIECES.split(words), []
    for place in range(0, len(pieces), 2):
        between, after = [*pieces[place + 1 : place + 3], "", ""][:2]
        told = pieces[place].rstrip().endswith("?") and "\n\n" not in between and after and "?" not in after
        told = told and not any_of(grammar.sign_offs).match(plain(after))
        if not (told and (by_mark(pieces[place]) or (answers and _answers(after, grammar)))):
            kept.append(pieces[place] + between)
    return "".join(kept)


def _answers(said: str, grammar: Grammar) -> bool:
    """Whether it evidently answers the request before it, which may as well go on: “… the draft? I need it”."""
    text = plain(said)
    return said.isupper() or _MARKED.match(text) is not None or any_of(grammar.yes_or_no).match(text) is not None


_MARKED = re.compile(r"[-–—→=>*]")


@lru_cache
def _for_a_page(grammar: Grammar) -> re.Pattern[str]:
    """“Text for the homepage:” at the end of a line."""
    return re.compile(rf"{alternatives(grammar.page_words)}[^.?!:\n]{{0,60}}:$", re.MULTILINE)


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
        rf"|^\W*{alternatives(grammar.asked_whether)}"
        rf"|^\W*{alternatives(grammar.marvels)}"
        rf"|(?:, ?{alternatives(grammar.tags)}|^\W*(?:[\w']+ ){{0,2}}[\w']+, ¿?{alternatives(grammar.nods)})\W*\?$"
    )
