"""Where a browser comes back to after a consent: one address of this machine, open until it answered (RFC 8252)."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from typing import Self

PAGE = b"<!doctype html><title>Harvester</title><p>Done. You can close this page and go back to the terminal.\n"
_STALL = 5.0


class Loopback:
    """A server on 127.0.0.1 that waits for one address and forgets every other."""

    def __init__(self) -> None:
        self._server = HTTPServer(("127.0.0.1", 0), _Handler)
        self._server.timeout = 0.5
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.server_close()

    def wait(self, wanted: Callable[[str], bool], seconds: float) -> str | None:
        """The address that a browser was sent to, the first that is `wanted`; None when none came in time."""
        found: list[str] = []

        def take(path: str) -> bool:
            address = self.address + path.lstrip("/")
            right = wanted(address)
            found.extend([address] * right)
            return right

        self._server.RequestHandlerClass = type("Handler", (_Handler,), {"take": staticmethod(take)})
        until = time.monotonic() + seconds
        while not found and time.monotonic() < until:
            self._server.handle_request()
        return found[0] if found else None


class _Handler(BaseHTTPRequestHandler):
    timeout = _STALL
    take: Callable[[str], bool]

    def do_GET(self) -> None:
        """Says thank you to the answer, and nothing to anybody else."""
        right = type(self).take(self.path)
        self.send_response(200 if right else 404)
        body = PAGE if right else b""
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", "default-src 'none'"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the address holds the code."""
