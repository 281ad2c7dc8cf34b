"""The mailbox: All Mail, Spam and Trash, and the sweep of one of them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Self

from connectors import sign_ins
from connectors.folders import is_named
from connectors.gmail.api import GmailApi, Told
from connectors.gmail.snapshot import PLACES, Snapshot
from connectors.gmail.told import arrived, block, flags, instant, labels, whole
from connectors.mailbytes import header_block
from connectors.web import Limits, TooLargeError
from harvester.errors import FolderError, SignInError
from harvester.model.settings import GmailSettings
from harvester.model.source import Failure, Folder, FolderState, Header, Item, Role, Traffic

_ROLES = {"All Mail": Role.ALL, "Spam": Role.JUNK, "Trash": Role.TRASH}
_HEADERS = 50
"""Messages a request: Google advises against more."""
_RAW_BYTES = 8 * 2**20
_RAW_MESSAGES = 20


class GmailSource:
    """A MailSource and HistorySource over the Gmail API."""

    kind = "gmail"
    live = True

    def __init__(self, name: str, settings: GmailSettings, secret: Callable[[], str], limits: Limits) -> None:
        self.name = name
        self._settings = settings
        self._api = GmailApi(name, settings, secret, limits)
        self._traffic = Traffic()
        self._before = 0
        self._snapshot: Snapshot | None = None
        self._names: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._before = self._traffic.received
        self._api.open()
        address = str(self._api.profile().get("emailAddress") or "")
        if _plain(address) != _plain(self._settings.user):
            raise SignInError(
                f"The stored sign-in is that of {address}, not of {self._settings.user}.",
                f"Correct `user`, or run `harvester auth {self.name}` and choose the other account.",
            )
        self._snapshot = Snapshot(self._api, _plain(address))
        self._names = self._api.labels()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._api.close()

    @property
    def peer(self) -> str:
        """Server and TLS peer."""
        return self._api.peer

    @property
    def traffic(self) -> Traffic:
        """Bytes of the answers; Google counts requests, not bytes, so there is no limit of bytes."""
        self._traffic.received = self._before + self._api.received
        return self._traffic

    def folders(self) -> Sequence[Folder | Failure]:
        """All Mail, Spam and Trash, which hold everything once."""
        chosen: list[Folder | Failure] = []
        for name, role in _ROLES.items():
            if is_named(name, self._settings.folders) and not is_named(name, self._settings.exclude_folders):
                chosen.append(Folder(name=name, role=role))
            else:
                reason = "left out by the configuration"
                chosen.append(Failure(folder=name, uid=None, reason=reason, excluded=True))
        return chosen

    def remember(self, states: Mapping[str, FolderState]) -> None:
        """Where the last pull ended: what did not change since is not listed again."""
        self._current.remember(states)

    def state(self, folder: str) -> FolderState:
        """How many messages, as of which moment of the mailbox's history. Raises FolderError."""
        return self._current.state(_known(folder))

    def sweep(self, folder: str) -> GmailSweep:
        """Open a folder. Raises FolderError when there is none of that name."""
        return GmailSweep(_known(folder), self._current, self._api, self._names)

    @property
    def _current(self) -> Snapshot:
        if self._snapshot is None:
            raise sign_ins.nobody(self.name)
        return self._snapshot


class GmailSweep:
    """A Sweep and HistorySweep over one folder. Numbers are Google's message ids: they tell no order of arrival."""

    def __init__(self, folder: str, snapshot: Snapshot, api: GmailApi, names: Mapping[str, str]) -> None:
        self._folder = folder
        self._snapshot = snapshot
        self._api = api
        self._names = names
        self._sizes: dict[int, int] = {}
        self.state = snapshot.state(folder)

    def headers(self, after_uid: int = 0, since: date | None = None) -> Iterator[Header | Failure]:
        """Header of every message of the folder: a number above another one did not come later."""
        return self.headers_but((), since)

    def headers_but(self, known: Collection[int], since: date | None = None) -> Iterator[Header | Failure]:
        """Header of every message of the folder that is not `known`; `since` bounds the window by arrival."""
        wanted = sorted(self._snapshot.ids(self._folder).difference(known))
        for start in range(0, len(wanted), _HEADERS):
            some = wanted[start : start + _HEADERS]
            answers = self._api.messages(some, "metadata")
            came = [uid for uid in some if arrived(answers.get(uid), since)]
            blocks = {uid: block(answers.get(uid)) for uid in came}
            for uid in came:
                said = answers.get(uid)
                self._sizes[uid] = whole(said, "sizeEstimate") if isinstance(said, dict) else 0
            doubtful = [uid for uid in came if blocks[uid] is None and isinstance(answers.get(uid), dict)]
            seen = {one.uid: one for one in self.fetch(doubtful)}
            yield from (self._header(uid, answers.get(uid), blocks[uid], seen.get(uid)) for uid in came)

    def fetch(self, uids: Sequence[int]) -> Iterator[Item | Failure]:
        """The named messages whole, one answer each."""
        for batch in self._batches(list(dict.fromkeys(uids))):
            for uid, said in self._raw(batch).items():
                yield self._item(uid, said)

    def _raw(self, uids: Sequence[int]) -> dict[int, Told]:
        try:
            found = self._api.messages(uids, "raw")
        except TooLargeError as error:
            if len(uids) == 1:
                return {uids[0]: error.fact.rstrip(".")}
            return {uid: said for one in uids for uid, said in self._raw([one]).items()}
        return {uid: found.get(uid, "the server did not send it") for uid in uids}

    def _batches(self, uids: Sequence[int]) -> Iterator[list[int]]:
        batch: list[int] = []
        held = 0
        for uid in uids:
            size = self._sizes.get(uid, _RAW_BYTES // _RAW_MESSAGES)
            if batch and (len(batch) == _RAW_MESSAGES or held + size > _RAW_BYTES):
                yield batch
                batch, held = [], 0
            batch.append(uid)
            held += size
        if batch:
            yield batch

    def _item(self, uid: int, said: Told) -> Item | Failure:
        if isinstance(said, str):
            return Failure(folder=self._folder, uid=uid, reason=said)
        text = str(said.get("raw") or "")
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return Failure(folder=self._folder, uid=uid, reason="the server sent what is no message")
        return Item(
            uid=uid,
            raw=raw,
            internal_date=instant(said),
            flags=flags(said),
            labels=labels(said, self._names),
            locator=f"message {uid:x}",
        )

    def _header(
        self, uid: int, said: Told | None, shown: bytes | None, item: Item | Failure | None
    ) -> Header | Failure:
        if isinstance(item, Failure):
            return item
        if not isinstance(said, dict):
            return Failure(folder=self._folder, uid=uid, reason=str(said or "the server did not send it"))
        return Header(
            uid=uid,
            raw=header_block(item.raw) if item else shown or b"",
            size=len(item.raw) if item else self._sizes[uid],
            internal_date=instant(said),
            flags=flags(said),
            labels=labels(said, self._names),
        )


def _plain(address: str) -> str:
    """An address as Google tells accounts apart: at gmail.com dots do not count."""
    local, _, domain = address.strip().lower().rpartition("@")
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.partition('+')[0].replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def _known(folder: str) -> str:
    if folder not in PLACES:
        raise FolderError(f"Gmail has no folder {folder!r}.", f"Its folders are {', '.join(PLACES)}.")
    return folder
