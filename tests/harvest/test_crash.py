"""Killed or out of disk at any moment: what was reported is stored, and the next pull completes (F17, F19, F20)."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.harvest import Matter, pull
from harvester.store import open_store
from tests import invariants, killing
from tests.harvest.conftest import CLIENT, US
from tests.harvest.pulling import MAILS, MANY, STORED, listing, server
from tests.harvest.server import Mailbox, day

pytestmark = pytest.mark.slow
PARTS = 4


@pytest.fixture(scope="module")
def template() -> Iterator[killing.Template]:
    with killing.template("tests.harvest.pulling") as running:
        yield running


@pytest.fixture
def memory() -> Iterator[Path]:
    with killing.memory() as folder:
        yield folder


@pytest.fixture(scope="module")
def calls_of_threads(template: killing.Template, tmp_path_factory: pytest.TempPathFactory) -> Counter[tuple[str, str]]:
    """How often each thread of an undisturbed pull makes each call."""
    ended = template.run(tmp_path_factory.mktemp("whole") / "store")
    assert ended.code == 0
    return Counter(re.findall(r"^(\d+) +(\w+)\(", ended.trace, re.MULTILINE))


@pytest.fixture(scope="module")
def calls(calls_of_threads: Counter[tuple[str, str]]) -> Counter[str]:
    """How often an undisturbed pull makes each call."""
    return Counter(call for _, call in calls_of_threads.elements())


def assert_sound(folder: Path, reported: str) -> int:
    """H1 to H3, and what was reported as stored is there; returns how many messages are."""
    path = folder / "evidence.db"
    stored = int(reported.split()[-1]) if reported else 0
    assert invariants.problems(path) == []
    held = len(invariants.sighted(path)) if stored else 0
    assert held >= stored
    return held


def assert_sound_and_resumable(folder: Path, reported: str, mails: int = MAILS) -> None:
    path = folder / "evidence.db"
    before = assert_sound(folder, reported)
    store = open_store("sqlite:///evidence.db", folder)
    with store.writer("harvester pull"):
        result = pull(Mailbox(server(mails)), Matter(US, (CLIENT,)), store, day(2))
    assert all(row.complete for row in result.rows)
    assert result.sightings <= mails // 2 + 1 - before
    assert len(invariants.sighted(path)) == mails // 2 + 1
    assert invariants.problems(path) == []
    assert invariants.unaccounted(path, listing(mails), [b"acme.example"]) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_what_a_kill_leaves_after_any_durable_call(
    part: int, template: killing.Template, calls: Counter[str], memory: Path
) -> None:
    """F17: after every one; those that leave the files as they were (to the disk, cut to its size) need no look."""
    folder, before, number = memory / "store", b"", 0
    for number, _ in enumerate(template.steps(folder)):
        left = digest(folder)
        if left != before and number % PARTS == part:
            copy = memory / str(number)
            shutil.copytree(folder, copy)
            assert_sound_and_resumable(copy, (copy / "out").read_text())
            shutil.rmtree(copy)
        before = left
    # what is reported is written by one thread while another stores: both may have made a call when all stand still
    assert calls.total() - calls["write"] <= number <= calls.total()
    assert calls.total() >= 420


def digest(folder: Path) -> bytes:
    """Of every file but the index of the log, which is made anew from it."""
    named = (path for path in sorted(folder.iterdir()) if not path.name.endswith("-shm"))
    return hashlib.sha256(b"".join(hashlib.sha256(p.name.encode() + p.read_bytes()).digest() for p in named)).digest()


def test_killed_at_durable_calls(
    template: killing.Template, calls_of_threads: Counter[tuple[str, str]], memory: Path
) -> None:
    """F17: really killed, at some of them. A batch is written by a thread of its own, whose calls are counted apart."""
    most = {name: max(n for (_, call), n in calls_of_threads.items() if call == name) for _, name in calls_of_threads}
    points = [(name, when) for name in killing.DURABLE for when in range(1, most.get(name, 0) + 1)]
    for name, when in points[::49]:
        ended = template.run(memory / f"{name}{when}", f"{name}:signal=KILL:when={when}")
        assert ended.code == -signal.SIGKILL, (name, when)
        assert_sound_and_resumable(memory / f"{name}{when}", ended.out)


@pytest.mark.parametrize(
    "seed", [pytest.param(number, marks=[pytest.mark.long] if number else []) for number in range(10)]
)
def test_a_pull_that_is_killed_at_any_moment_goes_on_where_it_was(
    seed: int, template: killing.Template, memory: Path
) -> None:
    """F18: fifty kills a seed over pulls of 2,000 messages, each going on where the last one was killed."""
    chance, killed, stores = random.Random(seed), 0, 0  # noqa: S311 (the same moments every time)
    while killed < 50:
        folder = memory / str(stores)
        ended = template.run_for(chance.uniform(0.01, 0.3), folder, str(MANY))
        assert ended.code in (0, -signal.SIGKILL), ended.err
        killed += ended.code != 0
        assert_sound(folder, ended.out)
        stores += ended.code == 0
    assert template.run_for(60, memory / str(stores), str(MANY)).code == 0
    for number in range(stores + 1):
        path = memory / str(number) / "evidence.db"
        assert invariants.problems(path) == []
        assert len(invariants.sighted(path)) == MANY // 2 + 1
        assert invariants.unaccounted(path, listing(MANY), [b"acme.example"]) == []


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("name", ["pwrite64", "fdatasync", "ftruncate", "fchmod"])
def test_the_disk_fails_at_any_moment(
    error: str, name: str, template: killing.Template, calls: Counter[str], memory: Path
) -> None:
    moments = ("1", "2", "3", "9", "17+", "27+", "81", "150+", "400", "800+")
    whens = [when for when in moments if int(when.rstrip("+")) <= calls[name]]
    assert whens
    for when in whens:
        folder = memory / f"{name}{when}"
        ended = template.run(folder, f"{name}:error={error}:when={when}")
        assert "Traceback" not in ended.err
        if ended.code:
            assert str(folder / "evidence.db") in ended.err
            assert ended.code == (5 if "is full" in ended.err else 1) or "cannot be" in ended.err
        else:
            # a call that the database can do without: cutting its log short
            assert len(invariants.sighted(folder / "evidence.db")) == MAILS // 2 + 1
        assert_sound_and_resumable(folder, ended.out)


@pytest.mark.parametrize(("size", "mails"), [("300k", MAILS), ("2m", MANY)])
def test_a_small_disk_that_is_really_full(size: str, mails: int, tmp_path: Path) -> None:
    small, kept = tmp_path / "small", tmp_path / "kept"
    small.mkdir()
    script = (
        f"mount -t tmpfs -o size={size} tmpfs {small} || exit 77\n"
        f"{sys.executable} -m tests.harvest.pulling {small} {mails}; code=$?\n"
        f"cp -a {small} {kept}; exit $code"
    )
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 5, done.stderr
    assert f"The disk of {small / 'evidence.db'} is full" in done.stderr
    assert "bytes free" in done.stderr
    assert_sound_and_resumable(kept, done.stdout, mails)


def test_every_commit_is_on_the_disk_before_it_is_reported(template: killing.Template, tmp_path: Path) -> None:
    """F20: between the last bytes written to the log and the line that says so stands an fdatasync of it."""
    ended = template.run(tmp_path / "store")
    waiting: set[str] = set()
    reports = 0
    for name, file, told in re.findall(r"^\d+ +(\w+)\(\d+<([^>]+)>(.*)", ended.trace, re.MULTILINE):
        if name == "pwrite64" and not file.endswith("-shm"):  # which is made anew from the log
            waiting.add(file)
        elif name in ("fdatasync", "fsync"):
            waiting.discard(file)
        elif name == "write" and file.endswith("/out") and told.startswith(f', "{STORED} '):
            reports += 1
            assert not waiting
    assert reports > MAILS // 8
