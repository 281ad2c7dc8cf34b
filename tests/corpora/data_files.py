"""Data files that Outlook wrote: samples of another project’s package, fetched once by npm into `.cache/corpora`."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

from filelock import FileLock

from tests.corpora.samples import CACHE

_PACKAGE = "pst-extractor@1.12.0"
_INSIDE = "package/example/testdata"


def unpacked() -> Path | None:
    """The folder with `enron.pst` and an `.ost`; None where this machine has no npm. RuntimeError with what it said."""
    if shutil.which("npm") is None:
        return None
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = CACHE / _PACKAGE
    with FileLock(CACHE / ".lock"):
        if not folder.is_dir():
            _fetch(folder)
    return folder / _INSIDE


def _fetch(folder: Path) -> None:
    partial = folder.with_name(f"{_PACKAGE}.partial")
    partial.mkdir(exist_ok=True)
    done = subprocess.run(
        ["npm", "pack", "--silent", _PACKAGE], cwd=partial, capture_output=True, text=True, check=False
    )
    found = sorted(partial.glob("*.tgz"))
    if done.returncode or not found:
        raise RuntimeError(f"npm could not fetch {_PACKAGE}; it said: {(done.stderr.strip() or 'nothing')[-200:]}")
    with tarfile.open(found[0]) as archive:
        wanted = [
            one for one in archive.getmembers() if one.name.startswith(f"{_INSIDE}/") and "attach" not in one.name
        ]
        archive.extractall(partial, wanted, filter="data")
    found[0].unlink()
    partial.rename(folder)
