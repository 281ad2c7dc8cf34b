"""Killed again and again on a small disk, while another program changes the mailbox on a real server (F16 to F19)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import invariants
from tests.harvest.server import mail
from tests.harvest.test_refusals import CONFIG
from tests.harvest.test_server_faults import OURS, chaos
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox

pytestmark = pytest.mark.slow
MAILS = 150


@pytest.fixture
def account(dovecot: Dovecot) -> DovecotMailbox:
    account = dovecot.mailbox()
    account.add("INBOX", [mail(mid=f"{number}@acme.example", body="x" * 3000) for number in range(MAILS)])
    account.add("Verschickt", [mail("me@studionorth.example", "bob.roe@acme.example", mid="s@s.example")])
    account.add_folder("Archive")
    return account


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A folder on a disk of its own; skipped where nobody may mount one."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def pulling(folder: Path, account: DovecotMailbox) -> subprocess.Popen[str]:
    config = folder / "config.toml"
    config.write_text(CONFIG.format(port=account.server.plain_port).replace('"ann"', f'"{account.user}"'))
    config.chmod(0o600)
    return subprocess.Popen(
        [sys.executable, "-m", "harvester", "--config", str(config), "pull"],
        env=os.environ | {"HARVESTER_PASSWORD": PASSWORD},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed(folder: Path, account: DovecotMailbox, times: int, seed: int) -> int:
    """How often a pull was killed once its store had begun, up to `times`; each one leaves a sound store.

    A pull that was done before its time came, as on a quick machine, is no kill: another is begun.
    """
    chance, done = random.Random(seed), 0  # noqa: S311 (the same moments every time)
    for _ in range(8 * times):
        if done == times:
            break
        process = pulling(folder, account)
        store = folder / "evidence.db"
        began = time.monotonic()
        while not store.exists() and process.poll() is None and time.monotonic() < began + 60:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        _, told = process.communicate()
        assert "Traceback" not in told
        done += process.returncode == -signal.SIGKILL
        if store.exists():
            assert invariants.problems(store) == []
    return done


def beside(account: DovecotMailbox, small: Path, times: int, seed: int) -> None:
    with chaos(account, seed) as other:
        assert killed(small, account, times, seed) == times
        filler = small / "filler"
        filler.write_bytes(b"x" * 2**10 * max(0, room(small) // 2**10 - 24))
        full = pulling(small, account)
        _, told = full.communicate(timeout=60)
        assert "Traceback" not in told
        assert full.returncode in (0, 3, 5), told
        assert invariants.problems(small / "evidence.db") == []
        filler.unlink()
    assert other.changes
    last = pulling(small, account)
    _, told = last.communicate(timeout=60)
    assert ": ." not in told
    assert last.returncode == 0, told
    store = small / "evidence.db"
    assert invariants.problems(store) == []
    assert invariants.incomplete(store) == {}
    assert invariants.unaccounted(store, account.listing(), OURS) == []


def room(folder: Path) -> int:
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def test_killed_and_out_of_room_beside_a_program_that_never_rests(account: DovecotMailbox, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", "2m") as small:
        beside(account, small, times=4, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 6))
def test_killed_again_and_again(seed: int, account: DovecotMailbox, tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", "8m") as small:
        beside(account, small, times=12, seed=seed)
