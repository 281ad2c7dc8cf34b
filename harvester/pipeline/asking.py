"""Whether each mail asks, judged once its conversation is known (measurement.md X, R17)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from harvester.model import Engagement, Exchange, Expectation, Message, MessageClass, Phrases, Side
from harvester.pipeline.expectation import expectation
from harvester.pipeline.ownwords import deciding_words, own_words

_AUTOMATIC = ("list-unsubscribe", "feedback-id")


def asking(exchanges: Sequence[Exchange], engagement: Engagement, shown: Mapping[str, str]) -> list[Exchange]:
    """Every exchange with its expectation, the rule, and the words that decided. `shown`: address -> display name."""
    words = own_words(exchanges, _signatures(exchanges, shown))
    return [_judged(exchange, words[exchange.key], engagement) for exchange in exchanges]


def releases(exchange: Exchange, phrases: Phrases) -> bool:
    """R17: a mail that says that something is settled or withdrawn, or speaks of contact elsewhere."""
    text = f"{exchange.message.subject}\n{exchange.message.new_text}".replace("’", "'").casefold()
    return any(_holds(text, phrase) for phrase in phrases.releases) or text.startswith("recall:")


def _judged(exchange: Exchange, words: str, engagement: Engagement) -> Exchange:
    if exchange.kind is not MessageClass.HUMAN:
        return replace(exchange, expects=Expectation.NO, expects_rule=exchange.rule)
    phrases, limit = engagement.phrases, engagement.thresholds.closing_words
    expects, rule = expectation(words, phrases, limit)
    if exchange.side is Side.CLIENT and expects is Expectation.NO:
        # P1: what asks us for something is our debt, even behind a closing or a "no need to reply"
        strict = replace(phrases, no_reply_needed=(), closings=())
        asked, asked_rule = expectation(words, strict, limit)
        if asked is Expectation.YES:
            expects, rule = asked, asked_rule
    if exchange.side is Side.US and expects is Expectation.YES and _by_machine(exchange.message):
        # D6 keeps our own mail human whatever a list put on it; a robot of ours that asks proves no question
        expects, rule = Expectation.UNKNOWN, "D6"
    phrase = rule.partition(" ")[2] if expects is Expectation.YES else ""
    return replace(exchange, expects=expects, expects_rule=rule, asks=deciding_words(words, phrase) if phrase else "")


def _by_machine(message: Message) -> bool:
    stamped = [value.split(";")[0].strip().casefold() for value in message.headers.get("auto-submitted", ())]
    bulk = any(v.strip().casefold() in {"bulk", "list", "junk"} for v in message.headers.get("precedence", ()))
    return bulk or any(stamp not in {"", "no"} for stamp in stamped) or any(message.headers.get(n) for n in _AUTOMATIC)


def _signatures(exchanges: Sequence[Exchange], shown: Mapping[str, str]) -> dict[str, list[str]]:
    """Address -> display name and first name, as they stand under a mail."""
    found: dict[str, list[str]] = {}
    for exchange in exchanges:
        names = {author.name for author in exchange.message.authors} | {shown.get(exchange.author, "")}
        known = found.setdefault(exchange.author, [])
        known.extend(part for name in names if name for part in (name, name.split()[0]) if part not in known)
    return found


def _holds(text: str, phrase: str) -> bool:
    return phrase in text and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None
