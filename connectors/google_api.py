"""Google's Calendar and Meet APIs: their client builds each request, one wire sends it, every fault has its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import httplib2
from googleapiclient.discovery import build
from googleapiclient.errors import Error, HttpError

from connectors.google_access import Access
from connectors.web import AGAIN, Answer, Limits, Web
from harvester.errors import FolderError, HarvesterError, SignInError, TemporaryError
from harvester.model.settings import GoogleCalendarSettings

GOOGLE = "https://www.googleapis.com/calendar/v3/"
MEET = "https://meet.googleapis.com/"
_RATE = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})
_DAY = "dailyLimitExceeded"
_NOT_ENABLED = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_SCOPE = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})


class _Asked(NamedTuple):
    """What a request is about, in words."""

    api: str
    reach: str
    what: str
    remedy: str


class StaleTokenError(Exception):
    """The server forgot what a sync token stands for: everything must be listed."""


class Api:
    """The Calendar API, and the Meet API where it is wanted, for one source, signed in on the first request."""

    def __init__(self, name: str, settings: GoogleCalendarSettings, secret: Callable[[], str], limits: Limits) -> None:
        self._name = name
        self._settings = settings
        self._secret = secret
        self._web = Web(limits=limits, again=_try_again)
        self._access: Access | None = None
        self._service: Any = None
        self._meet: Any = None

    def open(self) -> None:
        """Sign in. Raises SignInError, TemporaryError."""
        self._access = Access(self._secret(), self._settings, self._web, self._name)
        self._access.header()
        self._service = self._built("calendar", "v3", self._settings.api_endpoint or GOOGLE)
        if self._settings.meet:
            self._meet = self._built("meet", "v2", self._settings.meet_endpoint or MEET)

    def _built(self, name: str, version: str, endpoint: str) -> Any:
        options = {"api_endpoint": endpoint}
        return build(name, version, http=self, static_discovery=True, cache_discovery=False, client_options=options)

    def close(self) -> None:
        """End the connections."""
        self._web.close()

    @property
    def peer(self) -> str:
        """Server and TLS peer."""
        return self._web.peer

    def calendar_list(self, page: str | None) -> Mapping[str, Any]:
        """One page of the calendars of this account, hidden ones too."""
        return self._answer(
            self._service.calendarList().list(pageToken=page, showHidden=True, maxResults=250), _calendar()
        )

    def calendar(self, calendar_id: str) -> Mapping[str, Any]:
        """What is known of one calendar. Raises FolderError when this account may not see it."""
        return self._answer(self._service.calendars().get(calendarId=calendar_id), _calendar(calendar_id))

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
        return self._answer(request, _calendar(calendar_id), may_be_stale=bool(token))

    def conferences(self, code: str, since: datetime, page: str | None) -> Mapping[str, Any]:
        """One page of the calls in the space of a meeting code that began after `since`. Raises FolderError."""
        told = f'space.meeting_code = "{code}" AND start_time>="{since:%Y-%m-%dT%H:%M:%S.000Z}"'
        request = self._meet.conferenceRecords().list(filter=told, pageSize=100, pageToken=page)
        return self._answer(request, _conferences(f"the records of the calls in {code}"))

    def participants(self, record: str, page: str | None) -> Mapping[str, Any]:
        """One page of who was in a call. Raises FolderError when there is no such record any more."""
        request = self._meet.conferenceRecords().participants().list(parent=record, pageSize=250, pageToken=page)
        return self._answer(request, _conferences(f"who joined {record}"))

    def sessions(self, participant: str, page: str | None) -> Mapping[str, Any]:
        """One page of when a participant joined and left. Raises FolderError."""
        resource = self._meet.conferenceRecords().participants().participantSessions()
        request = resource.list(parent=participant, pageSize=250, pageToken=page)
        return self._answer(request, _conferences(f"when {participant} joined and left"))

    def request(
        self, uri: str, method: str = "GET", body: str | None = None, headers: Mapping[str, str] | None = None, **_: Any
    ) -> tuple[httplib2.Response, bytes]:
        """A request as Google's client makes it (httplib2.Http.request), signed."""
        send = partial(self._web.ask, method, uri, body=(body or "").encode())
        answer = send({**(headers or {}), "Authorization": self._signed()})
        if answer.status == 401:
            answer = send({**(headers or {}), "Authorization": self._signed(anew=True)})
        kept = {"status": str(answer.status), "content-type": answer.headers.get("content-type", "")}
        return httplib2.Response(kept), answer.body

    def _signed(self, *, anew: bool = False) -> str:
        if self._access is None:
            raise SignInError("Nobody is signed in.", f"Run `harvester auth {self._name}`.")
        return self._access.header(anew=anew)

    def _answer(self, request: Any, asked: _Asked, *, may_be_stale: bool = False) -> Mapping[str, Any]:
        """The JSON object of an answer; every refusal as the error it is."""
        try:
            said = request.execute()
        except HttpError as error:
            if may_be_stale and error.resp.status in (400, 410):
                raise StaleTokenError from None
            raise self._refusal(error, asked) from None
        except (Error, ValueError, RecursionError) as error:
            raise _no_json() from error
        if not isinstance(said, dict):
            raise _no_json()
        return said

    def _refusal(self, error: HttpError, asked: _Asked) -> HarvesterError:
        status, reason = error.resp.status, _reason(error.content)
        again = f"Run `harvester auth {self._name}`."
        if status == 401:
            return SignInError("Google does not take the stored sign-in.", again)
        if reason == _DAY or status >= 500:
            return TemporaryError(f"Google answers {status} ({reason or 'no reason'}).", "Try again later.")
        if reason in _NOT_ENABLED:
            return SignInError(f"The {asked.api} is not enabled in your Google project.", "Enable it there.")
        if reason in _SCOPE:
            return SignInError(f"The stored sign-in does not reach to {asked.reach}.", again)
        return FolderError(f"Google refuses {asked.what} ({status} {reason}).".replace(" )", ")"), asked.remedy)


def _calendar(calendar: str = "") -> _Asked:
    what = f"the calendar {calendar!r}" if calendar else "the list of calendars"
    return _Asked("Calendar API", "calendars", what, "Check its sharing.")


def _conferences(what: str) -> _Asked:
    remedy = "Only who was invited by this account, or joined, may see them."
    return _Asked("Google Meet API", "who joined calls on Google Meet", what, remedy)


def _try_again(answer: Answer) -> bool:
    return answer.status in AGAIN or (answer.status == 403 and _reason(answer.body) in _RATE)


def _reason(body: bytes) -> str:
    """The reason that Google gives in an error, "" for none: one plain word."""
    try:
        error = json.loads(body)["error"]
        given = error["errors"][0]["reason"] if error.get("errors") else error["details"][0]["reason"]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return ""
    return given if isinstance(given, str) and given.isidentifier() else ""


def _no_json() -> TemporaryError:
    return TemporaryError("Google's address answers with something that is no calendar data.", "Try again later.")
