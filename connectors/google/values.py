"""Values of Google's answers: the same bytes for the same object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def canonical(resource: Mapping[str, Any]) -> bytes:
    """The same bytes for the same resource, whatever the order in which the server lists its keys."""
    try:
        return json.dumps(resource, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return json.dumps(resource, sort_keys=True, separators=(",", ":")).encode()
