"""The journal as it is handed over: every entry with its place in the chain, the text of those about this matter.

One line an entry, `HASH  TEXT`: the SHA-256 of TEXT is HASH, and TEXT begins with the hash of the line before. An
entry that also speaks of others keeps its hashes; in place of its text stands why.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harvester.store import START, Link

_LINE = re.compile(r"([0-9a-f]{64})  ([0-9a-f]{64})(?:(\{[ -~]*\})| withheld: ([ -~]+))")
_NUMBERED = frozenset({"imap", "mbox", "maildir"})
"""Kinds of sources in which the place of a message tells nothing of what it says."""
_OPEN = frozenset({"created", "batch", "coverage", "note:timestamp", "note:dkim"})
"""Kinds that tell what was collected. All others tell what was thought about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the extract may speak of."""

    sources: frozenset[str]
    originals: frozenset[str]
    """SHA-256 of every original of this matter, handed over or not."""
    aside: frozenset[str] = frozenset()
    """SHA-256 of those that are set aside."""
    removed: tuple[re.Pattern[str], ...] = ()
    """What a person had removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What an extract says."""

    hashes: tuple[str, ...]
    """Of every entry, in order."""
    texts: tuple[str, ...]
    """Text of every entry as it was hashed; "" for one that is withheld."""
    problems: tuple[str, ...]


def written(links: Iterable[Link], scope: Scope) -> bytes:
    """The lines of an extract."""
    return "".join(f"{link.hash}  {_text(link, scope)}\n" for link in links).encode("ascii")


def read(extract: bytes) -> Chain:
    """The lines of an extract, each checked against its hash and the line before."""
    hashes, texts, problems, prev = [], [], [], START
    lines = extract.decode("latin-1").splitlines()
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            problems.append(f"journal: entry {number} cannot be read")
            break
        found, before, text, _ = match.groups()
        if before != prev:
            problems.append(f"journal: entry {number} does not follow the one before")
        if text and hashlib.sha256((before + text).encode("ascii")).hexdigest() != found:
            problems.append(f"journal: entry {number} was changed")
        hashes.append(found)
        texts.append(text or "")
        prev = found
    if not lines:
        problems.append("journal: it holds no entry")
    return Chain(hashes=tuple(hashes), texts=tuple(texts), problems=tuple(problems))


def _text(link: Link, scope: Scope) -> str:
    why = _withheld(link, scope)
    return f"{link.hashed[:64]} withheld: {why}" if why else link.hashed


def _withheld(link: Link, scope: Scope) -> str:
    if link.kind not in _OPEN:
        return "a decision, a number or a note of the work on the matter"
    if not set(_values(link.payload, "source")) <= scope.sources:
        return "it speaks of a source that was not searched for this matter"
    if not _originals(link) <= scope.originals:
        return "it speaks of other matters too"
    if any(_names_aside(one, scope) for one in _dicts(link.payload, "sha256")):
        return "it names the file of a message that is set aside"
    told = json.dumps(link.payload, ensure_ascii=False)
    if any(one.search(told) for one in scope.removed):
        return "it holds a passage that was removed"
    return ""


def _names_aside(row: Mapping[str, Any], scope: Scope) -> bool:
    """The name of a file or item with one message is often its subject."""
    return row.get("kind", "imap") not in _NUMBERED and row["sha256"] in scope.aside


def _originals(link: Link) -> set[str]:
    return set(_values(link.payload, "sha256"))


def _values(value: object, key: str) -> Iterator[str]:
    """What stands under a key, at any depth."""
    return (one[key] for one in _dicts(value, key))


def _dicts(value: object, key: str) -> Iterator[dict[str, Any]]:
    """Every mapping with text under a key, at any depth."""
    if isinstance(value, dict):
        if isinstance(value.get(key), str):
            yield value
        for one in value.values():
            yield from _dicts(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _dicts(one, key)
