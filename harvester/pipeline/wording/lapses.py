"""The sentences about a fact that was accepted and is told no more: which it was, and what came since."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.model.standing import STATUS_WORDS
from harvester.pipeline.wording import about, listed, quoted


def lapsed(number: str, accepted_by: str, came: str, now: Sequence[str]) -> str:
    """The whole: the number, who accepted it, what came, and the fact that tells of it now."""
    tail = f" What came of it is told by {listed(now)}, which needs a decision of its own." if now else ""
    return f"{number}, which {accepted_by}, is not in the list any more: {came}. Do not say it.{tail}"


def accepted(by: str, when: str) -> str:
    """Whose decision it was."""
    return f"{by} accepted on {when}"


def asked(subject: str, who: str, when: str) -> str:
    """The question that it told of."""
    return f"the question of {who} of {when} {about(subject)}"


def answered(question: str, who: str, when: str) -> str:
    """An answer came, or was found."""
    return f"{question} was answered by {who} on {when}"


def by_call(question: str, when: str) -> str:
    """A call is counted as having settled it."""
    return f"{question} counts as settled by a call on {when}"


def open_again(question: str) -> str:
    """It was told as answered, and is open."""
    return f"{question} stands otherwise now"


def no_question(question: str) -> str:
    """By its words, or a person's, it asks for nothing."""
    return f"{question} is not read as one that clearly asks for an answer"


def obligation(promise: str, status: str) -> str:
    """What was promised stands otherwise."""
    return f"{quoted(promise)} stands as “{STATUS_WORDS[status]}” now"


NOT_FOUND = "what it told of is not found in what was searched up to {until}"
