"""Mail in files, opened for reading only; nothing is moved, renamed or marked as seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from errno import EILSEQ
from pathlib import Path
from types import TracebackType
from typing import Self

from connectors import filefolders
from connectors.filefolder import Entry, FileFolder
from connectors.mailbytes import HEADER_CAP, fingerprint, gmail_labels, header_block
from harvester.errors import FolderError, UsageError
from harvester.model.settings import FilesSettings
from harvester.model.source import Failure, Folder, FolderState, Header, Item, Traffic
from harvester.outlook import MEDIA_TYPE, as_mail, is_msg

MESSAGE_CAP = 50 * 2**20
"""A larger message comes as its header only."""
_FIRST_READ = 2**16


def connect(name: str, settings: FilesSettings) -> FileSource:
    """The mail under `settings.path`. Opening it raises UsageError when there is nothing of that kind."""
    return FileSource(name, settings)


class FileSource:
    """A MailSource over files."""

    live = False

    def __init__(self, name: str, settings: FilesSettings) -> None:
        self.name = name
        self.kind: str = settings.kind
        self._path = Path(settings.path).expanduser()
        self._folders: dict[str, FileFolder] = {}
        self._failures: list[Failure] = []
        self.traffic = Traffic()

    def __enter__(self) -> Self:
        if not self._path.exists():
            raise UsageError(f"{self._path} does not exist.", f"Check `path` of the source {self.name}.")
        try:
            _ = self._path.is_dir() and next(self._path.iterdir(), None)
        except OSError as error:
            fact = f"{self._path} cannot be listed: {error.strerror}."
            raise UsageError(fact, f"Check its permissions, and `path` of the source {self.name}.") from None
        found = filefolders.find(self.kind, self._path)
        self._folders = {folder.name: folder for folder in found if isinstance(folder, FileFolder)}
        self._failures = [failure for failure in found if isinstance(failure, Failure)]
        if self.kind == "maildir" and not found:
            raise UsageError(
                f"{self._path} holds no Maildir (no folder `cur`).", "Name the folder that contains `cur`."
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def peer(self) -> str:
        """The path."""
        return str(self._path)

    def folders(self) -> Sequence[Folder | Failure]:
        """Every folder; a Failure for what could not be listed."""
        return [*(Folder(name=each.name, role=each.role) for each in self._folders.values()), *self._failures]

    def state(self, folder: str) -> FolderState:
        """Sizes and times of the files, and how many messages they hold."""
        try:
            return self._folder(folder).state()
        except OSError as error:
            raise _unreadable(folder, error) from error

    def sweep(self, folder: str) -> FileSweep:
        """The messages of a folder. Raises FolderError when it cannot be read."""
        return FileSweep(self._folder(folder), self.state(folder))

    def _folder(self, name: str) -> FileFolder:
        try:
            return self._folders[name]
        except KeyError:
            raise FolderError(f"{self._path} holds no folder {name!r}.", "List them with `harvester check`.") from None


class FileSweep:
    """A Sweep over the files of one folder."""

    def __init__(self, folder: FileFolder, state: FolderState) -> None:
        self.state = state
        self._folder = folder
        self._index: dict[int, tuple[Entry, int]] | None = None

    def headers(self, after_uid: int = 0, since: date | None = None) -> Iterator[Header | Failure]:
        """Every message in the order it lies; `after_uid` and `since` do not apply to files."""
        index: dict[int, tuple[Entry, int]] = {}
        copies: dict[int, int] = {}
        self._index = index  # filled as we go, so that what was seen can be fetched in between
        try:
            for entry in self._folder.entries():
                yield self._header(entry, index, copies)
            yield from self._folder.problems()
            if self._folder.state() != self.state:
                yield Failure(folder=self._folder.name, uid=None, reason="changed while it was read; pull again")
        except OSError as error:
            raise _unreadable(self._folder.name, error) from error

    def fetch(self, uids: Sequence[int]) -> Iterator[Item | Failure]:
        """The named messages whole, in the order asked."""
        fresh = self._index is None
        if fresh:
            self._look()
        for uid in uids:
            answer = self._item(uid)
            if isinstance(answer, Failure) and not fresh:
                # flags changed and renamed it, or the mbox was compacted: look once more where it lies now
                fresh = True
                self._look()
                answer = self._item(uid)
            yield answer

    def _look(self) -> None:
        for _ in self.headers():
            pass

    def _header(self, entry: Entry, index: dict[int, tuple[Entry, int]], copies: dict[int, int]) -> Header | Failure:
        try:
            raw, size = _read_header(entry)
        except OSError as error:
            uid = fingerprint(entry.key or entry.locator.encode("utf-8", "replace"), copy=0)
            return self._failure(uid, f"{entry.locator}: {error.strerror}")
        first = _uid(entry, raw, size, 0)
        copy = copies.get(first, 0)
        while (uid := _uid(entry, raw, size, copy)) in index:
            copy += 1
        copies[first] = copy + 1
        index[uid] = (entry, copy)
        return Header(
            uid=uid,
            raw=raw,
            size=size,
            flags=entry.flags,
            labels=gmail_labels(raw),
            not_after=entry.not_after,
        )

    def _item(self, uid: int) -> Item | Failure:
        entry, copy = (self._index or {}).get(uid, (None, 0))
        if entry is None:
            return self._failure(uid, "gone from the files")
        try:
            header, size = _read_header(entry)
            headers_only = size > MESSAGE_CAP
            raw = header if headers_only else _read(entry, size)
        except FileNotFoundError:
            return self._failure(uid, "gone from the files")
        except OSError as error:
            return self._failure(uid, f"{entry.locator}: {error.strerror}")
        if _uid(entry, header, size if headers_only else len(raw), copy) != uid:
            return self._failure(uid, f"{entry.locator} changed while it was read; pull again")
        if entry.incomplete:
            return self._failure(uid, f"{entry.locator}: {entry.incomplete}")
        return Item(
            uid=uid,
            raw=raw,
            media_type=MEDIA_TYPE if is_msg(raw) else "message/rfc822",
            flags=entry.flags,
            labels=gmail_labels(header),
            locator=entry.locator,
            not_after=entry.not_after,
            headers_only=headers_only,
        )

    def _failure(self, uid: int, reason: str) -> Failure:
        return Failure(folder=self._folder.name, uid=uid, reason=reason)


def _uid(entry: Entry, header: bytes, size: int, copy: int) -> int:
    if entry.key:
        return fingerprint(entry.key, copy=copy)
    return fingerprint(header, size, copy=copy)


def _read_header(entry: Entry) -> tuple[bytes, int]:
    if _is_outlook(entry):
        return _outlook_header(entry)
    with entry.path.open("rb") as file:
        size = file.seek(0, 2) - entry.start if entry.stop is None else entry.stop - entry.start
        file.seek(entry.start)
        raw = file.read(min(size, _FIRST_READ))
        header = header_block(raw)
        if len(header) == len(raw) < size:
            header = header_block(raw + file.read(min(size, HEADER_CAP) - len(raw)))
        return header, size


def _is_outlook(entry: Entry) -> bool:
    return entry.path.suffix.lower() == ".msg"


def _outlook_header(entry: Entry) -> tuple[bytes, int]:
    """The header of the mail that an item of Outlook is rendered to, and the size of its own file."""
    raw = entry.path.read_bytes()
    if is_msg(raw) and not (mail := as_mail(raw)):
        raise OSError(EILSEQ, "cannot be read as a message of Outlook")
    return header_block(mail if is_msg(raw) else raw), len(raw)


def _read(entry: Entry, size: int) -> bytes:
    with entry.path.open("rb") as file:
        file.seek(entry.start)
        return file.read(size)


def _unreadable(folder: str, error: OSError) -> FolderError:
    return FolderError(f"The folder {folder!r} cannot be read: {error.strerror}.", "Check its permissions.")
