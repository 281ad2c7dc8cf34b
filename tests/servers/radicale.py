"""A real CalDAV server on this machine: Radicale, with a password file. Every test takes a user of its own."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = 'a pass-word: "quoted" and ü'
_USERS = 60


class Radicale:
    """A running server."""

    def __init__(self, base: Path) -> None:
        self.base = base
        users = "".join(f"user{number}:{PASSWORD}\n" for number in range(1, _USERS + 1))
        (base / "users").write_text(users, "utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self._count = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = {
            "config": "",
            "server-hosts": f"127.0.0.1:{self.port}",
            "auth-type": "htpasswd",
            "auth-htpasswd-filename": str(self.base / "users"),
            "auth-htpasswd-encryption": "plain",
            "auth-delay": "0",
            "storage-filesystem-folder": str(self.base / "storage"),
            "logging-level": "warning",
        }
        words = [sys.executable, "-m", "radicale", *(f"--{name}={value}" for name, value in options.items())]
        with (self.base / "log").open("wb") as log:
            self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.02)
            else:
                return
        raise RuntimeError(f"radicale did not start:\n{(self.base / 'log').read_text()}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)

    def account(self) -> Account:
        """An account without calendars."""
        self._count += 1
        return Account(self, f"user{self._count}")


class Account:
    """One user's calendars, as another program changes them."""

    def __init__(self, server: Radicale, user: str) -> None:
        self.server = server
        self.user = user

    def make(self, calendar: str, name: str) -> None:
        body = (
            '<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
            f"<d:displayname>{name}</d:displayname></d:prop></d:set></c:mkcalendar>"
        )
        self.ask("MKCALENDAR", f"{calendar}/", body.encode())

    def put(self, calendar: str, name: str, raw: bytes) -> None:
        self.ask("PUT", f"{calendar}/{name}", raw, {"Content-Type": "text/calendar; charset=utf-8"})

    def delete(self, calendar: str, name: str) -> None:
        self.ask("DELETE", f"{calendar}/{name}")

    def files(self) -> dict[str, bytes]:
        """The calendars as they lie on the server's disk."""
        root = self.server.base / "storage" / "collection-root" / self.user
        return {
            str(path.relative_to(root)): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and ".Radicale.cache" not in path.parts
        }

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        pair = base64.b64encode(f"{self.user}:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310 (this machine)
            f"{self.server.url}{self.user}/{path}",
            data=body or None,
            method=method,
            headers={"Authorization": f"Basic {pair}", **(headers or {})},
        )
        try:
            urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 (this machine)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read()!r}") from error


@contextmanager
def running(base: Path) -> Iterator[Radicale]:
    """A server for the time of a `with`; its files lie in `base`."""
    server = Radicale(base)
    server.start()
    try:
        yield server
    finally:
        server.stop()
