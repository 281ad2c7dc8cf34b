"""On which line of a TOML file a key stands, so that a problem names its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from harvester.model.values import Key

_PART = r"""(?:[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[{{1,2}})\s*({_DOTTED})\s*\]{{1,2}}\s*(?:#.*)?$")
_ENTRY = re.compile(rf"\s*({_DOTTED})\s*=")
_LONG = ('"""', "'''")


class Lines:
    """The lines of one file."""

    def __init__(self, text: str) -> None:
        self._at = dict(_keys(text))

    def of(self, key: Key) -> int:
        """The line of a key, else of the table around it; 0 where neither is written. Tables of a list are numbered."""
        for end in range(len(key), 0, -1):
            names = tuple(part for part in key[:end] if isinstance(part, str))
            if line := self._at.get(key[:end]) or self._at.get(names):
                return line
        return 0


def _keys(text: str) -> Iterator[tuple[Key, int]]:
    table, counts, within = Key(), dict[Key, int](), ""
    for line, content in enumerate(text.splitlines(), start=1):
        if not within and (header := _HEADER.match(content)):
            table = _numbered(_path(header[2]), counts)
            if len(header[1]) == 2:
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield table, line
        elif not within and (entry := _ENTRY.match(content)):
            yield (*table, *_path(entry[1])), line
        for mark in _LONG:
            if content.count(mark) % 2 and within in ("", mark):
                within = "" if within else mark


def _numbered(path: Key, counts: dict[Key, int]) -> Key:
    """A path with the number of each list on it but the last: what follows a table of a list belongs to that one."""
    found = Key()
    for part in path[:-1]:
        found = (*found, part)
        found = (*found, counts[found]) if found in counts else found
    return (*found, *path[-1:])


def _path(written: str) -> Key:
    found: list[str] = []
    at: Any = tomllib.loads(f"{written} = 0")
    while isinstance(at, dict):
        ((name, at),) = at.items()
        found.append(name)
    return tuple(found)
