"""A mail's own words once its conversation is known: without the other side's lines, and without a signature (X, S14).

The parser strips quotes by their form. A mail program may quote in a form that nobody knows; but a line that the
other side wrote earlier is theirs, however it is marked.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from harvester.model.dossier import Exchange
from harvester.model.links import LINK, may_link
from harvester.model.matter import Side
from harvester.model.times import UNDATED
from harvester.model.words import AFTER_DAY, plain, sentences

_SHORTEST = 12
"""Shorter lines ("Hello Bob,") say nothing about who wrote them first."""
_SIGNATURE_LINES = 8
_MARKS = re.compile(r"^[\s>|*]+")
_POSTSCRIPT = re.compile(r"^\W{0,3}p\.?\s?s\.?\b", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"\n{2,}")
_SENTENCE_END = re.compile(rf"(?<=[.!?…])(?!{AFTER_DAY})\s+")
PIECES = re.compile(r"(\n+|(?<=[.!?…])[ \t]+)")
"""Parts a text into lines and sentences, and what lies between them."""
_GAP = " \ufffc "
"""Stands for a link."""
_LONGEST_QUOTE = 200
_LONGEST_WHOLE = 1000
"""What turns a sentence round behind the cut is quoted with it, up to this length."""
_TURNS = re.compile(
    r"\b(?:not|no|never|none|nothing|unless|only|until|if|but|except|without|later|nicht|kein\w*|nie|nur|erst|wenn|falls"
    r"|sofern|aber|außer|ohne|später|pas|jamais|sauf|si|mais|sans|seulement|no|nunca|sólo|solo|salvo|pero|sin|non|mai|se"
    r"|ma|tranne|senza|niet|geen|nooit|tenzij|alleen|als|maar|zonder|não|só|exceto|mas|sem)\b|n't\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one mail, without a signature."""

    own: str
    """Without the lines that the other side wrote first."""
    written: str
    """With them: "Thank you very much!" under the same words of the other side is no quote."""


def own_words(exchanges: Sequence[Exchange], names: Mapping[str, Iterable[str]]) -> dict[str, Words]:
    """Event key -> its words. `names`: address -> how its owner signs."""
    wrote: dict[str, dict[str, set[Side]]] = defaultdict(lambda: defaultdict(set))
    """Thread -> line -> the sides that wrote it."""
    found = {}
    together = Counter(exchange.thread for exchange in exchanges)
    for exchange in sorted(exchanges, key=lambda e: (e.at or UNDATED, e.key)):
        wrote_it, own = wrote[exchange.thread], {exchange.side}
        kept = written = exchange.message.new_text.splitlines()
        # alone in its conversation it repeats nobody's lines, and nobody repeats its own
        lines = [(line, _bare(line)) for line in kept] if together[exchange.thread] > 1 else []
        if lines:
            kept = [line for line, bare in lines if bare not in wrote_it or wrote_it[bare] <= own]
        signed = names.get(exchange.author, ())
        words = "\n".join(_unsigned(kept, signed))
        found[exchange.key] = Words(words, words if kept is written else "\n".join(_unsigned(written, signed)))
        for bare in (bare for _, bare in lines if len(bare) >= _SHORTEST):
            wrote_it[bare].add(exchange.side)
    return found


def deciding_words(text: str, phrase: str, asks: Callable[[str], bool]) -> str:
    """The first sentence that holds a phrase ("?": a question) and asks, on one line, cut with … when it is long.

    `asks` judges a sentence by itself and with what follows it, since an author may answer a question at once.
    """
    pieces = [plain(piece) for piece in phrase.split(" ... ")]
    parts = split(text)
    held = [
        (sentence, f"{sentence} {following.replace('?', '.')}")
        for sentence, following in pairwise([*parts, ""])
        if all(piece in plain(sentence) for piece in pieces)
    ]
    chosen = next(
        (sentence for sentence, judged in held if asks(sentence) and asks(judged)), held[0][0] if held else ""
    )
    return shortened(chosen)


def as_written(words: str, text: str) -> str:
    """The words as they stand in `text`, with … where a link was left out: nobody wrote what is around it together."""
    if not words or not may_link(text):
        return words
    written = LINK.sub(_GAP, text).split()
    places = [place for place, one in enumerate(written) if one != _GAP.strip()]
    kept, cut = words.removesuffix(" …").split(), " …" if words.endswith(" …") else ""
    for first in range(len(places) - len(kept) + 1):
        if all(written[places[first + number]] == one for number, one in enumerate(kept)):
            last = places[first + len(kept) - 1] + 1
            goes_on = not words.endswith((".", "!", "?", "…")) and written[last : last + 1] == [_GAP.strip()]
            found = written[places[first] : last + goes_on]
            return " ".join("…" if one == _GAP.strip() else one for one in found) + cut
    return words


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [each for part in _PARAGRAPH_END.split(text) for each in sentences(part, _SENTENCE_END)]


def shortened(sentence: str) -> str:
    """A sentence on one line, cut with … when it is long and goes on without a “not” or an “unless” (P1)."""
    flat, kept = " ".join(sentence.split()), beginning(sentence)
    turned = len(flat) <= _LONGEST_WHOLE and _TURNS.search(flat, len(kept.removesuffix(" …")))
    return flat if kept != flat and turned else kept


def beginning(text: str, signed: Iterable[str] = ()) -> str:
    """How a text begins, on one line, cut with … when it is long. `signed`: names that end it as a signature."""
    flat = " ".join(unsigned(text, signed).split())
    return flat if len(flat) <= _LONGEST_QUOTE else f"{flat[:_LONGEST_QUOTE].rsplit(' ', 1)[0]} …"


def unsigned(text: str, signed: Iterable[str]) -> str:
    """A text without the signature that begins with one of these names."""
    return "\n".join(_unsigned(text.splitlines(), signed))


def _bare(line: str) -> str:
    return " ".join(_MARKS.sub("", line).split()).casefold()


def _unsigned(lines: Sequence[str], names: Iterable[str]) -> list[str]:
    """The lines above a signature, which begins with a line that is only the author's name; a postscript stays."""
    known = {" ".join(name.split()).casefold() for name in names if name}
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for number in filled[1:][-_SIGNATURE_LINES:]:
        if _bare(lines[number]).strip(",.!- ") in known:
            rest = lines[number + 1 :]
            postscript = next((i for i, line in enumerate(rest) if _POSTSCRIPT.match(line)), len(rest))
            return [*lines[:number], *rest[postscript:]]
    return list(lines)
