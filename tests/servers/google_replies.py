"""What the server says, and how Google refuses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server says: a JSON value, or bytes as they are."""

    status: int = 200
    said: Any = None
    headers: Headers = field(default_factory=dict)
    declared: int | None = None
    """A Content-Length that is not true."""

    @property
    def body(self) -> bytes:
        return self.said if isinstance(self.said, bytes) else json.dumps(self.said).encode()


def refusal(status: int, reason: str, headers: Headers | None = None) -> Reply:
    """An error as Google writes it."""
    error = {"code": status, "message": reason, "errors": [{"domain": "global", "reason": reason, "message": reason}]}
    return Reply(status=status, said={"error": error}, headers=headers or {})
