"""Amounts and dates in the cells of an export, read only where they can be read in one way (contract.md 6, G3)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

_AMOUNT = re.compile(r"(?P<minus>[-−(]?)(?P<digits>[0-9][0-9.,'\u2019\u00a0\u202f ]*)(?P<after>[-−)]?)")
_SYMBOLS = re.compile(r"[€$£¥]|\b[A-Z]{3}\b")
_SPACES = re.compile(r"['\u2019\u00a0\u202f ]")
_FORMAT = re.compile(r"(DD|D|MM|M|YYYY|YY)")
_ISO = "YYYY-MM-DD"
_PARTS = {
    "DD": r"(?P<d>[0-9]{2})", "D": r"(?P<d>[0-9]{1,2})", "MM": r"(?P<m>[0-9]{2})", "M": r"(?P<m>[0-9]{1,2})",
    "YYYY": r"(?P<y>[0-9]{4})", "YY": r"(?P<y>[0-9]{2})",
}  # fmt: skip
_CENTURY = 2000


def amount(cell: str, decimal: str = "") -> Decimal:
    """The amount in a cell. ValueError in words; `decimal`: the sign before the cents, "" when it is not known."""
    text = _SYMBOLS.sub("", cell.upper()).strip()
    match = _AMOUNT.fullmatch(text)
    if not match or (match["minus"] == "(") != (match["after"] == ")"):
        raise ValueError(f"“{cell}” is no amount")
    digits = _plain(_SPACES.sub("", match["digits"]), decimal, cell)
    return -digits if match["minus"] or match["after"] else digits


def _plain(digits: str, decimal: str, cell: str) -> Decimal:
    point = decimal or _decimal_sign(digits, cell)
    other = "." if point == "," else ","
    whole, _, cents = digits.partition(point)
    groups = whole.split(other)
    grouped = len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))
    if not grouped or not all(group.isdigit() for group in groups) or (cents and not cents.isdigit()):
        raise ValueError(f"“{cell}” is no amount with “{point}” before the cents")
    return Decimal("".join(groups) + (f".{cents}" if cents else ""))


def _decimal_sign(digits: str, cell: str) -> str:
    """1.234,56 and 1,234.56 and 12,5 tell it; 1.234 does not: it is 1234 here and 1.234 there."""
    signs = [sign for sign in digits if sign in ".,"]
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return "," if signs[0] == "." else "."
    if len(signs) == 1 and len(digits.partition(signs[0])[2]) == 3:
        raise ValueError(f"“{cell}” can be read in two ways; say which sign stands before the cents: decimal")
    return signs[0] if signs else "."


def day(cell: str, form: str = "") -> date:
    """The date in a cell, by its form (“DD.MM.YYYY”). ValueError in words; without a form only ISO dates are read."""
    match = _pattern(form or _ISO).fullmatch(cell.strip().partition("T")[0] if not form else cell.strip())
    if not match:
        raise ValueError(
            f"“{cell}” is no date of the form {form}"
            if form
            else f"“{cell}” is no date of the form {_ISO}; name its form: dates"
        )
    year = int(match["y"]) + (_CENTURY if len(match["y"]) == 2 else 0)
    try:
        return date(year, int(match["m"]), int(match["d"]))
    except ValueError:
        raise ValueError(f"“{cell}” is a day that no calendar has") from None


def date_form(form: str) -> str:
    """The form itself, once it names day, month and year once each. ValueError in words."""
    found = [part[:1] for part in _FORMAT.findall(form)]
    if sorted(found) != ["D", "M", "Y"]:
        raise ValueError(f"“{form}” is no form of a date; write e.g. DD.MM.YYYY, MM/DD/YYYY or YYYY-MM-DD")
    return form


def _pattern(form: str) -> re.Pattern[str]:
    parts = (_PARTS.get(part) or re.escape(part) for part in _FORMAT.split(form))
    return re.compile("".join(parts))
