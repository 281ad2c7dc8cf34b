"""Folders in which every message is a file of its own: `.eml`, Apple Mail's `.emlx`, Outlook's `.msg`."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError

from connectors.filefolder import Entry, FileFolder, modified, shown, state_of
from connectors.folders import role
from harvester.model.source import FolderState

SUFFIXES = (".eml", ".emlx", ".msg")
_PARTIAL = (
    "Apple Mail has not kept all of it in this file; in Mail, choose Mailbox > Export Mailbox, and add the export"
)
_CUT = "the file ends before the message does"
_APPLE_FLAGS = {0: "\\Seen", 1: "\\Deleted", 2: "\\Answered", 4: "\\Flagged", 6: "\\Draft", 8: "$Forwarded"}
"""Bits of `flags` in the property list behind a message."""
_LONGEST_LIST = 2**20


class SingleFiles(FileFolder):
    """The message files of one directory, or a single one."""

    def entries(self) -> Iterator[Entry]:
        """Its messages, by file name."""
        for path in self._files():
            yield _apple_entry(path) if path.suffix.lower() == ".emlx" else _entry(path)

    def state(self) -> FolderState:
        """Names, sizes and times of the files."""
        return state_of(self._files())

    def links(self) -> Iterator[Path]:
        """What is called like a message."""
        if self.path.is_dir():
            yield from sorted(path for path in self.path.iterdir() if is_message_file(path))

    def _files(self) -> list[Path]:
        return [self.path] if self.path.is_file() else [path for path in self.links() if path.is_file()]


class AppleMailbox(SingleFiles):
    """`Name.mbox` as Apple Mail keeps it: the messages lie in folders `Messages` some levels down."""

    def links(self) -> Iterator[Path]:
        """What is called like a message, but for the mailboxes below and the files that hung on messages."""
        for folder in sorted(_message_folders(self.path)):
            yield from sorted(path for path in folder.iterdir() if is_message_file(path))


def is_message_file(path: Path) -> bool:
    """Whether a file is one message, by its name."""
    return path.suffix.lower() in SUFFIXES


def is_apple_mailbox(directory: Path) -> bool:
    """Whether a folder `Name.mbox` keeps its messages in folders `Messages`, and not in an mbox file."""
    return directory.suffix.lower() == ".mbox" and next(_message_folders(directory), None) is not None


def apple_mailbox_above(directory: Path, root: Path) -> Path | None:
    """The `Name.mbox` that a directory inside a mailbox of Apple Mail belongs to; None for any other."""
    if directory == root or directory.suffix.lower() == ".mbox":
        return None
    above = [parent for parent in directory.parents if parent == root or root in parent.parents]
    return next((parent for parent in above if is_apple_mailbox(parent)), None)


def apple_mailbox(directory: Path, root: Path) -> AppleMailbox:
    """The mailbox, named by the mailboxes it lies in; accounts and versions of Apple Mail's own tree are no names."""
    parts = [
        part for part in (root.resolve().name, *directory.relative_to(root).parts) if part.lower().endswith(".mbox")
    ]
    names = [shown(part)[: -len(".mbox")] for part in parts]
    return AppleMailbox(directory, "/".join(names), role(names))


def _message_folders(mailbox: Path) -> Iterator[Path]:
    for path in mailbox.iterdir():
        if path.is_dir() and not path.is_symlink() and path.suffix.lower() != ".mbox" and path.name != "Attachments":
            yield from [path] if path.name == "Messages" else _message_folders(path)


def _entry(path: Path) -> Entry:
    return Entry(path=path, locator=shown(path.name), not_after=modified(path))


def _apple_entry(path: Path) -> Entry:
    """Apple Mail writes the length of the message in the first line, and a property list behind it."""
    start, incomplete = 0, ""
    stop: int | None = None
    flags: tuple[str, ...] = ()
    with path.open("rb") as file:
        first = file.readline(40)
        if first.strip().isdigit():
            start, stop = len(first), len(first) + int(first)
            size = file.seek(0, 2)
            incomplete = _CUT if stop > size else ""
            stop = min(stop, size)
            file.seek(stop)
            flags = _apple_flags(file.read(_LONGEST_LIST))
    if path.name.lower().endswith(".partial.emlx"):
        incomplete = _PARTIAL
    return Entry(
        path=path,
        locator=shown(path.name),
        not_after=modified(path),
        start=start,
        stop=stop,
        flags=flags,
        incomplete=incomplete,
    )


def _apple_flags(tail: bytes) -> tuple[str, ...]:
    try:
        told = plistlib.loads(tail)
        bits = int(told["flags"])
    except (plistlib.InvalidFileException, ExpatError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return ()
    return tuple(flag for bit, flag in _APPLE_FLAGS.items() if bits >> bit & 1)
