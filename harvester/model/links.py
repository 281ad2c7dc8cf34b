"""Links in a text: no words of their author's."""

from __future__ import annotations

import re

LINK = re.compile(
    r"(?:https?://|www\.|mailto:)[^\s<>\"'”»]*[^\s<>\"'”».,;:!?)\]]/?\??|<(?:https?|mailto):[^>\s]*>", re.IGNORECASE
)


def may_link(text: str) -> bool:
    """Whether a link can be in it at all: no other letters pass for these, and the pattern is slow."""
    lower = text.lower()
    return "ttp" in lower or "www." in lower or "lto:" in lower
