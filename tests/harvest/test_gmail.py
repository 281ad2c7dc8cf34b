"""Pulls over the Gmail API: nothing twice, nothing lost, and one original with what IMAP brings (evidence.md 1, 2)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from connectors import gmail, imap
from connectors.web import Limits
from harvester.errors import TemporaryError
from harvester.harvest import sweep
from harvester.model.settings import GmailSettings, ImapSettings
from harvester.model.source import Role
from harvester.store import Store
from tests.harvest.conftest import Puller
from tests.harvest.server import mail
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.google import Google, running
from tests.servers.google_replies import refusal

ME = "me@studionorth.example"
QUICK = Limits(wait=0, pause=lambda _: None)


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as server:
        server.page_size = 500
        yield server


def source(google: Google) -> gmail.GmailSource:
    settings = GmailSettings(user=ME, api_endpoint=google.gmail_endpoint)
    return gmail.connect("mail", settings, google.kept_token, QUICK)


def asked(google: Google, form: str) -> list[str]:
    return [path.rpartition("/")[2] for path, query in google.asked if query.get("format") == form]


def deliver(google: Google, count: int = 3) -> None:
    for number in range(count):
        google.gmail.add(mail(mid=f"{number}@acme.example"), "INBOX")
        google.gmail.add(mail("zoe@other.example", mid=f"{number}@other.example"), "INBOX")
    google.gmail.add(mail(ME, "bob.roe@acme.example", mid="s@studionorth.example"), "SENT")


def test_a_mailbox_over_some_days(google: Google, pulled: Puller, store: Store) -> None:
    deliver(google)
    first = pulled(1, source=source(google))
    assert [(row.folder, row.on_server, row.seen, row.stored, row.reason) for row in first.rows] == [
        ("All Mail", 7, 7, 4, ""),
        ("Spam", 0, 0, 0, ""),
        ("Trash", 0, 0, 0, ""),
    ]
    assert all(row.complete and row.live for row in first.rows)
    assert len(asked(google, "raw")) == 4, "of other people's mail nothing is fetched whole"

    google.asked.clear()
    again = pulled(2, source=source(google))
    assert all(row.complete for row in again.rows)
    assert (again.originals, again.sightings) == (0, 0)
    assert not [path for path, _ in google.asked if "/messages" in path]

    (key,) = [key for key, one in google.gmail.messages.items() if b"<1@acme.example>" in one.raw]
    google.gmail.move(key, add="TRASH", take="INBOX")
    google.gmail.add(mail(mid="new@acme.example"), "INBOX", "Clients/Acme")
    third = pulled(3, source=source(google))
    assert (third.originals, third.sightings) == (1, 2), "the new one; and the old one where it lies now"
    assert [(row.folder, row.on_server, row.seen, row.complete) for row in third.rows] == [
        ("All Mail", 7, 8, True),
        ("Spam", 0, 0, True),
        ("Trash", 1, 1, True),
    ]
    assert len(asked(google, "metadata")) == 2
    assert {one.labels for one in store.sightings() if "Clients/Acme" in one.labels} == {("\\Inbox", "Clients/Acme")}
    assert store.verify().problems == ()


def test_a_history_that_was_forgotten_reads_no_header_twice(google: Google, pulled: Puller, store: Store) -> None:
    deliver(google)
    pulled(1, source=source(google))
    google.gmail.add(mail(mid="new@acme.example"), "INBOX")
    google.gmail.forgotten = int(google.gmail.now) - 1
    google.asked.clear()
    again = pulled(2, source=source(google))
    assert (again.originals, len(asked(google, "metadata"))) == (1, 1)
    assert all(row.complete for row in again.rows)
    assert [row.seen for row in again.rows] == [8, 0, 0]


def test_a_pull_without_quota_in_its_middle_goes_on(
    google: Google, pulled: Puller, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "BATCH_MESSAGES", 5)
    deliver(google, 30)
    google.part_faults = [*[None] * 60, *[refusal(429, "rateLimitExceeded")] * 400]
    first = pulled(1, source=source(google))
    assert isinstance(first.error, TemporaryError)
    assert [row.complete for row in first.rows if row.folder == "All Mail"] == [False]
    stored = first.originals
    assert 0 < stored < 31
    google.part_faults.clear()
    google.asked.clear()
    again = pulled(1, source=source(google))
    assert again.error is None
    assert stored + again.originals == 31
    assert [(row.on_server, row.seen, row.complete) for row in again.rows if row.folder == "All Mail"] == [
        (61, 61, True)
    ]
    assert len(asked(google, "metadata")) < 61, "what was dealt with is not read again"
    assert store.verify().problems == ()


def test_what_goes_while_it_is_read_is_told(google: Google, pulled: Puller, store: Store) -> None:
    deliver(google)
    (key,) = [key for key, one in google.gmail.messages.items() if b"<1@acme.example>" in one.raw]

    def vanish() -> None:
        if asked(google, "metadata") and key in google.gmail.messages:
            google.gmail.remove(key)

    google.storm = vanish
    done = pulled(1, source=source(google))
    (row,) = [row for row in done.rows if row.folder == "All Mail"]
    assert (row.complete, row.reason) == (False, "1 message left the server while being read")
    assert [item.reason for item in done.items] == ["gone from the server"]


def test_the_same_mail_by_imap_and_by_the_api_is_one_original(
    google: Google, dovecot: Dovecot, pulled: Puller, store: Store
) -> None:
    raw = mail(mid="1@acme.example").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    account = dovecot.mailbox()
    account.add("INBOX", [raw])
    google.gmail.add(raw, "INBOX")
    server = dovecot
    settings = ImapSettings(host=server.host, port=server.tls_port, user=account.user, ca_file=str(server.ca_file))
    pulled(1, source=imap.connect("imap", settings, lambda: PASSWORD))
    second = pulled(1, source=source(google))
    assert (second.originals, second.sightings) == (0, 1)
    one, two = store.sightings()
    assert one.sha256 == two.sha256
    assert {one.source, two.source} == {"imap", "mail"}
    assert {one.role, two.role} == {Role.INBOX, Role.ALL}


def test_changes_of_all_kinds_over_many_days_leave_what_is_there(google: Google, pulled: Puller, store: Store) -> None:
    """Whatever comes, moves or goes: all that was there at a pull is stored, the counts hold, a quiet day is quiet."""
    chance = random.Random(7)  # noqa: S311 (the same days every time)
    held = google.gmail
    expected: set[bytes] = set()
    for number in range(1, 8):
        for mid in range(chance.randrange(4)):
            held.add(mail(mid=f"{number}-{mid}@acme.example"), chance.choice(["INBOX", "SPAM", "Clients"]))
        for key in list(held.messages):
            match chance.randrange(8):
                case 0:
                    held.move(key, add=chance.choice(["TRASH", "SPAM", "STARRED"]))
                case 1:
                    held.move(key, take=chance.choice(["TRASH", "SPAM", "INBOX"]))
                case 2:
                    held.remove(key)
        if number % 3 == 0:
            held.forgotten = int(held.now) - 1
        expected |= {one.raw for one in held.messages.values()}
        done = pulled(number, source=source(google))
        assert done.error is None
        assert {raw for _, raw in store.originals()} == expected
        assert sum(row.on_server for row in done.rows) == len(held.messages)
        google.asked.clear()
        assert pulled(number, source=source(google)).sightings == 0
        assert not asked(google, "metadata")
    assert store.verify().problems == ()
