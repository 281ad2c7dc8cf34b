"""Google Calendar: every event resource as the API gives it, and afterwards what changed since the last sync token.

Masters, exceptions and cancelled instances are resources of their own; nothing is expanded. Who joined
calls on Google Meet is another API with another consent, asked only where `meet` is set (the module `meet`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from connectors.folders import is_named
from connectors.google.values import canonical
from connectors.google.wire import StaleTokenError
from connectors.google_calendar import meet
from connectors.google_calendar.api import Api
from connectors.web import Limits
from harvester.errors import FolderError
from harvester.model.settings import GoogleCalendarSettings
from harvester.model.source import Event, Failure, Folder
from harvester.model.times import instant

MEDIA_TYPE = "application/vnd.google.calendar.event+json"
_EMPTY_PAGES = 100
"""So many pages without an event, one after the other, are no answer any more."""


class GoogleCalendar:
    """An EventSource over the Calendar API."""

    kind = "google_calendar"
    live = True

    def __init__(self, name: str, settings: GoogleCalendarSettings, secret: Callable[[], str], limits: Limits) -> None:
        self.name = name
        self._patterns = settings.calendars
        self.asks_attendance = settings.meet
        self._api = Api(name, settings, secret, limits)
        self._ids: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._api.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._api.close()

    @property
    def peer(self) -> str:
        """Server and TLS peer."""
        return self._api.peer

    def calendars(self) -> Sequence[Folder | Failure]:
        """The calendars that `calendars` names, by their names; a Failure for one that cannot be read."""
        self._ids.clear()
        failures: list[Failure] = []
        listed = list(self._listed(failures))
        for pattern in self._patterns:
            chosen = [entry for entry in listed if _named(entry, pattern)]
            if not chosen and not _is_wild(pattern):
                chosen = self._unlisted(pattern, failures)
            for entry in chosen:
                self._take(entry, failures)
        return [*(Folder(name=name) for name in self._ids), *failures]

    def events(self, calendar: str, token: str | None) -> GoogleSweep:
        """Reads a calendar by its name. Raises FolderError when there is none."""
        if not self._ids:
            self.calendars()
        if calendar not in self._ids:
            raise FolderError(f"There is no calendar {calendar!r} here.", "List them with `harvester check`.")
        return GoogleSweep(calendar, self._ids[calendar], self._api, token)

    def attendance(self, events: Sequence[bytes], since: datetime) -> Iterator[Event | Failure]:
        """Who joined the calls of these event resources since then. Raises SignInError, TemporaryError."""
        return meet.records(self._api, events, since)

    def _listed(self, failures: list[Failure]) -> Iterator[Mapping[str, Any]]:
        pages: set[str] = set()
        page: str | None = None
        while True:
            said = self._api.calendar_list(page)
            yield from _objects(said)
            page = said.get("nextPageToken")
            if not page:
                return
            if page in pages:
                reason = "Google repeats a page of the list of calendars; some may be missing"
                failures.append(Failure(folder="list of calendars", uid=None, reason=reason))
                return
            pages.add(page)

    def _unlisted(self, calendar_id: str, failures: list[Failure]) -> list[Mapping[str, Any]]:
        """A calendar that is shared with this account and not in its list, as service accounts have them."""
        try:
            return [self._api.calendar(calendar_id)]
        except FolderError:
            reason = "this account has no calendar of that id or name"
            failures.append(Failure(folder=calendar_id, uid=None, reason=reason))
            return []

    def _take(self, entry: Mapping[str, Any], failures: list[Failure]) -> None:
        calendar_id = str(entry.get("id") or "")
        name = str(entry.get("summaryOverride") or entry.get("summary") or calendar_id)
        if not calendar_id or calendar_id in self._ids.values():
            return
        if entry.get("accessRole") == "freeBusyReader":
            failures.append(Failure(folder=name, uid=None, reason="only free and busy times are shared"))
            return
        self._ids[name if name not in self._ids else f"{name} ({calendar_id})"] = calendar_id


class GoogleSweep:
    """An EventSweep over one calendar."""

    def __init__(self, calendar: str, calendar_id: str, api: Api, token: str | None) -> None:
        self.full = token is None
        self.token: str | None = None
        self._calendar = calendar
        self._id = calendar_id
        self._api = api
        self._before = token

    def items(self) -> Iterator[Event | Failure]:
        """Every event resource; when the server forgot the token, all of them after all. Raises FolderError."""
        try:
            yield from self._pages(self._before)
        except StaleTokenError:
            self.full = True
            yield from self._pages(None)

    def _pages(self, token: str | None) -> Iterator[Event | Failure]:
        seen: set[str] = set()
        page: str | None = None
        empty = 0
        while True:
            said = self._api.events(self._id, token, page)
            count = 0
            for resource in _objects(said):
                count += 1
                yield _event(resource)
            page = said.get("nextPageToken")
            if not page:
                break
            empty = 0 if count else empty + 1
            if page in seen or empty > _EMPTY_PAGES:
                yield Failure(folder=self._calendar, uid=None, reason="Google repeats its pages; events may be missing")
                return
            seen.add(page)
        self.token = said.get("nextSyncToken") or None


def _event(resource: Mapping[str, Any]) -> Event:
    raw = canonical(resource)
    key = str(resource.get("id") or f"no id, {hashlib.sha256(raw).hexdigest()}")
    series = str(resource.get("recurringEventId") or "")
    return Event(
        key=key,
        raw=raw,
        media_type=MEDIA_TYPE,
        gone=resource.get("status") == "cancelled" and not series,  # a cancelled instance is still there, and says so
        series=series,
        locator=f"event {key}",
        updated=instant(resource.get("updated")),
    )


def _objects(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = said.get("items")
    return [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []


def _named(entry: Mapping[str, Any], pattern: str) -> bool:
    if pattern == "primary":
        return entry.get("primary") is True
    names = [str(entry.get(key, "")) for key in ("id", "summary", "summaryOverride")]
    return any(is_named(name, (pattern,)) for name in names if name)


def _is_wild(pattern: str) -> bool:
    return any(sign in pattern for sign in "*?[")
