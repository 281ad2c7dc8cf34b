"""Killed or out of disk at any moment: what was reported is stored, and the next pull completes (F17, F19, F20)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harvester.harvest import Matter, pull
from harvester.store import open_store
from tests import invariants
from tests.harvest.conftest import CLIENT, US
from tests.harvest.pulling import MAILS, server
from tests.harvest.server import Mailbox, day

pytestmark = pytest.mark.slow
DURABLE = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "rename", "write", "fchmod")
"""What leaves a trace on the disk."""
STRIDE = 3
"""Every third one of them is a point of death."""
CHUNKS = 8
MEMORY = "/dev/shm"  # noqa: S108 (a folder of its own is made there)


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str
    trace: str


class Template:
    """A process that has everything imported, and forks one pull after the other."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.harvest.pulling"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, folder: Path, *faults: str) -> Ended:
        """One pull into `folder` under strace, which counts from the pull's first system call."""
        assert self.process.stdin
        assert self.process.stdout
        folder.mkdir()
        self.process.stdin.write(f"{folder}\n")
        self.process.stdin.flush()
        pid = int(self.process.stdout.readline())
        while "T (stopped)" not in Path(f"/proc/{pid}/status").read_text():
            os.sched_yield()
        traced = ",".join(DURABLE)
        strace = subprocess.Popen(
            ["strace", "-f", "-y", "-o", str(folder / "trace"), "-e", f"trace={traced}",
             *(word for fault in faults for word in ("-e", f"inject={fault}")), "-p", str(pid)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert strace.stderr
        assert "attached" in strace.stderr.readline()
        os.kill(pid, signal.SIGCONT)
        code = int(self.process.stdout.readline())
        strace.wait(10)
        strace.stderr.close()
        told = {name: (folder / name).read_text(errors="replace") for name in ("out", "err", "trace")}
        return Ended(code=code, **told)

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    template = Template()
    yield template
    template.stop()


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory: what was written before a kill is there, on whatever it was."""
    with tempfile.TemporaryDirectory(dir=MEMORY if Path(MEMORY).is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def calls(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """How often an undisturbed pull makes each call."""
    ended = template.run(tmp_path_factory.mktemp("whole") / "store")
    assert ended.code == 0
    return Counter(re.findall(r"^\d+ +(\w+)\(", ended.trace, re.MULTILINE))


def assert_sound_and_resumable(folder: Path, reported: str) -> None:
    path = folder / "evidence.db"
    stored = int(reported.split()[-1]) if reported else 0
    assert invariants.problems(path) == []
    if stored:
        assert len(invariants.sighted(path)) >= stored
    before = len(invariants.sighted(path)) if stored else 0
    store = open_store("sqlite:///evidence.db", folder)
    with store.writer("harvester pull"):
        result = pull(Mailbox(server()), Matter(US, (CLIENT,)), store, day(2))
    assert all(row.complete for row in result.rows)
    assert result.sightings <= MAILS // 2 + 1 - before
    assert len(invariants.sighted(path)) == MAILS // 2 + 1
    assert invariants.problems(path) == []
    listing = {
        (name, box.uidvalidity, uid): raw for name, box in server().boxes.items() for uid, (raw, _) in box.mails.items()
    }
    assert invariants.unaccounted(path, listing, [b"acme.example"]) == []


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_killed_at_every_durable_call(chunk: int, template: Template, calls: Counter[str], memory: Path) -> None:
    points = [(name, when) for name in DURABLE for when in range(1, calls[name] + 1, STRIDE)]
    assert len(points) >= 140
    for name, when in points[chunk::CHUNKS]:
        ended = template.run(memory / f"{name}{when}", f"{name}:signal=KILL:when={when}")
        assert ended.code == -signal.SIGKILL, (name, when)
        assert_sound_and_resumable(memory / f"{name}{when}", ended.out)


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("name", ["pwrite64", "fdatasync", "ftruncate", "fchmod"])
def test_the_disk_fails_at_any_moment(
    error: str, name: str, template: Template, calls: Counter[str], memory: Path
) -> None:
    whens = [when for when in ("1", "3", "9", "27+", "150+") if int(when.rstrip("+")) <= calls[name]]
    for when in whens:
        folder = memory / f"{name}{when}"
        ended = template.run(folder, f"{name}:error={error}:when={when}")
        assert "Traceback" not in ended.err
        if ended.code:
            assert str(folder / "evidence.db") in ended.err
            assert ended.code == 1 or "cannot be" in ended.err
        else:
            # a call that the database can do without: cutting its log short
            assert len(invariants.sighted(folder / "evidence.db")) == MAILS // 2 + 1
        assert_sound_and_resumable(folder, ended.out)


def test_a_small_disk_that_is_really_full(tmp_path: Path) -> None:
    small, kept = tmp_path / "small", tmp_path / "kept"
    small.mkdir()
    script = (
        f"mount -t tmpfs -o size=300k tmpfs {small} || exit 77\n"
        f"{sys.executable} -m tests.harvest.pulling {small}; code=$?\n"
        f"cp -a {small} {kept}; exit $code"
    )
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert f"The disk of {small / 'evidence.db'} is full" in done.stderr
    assert "bytes free" in done.stderr
    assert_sound_and_resumable(kept, done.stdout)


def test_every_commit_is_on_the_disk_before_it_is_reported(template: Template, tmp_path: Path) -> None:
    """F20: between the last bytes written to the log and the line that says so stands an fdatasync of it."""
    ended = template.run(tmp_path / "store")
    waiting: set[str] = set()
    reports = 0
    for name, file in re.findall(r"^\d+ +(\w+)\(\d+<([^>]+)>", ended.trace, re.MULTILINE):
        if name == "pwrite64" and not file.endswith("-shm"):  # which is made anew from the log
            waiting.add(file)
        elif name in ("fdatasync", "fsync"):
            waiting.discard(file)
        elif name == "write" and file.endswith("/out"):
            reports += 1
            assert not waiting
    assert reports > MAILS // 8
