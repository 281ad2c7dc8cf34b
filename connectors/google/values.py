"""Values of Google's answers: the same bytes for the same object, and instants."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def canonical(resource: Mapping[str, Any]) -> bytes:
    """The same bytes for the same resource, whatever the order in which the server lists its keys."""
    try:
        return json.dumps(resource, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return json.dumps(resource, sort_keys=True, separators=(",", ":")).encode()


def instant(text: object) -> datetime | None:
    """An aware instant in UTC; None for anything else."""
    try:
        at = datetime.fromisoformat(str(text))
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
