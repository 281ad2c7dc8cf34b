"""Signing in to IMAP by tokens of Google and of Microsoft on a real server, and what helps when it is refused (F11)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from connectors.imap import ImapSource, Limits, connect
from connectors.microsoft import DeviceSignIn
from connectors.web import Web
from harvester.errors import HarvesterError, SignInError, TemporaryError, UsageError
from harvester.model.declared import TableError
from harvester.model.settings import ImapSettings
from tests.connectors.contract import headers, message
from tests.servers import google, google_sign_in, microsoft
from tests.servers.dovecot import Dovecot, DovecotMailbox
from tests.servers.google import Google
from tests.servers.microsoft import CLIENT_ID, IMAP, Microsoft, refusal
from tests.servers.scripted_imap import ScriptedImap, say, scripted

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
QUICK = Limits(timeout=5, deadline=10, wait=0.001)
PENDING = refusal("authorization_pending", 70016)


@pytest.fixture
def mail(dovecot: Dovecot) -> DovecotMailbox:
    mailbox = dovecot.mailbox()
    mailbox.add("INBOX", [message(1)])
    return mailbox


@pytest.fixture
def google_mail(mail: DovecotMailbox) -> Iterator[Google]:
    with google.running() as server:
        server.email = mail.user
        with mail.server.tokens.of(server.mailbox_of):
            yield server


@pytest.fixture
def microsoft_mail(mail: DovecotMailbox, tmp_path: Path) -> Iterator[Microsoft]:
    with microsoft.running(tmp_path) as server:
        server.username = mail.user
        server.ca_file.write_text(server.ca_file.read_text() + mail.server.ca_file.read_text())
        with mail.server.tokens.of(server.mailbox_of):
            yield server


def settings(mail: DovecotMailbox, **more: object) -> ImapSettings:
    server = mail.server
    values = {"host": server.host, "port": server.tls_port, "user": mail.user, "ca_file": str(server.ca_file)}
    return ImapSettings.of(values | more)


def by_google(mail: DovecotMailbox, server: Google, **more: object) -> ImapSource:
    return connect("mail", settings(mail, auth="google", **more), server.kept_token, QUICK)


def at_microsoft(mail: DovecotMailbox, server: Microsoft, **more: object) -> ImapSettings:
    values = {"client_id": CLIENT_ID, "login_endpoint": server.url, "ca_file": str(server.ca_file)}
    return settings(mail, auth="microsoft", **values | more)


def signed_in(asked: ImapSettings, server: Microsoft) -> str:
    """What `harvester auth` keeps."""
    device = DeviceSignIn(asked, Web(ca_file=str(server.ca_file)), "mail")
    return device.wait(device.ask(), NOW)[0]


class Kept:
    """What is kept for a source, and how often it changed."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.times = 0

    def ask(self) -> str:
        return self.token

    def keep(self, token: str) -> None:
        self.token = token
        self.times += 1


