"""Signing in with Google: a user's consent in a browser (loopback, PKCE, state), and credentials from what it gave.

Nothing but reading calendars is asked for and, where `meet` is set, who joined calls. Tokens stand in no address, no
error and no log.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, MalformedError, RefreshError
from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account

from connectors.web import Answer, Web, refuse_plain_text
from harvester.errors import SignInError, TemporaryError, UsageError
from harvester.model.settings import GoogleCalendarSettings

SCOPES = ("https://www.googleapis.com/auth/calendar.readonly",)
MEET_SCOPE = "https://www.googleapis.com/auth/meetings.space.readonly"
_FORM = "application/x-www-form-urlencoded"


def scopes(*, meet: bool) -> tuple[str, ...]:
    """What a source asks for: reading calendars; with `meet`, who joined its conferences, too."""
    return (*SCOPES, MEET_SCOPE) if meet else SCOPES


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

    def __init__(self, asked_by: Client, redirect_uri: str, *, meet: bool = False) -> None:
        self._scopes = scopes(meet=meet)
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
            "scope": " ".join(self._scopes),
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
        if not set(SCOPES) <= set(granted):
            raise SignInError("Reading calendars was not allowed on Google's page.", "Start again and tick it.")
        if not set(self._scopes) <= set(granted):
            raise SignInError(
                "Reading who joined a call on Google Meet was not allowed on Google's page.",
                "Start again and tick it, or leave out `meet`.",
            )
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


class Access:
    """A bearer token that is made anew when it has to be. `source` names the source in what the user is told."""

    def __init__(self, kept: str, settings: GoogleCalendarSettings, web: Web, source: str) -> None:
        self._credentials = _credentials(kept, settings, source)
        self._web = web
        self._source = source

    def header(self, *, anew: bool = False) -> str:
        """The Authorization header. Raises SignInError when Google gives no token any more, TemporaryError."""
        if anew or not self._credentials.valid:
            try:
                self._credentials.refresh(self._asked)  # type: ignore[no-untyped-call]  # google-auth's own gap
            except RefreshError as error:
                raise self._dead(error) from None  # its text holds the whole answer
            except GoogleAuthError as error:
                raise TemporaryError(
                    f"Google gives no access token ({type(error).__name__}).", "Try again later."
                ) from None
        return f"Bearer {self._credentials.token}"

    def _asked(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> _Response:
        """A request as google-auth makes it (google.auth.transport.Request)."""
        return _Response(self._web.ask(method, url, headers, body or b""))

    def _dead(self, error: RefreshError) -> SignInError:
        said = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
        reason = str(said.get("error") or "no reason given")[:80]
        return SignInError(
            f"Google does not take the stored sign-in any more ({reason}).", f"Run `harvester auth {self._source}`."
        )


class _Response:
    """An answer as google-auth reads it (google.auth.transport.Response)."""

    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self.data = answer.body


def _credentials(kept: str, settings: GoogleCalendarSettings, source: str) -> Credentials:
    try:
        said = json.loads(kept)
        refuse_plain_text(str(said["token_uri"]))
        if said["type"] == "service_account":
            return service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call,no-any-return]  # google-auth's own gap
                said, scopes=list(scopes(meet=settings.meet)), subject=settings.subject or None
            )
        return user_credentials.Credentials(  # type: ignore[no-untyped-call]  # google-auth's own gap
            None, **{key: said[key] for key in ("refresh_token", "token_uri", "client_id", "client_secret")}
        )
    except (ValueError, KeyError, TypeError, MalformedError, RecursionError):
        raise SignInError(
            f"What is stored for the sign-in of {source} cannot be read.", f"Run `harvester auth {source}`."
        ) from None


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
