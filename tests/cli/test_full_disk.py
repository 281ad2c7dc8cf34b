"""Commands beside `pull` on a disk that is really full: told in a sentence, nothing half-written, done when run again.

`pull` itself is tried in tests/harvest/test_crash.py, a report at every call in tests/reports/test_killed.py (F19).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Harvester
from tests.harvest.test_killed_beside import room, small_disk

pytestmark = pytest.mark.slow
WHY = ("--reason", "Bob said so.", "--by", "Ann North")
COMMANDS = {
    "mark": ("mark", "fact", "F-002", "accept", *WHY),
    "report": ("report", "acme", "--out", "{}/report"),
    "review": ("facts", "acme", "--xlsx", "{}/review.xlsx"),
    "bundle": ("bundle", "acme", "--out", "{}/bundle"),
    "contract": ("contract", "new", "--no-input", "--out", "{}/new.toml"),
    "purge": ("purge", "acme", "--before", "2026-02-01", "--yes", *WHY),
}


@pytest.fixture
def matter(sample_folder: Path, tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", "32m") as small:
        shutil.copytree(sample_folder, small / "matter")
        yield small / "matter"


def files(folder: Path) -> set[str]:
    beside = ("-wal", "-shm", ".lock", ".readings")
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.name.endswith(beside)}


@pytest.mark.parametrize("left", [0, 20 * 1024])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    harvester: Harvester, matter: Path, name: str, left: int
) -> None:
    words = [word.format(matter) for word in COMMANDS[name]]
    before, filler = files(matter), matter.parent / "filler"
    with filler.open("wb") as full:
        os.posix_fallocate(full.fileno(), 0, room(matter) - left)
    done = harvester("--config", matter / "config.toml", *words)
    filler.unlink()
    if done.code:  # what needs less than was left is done
        assert done.code == 5, done.err
        assert "is full" in done.err or "No space left on device" in done.err
        assert len(done.err.strip().splitlines()) == 2, "one fact and one next step"
        assert files(matter) == before
    else:
        assert left
    assert harvester("--config", matter / "config.toml", "verify").code == 0
    assert done.code == 0 or harvester("--config", matter / "config.toml", *words).code == 0
