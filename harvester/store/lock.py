"""One writer at a time (F21)."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from harvester.errors import LockedError, UsageError

_PATIENCE_SECONDS = 0.5
_PAUSE_SECONDS = 0.05


@contextmanager
def writing(path: Path, holder: str) -> Iterator[None]:
    """Holds the lock of the store at `path` under the name `holder`. LockedError says who else holds it, within 2 s.

    The lock is the kernel's: it ends with the process, however that ends, so a stale one cannot exist.
    """
    lock_path = Path(f"{path}.lock")
    handle = _acquired(path, lock_path)
    try:
        with suppress(OSError):  # on a full disk the name is missing, and nothing else
            lock_path.write_text(json.dumps({"pid": os.getpid(), "command": holder}))
        yield
    finally:
        with suppress(OSError):
            lock_path.write_text("")
        os.close(handle)


def _acquired(path: Path, lock_path: Path) -> int:
    until = time.monotonic() + _PATIENCE_SECONDS
    try:
        handle = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        os.fchmod(handle, 0o600)
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    os.close(handle)
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                return handle
    except BlockingIOError:
        raise LockedError(
            f"The store {path} is being written by {_holder(lock_path)}.", "Wait until it has finished."
        ) from None
    except OSError as error:
        raise UsageError(
            f"The store {path} cannot be locked: {error.strerror}.",
            "Copy its folder to a disk that can be written to."
            if error.errno == errno.EROFS
            else "Check the folder's permissions.",
        ) from error


def _holder(lock_path: Path) -> str:
    try:
        told = json.loads(lock_path.read_text())
        since = datetime.fromtimestamp(lock_path.stat().st_mtime, UTC)
        return f"process {told['pid']} ({told['command']}) since {since:%Y-%m-%d %H:%M:%S} UTC"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
