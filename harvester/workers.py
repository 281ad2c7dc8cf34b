"""Originals are read in processes of their own: what kills, hangs or bloats its reader costs itself only (S11).

A reader gets ten seconds and 512 MB for a message, starts without the rest of the program, and is replaced when it
falls. It answers message by message, so that the one it fell over is known. Each has a thread of the caller's beside it
that takes its answers: while it reads one chunk the next lies ready, whatever the caller does meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from types import TracebackType
from typing import Any, Self, cast

from harvester.errors import HarvesterError
from harvester.model.documents import Document
from harvester.model.mail import Message, Report, Unreadable

SECONDS = 10
"""For one message; one more for each megabyte of it."""
MEMORY = 512 * 2**20
"""Bytes of address space for one message, above what the reader takes by itself."""
_START_SECONDS = 120
_STARTS = 2
"""Somebody else may have ended the first."""
_CHUNK_BYTES = 4 * 2**20
_CHUNK_MESSAGES = 50
_CHUNKS_FOR_ONE = 4
"""Up to here a second process costs more than it saves."""
_PROCESSES = 2
_CHUNKS_AHEAD = 5
_AHEAD_BYTES = 16 * 2**20
"""So much lies ready beside what is being read."""
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from harvester.workers import serve; serve(int(sys.argv[2]), sys.argv[3])"
)

_Job = tuple[str, bytes]
"""("message" | "header" | "report" | "document", the original)."""


class Readers:
    """One or two processes that read originals. They start while the caller does something else, and end with it."""

    def __init__(self, module: str = "harvester.parse.readers", *, seconds: float = SECONDS) -> None:
        """`module` holds `parse_message`, `scanned_report` and `read_document`."""
        self._module = module
        self._seconds = seconds
        self._workers: list[_Worker] = []
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
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

    def _answered(self, chunks: Iterator[tuple[int, list[_Job]]], waiting: deque[_Asked]) -> Iterator[Any]:
        while waiting:
            answers = waiting.popleft().answers.result()
            self._hand_over(chunks, waiting)
            yield from answers

    def _hand_over(self, chunks: Iterator[tuple[int, list[_Job]]], waiting: deque[_Asked]) -> None:
        while len(waiting) < len(self._workers) or (
            len(waiting) < _CHUNKS_AHEAD and sum(one.size for one in waiting) < _AHEAD_BYTES
        ):
            number, chunk = next(chunks, (0, None))
            if chunk is None:
                return
            if number >= _CHUNKS_FOR_ONE and len(self._workers) < min(_PROCESSES, os.cpu_count() or 1):
                self._another()
            waiting.append(_Asked(self._threads.submit(self._read, chunk), sum(len(raw) for _, raw in chunk)))

    def _read(self, jobs: Sequence[_Job]) -> list[Any]:
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
        worker = _Worker(self._module, self._seconds)
        self._workers.append(worker)
        self._idle.put(worker)


@dataclass(frozen=True)
class _Asked:
    """A chunk that was handed over."""

    answers: Future[list[Any]]
    size: int
    """Bytes of its originals."""


class _Worker:
    """One process, and what it was asked."""

    def __init__(self, module: str, seconds: float) -> None:
        self._module = module
        self._seconds = seconds
        self._closing = Lock()
        self._closed = False
        self._start()

    def _start(self) -> None:
        self._pipe, theirs = Pipe()
        handle = theirs.fileno()
        command = [sys.executable, "-P", "-c", _CHILD, json.dumps(sys.path), str(handle), self._module]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, pass_fds=[handle], stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603 (this program itself)
        theirs.close()
        self._ready = False

    def close(self) -> None:
        """Ends the process whatever it is at, and no other takes its place: it holds nothing that could be lost."""
        with self._closing:
            self._closed = True
            self._process.kill()

    def stop(self) -> None:
        """Leaves nothing of the process behind, once no thread asks it any more."""
        self._process.kill()
        self._process.wait()
        self._pipe.close()

    def ask(self, jobs: Sequence[_Job]) -> None:
        """Hands over what is to be read next; `answers` fetches what it says."""
        if not jobs:
            return
        if not self._ready:
            self._await_start()
        with suppress(OSError):  # it fell in the meantime: its first answer says so
            self._pipe.send(jobs)

    def answers(self, jobs: Sequence[_Job]) -> Iterator[Any]:
        """An answer for each job that was asked."""
        for place, job in enumerate(jobs):
            answer = self._answer(job)
            if isinstance(answer, _Fall):
                answer = self._alone(job) if answer.unexplained else self._without(job, answer)
                self.ask(jobs[place + 1 :])
            yield answer

    def _alone(self, job: _Job) -> Any:
        """Once more, in a new process: somebody else may have ended the first."""
        self._again()
        self.ask([job])
        answer = self._answer(job)
        return self._without(job, answer) if isinstance(answer, _Fall) else answer

    def _without(self, job: _Job, fall: _Fall) -> Unreadable | None:
        """What is left of a message that cannot be read: its header, where that can be."""
        self._again()
        kind, raw = job
        if kind == "report":
            return None
        told = Unreadable(
            sha256=hashlib.sha256(raw).hexdigest(),
            size=len(raw),
            reason=f"its {'header' if kind == 'header' else 'content'} could not be read ({fall.reason})",
        )
        if kind != "message":
            return told
        self.ask([("header", raw)])
        answer = self._answer(("header", raw))
        if isinstance(answer, _Fall):
            self._again()
            return told
        return replace(told, header=answer.header) if isinstance(answer, Unreadable) else told

    def _answer(self, job: _Job) -> Any:
        limit = self._seconds + len(job[1]) / 2**20
        try:
            if not self._pipe.poll(limit):
                return _Fall(f"it took more than {limit:.0f} seconds")
            return self._pipe.recv()
        except (EOFError, OSError):
            return _Fall("it ended the program that read it", unexplained=True)

    def _again(self) -> None:
        with self._closing:
            if self._closed:
                raise CancelledError
            self.stop()
            self._start()

    def _await_start(self) -> None:
        for attempt in range(_STARTS):
            if attempt:
                self._again()
            with suppress(EOFError, OSError):
                if self._pipe.poll(_START_SECONDS):
                    self._pipe.recv()
                    self._ready = True
                    return
        raise HarvesterError("The process that reads messages could not be started.", "Check memory and disk.")


class _Fall:
    """Why a reader gave no answer."""

    def __init__(self, reason: str, *, unexplained: bool = False) -> None:
        self.reason = reason
        self.unexplained = unexplained


def serve(handle: int, module: str) -> None:
    """The other side: reads what it is handed until nobody hands anything any more."""
    reader: Any = import_module(module)
    with Connection(handle) as caller:
        _limit_memory()
        caller.send(None)
        with suppress(EOFError, OSError):
            while True:
                for job in caller.recv():
                    caller.send(_read(reader, *job))


def _read(reader: Any, kind: str, raw: bytes) -> Any:
    try:
        if kind == "report":
            return reader.scanned_report(raw)
        if kind == "document":
            return reader.read_document(raw)
        return reader.parse_message(raw, headers_only=kind == "header")
    except MemoryError:
        return _Fall(f"it needed more than {MEMORY // 2**20} MB of memory")
    except Exception as error:  # whatever a library raises is about this message
        return _Fall(type(error).__name__)


def _limit_memory() -> None:
    try:
        import resource  # not on every system

        held = re.search(r"VmSize:\s+(\d+) kB", Path("/proc/self/status").read_text())
        limit = MEMORY + (int(held[1]) * 1024 if held else 0)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, OSError, ValueError):
        return


def _chunks(jobs: Iterable[_Job]) -> Iterator[list[_Job]]:
    chunk: list[_Job] = []
    held = 0
    for job in jobs:
        if chunk and (len(chunk) == _CHUNK_MESSAGES or held + len(job[1]) > _CHUNK_BYTES):
            yield chunk
            chunk, held = [], 0
        chunk.append(job)
        held += len(job[1])
    if chunk:
        yield chunk
