"""Signing in with Microsoft: a code that the user enters in any browser (RFC 8628), and tokens from what came of it.

The tokens are msal's affair. What is kept is its cache, and it is kept anew whenever Microsoft gives another lasting
token: one that is not used for 90 days ends. Nothing but the mailbox over IMAP is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msal
from msal.exceptions import MsalError

from connectors import sign_ins
from connectors.web import Answer, Web
from harvester.errors import SignInError, TemporaryError, UsageError
from harvester.model.settings import ImapSettings

SCOPES = ("https://outlook.office.com/IMAP.AccessAsUser.All",)
_ENDPOINT = "https://login.microsoftonline.com"
_REMEDIES = {
    65001: "Allow the access when asked, or let an administrator of the directory allow it; then `{again}`.",
    90094: "An administrator of the directory has to allow the access first; then `{again}`.",
    50020: "Set `tenant` to the directory that this account is in, then `{again}`.",
    90002: "Check `tenant`.",
    700016: "Check `client_id` and `tenant`: that directory has no such app registration.",
    7000218: "Switch on “Allow public client flows” in the app registration (Authentication), then `{again}`.",
    70011: "Add the delegated permission IMAP.AccessAsUser.All to the app registration, then `{again}`.",
    53003: "The directory's rules forbid it from here; ask its administrator.",
}
"""What to do about an error of Microsoft's, by its number (AADSTS…)."""


_UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MsalError, RuntimeError, TypeError, ValueError
)  # fmt: skip
"""What msal raises over what it cannot read, an answer or its own cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user is to do: open `address` in any browser and enter `code`, within `minutes`."""

    address: str
    code: str
    minutes: int
    flow: dict[str, Any] = field(repr=False)


class DeviceSignIn:
    """One question to the user, from any machine with a browser. `source` names the source in errors."""

    def __init__(self, settings: ImapSettings, web: Web, source: str) -> None:
        self._cache = msal.SerializableTokenCache()
        self._settings = settings
        self._source = source
        self._app = _app(settings, self._cache, web)

    def ask(self) -> Asked:
        """Starts. Raises SignInError when Microsoft does not know the app registration, TemporaryError."""
        flow = _spoken(lambda: self._app.initiate_device_flow(list(SCOPES)))
        if "device_code" not in flow:
            raise _refused("Microsoft does not let this app ask", flow, self._source)
        minutes = max(1, int(flow.get("expires_in", 900)) // 60)
        address, code = str(flow["verification_uri"]), str(flow["user_code"])
        return Asked(address=address, code=code, minutes=minutes, flow=flow)

    def wait(self, asked: Asked, now: datetime) -> tuple[str, str]:
        """Waits for the user. What to keep, and as whom they signed in. Raises SignInError, TemporaryError."""
        said = _spoken(lambda: self._app.acquire_token_by_device_flow(asked.flow))
        if "access_token" not in said:
            raise _refused("Microsoft gave no access", said, self._source)
        granted = str(said.get("scope", "")).lower().split()
        if not {scope.lower() for scope in SCOPES} <= set(granted):
            raise SignInError(
                "The mailbox over IMAP was not allowed on Microsoft's page.",
                "Add the delegated permission IMAP.AccessAsUser.All to the app registration and start again.",
            )
        if "refresh_token" not in said:
            raise SignInError("Microsoft gave no lasting token.", "Start again.")
        who = str(said.get("id_token_claims", {}).get("preferred_username", ""))
        return _kept(self._cache, now), who


class Access:
    """A bearer token that is made anew when it has to be; `keep` is told what to keep from then on."""

    def __init__(self, kept: str, settings: ImapSettings, web: Web, source: str, keep: Callable[[str], None]) -> None:
        self._cache = _cache(kept, source)
        self._settings = settings
        self._web = web
        self._source = source
        self._keep = keep
        self._app: msal.PublicClientApplication | None = None

    def token(self, *, anew: bool = False) -> str:
        """An access token that is good for some minutes more; `anew`: another one than the last.

        Raises SignInError when Microsoft gives none any more, TemporaryError.
        """
        try:
            said = _spoken(lambda: self._asked(anew))
        except _UnknownError as error:  # what is kept and what is answered are read by the same library
            again = f"Try again later; if that does not help, run `harvester auth {self._source}`."
            raise TemporaryError(error.fact, again) from error
        if "access_token" not in said:
            raise _refused("Microsoft does not take the stored sign-in any more", said, self._source)
        if self._cache.has_state_changed:
            self._keep(_kept(self._cache, None))
        return str(said["access_token"])

    def _asked(self, anew: bool) -> Mapping[str, Any]:
        if self._app is None:
            self._app = _app(self._settings, self._cache, self._web)
        for account in self._app.get_accounts():
            said = self._app.acquire_token_silent_with_error(list(SCOPES), account, force_refresh=anew)
            if said:
                return dict(said)
        return {"error": "for another app registration or directory"}


class _Http:
    """`Web` as msal asks it."""

    def __init__(self, web: Web) -> None:
        self._web = web

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, **_: Any) -> _Response:
        return _Response(self._web.ask("GET", url, headers))

    def post(self, url: str, *, data: Any = None, headers: Mapping[str, str] | None = None, **_: Any) -> _Response:
        form = data if isinstance(data, str) else urlencode(data or {})
        typed = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return _Response(self._web.ask("POST", url, typed, form.encode()))

    def close(self) -> None:
        self._web.close()


