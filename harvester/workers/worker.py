"""One process that reads, as its caller sees it: asked, waited for, and replaced when it falls (S11)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Pipe
from threading import Lock
from typing import Any

from harvester.errors import HarvesterError
from harvester.model.mail import Unreadable
from harvester.workers.serving import Fall

_START_SECONDS = 120
_STARTS = 2
"""Somebody else may have ended the first."""
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from harvester.workers.serving import serve; serve(int(sys.argv[2]), sys.argv[3])"
)

_NEEDED = re.compile(
    r"PATH|HOME|TZ|TZDIR|PYTHONTZPATH|LANG|LC_[A-Z]+|TMPDIR|TEMP|TMP|SYSTEMROOT|LD_LIBRARY_PATH|DYLD_[A-Z_]+"
    r"|PYTHON(HOME|HASHSEED|DONTWRITEBYTECODE|PYCACHEPREFIX|UTF8)|COVERAGE_[A-Z_]+",
    re.IGNORECASE,
)

Job = tuple[str, bytes]
"""("message" | "header" | "report" | "document", the original)."""


def _told() -> dict[str, str]:
    """What the process is told of our environment: what it reads is hostile, and a password may stand there (S27)."""
    return {name: value for name, value in os.environ.items() if _NEEDED.fullmatch(name)}


class Worker:
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
        self._process = subprocess.Popen(  # noqa: S603 (this program itself)
            command, pass_fds=[handle], stdin=quiet, stdout=quiet, stderr=quiet, env=_told()
        )
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

    def ask(self, jobs: Sequence[Job]) -> None:
        """Hands over what is to be read next; `answers` fetches what it says."""
        if not jobs:
            return
        if not self._ready:
            self._await_start()
        with suppress(OSError):  # it fell in the meantime: its first answer says so
            self._pipe.send(jobs)

    def answers(self, jobs: Sequence[Job]) -> Iterator[Any]:
        """An answer for each job that was asked."""
        for place, job in enumerate(jobs):
            answer = self._answer(job)
            if isinstance(answer, Fall):
                answer = self._alone(job) if answer.unexplained else self._without(job, answer)
                self.ask(jobs[place + 1 :])
            yield answer

    def _alone(self, job: Job) -> Any:
        """Once more, in a new process: somebody else may have ended the first."""
        self._again()
        self.ask([job])
        answer = self._answer(job)
        return self._without(job, answer) if isinstance(answer, Fall) else answer

    def _without(self, job: Job, fall: Fall) -> Unreadable | None:
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
        if isinstance(answer, Fall):
            self._again()
            return told
        return replace(told, header=answer.header) if isinstance(answer, Unreadable) else told

    def _answer(self, job: Job) -> Any:
        limit = self._seconds + len(job[1]) / 2**20
        try:
            if not self._pipe.poll(limit):
                return Fall(f"it took more than {limit:.0f} seconds")
            return self._pipe.recv()
        except (EOFError, OSError):
            return Fall("it ended the program that read it", unexplained=True)

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
