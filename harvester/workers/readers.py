"""One or two processes that read originals, and what they say in order (S11)."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self, cast

from harvester.model.documents import Document
from harvester.model.mail import Message, Report, Unreadable
from harvester.workers.worker import Job, Worker

SECONDS = 10
"""For one message; one more for each megabyte of it."""
_CHUNK_BYTES = 4 * 2**20
_CHUNK_MESSAGES = 50
_CHUNKS_FOR_ONE = 4
"""Up to here a second process costs more than it saves."""
_PROCESSES = 2
_CHUNKS_AHEAD = 5
_AHEAD_BYTES = 16 * 2**20
"""So much lies ready beside what is being read."""


class Readers:
    """One or two processes that read originals. They start while the caller does something else, and end with it."""

    def __init__(self, module: str = "harvester.parse.readers", *, seconds: float = SECONDS) -> None:
        """`module` holds `parse_message`, `scanned_report` and `read_document`."""
        self._module = module
        self._seconds = seconds
        self._workers: list[Worker] = []
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._threads = ThreadPoolExecutor(_PROCESSES, thread_name_prefix="reader")

    def __enter__(self) -> Self:
        self._another()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.close()
        self._threads.shutdown()
        for worker in self._workers:
            worker.stop()
        self._workers.clear()

    def messages(self, originals: Iterable[tuple[bytes, bool]]) -> Iterator[Message | Unreadable]:
        """What each original says, in order; second value: only its header is there. Never raises over a message.

        The first are handed over at once, the others as answers are taken.
        """
        chunks = enumerate(_chunks(("header" if headers_only else "message", raw) for raw, headers_only in originals))
        waiting: deque[_Asked] = deque()
        self._hand_over(chunks, waiting)
        return self._answered(chunks, waiting)

    def _answered(self, chunks: Iterator[tuple[int, list[Job]]], waiting: deque[_Asked]) -> Iterator[Any]:
        while waiting:
            answers = waiting.popleft().answers.result()
            self._hand_over(chunks, waiting)
            yield from answers

    def _hand_over(self, chunks: Iterator[tuple[int, list[Job]]], waiting: deque[_Asked]) -> None:
        while len(waiting) < len(self._workers) or (
            len(waiting) < _CHUNKS_AHEAD and sum(one.size for one in waiting) < _AHEAD_BYTES
        ):
            number, chunk = next(chunks, (0, None))
            if chunk is None:
                return
            if number >= _CHUNKS_FOR_ONE and len(self._workers) < min(_PROCESSES, os.cpu_count() or 1):
                self._another()
            waiting.append(_Asked(self._threads.submit(self._read, chunk), sum(len(raw) for _, raw in chunk)))

    def _read(self, jobs: Sequence[Job]) -> list[Any]:
        """In a thread: an answer for each job, by whichever reader is free."""
        worker = self._idle.get()
        try:
            worker.ask(jobs)
            return list(worker.answers(jobs))
        finally:
            self._idle.put(worker)

    def report(self, raw: bytes) -> Report | None:
        """What a bounce says in words, for one that says it in no form for machines; None where nothing is found."""
        answer = self._single("report", raw)
        return answer if isinstance(answer, Report) else None

    def document(self, raw: bytes) -> Document | Unreadable:
        """The paragraphs of a document that a person handed over, or why there are none."""
        return cast("Document | Unreadable", self._single("document", raw))

    def _single(self, kind: str, raw: bytes) -> Any:
        (answer,) = self._threads.submit(self._read, [(kind, raw)]).result()
        return answer

    def _another(self) -> None:
        worker = Worker(self._module, self._seconds)
        self._workers.append(worker)
        self._idle.put(worker)


@dataclass(frozen=True)
class _Asked:
    """A chunk that was handed over."""

    answers: Future[list[Any]]
    size: int
    """Bytes of its originals."""


def _chunks(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    chunk: list[Job] = []
    held = 0
    for job in jobs:
        if chunk and (len(chunk) == _CHUNK_MESSAGES or held + len(job[1]) > _CHUNK_BYTES):
            yield chunk
            chunk, held = [], 0
        chunk.append(job)
        held += len(job[1])
    if chunk:
        yield chunk
