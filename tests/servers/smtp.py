"""A real SMTP server on this machine, with TLS of its own authority; it keeps what it took."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "me@studionorth.example", "smtp-secret-4711"


@dataclass
class Post:
    """What the server is told to do, and what it took."""

    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refuse: str = ""
    """An SMTP answer in place of taking the mail."""
    port: int = 0
    ca_file: str = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        if self.refuse:
            return self.refuse
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(mail)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 taken"


def _known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    said = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=said, handled=said)


class _StartTls(Controller):
    def __init__(self, post: Post, context: ssl.SSLContext, port: int) -> None:
        self._context = context
        super().__init__(post, hostname="127.0.0.1", port=port)

    def factory(self) -> SMTP:
        return SMTP(
            self.handler, hostname="localhost", tls_context=self._context, require_starttls=True,
            auth_required=True, authenticator=_known,
        )  # fmt: skip


@contextmanager
def post_office(folder: Path) -> Iterator[Post]:
    """A server that wants STARTTLS and a sign-in."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "smtp-ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    post = Post(port=port, ca_file=str(folder / "smtp-ca.pem"))
    server = _StartTls(post, context, port)
    server.start()
    try:
        yield post
    finally:
        server.stop()
