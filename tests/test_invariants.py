"""The independent script finds what it is there to find: lies, marks on a mailbox, words that got out (H4 to H6)."""

from __future__ import annotations

import base64
import imaplib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import invariants
from tests.cli.conftest import Harvester, harvester  # noqa: F401 (a fixture)
from tests.cli.mailboxes import BODY_MARKER, received, sent
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox
from tests.servers.proxy import Fault, proxied

Document = dict[str, Any]


@pytest.fixture
def mailbox(dovecot: Dovecot) -> DovecotMailbox:
    box = dovecot.mailbox()
    box.add("INBOX", [mail.as_bytes() for mail in received() * 30])
    box.add("Verschickt", [mail.as_bytes() for mail in sent()])
    return box


@pytest.fixture
def signed_in(harvester: Harvester, monkeypatch: pytest.MonkeyPatch) -> Harvester:  # noqa: F811
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD)
    return harvester


def configured(folder: Path, box: DovecotMailbox, port: int) -> Path:
    config = folder / "config.toml"
    config.write_text(
        '[us]\nname = "Studio North"\naddresses = ["me@studionorth.example"]\n[store]\nurl = "sqlite:///evidence.db"\n'
        f'[sources.mail]\nkind = "imap"\nhost = "localhost"\nport = {port}\nuser = "{box.user}"\ntls = "none"\n'
        'password = "env:HARVESTER_PASSWORD"\n[clients.acme]\nname = "Acme Ltd"\ndomains = ["acme.example"]\n'
    )
    config.chmod(0o600)
    return config


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["drop", "reset"])
@pytest.mark.parametrize("broken", [0, 1, 99])
def test_what_the_command_says_of_a_line_that_breaks_is_so(
    kind: str, broken: int, signed_in: Harvester, mailbox: DovecotMailbox, tmp_path: Path
) -> None:
    """H4 to H6 of the whole program: exit code, JSON, a traceback asked for, the mailbox, and every file it wrote."""
    store, before = tmp_path / "evidence.db", mailbox.snapshot()
    with proxied(mailbox.server.plain_port, *[Fault(kind, 9_000)] * broken) as proxy:
        done = signed_in("--debug", "--config", configured(tmp_path, mailbox, proxy.port), "pull", "--json")
    assert (done.code == 0) == (broken < 3)
    assert list(invariants.untrue(store, (), done.code, json.loads(done.out)["sources"])) == []
    assert invariants.problems(store) == []
    assert invariants.touched(before, mailbox.snapshot()) == []
    assert invariants.asked_too_much(mailbox.commands()) == []
    assert invariants.leaks(done.out + done.err, PASSWORD, BODY_MARKER) == []
    assert [path.name for path in tmp_path.iterdir() if invariants.leaks(path.read_bytes(), PASSWORD)] == []


def _more(document: Document) -> None:
    document["sources"][0]["originals"] += 1


def _fewer_failed(document: Document) -> None:
    document["sources"][0]["folders"][0]["failed"] = 1


def _whole(document: Document) -> None:
    document["sources"][0]["folders"][0] |= {"complete": True, "reason": None}


LIES: dict[str, Callable[[Document], None]] = {"more": _more, "failed": _fewer_failed, "whole": _whole}


@pytest.mark.parametrize("lie", LIES)
def test_a_summary_that_is_not_so_is_found(
    lie: str, signed_in: Harvester, mailbox: DovecotMailbox, tmp_path: Path
) -> None:
    folder = mailbox.add_folder("Archive")
    (folder / "cur").chmod(0)
    config = configured(tmp_path, mailbox, mailbox.server.plain_port)
    done = signed_in("--config", config, "pull", "--json")
    document = json.loads(done.out)
    store = tmp_path / "evidence.db"
    assert list(invariants.untrue(store, (), done.code, document["sources"])) == []
    assert done.code == 3
    assert list(invariants.untrue(store, (), 0, document["sources"]))
    document["sources"][0]["folders"].sort(key=lambda row: row["complete"])
    LIES[lie](document)
    assert list(invariants.untrue(store, (), done.code, document["sources"]))


def test_a_program_that_marks_mail_as_read_is_found(mailbox: DovecotMailbox) -> None:
    before = mailbox.snapshot()
    assert invariants.touched(before, mailbox.snapshot()) == []
    with imaplib.IMAP4("127.0.0.1", mailbox.server.plain_port) as client:
        client.authenticate("PLAIN", lambda _: f"\0{mailbox.user}\0{PASSWORD}".encode())
        client.select("INBOX", readonly=True)
        client.uid("FETCH", "1", "(BODY.PEEK[])")
        assert invariants.touched(before, mailbox.snapshot()) == []
        client.select("INBOX")
    assert invariants.touched(before, mailbox.snapshot()), "\\Recent is gone by a SELECT alone"
    assert invariants.asked_too_much(mailbox.commands()) == ["SELECT INBOX"]
    assert invariants.asked_too_much(["UID FETCH 1 (BODY[])", "UID FETCH 1 (BODY.PEEK[])"]) == ["UID FETCH 1 (BODY[])"]


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_secret_that_got_out_is_found_in_every_disguise(before: str) -> None:
    secret = 'p"ä&ss word'
    hidden = base64.b64encode((before + secret + "more").encode())
    for told in (
        hidden,
        secret.encode(),
        repr(secret.encode()).encode(),
        json.dumps(secret).encode(),
        secret.encode().hex(),
    ):
        assert invariants.leaks(told, secret) == [secret], told
    assert invariants.leaks("p&ss word " + base64.b64encode(b"something else").decode(), secret) == []


@pytest.mark.usefixtures("sample_dossier")
def test_only_what_belongs_to_a_store_may_lie_beside_it(sample_folder: Path) -> None:
    store = sample_folder / "evidence.db"
    assert store.with_name("evidence.db.readings").is_file(), "what was read of the originals is kept"
    assert invariants.problems(store) == []
    (left := store.with_name("evidence.db.tmp")).touch()
    assert invariants.problems(store) == ["evidence.db.tmp was left behind"]
    left.unlink()
