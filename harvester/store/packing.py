"""The bytes of messages hashed and compressed: the part of storing that needs no store."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

import zstandard

from harvester.store.batch import Found

_LEVEL = 2
"""Level 3 takes a quarter longer for a thousandth less, level 12 five times as long for a hundredth (S1)."""
_PART = 25
"""Messages that one thread packs at once: to give each away by itself costs more than two threads gain."""
_MOST_THREADS = 4


class Packed(NamedTuple):
    """What the store keeps of the bytes of a message."""

    sha256: str
    blob: bytes
    blob_sha256: str


class Packing(NamedTuple):
    """Messages that other threads are packing."""

    parts: tuple[Future[list[Packed]], ...]

    def result(self) -> tuple[Packed, ...]:
        """All of them packed, in their order; waits until they are."""
        return tuple(one for part in self.parts for one in part.result())


def packing(found: Sequence[Found]) -> Packing:
    """Begins to pack messages while the caller does something else."""
    parts = (found[start : start + _PART] for start in range(0, len(found), _PART))
    return Packing(tuple(_packers().submit(_packed, part) for part in parts))


@cache
def _packers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS), thread_name_prefix="pack")


class _Tools(threading.local):
    """A compressor serves one thread only."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL)


_tools = _Tools()


def _packed(found: Sequence[Found]) -> list[Packed]:
    compress, packed = _tools.compressor.compress, []
    for one in found:
        blob = compress(one.item.raw)
        sha256, blob_sha256 = (hashlib.sha256(some).hexdigest() for some in (one.item.raw, blob))
        packed.append(Packed(sha256=sha256, blob=blob, blob_sha256=blob_sha256))
    return packed


def unpacked(blob: Any, size: int) -> bytes | None:
    """The original bytes, `size` of them; None when the packed ones are damaged."""
    try:
        if zstandard.get_frame_parameters(blob).content_size != size:
            return None
        return zstandard.ZstdDecompressor().decompress(blob, allow_extra_data=False)
    except (zstandard.ZstdError, TypeError, ValueError, MemoryError):
        return None
