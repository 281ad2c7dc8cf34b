"""`harvester auth`: Google's consent by loopback and by paste, what is kept, and what is refused (S29)."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.google import signin
from connectors.google.signin import CALENDAR, MEET
from connectors.web import Limits, Web
from harvester.cli.loopback import Loopback
from harvester.errors import SignInError, UsageError
from harvester.secrets import Place, keep_token, kept_token
from tests.harvest.server import mail
from tests.servers import microsoft
from tests.servers.dovecot import Dovecot, DovecotMailbox
from tests.servers.google import Google, running
from tests.servers.google_calendar import READONLY, event
from tests.servers.google_gmail import READONLY as GMAIL_READONLY
from tests.servers.google_meet import MEET_READONLY
from tests.servers.google_sign_in import CLIENT_SECRET, IMAP

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECRETS = ("refresh-1", CLIENT_SECRET, "4/code", "ya29")


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, google: Google) -> Path:
    """A configuration with a Google calendar, nobody signed in yet."""
    google.primary.put(event(1))
    client = tmp_path / "client.json"
    client.touch(0o600)
    client.write_text(google.client_secrets())
    (tmp_path / "config.toml").write_text(
        f"""
[us]
addresses = ["me@studionorth.example"]
[sources.calendar]
kind = "google_calendar"
client_secrets = "file:client.json"
api_endpoint = "{google.endpoint}"
[sources.archive]
kind = "mbox"
path = "export.mbox"
[clients.acme]
domains = ["acme.example"]
"""
    )
    return tmp_path


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "harvester", "--config", str(folder / "config.toml"), *words]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    nobody = {"PATH": "/nowhere", "HOME": str(folder), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    return subprocess.Popen(command, **pipes, text=True, env=nobody)  # type: ignore[call-overload,no-any-return]  # three pipes


def asked_address(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    for line in process.stderr:
        if found := re.search(r"^http\S+$", line.strip()):
            return found[0]
    raise AssertionError("no address was shown")


def consented(url: str) -> str:
    """The address that the browser is sent to after a yes."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as moved:
        urllib.request.build_opener(Stay).open(url)
    return str(moved.value.headers["Location"])


def get(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (this machine)
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_consent_in_the_browser_signs_in_and_the_calendars_are_listed(folder: Path) -> None:
    process = started(folder, "auth", "calendar")
    back = consented(asked_address(process))
    forged = back.replace("state=", "state=x")
    assert get(forged) == 404
    assert get(back.split("?")[0] + "favicon.ico") == 404
    assert get(back) == 200
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "me@studionorth.example\n"), err
    token = folder / "calendar.token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert json.loads(token.read_text())["refresh_token"] == "refresh-1"
    assert str(token) in err
    assert not [secret for secret in SECRETS if secret in out + err]


def test_the_address_can_be_pasted_from_another_machine(folder: Path, google: Google) -> None:
    google.expires_in = 604_799
    process = started(folder, "auth", "calendar", "--paste")
    back = consented(asked_address(process))
    assert urlsplit(back).netloc == "127.0.0.1:1"
    out, err = process.communicate(f"  {back}\n", timeout=30)
    assert (process.returncode, out) == (0, "me@studionorth.example\n"), err
    assert "the project is in testing" in err


@pytest.mark.parametrize("answer", ["http://127.0.0.1:1/?error=access_denied", "nonsense", ""])
def test_a_no_and_nonsense_end_with_sign_in_refused(folder: Path, answer: str) -> None:
    process = started(folder, "auth", "calendar", "--paste")
    asked_address(process)
    _, err = process.communicate(f"{answer}\n", timeout=30)
    assert process.returncode in (4, 130), err
    assert "Traceback" not in err
    assert not (folder / "calendar.token").exists()


def test_a_source_without_a_sign_in_says_so(folder: Path) -> None:
    process = started(folder, "auth", "archive")
    _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "needs no sign-in" in err


def test_check_warns_of_a_sign_in_that_will_end(folder: Path, google: Google) -> None:
    place = Place(folder=folder, environment={})
    kept = json.loads(google.kept_token())
    told = []
    for ends in ("2020-01-08T10:00:00+00:00", None):
        keep_token("calendar", json.dumps({**kept, "expires_at": ends}), place)
        process = started(folder, "check")
        out, _ = process.communicate(timeout=30)
        told.append("this sign-in ended on 2020-01-08; publish the project" in out)
        assert "1 folder: me@studionorth.example" in out
    assert told == [True, False]


