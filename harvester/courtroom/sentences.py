"""A paragraph in sentences: in German, too, where a full stop stands behind days, numbers and abbreviations."""

from __future__ import annotations

import re

_TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Herr|Herrn|Frau"
_MONTH = (
    r"Jan(?:uar|uary)?|Jän(?:ner)?|Feb(?:ruar|ruary)?|März|Mar(?:ch)?|Apr(?:il)?|Mai|May|Jun[ie]?|Jul[iy]?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?"
)
_END = re.compile(r"(?<=[.!?])[\"”“’)\]]*\s+(?=[\"“„(\[]?[A-ZÀ-Þ0-9])")
_NO_END = re.compile(
    rf"\b(?:{_TITLES}|z\.\s?B|d\.\s?h|u\.\s?a|i\.\s?A|i\.\s?d\.\s?R|e\.\s?g|i\.\s?e|approx|ca|vs|inkl|incl|zzgl|bzw|ggf"
    r"|evtl|sog|vgl|(?:\b(?i:am|vom|zum|bis|ab|seit|beim|im|der|die|das|dem|den|des|jeder|jede|jedes)\s+\d{1,3}))\.$"
)
"""Behind which no sentence ends, whatever follows."""
_BEFORE_FIGURES = re.compile(r"\b(?:No|Nos|Nr|Nrn|Art|Abs|Ziff|lit|S|Rn|Tel|Str|p|pp|sec|para|cl)\.$")
_LETTER, _NEXT_LETTER = re.compile(r"\b[A-Za-zäöü]\.$"), re.compile(r"[A-Za-zÄÖÜ]\.")
"""“z. B.”, “J. R. Roe”."""
_FIGURE = re.compile(r"[(\[]?\d")
_DAY = re.compile(r"(?<!\d)\d{1,2}\.$")
_OF_MONTH = re.compile(rf"(?:{_MONTH})\b")


def sentences(line: str) -> list[str]:
    """The sentences of one paragraph, each as it stands there."""
    found, start = [], 0
    for end in _END.finditer(line):
        if _ends(line[start : end.start()], line[end.end() :]):
            found.append(line[start : end.start()])
            start = end.end()
    return [one for one in (*found, line[start:]) if one.strip()]


def _ends(before: str, behind: str) -> bool:
    """Whether the full stop between the two ends a sentence."""
    if _NO_END.search(before) or (_BEFORE_FIGURES.search(before) and _FIGURE.match(behind)):
        return False
    if _LETTER.search(before) and _NEXT_LETTER.match(behind):
        return False
    return not (_DAY.search(before) and _OF_MONTH.match(behind))
