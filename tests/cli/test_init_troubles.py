"""Bad input to `init` and `check`: each ends with what to do next, and leaves nothing half-written."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from harvester.cli.remedies import only_ipv6, remedy
from harvester.cli.setup import keeping
from harvester.cli.setup.asking import Asker
from harvester.cli.setup.given import Answers
from harvester.config import load
from harvester.errors import TemporaryError
from harvester.model.settings import ImapSettings
from tests.cli.conftest import Harvester
from tests.cli.mailboxes import ME, mbox_folder, received, sent
from tests.cli.terminals import Terminal
from tests.cli.test_auth import consented
from tests.cli.test_init import flags, home, mailbox, started  # noqa: F401 (fixtures)
from tests.servers import google, microsoft
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox
from tests.servers.scripted_imap import say, scripted


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    monkeypatch.setenv("WRONG", "a wrong password")


@pytest.mark.parametrize(
    "case",
    [
        ({"password": "env:WRONG"}, 4, "Check login name and password"),
        ({"password": "env:MISSING"}, 4, "MISSING is not set"),
        ({"password": "hunter2-the-password-itself"}, 2, "no reference to a password"),
        ({"host": "nowhere.invalid"}, 5, "There is no server named nowhere.invalid"),
        ({"host": "127.0.0.1"}, 2, "It is for localhost."),
        ({"port": "1"}, 5, "Nothing answers at port 1"),
        ({"ca-file": "/etc/ssl/certs/ca-certificates.crt"}, 2, "sign-in page"),
        ({"client": "studionorth.example"}, 2, "studionorth.example is your own"),
        ({"client": "gmail.com"}, 2, "anybody can have a mailbox at gmail.com"),
        ({"timezone": "CEST"}, 2, "did you mean Europe/Berlin"),
        ({"holidays": "DE-XX"}, 2, "no region of DE"),
        ({"host": "nowhere.example", "tls": "none"}, 2, "towards this machine only"),
        ({"host": "imap.example.com:993"}, 2, "is no host name"),
    ],
    ids=lambda case: " ".join(next(iter(case[0].items()))),
)
def test_what_cannot_be_used_is_told_with_the_next_step(
    harvester: Harvester,
    mailbox: DovecotMailbox,  # noqa: F811
    tmp_path: Path,
    case: tuple[dict[str, str], int, str],
) -> None:
    instead, code, told = case
    done = harvester(*flags(mailbox, **instead))
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert "Traceback" not in done.err
    assert not [secret for secret in ("hunter2", "a wrong password", PASSWORD) if secret in done.err]
    assert list(tmp_path.iterdir()) == []


def test_a_client_that_nobody_wrote_to_is_told_with_the_usual_ones(
    harvester: Harvester,
    mailbox: DovecotMailbox,  # noqa: F811
) -> None:
    done = harvester(*flags(mailbox, client="acmee.example"))
    assert done.code == 0
    told = " ".join(done.err.split())
    assert "No mail with acmee.example" in told
    assert "acme.example" in told.split("Most of it is with")[1]


def test_a_provider_without_imap_says_what_to_do_instead(harvester: Harvester) -> None:
    done = harvester("init", "--no-input", "--address", "ann@tuta.com", "--client", "acme.example")
    assert done.code == 2
    assert "export the mail" in done.err


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (
            b"TAG NO [ALERT] Application-specific password required: https://support.example/185833\r\n",
            "Make an app password",
        ),
        (b"TAG NO [ALERT] Your account is not enabled for IMAP use.\r\n", "Switch IMAP on"),
        (b"TAG NO LOGIN failed. BasicAuthBlocked: basic auth is off\r\n", "sign in with Google or Microsoft"),
    ],
    ids=["app password", "imap off", "basic auth"],
)
def test_what_a_server_says_of_the_account_leads_to_the_next_step(
    harvester: Harvester, refusal: bytes, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "plain")
    with scripted() as server:
        server.on("LOGIN", say(refusal))
        words = ["--tls", "none", "--host", "localhost", "--port", server.port, "--password", "env:MAIL_PASSWORD"]
        done = harvester("init", "--no-input", "--no-lookup", "--address", ME, "--client", "acme.example", *words)
        assert (done.code, server.count("LOGIN")) == (4, 1), done.err
    assert told in done.err


def test_a_server_with_neither_special_use_nor_uidplus_is_set_up_by_the_names_of_its_folders(
    harvester: Harvester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "plain")
    with scripted([mail.as_bytes().replace(b"\n", b"\r\n") for mail in (*received(), *sent())]) as server:
        server.capabilities = b"IMAP4rev1"
        server.listing = b'* LIST () "/" INBOX\r\n* LIST () "/" "Gesendete Objekte"\r\n'
        words = ["--tls", "none", "--host", "localhost", "--port", server.port, "--password", "env:MAIL_PASSWORD"]
        done = harvester("init", "--no-input", "--no-lookup", "--address", ME, "--client", "acme.example", *words)
        assert done.code == 0, done.err
        assert "Sent mail is “Gesendete Objekte”" in done.err
        checked = harvester("check")
        assert checked.code == 0, checked.out
        assert "sent mail is Gesendete Objekte" in checked.out
        assert "no folder is known to be for spam" in checked.out


def test_a_network_without_ipv6_is_told_from_a_server_that_is_down() -> None:
    assert only_ipv6("2001:db8::1")
    assert not only_ipv6("127.0.0.1")
    for host, told in (("2001:db8::1", "this network has no IPv6"), ("127.0.0.1", "does not lead there")):
        error = TemporaryError("no answer", "")
        error.__cause__ = OSError(errno.ENETUNREACH, "unreachable")
        assert told in remedy(error, ImapSettings(host=host, user=ME))


# the keyring


class Ring(KeyringBackend):
    """A keyring of this test."""

    priority = 1

    def __init__(self, *, locked: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types here
        self.locked = locked
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


@pytest.fixture
def ring() -> Iterator[Ring]:
    before = keyring.get_keyring()
    ring = Ring(locked=False)
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def answered() -> Answers:
    settings = ImapSettings(host="localhost", user=ME)
    return Answers(address=ME, settings=settings, secret="secret", password="keyring:")


def test_a_keyring_that_is_locked_is_told_and_a_file_of_one_s_own_is_used(
    ring: Ring, capsys: pytest.CaptureFixture[str]
) -> None:
    ring.locked = True
    answers = answered()
    assert not keeping.into_keyring(Asker(asks=True, steps=1), answers)
    assert keeping.file_beside(answers) == {"mail.password": b"secret\n"}
    assert "locked" in capsys.readouterr().err


def test_a_password_goes_into_the_keyring_once(ring: Ring) -> None:
    answers = answered()
    assert keeping.into_keyring(Asker(asks=True, steps=1), answers) == [f"{ME}@localhost"]
    assert ring.held == {("harvester", f"{ME}@localhost"): "secret"}
    assert not keeping.into_keyring(Asker(asks=True, steps=1), answers), "it was there: nothing to take out again"
    assert keeping.file_beside(answers) == {}


# Google and Microsoft


def consented_setup(home: Path, account: DovecotMailbox, ca_file: Path, *words: str) -> Terminal:  # noqa: F811
    """`init` with everything given but the consent, and who is who."""
    where = ["--host", "localhost", "--port", str(account.server.tls_port), "--ca-file", str(ca_file)]
    who = ["--address", account.user, "--client", "acme.example", "--name", "Studio North", "--client-name", "Acme"]
    when = ["--timezone", "Europe/Berlin", "--work-week", "Mon-Fri 09:00-17:00", "--holidays", "DE"]
    then = ["--client-timezone", "America/New_York", "--client-work-week", "Mon-Fri 09:00-17:00"]
    ends = ["--client-holidays", "US", "--check", "--report", "--no-lookup"]
    return started(home, 1, "init", *words, *where, *who, *when, *then, *ends)


def ended(screen: Terminal) -> str:
    """What stood on the screen once who is who was confirmed, mail was fetched and the report was written."""
    screen.answer("addresses add", "")
    screen.answer("Count everybody", "")
    screen.answer("addresses add", "")
    assert screen.end() == 0, screen.screen
    assert "In a file that only you can read." in screen.screen
    assert "ok       sources.mail: 1 folder: INBOX" in screen.screen, screen.screen
    return screen.screen


def test_a_mailbox_at_microsoft_is_set_up_by_a_code(dovecot: Dovecot, home: Path) -> None:  # noqa: F811
    account = dovecot.mailbox()
    account.add("INBOX", [mail.as_bytes() for mail in received()])
    with microsoft.running(home) as server, dovecot.tokens.of(server.mailbox_of):
        server.username = account.user
        server.ca_file.write_text(server.ca_file.read_text() + dovecot.ca_file.read_text())
        words = ["--sign-in", "microsoft", "--client-id", microsoft.CLIENT_ID, "--login-endpoint", server.url]
        screen = consented_setup(home, account, server.ca_file, *words)
        screen.wait_for("enter the code K7N-PQ2")
        assert "facts.html" in ended(screen)
    mail = load(home / "config.toml").sources["mail"]
    assert isinstance(mail, ImapSettings)
    assert (mail.auth, mail.client_id, mail.password) == ("microsoft", microsoft.CLIENT_ID, "")
    assert (home / "mail.token").stat().st_mode & 0o777 == 0o600


def test_a_mailbox_at_google_is_set_up_by_a_pasted_address(dovecot: Dovecot, home: Path) -> None:  # noqa: F811
    account = dovecot.mailbox()
    account.add("INBOX", [mail.as_bytes() for mail in received()])
    with google.running() as server, dovecot.tokens.of(server.mailbox_of):
        server.email = account.user
        client = home / "client.json"
        client.touch(0o600)
        client.write_text(server.client_secrets())
        words = ["--sign-in", "google", "--client-secrets", f"file:{client}", "--paste"]
        screen = consented_setup(home, account, dovecot.ca_file, *words)
        screen.wait_for("Paste the address of that page")
        asked = next(line for line in screen.screen.splitlines() if line.startswith("http"))
        screen.answer("", consented(asked))
        assert "facts.html" in ended(screen)
    mail = load(home / "config.toml").sources["mail"]
    assert isinstance(mail, ImapSettings)
    assert (mail.auth, mail.client_secrets, mail.password) == ("google", f"file:{client}", "")


def test_without_questions_the_consent_is_left_to_auth(harvester: Harvester, tmp_path: Path) -> None:
    done = harvester("init", "--no-input", "--address", "ann@outlook.com", "--client", "acme.example")
    assert (done.code, "--client-id" in done.err) == (2, True)
    words = ["--address", "ann@outlook.com", "--client", "acme.example", "--client-id", microsoft.CLIENT_ID]
    done = harvester("init", "--no-input", *words)
    assert done.code == 0, done.err
    assert "auth mail" in done.err
    mail = load(tmp_path / "config.toml").sources["mail"]
    assert isinstance(mail, ImapSettings)
    assert (mail.host, mail.auth) == ("outlook.office365.com", "microsoft")


# check


@pytest.fixture
def config(tmp_path: Path) -> Path:
    mbox_folder(tmp_path / "export")
    file = tmp_path / "config.toml"
    file.write_text(
        f'[us]\naddresses = ["{ME}"]\n[sources.export]\nkind = "mbox"\npath = "export"\n'
        '[clients.acme]\ndomains = ["acme.example"]\n'
    )
    file.chmod(0o600)
    return file


def test_a_configuration_that_others_can_read_is_a_finding_with_its_fix(harvester: Harvester, config: Path) -> None:
    good = harvester("check")
    assert good.code == 0, good.out
    assert "note     us: not set: timezone, work_week, holidays" in good.out
    with config.open("a") as file:
        file.write('\n[clients.other]\ndomains = ["other.example"]\n')
    assert harvester("check").out.count("  us: not set") == 1, "of our side it is said once, however many clients"
    config.chmod(0o644)
    told = harvester("check")
    assert told.code == 9
    assert "finding" in told.out
    assert f"Run `chmod 600 {config}`." in told.out


def test_a_password_in_the_file_is_refused_and_not_repeated(harvester: Harvester, config: Path) -> None:
    config.write_text(
        config.read_text() + '[sources.mail]\nkind = "imap"\nhost = "localhost"\nuser = "ann"\npassword = "hunter2"\n'
    )
    for verb in ("check", "pull"):
        told = harvester(verb)
        assert told.code == 2
        assert "sources.mail.password: holds the secret itself" in told.err
        assert "hunter2" not in told.err + told.out


def test_a_full_disk_is_found_before_a_pull(
    harvester: Harvester, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harvester.cli.checks import machine

    monkeypatch.setattr(machine, "LEAST_ROOM", 10**18)
    told = harvester("check")
    assert told.code == 9
    assert "Make room before the next pull." in told.out
    assert os.path.lexists(config)
