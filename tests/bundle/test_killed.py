"""Killed or out of disk while a bundle is written: it is there whole, or it is not there (F18, F20, S31)."""

from __future__ import annotations

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

from harvester import bundle
from harvester.errors import UsageError
from tests import killing
from tests.bundle.sealing import sealed as written
from tests.bundle.test_bundle import contents

pytestmark = pytest.mark.slow
CALLS = ("write", "openat", "mkdir", "sync", "rename", "rmdir", "unlinkat")
_AT_RANDOM = 8
_LAST = 6


@pytest.fixture(scope="module")
def template() -> Iterator[killing.Template]:
    with killing.template("tests.bundle.sealing") as running:
        yield running


@pytest.fixture(scope="module")
def memory(sealed: Path) -> Iterator[Path]:
    """A folder in memory with a bundle in it, to be written anew beside it."""
    with killing.memory() as folder:
        shutil.copytree(sealed, folder / "whole")
        yield folder


def left_in(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()} - {"out", "err", "trace"}


def calls_of(trace: str) -> list[str]:
    return re.findall(r"^\d+ +(\w+)\(", trace, re.MULTILINE)


def passes(folder: Path) -> bool:
    try:
        return bundle.check(folder).problems == ()
    except UsageError:
        return False


def test_killed_while_it_is_written(template: killing.Template, memory: Path) -> None:
    """What lies under the name is a bundle without a problem, or nothing; the next run writes it and clears up."""
    ended = template.run(memory / "first", calls=CALLS)
    assert ended.code == 0, ended.err
    made = calls_of(ended.trace)
    assert made.count("rename") == 1
    chosen = random.Random(7).sample(range(len(made)), _AT_RANDOM)  # noqa: S311 (the same moments every time)
    points = [(made[at], Counter(made[: at + 1])[made[at]]) for at in {*chosen, *range(len(made) - _LAST, len(made))}]
    begun = 0
    for name, when in [*points, ("rename", 1)]:
        folder = memory / f"{name}{when}"
        folder.mkdir()
        ended = template.run(folder, f"{name}:signal=KILL:when={when}", calls=CALLS)
        assert ended.code == -signal.SIGKILL, (name, when)
        whole = (folder / "bundle").exists()
        begun += not whole and bool(left_in(folder))
        assert not whole or bundle.check(folder / "bundle").problems == ()
        for part in folder.glob(".bundle.*.new"):
            assert name in {"sync", "rename"} or not passes(part), "nothing half-written is taken for a bundle"
        if not whole:
            assert written(folder) == 0
        assert left_in(folder) == {"bundle"}
        assert contents(folder / "bundle") == contents(memory / "first" / "bundle")
        shutil.rmtree(folder)
    assert begun > _AT_RANDOM / 2


def test_an_older_bundle_is_never_touched(template: killing.Template, memory: Path) -> None:
    folder = memory / "older"
    shutil.copytree(memory / "whole", folder / "bundle")
    (folder / "bundle" / "mine.txt").write_text("mine")
    before = contents(folder / "bundle")
    ended = template.run(folder, calls=CALLS)
    assert ended.code == 2
    assert "is there already" in ended.err
    assert contents(folder / "bundle") == before
    assert left_in(folder) == {"bundle"}


@pytest.mark.parametrize("fault", ["write:error=ENOSPC:when=9", "write:error=EIO:when=3", "rename:error=EIO"])
def test_a_disk_that_fails_leaves_nothing(fault: str, template: killing.Template, memory: Path) -> None:
    folder = memory / fault.replace(":", "-")
    ended = template.run(folder, fault, calls=CALLS)
    assert ended.code == (5 if "ENOSPC" in fault else 1), ended.err
    assert f"Writing {folder / 'bundle'} failed" in ended.err
    assert "Traceback" not in ended.err
    assert left_in(folder) == set()


def test_a_disk_that_is_really_full_is_told_by_the_command(sample_folder: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    harvester = f"{sys.executable} -m harvester --config {tmp_path}/matter/config.toml"
    shutil.copytree(sample_folder, tmp_path / "matter")
    script = (
        f"mount -t tmpfs -o size=200k tmpfs {small} || exit 77\n"
        f"{harvester} bundle acme --out {small}/bundle || echo bundle $?\n"
        f"find {small} -mindepth 1"
    )
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["bundle 5"], done.stderr
    assert done.stderr.count("failed (No space left on device)") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("planted", ["link", "broken link", "begun"])
def test_a_planted_link_is_not_followed(planted: str, memory: Path, tmp_path: Path) -> None:
    shutil.copytree(memory / "whole", tmp_path / "whole")
    target, folder = tmp_path / "target", tmp_path / "folder"
    folder.mkdir()
    if planted != "broken link":
        target.mkdir()
    (folder / (".bundle.4194305.new" if planted == "begun" else "bundle")).symlink_to(target)
    assert written(folder) == (0 if planted == "begun" else 2)
    assert not target.exists() or list(target.iterdir()) == []
