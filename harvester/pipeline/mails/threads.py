"""Which mails belong to one conversation (measurement.md D2 to D5): union-find over ids, linear in the mails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from harvester.model.subjects import Subjects


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

    def join(self, place: int, other: int) -> None:
        """Puts the sets of two places together."""
        parent = self.parent
        if parent[place] != parent[other]:
            parent[self.root(place)] = self.root(other)

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
    orphan: bytearray
    """Whether no mail that a node names is held; set while it is linked."""

    def in_order(self) -> list[int]:
        """The places of dated mails, by time."""
        dated = [(node.at, node.key, place) for place, node in enumerate(self.nodes) if node.at]
        dated.sort()
        return [place for _, _, place in dated]


def threads(nodes: Sequence[Node], subjects: Subjects, link_days: float) -> Threads:
    """Threads of all events. Cycles and self references are legal input (D6)."""
    by_id: dict[str, tuple[int, ...]] = {}
    for place, node in enumerate(nodes):
        for message_id in node.message_ids:
            by_id[message_id] = (*by_id.get(message_id, ()), place)
    base = {subject: subjects.base(subject) for subject in {node.subject for node in nodes}}
    held = _Held(nodes, [base[node.subject] for node in nodes], by_id, bytearray(b"\1" * len(nodes)))
    found, sets, ordered = Threads(), _Union(len(nodes)), held.in_order()
    for place in range(len(nodes)):
        _link_by_ids(place, held, sets, found)
    for place, parent in _subject_links(ordered, held, subjects, timedelta(days=link_days)):
        sets.join(place, parent)
        found.flags[nodes[place].key].append("subject_link")
    for place, earlier in _hinted(ordered, held, subjects, found):
        if sets.root(place) != sets.root(earlier):
            sets.join(place, earlier)
            found.flags[nodes[place].key].append("subject_link")
    _name(ordered, held, sets, found)
    return found


def _link_by_ids(place: int, held: _Held, sets: _Union, found: Threads) -> None:
    """D2, D3: In-Reply-To links always, References where the subject is the same."""
    node, nodes, base = held.nodes[place], held.nodes, held.bases[place]
    answers = list(_named(place, node.in_reply_to, "", held, sets))
    if any(held.bases[target] != base for target in answers):
        found.flags[node.key].append("topic_changed")
    others = [name for name in node.references if name not in node.in_reply_to]
    named = list(_named(place, others, f" {base}", held, sets))
    links = answers + [target for target in named if held.bases[target] == base]
    for target in links:
        sets.join(place, target)
    if named and not links:
        found.flags[node.key].append("refs_only_subject_differs")
    # T4: what it names was written before it, linked or not
    refers = dict.fromkeys((*answers, *named))
    found.refers_to[node.key] = tuple([nodes[target].key for target in refers if target != place])


def _named(place: int, names: Sequence[str], base: str, held: _Held, sets: _Union) -> Iterator[int]:
    """The mails that a mail names; where nobody holds one, it is joined with all who name the same."""
    for name in names:
        targets = held.by_id.get(name)
        if targets is None:
            sets.join(place, sets.phantom(name, base))
        else:
            held.orphan[place] = False
            yield from targets


def _subject_links(
    ordered: Iterable[int], held: _Held, subjects: Subjects, window: timedelta
) -> Iterator[tuple[int, int]]:
    """D4: a reply without a parent that can be found joins the latest mail of the same distinctive subject."""
    earlier = defaultdict[str, list[int]](list)
    for place in ordered:
        node, base = held.nodes[place], held.bases[place]
        if held.orphan[place] and subjects.is_reply(node.subject) and not subjects.is_generic(base):
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
        if answers and node.hint in earlier and not linked and held.orphan[place]:
            yield place, earlier[node.hint]
        earlier[node.hint] = place


def _within(window: timedelta, earlier: Node, later: Node) -> bool:
    return earlier.at is not None and later.at is not None and later.at - earlier.at <= window


def _may_be_parent(node: Node, other: Node) -> bool:
    return node.author != other.author and not node.participants.isdisjoint(other.participants)


def _name(ordered: Sequence[int], held: _Held, sets: _Union, found: Threads) -> None:
    """A thread is named after its earliest mail; K3: where that answers one that nobody has, mail is missing."""
    names: dict[int, str] = {}
    for place in ordered:
        node, root = held.nodes[place], sets.root(place)
        if root not in names:
            names[root] = f"T-{node.key[:10]}"
            if (node.in_reply_to or node.references) and held.orphan[place]:
                found.flags[node.key].append("left_truncated")
        found.of[node.key] = names[root]
    for key, place in sorted((node.key, place) for place, node in enumerate(held.nodes) if not node.at):
        found.of[key] = names.setdefault(sets.root(place), f"T-{key[:10]}")
