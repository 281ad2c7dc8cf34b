"""What our questions are called: a notice that names nobody may still be about one of them (measurement.md C11)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from harvester.model.dossier import Exchange
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Side
from harvester.model.subjects import Subjects
from harvester.model.words import held, plain
from harvester.pipeline.mails.ownwords import split

_SOON = timedelta(days=2)
"""After a question, a call of somebody who is not named may be the answer."""
_SHORTEST_QUOTE = 15
"""Characters of words that ask under which anybody may have written the same."""


@dataclass(frozen=True, slots=True)
class Topics:
    """Looks up what was asked of the client."""

    subjects: tuple[str, ...] = field(repr=False)
    """Base subjects that tell one matter from another, in plain words."""
    bases: frozenset[str] = field(repr=False)
    """Base subjects as threads compare them, those of one word too (D4)."""
    asks: frozenset[str] = field(repr=False)
    """Sentences that ask, in plain words."""
    times: tuple[datetime, ...] = field(repr=False)
    """When was asked, in order."""

    def named_in(self, text: str) -> bool:
        """Whether a text holds the subject of a question."""
        return any(held(plain(text), self.subjects))

    def answered_under(self, subject: str, subjects: Subjects) -> bool:
        """Whether a subject is that of a question with a prefix or a tag in front, whatever else it refers to."""
        base = subjects.base(subject)
        return base in self.bases and base != " ".join(subject.split()).casefold()

    def quoted_in(self, text: str) -> bool:
        """Whether a text holds the words that ask."""
        bare = "\n".join(line.lstrip("> |") for line in text.splitlines())
        return any(plain(sentence) in self.asks for part in bare.splitlines() for sentence in split(part))

    def just_asked(self, at: datetime | None) -> bool:
        """Whether something was asked shortly before."""
        return at is not None and bisect_left(self.times, at - _SOON) < bisect_right(self.times, at)


def topics(exchanges: Iterable[Exchange], subjects: Subjects) -> Topics:
    """Of our mails that clearly ask."""
    asked = [
        e for e in exchanges
        if e.at and e.side is Side.US and e.kind is MessageClass.HUMAN and e.expects is Expectation.YES
    ]  # fmt: skip
    bases = {subjects.base(e.message.subject) for e in asked}
    return Topics(
        subjects=tuple(sorted(base for base in set(map(plain, bases)) if _is_distinct(base, subjects))),
        bases=frozenset(base for base in bases if not subjects.is_generic(base)),
        asks=frozenset(words for e in asked if len(words := plain(e.asks)) >= _SHORTEST_QUOTE),
        times=tuple(sorted(e.at for e in asked if e.at)),
    )


def _is_distinct(base: str, subjects: Subjects) -> bool:
    """Of one word alone only a number: “INV-2026-014”; every second newsletter holds “homepage”."""
    several = len(base.split()) > 1 or any(c.isdigit() for c in base)
    return several and not subjects.is_generic(base)
