"""Whether each mail asks, judged once its conversation is known (measurement.md X, R17)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Side
from harvester.model.phrases import Grammar, Phrases
from harvester.model.words import alternatives, any_of, candidates, pattern, plain
from harvester.pipeline.mails.addressed import Addressees, addressees
from harvester.pipeline.mails.classes import sent_by_machine
from harvester.pipeline.mails.expectation import QUESTION, expectation
from harvester.pipeline.mails.ownwords import Words, as_written, deciding_words, own_words, split
from harvester.pipeline.mails.silence import consents
from harvester.pipeline.mails.unasked import asked


def asking(exchanges: Sequence[Exchange], engagement: Engagement, shown: Mapping[str, str]) -> list[Exchange]:
    """Every exchange with its expectation, the rule, and the words that decided. `shown`: address -> display name."""
    words = own_words(exchanges, _signatures(exchanges, shown))
    people = addressees(engagement, shown)
    return [_judged(exchange, words[exchange.key], engagement, people) for exchange in exchanges]


def releases(exchange: Exchange, phrases: Phrases) -> bool:
    """R17: a mail that says that something is settled or withdrawn, or speaks of contact elsewhere."""
    return released(f"{exchange.message.subject}\n{exchange.message.new_text}", phrases)


def released(written: str, phrases: Phrases) -> bool:
    """The same of a text."""
    return _released(written, phrases)


@lru_cache(maxsize=32_768)  # the clients of one mailbox have the same mail
def _released(written: str, phrases: Phrases) -> bool:
    text = plain(written)
    said = (match for phrase in candidates(text, phrases.releases) for match in pattern(phrase).finditer(text))
    return text.startswith("recall:") or any(not _denied(text, one, phrases.grammar) for one in said)


def _denied(text: str, said: re.Match[str], grammar: Grammar) -> bool:
    before = text[max(0, said.start() - _NEAR) : said.start()]
    return _denials(grammar).search(before) is not None and not any_of(grammar.manners).match(said[0])


_NEAR = 60


@lru_cache
def _denials(grammar: Grammar) -> re.Pattern[str]:
    """Right before it: “not solved yet”, “do not ignore my mail”; no “not sure whether …”, no “not what …”."""
    one_between = rf"(?: (?!{alternatives(grammar.denies_no_fact)})[\w']+)?"
    return re.compile(rf"(?:{alternatives(grammar.denies)}{one_between}|{alternatives(grammar.denies_next)}) ?$")


def _judged(exchange: Exchange, said: Words, engagement: Engagement, people: Addressees) -> Exchange:
    if exchange.kind is not MessageClass.HUMAN:
        return replace(exchange, expects=Expectation.NO, expects_rule=exchange.rule)
    phrases = engagement.phrases
    expects, rule, words = _read(exchange, said, engagement, people)
    if expects is Expectation.YES and exchange.message.plain_only:
        shown = Words(_shown(said.own, exchange.message.plain_only), said.written)
        seen = _read(exchange, shown, engagement, people)
        expects, rule, words = seen if seen[0] is Expectation.YES else (Expectation.UNKNOWN, "S13", said.own)
    phrase = rule.partition(" ")[2] if expects is Expectation.YES else ""
    told = (
        deciding_words(words, phrase, lambda part: expectation(part, phrases)[0] is Expectation.YES) if phrase else ""
    )
    written = as_written(told, exchange.message.text)
    return replace(exchange, expects=expects, expects_rule=rule, asks=told, asks_as_written=written)


def _read(exchange: Exchange, said: Words, engagement: Engagement, people: Addressees) -> tuple[Expectation, str, str]:
    """What the words of a mail come to: expectation, rule, and those of them that decide."""
    phrases, limit, words = engagement.phrases, engagement.thresholds.closing_words, said.own
    expects, rule = expectation(words, phrases, limit)
    if expects is Expectation.UNKNOWN:
        whole, whole_rule = expectation(said.written, phrases, limit)
        if whole is Expectation.NO:  # X2: both sides thank in the same words
            expects, rule = whole, whole_rule
    if exchange.side is Side.CLIENT and expects is Expectation.NO:
        # P1: what asks us for something is our debt, even behind a closing or a "no need to reply"
        meant, meant_rule = expectation(words, _strict(phrases), limit)
        if meant is Expectation.YES:
            expects, rule = meant, meant_rule
    if exchange.side is Side.US and expects is Expectation.YES:
        return _ours(exchange, people.of_client(exchange.message, words), engagement)
    return expects, rule, words


@lru_cache(maxsize=4)
def _strict(phrases: Phrases) -> Phrases:
    """The same ones each time, since what was read by them is remembered by them."""
    return replace(phrases, no_reply_needed=(), closings=())


def _shown(words: str, plain_only: Collection[str]) -> str:
    """The sentences that stand in both forms of a mail: a question in its plain text alone few readers saw (S13)."""
    unshown = frozenset(plain_only)
    return "\n\n".join(one for one in split(words) if unshown.isdisjoint(_WORD.findall(one.casefold())))


_WORD = re.compile(r"[^\W\d_]{2,}")


def _ours(exchange: Exchange, words: str, engagement: Engagement) -> tuple[Expectation, str, str]:
    """What a question in our name comes to: expectation, rule, and the words of it that ask."""
    if doubt := _not_ours(exchange) or _consents(words, engagement.phrases):
        return Expectation.UNKNOWN, doubt, words
    rest = asked(words, engagement.phrases.grammar, lambda part: expectation(part, engagement.phrases)[1] == QUESTION)
    expects, rule = expectation(rest, engagement.phrases, engagement.thresholds.closing_words)
    return (expects, rule, rest) if expects is Expectation.YES else (Expectation.UNKNOWN, "X4", words)


def _not_ours(exchange: Exchange) -> str:
    """The rule by which a question in our name proves none: a robot's (D6 keeps it human), or a forged one (S6)."""
    if "possibly_spoofed" in exchange.flags:
        return "S6"
    return "D6" if sent_by_machine(exchange.message) else ""


def _consents(words: str, phrases: Phrases) -> str:
    """The rule by which a question leaves its answer to silence: "No answer means yes"."""
    told = consents(words, phrases)
    return f"X4 {told}" if told else ""


def _signatures(exchanges: Sequence[Exchange], shown: Mapping[str, str]) -> dict[str, list[str]]:
    """Address -> display name and first name, as they stand under a mail."""
    found: dict[str, list[str]] = {}
    for exchange in exchanges:
        names = {author.name for author in exchange.message.authors} | {shown.get(exchange.author, "")}
        known = found.setdefault(exchange.author, [])
        known.extend(part for name in names if name for part in (name, name.split()[0]) if part not in known)
    return found
