"""Google's Calendar API: its client builds and checks every request, one wire sends it, every fault has its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import httplib2
from googleapiclient.discovery import build
from googleapiclient.errors import Error, HttpError

from connectors.google_auth import Access
from connectors.web import AGAIN, Answer, Limits, Web
from harvester.errors import FolderError, HarvesterError, SignInError, TemporaryError
from harvester.model.settings import GoogleCalendarSettings

GOOGLE = "https://www.googleapis.com/calendar/v3/"
_RATE = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})
_DAY = "dailyLimitExceeded"
_NOT_ENABLED = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_SCOPE = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})


class StaleTokenError(Exception):
    """The server forgot what a sync token stands for: everything must be listed."""


class Api:
    """The Calendar API for one source, signed in on the first request."""

    def __init__(self, name: str, settings: GoogleCalendarSettings, secret: Callable[[], str], limits: Limits) -> None:
        self._name = name
        self._settings = settings
        self._secret = secret
        self._web = Web(limits=limits, again=_try_again)
        self._access: Access | None = None
        self._service: Any = None

    def open(self) -> None:
        """Sign in. Raises SignInError, TemporaryError."""
        self._access = Access(self._secret(), self._settings.subject, self._web, self._name)
        self._access.header()
        options = {"api_endpoint": self._settings.api_endpoint or GOOGLE}
        self._service = build(
            "calendar", "v3", http=self, static_discovery=True, cache_discovery=False, client_options=options
        )

    def close(self) -> None:
        """End the connections."""
        self._web.close()

    @property
    def peer(self) -> str:
        """Server and TLS peer."""
        return self._web.peer

    def calendar_list(self, page: str | None) -> Mapping[str, Any]:
        """One page of the calendars of this account, hidden ones too."""
        return self._answer(self._service.calendarList().list(pageToken=page, showHidden=True, maxResults=250))

    def calendar(self, calendar_id: str) -> Mapping[str, Any]:
        """What is known of one calendar. Raises FolderError when this account may not see it."""
        return self._answer(self._service.calendars().get(calendarId=calendar_id), calendar_id)

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
        return self._answer(request, calendar_id, may_be_stale=bool(token))

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

    def _answer(self, request: Any, calendar: str = "", *, may_be_stale: bool = False) -> Mapping[str, Any]:
        """The JSON object of an answer; every refusal as the error it is."""
        try:
            said = request.execute()
        except HttpError as error:
            if may_be_stale and error.resp.status in (400, 410):
                raise StaleTokenError from None
            raise self._refusal(error, calendar) from None
        except (Error, ValueError, RecursionError) as error:
            raise _no_json() from error
        if not isinstance(said, dict):
            raise _no_json()
        return said

    def _refusal(self, error: HttpError, calendar: str) -> HarvesterError:
        status, reason = error.resp.status, _reason(error.content)
        again = f"Run `harvester auth {self._name}`."
        if status == 401:
            return SignInError("Google does not take the stored sign-in.", again)
        if reason == _DAY or status >= 500:
            return TemporaryError(f"Google answers {status} ({reason or 'no reason'}).", "Try again later.")
        if reason in _NOT_ENABLED:
            return SignInError("The Calendar API is not enabled in your Google project.", "Enable it there.")
        if reason in _SCOPE:
            return SignInError("The stored sign-in does not reach to calendars.", again)
        what = f"the calendar {calendar!r}" if calendar else "the list of calendars"
        return FolderError(f"Google refuses {what} ({status} {reason}).".replace(" )", ")"), "Check its sharing.")


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
