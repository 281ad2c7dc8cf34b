"""The mailbox: its folders, their states, and the sweep of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self
from unicodedata import category

from connectors.folders import is_named, role
from connectors.imap.answers import folder_name, folder_state
from connectors.imap.limits import Limits
from connectors.imap.session import Session
from connectors.imap.signin import SignIn
from connectors.imap.sweep import ImapSweep
from harvester.errors import FolderError
from harvester.model.settings import ImapSettings
from harvester.model.source import Failure, Folder, FolderState, Role, Traffic

_LONGEST_NAME = 1000
_CLOSED = {"\\noselect", "\\nonexistent"}
_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})
_GMAIL = {Role.ALL: "All Mail", Role.JUNK: "Spam", Role.TRASH: "Trash"}
"""Every message of a Gmail mailbox is in exactly one of these."""


class ImapSource:
    """A MailSource on an IMAP server."""

    kind = "imap"
    live = True

    def __init__(self, name: str, settings: ImapSettings, sign_in: SignIn, limits: Limits) -> None:
        self.name = name
        self._settings = settings
        self._session = Session(name, settings, sign_in, limits)
        self._raw: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        self._session.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    @property
    def peer(self) -> str:
        """Host and port; once connected also the TLS version and the SHA-256 of the server's certificate."""
        return self._session.peer

    @property
    def traffic(self) -> Traffic:
        """Bytes off the wire, whatever they were for: it is what the provider counts."""
        return self._session.traffic

    def folders(self) -> Sequence[Folder | Failure]:
        """Every selectable folder; of Gmail All Mail, Spam and Trash, which hold everything once."""
        listed = list(self._list())
        folders = [each for each in listed if isinstance(each, Folder)]
        failures = [each for each in listed if isinstance(each, Failure)]
        if self._session.has("X-GM-EXT-1"):
            folders, hidden = _gmail(folders)
            failures += hidden
        chosen = [each for each in folders if self._is_chosen(each.name)]
        left_out = [
            Failure(folder=each.name, uid=None, reason="left out by the configuration", excluded=True)
            for each in folders
            if not self._is_chosen(each.name)
        ]
        return [*chosen, *left_out, *failures]

    def state(self, folder: str) -> FolderState:
        """STATUS. The folder that is open is closed first: servers may answer for it from what they showed last.

        Of INBOX, which every mailbox has, it may be asked before anything was listed.
        """
        raw = b"INBOX" if folder == "INBOX" and not self._raw else self._raw_name(folder)
        self._session.leave()

        items = ["MESSAGES", "UIDNEXT", "UIDVALIDITY", *(["HIGHESTMODSEQ"] if self._session.has("CONDSTORE") else [])]
        found = self._session.ask(lambda client: dict(client.folder_status(raw, items)), folder)
        return folder_state(found, b"MESSAGES")

    def sweep(self, folder: str) -> ImapSweep:
        """Open a folder with EXAMINE. Raises FolderError when the server refuses, or opens it for writing."""
        return ImapSweep(self._session, self._raw_name(folder), folder)

    def _list(self) -> Iterator[Folder | Failure]:
        self._session.leave()
        self._raw = {}
        for flags, delimiter, raw in self._session.ask(lambda client: client.list_folders("", "*")):
            uses = [flag.decode("ascii", "replace").lower() for flag in flags]
            if not _CLOSED.isdisjoint(uses):
                continue
            encoded = raw if isinstance(raw, bytes) else str(raw).encode()
            name = folder_name(encoded)
            if not _can_be_sent(encoded, name):
                shown = repr(name if len(name) <= _LONGEST_NAME else f"{name[:40]}…")
                yield Failure(folder=shown, uid=None, reason="has a name that cannot be sent back to the server")
                continue
            if self._raw.setdefault(name, encoded) != encoded:
                name = encoded.decode()
                self._raw[name] = encoded
            path = name.split(delimiter.decode()) if delimiter else [name]
            yield Folder(name=name, role=role(path, uses))

    def _raw_name(self, folder: str) -> bytes:
        if not self._raw:
            list(self._list())
        try:
            return self._raw[folder]
        except KeyError:
            raise FolderError(
                f"{self._session.host} lists no folder {folder!r}.", "List them with `harvester check`."
            ) from None

    def _is_chosen(self, name: str) -> bool:
        return _matches(name, self._settings.folders) and not _matches(name, self._settings.exclude_folders)


def _can_be_sent(encoded: bytes, name: str) -> bool:
    """Whether a name may stand in a command: plain characters on the wire, which may name joined ones (an emoji)."""
    controls = any(category(character) in _CONTROLS for character in name)
    return len(name) <= _LONGEST_NAME and encoded.isascii() and encoded.decode().isprintable() and not controls


def _matches(name: str, patterns: Sequence[str]) -> bool:
    inbox = name.upper() == "INBOX" and any(pattern.upper() == "INBOX" for pattern in patterns)
    return inbox or is_named(name, patterns)


def _gmail(folders: list[Folder]) -> tuple[list[Folder], list[Failure]]:
    held = {folder.role: folder for folder in folders if folder.role in _GMAIL}
    hidden = [
        Failure(
            folder=f"[Gmail]/{name}",
            uid=None,
            reason='is hidden from IMAP: switch on "Show in IMAP" for it in the label settings of Gmail',
        )
        for role_, name in _GMAIL.items()
        if role_ not in held
    ]
    # without All Mail the labels are the next best, and what has none stays unseen: the Failure says so
    return (list(held.values()) if Role.ALL in held else folders), hidden
