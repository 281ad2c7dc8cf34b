"""`python -m harvester` and the console script."""

from __future__ import annotations

import gc
import sys

from harvester.cli import main as run


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    code = run()
    gc.freeze()  # the process ends: looking through everything for cycles first takes a tenth of a short command
    sys.exit(code)


if __name__ == "__main__":
    main()
