"""Which mails belong to one conversation (measurement.md D2 to D5): union-find over ids, linear in the mails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from harvester.model.times import UNDATED
from harvester.pipeline.subjects import Subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One event as threading sees it."""

    key: str
    message_ids: tuple[str, ...]
    """Of all its copies."""
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    at: datetime | None
    author: str
    participants: frozenset[str]
    hint: str = ""
    """Conversation as a mail provider or program numbers it (D5)."""


@dataclass(slots=True)
class Threads:
    """Result: thread of each key, flags that the links brought, and the keys that each mail refers to."""

    of: dict[str, str] = field(default_factory=dict)
    flags: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refers_to: dict[str, tuple[str, ...]] = field(default_factory=dict)


class _Union:
    """Disjoint sets of places with path halving; ids that nobody owns get places of their own."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))
        self.phantoms: dict[tuple[str, str], int] = {}

    def root(self, item: int) -> int:
        parent = self.parent
        while parent[item] != item:
            parent[item] = item = parent[parent[item]]
        return item

    def join(self, root: int, other: int) -> int:
        """Puts the set of a root and the set of another place together; the root of both."""
        self.parent[root] = joined = self.root(other)
        return joined

    def phantom(self, name: str, base: str = "") -> int:
        """D3: all who name a mail that nobody holds meet here; `base`: only those of one base subject (D2)."""
        place = self.phantoms.setdefault((name, base), len(self.parent))
        if place == len(self.parent):
            self.parent.append(place)
        return place


@dataclass(frozen=True, slots=True)
class _Held:
    """The mails by their places."""

    nodes: Sequence[Node]
    bases: Sequence[str]
    by_id: Mapping[str, Sequence[int]]

    def orphan(self, node: Node) -> bool:
        """No mail that it names is held."""
        return not any(parent in self.by_id for parent in (*node.in_reply_to, *node.references))

    def in_order(self) -> list[int]:
        """The places of dated mails, by time."""
        dated = [(node.at, node.key, place) for place, node in enumerate(self.nodes) if node.at]
        return [place for _, _, place in sorted(dated)]


def threads(nodes: Sequence[Node], subjects: Subjects, link_days: float) -> Threads:
    """Threads of all events. Cycles and self references are legal input (D6)."""
    by_id: dict[str, list[int]] = {}
    for place, node in enumerate(nodes):
        for message_id in node.message_ids:
            by_id.setdefault(message_id, []).append(place)
    base = {subject: subjects.base(subject) for subject in {node.subject for node in nodes}}
    held = _Held(nodes, [base[node.subject] for node in nodes], by_id)
    found, sets, ordered = Threads(), _Union(len(nodes)), held.in_order()
    for place in range(len(nodes)):
        _link_by_ids(place, held, sets, found)
    for place, parent in _subject_links(ordered, held, subjects, timedelta(days=link_days)):
        sets.join(sets.root(place), parent)
        found.flags[nodes[place].key].append("subject_link")
    for place, earlier in _hinted(ordered, held, subjects, found):
        if sets.root(place) != sets.root(earlier):
            sets.join(sets.root(place), earlier)
            found.flags[nodes[place].key].append("subject_link")
    _name(nodes, sets, found)
    _mark_truncated(ordered, held, found)
    return found


def _link_by_ids(place: int, held: _Held, sets: _Union, found: Threads) -> None:
    node, bases, by_id = held.nodes[place], held.bases, held.by_id
    base, root, refers = bases[place], sets.root(place), list[int]()
    for parent in node.in_reply_to:
        targets = by_id.get(parent, ())
        for target in targets or (sets.phantom(parent),):
            root = sets.join(root, target)
        refers += targets
        if any(bases[target] != base for target in targets):
            found.flags[node.key].append("topic_changed")
    differs = False
    for reference in node.references:
        if reference not in node.in_reply_to:
            named = by_id.get(reference, ())
            targets = [target for target in named if bases[target] == base]
            differs = differs or len(targets) < len(named)
            for target in targets if named else (sets.phantom(reference, f" {base}"),):
                root = sets.join(root, target)
            refers += targets
    if differs and not refers:
        found.flags[node.key].append("refs_only_subject_differs")
    found.refers_to[node.key] = tuple(held.nodes[target].key for target in dict.fromkeys(refers) if target != place)


def _subject_links(
    ordered: Iterable[int], held: _Held, subjects: Subjects, window: timedelta
) -> Iterator[tuple[int, int]]:
    """D4: a reply without a parent that can be found joins the latest mail of the same distinctive subject."""
    earlier = defaultdict[str, list[int]](list)
    for place in ordered:
        node, base = held.nodes[place], held.bases[place]
        if held.orphan(node) and subjects.is_reply(node.subject) and not subjects.is_generic(base):
            for other in reversed(earlier[base]):
                if not _within(window, held.nodes[other], node):
                    break
                if _may_be_parent(node, held.nodes[other]):
                    yield place, other
                    break
        earlier[base].append(place)


def _hinted(ordered: Iterable[int], held: _Held, subjects: Subjects, found: Threads) -> Iterator[tuple[int, int]]:
    """D5: a reply whose parent is nowhere joins the mail before it in the provider's own thread, for a look.

    A hint proposes and never splits; a mail that answers nothing begins a conversation of its own.
    """
    earlier: dict[str, int] = {}
    for place in ordered:
        node = held.nodes[place]
        if not node.hint:
            continue
        answers = node.in_reply_to or node.references or subjects.is_reply(node.subject)
        linked = "subject_link" in found.flags.get(node.key, ())
        if answers and node.hint in earlier and not linked and held.orphan(node):
            yield place, earlier[node.hint]
        earlier[node.hint] = place


def _within(window: timedelta, earlier: Node, later: Node) -> bool:
    return earlier.at is not None and later.at is not None and later.at - earlier.at <= window


def _may_be_parent(node: Node, other: Node) -> bool:
    return node.author != other.author and not node.participants.isdisjoint(other.participants)


def _name(nodes: Sequence[Node], sets: _Union, found: Threads) -> None:
    """A thread is named after its earliest mail."""
    groups = defaultdict[int, list[Node]](list)
    for place, node in enumerate(nodes):
        groups[sets.root(place)].append(node)
    for members in groups.values():
        first = min(members, key=lambda node: (node.at or UNDATED, node.key))
        for node in members:
            found.of[node.key] = f"T-{first.key[:10]}"


def _mark_truncated(ordered: Iterable[int], held: _Held, found: Threads) -> None:
    """K3: the first visible mail of a thread answers one that nobody has."""
    first: dict[str, Node] = {}
    for place in ordered:
        first.setdefault(found.of[held.nodes[place].key], held.nodes[place])
    for node in first.values():
        if (node.in_reply_to or node.references) and held.orphan(node):
            found.flags[node.key].append("left_truncated")
