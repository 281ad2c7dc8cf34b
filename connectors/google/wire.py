"""Requests to Google's APIs: their client builds each one, one wire sends it, every fault has its name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, NamedTuple

import httplib2
from googleapiclient.discovery import build
from googleapiclient.errors import Error, HttpError

from connectors import sign_ins
from connectors.google.access import Access
from connectors.web import AGAIN, Answer, Limits, Web, retry_after
from harvester.errors import FolderError, HarvesterError, SignInError, TemporaryError
from harvester.model.settings import GoogleSettings

_RATE = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})
_DAY = "dailyLimitExceeded"
_RETRY = re.compile(rb"Retry after (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)")
_NOT_ENABLED = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_FORBIDDEN = frozenset({"domainPolicy"})
_SCOPE = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})


class Asked(NamedTuple):
    """What a request is about, in words."""

    api: str
    reach: str
    what: str
    remedy: str
    data: str = "calendar data"


class StaleTokenError(Exception):
    """The server forgot what a sync token or a history id stands for: everything must be listed."""


class Wire:
    """Requests of one source, signed in on the first."""

    def __init__(self, name: str, settings: GoogleSettings, secret: Callable[[], str], limits: Limits) -> None:
        self._name = name
        self._settings = settings
        self._secret = secret
        self._web = Web(limits=limits, again=passing, wanted=wanted)
        self._access: Access | None = None
        self.received = 0
        """Bytes of all answers."""

    def open(self) -> None:
        """Sign in. Raises SignInError, TemporaryError."""
        self._access = Access(self._secret(), self._settings, self._web, self._name)
        self._access.header()

    def close(self) -> None:
        """End the connections."""
        self._web.close()

    @property
    def peer(self) -> str:
        """Server and TLS peer."""
        return self._web.peer

    def service(self, name: str, version: str, endpoint: str) -> Any:
        """Google's client of one API, by the discovery document that ships with it."""
        options = {"api_endpoint": endpoint}
        return build(name, version, http=self, static_discovery=True, cache_discovery=False, client_options=options)

    def request(
        self, uri: str, method: str = "GET", body: str | None = None, headers: Mapping[str, str] | None = None, **_: Any
    ) -> tuple[httplib2.Response, bytes]:
        """A request as Google's client makes it (httplib2.Http.request), signed."""
        send = partial(self._web.ask, method, uri, body=(body or "").encode())
        answer = send({**(headers or {}), "Authorization": self._signed()})
        if answer.status == 401:
            answer = send({**(headers or {}), "Authorization": self._signed(anew=True)})
        self.received += len(answer.body)
        kept = {"status": str(answer.status), "content-type": answer.headers.get("content-type", "")}
        return httplib2.Response(kept), answer.body

    def _signed(self, *, anew: bool = False) -> str:
        if self._access is None:
            raise sign_ins.nobody(self._name)
        return self._access.header(anew=anew)

    def answer(self, request: Any, asked: Asked, stale: tuple[int, ...] = ()) -> Mapping[str, Any]:
        """The JSON object of an answer; every refusal as the error it is.

        A status in `stale` says that the server forgot what was named: StaleTokenError.
        """
        try:
            said = request.execute()
        except HttpError as error:
            if error.resp.status in stale:
                raise StaleTokenError from None
            raise self.refusal(error, asked) from None
        except (Error, ValueError, RecursionError) as error:
            raise no_data(asked) from error
        if not isinstance(said, dict):
            raise no_data(asked)
        return said

    def refusal(self, error: HttpError, asked: Asked) -> HarvesterError:
        """What an error of Google's means for the user."""
        status, reason = error.resp.status, reason_of(error.content)
        if reason == _DAY:
            fact = f"The quota of your Google project for the {asked.api} is used up for today ({reason})."
            return TemporaryError(fact, "Try again tomorrow; what was stored stays.")
        if status >= 500:
            return TemporaryError(f"Google answers {status} ({reason or 'no reason'}).", "Try again later.")
        return self._no_access(int(status), reason, asked) or FolderError(
            f"Google refuses {asked.what} ({status} {reason}).".replace(" )", ")"), asked.remedy
        )

    def _no_access(self, status: int, reason: str, asked: Asked) -> SignInError | None:
        """What keeps this account from asking at all; None: nothing does."""
        again = sign_ins.again(self._name)
        if status == 401:
            return SignInError("Google does not take the stored sign-in.", again)
        if reason in _NOT_ENABLED:
            return SignInError(f"The {asked.api} is not enabled in your Google project.", "Enable it there.")
        if reason in _FORBIDDEN:
            return SignInError(f"The rules of your Google domain forbid the {asked.api}.", "Ask its administrator.")
        if reason in _SCOPE:
            return SignInError(f"The stored sign-in does not reach to {asked.reach}.", again)
        return None


def passing(answer: Answer) -> bool:
    """Whether a refusal holds for the moment only."""
    return answer.status in AGAIN or (answer.status == 403 and reason_of(answer.body) in _RATE)


def wanted(answer: Answer) -> float:
    """Seconds that Google asks to wait: in the head, or of a user over the rate in words, by the server's clock."""
    found = _RETRY.search(answer.body[:10_000])
    try:
        until = datetime.fromisoformat(found[1].decode()) if found else None
        at = parsedate_to_datetime(answer.headers.get("date", ""))
        told = (until - at).total_seconds() if until else 0.0
    except (ValueError, TypeError):
        told = 0.0
    return max(told, retry_after(answer))


def reason_of(body: bytes) -> str:
    """The reason that Google gives in an error, "" for none: one plain word."""
    try:
        error = json.loads(body)["error"]
        given = error["errors"][0]["reason"] if error.get("errors") else error["details"][0]["reason"]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return ""
    return given if isinstance(given, str) and given.isidentifier() else ""


def no_data(asked: Asked) -> TemporaryError:
    """An answer that is none, such as the page of a captive portal."""
    return TemporaryError(f"Google's address answers with something that is no {asked.data}.", "Try again later.")
