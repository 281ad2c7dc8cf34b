"""imaplib under limits: what no answer arrives for, never ends, or is too large ends the connection, not the run."""

from __future__ import annotations

import imaplib
import io
import re
import socket
import ssl
from typing import Any, NamedTuple

import imapclient

from connectors.imap.limits import LimitedSocket, Limits
from harvester.model.source import Traffic


class Address(NamedTuple):
    """Where the server is."""

    host: str
    port: int


_FETCHED = re.compile(rb"\* (\d+) FETCH (\(.*\{(\d+)\})\r\n")
"""First line of an answer to FETCH that holds a message."""
_LITERAL = re.compile(rb".*\{(\d+)\}")


class LimitedIMAP4(imaplib.IMAP4):
    """imaplib's protocol over a reader with limits; implicit TLS when it is given a context."""

    def __init__(self, address: Address, context: ssl.SSLContext | None, limits: Limits, traffic: Traffic) -> None:
        self._context = context
        self._limits = limits
        self._traffic = traffic
        self._ahead: tuple[tuple[str, ...], bytes] | None = None
        self._early: tuple[tuple[str, ...], tuple[str, list[Any]]] | None = None
        self._unread = b""
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
        if self._unread:
            line, self._unread = self._unread, b""
            return line
        self._lines += 1
        if self._lines > self._limits.command_lines:
            raise self.abort(f"more than {self._limits.command_lines} lines in one answer")
        line = self._reader().readline(self._limits.line_bytes + 1)
        if len(line) > self._limits.line_bytes:
            raise self.abort(f"a line of more than {self._limits.line_bytes} bytes")
        if line and not line.endswith(b"\n"):
            raise self.abort("the connection ended inside an answer")
        return line

    def _get_response(self) -> bytes | None:
        """Messages one after the other; everything else is imaplib's, which tries six patterns on each line."""
        line = first = self.readline()
        while found := _FETCHED.fullmatch(line):
            self._keep_fetched(found)
            line = self.readline()
        self._unread = line
        return first if line is not first and line else super()._get_response()  # type: ignore[misc]

    def _keep_fetched(self, found: re.Match[bytes]) -> None:
        """An answer to FETCH to its end, in the form in which imaplib keeps it."""
        data, size = b"%b %b" % (found[1], found[2]), found[3]
        while True:
            self._append_untagged("FETCH", (data, self.read(int(size))))
            line = self.readline()
            if line == b")\r\n":
                self._append_untagged("FETCH", b")")
                return
            self._unread = line  # it may be no whole line: imaplib says what is wrong with it
            data = self._get_line()
            literal = _LITERAL.fullmatch(data)
            if literal is None:
                self._append_untagged("FETCH", data)
                return
            size = literal[1]

    def _reader(self) -> io.BufferedReader[Any]:
        if self._raw.sock is not self.sock:
            # STARTTLS has put TLS on top. What stood in plain text before may be anybody's: forget it.
            self._listen()
            self.untagged_responses.clear()
        return self._buffer

    def _listen(self) -> None:
        self._lines = 0
        self._raw = LimitedSocket(self.sock, self._limits, self._traffic)
        self._buffer: io.BufferedReader[Any] = io.BufferedReader(self._raw, 2**16)

    def uid_ahead(self, *asked: str) -> None:
        """Sends a `UID` command whose answer the server may prepare while other work is done."""
        self._ahead = (asked, self._command("UID", *asked))

    def uid(self, command: str, *args: str) -> tuple[str, list[Any]]:
        """The answer to a `UID` command, which may have been sent ahead."""
        asked = (command, *args)
        if self._ahead and self._ahead[0] == asked:
            self._hear()
        if self._early is None or self._early[0] != asked:
            return super().uid(command, *args)
        (_, answer), self._early = self._early, None
        return answer

    def _command(self, name: str, *args: Any) -> bytes:
        self._hear()  # answers come in the order of the commands
        if name != "UID":
            self._early = None  # another folder may be opened: its messages bear the same numbers
        self._restart()
        return super()._command(name, *args)  # type: ignore[misc, no-any-return]  # typeshed leaves it out

    def _hear(self) -> None:
        """Reads the answer to what was sent ahead. A refusal is not kept: it is heard when the command is due."""
        if self._ahead is None:
            return
        (asked, tag), self._ahead = self._ahead, None
        self._restart()
        try:
            status, _ = self._command_complete("UID", tag)
        except self.abort:
            raise
        except self.error:
            return
        if status == "OK":
            self._early = (asked, (status, self.untagged_responses.pop("FETCH", [None])))

    def _restart(self) -> None:
        self._lines = 0
        self._raw.restart()


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
    def farewell(self) -> bytes:
        """What the server said with its BYE, b"" without one."""
        return b" ".join(part for part in self._imap.untagged_responses.get("BYE", []) if isinstance(part, bytes))

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

    def fetch_ahead(self, *args: str) -> None:
        """Sends a `UID FETCH` that is asked for next; what is asked before it waits for its answer."""
        self._imap.untagged_responses.pop("FETCH", None)
        self._imap.uid_ahead("FETCH", *args)
