"""Google Meet on this machine: calls through meeting codes, who joined them, and when; pages and refusals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MEET_READONLY = "https://www.googleapis.com/auth/meetings.space.readonly"
SCOPE_MISSING = {
    "error": {
        "code": 403,
        "message": "Request had insufficient authentication scopes.",
        "status": "PERMISSION_DENIED",
        "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}],
    }
}
_FILTER = re.compile(r'space\.meeting_code = "([a-z0-9-]+)" AND start_time>="(\d{4}-\d\d-\d\dT[\d:.]+Z)"')

Resource = dict[str, Any]


@dataclass(slots=True)
class Meet:
    """The calls that this account may see, and who was in each."""

    page_size: int = 100
    calls: dict[str, tuple[str, Resource]] = field(default_factory=dict)
    """Name of the record -> meeting code, record."""
    people: dict[str, list[Resource]] = field(default_factory=dict)
    """Name of the record -> participants."""
    sessions: dict[str, list[Resource]] = field(default_factory=dict)
    """Name of the participant -> sessions."""
    forgotten: set[str] = field(default_factory=set)
    """Records that end between being listed and being asked for."""

    def hold(self, code: str, start: str, end: str | None, *people: Mapping[str, Any]) -> str:
        """A call through a code; each of `people` is a kind of user and `sessions`, pairs of times."""
        name = f"conferenceRecords/call-{len(self.calls)}"
        times = {"startTime": start, **({"endTime": end, "expireTime": end} if end else {})}
        self.calls[name] = (code, {"name": name, "space": "spaces/one", **times})
        self.people[name] = []
        for number, each in enumerate(people):
            key = f"{name}/participants/{number}"
            shown = {kind: value for kind, value in each.items() if kind != "sessions"}
            spans = each["sessions"]
            self.people[name].append({"name": key, "earliestStartTime": spans[0][0], **shown})
            self.sessions[key] = [
                {"name": f"{key}/participantSessions/{n}", "startTime": a, **({"endTime": b} if b else {})}
                for n, (a, b) in enumerate(spans)
            ]
        return name

    def listed(self, query: Mapping[str, str]) -> Resource | None:
        """conferenceRecords.list; None: the filter is none that Google knows."""
        asked = _FILTER.fullmatch(query.get("filter", ""))
        if not asked:
            return None
        code, since = asked.groups()
        found = [record for of, record in self.calls.values() if of == code and record["startTime"] >= since]
        return self._page("conferenceRecords", found, query)

    def participants(self, query: Mapping[str, str], record: str) -> Resource | None:
        """participants.list; None: there is no such record any more."""
        known = record in self.people and record not in self.forgotten
        return self._page("participants", self.people[record], query) if known else None

    def joined(self, query: Mapping[str, str], participant: str) -> Resource | None:
        """participantSessions.list."""
        known = participant in self.sessions
        return self._page("participantSessions", self.sessions[participant], query) if known else None

    def _page(self, key: str, items: Sequence[Resource], query: Mapping[str, str]) -> Resource:
        start = int(query.get("pageToken", "page-0").removeprefix("page-"))
        size = min(self.page_size, int(query.get("pageSize", 25)))
        more = {"nextPageToken": f"page-{start + size}"} if start + size < len(items) else {}
        said: Resource = {key: list(items[start : start + size])} if items else {}
        return {**said, **more}


def signed_in(name: str, *sessions: tuple[str, str | None]) -> Resource:
    """A participant with a Google account."""
    return {"signedinUser": {"user": f"users/{sum(map(ord, name))}", "displayName": name}, "sessions": sessions}


def anonymous(name: str, *sessions: tuple[str, str | None]) -> Resource:
    """A participant who typed a name."""
    return {"anonymousUser": {"displayName": name}, "sessions": sessions}


def conference(code: str) -> Resource:
    """What an event says of its conference on Meet."""
    return {
        "conferenceData": {
            "conferenceId": code,
            "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"},
            "entryPoints": [{"entryPointType": "video", "uri": f"https://meet.google.com/{code}"}],
        }
    }
