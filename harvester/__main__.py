"""`python -m harvester` and the console script."""

from __future__ import annotations

import sys

from harvester.cli import main as run


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
