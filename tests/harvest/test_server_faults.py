"""Pulls from a real server over lines that break, beside programs that change the mailbox (F1 to F4, F12, F13, F16)."""

from __future__ import annotations

import imaplib
import logging
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from connectors.imap import ImapSource, Limits, connect
from harvester.harvest import Matter, Options, Pulled, pull
from harvester.model.settings import ImapSettings
from harvester.store import Store, open_store
from tests import invariants
from tests.harvest.conftest import CLIENT, US
from tests.harvest.server import day, mail
from tests.harvest.telling import BODY_MARKER, assert_told_truly
from tests.patience import patient
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox
from tests.servers.proxy import Fault, proxied

QUICK = Limits(timeout=0.4, deadline=0.8, wait=0.001)
PATIENT = Limits(timeout=30, deadline=60, wait=0.001)
"""Where nothing breaks, but many are at work at once."""
OURS = (b"acme.example",)
MAILS = 60


def filled(account: DovecotMailbox) -> DovecotMailbox:
    body = BODY_MARKER + "x" * 3000
    account.add("INBOX", [mail(mid=f"{number}@acme.example", body=body) for number in range(MAILS)])
    account.add("INBOX", [mail("zoe@other.example", mid=f"{number}@other.example") for number in range(MAILS)])
    account.add("Verschickt", [mail("me@studionorth.example", "bob.roe@acme.example", mid="s@s.example")])
    account.add_folder("Archive")
    return account


@pytest.fixture
def account(dovecot: Dovecot) -> DovecotMailbox:
    return filled(dovecot.mailbox())


@pytest.fixture(autouse=True)
def _nothing_private_is_told(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """H6, with every logger at its most talkative."""
    caplog.set_level(logging.DEBUG)
    yield
    printed = capfd.readouterr()
    assert invariants.leaks(printed.out + printed.err + caplog.text, PASSWORD, BODY_MARKER) == []


def source(account: DovecotMailbox, port: int = 0, limits: Limits = QUICK) -> ImapSource:
    settings = ImapSettings(host="localhost", port=port or account.server.plain_port, user=account.user, tls="none")
    return connect("mail", settings, lambda: PASSWORD, limits)


def pulled(account: DovecotMailbox, matter: Matter, store: Store, number: int, **more: Any) -> Pulled:
    """One pull that tells the truth, asks for nothing but reading, and leaves the mailbox as it was (H4 to H6)."""
    opened = source(account, more.get("port", 0), more.get("limits", QUICK))
    held, before = {sha256 for sha256, _ in store.originals()}, account.snapshot()
    result = pull(opened, matter, store, day(number))
    assert invariants.touched(before, account.snapshot()) == []
    assert_told_truly(store.path, held, result, PASSWORD)
    return result


def assert_whole(account: DovecotMailbox, store: Store) -> None:
    """H1 to H3, by what knows nothing of the store and what the server's own tool lists."""
    assert invariants.problems(store.path) == []
    assert invariants.incomplete(store.path) == {}
    assert invariants.unaccounted(store.path, account.listing(), OURS) == []


def assert_second_pull_writes_nothing(
    account: DovecotMailbox, store: Store, matter: Matter, number: int, **more: Any
) -> None:
    """H7."""
    before = invariants.evidence(store.path)
    again = pulled(account, matter, store, number, **more)
    assert (again.originals, again.sightings) == (0, 0)
    assert invariants.evidence(store.path) == before


@pytest.fixture
def whole(account: DovecotMailbox) -> int:
    """Bytes that the server sends in an undisturbed sweep, about."""
    opened = source(account)
    with opened:
        sweep = opened.sweep("INBOX")
        list(sweep.fetch([each.uid for each in sweep.headers() if each.uid]))
    return opened.traffic.received


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["drop", "reset", "drip", "dead"])
def test_a_line_that_breaks_loses_and_doubles_nothing(
    kind: str, account: DovecotMailbox, whole: int, matter: Matter, store: Store
) -> None:
    """Three connections break one after the other, each further on; a fourth one holds."""
    files = account.files()
    for number, share in enumerate((0.15, 0.5, 0.9), start=1):
        faults = [Fault(kind, int(whole * share)), Fault(kind, int(whole * share / 2)), Fault(kind, 20_000)]
        with proxied(account.server.plain_port, *faults) as proxy:
            result = pulled(account, matter, store, number, port=proxy.port)
            assert proxy.connections <= 4
        assert result.error is None, (share, result.error)
        account.add("Archive", [mail(mid=f"later{number}@acme.example")])
        account.doveadm("flags add", "\\Flagged", "mailbox", "INBOX", "uid", "1")
        account.doveadm("flags remove", "\\Flagged", "mailbox", "INBOX", "uid", "1")
    pulled(account, matter, store, 9)
    assert invariants.asked_too_much(account.commands()) == []
    assert len(list(store.originals())) == MAILS + 1 + 3
    assert_whole(account, store)
    assert_second_pull_writes_nothing(account, store, matter, 10)
    assert {raw for *_, raw in files.values()} <= {raw for *_, raw in account.files().values()}


@pytest.mark.slow
def test_a_line_that_always_breaks_ends_and_what_came_stays(
    account: DovecotMailbox, whole: int, matter: Matter, store: Store
) -> None:
    with proxied(account.server.plain_port, *[Fault("drop", 2_500)] * 50) as proxy:
        with patient():
            result = pulled(account, matter, store, 1, port=proxy.port)
        assert proxy.connections <= 30
    assert result.error is not None
    assert result.error.exit_code == 5
    assert set(invariants.incomplete(store.path)) >= {"INBOX"}
    assert invariants.problems(store.path) == []
    pulled(account, matter, store, 2)
    assert_whole(account, store)


