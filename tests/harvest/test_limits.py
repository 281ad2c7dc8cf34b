"""A provider that counts bytes is never asked for more than it gives, and what is missing is told (F9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors.imap import ImapSource, connect
from harvester.errors import TemporaryError
from harvester.harvest import Matter, Pulled, pull
from harvester.model.settings import ImapSettings
from harvester.store import Store
from tests.harvest.server import day, mail
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox
from tests.servers.scripted_imap import scripted

MEGABYTE = 10**6


@pytest.fixture
def account(dovecot: Dovecot) -> DovecotMailbox:
    account = dovecot.mailbox()
    account.add("INBOX", [mail(mid=f"{number}@acme.example", body="x" * 76_000) for number in range(30)])
    account.add(
        "INBOX", [mail("zoe@other.example", mid=f"{number}@o.example", body="x" * 76_000) for number in range(9)]
    )
    return account


def source(account: DovecotMailbox) -> ImapSource:
    server = account.server
    settings = ImapSettings(
        host=server.host, port=server.tls_port, user=account.user, ca_file=str(server.ca_file), daily_megabytes=1
    )
    return connect("mail", settings, lambda: PASSWORD)


def test_a_daily_limit_is_kept_over_runs_and_the_next_day_goes_on(
    account: DovecotMailbox, matter: Matter, store: Store
) -> None:
    def pulled(number: int, hours: int = 0) -> tuple[Pulled, int]:
        opened = source(account)
        before = store.received("mail", day(number))
        result = pull(opened, matter, store, day(number) + timedelta(hours=hours))
        assert opened.traffic.received <= MEGABYTE
        return result, opened.traffic.received - before

    first, came = pulled(1)
    assert came > 0.9 * MEGABYTE
    assert first.originals >= 10
    assert isinstance(first.error, TemporaryError)
    row = next(row for row in first.rows if row.folder == "INBOX")
    assert not row.complete
    assert "daily limit of 1 MB" in row.reason
    assert "add up" not in row.reason
    assert row.reach is None

    again, came = pulled(1, hours=5)
    assert isinstance(again.error, TemporaryError)
    assert came == 0

    results = [pulled(number)[0] for number in range(2, 6)]
    last = results[-1]
    assert last.error is None
    assert all(row.complete for row in last.rows), last.rows
    assert len(list(store.originals())) == 30
    assert store.verify().problems == ()


def test_only_what_matches_is_fetched_whole(account: DovecotMailbox, matter: Matter, store: Store) -> None:
    opened = source(account)
    opened.traffic.allowed = None
    pull(opened, matter, store, day(1))
    assert 30 * 76_000 < opened.traffic.received < 31 * 76_000 + 39 * 1000 + 20_000


def test_gmail_has_a_limit_of_its_own_and_others_have_none() -> None:
    def allowed(**settings: object) -> int | None:
        values = {"user": "ann", "host": "imap.example.com"} | settings
        return connect("mail", ImapSettings.of(values), str).traffic.allowed

    assert allowed() is None
    assert allowed(host="imap.gmail.com") == 2000 * MEGABYTE
    assert allowed(host="imap.gmail.com", daily_megabytes=500) == 500 * MEGABYTE


def test_not_a_byte_over_the_limit() -> None:
    messages = [mail(mid=f"{number}@acme.example", body="x" * 50_000) for number in range(8)]
    with scripted(messages) as server:
        settings = ImapSettings(host="localhost", port=server.port, user="ann", tls="none")
        opened = connect("mail", settings, str)
        opened.traffic.allowed = 123_456
        with opened:
            sweep = opened.sweep("INBOX")
            assert len(list(sweep.headers())) == 8
            came = sweep.fetch(range(1, 9))
            assert [each.uid for each in (next(came), next(came))] == [1, 2]
            with pytest.raises(TemporaryError, match="daily limit"):
                next(came)
        assert opened.traffic.received == 123_456
        assert server.connections == 1
        with pytest.raises(TemporaryError, match="daily limit"):
            opened.__enter__()
        assert server.connections == 1
