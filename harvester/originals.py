"""The originals of a store, read: in processes of their own, or as they were read before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from types import TracebackType
from typing import Self

from harvester.model.ledger import Sighting
from harvester.model.mail import Message, Report, Unreadable
from harvester.readings import Kept, Reading, kinds
from harvester.store import Store
from harvester.workers.readers import Readers

Counted = Callable[[int, int], None]
"""Called with originals read so far, and how many there are."""

_PAGE = 200


class Originals:
    """Reads the originals of some sightings. A process for that is started only when one was never read before."""

    def __init__(self, store: Store, sightings: Iterable[Sighting]) -> None:
        self._store = store
        self._kinds = kinds(sightings)
        self._kept = Kept(store)
        self._held: dict[str, Reading] = {}
        self._readers: Readers | None = None
        self._there: list[str] = []
        self._answers: Iterator[Message | Unreadable] | None = None

    def __enter__(self) -> Self:
        self._held = self._kept.found(self._kinds)
        if len(self._held) < len(self._kinds):
            self._started()  # while the caller does something else
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._readers:
            self._readers.__exit__(kind, error, trace)

    def begin(self, counted: Counted | None = None) -> None:
        """Has the first ones read while the caller does something else."""
        new = self._new(counted)
        first = next(new, None)
        self._answers = self._started().messages(chain([first], new)) if first else iter(())

    def messages(self) -> tuple[Message | Unreadable, ...]:
        """What each says, in the order of the hashes. IntegrityError names one whose bytes were changed."""
        if self._answers is None:
            self.begin()
        read: dict[str, Message | Unreadable] = {}
        read |= {sha256: one for sha256, one in self._held.items() if isinstance(one, Message)}
        while self._answers and (page := list(islice(self._answers, _PAGE))):
            read |= {one.sha256: one for one in page}
            self._kept.keep((one.sha256, self._kinds[one.sha256], one) for one in page if isinstance(one, Message))
        return tuple(read[sha256] for sha256 in self._there)

    def report(self, sha256: str) -> Report | None:
        """What a bounce says in words; None where nothing is found."""
        known = self._kept.report(sha256)
        if known is None:
            known = (self._started().report(self._store.original(sha256)),)
            self._kept.keep([(sha256, "report", known[0])])
        return known[0]

    def _new(self, counted: Counted | None) -> Iterator[tuple[bytes, bool]]:
        """Those that were not read before. The bytes of all are compared with their hashes, each time."""
        for sha256, raw in self._store.originals(self._kinds):
            self._there.append(sha256)
            if counted and len(self._there) % _PAGE == 0:
                counted(len(self._there), len(self._kinds))
            if not isinstance(self._held.get(sha256), Message):
                yield raw, self._kinds[sha256] == "header"

    def _started(self) -> Readers:
        if self._readers is None:
            self._readers = Readers().__enter__()
        return self._readers


def reading(store: Store, sha256: str, seen: Iterable[Sighting]) -> Message | Unreadable:
    """What one original says by itself, whichever copy of a message it is; `seen`: its sightings."""
    with Originals(store, seen) as originals:
        return next(one for one in originals.messages() if one.sha256 == sha256)


def differences(store: Store, counted: Counted | None = None) -> tuple[int, tuple[str, ...]]:
    """How many kept readings were compared with their originals, read anew; and what differs (F22).

    What cannot be read just now says nothing about what is kept. Changes nothing.
    """
    kept, wanted = Kept(store), kinds(store.sightings())
    held = kept.found(wanted)
    reports = {sha256: told[0] for sha256 in held if (told := kept.report(sha256))}
    if not held:
        return 0, ()
    differing = []
    with Readers() as readers:
        raws = ((raw, wanted[sha256] == "header") for sha256, raw in store.originals(held))
        for number, read in enumerate(readers.messages(raws), start=1):
            if isinstance(read, Message) and repr(read) != repr(held[read.sha256]):
                differing.append(read.sha256)
            if counted and number % _PAGE == 0:
                counted(number, len(held))
        differing += [sha for sha, told in reports.items() if repr(readers.report(store.original(sha))) != repr(told)]
    problems = (f"{kept.path.name}: what is kept of {sha256} is not what its bytes say" for sha256 in differing)
    return len(held) + len(reports), tuple(problems)
