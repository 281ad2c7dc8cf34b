"""Signing in with Google: a user's consent in a browser (loopback, PKCE, state).

Nothing is asked for but what the kind of the source needs (`scopes`). Tokens stand in no address, no error and no log.
What comes of a consent is used by `access`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from connectors.web import Answer, Web, refuse_plain_text
from harvester.errors import SignInError, TemporaryError, UsageError
from harvester.model.settings import GmailSettings, GoogleCalendarSettings, GoogleSettings

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing that Google's page asks the user for."""

    url: str
    told: str
    """In words, to stand after "only" and before "was asked for"."""
    missing: str
    """The same as the beginning of a sentence."""
    remedy: str = "Start again and tick it."


CALENDAR = Scope("https://www.googleapis.com/auth/calendar.readonly", "reading calendars", "Reading calendars")
MEET = Scope(
    "https://www.googleapis.com/auth/meetings.space.readonly",
    "who joined calls on Google Meet",
    "Reading who joined a call on Google Meet",
    "Start again and tick it, or leave out `meet`.",
)
IMAP = Scope("https://mail.google.com/", "the mailbox over IMAP", "The mailbox over IMAP")
"""Google has none for IMAP that is less: it would allow writing too."""
GMAIL = Scope("https://www.googleapis.com/auth/gmail.readonly", "reading mail", "Reading mail")


def scopes(settings: GoogleSettings) -> tuple[Scope, ...]:
    """What a source asks for: its mailbox; or reading calendars and, with `meet`, who joined its conferences."""
    if isinstance(settings, GoogleCalendarSettings):
        return (CALENDAR, MEET) if settings.meet else (CALENDAR,)
    return (GMAIL,) if isinstance(settings, GmailSettings) else (IMAP,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The OAuth client of the user's own Google project."""

    client_id: str
    client_secret: str = field(repr=False)
    auth_uri: str
    token_uri: str


def client(text: str, key: str) -> Client:
    """The client in the JSON file that Google gives for it; `key` names the configuration key. Raises UsageError."""
    try:
        said = json.loads(text)["installed"]
        found = Client(**{name: str(said[name]) for name in ("client_id", "client_secret", "auth_uri", "token_uri")})
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(
            f"{key} names no OAuth client of the kind “Desktop app”.",
            "Create one in your Google project and download its JSON file.",
        ) from None
    refuse_plain_text(found.auth_uri)
    refuse_plain_text(found.token_uri)
    return found


class Consent:
    """One question to the user, good for one answer: `url` is where it is asked (RFC 8252, RFC 7636)."""

    def __init__(self, asked_by: Client, redirect_uri: str, wanted: Sequence[Scope]) -> None:
        self._scopes = wanted
        self._client = asked_by
        self._redirect_uri = redirect_uri
        self._state = secrets.token_urlsafe(32)
        self._verifier = secrets.token_urlsafe(64)

    @property
    def url(self) -> str:
        """The page that asks the user."""
        challenge = hashlib.sha256(self._verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": " ".join(scope.url for scope in self._scopes),
            "state": self._state,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "access_type": "offline",
            "prompt": "consent",
        }
        return f"{self._client.auth_uri}?{urlencode(asked)}"

    def answers(self, address: str) -> bool:
        """Whether an address that a browser was sent to answers this question and no other."""
        (state,) = parse_qs(urlsplit(address).query).get("state", [""])[:1]
        return hmac.compare_digest(state.encode(), self._state.encode())

    def token(self, address: str, web: Web, now: datetime) -> str:
        """The token to keep, as JSON, for the address that the browser was sent to. Raises SignInError."""
        said = {name: values[0] for name, values in parse_qs(urlsplit(address.strip()).query).items()}
        if not self.answers(address.strip()):
            raise SignInError("This address answers another question than the one asked.", "Start again.")
        if "code" not in said:
            raise SignInError(f"Google gave no access ({said.get('error', 'no reason')[:80]}).", "Start again.")
        return self._kept(self._exchanged(said["code"], web), now)

    def _exchanged(self, code: str, web: Web) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": self._verifier,
            "client_id": self._client.client_id,
            "client_secret": self._client.client_secret,
            "redirect_uri": self._redirect_uri,
        }
        answer = web.ask("POST", self._client.token_uri, {"Content-Type": _FORM}, urlencode(form).encode())
        said = _object(answer)
        if answer.status != 200:
            raise SignInError(f"Google did not take the consent ({_reason(said, answer)}).", "Start again.")
        return said

    def _kept(self, said: Mapping[str, Any], now: datetime) -> str:
        granted = str(said.get("scope", "")).split()
        for scope in self._scopes:
            if scope.url not in granted:
                raise SignInError(f"{scope.missing} was not allowed on Google's page.", scope.remedy)
        if not said.get("refresh_token"):
            raise SignInError("Google gave no lasting token.", "Remove the access in your Google account, start again.")
        seconds = said.get("refresh_token_expires_in")
        ends = now + timedelta(seconds=seconds) if isinstance(seconds, int) and 0 < seconds < 10**9 else None
        kept = {
            "type": "authorized_user",
            "client_id": self._client.client_id,
            "client_secret": self._client.client_secret,
            "refresh_token": said["refresh_token"],
            "token_uri": self._client.token_uri,
            "obtained_at": now.astimezone(UTC).isoformat(),
            "expires_at": ends.astimezone(UTC).isoformat() if ends else None,
        }
        return json.dumps(kept, indent=1)


def expiry(token: str) -> datetime | None:
    """When a kept token ends for good: after seven days where the project is in testing. None: not known to end."""
    try:
        return datetime.fromisoformat(json.loads(token)["expires_at"])
    except (ValueError, KeyError, TypeError):
        return None


def _object(answer: Answer) -> Mapping[str, Any]:
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise TemporaryError(f"Google's sign-in answers {answer.status} with something else.", "Try again later.")
    return said


def _reason(said: Mapping[str, Any], answer: Answer) -> str:
    return str(said.get("error") or answer.status)[:80]
