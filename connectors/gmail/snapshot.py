"""Which messages lie in All Mail, Spam and Trash at one moment of the mailbox's history.

Listed once (500 a request), then kept current by the history; where nothing changed since the last pull, the history
alone says so.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

from connectors.gmail.api import GONE, GmailApi
from connectors.google.wire import StaleTokenError
from harvester.errors import TemporaryError
from harvester.model.source import NO_ORDER, FolderState

PLACES = {"All Mail": "", "Spam": "SPAM", "Trash": "TRASH"}
"""Folder -> its label; every message lies in exactly one."""
_BATCH = 50


class Snapshot:
    """The ids of every folder; `address` is the account's."""

    def __init__(self, api: GmailApi, address: str) -> None:
        self._api = api
        self._validity = zlib.crc32(address.encode()) or 1
        self._history: int | None = None
        self._held: dict[str, set[int]] = {}
        self._remembered: Mapping[str, FolderState] = {}

    def remember(self, states: Mapping[str, FolderState]) -> None:
        """The states at which the last pull left every folder, if they are of one moment."""
        histories = {state.highestmodseq for state in states.values()}
        ours = all(state.uidvalidity == self._validity for state in states.values())
        if states.keys() >= PLACES.keys() and len(histories) == 1 and ours and None not in histories:
            self._remembered = states

    def state(self, folder: str) -> FolderState:
        """As it is now."""
        self._catch_up()
        if self._remembered:
            return self._remembered[folder]
        return FolderState(
            uidvalidity=self._validity,
            uidnext=NO_ORDER,
            messages=len(self._held[folder]),
            highestmodseq=self._history,
        )

    def ids(self, folder: str) -> frozenset[int]:
        """The messages of a folder as of the last `state`."""
        if not self._held:
            self._list()
        return frozenset(self._held[folder])

    def _catch_up(self) -> None:
        if self._remembered and self._still_holds():
            return
        self._remembered = {}
        if self._history is None:
            self._list()
        try:
            touched, self._history = self._api.changes(self._history or 0)
        except StaleTokenError:
            self._list()
        else:
            self._move(touched)

    def _still_holds(self) -> bool:
        (history,) = {state.highestmodseq for state in self._remembered.values()}
        try:
            return not self._api.changes(history or 0)[0]
        except StaleTokenError:
            return False

    def _list(self) -> None:
        """Everything anew; what came or went meanwhile is in the history since."""
        began = int(self._api.profile().get("historyId") or 0)
        self._held = {folder: self._api.ids(label) for folder, label in PLACES.items()}
        self._held["Spam"] -= self._held["Trash"]  # spam that was thrown away lies where its owner put it
        try:
            touched, self._history = self._api.changes(began)
        except StaleTokenError:
            raise TemporaryError("Google forgets its history while it is read.", "Try again later.") from None
        self._move(touched)

    def _move(self, touched: Iterable[int]) -> None:
        """Puts changed messages where they lie now."""
        numbers = sorted(touched)
        for start in range(0, len(numbers), _BATCH):
            for number, said in self._api.messages(numbers[start : start + _BATCH], "minimal").items():
                if isinstance(said, str) and said != GONE:
                    raise TemporaryError(f"Google does not say where a message lies: {said}.", "Try again later.")
                labels = () if isinstance(said, str) else said.get("labelIds") or ()
                now = "Trash" if "TRASH" in labels else "Spam" if "SPAM" in labels else "All Mail"
                for folder, held in self._held.items():
                    held.discard(number)
                    if folder == now and not isinstance(said, str):
                        held.add(number)
