"""Work in processes of their own, to be killed: each is forked from a template that has everything imported.

python -m MODULE       reads lines of words on stdin; each piece of work waits until it is told to go on (SIGCONT)
python -m MODULE DIR   does its work once
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

DURABLE = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "rename", "write", "fchmod")
"""What leaves a trace on the disk when a store is written."""
_MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of its own is made there)

Work = Callable[..., int]
"""Called with a folder and the words behind it; returns the exit code."""


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str
    trace: str = ""


class Template:
    """The process that forks one piece of work after the other."""

    def __init__(self, module: str) -> None:
        command = [sys.executable, "-m", module]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, folder: Path, *faults: str, calls: tuple[str, ...] = DURABLE) -> Ended:
        """Once into `folder` under strace, which counts from the work's first system call."""
        pid = self._forked(folder)
        strace = subprocess.Popen(
            ["strace", "-f", "-y", "-o", str(folder / "trace"), "-e", f"trace={','.join(calls)}",
             *(word for fault in faults for word in ("-e", f"inject={fault}")), "-p", str(pid)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert strace.stderr
        assert "attached" in strace.stderr.readline()
        ended = self._until_end(pid, folder)
        strace.wait(10)
        strace.stderr.close()
        return Ended(ended.code, ended.out, ended.err, (folder / "trace").read_text(errors="replace"))

    def steps(self, folder: Path) -> Iterator[None]:
        """Once into `folder`, standing still after every durable call: what lies there is what a kill would leave.

        What was written is in the machine's memory, whether it was asked to be on the disk or not: a kill loses none.
        """
        pid, calls = self._forked(folder), ",".join(DURABLE)
        command = ["strace", "-f", "-e", f"trace={calls}", "-e", f"inject={calls}:signal=STOP", "-p", str(pid)]
        strace = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert strace.stderr
        assert self.process.stdout
        assert "attached" in strace.stderr.readline()
        os.kill(pid, signal.SIGCONT)
        standing: set[str] = set()  # its threads: the last one to stop is waited for
        for line in strace.stderr:
            if "stopped by SIGSTOP" not in line:
                continue
            standing.add(line.partition("]")[0])
            if len(standing) == len(list(Path(f"/proc/{pid}/task").iterdir())):
                yield
                standing.clear()
                os.kill(pid, signal.SIGCONT)
        strace.wait(10)
        strace.stderr.close()
        assert int(self.process.stdout.readline()) == 0

    def run_for(self, seconds: float, folder: Path, *words: str) -> Ended:
        """Once into `folder`, killed after so long where it has not ended by itself."""
        return self._until_end(self._forked(folder, *words), folder, seconds)

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)

    def _forked(self, folder: Path, *words: str) -> int:
        assert self.process.stdin
        assert self.process.stdout
        folder.mkdir(exist_ok=True)
        self.process.stdin.write(" ".join([str(folder), *words]) + "\n")
        self.process.stdin.flush()
        pid = int(self.process.stdout.readline())
        while "T (stopped)" not in Path(f"/proc/{pid}/status").read_text():
            os.sched_yield()
        return pid

    def _until_end(self, pid: int, folder: Path, seconds: float | None = None) -> Ended:
        assert self.process.stdout
        os.kill(pid, signal.SIGCONT)
        if seconds is not None and not select.select([self.process.stdout], [], [], seconds)[0]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        code = int(self.process.stdout.readline())
        return Ended(code, *((folder / name).read_text(errors="replace") for name in ("out", "err")))


def serve(work: Work) -> None:
    """The template's side: for each line, prints the forked process, then how it ended."""
    for line in sys.stdin:
        words = line.split()
        child = os.fork()
        if child == 0:
            for number, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(Path(words[0]) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
            os.kill(os.getpid(), signal.SIGSTOP)
            code = work(Path(words[0]), *words[1:])
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def main(work: Work) -> None:
    if sys.argv[1:]:
        sys.exit(work(Path(sys.argv[1]), *sys.argv[2:]))
    serve(work)


@contextmanager
def template(module: str) -> Iterator[Template]:
    running = Template(module)
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def memory() -> Iterator[Path]:
    """A folder in memory: what was written before a kill is there, on whatever it was."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        yield Path(folder)
