"""`python -m harvester` and the console script."""

from __future__ import annotations

import gc
import sys

_INTERRUPTED = 130
_CYCLES = 20_000
"""Objects more than before, after which Python looks for cycles: at its 700, modules and batches are looked through
time and again."""


def main() -> None:
    """Runs the command line and leaves with its exit code; an interrupt while it is still being loaded is one, too."""
    gc.set_threshold(_CYCLES)
    try:
        from harvester.cli import main as run

        code = run()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        code = _INTERRUPTED
    gc.freeze()  # the process ends: looking through everything for cycles first takes a tenth of a short command
    sys.exit(code)


if __name__ == "__main__":
    main()
