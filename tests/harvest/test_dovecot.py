"""Pulls from a real server: what is new is read once, the mailbox is left alone (F12, F24, H2, H5)."""

from __future__ import annotations

import pytest

from connectors.imap import ImapSource, connect
from harvester.model.settings import ImapSettings
from harvester.store import Store
from tests import invariants
from tests.harvest.conftest import Puller
from tests.harvest.server import mail
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox

pytestmark = pytest.mark.slow


@pytest.fixture
def account(dovecot: Dovecot) -> DovecotMailbox:
    return dovecot.mailbox()


def source(account: DovecotMailbox) -> ImapSource:
    server = account.server
    settings = ImapSettings(host=server.host, port=server.tls_port, user=account.user, ca_file=str(server.ca_file))
    return connect("mail", settings, lambda: PASSWORD)


def test_a_mailbox_over_some_days(account: DovecotMailbox, pulled: Puller, store: Store) -> None:
    account.add_folder("Projekte/Größe")
    account.add("INBOX", [mail(mid=f"{number}@acme.example") for number in range(450)])
    account.add("INBOX", [mail("zoe@other.example", mid=f"{number}@other.example") for number in range(30)])
    account.add("Projekte/Größe", [mail("b@private.example", mid="p@p.example", refers="<7@acme.example>")])
    account.add("Verschickt", [mail("me@studionorth.example", "bob.roe@acme.example", mid="s@s.example")])
    before = account.snapshot()

    first = pulled(1, source=source(account))
    assert [(row.folder, row.reason) for row in first.rows if not row.complete] == []
    assert (first.originals, first.sightings) == (452, 452)
    assert invariants.touched(before, account.snapshot()) == []

    commands = len(account.commands())
    again = pulled(2, source=source(account))
    assert (again.originals, sum(row.seen for row in again.rows)) == (0, 482)
    asked = account.commands()[commands:]
    assert not [command for command in asked if command.startswith(("EXAMINE", "UID"))]
    inbox = [command.split()[0] for command in asked if command.startswith(("LIST", "STATUS INBOX", 'STATUS "INBOX"'))]
    assert inbox == ["STATUS", "LIST"], "after a LIST Dovecot 2.3 reads all UIDs of INBOX for it (N1)"

    account.doveadm("move", "Projekte/Größe", "mailbox", "INBOX", "header", "Message-ID", "<7@acme.example>")
    account.doveadm("expunge", "mailbox", "INBOX", "header", "Message-ID", "<8@acme.example>")
    account.add("INBOX", [mail(mid="new@acme.example")], at=1_780_000_000)
    third = pulled(3, source=source(account))
    assert (third.originals, third.sightings) == (1, 2)
    assert all(row.complete for row in third.rows)

    account.doveadm("mailbox update", "--uid-validity", "1234567", "INBOX")
    fourth = pulled(4, source=source(account))
    assert (fourth.originals, fourth.sightings) == (0, 449)
    assert all(row.complete for row in fourth.rows)
    assert store.verify().problems == ()
    assert invariants.asked_too_much(account.commands()) == []
