"""Waiting because a server asks for it, and saying so: a bar that stands still must not look like a crash."""

from __future__ import annotations

import logging
import time

LOG = "harvester.waits"
"""The logger that is told."""
_TOLD = 5.0
"""Seconds from which a wait is told."""


def pause(seconds: float) -> None:
    """Sleeps so long; a wait that a person would notice is told first."""
    if seconds >= _TOLD:
        logging.getLogger(LOG).info("Waiting for the server: going on in %.0f s.", seconds)
    time.sleep(seconds)
