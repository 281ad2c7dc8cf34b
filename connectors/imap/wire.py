"""imaplib under limits: what no answer arrives for, never ends, or is too large ends the connection, not the run."""

from __future__ import annotations

import imaplib
import io
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import imapclient
from imapclient.exceptions import ProtocolError

from harvester.errors import TemporaryError
from harvester.model import Traffic

_CODE = re.compile(r"\[([A-Z][A-Z0-9-]*)")
_PASSING = re.compile(r" ?\((?:\d+\.\d+ \+ )+\d+\.\d+ secs\)| ?\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]")
"""How long an answer took and when it was given, as Dovecot says: the same search must read the same (H7)."""
_STOP = {"OVERQUOTA", "THROTTLED", "LIMIT"}
_STOP_WORDS = ("bandwidth limit", "but not connected", "too many simultaneous connections", "rate limit")
_LATER = {"UNAVAILABLE", "INUSE", "SERVERBUG", *_STOP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a server may take and send."""

    timeout: float = 60
    """Seconds without a byte."""
    deadline: float = 600
    """Seconds for a whole command, its answer included: a byte now and then does not hold a run for ever."""
    message_bytes: int = 50 * 2**20
    """A larger message is fetched as its header only."""
    command_bytes: int = 80 * 2**20
    """Bytes of the answer to one command."""
    command_lines: int = 200_000
    line_bytes: int = 8 * 2**20
    """A SEARCH answers on one line: room for a million UIDs."""
    attempts: int = 3
    """Connections tried in a row, and reconnects without anything gained in between."""
    wait: float = 1
    """Seconds before the second attempt; doubled for each further one, with jitter."""


class Address(NamedTuple):
    """Where the server is."""

    host: str
    port: int


class DroppedError(Exception):
    """The connection is lost or no longer to be trusted; another one may do."""


class RefusedError(Exception):
    """The server said NO or BAD."""


def spent(traffic: Traffic) -> TemporaryError:
    """The source may send no more today (F9)."""
    limit = (traffic.allowed or 0) // 10**6
    return TemporaryError(
        f"The daily limit of {limit:,} MB (`daily_megabytes`) is reached; what follows was not fetched yet.",
        "Pull again tomorrow; it goes on where this one stopped.",
    )


def response_code(text: str) -> str:
    """The code in brackets of a server's answer, "" without one."""
    found = _CODE.search(text)
    return found.group(1) if found else ""


def says_later(text: str) -> bool:
    """Whether a refusal of the sign-in holds for the moment only."""
    return response_code(text) in _LATER


def says_stop(text: str) -> bool:
    """Whether the server wants to be left alone for a while: connecting again would make it worse."""
    return response_code(text) in _STOP or any(words in text.lower() for words in _STOP_WORDS)


class _Socket(io.RawIOBase):
    """A socket as a file, with a timeout for each byte and a deadline for each command."""

    def __init__(self, sock: socket.socket, limits: Limits, traffic: Traffic) -> None:
        self.sock = sock
        self._limits = limits
        self._traffic = traffic
        self.restart()

    def restart(self) -> None:
        """A new command begins."""
        self._until = time.monotonic() + self._limits.deadline
        self._received = 0

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Bytes received; TimeoutError at the deadline."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"no end of the answer within {self._limits.deadline:g} seconds")
        self.sock.settimeout(min(left, self._limits.timeout))
        room = len(buffer)
        if self._traffic.allowed is not None:
            room = min(room, self._traffic.allowed - self._traffic.received)
            if room <= 0:
                raise spent(self._traffic)
        count = self.sock.recv_into(buffer, room)
        self._traffic.received += count
        self._received += count
        if self._received > self._limits.command_bytes:
            raise imaplib.IMAP4.abort(f"more than {self._limits.command_bytes} bytes in one answer")
        return count


class LimitedIMAP4(imaplib.IMAP4):
    """imaplib's protocol over a reader with limits; implicit TLS when it is given a context."""

    def __init__(self, address: Address, context: ssl.SSLContext | None, limits: Limits, traffic: Traffic) -> None:
        self._context = context
        self._limits = limits
        self._traffic = traffic
        super().__init__(address.host, address.port, timeout=limits.timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        sock = socket.create_connection((self.host, self.port), timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # imaplib sends a line in two parts
        if self._context is None:
            return sock
        try:
            return self._context.wrap_socket(sock, server_hostname=self.host)
        except BaseException:
            sock.close()
            raise

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect."""
        super().open(host, port, timeout)
        self._listen()

    def read(self, size: int) -> bytes:
        """A literal. One that is too large is refused before any memory is taken for it."""
        if size > self._limits.command_bytes:
            raise self.abort(f"a part of {size} bytes")
        data = self._reader().read(size)
        if len(data) < size:
            raise self.abort("the connection ended inside a message")
        return data

    def readline(self) -> bytes:
        """One line of the answer."""
        self._lines += 1
        if self._lines > self._limits.command_lines:
            raise self.abort(f"more than {self._limits.command_lines} lines in one answer")
        line = self._reader().readline(self._limits.line_bytes + 1)
        if len(line) > self._limits.line_bytes:
            raise self.abort(f"a line of more than {self._limits.line_bytes} bytes")
        if line and not line.endswith(b"\n"):
            raise self.abort("the connection ended inside an answer")
        return line

    def _reader(self) -> io.BufferedReader[Any]:
        if self._raw.sock is not self.sock:
            # STARTTLS has put TLS on top. What stood in plain text before may be anybody's: forget it.
            self._listen()
            self.untagged_responses.clear()
        return self._buffer

    def _listen(self) -> None:
        self._lines = 0
        self._raw = _Socket(self.sock, self._limits, self._traffic)
        self._buffer: io.BufferedReader[Any] = io.BufferedReader(self._raw, 2**16)

    def _command(self, name: str, *args: Any) -> bytes:
        self._lines = 0
        self._raw.restart()
        return super()._command(name, *args)  # type: ignore[misc, no-any-return]  # typeshed leaves it out


class Client(imapclient.IMAPClient):  # type: ignore[misc]  # imapclient has no types
    """IMAPClient that reads within limits, logs no bodies, and leaves names and times as the server gives them."""

    def __init__(self, address: Address, context: ssl.SSLContext | None, limits: Limits, traffic: Traffic) -> None:
        self._address = address
        self._limits = limits
        self._traffic = traffic
        super().__init__(
            address.host, address.port, ssl=context is not None, ssl_context=context, timeout=limits.timeout
        )
        self._imap.debug = 0  # 5, its default, formats every body for a log
        self.normalise_times = False
        self.folder_encode = False

    def _create_IMAP4(self) -> LimitedIMAP4:  # noqa: N802 (imapclient's name)
        return LimitedIMAP4(self._address, self.ssl_context, self._limits, self._traffic)

    @property
    def signed_in_by_greeting(self) -> bool:
        """PREAUTH."""
        return bool(self._imap.state == "AUTH")

    @property
    def sock(self) -> socket.socket:
        """The socket, for its TLS peer."""
        return self._imap.sock  # type: ignore[no-any-return]  # imapclient has no types

    def authenticate(self, mechanism: str, first: str, after_refusal: bytes) -> None:
        """Signs in by a SASL mechanism that says everything at once; a second question of the server is its refusal.

        RFC 7628: the client answers that with `after_refusal`, and the command then ends in NO.
        """
        answers = iter([first.encode(), after_refusal])
        self._command_and_check("authenticate", mechanism, lambda _: next(answers, None), unpack=True)

    def uid_command(self, name: str, *args: str) -> list[Any]:
        """The untagged answers to `UID name`, as imaplib gives them; leftovers of earlier commands are dropped."""
        self._imap.untagged_responses.pop(name, None)
        status, data = self._imap.uid(name, *args)
        self._checkok(name.lower(), status, data)
        return [part for part in data if part is not None]


@contextmanager
def spoken() -> Iterator[None]:
    """Errors of the libraries, as DroppedError (another connection may do) or RefusedError (NO or BAD)."""
    try:
        yield
    except imaplib.IMAP4.abort as error:
        raise DroppedError(server_text(error)) from error
    except TimeoutError as error:
        raise DroppedError(server_text(error) or "no answer in time") from error
    except OSError as error:
        raise DroppedError(error.strerror or type(error).__name__) from error
    except (ProtocolError, RecursionError, ValueError, TypeError, LookupError, AssertionError) as error:
        raise DroppedError("an answer that cannot be understood") from error  # its text may hold a body: not shown
    except imaplib.IMAP4.error as error:
        raise RefusedError(server_text(error)) from error


def server_text(error: BaseException | bytes) -> str:
    """What the server said, on one line, control characters left out, at most 200 characters."""
    said = error if isinstance(error, bytes) else error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if re.search(r"unexpected (tagged )?response: b['\"]", text):
        return "an answer that cannot be understood"  # what was sent may be a line of a mail: not shown
    if quoted := re.search(r"\bb(['\"])(.*)\1", text, re.DOTALL):
        text = quoted.group(2)
    text = _PASSING.sub("", re.sub(r"^\w+ failed: ", "", text))
    return "".join(char if char.isprintable() else " " for char in text)[:200].strip(" .")