class TestGoogle:
    @pytest.mark.parametrize("offered", ["XOAUTH2", "OAUTHBEARER"])
    def test_a_token_opens_the_mailbox(
        self, mail: DovecotMailbox, google_mail: Google, offered: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from connectors.imap.wire import Client

        both = Client.has_capability
        monkeypatch.setattr(Client, "has_capability", lambda self, name: name == f"AUTH={offered}" or (
            not name.startswith("AUTH=") and both(self, name)
        ))  # fmt: skip
        with by_google(mail, google_mail) as source:
            assert len(headers(source, "INBOX")) == 1
        assert f"method={offered}" in mail.server.log()

    def test_a_token_that_was_withdrawn_is_renewed_once(self, mail: DovecotMailbox, google_mail: Google) -> None:
        with by_google(mail, google_mail) as source:
            google_mail.expire()
            mail.server.doveadm("kick", mail.user)
            assert len(headers(source, "INBOX")) == 1
        assert google_mail.tokens_given == 2

    def test_after_one_renewal_the_server_is_believed(self, mail: DovecotMailbox, google_mail: Google) -> None:
        google_mail.email = "somebody-else@studionorth.example"
        before = mail.server.tokens.refused
        with pytest.raises(SignInError, match="refused the sign-in of") as refused, by_google(mail, google_mail):
            pass
        assert refused.value.next_step.endswith("then `harvester auth mail`.")
        assert google_mail.tokens_given == 2
        assert mail.server.tokens.refused == before
        assert "ya29" not in str(refused.value)

    def test_a_sign_in_that_was_taken_away_says_so(self, mail: DovecotMailbox, google_mail: Google) -> None:
        google_mail.revoke()
        with pytest.raises(SignInError, match="invalid_grant") as refused, by_google(mail, google_mail):
            pass
        assert refused.value.next_step == "Run `harvester auth mail`."

    def test_a_service_account_speaks_for_the_user(self, mail: DovecotMailbox, google_mail: Google) -> None:
        key = google_mail.service_account_key()
        asked = settings(mail, auth="google", service_account="file:key.json")
        with connect("mail", asked, lambda: key, QUICK) as source:
            assert len(headers(source, "INBOX")) == 1
        assert google_mail.assertion["sub"] == mail.user
        assert google_mail.assertion["scope"] == google_sign_in.IMAP


class TestMicrosoft:
    def test_a_code_entered_elsewhere_opens_the_mailbox(self, mail: DovecotMailbox, microsoft_mail: Microsoft) -> None:
        microsoft_mail.answers = [PENDING]
        asked = at_microsoft(mail, microsoft_mail)
        device = DeviceSignIn(asked, Web(ca_file=asked.ca_file), "mail")
        question = device.ask()
        assert (question.address, question.code) == ("https://microsoft.com/devicelogin", "K7N-PQ2")
        token, who = device.wait(question, NOW)
        assert who == mail.user
        assert json.loads(token)["obtained_at"] == NOW.isoformat()
        with connect("mail", asked, lambda: token, QUICK) as source:
            assert len(headers(source, "INBOX")) == 1
        scopes = {frozenset(form["scope"].split()) for form in microsoft_mail.asked if "scope" in form}
        assert scopes == {frozenset({IMAP, "offline_access", "openid", "profile"})}

    def test_a_lasting_token_is_renewed_and_the_new_one_is_kept(
        self, mail: DovecotMailbox, microsoft_mail: Microsoft
    ) -> None:
        """One that is not used for 90 days ends."""
        asked = at_microsoft(mail, microsoft_mail)
        kept = Kept(signed_in(asked, microsoft_mail))
        for number in (1, 2):
            microsoft_mail.expire()
            microsoft_mail.forget_all_but_the_last()
            with connect("mail", asked, kept.ask, QUICK, kept.keep) as source:
                assert len(headers(source, "INBOX")) == 1
            assert kept.times == number

    @pytest.mark.parametrize("value", [None, 5, "x", [], ["a"], {"a": 1}])
    def test_a_sign_in_that_was_changed_or_cut_short_says_so(
        self, mail: DovecotMailbox, microsoft_mail: Microsoft, value: object
    ) -> None:
        asked = at_microsoft(mail, microsoft_mail)
        token = signed_in(asked, microsoft_mail)
        cut = [token[: len(token) * part // 8] for part in range(8)]
        kinds = [{**json.loads(token)["cache"], kind: value} for kind in ("Account", "RefreshToken", "AccessToken")]
        for kept in (*cut, *(json.dumps({"type": "microsoft", "cache": cache}) for cache in (value, *kinds))):
            with pytest.raises(HarvesterError) as refused, connect("mail", asked, partial(str, kept), QUICK):
                raise SignInError("An unharmed part may do.", "Run `harvester auth mail`.")
            assert "harvester auth mail" in refused.value.next_step

    def test_a_dead_sign_in_names_the_command(self, mail: DovecotMailbox, microsoft_mail: Microsoft) -> None:
        asked = at_microsoft(mail, microsoft_mail)
        token = signed_in(asked, microsoft_mail)
        microsoft_mail.expire()
        microsoft_mail.refresh_tokens.clear()
        with pytest.raises(SignInError) as refused, connect("mail", asked, lambda: token, QUICK):
            pass
        assert refused.value.fact.endswith("any more (invalid_grant, AADSTS700082).")
        assert refused.value.next_step == "Run `harvester auth mail`."
        assert "secret words" not in str(refused.value)
        other = asked.replaced(client_id="another-app")
        with pytest.raises(SignInError, match="another app registration"), connect("mail", other, lambda: token, QUICK):
            pass

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda server: setattr(server, "public_clients", False), "Allow public client flows"),
            (lambda server: server.answers.append(refusal("expired_token", 70020)), "expired_token, AADSTS70020"),
            (lambda server: server.answers.append(refusal("authorization_declined", 70019)), "authorization_declined"),
            (lambda server: server.answers.append(refusal("invalid_grant", 65001)), "an administrator"),
            (lambda server: setattr(server, "granted", "openid profile"), "IMAP.AccessAsUser.All"),
        ],
        ids=["no public clients", "expired", "declined", "no consent", "less than asked for"],
    )
    def test_what_microsoft_refuses_says_what_to_do(
        self, mail: DovecotMailbox, microsoft_mail: Microsoft, change: Callable[[Microsoft], None], told: str
    ) -> None:
        change(microsoft_mail)
        with pytest.raises(SignInError, match=told) as refused:
            signed_in(at_microsoft(mail, microsoft_mail), microsoft_mail)
        assert refused.value.next_step
        assert "secret words" not in str(refused.value)

    def test_an_unknown_app_or_directory_names_its_key(self, mail: DovecotMailbox, microsoft_mail: Microsoft) -> None:
        with pytest.raises(SignInError, match="Check `client_id`"):
            signed_in(at_microsoft(mail, microsoft_mail, client_id="nobody"), microsoft_mail)
        with pytest.raises(UsageError, match="no directory “elsewhere”"):
            signed_in(at_microsoft(mail, microsoft_mail, tenant="elsewhere"), microsoft_mail)

    @pytest.mark.filterwarnings("ignore:Attempted too soon")
    def test_a_request_to_slow_down_is_obeyed(
        self, mail: DovecotMailbox, microsoft_mail: Microsoft, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waited: list[float] = []
        microsoft_mail.answers = [PENDING, refusal("slow_down", 70021), PENDING]
        monkeypatch.setattr("time.sleep", waited.append)
        signed_in(at_microsoft(mail, microsoft_mail), microsoft_mail)
        assert [wait for wait in waited if wait == 1] == [1] * (1 + 6 + 6)


class TestRefused:
    """By a server that says what the big providers say."""

    @pytest.fixture
    def server(self) -> Iterator[ScriptedImap]:
        with scripted([message(1)]) as server:
            yield server

    def refused(self, server: ScriptedImap, answer: bytes, **more: object) -> SignInError:
        server.on("LOGIN", say(b"TAG " + answer + b"\r\n"), for_ever=True)
        values = {"host": "localhost", "port": server.port, "user": "ann", "tls": "none"}
        asked = ImapSettings.of(values | more)
        with pytest.raises(SignInError) as refused, connect("mail", asked, lambda: "swordfish", QUICK):
            pass
        return refused.value

    @pytest.mark.parametrize(
        ("answer", "told"),
        [
            (b"NO [ALERT] Web login required: https://support.example/78754", "in a browser once"),
            (b"NO [ALERT] Your account is not enabled for IMAP use.", "Switch on IMAP"),
            (b"NO [AUTHENTICATIONFAILED] Invalid credentials", "Check `user`"),
        ],
    )
    def test_what_the_provider_says_decides_what_to_do(self, server: ScriptedImap, answer: bytes, told: str) -> None:
        assert told in self.refused(server, answer).next_step

    @pytest.mark.parametrize(
        ("host", "told"),
        [
            ("outlook.office365.com", 'Microsoft takes no passwords over IMAP: set `auth = "microsoft"`'),
            ("imap.gmail.com", "Google takes app passwords only"),
        ],
    )
    def test_the_big_providers_no_longer_take_the_password_of_the_account(
        self, server: ScriptedImap, host: str, told: str
    ) -> None:
        from connectors.imap.signin import SignIn
        from connectors.imap.wire import Address, Client
        from harvester.model.source import Traffic

        server.on("LOGIN", say(b"TAG NO LOGIN failed.\r\n"))
        client = Client(Address("localhost", server.port), None, QUICK, Traffic())
        with pytest.raises(SignInError) as refused:
            SignIn("mail", ImapSettings(host=host, user="ann"), lambda: "swordfish", lambda _: None)(client)
        client.shutdown()
        assert refused.value.next_step.startswith(told)

    def test_no_password_is_sent_where_none_is_taken(self, server: ScriptedImap) -> None:
        server.capabilities += b" LOGINDISABLED AUTH=XOAUTH2"
        assert "takes no passwords; nothing was sent" in self.refused(server, b"OK").fact
        assert server.count("LOGIN") == 0

    def test_no_token_is_sent_where_none_is_taken(self, server: ScriptedImap, google_mail: Google) -> None:
        values = {"host": "localhost", "port": server.port, "user": "ann", "tls": "none", "auth": "google"}
        asked = ImapSettings.of(values)
        with (
            pytest.raises(SignInError, match="nothing was sent"),
            connect("mail", asked, google_mail.kept_token, QUICK),
        ):
            pass
        assert server.count("AUTHENTICATE") == 0

    def test_too_many_connections_are_no_wrong_password(self, server: ScriptedImap) -> None:
        server.on("LOGIN", say(b"TAG NO [ALERT] Too many simultaneous connections. (Failure)\r\n"), for_ever=True)
        values = {"host": "localhost", "port": server.port, "user": "ann", "tls": "none"}
        asked = ImapSettings.of(values)
        with pytest.raises(TemporaryError, match="Too many"), connect("mail", asked, lambda: "swordfish", QUICK):
            pass
        assert server.count("LOGIN") == 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"auth": "microsoft"}, "needs `client_id`"),
        ({"client_id": "x"}, 'set `auth = "microsoft"`'),
        ({"auth": "microsoft", "client_id": "x", "password": "keyring:"}, 'set `auth = "password"`'),
        ({"auth": "google", "client_secrets": "file:a", "service_account": "file:b"}, "either `client_secrets`"),
        ({"auth": "microsoft", "client_id": "x", "login_endpoint": "http://login.example"}, "https://"),
        ({"auth": "microsoft", "client_id": "x", "tenant": "a/b"}, "id or the domain of a directory"),
    ],
)
def test_keys_of_another_way_of_signing_in_are_refused(more: dict[str, object], told: str) -> None:
    with pytest.raises(TableError, match=told):
        ImapSettings.of({"host": "imap.example.com", "user": "ann"} | more)
