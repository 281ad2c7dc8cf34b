"""Bearer tokens for Google's servers, from what `harvester auth` kept or from the key of a service account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, MalformedError, RefreshError
from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account

from connectors import sign_ins
from connectors.google.signin import scopes
from connectors.web import Answer, Web, refuse_plain_text
from harvester.errors import SignInError, TemporaryError
from harvester.model.settings import GoogleCalendarSettings, GoogleSettings


class Access:
    """A bearer token that is made anew when it has to be. `source` names the source in what the user is told."""

    def __init__(self, kept: str, settings: GoogleSettings, web: Web, source: str) -> None:
        self._credentials = _credentials(kept, settings, source)
        self._web = web
        self._source = source

    def header(self, *, anew: bool = False) -> str:
        """The Authorization header. Raises SignInError when Google gives no token any more, TemporaryError."""
        return f"Bearer {self.token(anew=anew)}"

    def token(self, *, anew: bool = False) -> str:
        """An access token that is good for some minutes more; `anew`: another one than the last."""
        if anew or not self._credentials.valid:
            try:
                self._credentials.refresh(self._asked)  # type: ignore[no-untyped-call]  # google-auth's own gap
            except RefreshError as error:
                raise self._dead(error) from None  # its text holds the whole answer
            except GoogleAuthError as error:
                raise TemporaryError(
                    f"Google gives no access token ({type(error).__name__}).", "Try again later."
                ) from None
        return str(self._credentials.token)

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
        fact = f"Google does not take the stored sign-in any more ({reason})."
        return SignInError(fact, sign_ins.again(self._source))


class _Response:
    """An answer as google-auth reads it (google.auth.transport.Response)."""

    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self.data = answer.body


def _credentials(kept: str, settings: GoogleSettings, source: str) -> Credentials:
    try:
        said = json.loads(kept)
        refuse_plain_text(str(said["token_uri"]))
        if said["type"] == "service_account":
            return service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call,no-any-return]  # google-auth's own gap
                said, scopes=[scope.url for scope in scopes(settings)], subject=_subject(settings)
            )
        return user_credentials.Credentials(  # type: ignore[no-untyped-call]  # google-auth's own gap
            None, **{key: said[key] for key in ("refresh_token", "token_uri", "client_id", "client_secret")}
        )
    except (ValueError, KeyError, TypeError, MalformedError, RecursionError):
        raise sign_ins.unreadable(source) from None


def _subject(settings: GoogleSettings) -> str | None:
    """Whose data a service account reads: of a mailbox its owner's."""
    named = settings.subject if isinstance(settings, GoogleCalendarSettings) else settings.user
    return named or None
