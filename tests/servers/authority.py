"""A time-stamp authority on this machine: `openssl ts -reply` behind a web server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CONFIG = """
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa_reply]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
"""


@dataclass(slots=True)
class Authority:
    """A running authority; `root` is the PEM file that it is checked with."""

    url: str
    root: Path
    folder: Path
    asked: list[bytes] = field(default_factory=list)
    answer: bytes | None = None
    """Given in place of a stamp."""


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def _founded(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "config").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    for name, subject in (("root", "/CN=Test Root"), ("tsa", "/CN=Test Authority")):
        key = ["req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-subj", subject, "-config", "config"]
        openssl(folder, *key, "-out", f"{name}.csr")
    signed = ["x509", "-req", "-days", "3650", "-extfile", "config"]
    openssl(folder, *signed, "-in", "root.csr", "-signkey", "root.key", "-extensions", "ca", "-out", "root.pem")
    authority = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-extensions", "tsa", "-out", "tsa.pem"]
    openssl(folder, *signed, "-in", "tsa.csr", *authority)


@contextmanager
def running(folder: Path) -> Iterator[Authority]:
    """An authority of its own for the time of a `with`; its files lie in the new `folder`."""
    _founded(folder)
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                authority.asked.append(query)
                body = stamped(query) if authority.answer is None else authority.answer
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    def stamped(query: bytes) -> bytes:
        (folder / "query").write_bytes(query)
        openssl(
            folder, "ts", "-reply", "-config", "config", "-section", "tsa_reply", "-queryfile", "query", "-out", "r"
        )
        return (folder / "r").read_bytes()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    authority = Authority(url=f"http://localhost:{server.server_port}/", root=folder / "root.pem", folder=folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
