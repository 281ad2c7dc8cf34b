"""How long a test waits: a slow machine is no defect, what would never end is. Speed itself is shown by benchmarks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

PROCESSOR_SECONDS = 30.0
"""For reading one thing: three times what a reader gets (harvester.workers), for machines that are as much slower.
What these tests guard against takes minutes, or does not end."""
SECONDS = 60.0
"""For what waits for somebody else, so that a busy machine counts; what it guards against waits for ever."""


@contextmanager
def soon() -> Iterator[None]:
    """What is read inside ends by itself, and takes no more of the processor than reading one thing may."""
    began = time.process_time()
    yield
    assert time.process_time() - began < PROCESSOR_SECONDS


@contextmanager
def patient(seconds: float = SECONDS) -> Iterator[None]:
    """What waits inside comes back by itself."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds
