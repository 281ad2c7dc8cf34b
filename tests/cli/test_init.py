"""`harvester init` on a terminal of its own and without one, against a real mailbox and a real name server."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from mailbox import mbox
from pathlib import Path

import pytest

from harvester.cli.setup.clocks import machine_zone
from harvester.cli.setup.people import _corrected
from harvester.config import load
from tests.cli.conftest import Harvester
from tests.cli.mailboxes import ME, received, sent
from tests.cli.terminals import Terminal
from tests.conftest import SAMPLE
from tests.servers import name_server
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "setup.md"
SHOWN = re.compile(r"(<!-- made by tests/cli/test_init.py -->\n```text\n).*?(\n```\n)", re.DOTALL)
ZONE = "Europe/Berlin"
NOBODY = "keyring.backends.fail.Keyring"


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder whose name is always as long: lines wrap where the golden transcript wraps them."""
    folder = Path(tempfile.mkdtemp(prefix="harvester-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def mailbox(dovecot: Dovecot) -> DovecotMailbox:
    box = dovecot.mailbox()
    box.add("INBOX", [mail.as_bytes() for mail in received()])
    box.add("Verschickt", [mail.as_bytes() for mail in sent()])
    return box


@pytest.fixture(scope="session")
def matter(dovecot: Dovecot) -> DovecotMailbox:
    """The sample matter in a mailbox on the server."""
    box = DovecotMailbox(dovecot, ME)
    for file in sorted((SAMPLE / "mail").glob("*.mbox")):
        folder = "Verschickt" if file.stem == "Sent" else file.stem
        for mail in mbox(file):
            box.add(folder, [mail.as_bytes()], at=int(parsedate_to_datetime(str(mail["Date"])).timestamp()))
    return box


def environment(home: Path, port: int) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("HARVESTER")},
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "nothing"),
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": NOBODY,
        "NAME_SERVER_PORT": str(port),
        "TERM": "xterm",
        "TZ": "Europe/Berlin",
    }


def started(home: Path, port: int, *words: str) -> Terminal:
    return Terminal([sys.executable, "-m", "tests.cli.asks_here", *words], home, environment(home, port))


@pytest.mark.slow
def test_from_an_address_to_a_report_as_the_guide_shows_it(
    matter: DovecotMailbox, home: Path, pytestconfig: pytest.Config
) -> None:
    """The guide shows this screen; after a change look at it, then run with --snapshot-update."""
    offered = {("_imaps._tcp.studionorth.example", "SRV"): [f"0 1 {matter.server.tls_port} localhost."]}
    with name_server.running(offered) as port:
        at = ["faketime", "-f", "2026-05-04 11:00:00"]
        words = [*at, sys.executable, "-m", "tests.cli.asks_here", "init", "--ca-file", str(matter.server.ca_file)]
        screen = Terminal(words, home, environment(home, port) | {"FAKETIME_DONT_FAKE_MONOTONIC": "1"})
        for question, answer in (
            ("Your mail address", ME),
            ("The client's domain", "acme.example"),
            ("Is that your provider's?", ""),
            ("Password of", "my old password"),
            ("Login name", ""),
            ("Password of", PASSWORD),
            ("Keep it in", ""),
            ("addresses add", ""),
            ("Count everybody at studionorth.example", ""),
            ("Your name", "Studio North"),
            ("addresses add", ""),
            ("The client's name", "Acme Ltd"),
            ("Our time zone", ""),
            ("Our hours", ""),
            ("Our holidays", "DE-BE"),
            ("The client's time zone", "New York"),
            ("The client's time zone", "America/New_York"),
            ("The client's hours", ""),
            ("The client's holidays", "US-NY"),
            ("Check everything now?", "y"),
            ("Fetch the mail and write the report?", "y"),
        ):
            screen.answer(question, answer)
        assert screen.end() == 0
    assert PASSWORD not in screen.screen
    shown = _steady(screen.screen, home, matter.server)
    assert max(map(len, shown.splitlines())) <= 80
    assert "Report  /home/ann/acme-evidence/facts.html" in shown
    page = GUIDE.read_text("utf-8")
    assert SHOWN.search(page)
    made = SHOWN.sub(lambda found: f"{found[1]}$ harvester init\n{shown}{found[2]}", page)
    if pytestconfig.getoption("--snapshot-update"):
        GUIDE.write_text(made, "utf-8")
    assert page == made


def _steady(screen: str, home: Path, server: Dovecot) -> str:
    """The screen with what differs from machine to machine put as one of the same length."""
    text = screen.replace(str(home), "/home/ann/acme-evidence").replace(str(server.tls_port), "10993")
    text = re.sub(r"\b[0-9a-f]{64}\b", "07e6d89fff30f2a124da62fd11a38d3fccd27889c4256c0cc98f281c8665108e", text)
    text = re.sub(r"[\d,]+ MB are free", "69,025 MB are free", text)
    text = re.sub(r"(?<=ok       version: )\S.*\n.*", "harvester 0.1.0, Python 3.11, SQLite 3.40, …", text)
    # what the summary says is held in the tests of the sample matter; the guide shows where it stands
    return re.sub(r"(?<=\nStudio North and Acme Ltd\n).*\n\n(?=Report )", "…\n\n", text, flags=re.DOTALL).rstrip()


