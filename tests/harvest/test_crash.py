"""Killed or out of disk at any moment: what was reported is stored, and the next pull completes (F17, F19)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harvester.harvest import Matter, pull
from harvester.store import open_store
from tests.harvest.conftest import CLIENT, US
from tests.harvest.pulling import MAILS, server
from tests.harvest.server import Mailbox, day

pytestmark = pytest.mark.slow


def pull_under(fault: str, folder: Path) -> subprocess.CompletedProcess[str]:
    syscall = fault.partition(":")[0]
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={syscall}", "-e", f"inject={fault}",
         sys.executable, "-m", "tests.harvest.pulling", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def assert_sound_and_resumable(folder: Path, reported: str) -> None:
    store = open_store("sqlite:///evidence.db", folder)
    stored = int(reported.split()[-1]) if reported else 0
    if stored:
        assert store.verify().problems == ()
        assert len(store.sightings()) >= stored
    with store.writer("harvester pull"):
        before = len(store.sightings())
        result = pull(Mailbox(server()), Matter(US, (CLIENT,)), store, day(2))
    assert all(row.complete for row in result.rows)
    assert result.sightings == MAILS // 2 + 1 - before
    assert len(list(store.originals())) == len(store.sightings()) == MAILS // 2 + 1
    assert store.verify().problems == ()


@pytest.mark.parametrize(
    "moment",
    ["pwrite64:2", "pwrite64:60", "pwrite64:180", "pwrite64:300", "fdatasync:3", "fdatasync:11", "fdatasync:20"],
)
def test_killed_in_the_middle_of_a_pull(moment: str, tmp_path: Path) -> None:
    syscall, when = moment.split(":")
    done = pull_under(f"{syscall}:signal=KILL:when={when}", tmp_path)
    assert done.returncode != 0, done.stderr
    assert_sound_and_resumable(tmp_path, done.stdout)


@pytest.mark.parametrize("fault", ["pwrite64:error=ENOSPC:when=150+", "fdatasync:error=EIO:when=12+"])
def test_the_disk_fails_in_the_middle_of_a_pull(fault: str, tmp_path: Path) -> None:
    done = pull_under(fault, tmp_path)
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert str(tmp_path / "evidence.db") in done.stderr
    assert "Traceback" not in done.stderr
    assert_sound_and_resumable(tmp_path, done.stdout)
