"""Words of ours that show that we had the client's answer, or wait for none, wherever it came (R17, P1).

“Your corrections are in”, “like you said”, “Carol told me that you are happy”: whoever writes that was answered in some
way that left no mail. What the phrase files cannot spell out is read here from words that stand together in a clause.
What the client writes is never read so: a doubt does not lighten our own debt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from harvester.model.dossier import Exchange
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Side
from harvester.model.phrases import Grammar, Phrases
from harvester.model.words import alternatives, any_of, plain
from harvester.pipeline.mails.asking import releases
from harvester.pipeline.mails.clauses import clauses, denies
from harvester.pipeline.mails.ownwords import split


class Heard:
    """Reads our mails beside those of the client that are held."""

    def __init__(self, exchanges: Iterable[Exchange], phrases: Phrases, named: Callable[[str], bool]) -> None:
        """`named`: whether a text names the client or one of its people."""
        self.phrases, self.named = phrases, named
        self.theirs = frozenset(
            e.message.message_id for e in exchanges if e.side is Side.CLIENT and e.kind is MessageClass.HUMAN
        )
        self.asked: dict[str, str] = {}
        """Thread -> the first mail of ours that asks in it."""
        for exchange in exchanges:
            if exchange.side is Side.US and exchange.expects is Expectation.YES:
                self.asked.setdefault(exchange.thread, exchange.key)

    def __call__(self, exchange: Exchange) -> bool:
        """R17: whether a mail says that something is settled, withdrawn, or was answered elsewhere."""
        return releases(exchange, self.phrases) or (exchange.side is Side.US and self._shows(exchange))

    def _shows(self, exchange: Exchange) -> bool:
        """Not in answer to a mail that is held, nor where it asks again: then that is what it speaks of."""
        said = exchange.message.new_text
        first = self.asked.get(exchange.thread, exchange.key)
        if exchange.expects is Expectation.YES and first != exchange.key:
            return False
        if exchange.kind is not MessageClass.HUMAN or not self.theirs.isdisjoint(exchange.message.in_reply_to):
            return False
        if exchange.expects is Expectation.NO and self._takes_in(exchange.expects_rule, plain(said)):
            return True
        return any(map(self._tells, split(said)))

    def _takes_in(self, rule: str, said: str) -> bool:
        """Whether a closing (X2) takes something in, where no mail of theirs is answered; "Great news" brings some."""
        grammar = self.phrases.grammar
        return any_of(grammar.takes_in).match(rule[3:]) is not None and not _news(grammar).match(said)

    def _tells(self, sentence: str) -> bool:
        text, grammar = plain(sentence), self.phrases.grammar
        if text.endswith("?"):
            return False
        if any_of(grammar.over).search(text):
            return True
        return any(_had(one, grammar) for one in clauses(text, grammar)) or self._of_them(sentence, text)

    def _of_them(self, sentence: str, text: str) -> bool:
        """“Carol has confirmed the draft” tells of an answer."""
        grammar = self.phrases.grammar
        return any_of(grammar.agreed).search(text) is not None and self.named(sentence) and not _is_open(text, grammar)


def _had(clause: str, grammar: Grammar) -> bool:
    if not any(one.search(clause) for one in _shown(grammar)):
        told = any_of(grammar.told_me).search(clause) and not any_of(grammar.outsiders).search(clause)
        if not told:
            return False
    return not _is_open(clause, grammar)


@lru_cache
def _shown(grammar: Grammar) -> Sequence[re.Pattern[str]]:
    """“Your corrections are in”, “the approved draft”, “the draft is approved”, “the signed one came”, and others."""
    answer = rf"{alternatives(grammar.yours)}(?: \w+){{0,2}} {alternatives(grammar.answers)}"
    work = alternatives(grammar.work)
    return (
        re.compile(rf"(?=.*{alternatives(grammar.reached)})(?=.*{answer})"),
        re.compile(rf"{alternatives(grammar.approved)}(?: \w+)? {work}"),
        re.compile(rf"{work}(?: \w+)? {alternatives(grammar.is_approved)}"),
        re.compile(rf"{alternatives(grammar.signed)}.* {alternatives(grammar.signed_came)}"),
        *(any_of(words) for words in (grammar.they_said, grammar.handed, grammar.met, grammar.pleased)),
    )


@lru_cache
def _news(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(rf"\W*{alternatives(grammar.news)}")


def _is_open(said: str, grammar: Grammar) -> bool:
    return denies(said, grammar) or any_of(grammar.asked_for).search(said) is not None
