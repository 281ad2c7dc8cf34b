"""Inside the process: reads what it is handed, one message after the other, within its memory (S11)."""

from __future__ import annotations

import re
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

MEMORY = 512 * 2**20
"""Bytes of address space for one message, above what the reader takes by itself."""


class Fall:
    """Why a reader gave no answer."""

    def __init__(self, reason: str, *, unexplained: bool = False) -> None:
        self.reason = reason
        self.unexplained = unexplained


def serve(handle: int, module: str) -> None:
    """Reads what it is handed until nobody hands anything any more."""
    reader: Any = import_module(module)
    with Connection(handle) as caller:
        _limit_memory()
        caller.send(None)
        with suppress(EOFError, OSError):
            while True:
                for job in caller.recv():
                    caller.send(_read(reader, *job))


def _read(reader: Any, kind: str, raw: bytes) -> Any:
    try:
        if kind == "report":
            return reader.scanned_report(raw)
        if kind == "document":
            return reader.read_document(raw)
        return reader.parse_message(raw, headers_only=kind == "header")
    except MemoryError:
        return Fall(f"it needed more than {MEMORY // 2**20} MB of memory")
    except Exception as error:  # whatever a library raises is about this message
        return Fall(type(error).__name__)


def _limit_memory() -> None:
    try:
        import resource  # not on every system

        held = re.search(r"VmSize:\s+(\d+) kB", Path("/proc/self/status").read_text())
        limit = MEMORY + (int(held[1]) * 1024 if held else 0)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, OSError, ValueError):
        return
