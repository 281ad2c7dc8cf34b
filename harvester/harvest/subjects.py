"""Subjects of our mail to the client: who answers under one may name nobody, and refer to nothing (evidence.md 1).

A private address that nobody knows, or a ticket system that writes its own References. What is of the matter by its
subject alone is no answer: it asks for a look (R22, C11). So is what a telephone tells in the days after. Of foreign
mail only salted hashes are kept, and only of subjects by which it could be found. Every header of a mailbox comes
here: each step counts (H1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from harvester.harvest.headers import Reading
from harvester.harvest.matching import Matter
from harvester.harvest.names import decoded_name
from harvester.model.matter import Side
from harvester.model.services import is_telephone_address
from harvester.store import Store

if TYPE_CHECKING:
    from harvester.model.subjects import Subjects

_MARK = b"subj"
"""In the place of the last bytes of the hash of a subject: so it is told from other hashes without a mark beside it."""
_MOST_OTHERS = 10
"""Recipients that are of neither side: what went to more people than that is a newsletter, and no question."""
_SOON = range(3)
"""Days from a mail of ours to the client on which a call of nobody known may be the answer to it (C11)."""
_TRAILING_TAG = r"\s*(?:\[[^\[\]]{1,60}\]|\([^()]{0,40}\d[^()]{0,40}\))$"
_LONG, _SPACES = 15, 2
"""Characters, and spaces between words, from which on a subject is told from others' without a reply prefix."""


class SubjectMarks:
    """By which answers are found under the subjects of what we wrote to the client."""

    def __init__(self, matter: Matter, store: Store) -> None:
        self._matter = matter
        self._store = store

    def of_ours(self, reading: Reading) -> tuple[bytes, ...]:
        """What a mail of ours to the client adds to the ids of the matter; a newsletter and "Hello" add nothing."""
        matter = self._matter
        if not (reading.authors and matter.is_ours(reading.authors) and matter.names_client(reading.addresses)):
            return ()
        others = sum(matter.side(email) is Side.THIRD for email in reading.addresses)
        base = self._subjects.base(decoded_name(reading.fields.get("subject", ("",))[0]))
        if others > _MOST_OTHERS or reading.mass:
            return ()
        days = tuple(self._rung(reading.at + timedelta(days=ahead)) for ahead in _SOON) if reading.at else ()
        return days if self._subjects.is_generic(base) else (self._hashed(base), *days)

    def of_foreign(self, reading: Reading) -> tuple[bytes, ...]:
        """The subjects by which a message of others may be found, where they can be told from others'.

        What a provider tells of a call, a fax or a short message is found by its day: a voice answers under no subject.
        """
        if reading.automatic and reading.at and any(map(is_telephone_address, reading.authors)):
            return (self._rung(reading.at),)
        if "subject" not in reading.fields:
            return ()
        shown = reading.fields["subject"][0]
        if ":" in shown or "[" in shown or "=?" in shown or shown.endswith(")"):
            return tuple(map(self._hashed, self._under(decoded_name(shown))))
        if len(shown) > _LONG and shown.count(" ") > _SPACES:  # one more of each stands behind the colon
            return (self._hashed(" ".join(shown.split()).casefold()),)
        return ()

    def _under(self, subject: str) -> Iterator[str]:
        """The subjects that a message may answer under.

        With a prefix or a tag in front any that is not generic, as D4 has it; without one only a long one of several
        words; behind "Request received:" or before "[ref:1]" one of several words or with a number.
        """
        subjects = self._subjects
        base = subjects.base(subject)
        is_long = len(base) >= _LONG and base.count(" ") >= _SPACES
        if is_long or (not subjects.is_generic(base) and base != " ".join(subject.split()).casefold()):
            yield base
        if ": " in base or base.endswith(("]", ")")):
            inner = re.sub(_TRAILING_TAG, "", base).rpartition(": ")[2]
            if inner != base and (" " in inner or _has_digit(inner)) and not subjects.is_generic(inner):
                yield inner

    @cached_property
    def _subjects(self) -> Subjects:
        from harvester.model.subjects import Subjects  # a pull with nothing new reads no subject (N2)
        from harvester.phrases import subject_words

        return Subjects(subject_words())

    def _rung(self, at: datetime) -> bytes:
        return self._hashed(f"rung on {at.astimezone(UTC):%Y-%m-%d}")

    def _hashed(self, base: str) -> bytes:
        return self._store.hashed("subject " + base)[: -len(_MARK)] + _MARK


def is_subject(told: bytes) -> bool:
    """Whether a hash is that of a subject."""
    return told.endswith(_MARK)


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)