@pytest.mark.slow
@pytest.mark.parametrize("when", ["between", "within"])
def test_a_new_uidvalidity_doubles_nothing(
    when: str, account: DovecotMailbox, matter: Matter, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old sightings stay, the folder is swept anew, every original is there once (F12)."""
    monkeypatch.setattr("harvester.harvest.sweep.BATCH_MESSAGES", 10)
    renumbered: list[int] = []

    def renumber(folder: str = "INBOX", seen: int = 0, total: int = 0) -> None:
        if folder == "INBOX" and not renumbered:
            renumbered.append(1)
            account.doveadm("mailbox update", "--uid-validity", "1234567", "INBOX")

    if when == "between":
        pulled(account, matter, store, 1)
        renumber()
    else:
        pull(source(account), matter, store, day(1), Options(progress=renumber))
    result = pulled(account, matter, store, 2)
    assert renumbered
    assert result.error is None
    places = invariants.sighted(store.path)
    assert {validity for folder, validity, _ in places if folder == "INBOX"} > {1234567}
    assert len(list(store.originals())) == len(set(places.values())) == MAILS + 1
    assert_whole(account, store)
    assert_second_pull_writes_nothing(account, store, matter, 3)


class Chaos:
    """Another mail program that never rests: about twenty changes a second."""

    FOLDERS = ("INBOX", "Archive", "Verschickt")

    def __init__(self, account: DovecotMailbox, seed: int) -> None:
        self.changes = 0
        self._chance = random.Random(seed)  # noqa: S311 (the same changes every time)
        self._stopped = threading.Event()
        self._client = imaplib.IMAP4("127.0.0.1", account.server.plain_port)
        self._client.authenticate("PLAIN", lambda _: f"\0{account.user}\0{PASSWORD}".encode())

    def run(self) -> None:
        while not self._stopped.wait(0.03):
            self._change()
            self.changes += 1
        self._client.logout()

    def stop(self) -> None:
        self._stopped.set()

    def _change(self) -> None:
        chance, folder = self._chance, self._chance.choice(self.FOLDERS)
        what = chance.choice(("deliver", "deliver", "flag", "move", "expunge"))
        if what == "deliver":
            sender = chance.choice(("bob.roe@acme.example", "zoe@other.example"))
            raw = mail(sender, mid=f"chaos{self.changes}.{id(self)}@x.example", body="y" * chance.randrange(3000))
            self._client.append(folder, "", "", raw)
            return
        self._client.select(folder)
        uids = self._client.uid("SEARCH", "ALL")[1][0].split()
        if not uids:
            return
        uid = chance.choice(uids).decode()
        if what == "flag":
            self._client.uid("STORE", uid, "+FLAGS", chance.choice(("\\Seen", "\\Flagged", "$Label")))
        elif what == "move":
            self._client.uid("MOVE", uid, chance.choice(self.FOLDERS))
        else:
            self._client.uid("STORE", uid, "+FLAGS", "\\Deleted")
            self._client.expunge()


@contextmanager
def chaos(account: DovecotMailbox, seed: int) -> Iterator[Chaos]:
    other = Chaos(account, seed)
    thread = threading.Thread(target=other.run, daemon=True)
    thread.start()
    try:
        yield other
    finally:
        other.stop()
        thread.join(10)


def beside_chaos(account: DovecotMailbox, seed: int, store: Store, seconds: float) -> int:
    """Pulls again and again beside another program, and once after it; returns how much that one changed."""
    matter = Matter(US, (CLIENT,))
    with store.writer("harvester pull"):
        with chaos(account, seed) as other:
            number, until = 0, time.monotonic() + seconds
            while time.monotonic() < until:
                number += 1
                assert_pulled_beside(account, matter, store, number)
        result = pulled(account, matter, store, number + 1, limits=PATIENT)
        assert (result.error, invariants.problems(store.path)) == (None, [])
        assert invariants.unaccounted(store.path, account.listing(), OURS) == []
        assert_second_pull_writes_nothing(account, store, matter, number + 2, limits=PATIENT)
    return other.changes


@pytest.mark.slow
def test_beside_a_program_that_never_rests(
    account: DovecotMailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever lay in a folder all through a pull is stored by it, or the folder is called incomplete (F16)."""
    monkeypatch.setattr("harvester.harvest.sweep.BATCH_MESSAGES", 10)
    assert beside_chaos(account, 0, open_store("sqlite:///evidence.db", tmp_path), 6) > 40


@pytest.mark.long
def test_beside_programs_that_never_rest(dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten accounts, each with a program of its own that makes up to twenty changes a second, for a minute (F16)."""
    monkeypatch.setattr("harvester.harvest.sweep.BATCH_MESSAGES", 10)

    def run(seed: int) -> int:
        store = open_store("sqlite:///evidence.db", tmp_path / str(seed))
        return beside_chaos(filled(dovecot.mailbox()), seed, store, 60)

    with ThreadPoolExecutor(10) as pool:
        changes = list(pool.map(run, range(1, 11)))
    assert min(changes) > 100
    assert sum(changes) > 2_000


def assert_pulled_beside(account: DovecotMailbox, matter: Matter, store: Store, number: int) -> Pulled:
    before, held = account.listing(), {sha256 for sha256, _ in store.originals()}
    result = pull(source(account, limits=PATIENT), matter, store, day(number))
    after = account.listing()
    assert result.error is None
    assert_told_truly(store.path, held, result, PASSWORD)
    there_all_along = {place: raw for place, raw in before.items() if place in after}
    assert invariants.unaccounted(store.path, there_all_along, OURS) == []
    return result
