"""Outlook data files (`.pst`, `.ost`), read through libpff. They hold no mail as it was sent: it is made anew.

What is handed on says so in its first line; where it came from, and the SHA-256 of the data file, stand in its locator.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from connectors.filefolder import shown
from connectors.folders import role
from connectors.mailbytes import fingerprint
from connectors.mailfiles import MESSAGE_CAP
from connectors.pst_items import header_of, item_of, properties_of, size_of
from harvester.errors import FolderError, UsageError
from harvester.model.settings import PstSettings
from harvester.model.source import Failure, Folder, FolderState, Header, Item, Role, Traffic
from harvester.outlook.item import OutlookError, blob, text
from harvester.outlook.mail import rendered

MEDIA_TYPE = "message/rfc822; rendered-from=pst"
"""Of what is handed on: mail in form, yet no bytes that anybody sent (signatures are not checked on it)."""
_VISIBLE, _CONTAINS = 0x35E0, 0x3613
_NO_MAIL = ("ipf.appointment", "ipf.contact", "ipf.task", "ipf.journal", "ipf.stickynote", "ipf.configuration")
_TOP_OF_OST = ("Root - Mailbox", "IPM_SUBTREE")
_Named = tuple[str, tuple[Any, Role]]
_FAULTS = (OSError, OutlookError, ValueError, MemoryError, OverflowError)
"""What libpff raises over a damaged entry is an OSError; the rest is about the values in it."""


def connect(name: str, settings: PstSettings) -> PstSource:
    """The data file `settings.path`. Opening it raises UsageError where it cannot be read as one."""
    return PstSource(name, settings)


class PstSource:
    """A MailSource over one data file."""

    kind = "pst"
    live = False

    def __init__(self, name: str, settings: PstSettings) -> None:
        self.name = name
        self._path = Path(settings.path).expanduser()
        self._folders: dict[str, tuple[Any, Role]] = {}
        self.traffic = Traffic()

    def __enter__(self) -> Self:
        try:
            import pypff
        except ImportError:
            raise UsageError(
                f"{self._path} is an Outlook data file, and the library that reads them is not installed.",
                "Install it with `pipx inject client-evidence-harvester libpff-python`.",
            ) from None
        if not self._path.is_file():
            raise UsageError(f"{self._path} is no file.", f"Check `path` of the source {self.name}.")
        self._file = pypff.file()
        try:
            self._file.open(str(self._path))
            self._folders = dict(self._found())
        except _FAULTS as error:
            raise UsageError(
                f"{self._path} cannot be read as an Outlook data file ({_words(error)}).",
                "Close Outlook, or export the mailbox again as a .pst file.",
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folders = {}
        self._file.close()

    @property
    def peer(self) -> str:
        """The path."""
        return str(self._path)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the data file."""
        with self._path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def folders(self) -> Sequence[Folder | Failure]:
        """Every folder that may hold mail: all that Outlook shows, and what lies outside of these and is not empty."""
        return [Folder(name=name, role=its_role) for name, (_, its_role) in sorted(self._folders.items())]

    def state(self, folder: str) -> FolderState:
        """Size and time of the data file, and how many entries the folder has."""
        found = self._path.stat()
        return FolderState(
            uidvalidity=0,
            uidnext=found.st_size,
            messages=self.folder(folder).number_of_sub_messages,
            highestmodseq=fingerprint(found.st_size, found.st_mtime_ns),
        )

    def sweep(self, folder: str) -> PstSweep:
        """The messages of a folder. Raises FolderError when there is none of that name."""
        return PstSweep(self, folder)

    def folder(self, name: str) -> Any:
        """A folder as the library knows it."""
        try:
            return self._folders[name][0]
        except KeyError:
            raise FolderError(f"{self._path} holds no folder {name!r}.", "List them with `harvester check`.") from None

    def locator(self, number: int) -> str:
        """Where a message lies, and which data file it was."""
        return f"{shown(self._path.name)}, entry {number}; SHA-256 of the data file: {self.digest}"

    def written(self) -> datetime:
        """When the data file was last written, aware UTC."""
        return datetime.fromtimestamp(self._path.stat().st_mtime, UTC)

    def _found(self) -> Iterator[_Named]:
        entry = blob(properties_of(self._file.get_message_store()), _VISIBLE)
        top = int.from_bytes(entry[20:24], "little")
        yield from _walk(self._file.get_root_folder(), (), top, shown_there=False)


class PstSweep:
    """A Sweep over one folder of a data file."""

    def __init__(self, source: PstSource, folder: str) -> None:
        self.state = source.state(folder)
        self._source = source
        self._name = folder
        self._messages: dict[int, Any] = {}

    def headers(self, after_uid: int = 0, since: date | None = None) -> Iterator[Header | Failure]:
        """Every message in the order it lies; `after_uid` and `since` do not apply to files."""
        written = self._source.written()
        for place in range(self.state.messages):
            try:
                message = self._source.folder(self._name).get_sub_message(place)
                self._messages[message.identifier] = message
                header = Header(
                    uid=message.identifier, raw=header_of(message), size=size_of(message), not_after=written
                )
            except _FAULTS as error:
                yield Failure(folder=self._name, uid=None, reason=f"entry {place + 1} cannot be read ({_words(error)})")
            else:
                yield header
        if self._source.state(self._name) != self.state:
            yield Failure(folder=self._name, uid=None, reason="changed while it was read; pull again")

    def fetch(self, uids: Sequence[int]) -> Iterator[Item | Failure]:
        """The named messages whole, in the order asked."""
        if not self._messages:
            for _ in self.headers():
                pass
        for uid in uids:
            yield self._item(uid)

    def _item(self, uid: int) -> Item | Failure:
        message = self._messages.get(uid)
        if message is None:
            return Failure(folder=self._name, uid=uid, reason="gone from the files")
        if self._source.state(self._name) != self.state:
            return Failure(folder=self._name, uid=uid, reason="the data file changed while it was read; pull again")
        try:
            cut = size_of(message) > MESSAGE_CAP
            raw = header_of(message) if cut else rendered(item_of(message), ".pst")
        except _FAULTS as error:
            return Failure(folder=self._name, uid=uid, reason=f"entry {uid} cannot be read ({_words(error)})")
        return Item(
            uid=uid,
            raw=raw,
            media_type=MEDIA_TYPE,
            locator=self._source.locator(uid),
            not_after=self._source.written(),
            headers_only=cut,
        )


def _walk(folder: Any, above: tuple[str, ...], top: int, *, shown_there: bool) -> Iterator[_Named]:
    """The folders below one, named from `top`, where Outlook's own view begins; others only if they hold anything."""
    for below in folder.sub_folders:
        names = (*above, " ".join((below.name or "unnamed").split()))
        if below.identifier == top or names[-2:] == _TOP_OF_OST:
            yield from _walk(below, (), top, shown_there=True)
            continue
        inside = text(properties_of(below), _CONTAINS).lower()
        if not inside.startswith(_NO_MAIL) and (below.number_of_sub_messages or (inside and shown_there)):
            yield "/".join(names), (below, role(names))
        yield from _walk(below, names, top, shown_there=shown_there)


def _words(error: BaseException) -> str:
    """The last clause of what libpff says, which names the library's own functions first."""
    return str(error).strip().rpartition(": ")[2].rstrip(".")[:120] or type(error).__name__
