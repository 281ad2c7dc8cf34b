"""`run`, `pull` and `check` against a real IMAP server."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Harvester
from tests.cli.mailboxes import BOB, BODY_MARKER, ME, at, message, received, sent
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox


@pytest.fixture
def mailbox(dovecot: Dovecot) -> DovecotMailbox:
    box = dovecot.mailbox()
    box.add("INBOX", [mail.as_bytes() for mail in received()])
    box.add("Verschickt", [mail.as_bytes() for mail in sent()])
    return box


def address(box: DovecotMailbox) -> str:
    return f"imaps://{box.user}@localhost:{box.server.tls_port}"


def run(harvester: Harvester, box: DovecotMailbox, *words: object):  # type: ignore[no-untyped-def]  # an Outcome
    return harvester("run", address(box), "acme.example", "--ca-file", box.server.ca_file, *words)


def test_a_mailbox_on_a_server_becomes_a_report(
    harvester: Harvester, mailbox: DovecotMailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD)
    before = mailbox.files()
    done = run(harvester, mailbox)
    assert done.code == 0, done.err
    assert f"Counted as us: {ME}" in done.err
    assert "Texts" in done.out
    assert mailbox.files() == before
    config = tmp_path / "harvester-acme.example" / "config.toml"
    assert 'password = "env:HARVESTER_PASSWORD"' in config.read_text()
    checked = harvester("--config", config, "check")
    assert checked.code == 0, checked.out
    assert "Verschickt" in checked.out


def test_answers_in_spam_and_in_a_sub_folder_are_found_and_the_mailbox_is_as_before(
    harvester: Harvester, dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD)
    box = dovecot.mailbox()
    answer, other = received()
    box.add("INBOX", [other.as_bytes()])
    box.add("Sent", [mail.as_bytes() for mail in sent()])
    box.add_folder("Projects.Acme")
    texts = message((BOB, ME), at(10, 9), "Re: Texts", "Here they are.", str(sent()[1]["Message-ID"]))
    box.add("Junk", [answer.as_bytes()])
    box.add("Projects.Acme", [texts.as_bytes()])
    before, flags = box.files(), box.doveadm("fetch", "uid flags modseq mailbox", "ALL")
    done = run(harvester, box)
    assert done.code == 0, done.err
    assert box.files() == before
    assert box.doveadm("fetch", "uid flags modseq mailbox", "ALL") == flags
    config = tmp_path / "harvester-acme.example" / "config.toml"
    gaps = json.loads(harvester("--config", config, "gaps", "acme.example", "--json").out)["gaps"]
    asked = {gap["subject"]: gap["status"] for gap in gaps if gap["owed_by"] == "client"}
    assert set(asked.values()) == {"answered"}, asked


def test_the_secret_appears_nowhere(
    harvester: Harvester, mailbox: DovecotMailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S27: nor a word of a body."""
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD)
    done = [run(harvester, mailbox, *words) for words in ((), ("--me", ME))]
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD + "wrong")
    config = tmp_path / "harvester-acme.example" / "config.toml"
    done += [harvester("--debug", "--config", config, verb) for verb in ("check", "pull")]
    written = [path.read_bytes() for path in config.parent.iterdir()]
    assert {one.code for one in done} == {0, 4}
    for told in (*(one.out + one.err for one in done), *(raw.decode("latin-1") for raw in written)):
        assert PASSWORD not in told
        assert "a pass-word with" not in told
    assert all(BODY_MARKER not in one.out + one.err for one in done)


def test_a_wrong_password_is_a_refused_sign_in(
    harvester: Harvester, mailbox: DovecotMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTER_PASSWORD", "wrong-planted")
    done = run(harvester, mailbox)
    assert done.code == 4
    assert "Traceback" not in done.err
    assert "wrong-planted" not in done.err


def test_without_a_password_and_a_terminal_there_is_no_sign_in(harvester: Harvester, mailbox: DovecotMailbox) -> None:
    done = run(harvester, mailbox)
    assert done.code == 4
    assert "HARVESTER_PASSWORD" in done.err


def test_a_password_by_reference(harvester: Harvester, mailbox: DovecotMailbox, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.touch(0o600)
    file.write_text(PASSWORD)
    assert run(harvester, mailbox, "--password", "file:secret").code == 0
    assert f'password = "file:{file}"' in (tmp_path / "harvester-acme.example/config.toml").read_text()
    file.chmod(0o644)
    assert run(harvester, mailbox, "--password", "file:secret").code == 2
    literal = run(harvester, mailbox, "--password", "hunter2")
    assert literal.code == 2
    assert "hunter2" not in literal.err


def test_an_untrusted_certificate_is_refused(
    harvester: Harvester, mailbox: DovecotMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD)
    done = harvester("run", address(mailbox), "acme.example", "--me", ME)
    assert done.code == 2
    assert "ca_file" in done.err or "--ca-file" in done.err


def test_a_host_that_does_not_answer_is_temporary(harvester: Harvester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    done = harvester("run", f"imaps://me@localhost:{port}", "acme.example", "--me", ME)
    assert done.code == 5
    assert "Traceback" not in done.err


def test_an_empty_mailbox_is_partial(harvester: Harvester, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD)
    assert run(harvester, dovecot.mailbox(), "--me", ME).code == 3


def test_a_folder_that_cannot_be_read_is_partial_and_named(
    harvester: Harvester, mailbox: DovecotMailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD)
    folder = mailbox.add_folder("Locked")
    mailbox.add("Locked", [received()[0].as_bytes()])
    for part in ("cur", "new", "tmp"):
        (folder / part).chmod(0)
    done = run(harvester, mailbox)
    assert done.code == 3, done.err
    assert "Locked" in done.err
    assert "Not established" in done.out


def test_a_folder_left_out_on_purpose_is_no_failure(
    harvester: Harvester, mailbox: DovecotMailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD)
    mailbox.add("Private", [received()[1].as_bytes()])
    run(harvester, mailbox)
    config = tmp_path / "harvester-acme.example" / "config.toml"
    config.write_text(config.read_text().replace('kind = "imap"', 'kind = "imap"\nexclude_folders = ["Private"]'))
    pulled = harvester("--config", config, "pull")
    assert pulled.code == 0, pulled.err
    searched = json.loads(harvester("--config", config, "coverage", "acme.example", "--json").out)
    assert not searched["coverage"]["complete"]
    left_out = [row["reason"] for row in searched["sources"] if row["folder"] == "Private"]
    assert left_out == ["left out by the configuration"]


def test_a_second_run_brings_nothing_new(
    harvester: Harvester, mailbox: DovecotMailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTER_PASSWORD", PASSWORD)
    run(harvester, mailbox)
    config = tmp_path / "harvester-acme.example" / "config.toml"
    again = harvester("--config", config, "pull")
    assert again.code == 0
    assert "0 new originals" in again.out


def test_the_program_as_a_user_starts_it(mailbox: DovecotMailbox, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harvester", "run", address(mailbox), "acme.example"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode in (2, 4)
    assert not done.stdout
    assert "Traceback" not in done.stderr
