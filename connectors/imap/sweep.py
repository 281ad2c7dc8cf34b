"""The messages of one folder: headers of all of them, and whole those that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain, islice, pairwise
from typing import Any

from connectors.imap.answers import Answer, fetched, folder_state, numbers
from connectors.imap.said import DroppedError, RefusedError, response_code, says_stop, says_wait, spoken
from connectors.imap.session import Session
from connectors.mailbytes import header_block
from harvester.errors import FolderError
from harvester.model.source import Failure, FolderState, Header, Item

_HEADERS = 500
"""Headers a command."""
_DATES = 1000
_MESSAGES = 200
_BATCH_BYTES = 12 * 2**20
GONE = "gone from the server"


class ImapSweep:
    """A Sweep over a folder that is opened with EXAMINE."""

    def __init__(self, session: Session, raw: bytes, name: str) -> None:
        self._session = session
        self._raw = raw
        self._name = name
        self._sizes: dict[int, int] = {}
        self.state = self._opened()
        self._extra = " X-GM-LABELS" if session.has("X-GM-EXT-1") else ""

    def headers(self, after_uid: int = 0, since: date | None = None) -> Iterator[Header | Failure]:
        """Header of every message above `after_uid` that was there when the folder was opened, in UID order."""
        listed, problem = self._listed()
        wanted = [uid for uid in listed if uid > after_uid]
        if since is not None:
            wanted = self._arrived_since(wanted, since)
        items = f"(UID RFC822.SIZE INTERNALDATE FLAGS{self._extra} BODY.PEEK[HEADER])"
        for batch, following in pairwise(chain(_slices(wanted, _HEADERS), [[]])):
            for uid, answer in self._answers(batch, items, "BODY[HEADER]", following):
                if isinstance(answer, str):
                    yield self._failure(uid, answer)
                else:
                    self._sizes[uid] = answer.size or 0
                    yield Header(
                        uid=uid,
                        raw=header_block(answer.body),
                        size=answer.size or 0,
                        internal_date=answer.internal_date,
                        flags=answer.flags,
                        labels=answer.labels,
                    )
        if problem:
            yield Failure(folder=self._name, uid=None, reason=problem)

    def fetch(self, uids: Sequence[int]) -> Iterator[Item | Failure]:
        """The named messages whole, one answer each, in batches of bytes; above the cap their header only."""
        uids = list(dict.fromkeys(uids))
        self._learn_sizes([uid for uid in uids if uid not in self._sizes])
        cap = self._session.limits.message_bytes
        for batch, headers_only in _batches([(uid, self._sizes.get(uid, 0)) for uid in uids], cap, self._room):
            section = "HEADER" if headers_only else ""
            items = f"(UID RFC822.SIZE INTERNALDATE FLAGS{self._extra} BODY.PEEK[{section}])"
            for uid, answer in self._answers(batch, items, f"BODY[{section}]"):
                yield self._item(uid, answer, headers_only)

    def _room(self) -> int:
        """Bytes of messages that one command may bring: less towards the end of what the day allows."""
        traffic = self._session.traffic
        left = _BATCH_BYTES if traffic.allowed is None else traffic.allowed - traffic.received
        return min(_BATCH_BYTES, left)

    def _item(self, uid: int, answer: Answer | str, headers_only: bool) -> Item | Failure:
        if isinstance(answer, str):
            return self._failure(uid, answer)
        return Item(
            uid=uid,
            raw=header_block(answer.body) if headers_only else answer.body,
            internal_date=answer.internal_date,
            flags=answer.flags,
            labels=answer.labels,
            locator=f"UID {uid}",
            headers_only=headers_only,
        )

    def _failure(self, uid: int, reason: str) -> Failure:
        return Failure(folder=self._name, uid=uid, reason=reason)

    def _opened(self) -> FolderState:
        while True:
            try:
                answer = self._session.examine(self._raw, self._name)
                return folder_state(answer, b"EXISTS")
            except DroppedError as lost:
                self._session.recover(lost)

    def _reopen(self) -> FolderState:
        state = self._opened()
        if state.uidvalidity != self.state.uidvalidity:
            raise FolderError(f"The folder {self._name!r} was renumbered while it was read.", "Pull again.")
        return state

    def _listed(self) -> tuple[list[int], str]:
        """UIDs that were there when the folder was opened, and what is wrong with their number."""
        for _ in range(2):
            listed = self._searched("UID", "1:*")
            if len(listed) >= self.state.messages:
                break
            self.state = self._reopen()  # something was removed since, or the search leaves messages out
        if self.state.uidnext:
            listed = [uid for uid in listed if uid < self.state.uidnext]
        if len(listed) < self.state.messages:
            return listed, f"holds {self.state.messages} messages, of which the server lists {len(listed)}"
        return listed, ""

    def _searched(self, *criteria: str) -> list[int]:
        while True:
            try:
                return numbers(self._asked("SEARCH", *criteria))
            except RefusedError as refused:
                if not self._session.waits(refused):
                    raise self._session.refusal(refused, self._name) from refused
            except (DroppedError, ValueError) as lost:
                self._session.recover(lost if isinstance(lost, DroppedError) else DroppedError(str(lost)))

    def _arrived_since(self, uids: Sequence[int], since: date) -> list[int]:
        start = datetime(since.year, since.month, since.day, tzinfo=UTC)
        kept = []
        for batch in _slices(uids, _DATES):
            for uid, answer in self._answers(batch, "(UID INTERNALDATE)", ""):
                if isinstance(answer, str) or answer.internal_date is None or answer.internal_date >= start:
                    kept.append(uid)
        return kept

    def _learn_sizes(self, uids: Sequence[int]) -> None:
        for batch in _slices(uids, _DATES):
            for uid, answer in self._answers(batch, "(UID RFC822.SIZE)", ""):
                if isinstance(answer, Answer) and answer.size is not None:
                    self._sizes[uid] = answer.size

    def _answers(
        self, uids: Sequence[int], items: str, section: str, following: Sequence[int] = ()
    ) -> Iterator[tuple[int, Answer | str]]:
        """An answer or a reason for each UID, in the order asked. `following` are asked for next, in the same way."""
        answers, trouble = self._attempted(uids, items, section, tries=2)
        if following and not trouble:
            self._ask_ahead(following, items)
        if trouble and len(uids) > 1:
            # one message may be what breaks the answer: each alone, so that it stands for itself only
            for uid in uids:
                alone, reason = self._attempted([uid], items, section, tries=1)
                yield uid, reason or self._judged([uid], alone, section)[uid]
        elif trouble:
            yield uids[0], trouble
        else:
            yield from self._judged(uids, answers, section).items()

    def _judged(self, uids: Sequence[int], answers: dict[int, Answer], section: str) -> dict[int, Answer | str]:
        lacking = [uid for uid in uids if uid not in answers or answers[uid].lacks(section)]
        still_there = set(self._searched("UID", _set(lacking))) if lacking else set()
        judged: dict[int, Answer | str] = {}
        for uid in uids:
            if uid in lacking:
                judged[uid] = "the server lists it and sends nothing for it" if uid in still_there else GONE
            elif answers[uid].contradictory:
                judged[uid] = "the server sent two different messages under this number"
            else:
                judged[uid] = answers[uid]
        return judged

    def _attempted(self, uids: Sequence[int], items: str, section: str, tries: int) -> tuple[dict[int, Answer], str]:
        reason = ""
        while tries:
            try:
                data = self._asked("FETCH", _set(uids), items)
                with spoken():
                    answers = fetched(data, section)
            except RefusedError as refused:
                if self._session.waits(refused):
                    continue
                if says_stop(str(refused)) or says_wait(str(refused)):
                    raise self._session.refusal(refused, self._name) from refused
                gone = response_code(str(refused)) == "EXPUNGEISSUED"
                return {}, GONE if gone else f"the server refused it: {refused}"
            except DroppedError as lost:
                reason = f"the connection broke at it: {lost}"
                self._session.recover(lost)
                tries -= 1
            else:
                self._session.gained()
                return answers, ""
        return {}, reason

    def _ask_ahead(self, uids: Sequence[int], items: str) -> None:
        """The server works on these while the last answers are judged; near the end of what a day allows it waits."""
        if self._room() < _BATCH_BYTES or not self._session.is_open(self._raw):
            return
        try:
            with spoken():
                self._session.client.fetch_ahead(_set(uids), items)
        except DroppedError as lost:
            self._session.recover(lost)

    def _asked(self, name: str, *args: str) -> list[Any]:
        if not self._session.is_open(self._raw):
            self._reopen()
        with spoken():
            return self._session.client.uid_command(name, *args)


def _set(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _slices(uids: Sequence[int], length: int) -> Iterator[list[int]]:
    remaining = iter(uids)
    while batch := list(islice(remaining, length)):
        yield batch


def _batches(sizes: Sequence[tuple[int, int]], cap: int, room: Callable[[], int]) -> Iterator[tuple[list[int], bool]]:
    """UIDs in their order, cut where a command would bring too much; (UIDs, header only)."""
    batch: list[int] = []
    held, large = 0, False
    for uid, size in sizes:
        over = size > cap
        weight = 0 if over else size
        if batch and (over != large or len(batch) == _MESSAGES or held + weight > room()):
            yield batch, large
            batch, held = [], 0
        batch.append(uid)
        held, large = held + weight, over
    if batch:
        yield batch, large
