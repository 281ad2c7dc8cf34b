"""A web server, with TLS or without, that answers so far at once, and then a byte now and then, without end."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import trustme

_DRIP_SECONDS = 0.02


class Dripping:
    """`url` is where it listens; `at_once` is what it says before the drops, `drop` what it repeats."""

    def __init__(self, folder: Path, scheme: str) -> None:
        authority = trustme.CA()
        self.ca_file = str(folder / "ca.pem")
        authority.cert_pem.write_to_path(self.ca_file)
        self.at_once = b""
        self.drop = b"x"
        self.connections = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self._context)
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._scheme = scheme
        self.url = f"{scheme}://localhost:{self._listener.getsockname()[1]}/"

    def serve(self) -> None:
        while not self._stopped.is_set():
            with suppress(OSError), self._listener.accept()[0] as client:
                self.connections += 1
                client.settimeout(10)
                with self._line(client) as line:
                    line.recv(2**16)
                    line.sendall(self.at_once)
                    while not self._stopped.wait(_DRIP_SECONDS):
                        line.sendall(self.drop)

    def _line(self, client: socket.socket) -> socket.socket:
        return self._context.wrap_socket(client, server_side=True) if self._scheme == "https" else client

    def stop(self) -> None:
        self._stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@contextmanager
def dripping(folder: Path, scheme: str = "https") -> Iterator[Dripping]:
    server = Dripping(folder, scheme)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(5)
