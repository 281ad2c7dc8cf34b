"""What a server may take and send, and the socket that keeps it to that."""

from __future__ import annotations

import imaplib
import io
import socket
import time
from dataclasses import dataclass
from typing import Any

from harvester.errors import TemporaryError
from harvester.model.source import Traffic


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


def spent(traffic: Traffic) -> TemporaryError:
    """The source may send no more today (F9)."""
    limit = (traffic.allowed or 0) // 10**6
    return TemporaryError(
        f"The daily limit of {limit:,} MB (`daily_megabytes`) is reached; what follows was not fetched yet.",
        "Pull again tomorrow; it goes on where this one stopped.",
    )


class LimitedSocket(io.RawIOBase):
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
