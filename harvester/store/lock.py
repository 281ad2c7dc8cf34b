"""One writer at a time (F21)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from harvester.errors import LockedError, UsageError

_PATIENCE_SECONDS = 0.5


@contextmanager
def writing(path: Path, holder: str) -> Iterator[None]:
    """Holds the lock of the store at `path` under the name `holder`. LockedError says who else holds it, within 2 s.

    The lock is the kernel's: it ends with the process, however that ends, so a stale one cannot exist.
    """
    lock_path = Path(f"{path}.lock")
    lock = FileLock(lock_path, timeout=_PATIENCE_SECONDS, mode=0o600)
    try:
        lock.acquire(poll_interval=0.05)
    except Timeout as error:
        raise LockedError(
            f"The store {path} is being written by {_holder(lock_path)}.", "Wait until it has finished."
        ) from error
    except OSError as error:
        raise UsageError(
            f"The store {path} cannot be locked: {error.strerror}.", "Check the folder's permissions."
        ) from error
    try:
        with suppress(OSError):  # on a full disk the name is missing, and nothing else
            lock_path.write_text(json.dumps({"pid": os.getpid(), "command": holder}))
        yield
    finally:
        with suppress(OSError):
            lock_path.write_text("")
        lock.release()


def _holder(lock_path: Path) -> str:
    try:
        told = json.loads(lock_path.read_text())
        since = datetime.fromtimestamp(lock_path.stat().st_mtime, UTC)
        return f"process {told['pid']} ({told['command']}) since {since:%Y-%m-%d %H:%M:%S} UTC"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
