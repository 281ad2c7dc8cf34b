"""Killed or out of disk while a report is written: each file is the old one or the new one (F17, F18, F19, F20)."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.files import write_files
from tests import killing
from tests.reports.publishing import REPORTS

pytestmark = pytest.mark.slow
CALLS = ("write", "fsync", "rename", "renameat", "unlink", "unlinkat", "fchmod", "mkdir", "openat", "close")
OLD, NEW = REPORTS["old"], REPORTS["new"]
FULL_OR_BROKEN = {"ENOSPC": 5, "EIO": 1}
"""A full disk is for the time being; a broken one is not."""


@pytest.fixture(scope="module")
def template() -> Iterator[killing.Template]:
    with killing.template("tests.reports.publishing") as running:
        yield running


@pytest.fixture
def memory() -> Iterator[Path]:
    with killing.memory() as folder:
        yield folder


def older(folder: Path) -> Path:
    """A folder with the old report in it."""
    write_files(folder / "report", OLD)
    return folder


def lying(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "report").iterdir()}


def assert_old_or_new(folder: Path) -> None:
    files = lying(folder)
    assert {name for name in files if not name.startswith(".")} == OLD.keys() == NEW.keys()
    assert [name for name in OLD if files[name] not in (OLD[name], NEW[name])] == []


def assert_next_run_is_clean(folder: Path) -> None:
    write_files(folder / "report", NEW)
    assert lying(folder) == NEW


def calls_of(trace: str) -> list[tuple[str, str]]:
    """Name and arguments of every call, in order."""
    return re.findall(r"^\d+ +(\w+)\((.*)\) += ", trace, re.MULTILINE)


def test_old_and_new_differ_in_every_file_but_the_exhibits() -> None:
    assert len(OLD) >= 7
    assert [name for name in OLD if OLD[name] == NEW[name]] in ([], ["exhibits.pdf"])


def test_killed_at_every_call(template: killing.Template, memory: Path) -> None:
    whole = template.run(older(memory / "whole"), calls=CALLS)
    assert whole.code == 0
    calls = Counter(name for name, _ in calls_of(whole.trace))
    points = [(name, when) for name in calls for when in range(1, calls[name] + 1)]
    assert len(points) >= 40
    for name, when in points:
        folder = older(memory / f"{name}{when}")
        ended = template.run(folder, f"{name}:signal=KILL:when={when}", calls=CALLS)
        assert ended.code == -signal.SIGKILL, (name, when)
        assert_old_or_new(folder)
        assert_next_run_is_clean(folder)


def test_a_report_that_is_killed_at_any_moment_leaves_whole_files(template: killing.Template, memory: Path) -> None:
    """A report is written in turns old and new, again and again into one folder, and killed a hundred times."""
    folder, chance = older(memory / "report"), random.Random(18)  # noqa: S311 (the same moments every time)
    killed = mixed = number = 0
    while (killed <= 100 or mixed <= 10) and number < 3_000:
        number += 1
        ended = template.run_for(chance.uniform(0, 0.012), folder, ("new", "old")[number % 2])
        killed += ended.code == -signal.SIGKILL
        assert ended.code in (0, -signal.SIGKILL), ended.err
        assert_old_or_new(folder)
        mixed += any(name.startswith(".") for name in lying(folder))
    assert killed > 100
    assert mixed > 10, "kills that hit the writing itself"
    assert_next_run_is_clean(folder)


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("name", ["write", "fsync", "renameat", "rename"])
def test_a_disk_that_fails_leaves_every_old_file(
    error: str, name: str, template: killing.Template, memory: Path
) -> None:
    """A full disk is met before the first file is replaced; only renaming can fail between two files."""
    calls = Counter(name for name, _ in calls_of(template.run(older(memory / "whole"), calls=CALLS).trace))
    whens = ("1", "3", "7") if name == "write" else ("1", "3", "7", "3+")  # what is told is written, too
    for when in [when for when in whens if int(when.rstrip("+")) <= calls[name]]:
        folder = older(memory / f"{name}{when}")
        ended = template.run(folder, f"{name}:error={error}:when={when}", calls=CALLS)
        assert ended.code == FULL_OR_BROKEN[error], (name, when)
        assert str(folder / "report") in ended.err
        assert "Traceback" not in ended.err
        assert_old_or_new(folder)
        assert set(lying(folder)) == OLD.keys()
        assert_next_run_is_clean(folder)


def test_a_disk_that_is_really_full_leaves_the_old_report(tmp_path: Path) -> None:
    small, kept = tmp_path / "small", tmp_path / "kept"
    small.mkdir()
    size = sum(map(len, OLD.values())) // 1024
    script = (
        f"mount -t tmpfs -o size={size + 80}k tmpfs {small} || exit 77\n"
        f"{sys.executable} -m tests.reports.publishing {small} old || exit 78\n"
        f"{sys.executable} -m tests.reports.publishing {small} old; code=$?\n"
        f"cp -a {small} {kept}; exit $code"
    )
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == FULL_OR_BROKEN["ENOSPC"], done.stderr
    assert f"Writing into {small / 'report'} failed (No space left on device)" in done.stderr
    assert lying(kept) == OLD


def test_every_file_is_on_the_disk_before_it_takes_its_place(template: killing.Template, memory: Path) -> None:
    """F20: fsync(file) < rename < fsync(folder), for every file of the report."""
    ended = template.run(older(memory / "whole"), calls=CALLS)
    folder = str(memory / "whole" / "report")
    safe: set[str] = set()
    renamed = list[str]()
    settled = 0
    for name, words in calls_of(ended.trace):
        paths = re.findall(r"<([^>]+)>", words)
        if name == "write" and paths[0].startswith(folder):
            safe.discard(paths[0])
        elif name == "fsync" and paths[0] == folder:
            settled = len(renamed)
        elif name == "fsync":
            safe.add(paths[0])
        elif name.startswith("rename"):
            source, target = re.findall(r'"([^"]+)"', words)
            assert f"{folder}/{source}" in safe
            renamed.append(target)
    assert sorted(renamed) == sorted(NEW)
    assert settled == len(renamed)
