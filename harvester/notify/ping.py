"""The sign of life for a monitor: one request when a run starts, one with its exit code when it ends.

A monitor that is down never fails the run: what it would have told is said by its own silence.
"""

from __future__ import annotations

import urllib3

_PATIENCE_SECONDS = 10.0


def ping(url: str, state: str) -> bool:
    """Asks `url`/`state` ("start", or an exit code); False: nobody took it."""
    pool = urllib3.PoolManager(retries=urllib3.Retry(2, redirect=2), timeout=_PATIENCE_SECONDS)
    try:
        answer = pool.request("GET", f"{url.rstrip('/')}/{state}")
    except (urllib3.exceptions.HTTPError, ValueError):
        return False
    finally:
        pool.clear()
    return answer.status < 400
