"""What a connector yields. A connector interprets nothing and has no way to write to its source.

A mail source is swept in two steps: `sweep` shows the header of every message of a folder, the harvest decides
on this side which belong to the matter, and `fetch` brings those whole (evidence.md 1). Calendars and call logs are
read event by event, each whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import TracebackType
from typing import NamedTuple, Protocol, Self, runtime_checkable


class Role(StrEnum):
    """What a folder is for: by special use (RFC 6154), else by its name in the common languages."""

    INBOX = "inbox"
    SENT = "sent"
    ARCHIVE = "archive"
    JUNK = "junk"
    TRASH = "trash"
    ALL = "all"
    DRAFTS = "drafts"
    OUTBOX = "outbox"
    TEMPLATES = "templates"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A place in a source that holds messages."""

    name: str
    """As the user sees it, decoded."""
    role: Role = Role.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """What a source says of a folder. Two equal states: nothing came or went in between."""

    uidvalidity: int
    """0 for files."""
    uidnext: int
    """0 where the source gives none; for files the bytes they hold."""
    messages: int
    highestmodseq: int | None = None
    """For files a fingerprint of names, sizes and modification times."""


NO_ORDER = 2**63 - 1
"""The `uidnext` of a HistorySource: its numbers tell no order of arrival."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a folder was swept: all up to `last_uid` was stored, not matched, or listed as failed."""

    uidvalidity: int
    last_uid: int
    state: FolderState
    rules: str
    """Hash of the matching rules; a change makes the cursor void."""


class Header(NamedTuple):
    """One message as the sweep sees it."""

    uid: int
    """IMAP UID. For files a number (53 bits) of its own that stays when other messages come and go: of a Maildir's
    unique file name, else of header and size. It says nothing about order."""
    raw: bytes
    """Header block, up to and without the blank line."""
    size: int
    internal_date: datetime | None = None
    flags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    not_after: datetime | None = None
    """For files, as in `Item`: bounds how far the files can reach."""


class Item(NamedTuple):
    """One message whole, as the source gave it."""

    uid: int
    raw: bytes
    media_type: str = "message/rfc822"
    internal_date: datetime | None = None
    """Aware UTC. None for files: their modification times are no evidence of arrival (T2)."""
    flags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    locator: str = ""
    """Where in the source it lies, in words a person can follow: a file name, "message 12"."""
    not_after: datetime | None = None
    """For files: the mbox `From ` line or modification time; bounds a Date, never replaces one (T2)."""
    headers_only: bool = False
    """The message is over the size cap; `raw` is its header block."""


class Failure(NamedTuple):
    """Something that could not be read. `uid` None: the folder as a whole."""

    folder: str
    uid: int | None
    reason: str
    """In words, to stand after the folder's name: "gone from the server"."""
    excluded: bool = False
    """Left out because the configuration says so: no attempt failed, yet the search is not complete."""


@dataclass(slots=True, kw_only=True)
class Traffic:
    """What a source has sent today. The connector counts and stops, the harvest remembers from run to run (F9)."""

    received: int = 0
    """Bytes."""
    allowed: int | None = None
    """Bytes a day; None: no limit."""


class Sweep(Protocol):
    """A folder held open for reading: its state when it was opened, and its messages."""

    state: FolderState

    def headers(self, after_uid: int = 0, since: date | None = None) -> Iterator[Header | Failure]:
        """Every message with a UID above `after_uid`, in UID order; `since` bounds the window by arrival.

        Files (`live` False) have no order of arrival: they ignore both and yield everything, in the order they lie.
        A Failure without a UID says that the folder was not seen completely. Raises TemporaryError when the source
        is lost for good, FolderError when this folder is.
        """

    def fetch(self, uids: Sequence[int]) -> Iterator[Item | Failure]:
        """The named messages whole, one answer each. What has gone comes as a Failure ("gone from the server")."""


