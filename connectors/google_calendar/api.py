"""What is asked of Google's Calendar and Meet APIs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from connectors.google.wire import Asked, Wire
from connectors.web import Limits
from harvester.model.settings import GoogleCalendarSettings

GOOGLE = "https://www.googleapis.com/calendar/v3/"
MEET = "https://meet.googleapis.com/"


class Api(Wire):
    """The Calendar API, and the Meet API where it is wanted, for one source."""

    def __init__(self, name: str, settings: GoogleCalendarSettings, secret: Callable[[], str], limits: Limits) -> None:
        super().__init__(name, settings, secret, limits)
        self._calendars = settings
        self._service: Any = None
        self._meet: Any = None

    def open(self) -> None:
        """Sign in. Raises SignInError, TemporaryError."""
        super().open()
        self._service = self.service("calendar", "v3", self._calendars.api_endpoint or GOOGLE)
        if self._calendars.meet:
            self._meet = self.service("meet", "v2", self._calendars.meet_endpoint or MEET)

    def calendar_list(self, page: str | None) -> Mapping[str, Any]:
        """One page of the calendars of this account, hidden ones too."""
        return self.answer(
            self._service.calendarList().list(pageToken=page, showHidden=True, maxResults=250), _calendar()
        )

    def calendar(self, calendar_id: str) -> Mapping[str, Any]:
        """What is known of one calendar. Raises FolderError when this account may not see it."""
        return self.answer(self._service.calendars().get(calendarId=calendar_id), _calendar(calendar_id))

    def events(self, calendar_id: str, token: str | None, page: str | None) -> Mapping[str, Any]:
        """One page of all events, or of what changed since `token`. Raises StaleTokenError, FolderError."""
        request = self._service.events().list(
            calendarId=calendar_id,
            singleEvents=False,
            showDeleted=True,
            showHiddenInvitations=True,
            maxResults=250,
            syncToken=token,
            pageToken=page,
        )
        return self.answer(request, _calendar(calendar_id), (400, 410) if token else ())

    def conferences(self, code: str, since: datetime, page: str | None) -> Mapping[str, Any]:
        """One page of the calls in the space of a meeting code that began after `since`. Raises FolderError."""
        told = f'space.meeting_code = "{code}" AND start_time>="{since:%Y-%m-%dT%H:%M:%S.000Z}"'
        request = self._meet.conferenceRecords().list(filter=told, pageSize=100, pageToken=page)
        return self.answer(request, _conferences(f"the records of the calls in {code}"))

    def participants(self, record: str, page: str | None) -> Mapping[str, Any]:
        """One page of who was in a call. Raises FolderError when there is no such record any more."""
        request = self._meet.conferenceRecords().participants().list(parent=record, pageSize=250, pageToken=page)
        return self.answer(request, _conferences(f"who joined {record}"))

    def sessions(self, participant: str, page: str | None) -> Mapping[str, Any]:
        """One page of when a participant joined and left. Raises FolderError."""
        resource = self._meet.conferenceRecords().participants().participantSessions()
        request = resource.list(parent=participant, pageSize=250, pageToken=page)
        return self.answer(request, _conferences(f"when {participant} joined and left"))


def _calendar(calendar: str = "") -> Asked:
    what = f"the calendar {calendar!r}" if calendar else "the list of calendars"
    return Asked("Calendar API", "calendars", what, "Check its sharing.")


def _conferences(what: str) -> Asked:
    remedy = "Only who was invited by this account, or joined, may see them."
    return Asked("Google Meet API", "who joined calls on Google Meet", what, remedy)
