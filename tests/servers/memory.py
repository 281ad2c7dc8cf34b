"""Memory that this process itself has used: ru_maxrss of a child also holds what its parent had at the fork."""

from __future__ import annotations

import re
from pathlib import Path


def peak() -> int:
    """Kilobytes resident at the most."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])
