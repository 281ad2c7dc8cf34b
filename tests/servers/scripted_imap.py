"""An IMAP server that does what no real one does on purpose: it lies, stalls, drips, floods and hangs up.

By itself it serves `messages` in the folder INBOX correctly. `on` gives the answers to the next commands of a verb,
`instead` the answer for one UID, `cut_at` the number of bytes after which the first connection ends.
"""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

Act = Callable[["Connection", bytes], None]
"""What is done in answer to a command with this tag."""
_VERB = re.compile(rb"(?:UID )?[A-Z]+")


class HangUpError(Exception):
    """The server ends the connection."""


def say(answer: bytes, hang_up: bool = False) -> Act:
    """Send an answer, `TAG` standing for the command's tag."""

    def act(connection: Connection, tag: bytes) -> None:
        connection.send(answer.replace(b"TAG", tag))
        if hang_up:
            raise HangUpError

    return act


def silence(connection: Connection, tag: bytes) -> None:
    """Say nothing until the client goes."""
    while connection.socket.recv(4096):
        pass
    raise HangUpError


def dripping(at_once: bytes, drop: bytes) -> Act:
    """So far at once, and then a drop now and then, without end."""

    def act(connection: Connection, tag: bytes) -> None:
        connection.send(at_once)
        while not connection.server.stopped.wait(0.02):
            connection.send(drop)

    return act


drip = dripping(b"", b"*")
"""One byte now and then."""


def flood(line: bytes, size: int) -> Act:
    """The same untagged line again and again, up to `size` bytes."""

    def act(connection: Connection, tag: bytes) -> None:
        block = line * (2**16 // len(line) + 1)
        for _ in range(size // len(block)):
            connection.send(block)
        connection.send(tag + b" OK done\r\n")

    return act


class ScriptedImap:
    """The server; `port` is where it listens."""

    def __init__(self, messages: Sequence[bytes] = ()) -> None:
        self.messages = dict(enumerate(messages, start=1))
        self.greeting: Act = say(b"* OK ready\r\n")
        self.capabilities = b"IMAP4rev1 UNSELECT"
        self.listing = b'* LIST () "/" INBOX\r\n'
        self.examine = b"* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT %d] ok\r\n" % (len(messages) + 1)
        self.examined = b"[READ-ONLY]"
        self.instead: dict[int, bytes] = {}
        self.cut_at: int | None = None
        self.reset = False
        self.sent = 0
        self.commands: list[str] = []
        self.connections = 0
        self.stopped = threading.Event()
        self._answers: dict[bytes, list[Act]] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []

    def on(self, verb: str, *acts: Act, for_ever: bool = False) -> None:
        """What the next commands of this verb are answered by."""
        self._answers[verb.encode()] = list(acts) * (1000 if for_ever else 1)

    def count(self, verb: str) -> int:
        return sum(command.startswith(verb) for command in self.commands)

    def next_answer(self, verb: bytes) -> Act | None:
        acts = self._answers.get(verb)
        return acts.pop(0) if acts else None

    def serve(self) -> None:
        while not self.stopped.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            first = self.connections == 1
            thread = threading.Thread(target=Connection(self, client, self.cut_at if first else None).run, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        self.stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)


class Connection:
    """One client."""

    def __init__(self, server: ScriptedImap, client: socket.socket, cut_at: int | None) -> None:
        self.server = server
        self.socket = client
        self._left = cut_at
        client.settimeout(10)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self) -> None:
        try:
            self.server.greeting(self, b"*")
            with self.socket.makefile("rb") as lines:
                for line in lines:
                    self._answer(line.strip(), lines.readline)
        except (HangUpError, OSError):
            pass
        finally:
            if self.server.reset:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.socket.close()

    def send(self, data: bytes) -> None:
        part = data if self._left is None else data[: self._left]
        self.server.sent += len(part)
        self.socket.sendall(part)
        if self._left is not None:
            self._left -= len(part)
            if self._left <= 0:
                raise HangUpError

    def _answer(self, line: bytes, more: Callable[[], bytes]) -> None:
        tag, _, command = line.partition(b" ")
        self.server.commands.append(command.decode())
        found = _VERB.match(command)
        verb = found.group() if found else b""
        if act := self.server.next_answer(verb):
            act(self, tag)
            return
        if verb == b"AUTHENTICATE":
            self.send(b"+ \r\n")
            more()
        self.send(b"".join(self._untagged(verb, command)))
        self.send(tag + b" OK %s done\r\n" % (self.server.examined if verb == b"EXAMINE" else b""))
        if verb == b"LOGOUT":
            raise HangUpError

    def _untagged(self, verb: bytes, command: bytes) -> Iterator[bytes]:
        server = self.server
        if verb == b"CAPABILITY":
            yield b"* CAPABILITY " + server.capabilities + b"\r\n"
        elif verb == b"LIST":
            yield server.listing
        elif verb == b"EXAMINE":
            yield b"* %d EXISTS\r\n" % len(server.messages) + server.examine
        elif verb == b"STATUS":
            yield b"* STATUS INBOX (MESSAGES %d UIDNEXT 9 UIDVALIDITY 7)\r\n" % len(server.messages)
        elif verb == b"UID SEARCH":
            asked = self._asked(command)
            yield b"* SEARCH " + b" ".join(b"%d" % uid for uid in asked) + b"\r\n"
        elif verb == b"UID FETCH":
            for uid in self._asked(command):
                if b"BODY.PEEK[]" in command and uid in server.instead:
                    yield server.instead[uid]
                else:
                    yield fetch_answer(uid, server.messages[uid], b"HEADER" if b"[HEADER]" in command else b"")
        elif verb == b"LOGOUT":
            yield b"* BYE\r\n"

    def _asked(self, command: bytes) -> list[int]:
        found = re.search(rb"(?:FETCH|UID) ([\d,]+)(?: |$)", command)
        uids = [int(uid) for uid in found.group(1).split(b",")] if found else list(self.server.messages)
        return [uid for uid in uids if uid in self.server.messages]


def fetch_answer(uid: int, raw: bytes, section: bytes = b"", seq: int = 0) -> bytes:
    """A correct answer to FETCH."""
    part = raw[: raw.index(b"\r\n\r\n") + 4] if section else raw
    return (
        b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "02-Feb-2026 02:40:01 +0100" FLAGS (\\Seen) BODY[%s] {%d}\r\n'
        % (seq or uid, uid, len(raw), section, len(part))
        + part
        + b")\r\n"
    )


@contextmanager
def scripted(messages: Sequence[bytes] = ()) -> Iterator[ScriptedImap]:
    server = ScriptedImap(messages)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(5)
