"""Words of ours that tell that the client did what it promised, or that it need not: no absence is told over them (P1).

What was handed over by link, in a meeting or by telephone leaves no mail of the client; our own thanks for it may.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from harvester.model.phrases import Grammar, Phrases
from harvester.model.words import alternatives, any_of, held, plain
from harvester.pipeline.mails.asking import released
from harvester.pipeline.mails.clauses import clauses, denies, ends
from harvester.pipeline.mails.ownwords import shortened, split

_NEXT_WORDS = re.compile(r"(?: [\w']+){0,2}")
_SUM = r"\b\d+ (?:eur|usd|gbp|chf)\b"


def settling(own_words: str, phrases: Phrases, about: Callable[[str], bool], *, named: bool) -> str:
    """The first sentence by which it was done, or settled otherwise; "" if none says so.

    `about`: whether a sentence says what it is called; `named`: the mail as a whole is about it.
    """
    said = (one for one in split(own_words) if _tells(one, phrases, about(one), named=named))
    return shortened(next(said, ""))


def _tells(sentence: str, phrases: Phrases, about: bool, *, named: bool) -> bool:
    grammar = phrases.grammar
    text = _without_billing(plain(sentence), grammar)
    if text.endswith("?") or not (about or named):
        return False
    if released(text, phrases) or any(_pays(one, grammar) for one in clauses(text, grammar)):
        return True
    told = held(text, phrases.settled if about else phrases.paid)
    return any(not _denied(text, found, grammar) for _, found in told)


def _without_billing(text: str, grammar: Grammar) -> str:
    """The text in which “you receive our invoice” is the invoice alone: what the reader has or gets is no money."""
    return any_of(grammar.billing).sub(lambda sent: sent[0].rpartition(" ")[2], text)


def _pays(clause: str, grammar: Grammar) -> bool:
    """Whether a clause tells of money that came, or of an invoice that is paid or taken back."""
    if denies(clause, grammar) or any_of(grammar.to_be_paid).search(clause):
        return False
    money = _money(grammar).search(clause) and any_of(grammar.came).search(clause)
    bill = any_of(grammar.bills).search(clause) and any_of(grammar.cleared).search(clause)
    thanks = _thanks(grammar).search(clause) and not any_of(grammar.in_time).search(clause)
    return bool(money or bill or thanks or any_of(grammar.paid_before).search(clause))


@lru_cache
def _money(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"{alternatives(grammar.money)}|{_SUM}")


@lru_cache
def _thanks(grammar: Grammar) -> re.Pattern[str]:
    """“Thanks for the prompt payment”."""
    return re.compile(rf"{alternatives(grammar.thanks)}(?: [\w']+){{0,4}} [\w']*(?:{_money(grammar).pattern})")


def _denied(text: str, found: re.Match[str], grammar: Grammar) -> bool:
    """Whether its own clause denies it, before the phrase or right behind it: “we received nothing”.

    Not what stands before: “no problem, …”.
    """
    clause = max((end.end() for end in ends(grammar).finditer(text, 0, found.start())), default=0)
    behind = _NEXT_WORDS.match(text, found.end())
    before = text[clause : found.start()]
    return denies(f"{before} {behind[0] if behind else ''}", grammar) or any(
        any_of(grammar.to_come).fullmatch(word) for word in before.split()[-1:]
    )