def mailbox(folder: Path, account: DovecotMailbox, ca_file: Path, *lines: str) -> None:
    """The configuration with a mailbox that is signed in to by tokens."""
    settings = [
        'kind = "imap"',
        f'host = "{account.server.host}"',
        f"port = {account.server.tls_port}",
        f'user = "{account.user}"',
        f'ca_file = "{ca_file}"',
        *lines,
    ]
    config = folder / "config.toml"
    config.write_text(config.read_text() + "[sources.mail]\n" + "\n".join(settings) + "\n")


def test_a_mailbox_at_google_is_signed_in_to_and_pulled(folder: Path, google: Google, dovecot: Dovecot) -> None:
    account = dovecot.mailbox()
    google.email = account.user
    mailbox(folder, account, dovecot.ca_file, 'auth = "google"', 'client_secrets = "file:client.json"')
    with dovecot.tokens.of(google.mailbox_of):
        process = started(folder, "auth", "mail", "--paste")
        address = asked_address(process)
        assert parse_qs(urlsplit(address).query)["scope"] == [IMAP]
        out, err = process.communicate(f"{consented(address)}\n", timeout=30)
        assert (process.returncode, sorted(out.splitlines())) == (0, ["INBOX"]), err
        assert "only the mailbox over IMAP was asked for" in err


def test_a_gmail_mailbox_is_signed_in_to_pulled_and_told(folder: Path, google: Google) -> None:
    google.gmail.add(mail(mid="1@acme.example", body="Could you send the texts?"), "INBOX")
    google.gmail.add(mail("zoe@other.example", mid="2@other.example"), "SPAM")
    config = folder / "config.toml"
    settings = f'kind = "gmail"\nuser = "{google.email}"\nclient_secrets = "file:client.json"\n'
    config.write_text(f'{config.read_text()}[sources.mail]\n{settings}api_endpoint = "{google.gmail_endpoint}"\n')
    process = started(folder, "auth", "mail", "--paste")
    address = asked_address(process)
    assert parse_qs(urlsplit(address).query)["scope"] == [GMAIL_READONLY]
    out, err = process.communicate(f"{consented(address)}\n", timeout=30)
    assert (process.returncode, out.split("\n")) == (0, ["All Mail", "Spam", "Trash", ""]), err
    assert "only reading mail was asked for" in err
    process = started(folder, "pull", "--source", "mail")
    process.communicate(timeout=30)
    process = started(folder, "coverage", "acme", "--json")
    out, err = process.communicate(timeout=30)
    rows = [row for row in json.loads(out)["sources"] if row["source"] == "mail"]
    assert [(row["kind"], row["folder"], row["seen"], row["matched"], row["complete"]) for row in rows] == [
        ("gmail", "All Mail", 1, 1, True),
        ("gmail", "Spam", 1, 0, True),
        ("gmail", "Trash", 0, 0, True),
    ], err


def test_a_mailbox_at_microsoft_is_signed_in_to_by_a_code(folder: Path, tmp_path: Path, dovecot: Dovecot) -> None:
    account = dovecot.mailbox()
    with microsoft.running(tmp_path) as server, dovecot.tokens.of(server.mailbox_of):
        server.username = account.user
        server.ca_file.write_text(server.ca_file.read_text() + dovecot.ca_file.read_text())
        named = (f'client_id = "{microsoft.CLIENT_ID}"', f'login_endpoint = "{server.url}"')
        mailbox(folder, account, server.ca_file, 'auth = "microsoft"', *named)
        process = started(folder, "auth", "mail")
        out, err = process.communicate(timeout=30)
        assert (process.returncode, sorted(out.splitlines())) == (0, ["INBOX"]), err
        assert "https://microsoft.com/devicelogin" in err
        assert "enter the code K7N-PQ2 within 15 minutes" in err
        assert f"Signed in as {account.user}; it is kept in {folder / 'mail.token'}." in err
        assert stat.S_IMODE((folder / "mail.token").stat().st_mode) == 0o600
        assert not [secret for secret in ("eyJ-access", "0.refresh", "device-1") if secret in out + err]
        kept = (folder / "mail.token").read_text()
        server.expire()
        process = started(folder, "check")
        out, _ = process.communicate(timeout=30)
        assert (folder / "mail.token").read_text() != kept, "the renewed sign-in is kept"
        server.refresh_tokens.clear()
        server.expire()
        process = started(folder, "pull", "--source", "mail")
        _, err = process.communicate(timeout=30)
        assert process.returncode == 4
        assert f"Run `harvester --config {folder / 'config.toml'} auth mail`." in err


