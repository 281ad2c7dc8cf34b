"""A folder of a file source, and where its messages lie: what `.eml`, mbox and Maildir have in common."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.mailbytes import fingerprint
from harvester.model.source import Failure, FolderState, Role

NOWHERE = "is a link to a file that is not there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where one message lies: a file, or the bytes [start, stop) of one."""

    path: Path
    locator: str
    not_after: datetime | None
    start: int = 0
    stop: int | None = None
    flags: tuple[str, ...] = ()
    key: bytes = b""
    """What names the message for ever, where the format has such a thing (Maildir)."""
    incomplete: str = ""
    """Why the file does not hold all of the message, in words; "" when it does."""


class FileFolder(ABC):
    """One folder of a file source."""

    def __init__(self, path: Path, name: str, its_role: Role) -> None:
        self.path = path
        self.name = name
        self.role = its_role

    @abstractmethod
    def entries(self) -> Iterator[Entry]:
        """Its messages, in the order they lie."""

    @abstractmethod
    def state(self) -> FolderState:
        """Changes when anything comes or goes."""

    def problems(self) -> Iterator[Failure]:
        """What lies in the folder and cannot be read as a message."""
        for path in self.links():
            if path.is_symlink() and not path.exists():
                yield Failure(folder=self.name, uid=None, reason=f"{shown(path.name)} {NOWHERE}")

    def links(self) -> Iterator[Path]:
        """Where links to messages may lie."""
        yield from ()


def state_of(paths: Sequence[Path]) -> FolderState:
    """Names, sizes and times of the files."""
    stats = [(path.name, found) for path in paths if (found := found_stat(path))]
    marks = [f"{name}:{found.st_size}:{found.st_mtime_ns}" for name, found in stats]
    return FolderState(
        uidvalidity=0,
        uidnext=sum(found.st_size for _, found in stats),
        messages=len(stats),
        highestmodseq=fingerprint("\n".join(marks).encode("utf-8", "replace")),
    )


def modified(path: Path) -> datetime | None:
    """When the file was last written, aware UTC; None: it is gone."""
    found = found_stat(path)
    return datetime.fromtimestamp(found.st_mtime, UTC) if found else None


def found_stat(path: Path) -> os.stat_result | None:
    """None: it went since the folder was listed, as mail programs rename what they mark as read."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def shown(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 are shown as the replacement character."""
    return os.fsencode(name).decode("utf-8", "replace")
