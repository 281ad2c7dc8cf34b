"""Words in the one form in which they are compared with phrases (measurement.md X, C7, R17)."""

from __future__ import annotations

import re
import unicodedata

_STRAIGHT = str.maketrans({"’": "'", "‘": "'"})


def plain(text: str) -> str:
    """Casefolded, composed (NFC), with straight apostrophes and single spaces: a line break hides no phrase."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_STRAIGHT).split()).casefold()


def holds(text: str, phrase: str) -> bool:
    """Whether a plain text holds a plain phrase as whole words."""
    return phrase in text and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None
