"""Did the mail expect an answer (measurement.md X)? Its new text alone decides; in doubt it is unknown."""

from __future__ import annotations

import re
from functools import lru_cache

from harvester.model import Expectation, Phrases
from harvester.model.words import plain

_QUOTED = re.compile(r"“[^“”\n]{0,300}”|„[^„“”\n]{0,300}[“”]|«[^«»\n]{0,300}»|(?<!\w)\"[^\"\n]{0,300}\"(?!\w)")
_URL = re.compile(r"(?:https?://|www\.)\S*[^\s.,;:!?)\]]", re.IGNORECASE)
_QUESTION = re.compile(r"[^\W_](?:[^\w\s?]{0,3})\s?\?+!?(?=[\"'”»)\]*]*(?:\s|$))")
_WORD = re.compile(r"\w+(?:['-]\w+)*")
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:morgen|tag|abend)|moin|servus|liebe[rs]?"
    r"|sehr geehrte[rs]?|bonjour|bonsoir|salut|cher|chère|hola|buenos días|buenas tardes|estimad[oa]s?|querid[oa]s?"
    r"|ciao|buongiorno|buonasera|gentile|car[oa]|beste|geachte|goedemorgen|goedemiddag|hoi|dag)\b[^,.!?:\n]{0,40}[,.!:\n]\s*"
)
_LONGEST = 20_000
_MARKS = str.maketrans({"？": "? ", "؟": "? "})
_VOCATIVE = re.compile(r"\w+(?: \w+)?,\s+")
_GAP = r"(?:[^\w.!?]+\w[\w'’-]*){0,8}?[^\w.!?]+"


def expectation(new_text: str, phrases: Phrases, closing_words: int = 12) -> tuple[Expectation, str]:
    """Whether the author's own words expect an answer, and the rule with the phrase that decided: "X3 could you".

    X2 first: an explicit "no reply needed", or at most `closing_words` words that are a closing. Then X3: a question,
    a request, a reminder. Everything else is unknown (X4).
    """
    unquoted = _URL.sub(" ", _QUOTED.sub(" ", new_text[:_LONGEST].translate(_MARKS)))
    text = "\n".join(map(plain, unquoted.splitlines()))
    flat = _flattened(text)
    if released := _first(flat, phrases.no_reply_needed):
        return Expectation.NO, f"X2 {released}"
    asking = _without(flat, phrases.not_requests)
    asked = _first(asking, phrases.reminders) or _first(asking, phrases.requests)
    if asked:
        return Expectation.YES, f"X3 {asked}"
    if _QUESTION.search(asking):
        return Expectation.YES, "X3 ?"
    if "?" in text or len(_WORD.findall(text)) > closing_words or _first(flat, phrases.not_closings):
        return Expectation.UNKNOWN, "X4"
    closing = _closing(text, phrases.closings)
    return (Expectation.NO, f"X2 {closing}") if closing else (Expectation.UNKNOWN, "X4")


def _flattened(text: str) -> str:
    """White space evened out; the end of a paragraph stays a boundary that no phrase crosses."""
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _first(text: str, phrases: tuple[str, ...]) -> str:
    """The phrase that stands earliest in the text as whole words; "" if none does."""
    found = [(match.start(), -len(phrase), phrase) for phrase in phrases if (match := _search(phrase, text))]
    return min(found)[2] if found else ""


def _without(text: str, phrases: tuple[str, ...]) -> str:
    """The text without these phrases, longest first."""
    for phrase in sorted((phrase for phrase in phrases if _may_hold(text, phrase)), key=len, reverse=True):
        text = _pattern(phrase).sub(" ", text)
    return text


def _search(phrase: str, text: str) -> re.Match[str] | None:
    return _pattern(phrase).search(text) if _may_hold(text, phrase) else None


def _may_hold(text: str, phrase: str) -> bool:
    """A plain substring test before any pattern: most phrases of most languages fail it."""
    return phrase.partition(" ... ")[0] in text


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = (re.escape(piece) for piece in phrase.split(" ... "))
    return re.compile(rf"(?<!\w){_GAP.join(pieces)}(?!\w)")


def _closing(text: str, closings: tuple[str, ...]) -> str:
    """The closing phrase that the text begins with, behind a greeting or a name; "" if it begins otherwise."""
    text = text.strip()
    for opening in (_GREETING, _VOCATIVE):
        match = opening.match(text)
        rest = text[match.end() :] if match else text
        begun = _begun(rest, closings) or _begun(text, closings)
        if begun:
            return begun
        text = rest if opening is _GREETING else text
    return ""


def _begun(text: str, closings: tuple[str, ...]) -> str:
    """The longest closing phrase at the very beginning."""
    stripped = re.sub(r"^[^\w]+", "", text)
    return next(
        (c for c in sorted(closings, key=len, reverse=True) if stripped.startswith(c) and _pattern(c).match(stripped)),
        "",
    )
