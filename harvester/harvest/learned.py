"""Names that the client's addresses go by, subjects of what we wrote to them, and what must be looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from harvester.harvest.headers import Reading
from harvester.harvest.matching import Matter
from harvester.harvest.names import name_key, of_people
from harvester.harvest.subjects import SubjectMarks, is_subject
from harvester.model.matter import Side
from harvester.store import Store

_MOST_NAMES = 500
"""A folder: a party of more people than that is told by its addresses."""
_NAMES, _SEARCHED = "names:", "searched:"
"""Marks among the hashes of a foreign message: what follows are hashes of names; its text was searched for people.
No Message-ID looks like them."""


class Learned:
    """Full names of the client's people, as their own headers and ours spell them."""

    def __init__(self, matter: Matter, store: Store) -> None:
        self._matter = matter
        self._store = store
        self._own: set[str] = set(matter.own_names)
        held = {name for tally in store.tallies() for name in tally.get("names", ())}
        self.names = frozenset(held - self._own - matter.names)
        self.subjects = SubjectMarks(matter, store)
        self._named = lru_cache(maxsize=4096)(self._author_marks)  # most mail is of the same few
        self.lessons = 0
        """How many names this pull added."""
        self.searched: dict[tuple[str, int, int], int] = {}
        """(folder, UIDVALIDITY, UID) of a report passed over by this pull -> lessons it had had by then."""

    def learn(self, reading: Reading) -> list[str]:
        """What a header adds; the names of the client's people in it."""
        if not self._matter.names_client(reading.addresses):
            return []
        people = list(self._matter.people(reading))
        self._own.update(name for side, name in people if side is Side.US)
        theirs = of_people(name for side, name in people if side is Side.CLIENT) - self._own
        self.lessons += len(theirs - self.names - self._matter.names)
        self.names |= theirs - self._matter.names
        return sorted(theirs)

    def name_ids(self, names: Iterable[str]) -> tuple[bytes, ...]:
        """Salted hashes of full names."""
        return tuple(self._store.hashed(f"name {name_key(name)}") for name in sorted(set(names)))

    def foreign_marks(self, reading: Reading, *, ours: bool, searched: bool = False) -> tuple[bytes, ...]:
        """What is remembered of a foreign message beside its ids: "was searched", who wrote it, its subjects."""
        name = self._named(reading.author_name) if reading.author_name else ()
        told = name if ours else name + self.subjects.of_foreign(reading)
        return (self._store.hashed(_SEARCHED), *told) if searched else told

    def _author_marks(self, name: str) -> tuple[bytes, ...]:
        return (self._store.hashed(_NAMES), *self.name_ids([name]))


def add_names(held: list[str], names: Iterable[str]) -> list[str]:
    """The names kept with a folder's tally, sorted, bounded."""
    return sorted({*held, *names})[:_MOST_NAMES]


def split_ids(store: Store, ids: tuple[bytes, ...]) -> tuple[tuple[bytes, ...], bool]:
    """The ids of a foreign message that link it to others (its own and what it refers to), and "was searched"."""
    names, searched = store.hashed(_NAMES), store.hashed(_SEARCHED)
    linking = ids[: ids.index(names)] if names in ids else ids
    return tuple(one for one in linking if one != searched and not is_subject(one)), searched in ids
