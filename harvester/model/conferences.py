"""Conferences of Google Meet: who was in a call, and when, as Google recorded it (measurement.md M2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CONFERENCE = "application/vnd.google.meet.conference+json"
"""What a stored record is: `meetingCode`, `conferenceRecord`, and `participants`, each with `participantSessions`."""
ATTENDANCE = "Google Meet: who joined"
"""The row of the ledger that tells how far such records were asked for."""
KEPT_DAYS = 30
"""So long Google keeps a record after the end of its conference."""
_CODE = re.compile(r"[a-z0-9-]{1,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who was in a conference, by the name that Meet shows."""

    name: str
    """A signed-in user's own name, what an anonymous user typed, or a part of a telephone number."""
    signed_in: bool
    """With a Google account; what others are called is their own word."""
    phone: bool = False
    """By telephone: the name is a number, and tells nobody's."""
    sessions: tuple[tuple[datetime, datetime | None], ...] = ()
    """From joining to leaving; None: still there when it was read. Aware UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference:
    """One call in the space of a meeting code, as it was read last. All times are aware UTC."""

    key: str
    code: str
    start: datetime
    end: datetime | None
    """None: it was still going on when it was read."""
    participants: tuple[Participant, ...] = ()
    sha256: str = ""
    """The original that says so."""


def meeting_code(event: Mapping[str, Any]) -> str:
    """The code of the Meet conference of an event resource, `abc-mnop-xyz`; "" where it has none."""
    data = event.get("conferenceData")
    solution = data.get("conferenceSolution") if isinstance(data, dict) else None
    key = solution.get("key") if isinstance(solution, dict) else None
    if not isinstance(data, dict) or not isinstance(key, dict) or key.get("type") != "hangoutsMeet":
        return ""
    code = str(data.get("conferenceId") or "")
    return code if _CODE.fullmatch(code) else ""
