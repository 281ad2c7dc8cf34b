"""The folders of an mbox, Maildir or `.eml` source, and the files or byte ranges that are their messages."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from connectors import mbox
from connectors.filefolder import NOWHERE, Entry, FileFolder, modified, shown, state_of
from connectors.folders import role
from connectors.mailbytes import fingerprint, postmark
from connectors.singlefiles import (
    SUFFIXES,
    AppleMailbox,
    SingleFiles,
    apple_mailbox,
    apple_mailbox_above,
    is_apple_mailbox,
    is_message_file,
)
from connectors.strays import is_maildir, strays
from harvester.model.source import Failure, FolderState, Role

_READ = {"eml": SUFFIXES, "mbox": (".mbox", ".mbx"), "maildir": ()}
_NO_KIND = {
    "eml": "it is no .eml file; save the message as .eml",
    "mbox": "it is no mbox file; add it as a source of its own, or export it as mbox",
    "maildir": "it lies outside `cur` and `new`; add it as a source of its own",
}
_MOST_STRAYS = 20
_OF_MAILDIR = ("cur", "new", "tmp")
_ZONES = timedelta(days=1)
"""A separator's time may be any zone's, and so may a file's that came out of an archive."""
_FLAGS = {"D": "\\Draft", "F": "\\Flagged", "P": "$Forwarded", "R": "\\Answered", "S": "\\Seen", "T": "\\Deleted"}


class MaildirFolder(FileFolder):
    """`cur` and `new` of one Maildir."""

    def entries(self) -> Iterator[Entry]:
        """Its messages, by unique name: mostly the order of delivery."""
        for path in self._files():
            unique, _, info = path.name.partition(":2,")
            yield Entry(
                path=path,
                locator=shown(f"{path.parent.name}/{path.name}"),
                not_after=modified(path),
                flags=tuple(_FLAGS[letter] for letter in info if letter in _FLAGS),
                key=os.fsencode(unique),
            )

    def state(self) -> FolderState:
        """Names, sizes and times of the files."""
        return state_of(self._files())

    def links(self) -> Iterator[Path]:
        """What lies in `new` and `cur`."""
        for sub in ("new", "cur"):
            if (self.path / sub).is_dir():
                yield from sorted((self.path / sub).iterdir())

    def _files(self) -> list[Path]:
        # `new` first: what moves to `cur` meanwhile is then seen twice, and never missed
        found = {
            path.name.partition(":2,")[0]: path
            for sub in ("new", "cur")
            if (self.path / sub).is_dir()
            for path in (self.path / sub).iterdir()
            if not path.name.startswith(".") and path.is_file()
        }
        return [found[unique] for unique in sorted(found)]


class MboxFolder(FileFolder):
    """One mbox file."""

    _scanned: tuple[int, int] | None = None
    _spans: Sequence[mbox.Span] = ()

    def entries(self) -> Iterator[Entry]:
        """Its messages, in the order of the file."""
        self._scan()
        written = modified(self.path)
        for number, span in enumerate(self._spans, start=1):
            yield Entry(
                path=self.path,
                locator=f"message {number}",
                not_after=_bounded(postmark(span.postmark), written),
                start=span.start,
                stop=span.stop,
            )

    def state(self) -> FolderState:
        """Size and time of the file, and how many messages it holds."""
        size, modified = self._scan()
        return FolderState(
            uidvalidity=0, uidnext=size, messages=len(self._spans), highestmodseq=fingerprint(size, modified)
        )

    def problems(self) -> Iterator[Failure]:
        """Bytes before the first separator line, and lines that may or may not begin a message."""
        with self.path.open("rb") as file:
            stray = mbox.preamble(file)
            doubtful = list(mbox.doubtful(file))
        if doubtful:
            first = shown(doubtful[0].decode("latin-1"))[:60]
            yield Failure(
                folder=self.name,
                uid=None,
                reason=f"{len(doubtful)} lines may begin a message or be part of one (“{first}”)",
            )
        if stray:
            yield Failure(
                folder=self.name,
                uid=None,
                reason=f"{stray} bytes belong to no message: no mbox separator stands before them",
            )

    def _scan(self) -> tuple[int, int]:
        found = self.path.stat()
        stamp = (found.st_size, found.st_mtime_ns)
        if stamp != self._scanned:
            with self.path.open("rb") as file:
                self._spans = tuple(mbox.spans(file))
            self._scanned = stamp
        return stamp


def find(kind: str, root: Path) -> Sequence[FileFolder | Failure]:
    """The folders under `root`, by name; a Failure for a directory that cannot be listed."""
    if root.is_file() and kind != "maildir":
        name = shown(root.stem)
        return [(MboxFolder if kind == "mbox" else SingleFiles)(root, name, role([name]))]
    failures: list[Failure] = []
    found: dict[str, FileFolder] = {}
    for directory in _directories(kind, root, failures):
        failures += _lost_links(kind, root, directory)
        failures += _strays(kind, root, directory)
        for folder in _folders(kind, root, directory):
            name = folder.name if folder.name not in found else shown(str(folder.path.relative_to(root)))
            folder.name = name
            found[name] = folder
    if any(isinstance(folder, AppleMailbox) for folder in found.values()):
        # the folder of an account, or of all of them, is no mailbox
        found = {name: folder for name, folder in found.items() if folder.path != root or any(folder.links())}
    return [*(found[name] for name in sorted(found)), *failures]


