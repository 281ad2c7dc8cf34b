"""A calendar at Google and its events, as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

READONLY = "https://www.googleapis.com/auth/calendar.readonly"


@dataclass(slots=True)
class Calendar:
    """One calendar: its events now, and the order in which they changed."""

    summary: str
    role: str = "owner"
    listed: bool = True
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)

    def put(self, event: Mapping[str, Any]) -> None:
        self.events[event["id"]] = dict(event)
        self.changes.append(event["id"])

    def delete(self, event_id: str) -> None:
        self.put({"id": event_id, "status": "cancelled", "kind": "calendar#event", "etag": f'"{len(self.changes)}"'})


def event(number: int, **more: Any) -> dict[str, Any]:
    """An event as the API shows it."""
    return {
        "kind": "calendar#event",
        "id": f"event{number}",
        "status": "confirmed",
        "iCalUID": f"event{number}@google.example",
        "summary": f"Weekly call {number}",
        "created": "2026-02-20T10:00:00.000Z",
        "updated": "2026-02-20T10:00:00.000Z",
        "start": {"dateTime": "2026-03-02T10:00:00+01:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2026-03-02T10:30:00+01:00", "timeZone": "Europe/Berlin"},
        "organizer": {"email": "me@studionorth.example", "self": True},
        "attendees": [{"email": "bob.roe@acme.example", "responseStatus": "needsAction"}],
        "sequence": 0,
        **more,
    }
