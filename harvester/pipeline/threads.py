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
    """Disjoint sets with path halving."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def root(self, item: str) -> str:
        self.parent.setdefault(item, item)
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, one: str, other: str) -> None:
        self.parent[self.root(one)] = self.root(other)


def threads(nodes: Sequence[Node], subjects: Subjects, link_days: float) -> Threads:
    """Threads of all events. Cycles and self references are legal input (D6)."""
    found, sets = Threads(), _Union()
    by_id = defaultdict[str, list[Node]](list)
    for node in nodes:
        for message_id in node.message_ids:
            by_id[message_id].append(node)
    bases = {node.key: subjects.base(node.subject) for node in nodes}
    for node in nodes:
        _link_by_ids(node, by_id, bases, sets, found)
    for node, parent in _subject_links(nodes, by_id, bases, subjects, timedelta(days=link_days)):
        sets.join(f"k{node.key}", f"k{parent.key}")
        found.flags[node.key].append("subject_link")
    for node, earlier in _hinted(nodes, by_id, subjects, found):
        if sets.root(f"k{node.key}") != sets.root(f"k{earlier.key}"):
            sets.join(f"k{node.key}", f"k{earlier.key}")
            found.flags[node.key].append("subject_link")
    _name(nodes, sets, found)
    _mark_truncated(nodes, by_id, found)
    return found


def _link_by_ids(
    node: Node, by_id: Mapping[str, list[Node]], bases: Mapping[str, str], sets: _Union, found: Threads
) -> None:
    own, refers = f"k{node.key}", []
    for parent in node.in_reply_to:
        # D3: an id that nobody owns is a phantom; all who name it meet there
        sets.join(own, f"i{parent}")
        for target in by_id.get(parent, ()):
            sets.join(own, f"k{target.key}")
            refers.append(target.key)
            if bases[target.key] != bases[node.key]:
                found.flags[node.key].append("topic_changed")
    differs = False
    for reference in node.references:
        if reference in node.in_reply_to:
            continue
        targets = by_id.get(reference, ())
        if not targets:
            sets.join(own, f"i{reference} {bases[node.key]}")
        for target in targets:
            if bases[target.key] == bases[node.key]:
                sets.join(own, f"k{target.key}")
                refers.append(target.key)
            else:
                differs = True
    if differs and not refers:
        found.flags[node.key].append("refs_only_subject_differs")
    found.refers_to[node.key] = tuple(dict.fromkeys(key for key in refers if key != node.key))


def _subject_links(
    nodes: Iterable[Node],
    by_id: Mapping[str, list[Node]],
    bases: Mapping[str, str],
    subjects: Subjects,
    window: timedelta,
) -> Iterator[tuple[Node, Node]]:
    """D4: a reply without a parent that can be found joins the latest mail of the same distinctive subject."""
    earlier = defaultdict[str, list[Node]](list)
    dated = sorted((node for node in nodes if node.at), key=lambda node: (node.at, node.key))
    for node in dated:
        base = bases[node.key]
        orphan = not any(by_id.get(parent) for parent in (*node.in_reply_to, *node.references))
        if orphan and subjects.is_reply(node.subject) and not subjects.is_generic(base):
            candidates = (other for other in reversed(earlier[base]) if _may_be_parent(node, other, window))
            if parent := next(candidates, None):
                yield node, parent
        earlier[base].append(node)


def _hinted(
    nodes: Iterable[Node], by_id: Mapping[str, list[Node]], subjects: Subjects, found: Threads
) -> Iterator[tuple[Node, Node]]:
    """D5: a reply whose parent is nowhere joins the mail before it in the provider's own thread, for a look.

    A hint proposes and never splits; a mail that answers nothing begins a conversation of its own.
    """
    earlier: dict[str, Node] = {}
    for node in sorted((node for node in nodes if node.at and node.hint), key=lambda node: (node.at, node.key)):
        parents = (*node.in_reply_to, *node.references)
        orphan = not any(by_id.get(parent) for parent in parents) and "subject_link" not in found.flags[node.key]
        if orphan and (parents or subjects.is_reply(node.subject)) and node.hint in earlier:
            yield node, earlier[node.hint]
        earlier[node.hint] = node


def _may_be_parent(node: Node, other: Node, window: timedelta) -> bool:
    recent = node.at is not None and other.at is not None and node.at - other.at <= window
    return recent and node.author != other.author and bool(node.participants & other.participants)


def _name(nodes: Sequence[Node], sets: _Union, found: Threads) -> None:
    """A thread is named after its earliest mail."""
    groups = defaultdict[str, list[Node]](list)
    for node in nodes:
        groups[sets.root(f"k{node.key}")].append(node)
    for members in groups.values():
        first = min(members, key=lambda node: (node.at or UNDATED, node.key))
        for node in members:
            found.of[node.key] = f"T-{first.key[:10]}"


def _mark_truncated(nodes: Sequence[Node], by_id: Mapping[str, list[Node]], found: Threads) -> None:
    """K3: the first visible mail of a thread answers one that nobody has."""
    first: dict[str, Node] = {}
    for node in sorted((n for n in nodes if n.at), key=lambda node: (node.at, node.key)):
        first.setdefault(found.of[node.key], node)
    for node in first.values():
        parents = (*node.in_reply_to, *node.references)
        if parents and not any(by_id.get(parent) for parent in parents):
            found.flags[node.key].append("left_truncated")
