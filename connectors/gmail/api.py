"""What is asked of the Gmail API, never faster than its quota allows.

A user has 250 units a second (15,000 a minute); a refusal for the rate is tried again with growing waits, and with
those that the server asks for.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from googleapiclient.errors import BatchError, Error, HttpError
from googleapiclient.http import BatchHttpRequest

from connectors.google.wire import Asked, Wire, no_data, passing, reason_of, wanted
from connectors.web import Answer, Limits
from harvester.errors import TemporaryError
from harvester.model.settings import GmailSettings

GOOGLE = "https://gmail.googleapis.com/"
_UNITS_A_SECOND = 200.0
_BURST = 1000.0
_UNITS = {"profile": 1, "labels": 1, "list": 5, "history": 2, "get": 5}
_MAIL = Asked("Gmail API", "mail", "the mailbox", "Check `user`.", "mail")
GONE = "gone from the server"

Told = Mapping[str, Any] | str
"""What the API says of a message, or why it says nothing."""


class GmailApi(Wire):
    """The Gmail API for one mailbox."""

    def __init__(self, name: str, settings: GmailSettings, secret: Callable[[], str], limits: Limits) -> None:
        super().__init__(name, settings, secret, limits)
        self._endpoint = settings.api_endpoint or GOOGLE
        self._limits = limits
        self._quota = Quota(limits.pause)
        self._users: Any = None

    def open(self) -> None:
        """Sign in. Raises SignInError, TemporaryError."""
        super().open()
        self._users = self.service("gmail", "v1", self._endpoint).users()

    def profile(self) -> Mapping[str, Any]:
        """Address and history id of the mailbox."""
        self._quota.take(_UNITS["profile"])
        return self.answer(self._users.getProfile(userId="me"), _MAIL)

    def labels(self) -> dict[str, str]:
        """Label id -> its name as the user sees it."""
        self._quota.take(_UNITS["labels"])
        said = self.answer(self._users.labels().list(userId="me"), _MAIL)
        return {str(one.get("id")): str(one.get("name")) for one in _objects(said, "labels")}

    def ids(self, label: str) -> set[int]:
        """Every message with a label; "": every one outside Spam and Trash."""
        found: set[int] = set()
        named = {"labelIds": [label], "includeSpamTrash": True} if label else {}
        for said in self._pages(lambda page: self._listed(page, named), "list"):
            found.update(_number(one) for one in _objects(said, "messages"))
        return found

    def _listed(self, page: str | None, named: Mapping[str, Any]) -> Any:
        return self._users.messages().list(userId="me", maxResults=500, pageToken=page, **named)

    def changes(self, since: int) -> tuple[set[int], int]:
        """Messages that came, went or got other labels since a history id, and the id up to which that holds.

        Raises StaleTokenError where the server forgot that id: it keeps them for about a week.
        """
        touched: set[int] = set()
        latest = since
        for said in self._pages(lambda page: self._changed(since, page), "history", (404,)):
            latest = max(latest, int(said.get("historyId") or 0))
            for record in _objects(said, "history"):
                touched.update(_number(one) for one in _objects(record, "messages"))
        return touched, latest

    def _changed(self, since: int, page: str | None) -> Any:
        return self._users.history().list(userId="me", startHistoryId=str(since), maxResults=500, pageToken=page)

    def _pages(
        self, request: Callable[[str | None], Any], kind: str, stale: tuple[int, ...] = ()
    ) -> Iterator[Mapping[str, Any]]:
        seen: set[str] = set()
        page: str | None = None
        while True:
            self._quota.take(_UNITS[kind])
            said = self.answer(request(page), _MAIL, stale)
            yield said
            page = said.get("nextPageToken")
            if not page:
                return
            if page in seen:
                raise TemporaryError("Google repeats a page of the list of messages.", "Try again later.")
            seen.add(page)

    def messages(self, numbers: Sequence[int], form: str) -> dict[int, Told]:
        """What the API says of each message, in one request; `form` is "minimal", "metadata" or "raw"."""
        found: dict[int, Told] = {}
        waiting = list(numbers)
        for attempt in range(1, self._limits.tries + 1):
            later = self._batch(waiting, form, found)
            if not later:
                return found
            asked = max(later.values())
            if attempt == self._limits.tries or asked > self._limits.longest:
                break
            own = min(self._limits.wait * 2 ** (attempt - 1), 64) * random.uniform(0.5, 1)  # noqa: S311 (jitter)
            self._limits.pause(max(own, asked))
            waiting = list(later)
        told = f", and to wait {asked:.0f} s" if asked else ""
        raise TemporaryError(
            f"Google asks for fewer requests{told}.", "Try again later; the pull goes on where it stopped."
        )

    def _batch(self, numbers: Sequence[int], form: str, found: dict[int, Told]) -> dict[int, float]:
        """Asks once; those that Google wants to be asked for later, and in how many seconds.

        Raises what the whole account is refused for.
        """
        self._quota.take(_UNITS["get"] * len(numbers))
        errors: dict[int, HttpError] = {}

        def take(key: str, said: Any, error: Exception | None) -> None:
            if isinstance(error, HttpError):
                errors[int(key)] = error
            else:
                found[int(key)] = said if isinstance(said, dict) else "the server sent what is no message"

        batch = BatchHttpRequest(callback=take, batch_uri=f"{self._endpoint}batch")
        for number in numbers:
            batch.add(self._users.messages().get(userId="me", id=f"{number:x}", format=form), request_id=str(number))
        try:
            batch.execute(http=self)
        except BatchError as error:
            raise no_data(_MAIL) from error
        except HttpError as error:
            raise self.refusal(error, _MAIL) from None
        except (Error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise no_data(_MAIL) from error
        later: dict[int, float] = {}
        for number, refused in errors.items():
            answer = Answer(url="", status=int(refused.resp.status), headers=dict(refused.resp), body=refused.content)
            if passing(answer):
                later[number] = wanted(answer)
            else:
                found[number] = self._refused(refused)
        return later

    def _refused(self, error: HttpError) -> str:
        """Why one message is not given. Raises what the whole account is refused for."""
        status = int(error.resp.status)
        if status in (401, 403):
            raise self.refusal(error, _MAIL)
        return GONE if status == 404 else f"the server refused it ({status} {reason_of(error.content)})"


class Quota:
    """Units as Google counts them: a store that fills by the second."""

    def __init__(self, pause: Callable[[float], None]) -> None:
        self._pause = pause
        self._left = _BURST
        self._at = time.monotonic()

    def take(self, units: float) -> None:
        """Waits until so many units may be spent."""
        now = time.monotonic()
        self._left = min(_BURST, self._left + (now - self._at) * _UNITS_A_SECOND) - units
        self._at = now
        if self._left < 0:
            self._pause(-self._left / _UNITS_A_SECOND)


def _objects(said: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = said.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _number(message: Mapping[str, Any]) -> int:
    """A message's id as a number: it stays as long as the message does, and tells no order."""
    try:
        number = int(str(message.get("id")), 16)
    except ValueError:
        number = 0
    if not 0 < number < 2**63:
        raise no_data(_MAIL)
    return number
