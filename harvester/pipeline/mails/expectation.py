"""Did the mail expect an answer (measurement.md X)? Its new text alone decides; in doubt it is unknown."""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.model.mail import Expectation
from harvester.model.phrases import Grammar, Phrases
from harvester.model.words import alternatives, any_of, candidates, held, pattern, plain, with_days

_QUOTED = re.compile(
    r"“[^“”\n]{0,300}”|„[^„“”\n]{0,300}[“”]|«[^«»\n]{0,300}»|(?<!\w)\"[^\"\n]{0,300}\"(?!\w)"
    r"|(?<!\w)['‘][^'‘’\n]{3,300}['’](?!\w)"
)
_URL = re.compile(r"(?:https?://|www\.)\S*[^\s.,;:!?)\]]", re.IGNORECASE)
_QUESTION = re.compile(r"[^\W_](?:[^\w\s?]{0,3})\s?\?+!?(?=[\"'”»)\]*]*(?:\s|$))")
_WORD = re.compile(r"\w+(?:['-]\w+)*")
QUESTION = "X3 ?"
"""The rule where it is a question mark that asks, and no phrase."""
_LONGEST = 20_000
_MARKS = str.maketrans({"？": "? ", "؟": "? "})
_VOCATIVE = re.compile(r"^\w+(?: \w+)?,\s+")
_SENTENCE = r"(?:\A|(?<=[.!?\n]))\s*"
_EDGES = re.compile(r"^\W+|\W+$")
_BECAUSE = re.compile(r"(?:because|weil|parce qu[e']|porque|perché|omdat)\b")


@lru_cache(maxsize=32_768)  # the clients of one mailbox have the same mail
def expectation(new_text: str, phrases: Phrases, closing_words: int = 12) -> tuple[Expectation, str]:
    """Whether the author's own words expect an answer, and the rule with the phrase that decided: "X3 could you".

    X2 first: an explicit "no reply needed", or at most `closing_words` words that are a closing. Then X3: a question,
    a request, a reminder. Everything else is unknown (X4).
    """
    unquoted = _URL.sub(" ", _QUOTED.sub(" ", new_text[:_LONGEST].translate(_MARKS)))
    text = with_days("\n".join(map(plain, unquoted.splitlines())))
    flat = _flattened(text)
    if released := _first(flat, phrases.no_reply_needed):
        return Expectation.NO, f"X2 {released}"
    asking = _without(flat, phrases.not_requests)
    asked = _first(asking, phrases.reminders)
    asked = asked or _first(_conditional(phrases.conditions, phrases.grammar).sub(" ", asking), phrases.requests)
    if asked:
        return Expectation.YES, f"X3 {asked.removeprefix('^ ')}"
    if _open_question(asking, phrases):
        return Expectation.YES, QUESTION
    if "?" in text or len(_WORD.findall(text)) > closing_words or _first(flat, phrases.not_closings):
        return Expectation.UNKNOWN, "X4"
    closing = _closing(text, phrases)
    return (Expectation.NO, f"X2 {closing}") if closing else (Expectation.UNKNOWN, "X4")


def _flattened(text: str) -> str:
    """White space evened out; the end of a paragraph stays a boundary that no phrase crosses."""
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _first(text: str, phrases: tuple[str, ...]) -> str:
    """The phrase that stands earliest in the text as whole words; "" if none does."""
    places = [(match.start(), -len(phrase), phrase) for phrase, match in held(text, phrases)]
    return min(places)[2] if places else ""


def _without(text: str, phrases: tuple[str, ...]) -> str:
    """The text without these phrases, longest first."""
    for phrase in sorted(candidates(text, phrases), key=lambda phrase: (-len(phrase), phrase)):
        text = pattern(phrase).sub(" ", text)
    return text


def _greeting(grammar: Grammar) -> str:
    return rf"{alternatives(grammar.greetings)}[^,.!?:\n]{{0,40}}[,.!:\n]\s*"


@lru_cache
def _openings(grammar: Grammar) -> tuple[re.Pattern[str], ...]:
    """What may stand in front of a closing, or of a question in its own sentence: “Hi Bob, how was your holiday?”."""
    return re.compile(rf"^{_greeting(grammar)}"), _VOCATIVE


@lru_cache
def _conditional(conditions: tuple[str, ...], grammar: Grammar) -> re.Pattern[str]:
    """A sentence that asks for something only in a case that may never come; a question is none."""
    words = "|".join(map(re.escape, sorted(conditions, key=len, reverse=True)))
    return re.compile(
        rf"{_SENTENCE}(?:{_greeting(grammar)})?(?:{words})(?!\w)[^.!?\n]*(?=[.!\n]|\Z)" if words else r"(?!)"
    )


def _open_question(text: str, phrases: Phrases) -> bool:
    """Whether a question stands there that its reader is to answer."""
    for match in _QUESTION.finditer(text):
        until = match.start() + 1
        sentence = text[max(text.rfind(end, 0, until) for end in ".!?\n") + 1 : until]
        if not _is_rhetorical(sentence, text[match.end() :].strip(), phrases):
            return True
    return False


def _is_rhetorical(sentence: str, after: str, phrases: Phrases) -> bool:
    """Asked for form's sake, answered by its author at once, or somebody else's, told of in front of a colon."""
    told, colon, clause = sentence.rpartition(":")
    clause = _EDGES.sub("", clause)
    shapes = {clause, *(_EDGES.sub("", opening.sub("", clause, count=1)) for opening in _openings(phrases.grammar))}
    return (
        any(_begins(shape, phrases.rhetorical) for shape in shapes)
        or (bool(after) and not shapes.isdisjoint(phrases.rhetorical))
        or _BECAUSE.match(after) is not None
        or (bool(colon) and any_of(phrases.grammar.told_of).search(told) is not None)
    )


def _begins(clause: str, rhetorical: tuple[str, ...]) -> bool:
    return any(pattern(p[:-4]).match(clause) for p in candidates(clause, rhetorical) if p.endswith(" ..."))


def _closing(text: str, phrases: Phrases) -> str:
    """The closing phrase that the text begins with, behind a greeting or a name; "" if it begins otherwise."""
    text = text.strip()
    for opening in _openings(phrases.grammar):
        match = opening.match(text)
        rest = text[match.end() :] if match else text
        begun = _begun(rest, phrases.closings) or _begun(text, phrases.closings)
        if begun:
            return begun
        text = rest
    return ""


def _begun(text: str, closings: tuple[str, ...]) -> str:
    """The longest closing phrase at the very beginning."""
    stripped = re.sub(r"^[^\w]+", "", text)
    return next(
        (c for c in sorted(candidates(stripped, closings), key=len, reverse=True) if pattern(c).match(stripped)), ""
    )