# the question itself


def client(google: Google) -> signin.Client:
    return signin.client(google.client_secrets(), "sources.calendar.client_secrets")


def test_the_question_carries_state_challenge_and_one_scope(google: Google) -> None:
    one, two = (signin.Consent(client(google), "http://127.0.0.1:1/", (CALENDAR,)) for _ in range(2))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(one.url).query).items()}
    assert asked["scope"] == READONLY
    assert (asked["code_challenge_method"], asked["access_type"]) == ("S256", "offline")
    assert len(asked["state"]) >= 32
    assert len(asked["code_challenge"]) == 43
    assert CLIENT_SECRET not in one.url
    assert one.answers(consented(one.url))
    assert not one.answers(consented(two.url))


def test_the_scope_of_meet_is_asked_for_where_meet_is_set_and_only_there(google: Google, folder: Path) -> None:
    config = folder / "config.toml"
    for more, scope, said in (
        ("", READONLY, "only reading calendars was asked for"),
        ("meet = true\n", f"{READONLY} {MEET_READONLY}", "reading calendars and who joined calls on Google Meet"),
    ):
        config.write_text(config.read_text().replace("[sources.archive]", f"{more}[sources.archive]"))
        process = started(folder, "auth", "calendar", "--paste")
        address = asked_address(process)
        assert parse_qs(urlsplit(address).query)["scope"] == [scope]
        _, err = process.communicate(f"{consented(address)}\n", timeout=30)
        assert (process.returncode, said in err) == (0, True), err


def test_a_consent_without_the_scope_of_meet_says_how_to_go_on(google: Google) -> None:
    google.granted_scope = READONLY
    consent = signin.Consent(client(google), "http://127.0.0.1:1/", (CALENDAR, MEET))
    with pytest.raises(SignInError, match=r"who joined a call on Google Meet was not allowed.*leave out `meet`"):
        consent.token(consented(consent.url), Web(), NOW)


def test_a_code_is_good_for_the_one_who_asked_only(google: Google) -> None:
    one, two = (signin.Consent(client(google), "http://127.0.0.1:1/", (CALENDAR,)) for _ in range(2))
    stolen = consented(one.url)
    state = parse_qs(urlsplit(two.url).query)["state"][0]
    injected = re.sub(r"state=[^&]+", f"state={state}", stolen)
    with pytest.raises(SignInError, match="invalid_grant"):
        two.token(injected, Web(), NOW)


def test_less_than_was_asked_for_is_no_sign_in(google: Google) -> None:
    google.granted_scope = "openid"
    consent = signin.Consent(client(google), "http://127.0.0.1:1/", (CALENDAR,))
    with pytest.raises(SignInError, match="not allowed"):
        consent.token(consented(consent.url), Web(), NOW)


def test_a_token_of_a_project_in_testing_says_when_it_ends(google: Google) -> None:
    for seconds, ends in ((604_799, NOW + timedelta(seconds=604_799)), (None, None)):
        google.expires_in = seconds
        consent = signin.Consent(client(google), "http://127.0.0.1:1/", (CALENDAR,))
        assert signin.expiry(consent.token(consented(consent.url), Web(limits=Limits(wait=0)), NOW)) == ends


@pytest.mark.parametrize("text", ["", "{}", '{"web": {"client_id": "x"}}', '{"installed": {"client_id": "x"}}', "[[["])
def test_what_is_no_client_of_a_desktop_app_is_named_by_its_key(text: str) -> None:
    with pytest.raises(UsageError, match=r"sources\.calendar\.client_secrets names no OAuth client"):
        signin.client(text, "sources.calendar.client_secrets")


def test_nobody_waits_for_ever() -> None:
    with Loopback() as loopback:
        assert loopback.wait(lambda _: True, 0.01) is None


# what is kept


def test_a_kept_token_is_read_again_and_a_missing_one_names_the_command(tmp_path: Path) -> None:
    place = Place(folder=tmp_path, environment={})
    with pytest.raises(SignInError, match="harvester auth odd/name"):
        kept_token("odd/name", place)
    keep_token("odd/name", '{\n "a": 1\n}', place)
    keep_token("odd/name", '{\n "a": 2\n}', place)
    assert kept_token("odd/name", place) == '{\n "a": 2\n}'
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    with pytest.raises(UsageError, match="others can reach"):
        kept_token("odd/name", place)
