"""A bag of many originals written, and checked by `verify` and by `sha256sum` on the same files.

    python -m benchmarks.bundle [--originals 5000] [--kilobytes 40] [--folder F]

The folder is best in memory (/dev/shm): then both are measured by what they compute, and not by the disk.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import tempfile
import time
from pathlib import Path

from harvester.bundle.bag import Bag, new_folder
from harvester.bundle.check import check

_MEGABYTE = 1_000_000


def written(out: Path, count: int, size: int) -> float:
    """Seconds to write a bag with `count` originals of about `size` bytes."""
    at = random.Random(5)  # noqa: S311 (a fixed seed)
    originals = [at.randbytes(at.randrange(size // 2, size * 3 // 2)) for _ in range(count)]
    began = time.perf_counter()
    with new_folder(out) as folder:
        bag = Bag(folder)
        for content in originals:
            bag.add(f"data/originals/{hashlib.sha256(content).hexdigest()}.eml", content)
        bag.add("README.txt", b"")
        bag.close({})
        bag.complete({})
    return time.perf_counter() - began


def main(folder: Path, count: int, size: int) -> None:
    out = folder / "bag"
    taken = written(out, count, size)
    found = check(out)
    assert found.problems == ()
    print(f"written: {count} originals, {found.bytes / _MEGABYTE:.0f} MB in {taken:.1f} s")
    best = {"verify": 9e9, "sha256sum": 9e9}
    for _ in range(5):
        began = time.perf_counter()
        check(out)
        best["verify"] = min(best["verify"], time.perf_counter() - began)
        began = time.perf_counter()
        for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            subprocess.run(["sha256sum", "-c", "--quiet", name], cwd=out, check=True)
        best["sha256sum"] = min(best["sha256sum"], time.perf_counter() - began)
    for name, seconds in best.items():
        print(f"{name}: {seconds:.2f} s, {found.bytes / _MEGABYTE / seconds:.0f} MB/s (best of five)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--originals", type=int, default=5000)
    parser.add_argument("--kilobytes", type=int, default=40)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as place:
        main(Path(place), given.originals, given.kilobytes * 1000)
