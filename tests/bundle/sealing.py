"""Bundles to be killed while they are written: `python -m tests.bundle.sealing` (see `tests.killing`).

Beside the folder lies `whole`, a bundle; its files are written anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from harvester.bundle.bag import write_bag
from harvester.errors import HarvesterError
from tests.killing import main

_MADE_HERE = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "COMPLETE")


def sealed(folder: Path) -> int:
    """Writes `folder`/bundle, as `harvester bundle` does."""
    whole = folder.parent / "whole"
    names = sorted(file.relative_to(whole).as_posix() for file in whole.rglob("*") if file.is_file())
    files = ((name, (whole / name).read_bytes()) for name in names if name not in _MADE_HERE)
    info = dict(line.split(": ", 1) for line in (whole / "bag-info.txt").read_text().splitlines())
    del info["Payload-Oxum"]
    try:
        write_bag(folder / "bundle", files, info, lambda _: {})
    except HarvesterError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    main(sealed)
