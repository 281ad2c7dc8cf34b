"""A mailbox on a real server, a configuration that tells by mail, and nights that run when the test says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from harvester import nights, workflow
from harvester.cli.telling import send
from harvester.config import load
from harvester.nights import Watched
from tests.cli.mailboxes import BOB, ME, message
from tests.servers import smtp
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox
from tests.servers.smtp import Post, post_office

CONFIG = """
[us]
addresses = ["{me}"]
timezone = "Europe/Berlin"
reviewer = "Ann North"
[sources.mail]
kind = "imap"
host = "localhost"
port = {port}
user = "{user}"
password = "env:MAIL"
ca_file = "{ca}"
addresses = ["{me}"]
[clients.acme]
name = "Acme Ltd"
domains = ["acme.example"]
timezone = "Europe/Berlin"
[notify]
to = ["{me}"]
smtp = "localhost:{smtp_port}"
user = "{smtp_user}"
password = "env:SMTP"
ca_file = "{smtp_ca}"
"""


def at(day: int, hour: int = 3) -> datetime:
    """A time in March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def mail(day: int, subject: str, text: str, *, ours: bool = True, parent: str = "") -> EmailMessage:
    return message((ME, BOB) if ours else (BOB, ME), at(day, 9), subject, text, parent)


@dataclass
class Watch:
    """One user's set-up."""

    box: DovecotMailbox
    config: Path
    post: Post
    environment: dict[str, str] = field(default_factory=lambda: {"MAIL": PASSWORD, "SMTP": smtp.PASSWORD})

    def deliver(self, *mails: EmailMessage) -> None:
        """Each arrives when it says that it was sent."""
        for one in mails:
            self.arrive("Verschickt" if one["From"] == ME else "INBOX", one)

    def arrive(self, folder: str, one: EmailMessage) -> None:
        self.box.add(folder, [one.as_bytes()], int(parsedate_to_datetime(str(one["Date"])).timestamp()))

    def night(self, when: datetime, *, told: bool = True) -> Watched:
        config = load(self.config)
        watched = nights.watch(config, when, workflow.Session(environment=self.environment))
        if told:
            send(config, watched.night, self.environment)
        return watched


@pytest.fixture
def watch(dovecot: Dovecot, tmp_path: Path) -> Iterator[Watch]:
    box = dovecot.mailbox()
    with post_office(tmp_path) as post:
        config = tmp_path / "config.toml"
        config.write_text(
            CONFIG.format(
                me=ME, port=box.server.tls_port, user=box.user, ca=box.server.ca_file,
                smtp_port=post.port, smtp_user=smtp.USER, smtp_ca=post.ca_file,
            )
        )  # fmt: skip
        config.chmod(0o600)
        yield Watch(box, config, post)
