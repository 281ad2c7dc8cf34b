"""Google Meet: who joined the calls of calendar events, and from when to when, as Google recorded it.

Records reach back 30 days, and this account sees those of calls that it owns or joined.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.google.values import canonical
from connectors.google_calendar.api import Api
from harvester.errors import FolderError
from harvester.model.conferences import ATTENDANCE, CONFERENCE, meeting_code
from harvester.model.source import Event, Failure
from harvester.model.times import instant

Page = Callable[[str | None], Mapping[str, Any]]


class _RepeatedError(Exception):
    """A page came again: the list has no end."""


def records(api: Api, events: Sequence[bytes], since: datetime) -> Iterator[Event | Failure]:
    """Every call since then in the conferences of these event resources; what cannot be seen as a Failure."""
    seen: set[str] = set()
    for code in dict.fromkeys(_codes(events, since)):
        try:
            for record in _pages(lambda page, code=code: api.conferences(code, since, page), "conferenceRecords"):  # type: ignore[misc]  # its default is the code
                name = str(record.get("name") or "")
                if name and name not in seen:
                    seen.add(name)
                    yield _whole(api, code, record, name)
        except FolderError as error:
            yield Failure(folder=ATTENDANCE, uid=None, reason=error.fact.rstrip("."))
        except _RepeatedError:
            yield Failure(folder=ATTENDANCE, uid=None, reason=f"Google repeats a page of the calls in {code}")


def _whole(api: Api, code: str, record: Mapping[str, Any], name: str) -> Event:
    """A call with everybody in it; the order in which Google lists them makes no other bytes."""
    people = [
        {**each, "participantSessions": _sorted(_sessions(api, str(each.get("name") or "")))}
        for each in _pages(lambda page: api.participants(name, page), "participants")
    ]
    said = {"meetingCode": code, "conferenceRecord": record, "participants": _sorted(people)}
    return Event(
        key=name, raw=canonical(said), media_type=CONFERENCE, locator=name, updated=instant(record.get("endTime"))
    )


def _sessions(api: Api, participant: str) -> Iterator[Mapping[str, Any]]:
    if participant:
        yield from _pages(lambda page: api.sessions(participant, page), "participantSessions")


def _pages(ask: Page, key: str) -> Iterator[Mapping[str, Any]]:
    """The objects of every page of a list. Raises _RepeatedError."""
    seen: set[str] = set()
    page: str | None = None
    while True:
        said = ask(page)
        items = said.get(key)
        yield from (each for each in (items if isinstance(items, list) else []) if isinstance(each, dict))
        page = said.get("nextPageToken")
        if not page:
            return
        if page in seen:
            raise _RepeatedError
        seen.add(page)


def _sorted(items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(items, key=lambda each: (str(each.get("name")), canonical(each)))


def _codes(events: Sequence[bytes], since: datetime) -> Iterator[str]:
    """Meeting codes of events that may have had a call since then: series, and what did not end before."""
    for raw in events:
        try:
            said = json.loads(raw)
        except (ValueError, RecursionError):
            continue
        if isinstance(said, dict) and (code := meeting_code(said)):
            end = said.get("end")
            ended = instant(end.get("dateTime")) if isinstance(end, dict) else None
            if said.get("recurrence") or ended is None or ended >= since:
                yield code
