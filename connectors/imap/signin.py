"""Signing in to an IMAP server: by password or by a bearer token, and what to do when it is refused."""

from __future__ import annotations

import imaplib
from collections.abc import Callable
from typing import Protocol

from connectors.imap.said import DroppedError, response_code, says_later, says_stop, server_text, when
from connectors.imap.wire import Client
from harvester.errors import SignInError, TemporaryError
from harvester.model.settings import ImapSettings

_GOOGLE = ("gmail.com", "googlemail.com")
_MICROSOFT = ("office365.com", "outlook.com", "hotmail.com", "live.com", "office365.us", "partner.outlook.cn")
_HINTS = (
    (
        ("web login required", "log in via your web browser"),
        "Sign in to the account in a browser once, then try again.",
    ),
    (
        ("not enabled for imap", "imap access is disabled", "imap is disabled", "imap use"),
        "Switch on IMAP in the settings of the account, then try again.",
    ),
)
"""What some servers say of an account, and what helps."""


class Bearer(Protocol):
    """Where access tokens come from."""

    def token(self, *, anew: bool = False) -> str:
        """One that is good for some minutes more; `anew`: another one than the last. Raises SignInError."""


class _RefusedError(SignInError):
    """The server's own no, not a reason of ours to send nothing."""


class SignIn:
    """The sign-in of one source. The secret is asked for when it is needed first."""

    def __init__(self, name: str, settings: ImapSettings, ask: Callable[[], str], keep: Callable[[str], None]) -> None:
        self._name = name
        self._settings = settings
        self._ask = ask
        self._keep = keep
        self._password: str | None = None
        self._bearer: Bearer | None = None

    def __call__(self, client: Client) -> None:
        """Signs in. Raises SignInError, TemporaryError; DroppedError when nobody can be signed in for the moment."""
        if self._settings.auth == "password":
            if self._password is None:
                self._password = self._ask()
            self._tried(client, self._by_password, self._password)
            return
        if self._bearer is None:
            self._bearer = _bearer(self._name, self._settings, self._ask, self._keep)
        token = self._bearer.token()
        try:
            self._tried(client, self._by_token, token)
        except _RefusedError:
            # It may have been withdrawn before its time; one more attempt, never a third (F11).
            self._tried(client, self._by_token, self._bearer.token(anew=True))

    def _tried(self, client: Client, attempt: Callable[[Client, str], None], secret: str) -> None:
        host, user = self._settings.host, self._settings.user
        try:
            attempt(client, secret)
        except imaplib.IMAP4.error as error:
            text = server_text(error).replace(secret or "\0", "…")
            if isinstance(error, imaplib.IMAP4.abort) or isinstance(error.__context__, imaplib.IMAP4.abort):
                # not tried again by itself: some servers hang up on a wrong password, and count
                text = server_text(client.farewell).replace(secret or "\0", "…") or text
                where = f"{host}:{self._settings.port}"
                raise TemporaryError(
                    f"{where} hung up during the sign-in: {text}.", f"Try again {when(text)}."
                ) from error
            if says_later(text) or says_stop(text):
                raise DroppedError(text) from error
            raise _RefusedError(f"{host} refused the sign-in of {user}: {text}.", self._remedy(text)) from error
        except OSError as error:
            where = f"{host}:{self._settings.port}"
            raise TemporaryError(f"{where} does not answer the sign-in.", "Try again later.") from error
        except UnicodeError as error:
            raise SignInError(
                f"{host} takes no password with such characters.", "Use an app password of plain letters."
            ) from error
        except ValueError as error:
            raise TemporaryError(f"{host} answers the sign-in with what is no Base64.", "Try again later.") from error

    def _by_password(self, client: Client, password: str) -> None:
        if client.has_capability("AUTH=PLAIN"):
            client.plain_login(self._settings.user, password)  # unlike LOGIN, it carries every character
            return
        if client.has_capability("LOGINDISABLED"):
            raise SignInError(
                f"{self._settings.host} takes no passwords; nothing was sent.", self._remedy("by token only")
            )
        client.login(self._settings.user, password)

    def _by_token(self, client: Client, token: str) -> None:
        settings = self._settings
        # XOAUTH2 first: Microsoft and Google document it; OAUTHBEARER (RFC 7628) where there is nothing else
        if client.has_capability("AUTH=XOAUTH2"):
            client.authenticate("XOAUTH2", f"user={settings.user}\1auth=Bearer {token}\1\1", b"")
        elif client.has_capability("AUTH=OAUTHBEARER"):
            named = settings.user.replace("=", "=3D").replace(",", "=2C")
            first = f"n,a={named},\1host={settings.host}\1port={settings.port}\1auth=Bearer {token}\1\1"
            client.authenticate("OAUTHBEARER", first, b"\1")
        else:
            raise SignInError(
                f"{settings.host} takes no tokens (neither XOAUTH2 nor OAUTHBEARER); nothing was sent.",
                f'Set `auth = "password"`, then `harvester auth {self._name}`.',
            )

    def _remedy(self, text: str) -> str:
        """What helps, by what the server says, whose server it is, and how it was tried."""
        said, again = text.lower(), f"`harvester auth {self._name}`"
        host = self._settings.host.lower().rstrip(".")
        known = [remedy for words, remedy in _HINTS if any(word in said for word in words)]
        if known:
            return known[0]
        if self._settings.auth != "password":
            remedy = "Check `user`, and that IMAP is switched on for this mailbox; then {again}."
        elif host.endswith(_MICROSOFT):
            remedy = 'Microsoft takes no passwords over IMAP: set `auth = "microsoft"` and `client_id`, then {again}.'
        elif host.endswith(_GOOGLE):
            remedy = 'Google takes app passwords only: create one, then {again}; or set `auth = "google"`.'
        elif "app password" in said or "application-specific" in said:
            remedy = "Create an app password with the provider, then {again}."
        elif response_code(text) == "EXPIRED":
            remedy = "Set a new password with the provider, then {again}."
        else:
            remedy = "Check `user`, then {again}."
        return remedy.format(again=again)


def _bearer(name: str, settings: ImapSettings, ask: Callable[[], str], keep: Callable[[str], None]) -> Bearer:
    from connectors.web import Web  # urllib3 and others' clients cost time that a password need not pay

    if settings.auth == "google":
        from connectors.google import access

        return access.Access(ask(), settings, Web(), name)
    from connectors import microsoft

    return microsoft.Access(ask(), settings, Web(ca_file=settings.ca_file), name, keep)