class Source(Protocol):
    """What is searched, opened for reading only."""

    name: str
    """The `[sources.NAME]` of the configuration."""
    kind: str
    live: bool
    """True for a server that is asked now; False for files, which reach as far as they were exported (K1)."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def peer(self) -> str:
        """Server and its TLS peer, or the path: for the coverage ledger."""


class MailSource(Source, Protocol):
    """A mailbox: a server or files."""

    @property
    def traffic(self) -> Traffic:
        """What came so far; TemporaryError ends the source when no more may come today."""

    def folders(self) -> Sequence[Folder | Failure]:
        """Every selectable folder; a Failure for one that is known and cannot be opened, or is excluded."""

    def state(self, folder: str) -> FolderState:
        """STATUS: asked without opening the folder."""

    def sweep(self, folder: str) -> Sweep:
        """Open a folder for reading. Raises FolderError when it cannot be opened, or not read-only.

        One folder is open at a time: a later `sweep` or `state` may close it, and using it again opens it anew.
        """


@runtime_checkable
class HistorySource(Protocol):
    """A live MailSource that keeps a history of changes in the place of ascending numbers."""

    def remember(self, states: Mapping[str, FolderState]) -> None:
        """Told once it is open: by folder the states at which the last pull left what it swept to the end."""


@runtime_checkable
class HistorySweep(Protocol):
    """A Sweep of a HistorySource."""

    def headers_but(self, known: Collection[int], since: date | None = None) -> Iterator[Header | Failure]:
        """Every message of the folder that is not among the numbers that are `known`, as `Sweep.headers`."""


class Event(NamedTuple):
    """One calendar event or one line of a call log, as the source gave it."""

    key: str
    """Stable within the calendar: the iCal UID (master and overrides are one event), Google's event id, or for a call
    log the hash of the line and which of its copies it is."""
    raw: bytes
    media_type: str
    """`text/calendar`, `application/vnd.google.calendar.event+json`, `…meet.conference+json` or `text/csv`."""
    gone: bool = False
    """The server says that it was deleted; `raw` holds what it said, b"" where it named the event only."""
    series: str = ""
    """Key of the series that this is an exception of, where that is an event of its own. A cancelled instance names
    nobody: what it belongs to is known by its series only."""
    locator: str = ""
    """Where in the source it lies, in words a person can follow: a file name, "line 12"."""
    updated: datetime | None = None
    """When the source says that it was last changed; aware UTC."""
    version: str = ""
    """Equal for two readings of one event that say the same though their bytes differ: a feed writes a new DTSTAMP with
    every download. "": the bytes decide."""


class EventSweep(Protocol):
    """One calendar read: every event, or what changed since the token."""

    full: bool
    """True: everything is listed, and what is missing now has vanished. False: changes only. Valid once `items` is
    exhausted: a server that forgot the token turns changes into a full list."""
    token: str | None
    """To hand back next time; None: there is none, or not everything was seen. Valid once `items` is exhausted."""

    def items(self) -> Iterator[Event | Failure]:
        """Each event once. A Failure without a UID says that the calendar was not seen completely.

        Raises TemporaryError or SignInError when the source is lost, FolderError when this calendar is.
        """


class EventSource(Source, Protocol):
    """Calendars or a call log."""

    def calendars(self) -> Sequence[Folder | Failure]:
        """Every calendar that is to be read, by the name the user sees; a Failure for one that cannot be."""

    def events(self, calendar: str, token: str | None) -> EventSweep:
        """Open a calendar for reading; `token` of the last sweep, None: everything. Raises FolderError."""


@runtime_checkable
class AttendanceSource(Protocol):
    """An EventSource that may also know who joined the calls of its events (M2)."""

    @property
    def asks_attendance(self) -> bool:
        """Whether the configuration wants it asked."""

    def attendance(self, events: Sequence[bytes], since: datetime) -> Iterator[Event | Failure]:
        """A record of every call in the conferences of these events that began after `since`, each once.

        A Failure says what could not be seen. Raises TemporaryError, SignInError, FolderError.
        """
