"""A web server on this machine that says what the test tells it to, with TLS of its own authority or without."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme


@dataclass(slots=True)
class Page:
    """What lies under a path; `etag` is honoured."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""


class Pages:
    """A running server."""

    def __init__(self, tls: Path | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        """Method, path, headers."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"pages": self}))
        if tls:
            authority = trustme.CA()
            authority.cert_pem.write_to_path(str(tls / "ca.pem"))
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert("localhost").configure_cert(context)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://localhost:{self._server.server_port}"

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.01)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: nobody waits for an acknowledgement
    pages: Pages

    def do_GET(self) -> None:
        self.pages.asked.append((self.command, self.path, dict(self.headers.items())))
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        page = self.pages.pages.get(self.path, Page(status=404))
        unchanged = bool(page.etag) and self.headers.get("If-None-Match") == page.etag
        body = b"" if unchanged else page.body
        self.send_response(304 if unchanged else page.status)
        headers = {"Content-Length": str(len(body)), **({"ETag": page.etag} if page.etag else {}), **page.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def __getattr__(self, name: str) -> object:
        if name.startswith("do_"):
            return self.do_GET
        raise AttributeError(name)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def running(tls: Path | None = None) -> Iterator[Pages]:
    """A server for the time of a `with`; with TLS its authority lies in `tls/ca.pem`."""
    pages = Pages(tls)
    thread = threading.Thread(target=pages.serve, daemon=True)
    thread.start()
    try:
        yield pages
    finally:
        pages.stop()
        thread.join(5)
