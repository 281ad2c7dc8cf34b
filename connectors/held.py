"""Connections that hold every byte of an answer to its deadline, those of its head too: urllib3 knows none for it."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

import urllib3

Deadline = Callable[[], float]
"""By the monotonic clock."""


def hold(pools: urllib3.PoolManager, context: ssl.SSLContext, until: Deadline) -> None:
    """Has whatever these pools connect to, with TLS by `context` or without, answer before `until`."""
    context.sslsocket_class = _held(ssl.SSLSocket, until)
    plain = _held(socket.socket, until)

    class Connection(urllib3.connection.HTTPConnection):
        def _new_conn(self) -> socket.socket:
            made = super()._new_conn()
            patience = made.gettimeout()
            held: socket.socket = plain(fileno=made.detach())
            held.settimeout(patience)
            return held

    class Pool(urllib3.HTTPConnectionPool):
        ConnectionCls = Connection

    pools.pool_classes_by_scheme = {**pools.pool_classes_by_scheme, "http": Pool}


def _held(kind: Any, until: Deadline) -> Any:
    class Held(kind):  # type: ignore[misc]  # a socket, or one with TLS
        def recv_into(self, *args: Any, **named: Any) -> int:
            if time.monotonic() > until():
                raise TimeoutError("the answer takes too long")
            return int(super().recv_into(*args, **named))

    return Held
