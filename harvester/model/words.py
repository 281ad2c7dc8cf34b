"""Words in the one form in which they are compared with phrases (measurement.md X, C7, R17)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

START = r"(?:\A|(?<=[.!?\n–]))\s*(?:(?:\w[\w'-]*\s?){1,3},\s*)?"
"""The start of a clause, behind a greeting of up to three words."""
_AT_START = "^ "
_WORDS = re.compile(r"\w+")
_SIGNS = {r"\*": r"\w*", r"\{": "(?:", r"\|": "|", r"\}": ")"}
_GAP = r"(?:[^\w.!?\n]+\w[\w'-]*){0,8}?[^\w.!?\n]+"
"""Up to eight words of one sentence and one paragraph."""
_MONTH = r"(?i:jan|jän|feb|mär|mars|marts|apr|mai|maj|jun|jul|aug|sep|okt|nov|de[zcs])"
AFTER_DAY = rf"(?<=\d\.)\s+(?:{_MONTH}|[a-zß-ÿ])"
"""What follows the point of a day of the month, which ends no sentence: “bis 28. August”, “am 5. um neun”."""
_DAY = re.compile(rf"(?<=\d)\.(?=\s+{_MONTH})")
_ABBREVIATED = re.compile(
    r"(?:\b(?:No|Nr|Art|Abs|Ziff|lit|S|approx|ca|e\.g|i\.e|vs|incl|inkl|zzgl|bzw|ggf|evtl|[a-zäöü]|z\.\s?B|i\.\s?A"
    r"|Ltd|Inc|Co|Mr|Mrs|Ms|Dr|Prof|Hr|Fr|Str|Tel))\.$"
)
_STRAIGHT = str.maketrans({"’": "'", "‘": "'"})


def plain(text: str) -> str:
    """Casefolded, composed (NFC), with straight apostrophes and single spaces: a line break hides no phrase."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_STRAIGHT).split()).casefold()


def with_days(text: str) -> str:
    """The text in which no point behind a day of the month (“28. August”) looks like the end of a sentence."""
    return _DAY.sub("", text)


def sentences(text: str, ends: re.Pattern[str]) -> Iterator[str]:
    """The text parted where `ends` matches, but not behind an abbreviation (“z. B.”, “Nr.”, “Dr.”)."""
    held = ""
    for part in ends.split(text):
        held = f"{held} {part}".strip()
        if not _ABBREVIATED.search(held):
            yield held
            held = ""
    if held:
        yield held


def found(text: str, phrase: str) -> re.Match[str] | None:
    """Where a plain text holds a plain phrase first."""
    begins = phrase.removeprefix(_AT_START).partition(" ... ")[0]
    return pattern(phrase).search(text) if begins in text else None


def held(text: str, phrases: tuple[str, ...]) -> Iterator[tuple[str, re.Match[str]]]:
    """The phrases of a list that a plain text holds, each with where it stands first."""
    for phrase in candidates(text, phrases):
        if match := found(text, phrase):
            yield phrase, match


def candidates(text: str, phrases: tuple[str, ...]) -> Iterator[str]:
    """The phrases whose first word stands in a text: few of the thousands, so that no other is looked at."""
    by_word = _by_first_word(phrases)
    for word in {"", *_WORDS.findall(text)} & by_word.keys():
        yield from by_word[word]


@lru_cache
def _by_first_word(phrases: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    sorted_in = defaultdict[str, list[str]](list)
    for phrase in phrases:
        first = _WORDS.match(phrase.removeprefix(_AT_START))
        sorted_in[first[0] if first else ""].append(phrase)
    return sorted_in


@lru_cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A list as one pattern over plain text, for lists that are short."""
    return re.compile(alternatives(words))


def alternatives(words: tuple[str, ...]) -> str:
    """The same as a part of a longer pattern: "delay*" is any word that begins so, "{cannot|can't}" either."""
    told = sorted(words, key=len, reverse=True)
    return rf"(?<!\w)(?:{'|'.join(map(_spaced, told))})(?!\w)" if told else r"(?!)"


@lru_cache
def clause_end(words: tuple[str, ...]) -> re.Pattern[str]:
    """Where a clause of a plain sentence ends: at a sign, or at one of these words."""
    return re.compile(rf"([,;:–—]\s|\s-\s|{alternatives(words)})")


def _spaced(phrase: str) -> str:
    escaped = _GAP.join(re.escape(piece) for piece in phrase.split(" ... "))
    for sign, meant in _SIGNS.items():
        escaped = escaped.replace(sign, meant)
    return escaped


@lru_cache(maxsize=16_384)
def pattern(phrase: str) -> re.Pattern[str]:
    """A phrase as a pattern over plain text."""
    begins = START if phrase.startswith(_AT_START) else r"(?<!\w)"
    ends = "" if phrase.endswith("'") else r"(?!\w)"  # "de l'" goes on in the word
    return re.compile(rf"{begins}{_spaced(phrase.removeprefix(_AT_START))}{ends}")
