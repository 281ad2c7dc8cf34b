"""A signed-in connection that can be made again: TLS verified, one sign-in, one folder open at a time, read-only."""

from __future__ import annotations

import hashlib
import imaplib
import random
import ssl
from collections.abc import Callable
from typing import Any, TypeVar

from connectors import waits
from connectors.certificates import untrusted
from connectors.imap.answers import uidvalidity
from connectors.imap.limits import Limits, spent
from connectors.imap.said import (
    DroppedError,
    RefusedError,
    hung_up,
    line_text,
    says_later,
    says_stop,
    says_wait,
    server_text,
    spoken,
    when,
)
from connectors.imap.signin import SignIn
from connectors.imap.wire import Address, Client
from harvester.errors import CertificateError, FolderError, HarvesterError, SignInError, TemporaryError, UsageError
from harvester.model.settings import ImapSettings
from harvester.model.source import Traffic

T = TypeVar("T")


class Session:
    """The connection of one source."""

    def __init__(self, name: str, settings: ImapSettings, sign_in: SignIn, limits: Limits) -> None:
        self.limits = limits
        self.host = settings.host
        self.traffic = Traffic(allowed=settings.daily_bytes)
        self._address = f"{settings.host}:{settings.port}"
        self.peer = self._address
        self._name = name
        self._settings = settings
        self._sign_in = sign_in
        self._client: Client | None = None
        self._folder: bytes | None = None
        self._capabilities: frozenset[bytes] = frozenset()
        self._lost = 0
        self._waited = 0

    def open(self) -> None:
        """Connect and sign in; again only when the server says that it cannot sign in anybody for the moment."""
        try:
            self._connect()
        except DroppedError as later:
            self.recover(later)

    def close(self) -> None:
        """Sign out."""
        if self._client is None:
            return
        client, self._client, self._folder = self._client, None, None
        try:
            with spoken():
                client.logout()
        except (DroppedError, RefusedError, TemporaryError):
            self._abandon(client)

    def has(self, capability: str) -> bool:
        """Whether the server offers an extension to those who are signed in."""
        return capability.encode() in self._capabilities

    @property
    def client(self) -> Client:
        """The connection."""
        if self._client is None:
            raise DroppedError("the connection is closed")
        return self._client

    def ask(self, command: Callable[[Client], T], folder: str = "") -> T:
        """The answer to a command that needs no particular folder, over new connections if need be."""
        while True:
            try:
                with spoken():
                    answer = command(self.client)
            except DroppedError as lost:
                self.recover(lost)
            except RefusedError as refused:
                if not self.waits(refused):
                    raise self.refusal(refused, folder) from refused
            else:
                self.gained()
                return answer

    def examine(self, raw: bytes, folder: str) -> dict[bytes, Any]:
        """Open a folder read-only (trap 4). Raises FolderError, DroppedError."""
        self._folder = None
        try:
            with spoken():
                answer: dict[bytes, Any] = self.client.select_folder(raw, readonly=True)
        except RefusedError as refused:
            if self.waits(refused):
                return self.examine(raw, folder)
            raise self.refusal(refused, folder) from refused
        if answer.get(b"READ-WRITE") or not uidvalidity(answer):
            self.drop()  # not closed: closing a folder that is open for writing deletes what is marked as deleted
            what = "for writing although asked not to" if answer.get(b"READ-WRITE") else "without a UIDVALIDITY"
            raise FolderError(
                f"{self.host} opens the folder {folder!r} {what}; it was not read.", "Ask the provider of the mailbox."
            )
        self._folder = raw
        return answer

    def is_open(self, raw: bytes) -> bool:
        """Whether this is the folder that is open."""
        return self._client is not None and self._folder == raw

    def leave(self) -> None:
        """Close the open folder, if any. Nothing is expunged: it is open for reading only."""
        if self._folder is None:
            return
        self._folder = None
        try:
            with spoken():
                if self.has("UNSELECT"):
                    self.client.unselect_folder()
                else:
                    self.client.close_folder()
        except (DroppedError, RefusedError):
            self.drop()

    def drop(self) -> None:
        """Cut the connection; the next `recover` makes another one."""
        client, self._client, self._folder = self._client, None, None
        if client is not None:
            self._abandon(client)

    def gained(self) -> None:
        """Something was achieved since the last loss: later losses and pauses count from one again."""
        self._lost = self._waited = 0

    def recover(self, lost: DroppedError) -> None:
        """Connect again after a loss, waiting ever longer. Raises TemporaryError when it happens too often."""
        while True:
            self.drop()
            self._lost += 1
            self._refuse_to_overdraw()
            if says_stop(str(lost)) or self._lost > self.limits.attempts:
                raise TemporaryError(
                    f"{self.host} ended the connection: {lost}.",
                    f"Try again {when(str(lost))}; the pull goes on where it stopped.",
                ) from lost
            if self._lost > 1 or says_later(str(lost)):
                self._pause(self._lost)
            try:
                self._connect()
            except DroppedError as again:
                lost = again
            except TemporaryError as again:
                lost = DroppedError(again.fact)
            else:
                return

    def _refuse_to_overdraw(self) -> None:
        if self.traffic.allowed is not None and self.traffic.received >= self.traffic.allowed:
            raise spent(self.traffic)

    def refusal(self, refused: RefusedError, folder: str = "") -> HarvesterError:
        """A NO or BAD as the error it is: of this folder alone, or of the whole account for now."""
        text = str(refused)
        again = f"Try again {when(text)}; what was stored stays."
        if says_stop(text) or not folder:
            return TemporaryError(f"{self.host} answers: {text}.", again)
        remedy = again if says_wait(text) else "Check the rights of this account."
        return FolderError(f"{self.host} refuses the folder {folder!r}: {text}.", remedy)

    def waits(self, refused: RefusedError) -> bool:
        """Pauses, if the server says that it cannot answer for the moment; False: it does not, or did so too often."""
        if says_stop(str(refused)) or not says_wait(str(refused)) or self._waited >= self.limits.attempts:
            return False
        self._waited += 1
        self._pause(self._waited)
        return True

    def _pause(self, number: int) -> None:
        waits.pause(min(self.limits.wait * 2 ** (number - 1), 64) * random.uniform(0.5, 1))  # noqa: S311 (jitter)

    def _connect(self) -> None:
        self._refuse_to_overdraw()
        client = self._reach()
        try:
            self._refuse_preauth(client)
            if self._settings.tls == "starttls":
                self._start_tls(client)
            self._sign_in(client)
            with spoken():
                self._capabilities = frozenset(client.capabilities())
        except RefusedError as refused:
            self._abandon(client)
            raise self.refusal(refused) from refused
        except BaseException:
            self._abandon(client)
            raise
        self._client = client
        self.peer = f"{self._address}{_certificate(client)}"

    def _reach(self) -> Client:
        context = self._context() if self._settings.tls == "implicit" else None
        try:
            return Client(Address(self.host, self._settings.port), context, self.limits, self.traffic)
        except OSError as error:
            raise self._unreached(error) from error
        except (imaplib.IMAP4.error, ValueError, LookupError) as error:
            raise TemporaryError(
                f"{self._address} does not greet as an IMAP server does: {server_text(error)}.",
                "Check `host` and `port`, or try again later.",
            ) from error

    def _refuse_preauth(self, client: Client) -> None:
        if client.signed_in_by_greeting:
            raise SignInError(
                f"{self._address} says that the session is signed in already; whose mailbox it is cannot be told.",
                "Check `host` and `port`.",
            )

    def _start_tls(self, client: Client) -> None:
        if not client.has_capability("STARTTLS"):
            raise CertificateError(
                f"{self._address} offers no STARTTLS; nothing was sent.", 'Set `tls = "implicit"` and `port = 993`.'
            )
        try:
            client.starttls(self._context())
        except imaplib.IMAP4.abort as error:
            raise DroppedError(server_text(error)) from error
        except OSError as error:
            if isinstance(error, ssl.SSLError) and not hung_up(error):
                raise self._untrusted(error) from error
            raise DroppedError(line_text(error)) from error
        except imaplib.IMAP4.error as error:
            raise CertificateError(
                f"{self._address} refuses STARTTLS: {server_text(error)}; nothing was sent.", 'Set `tls = "implicit"`.'
            ) from error

    def _context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._settings.ca_file or None)
        except (OSError, ssl.SSLError) as error:
            raise UsageError(
                f"{self._settings.ca_file} cannot be read as certificates: {error.strerror or error}.",
                f"Check `ca_file` of the source {self._name}.",
            ) from error

    def _unreached(self, error: OSError) -> HarvesterError:
        if hung_up(error):
            fact = f"{self._address} hung up before it had greeted: {line_text(error)}."
            return TemporaryError(fact, "Check `host`, `port` and `tls`, or try again later.")
        if isinstance(error, ssl.SSLError):
            return self._untrusted(error)
        return TemporaryError(f"{self._address} does not answer: {line_text(error)}.", "Check `host` and `port`.")

    def _untrusted(self, error: ssl.SSLError) -> CertificateError:
        if isinstance(error, ssl.SSLCertVerificationError):
            return untrusted(self._address, error, "`host`")
        return CertificateError(
            f"{self._address} does not speak TLS as asked: {error.reason or error}.", "Check `port` and `tls`."
        )

    @staticmethod
    def _abandon(client: Client) -> None:
        try:
            client.shutdown()
        except (OSError, imaplib.IMAP4.error):
            return


def _certificate(client: Client) -> str:
    sock = client.sock
    if not isinstance(sock, ssl.SSLSocket):
        return ", no TLS"
    digest = hashlib.sha256(sock.getpeercert(binary_form=True) or b"").hexdigest()
    return f", {sock.version()}, certificate SHA-256 {digest}"