def test_an_interruption_leaves_nothing_behind(mailbox: DovecotMailbox, home: Path) -> None:
    """Ctrl-C after a certificate for another name, and at the very last question before the file is written."""
    flags = ["init", "--no-lookup", "--address", ME, "--user", mailbox.user, "--client", "acme.example"]
    server = ["--host", "localhost", "--port", str(mailbox.server.tls_port), "--ca-file", str(mailbox.server.ca_file)]
    early = started(home, 1, *flags, *server[2:])
    early.answer("Its IMAP server", f"127.0.0.1:{mailbox.server.tls_port}")
    early.answer("Password of", PASSWORD)
    early.wait_for("It is for localhost.")
    early.interrupt(f"Its IMAP server [127.0.0.1:{mailbox.server.tls_port}]")
    late = started(home, 1, *flags, *server, "--timezone", "Europe/Berlin", "--holidays", "DE")
    late.answer("Password of", PASSWORD)
    late.answer("Keep it in", "seven")
    late.wait_for("“seven” is none of them; write a number from 1 to 3.")
    late.answer("Keep it in", "")
    late.answer("addresses add", "")
    late.answer("Your name", "")
    late.answer("addresses add", "")
    late.answer("The client's name", "")
    late.answer("Our hours", "")
    late.answer("The client's time zone", "")
    late.answer("The client's hours", "")
    late.interrupt("The client's holidays")
    for screen in (early, late):
        assert screen.end() == 130
        assert "Interrupted. Nothing was written." in screen.screen
        assert "Traceback" not in screen.screen
    assert list(home.iterdir()) == []


def test_people_are_left_out_by_their_numbers() -> None:
    assert _corrected(["bob@acme.example", "carol@acme.example"], "1, dan@acme.example") == [
        "carol@acme.example",
        "dan@acme.example",
    ]
    assert _corrected(["bob@acme.example"], "1") == []
    for answer in ("2", "0", "bob", "a@b@c"):
        with pytest.raises(ValueError, match="is n"):
            _corrected(["bob@acme.example"], answer)


# without questions


def flags(mailbox: DovecotMailbox, **instead: str) -> list[str]:
    given = {
        "address": ME,
        "user": mailbox.user,
        "client": "acme.example",
        "host": "localhost",
        "port": str(mailbox.server.tls_port),
        "ca-file": str(mailbox.server.ca_file),
        "password": "env:MAIL_PASSWORD",
        **instead,
    }
    return [
        "init",
        "--no-input",
        "--no-lookup",
        *(word for name, value in given.items() for word in (f"--{name}", value)),
    ]


def test_without_questions_the_file_says_what_was_given_and_found(
    harvester: Harvester, mailbox: DovecotMailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    done = harvester(*flags(mailbox, **{"client-name": "Acme Ltd", "holidays": "DE-BE", "timezone": "Europe/Berlin"}))
    assert done.code == 0, done.err
    file = tmp_path / "config.toml"
    assert done.out == f"{file}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]
    config = load(file)
    assert (config.us.addresses, config.us.timezone, config.us.holidays) == ((ME,), "Europe/Berlin", "DE-BE")
    assert config.sources["mail"].addresses == (ME,), "the login is another name: whose mailbox it is, is said"
    assert config.us.work_week is None  # nobody said it: the report says that it is assumed
    assert (config.clients["acme"].name, config.clients["acme"].domains) == ("Acme Ltd", ("acme.example",))
    assert PASSWORD not in file.read_text() + done.err
    checked = harvester("check")
    assert checked.code == 0, checked.out
    pulled = harvester("pull")
    assert (pulled.code, "3 new originals" in pulled.out) == (0, True), pulled.err + pulled.out


@pytest.mark.parametrize(("named", "proposed"), [("UTC", ""), ("GMT", ""), ("Etc/UTC", ""), (ZONE, ZONE)])
def test_a_clock_of_machines_is_proposed_to_nobody(named: str, proposed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", named)
    assert machine_zone() == proposed


def test_every_missing_flag_is_named_at_once(harvester: Harvester, tmp_path: Path) -> None:
    done = harvester("init", "--no-input", "--no-lookup")
    assert done.code == 2
    assert all(flag in done.err for flag in ("--address", "--client", "--host", "--password"))
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_hold_a_file_is_told_before_anything_is_asked(harvester: Harvester, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    done = harvester("--config", tmp_path / "notes" / "config.toml", "init")
    assert done.code == 2
    assert "is no folder that can be written to" in done.err


def test_a_configuration_that_is_there_is_replaced_with_consent_only_and_kept(
    harvester: Harvester, mailbox: DovecotMailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    file = tmp_path / "config.toml"
    file.write_text("# mine\n")
    refused = harvester(*flags(mailbox))
    assert (refused.code, file.read_text()) == (2, "# mine\n")
    assert "--force" in refused.err
    done = harvester(*flags(mailbox), "--force")
    assert done.code == 0, done.err
    assert (tmp_path / "config.toml.before").read_text() == "# mine\n"
    assert load(file).clients["acme"].domains == ("acme.example",)
