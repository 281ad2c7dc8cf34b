"""Where a mail server asks whose mailbox an access token opens: Google's tokeninfo, over the tokens of all issuers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Issuer = Callable[[str], str | None]
"""Access token -> the mailbox that it opens; None: none, or not any more."""


class Tokens:
    """A server on one port, however often it is started. `issuers` are the stand-ins whose tokens count."""

    def __init__(self, port: int) -> None:
        self.issuers: list[Issuer] = []
        self.refused = 0
        self.url = f"http://127.0.0.1:{port}/tokeninfo?access_token="
        self._port = port
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), type("Handler", (_Handler,), {"tokens": self}))
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @contextmanager
    def of(self, issuer: Issuer) -> Iterator[None]:
        """For the time of a `with`, the tokens of an issuer count."""
        self.issuers.append(issuer)
        try:
            yield
        finally:
            self.issuers.remove(issuer)

    def mailbox(self, token: str) -> str | None:
        """The mailbox that a token opens."""
        found = next(filter(None, (issuer(token) for issuer in self.issuers)), None)
        self.refused += found is None
        return found


class _Handler(BaseHTTPRequestHandler):
    tokens: Tokens

    def do_GET(self) -> None:
        token = parse_qs(urlsplit(self.path).query).get("access_token", [""])[0]
        mailbox = self.tokens.mailbox(token)
        body = json.dumps({"email": mailbox, "expires_in": 3599} if mailbox else {"error": "invalid_token"}).encode()
        self.send_response(200 if mailbox else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...
