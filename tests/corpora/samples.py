"""Mail that real programs sent: the test messages of other projects' source distributions, fetched once by pip.

Nothing of it is part of this repository: it lies in `.cache/corpora` of the checkout.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock

CACHE = Path(__file__).parents[2] / ".cache" / "corpora"
WANTED = {"mail-parser==4.8.0": "tests/mails/", "flufl.bounce==6.0.0": "tests/data/"}
"""Requirement -> where its messages lie inside the source distribution."""


def unpacked() -> Path:
    """The folder with every source distribution, unpacked. Raises RuntimeError with what pip said."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / ".lock"):
        for requirement in WANTED:
            folder = CACHE / requirement
            if not folder.is_dir():
                _fetch(requirement, folder)
    return CACHE


def _fetch(requirement: str, folder: Path) -> None:
    archives = folder.with_name(f"{requirement}.archive")
    command = [
        "download",
        "-q",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-binary",
        ":all:",
        "-d",
        str(archives),
    ]
    done = subprocess.run([*_pip(), *command, requirement], capture_output=True, text=True, check=False)
    found = sorted(archives.glob("*.tar.gz")) if done.returncode == 0 else []
    if not found:
        said = done.stderr.strip().splitlines()[-1:] or ["nothing"]
        raise RuntimeError(f"pip could not download the source distribution of {requirement}; it said: {said[0]}")
    partial = folder.with_name(f"{requirement}.partial")
    with tarfile.open(found[0]) as archive:
        archive.extractall(partial, filter="data")
    partial.rename(folder)
    shutil.rmtree(archives)


def _pip() -> list[str]:
    """pip of this environment, or of the Python that it was made from."""
    python = sys.executable if find_spec("pip") else str(Path(sys.base_prefix) / "bin" / "python3")
    return [python, "-m", "pip"]


def messages(requirement: str) -> Iterator[tuple[str, bytes]]:
    """Name and raw bytes of every message of one source distribution."""
    for path in sorted((CACHE / requirement).rglob("*")):
        place = path.relative_to(CACHE / requirement).as_posix().partition("/")[2]
        if path.is_file() and place.startswith(WANTED[requirement]) and path.suffix != ".py":
            yield path.name, path.read_bytes()


def of_python() -> Iterator[tuple[str, bytes]]:
    """The messages that Python's own tests of `email` read, where this Python was installed with its tests."""
    spec = find_spec("test.test_email") if find_spec("test") else None
    for folder in spec.submodule_search_locations or [] if spec else []:
        for path in sorted((Path(folder) / "data").glob("*.txt")):
            yield path.name, path.read_bytes()
