"""How the notices of programs call the client's people: "Bob commented", "broe", "Acme paid you" (measurement.md C11).

A first name alone says little. It counts where a program tells who did something, and never where our own side has
the same name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass, field

from harvester.model.display_names import NO_PERSON, spelt_out, unaccented, without_legal_form
from harvester.model.nicknames import nicknames
from harvester.model.phones import normal_number

_SHORTEST = 3
_DEEDS = (
    "Accepted|Added|Also|And|Approved|Assigned|Answered|At|Booked|Closed|Commented|Completed|From|Gave|Has|Hat|In|Is"
    "|Invited|Just|Left|Liked|Made|Mentioned|On|Paid|Posted|Reacted|Replied|Requested|Resolved|Sent|Shared|Signed"
    "|Tagged|Updated|Uploaded|Via|Viewed|Wants|Wrote|Yes|Ja|Ok"
)
_NO_OTHER_SURNAME = rf"(?! (?!(?:{_DEEDS})(?!\w))[^\W\d_a-zß-ÿ][^\W\d_A-Z]+(?!\w))"
"""“Bob Smith” is not Bob Roe; “Bob Commented” is, in a heading."""
_NUMBER = re.compile(r"(?<![\w+])\+?[0-9](?:[ ()./-]?[0-9]){6,18}(?!\w)")


@dataclass(frozen=True, slots=True)
class ShortNames:
    """Finds short names of one or more clients in the text of a notice."""

    _called: re.Pattern[str] | None = field(repr=False)
    """As they are written, with capitals."""
    _handles: re.Pattern[str] | None = field(repr=False)
    """In small letters: names of users, and of the client's company."""
    _firms: re.Pattern[str] | None = field(repr=False)
    """In small letters: names of the client's company alone."""
    _numbers: frozenset[str] = field(repr=False)

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands there as a word of its own."""
        flat = re.sub(r"[ \t]+", " ", text)
        called = self._called is not None and self._called.search(flat) is not None
        handles = self._handles is not None and self._handles.search(" ".join(flat.casefold().split())) is not None
        return called or handles or self._rings(flat)

    def name_firm(self, text: str) -> bool:
        """Whether the client's company stands there by its name."""
        return self._firms is not None and self._firms.search(" ".join(text.casefold().split())) is not None

    def may_ring(self, text: str) -> bool:
        """Whether a call may be theirs: it shows no number, or none of theirs is known."""
        return not self._numbers or _NUMBER.search(text) is None

    def _rings(self, text: str) -> bool:
        if not self._numbers:
            return False
        written = (normal_number(found[0]) for found in _NUMBER.finditer(text))
        return any(number in self._numbers or f"+{number}" in self._numbers for number in written)


def short_names(
    people: Iterable[str], companies: Iterable[str], phones: Iterable[str], own: Iterable[str]
) -> ShortNames:
    """`people`: full names of the client's, first name first, in any case; `own`: names of our side."""
    ours = {word.casefold() for name in own for word in name.split()}
    full = [name.split() for name in people if len(name.split()) > 1 and not NO_PERSON.search(name.casefold())]
    called = {spelt for words in full for name in _called(words, ours) for spelt in spelt_out(name)}
    firms = {without_legal_form(name).casefold() for name in companies} - ours
    firms = {firm for firm in firms if len(firm) >= _SHORTEST}
    handles = {handle for words in full for handle in _handles(words)}
    handles = (handles | firms) - ours
    initials = "|".join(sorted({f"{words[0][0]}{words[-1][0]}".upper() for words in full}))
    did = rf"|(?<!\w)(?:{initials})(?= (?i:{_DEEDS})(?!\w))" if initials else ""  # “BR commented”
    return ShortNames(
        _called=_words(called, _NO_OTHER_SURNAME + did),
        _handles=_words(handles, ""),
        _firms=_words(firms, ""),
        _numbers=frozenset(phones),
    )


def _called(words: Collection[str], ours: Set[str]) -> Iterator[str]:
    first, *_, last = words
    if len(first) >= _SHORTEST and first.casefold() not in ours:
        yield from (name.title() for name in {first.casefold(), *nicknames(first)} - ours)
    yield from (f"{first[0]}.{space}{last[0]}".upper() for space in ("", " "))
    if len(last) >= _SHORTEST and last.casefold() not in ours:
        yield from (
            f"{title} {last.title()}" for title in ("Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Herr", "Herrn", "Frau")
        )
        yield from (f"{first[0].upper()}{point} {last.title()}" for point in ("", "."))


def _handles(words: Collection[str]) -> Iterator[str]:
    first, *_, last = (unaccented(word.casefold()) for word in words)
    if len(last) >= _SHORTEST:
        yield from (f"{start}{mark}{last}" for start in (first, first[0]) for mark in ("", ".", "_", "-"))
        yield f"{last}.{first}"


def _words(names: Collection[str], after: str) -> re.Pattern[str] | None:
    known = "|".join(map(re.escape, sorted(names)))
    return re.compile(rf"(?<![\w.])(?:{known})(?!\w){after}") if known else None
