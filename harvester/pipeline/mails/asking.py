"""Whether each mail asks, judged once its conversation is known (measurement.md X, R17)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement, Phrases
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Side
from harvester.model.words import candidates, pattern, plain
from harvester.pipeline.mails.classes import sent_by_machine
from harvester.pipeline.mails.expectation import expectation
from harvester.pipeline.mails.ownwords import Words, deciding_words, own_words
from harvester.pipeline.mails.silence import consents
from harvester.pipeline.mails.unasked import asked


def asking(exchanges: Sequence[Exchange], engagement: Engagement, shown: Mapping[str, str]) -> list[Exchange]:
    """Every exchange with its expectation, the rule, and the words that decided. `shown`: address -> display name."""
    words = own_words(exchanges, _signatures(exchanges, shown))
    return [_judged(exchange, words[exchange.key], engagement) for exchange in exchanges]


def releases(exchange: Exchange, phrases: Phrases) -> bool:
    """R17: a mail that says that something is settled or withdrawn, or speaks of contact elsewhere."""
    return released(f"{exchange.message.subject}\n{exchange.message.new_text}", phrases)


def released(written: str, phrases: Phrases) -> bool:
    """The same of a text."""
    return _released(written, phrases.releases)


@lru_cache(maxsize=32_768)  # the clients of one mailbox have the same mail
def _released(written: str, words: tuple[str, ...]) -> bool:
    text = plain(written)
    said = (match for phrase in candidates(text, words) for match in pattern(phrase).finditer(text))
    return text.startswith("recall:") or any(not _denied(text, one) for one in said)


def _denied(text: str, said: re.Match[str]) -> bool:
    before = text[max(0, said.start() - _NEAR) : said.start()]
    return _DENIED.search(before) is not None and not said[0].startswith(_MANNER)


_NEAR = 60
_DENIED = re.compile(
    r"(?:\b(?:(?:not|never|nobody|no one|nicht|nie|niemand|niet|nooit|pas|personne|não|nunca|ninguém|nadie|nessuno)"
    r"(?: (?!(?:sure|certain|only|what|which|sicher|nur|was|sûre?|ce|seguro|sicuro|alleen|wat|só)\b)[\w']+)?"
    r"|(?:no|non) (?:me|se|nos|lo|la|mi|ci|è|è stat[oa]|è ancora|sono|ha|han|he)|no|non|n')|\w+n't) ?$"
)
"""Right before it: “not solved yet”, “do not ignore my mail”; no “not sure whether …”, no “not what …”."""
_MANNER = ("as ", "wie ", "comme ", "como ", "come ", "zoals ", "conforme ", "our ", "unser", "on our ", "in our ")
"""“Why not as discussed?” speaks of contact all the same."""


def _judged(exchange: Exchange, said: Words, engagement: Engagement) -> Exchange:
    if exchange.kind is not MessageClass.HUMAN:
        return replace(exchange, expects=Expectation.NO, expects_rule=exchange.rule)
    phrases, limit, words = engagement.phrases, engagement.thresholds.closing_words, said.own
    expects, rule = expectation(words, phrases, limit)
    if expects is Expectation.UNKNOWN:
        whole, whole_rule = expectation(said.written, phrases, limit)
        if whole is Expectation.NO:  # X2: both sides thank in the same words
            expects, rule = whole, whole_rule
    if exchange.side is Side.CLIENT and expects is Expectation.NO:
        # P1: what asks us for something is our debt, even behind a closing or a "no need to reply"
        strict = replace(phrases, no_reply_needed=(), closings=())
        meant, meant_rule = expectation(words, strict, limit)
        if meant is Expectation.YES:
            expects, rule = meant, meant_rule
    if exchange.side is Side.US and expects is Expectation.YES:
        expects, rule, words = _ours(exchange, words, engagement)
    phrase = rule.partition(" ")[2] if expects is Expectation.YES else ""
    told = (
        deciding_words(words, phrase, lambda part: expectation(part, phrases)[0] is Expectation.YES) if phrase else ""
    )
    return replace(exchange, expects=expects, expects_rule=rule, asks=told)


def _ours(exchange: Exchange, words: str, engagement: Engagement) -> tuple[Expectation, str, str]:
    """What a question in our name comes to: expectation, rule, and the words of it that ask."""
    if doubt := _not_ours(exchange) or _consents(words, engagement.phrases):
        return Expectation.UNKNOWN, doubt, words
    rest = asked(words)
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
