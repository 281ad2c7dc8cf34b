"""Telephone numbers in the one form in which they are compared. A number without its country is only itself."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"(?:tel:)?\+?[0-9][0-9 ()./\u00a0-]*", re.IGNORECASE)
_FEWEST = 3


def normal_number(text: str) -> str:
    """`+12125550142` for `+1 (212) 555-0142` and `001 212 555 0142`; digits where no country is said; "" for no number.

    (0) in an international number is left out, as it is when it is dialled.
    """
    text = text.strip()
    if not _WRITTEN.fullmatch(text):
        return ""
    text = re.sub(r"^tel:", "", text, flags=re.IGNORECASE)
    abroad = text.startswith(("+", "00"))
    digits = re.sub(r"[^0-9]", "", text.replace("(0)", "") if abroad else text)
    if abroad:
        digits = digits.removeprefix("00")
    return f"{'+' if abroad else ''}{digits}" if len(digits) >= _FEWEST else ""