class _Response:
    """An answer as msal reads it."""

    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self.headers = answer.headers
        self.text = answer.body.decode("utf-8", "replace")

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise ValueError(self.status_code)


def _app(settings: ImapSettings, cache: msal.SerializableTokenCache, web: Web) -> msal.PublicClientApplication:
    endpoint = settings.login_endpoint.rstrip("/") or _ENDPOINT
    try:
        return _spoken(
            lambda: msal.PublicClientApplication(
                settings.client_id,
                authority=f"{endpoint}/{settings.tenant}",
                token_cache=cache,
                http_client=_Http(web),
                instance_discovery=False,  # which asks a server that is not the one named
            )
        )
    except _UnknownError:
        raise UsageError(f"Microsoft knows no directory “{settings.tenant}”.", "Check `tenant`.") from None


class _UnknownError(TemporaryError):
    """What msal raises for everything that it cannot read: an unknown directory, too."""


def _spoken(ask: Callable[[], Any]) -> Any:
    """The answer; what is no answer to the question as an error. msal's own texts hold whole answers."""
    try:
        return ask()
    except _UNREADABLE as error:
        raise _UnknownError("Microsoft's sign-in answers with something else.", "Try again later.") from error


def _cache(kept: str, source: str) -> msal.SerializableTokenCache:
    cache = msal.SerializableTokenCache()
    try:
        held = json.loads(kept)["cache"]
        for kind in held.values():
            for entry in kind.values():
                entry.items()  # a table, as msal reads it
        cache.deserialize(json.dumps(held))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise sign_ins.unreadable(source) from None
    return cache


def _kept(cache: msal.SerializableTokenCache, now: datetime | None) -> str:
    at = {"obtained_at": now.astimezone(UTC).isoformat()} if now else {}
    return json.dumps({"type": "microsoft", **at, "cache": json.loads(cache.serialize())}, indent=1)


def _refused(fact: str, said: Mapping[str, Any], source: str) -> SignInError:
    """An error of Microsoft's by its name and number; its text is long, and is not shown."""
    numbers = [number for number in said.get("error_codes") or () if isinstance(number, int)]
    name = str(said.get("error") or "no reason given")[:80]
    again = f"harvester auth {source}"
    remedy = next((_REMEDIES[number] for number in numbers if number in _REMEDIES), "Run `{again}`.")
    told = ", ".join([name, *(f"AADSTS{number}" for number in numbers[:2])])
    return SignInError(f"{fact} ({told}).", remedy.format(again=again))
