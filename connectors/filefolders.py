"""The folders of an mbox, Maildir or `.eml` source, and the files or byte ranges that are their messages."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors import mbox
from connectors.folders import role
from connectors.mailbytes import fingerprint, postmark
from connectors.strays import is_maildir, strays
from harvester.model import Failure, FolderState, Role

_NOWHERE = "is a link to a file that is not there"
_EML = (".eml", ".emlx")
_READ = {"eml": _EML, "mbox": (".mbox", ".mbx"), "maildir": ()}
_NO_KIND = {
    "eml": "it is no .eml file; save the message as .eml",
    "mbox": "it is no mbox file; add it as a source of its own, or export it as mbox",
    "maildir": "it lies outside `cur` and `new`; add it as a source of its own",
}
_MOST_STRAYS = 20
_ZONES = timedelta(days=1)
"""A separator's time may be any zone's, and so may a file's that came out of an archive."""
_FLAGS = {"D": "\\Draft", "F": "\\Flagged", "P": "$Forwarded", "R": "\\Answered", "S": "\\Seen", "T": "\\Deleted"}


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
                yield Failure(folder=self.name, uid=None, reason=f"{shown(path.name)} {_NOWHERE}")

    def links(self) -> Iterator[Path]:
        """Where links to messages may lie."""
        yield from ()


class EmlFolder(FileFolder):
    """The `.eml` and `.emlx` files of one directory, or a single one."""

    def entries(self) -> Iterator[Entry]:
        """Its messages, by file name."""
        for path in self._files():
            start, stop = _emlx_bounds(path) if path.suffix.lower() == ".emlx" else (0, None)
            yield Entry(path=path, locator=shown(path.name), not_after=_modified(path), start=start, stop=stop)

    def state(self) -> FolderState:
        """Names, sizes and times of the files."""
        return _state(self._files())

    def links(self) -> Iterator[Path]:
        """The `.eml` names of the directory."""
        if self.path.is_dir():
            yield from sorted(path for path in self.path.iterdir() if path.suffix.lower() in _EML)

    def _files(self) -> list[Path]:
        if self.path.is_file():
            return [self.path]
        return sorted(path for path in self.path.iterdir() if path.suffix.lower() in _EML and path.is_file())


class MaildirFolder(FileFolder):
    """`cur` and `new` of one Maildir."""

    def entries(self) -> Iterator[Entry]:
        """Its messages, by unique name: mostly the order of delivery."""
        for path in self._files():
            unique, _, info = path.name.partition(":2,")
            yield Entry(
                path=path,
                locator=shown(f"{path.parent.name}/{path.name}"),
                not_after=_modified(path),
                flags=tuple(_FLAGS[letter] for letter in info if letter in _FLAGS),
                key=os.fsencode(unique),
            )

    def state(self) -> FolderState:
        """Names, sizes and times of the files."""
        return _state(self._files())

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
        modified = _modified(self.path)
        for number, span in enumerate(self._spans, start=1):
            yield Entry(
                path=self.path,
                locator=f"message {number}",
                not_after=_bounded(postmark(span.postmark), modified),
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
        return [(MboxFolder if kind == "mbox" else EmlFolder)(root, name, role([name]))]
    failures: list[Failure] = []
    found: dict[str, FileFolder] = {}
    for directory in _directories(root, failures):
        failures += _lost_links(kind, root, directory)
        failures += _strays(kind, root, directory)
        for folder in _folders(kind, root, directory):
            name = folder.name if folder.name not in found else shown(str(folder.path.relative_to(root)))
            folder.name = name
            found[name] = folder
    return [*(found[name] for name in sorted(found)), *failures]


def _folders(kind: str, root: Path, directory: Path) -> Iterator[FileFolder]:
    below = [shown(part) for part in directory.relative_to(root).parts]
    if kind == "eml":
        if directory == root or any(path.suffix.lower() in _EML for path in directory.iterdir()):
            top = shown(root.resolve().name)
            yield EmlFolder(directory, "/".join([top, *below]), role(below or [top]))
    elif kind == "maildir":
        if (directory / "cur").is_dir():
            names = [name for part in below for name in _maildir_names(part)]
            yield MaildirFolder(directory, "/".join(names) or "INBOX", role(names) if names else Role.INBOX)
    else:
        for path in sorted(path for path in directory.iterdir() if path.is_file() and _is_mbox(path)):
            # Apple Mail exports Sent.mbox/mbox, Thunderbird keeps subfolders in Sent.sbd
            own = [] if path.name == "mbox" and below else [shown(path.name.removesuffix(".mbox"))]
            names = [part.removesuffix(".sbd").removesuffix(".mbox") for part in below] + own
            yield MboxFolder(path, "/".join(names), role(names))


def _lost_links(kind: str, root: Path, directory: Path) -> Iterator[Failure]:
    """Links to an mbox file that is not there: it may hold anything."""
    for path in sorted(directory.iterdir()) if kind == "mbox" else ():
        if path.is_symlink() and not path.exists():
            yield Failure(folder=shown(str(path.relative_to(root)).removesuffix(".mbox")), uid=None, reason=_NOWHERE)


def _strays(kind: str, root: Path, directory: Path) -> Iterator[Failure]:
    """What may hold mail and is of another kind: a reply in it would be missed without a word."""
    within = directory.name in ("cur", "new", "tmp") and (directory.parent / "cur").is_dir()
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


def _emlx_bounds(path: Path) -> tuple[int, int | None]:
    """Apple Mail writes the length of the message in the first line, and a property list behind it."""
    with path.open("rb") as file:
        first = file.readline(40)
    if not first.strip().isdigit():
        return 0, None
    return len(first), len(first) + int(first)


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


def _directories(root: Path, failures: list[Failure]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        failures.append(
            Failure(folder=shown(str(error.filename)), uid=None, reason=f"cannot be listed: {error.strerror}")
        )

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


def _state(paths: Sequence[Path]) -> FolderState:
    stats = [(path.name, found) for path in paths if (found := _stat(path))]
    marks = [f"{name}:{found.st_size}:{found.st_mtime_ns}" for name, found in stats]
    return FolderState(
        uidvalidity=0,
        uidnext=sum(found.st_size for _, found in stats),
        messages=len(stats),
        highestmodseq=fingerprint("\n".join(marks).encode("utf-8", "replace")),
    )


def _bounded(postmarked: datetime | None, modified: datetime | None) -> datetime | None:
    """The separator's time, unless the file is older: then that time was made up."""
    if postmarked and modified and postmarked > modified + _ZONES:
        return modified
    return postmarked or modified


def _modified(path: Path) -> datetime | None:
    found = _stat(path)
    return datetime.fromtimestamp(found.st_mtime, UTC) if found else None


def _stat(path: Path) -> os.stat_result | None:
    """None: it went since the folder was listed, as mail programs rename what they mark as read."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def shown(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 are shown as the replacement character."""
    return os.fsencode(name).decode("utf-8", "replace")
