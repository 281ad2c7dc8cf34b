"""What raised the flags of a gap: named one by one where it belongs to the gap, counted where it lies beside it.

Mail in other conversations (R21) lies inside many gaps at once. Each gap says which part of one common list is meant,
so that a row takes the same room in a matter of any size; the part is read out where a gap is printed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice


class Column:
    """Originals in order of time, and where each stands."""

    def __init__(self, sources: Sequence[str]) -> None:
        self.sources = tuple(sources)
        found = defaultdict[str, list[int]](list)
        for place, source in enumerate(self.sources):
            found[source].append(place)
        self.places: Mapping[str, Sequence[int]] = found


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """The places [first, last) of a column, but for those of one conversation."""

    column: Column
    first: int
    last: int
    without: Sequence[int] = ()
    """Places in order; shared by all gaps of the conversation."""

    def __len__(self) -> int:
        left, right = self._without()
        return self.last - self.first - (right - left)

    def __iter__(self) -> Iterator[str]:
        left, right = self._without()
        first = self.first
        for place in (*self.without[left:right], self.last):
            yield from self.column.sources[first:place]
            first = place + 1

    def __reversed__(self) -> Iterator[str]:
        places = range(self.last - 1, self.first - 1, -1)
        return (self.column.sources[place] for place in places if not self._left_out(place))

    def times(self, source: str) -> int:
        """How often a source stands in it: an event may stand in two conversations."""
        places = self.column.places.get(source, ())
        return sum(self.first <= place < self.last and not self._left_out(place) for place in places)

    def _without(self) -> tuple[int, int]:
        return bisect_left(self.without, self.first), bisect_left(self.without, self.last)

    def _left_out(self, place: int) -> bool:
        at = bisect_left(self.without, place)
        return at < len(self.without) and self.without[at] == place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Raised:
    """(flag, source) of everything that raised a flag, flag by flag; sources are SHA-256, call ids and the like."""

    named: tuple[tuple[str, str], ...] = ()
    """In order."""
    beside: tuple[tuple[str, Stretch], ...] = ()
    """Flag and what raised it, in order of time; nothing of it stands in `named` under the same flag."""

    @property
    def flags(self) -> frozenset[str]:
        """Every flag that something raised."""
        return frozenset(flag for flag, _ in (*self.named, *self.beside))

    def of(self, *flags: str) -> Iterator[str]:
        """Sources of some flags, those of the gap itself first."""
        yield from (source for flag, source in self.named if flag in flags)
        for flag, stretch in self.beside:
            if flag in flags:
                yield from stretch

    def holds(self, source: str) -> bool:
        """Whether a source raised any flag."""
        return any(source == each for _, each in self.named) or any(stretch.times(source) for _, stretch in self.beside)

    def counts(self) -> dict[str, int]:
        """How many sources each flag has."""
        found = Counter(flag for flag, _ in self.named)
        for flag, stretch in self.beside:
            found[flag] += len(stretch)
        return dict(sorted(found.items()))

    def ends(self, limit: int) -> Iterator[tuple[str, str]]:
        """Like the whole, but of what lies beside the gap only the first and the last `limit`, where there are more."""
        yield from self.named
        for flag, stretch in self.beside:
            first = tuple(islice(stretch, limit))
            last = tuple(islice(reversed(stretch), min(limit, len(stretch) - len(first))))
            yield from ((flag, source) for source in (*first, *reversed(last)))

    def __len__(self) -> int:
        return len(self.named) + sum(len(stretch) for _, stretch in self.beside)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((flag, source) for flag in sorted(self.flags) for source in self.of(flag))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Raised) and tuple(self) == tuple(other)

    def __repr__(self) -> str:
        return f"Raised({tuple(self)})"

    def __hash__(self) -> int:
        return hash(self.flags)