def _folders(kind: str, root: Path, directory: Path) -> Iterator[FileFolder]:
    below = [shown(part) for part in directory.relative_to(root).parts]
    if kind == "eml":
        if is_apple_mailbox(directory):
            yield apple_mailbox(directory, root)
        elif apple_mailbox_above(directory, root):
            return
        elif directory == root or any(map(is_message_file, directory.iterdir())):
            names = _names(kind, root, directory)
            yield SingleFiles(directory, "/".join(names), role(names[1:] or names))
    elif kind == "maildir":
        if (directory / "cur").is_dir():
            names = _names(kind, root, directory)
            yield MaildirFolder(directory, "/".join(names) or "INBOX", role(names) if names else Role.INBOX)
    else:
        for path in sorted(path for path in directory.iterdir() if path.is_file() and _is_mbox(path)):
            # Apple Mail exports Sent.mbox/mbox, Thunderbird keeps subfolders in Sent.sbd
            own = [] if path.name == "mbox" and below else [shown(path.name.removesuffix(".mbox"))]
            names = [*_names(kind, root, directory), *own]
            yield MboxFolder(path, "/".join(names), role(names))


def _lost_links(kind: str, root: Path, directory: Path) -> Iterator[Failure]:
    """Links to an mbox file that is not there: it may hold anything."""
    for path in sorted(directory.iterdir()) if kind == "mbox" else ():
        if path.is_symlink() and not path.exists():
            yield Failure(folder=shown(str(path.relative_to(root)).removesuffix(".mbox")), uid=None, reason=NOWHERE)


def _strays(kind: str, root: Path, directory: Path) -> Iterator[Failure]:
    """What may hold mail and is of another kind: a reply in it would be missed without a word."""
    if kind == "eml" and apple_mailbox_above(directory, root):
        return  # its messages are read; what else lies there hung on them
    within = directory.name in _OF_MAILDIR and (directory.parent / "cur").is_dir()
    unread = [] if within else list(strays(directory, _READ[kind]))
    unread = [path for path in unread if kind != "mbox" or not _is_mbox(path)]
    for path in unread[:_MOST_STRAYS]:
        yield Failure(folder=shown(str(path.relative_to(root))), uid=None, reason=f"was not read: {_NO_KIND[kind]}")
    if (more := len(unread) - _MOST_STRAYS) > 0:
        where = shown(str(directory.relative_to(root) / "…"))
        yield Failure(folder=where, uid=None, reason=f"{more} more files were not read: {_NO_KIND[kind]}")
    if kind != "maildir" and is_maildir(directory):
        name = shown(str(directory.relative_to(root)))
        yield Failure(folder=f"{name} (Maildir)", uid=None, reason="was not read: add it as a source of its own")


def _names(kind: str, root: Path, directory: Path) -> list[str]:
    """What a directory's folder is called, from the top, whether it can be listed or not: it stays the same folder."""
    below = [shown(part) for part in directory.relative_to(root).parts]
    if kind == "maildir":
        return [name for part in below for name in _maildir_names(part)]
    if kind == "mbox":
        return [part.removesuffix(".sbd").removesuffix(".mbox") for part in below]
    return [shown(root.resolve().name), *below]


def _maildir_names(part: str) -> list[str]:
    from imapclient.imap_utf7 import decode  # only Maildir++ needs it, and it costs time to import

    if not part.startswith("."):
        return [part]
    try:
        return [str(decode(name.encode("ascii"))) for name in part[1:].split(".")]
    except (UnicodeError, ValueError):
        return part[1:].split(".")


def _is_mbox(path: Path) -> bool:
    if path.suffix.lower() in (".mbox", ".mbx"):
        return True
    if path.suffix.lower() in (".msf", ".eml", ".html", ".json") or path.name.startswith("."):
        return False
    try:
        with path.open("rb") as file:
            return file.read(5) == b"From "
    except OSError:
        return not path.suffix  # it is taken for one, and its sweep says why it cannot be read


def _directories(kind: str, root: Path, failures: list[Failure]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        directory = Path(error.filename)
        if kind == "maildir" and directory.name in _OF_MAILDIR:
            directory = directory.parent
        name = "/".join(_names(kind, root, directory)) or "INBOX"
        if kind == "mbox" and directory.suffix != ".mbox":
            name += "/"  # no folder itself: each file in it is one
        failures.append(Failure(folder=name, uid=None, reason=f"cannot be listed: {error.strerror}"))

    for directory, names, _ in os.walk(root, onerror=note):
        names.sort()
        here = Path(directory)
        for name in [name for name in names if (here / name).is_symlink()]:
            failures.append(
                Failure(
                    folder=shown(str(here / name)), uid=None, reason="is a link to another folder and was not followed"
                )
            )
        yield here


def _bounded(postmarked: datetime | None, written: datetime | None) -> datetime | None:
    """The separator's time, unless the file is older: then that time was made up."""
    if postmarked and written and postmarked > written + _ZONES:
        return written
    return postmarked or written
