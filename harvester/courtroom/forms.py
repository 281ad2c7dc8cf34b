"""All forms of a word of the lexicon: `~ignore` finds ignore, ignores, ignored and ignoring."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MARKED = re.compile(r"~([a-z]+)")
_HISSING = ("s", "x", "z", "ch", "sh")
_SHORT_STEM = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$")
"""May double its last letter: stop, stopped."""


def inflected(pattern: str, irregular: Mapping[str, str]) -> str:
    """The pattern with each marked word in all its forms; `irregular` has past forms of verbs' own."""
    return _MARKED.sub(lambda match: _forms(match[1], irregular.get(match[1], "")), pattern)


def _forms(word: str, past: str) -> str:
    if word.endswith("e"):
        found = [word, f"{word}s", f"{word[:-1]}ing", *(past.split() or [f"{word}d"])]
    elif word.endswith("y") and word[-2] not in "aeiou":
        found = [word, f"{word[:-1]}ies", f"{word}ing", *(past.split() or [f"{word[:-1]}ied"])]
    else:
        plural = f"{word}es" if word.endswith(_HISSING) else f"{word}s"
        double = f"{word[-1]}?" if _SHORT_STEM.search(word) else ""
        found = [word, plural, f"{word}{double}ing", *(past.split() or [f"{word}{double}ed"])]
    return f"(?:{'|'.join(found)})"
