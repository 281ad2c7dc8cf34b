"""Records of Google Meet → who was in a conference, and from when to when (measurement.md M2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from harvester.model.conferences import Conference, Participant
from harvester.model.mail import Unreadable
from harvester.model.times import instant

_KINDS = ("signedinUser", "anonymousUser", "phoneUser")
_LONGEST_NAME = 1_000


def conference(raw: bytes) -> Conference | Unreadable:
    """What a stored record says; Unreadable where it names no conference or no start. Nothing is raised."""
    sha256 = hashlib.sha256(raw).hexdigest()
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        said = None
    record = said.get("conferenceRecord") if isinstance(said, dict) else None
    start = instant(record.get("startTime")) if isinstance(record, dict) else None
    if not isinstance(record, dict) or start is None:
        return Unreadable(sha256=sha256, size=len(raw), reason="it holds no record of a conference with a start")
    return Conference(
        key=str(record.get("name") or sha256),
        code=str(said.get("meetingCode") or ""),
        start=start,
        end=instant(record.get("endTime")),
        participants=tuple(_participant(each) for each in _objects(said, "participants")),
        sha256=sha256,
    )


def _participant(said: Mapping[str, Any]) -> Participant:
    """One of three kinds; what is of none is somebody without a name."""
    kind = next((kind for kind in _KINDS if isinstance(said.get(kind), dict)), "")
    shown = said[kind].get("displayName") if kind else ""
    return Participant(
        name=" ".join(shown.split())[:_LONGEST_NAME] if isinstance(shown, str) else "",
        signed_in=kind == "signedinUser",
        phone=kind == "phoneUser",
        sessions=tuple(_sessions(said)),
    )


def _sessions(said: Mapping[str, Any]) -> Iterator[tuple[datetime, datetime | None]]:
    """A session without a usable end that is not open proves no presence beyond its start."""
    for session in _objects(said, "participantSessions"):
        start, written = instant(session.get("startTime")), session.get("endTime")
        end = instant(written)
        if start is not None:
            yield start, None if written is None else max(start, end or start)


def _objects(said: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = said.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
