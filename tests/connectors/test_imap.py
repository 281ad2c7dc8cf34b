"""A mailbox on a real server: the contract, and the proof that nothing on the server changes."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from connectors.imap import ImapSource, Limits, connect
from harvester.errors import CertificateError, FolderError, SignInError, TemporaryError, UsageError
from harvester.model.declared import TableError
from harvester.model.settings import ImapSettings
from harvester.model.source import Failure, Folder, Header, Item, MailSource, Role
from tests import invariants
from tests.connectors.contract import PLAIN, Mailbox, MailSourceContract, headers, message
from tests.servers.dovecot import PASSWORD, Dovecot, DovecotMailbox, running
from tests.servers.proxy import Fault, proxied


def open_source(mailbox: DovecotMailbox, limits: Limits | None = None, **settings: object) -> ImapSource:
    server = mailbox.server
    values = {"host": server.host, "port": server.tls_port, "user": mailbox.user, "ca_file": str(server.ca_file)}
    return connect("mail", ImapSettings.of(values | settings), lambda: PASSWORD, limits)


class ImapMailbox(Mailbox):
    def __init__(self, dovecot: DovecotMailbox) -> None:
        self.dovecot = dovecot

    def add(self, folder: str, messages: Sequence[bytes]) -> None:
        self.dovecot.add_folder(folder)
        self.dovecot.add(folder, messages)

    def remove(self, folder: str, number: int) -> None:
        self.dovecot.doveadm("expunge", "mailbox", folder, str(number + 1))

    def open(self) -> MailSource:
        return open_source(self.dovecot)

    def served(self, raw: bytes) -> bytes:
        # IMAP knows CRLF lines only and no NUL; Dovecot sends 0x80 in its place
        return re.sub(rb"\r?\n", b"\r\n", raw).replace(b"\0", b"\x80")

    def snapshot(self) -> object:
        return self.dovecot.snapshot()


_PLANTED = [
    b"* 99 EXISTS\r\n* OK [UIDVALIDITY 666] new\r\n* OK [UIDNEXT 1] none\r\n",
    b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n",
    b"* PREAUTH welcome back\r\n",
    b'* LIST () "/" Planted\r\n* SEARCH 99\r\n* 1 FETCH (UID 99 BODY[] {1}\r\nx)\r\n',
    b"* BYE go away\r\n",
]


@pytest.fixture
def mail(dovecot: Dovecot) -> DovecotMailbox:
    return dovecot.mailbox()


@pytest.fixture(scope="module")
def expired() -> Iterator[DovecotMailbox]:
    """A mailbox on a server whose certificate ended yesterday."""
    with running(until=datetime.now(UTC) - timedelta(days=1)) as server:
        yield server.mailbox()


class TestImapContract(MailSourceContract):
    @pytest.fixture
    def mailbox(self, mail: DovecotMailbox) -> Mailbox:
        return ImapMailbox(mail)

    def test_reading_changes_nothing(self, mailbox: Mailbox) -> None:
        assert isinstance(mailbox, ImapMailbox)
        super().test_reading_changes_nothing(mailbox)
        assert {Path(name).parent.name for name in mailbox.dovecot.files()} == {"new"}

    def test_only_reading_commands_are_sent(self, mailbox: Mailbox) -> None:
        assert isinstance(mailbox, ImapMailbox)
        super().test_reading_changes_nothing(mailbox)
        commands = mailbox.dovecot.commands()
        opened = ""
        assert len(commands) > 10
        assert invariants.asked_too_much(commands) == []
        for command in commands:
            if command.startswith("EXAMINE"):
                opened = command.split(" ", 1)[1]
            elif command == "UNSELECT":
                opened = ""
            elif command.startswith("STATUS"):
                assert not opened, "STATUS asked of an open folder may be answered from what it showed last"


def test_special_use_goes_before_names(mail: DovecotMailbox) -> None:
    for folder in ("Verschickt", "Papierkorb", "Archive/2024"):
        mail.add_folder(folder)
    with open_source(mail) as source:
        roles = {each.name: each.role for each in source.folders() if isinstance(each, Folder)}
    assert roles == {
        "INBOX": Role.INBOX,
        "Verschickt": Role.SENT,
        "Papierkorb": Role.TRASH,
        "Archive/2024": Role.OTHER,
    }


def test_the_ledger_is_told_server_and_certificate(mail: DovecotMailbox) -> None:
    source = open_source(mail)
    assert source.peer == f"localhost:{mail.server.tls_port}"
    with source:
        assert re.fullmatch(
            rf"localhost:{mail.server.tls_port}, TLSv1\.3, certificate SHA-256 [0-9a-f]{{64}}", source.peer
        )


def test_what_the_server_knows_comes_with_the_message(mail: DovecotMailbox) -> None:
    mail.add("INBOX", [PLAIN], at=1_770_000_000)
    mail.doveadm("flags add", "\\Seen \\Flagged $Label", "all")
    with open_source(mail) as source:
        sweep = source.sweep("INBOX")
        (header,) = sweep.headers()
        assert isinstance(header, Header)
        (item,) = sweep.fetch([header.uid])
    assert isinstance(item, Item)
    assert item.internal_date == header.internal_date == datetime(2026, 2, 2, 2, 40, 1, tzinfo=UTC)
    assert set(item.flags) == {"\\Seen", "\\Flagged", "$Label"}
    assert item.locator == "UID 1"
    assert item.not_after is None


def test_since_bounds_by_arrival(mail: DovecotMailbox) -> None:
    mail.add("INBOX", [message(1)], at=1_770_000_000)
    mail.add("INBOX", [message(2)], at=1_780_000_000)
    with open_source(mail) as source:
        found = list(source.sweep("INBOX").headers(since=date(2026, 3, 1)))
    assert [each.uid for each in found] == [2]


def test_mail_that_arrives_during_the_sweep_waits_for_the_next_one(mail: DovecotMailbox) -> None:
    """The cursor says what was there when the folder was opened; nothing may slip in between."""
    mail.add("INBOX", [message(1)])
    with open_source(mail) as source:
        sweep = source.sweep("INBOX")
        mail.add("INBOX", [message(2)])
        assert source.state("INBOX").messages == 2
        assert [each.uid for each in sweep.headers()] == [1]
        assert sweep.state.uidnext == 2
        assert [each.uid for each in headers(source, "INBOX", after=1)] == [2]


def test_a_removal_during_the_sweep_is_no_hole(mail: DovecotMailbox) -> None:
    mail.add("INBOX", [message(1), message(2)])
    with open_source(mail) as source:
        sweep = source.sweep("INBOX")
        source.state("INBOX")
        mail.doveadm("expunge", "mailbox", "INBOX", "1")
        found = list(sweep.headers())
    assert [each.uid for each in found] == [2]
    assert sweep.state.messages == 1


def test_a_renumbered_folder_is_not_read_on(mail: DovecotMailbox) -> None:
    mail.add("INBOX", [message(1)])
    with open_source(mail) as source:
        sweep = source.sweep("INBOX")
        source.state("INBOX")
        mail.doveadm("mailbox update", "--uid-validity", "77", "INBOX")
        with pytest.raises(FolderError, match="renumbered"):
            list(sweep.headers())


def test_a_folder_that_may_not_be_read_is_named_and_the_others_go_on(mail: DovecotMailbox) -> None:
    mail.add("Geheim", [message(1)])
    mail.add("INBOX", [message(2)])
    path = mail.path("Geheim")
    path.chmod(0)
    try:
        with open_source(mail) as source:
            assert "Geheim" in {each.name for each in source.folders() if isinstance(each, Folder)}
            with pytest.raises(FolderError, match=r"refuses the folder 'Geheim': .*Internal error"):
                source.sweep("Geheim")
            with pytest.raises(FolderError, match="Geheim"):
                source.state("Geheim")
            assert len(headers(source, "INBOX")) == 1
    finally:
        path.chmod(0o700)


def test_folders_that_are_left_out_are_named(mail: DovecotMailbox) -> None:
    for folder in ("Acme", "Privat", "Privat/Arzt"):
        mail.add_folder(folder)
    with open_source(mail, exclude_folders=["Privat*"]) as source:
        listed = source.folders()
    assert {each.name for each in listed if isinstance(each, Folder)} == {"INBOX", "Acme"}
    left_out = {each.folder for each in listed if isinstance(each, Failure) and each.excluded}
    assert left_out == {"Privat", "Privat/Arzt"}


def test_a_name_with_brackets_is_left_out_as_it_stands(mail: DovecotMailbox) -> None:
    """In a pattern brackets are any one of what they hold: the folder would be read against the user's word."""
    mail.add_folder("[Private] Doctor")
    with open_source(mail, exclude_folders=["[Private] Doctor"]) as source:
        listed = source.folders()
    assert {each.name for each in listed if isinstance(each, Folder)} == {"INBOX"}
    assert [each.folder for each in listed if isinstance(each, Failure)] == ["[Private] Doctor"]


@pytest.mark.parametrize("name", ["👩\u200d💻 Work", "No\u00a0break", "Silben\u00adtrennung"])
def test_a_name_of_joined_characters_is_searched(mail: DovecotMailbox, name: str) -> None:
    mail.add_folder(name)
    mail.add(name, [message(1)])
    with open_source(mail) as source:
        assert name in {each.name for each in source.folders() if isinstance(each, Folder)}
        assert len(headers(source, name)) == 1


def test_many_messages_come_in_batches(mail: DovecotMailbox) -> None:
    mail.add("INBOX", [message(number) for number in range(1100)])
    with open_source(mail) as source:
        sweep = source.sweep("INBOX")
        uids = [each.uid for each in sweep.headers() if each.uid is not None]
        fetched = list(sweep.fetch(uids))
    assert uids == list(range(1, 1101))
    assert [item.raw for item in fetched if isinstance(item, Item)] == [message(number) for number in range(1100)]
    fetches = [command for command in mail.commands() if command.startswith("UID FETCH")]
    assert len(fetches) == 3 + 6


def test_a_message_over_the_cap_comes_as_its_header(mail: DovecotMailbox) -> None:
    mail.add("INBOX", [message(1), message(2, "x" * 300_000), message(3)])
    with open_source(mail, Limits(message_bytes=200_000)) as source:
        found = list(source.sweep("INBOX").fetch([1, 2, 3]))
    small, large, last = [each for each in found if isinstance(each, Item)]
    assert (small.headers_only, large.headers_only, last.headers_only) == (False, True, False)
    assert large.raw == message(2).split(b"\r\n\r\n")[0] + b"\r\n"
    assert last.raw == message(3)


class TestConnecting:
    """Plain text to nobody else, no certificate that is not trusted (S30)."""

    def test_starttls(self, mail: DovecotMailbox) -> None:
        with open_source(mail, tls="starttls", port=mail.server.plain_port) as source:
            assert "TLSv1.3" in source.peer
            assert headers(source, "INBOX") == []

    @pytest.mark.parametrize("planted", _PLANTED)
    @pytest.mark.parametrize("behind", [False, True], ids=["before the answer", "behind it"])
    def test_what_somebody_plants_before_tls_begins_is_not_believed(
        self, mail: DovecotMailbox, planted: bytes, behind: bool
    ) -> None:
        """In the clear anybody on the way can add lines: they say nothing of folder, capabilities or sign-in."""
        mail.add("INBOX", [message(number) for number in (1, 2)])
        with open_source(mail) as source:
            honest = (source.state("INBOX"), headers(source, "INBOX"))

        def altered(data: bytes) -> bytes:
            begins = b"Begin TLS" in data
            return data if not begins else data + planted if behind else planted + data

        with proxied(mail.server.plain_port, altered=altered) as proxy:
            try:
                with open_source(mail, Limits(wait=0.001), tls="starttls", port=proxy.port) as source:
                    assert (source.state("INBOX"), headers(source, "INBOX")) == honest
                    assert "TLSv1.3" in source.peer
            except (CertificateError, TemporaryError):
                assert behind or b"BYE" in planted, "given up, where the line cannot be secured or has ended"

    @pytest.mark.parametrize("kind", ["drop", "reset"])
    @pytest.mark.parametrize("tls", ["implicit", "starttls"])
    def test_a_line_that_breaks_again_while_tls_begins_loses_nothing(
        self, mail: DovecotMailbox, tls: str, kind: str
    ) -> None:
        """F1, F2: what broke is told as a line that broke; the settings of a source that was open are right."""
        mail.add("INBOX", [message(number, "x" * 3000) for number in (1, 2, 3)])
        port = mail.server.tls_port if tls == "implicit" else mail.server.plain_port
        for cut in (1, 150, 400, 900, 1300):
            with proxied(port, Fault("drop", 6000), Fault(kind, cut)) as proxy:
                with open_source(mail, Limits(wait=0.001), tls=tls, port=proxy.port) as source:
                    sweep = source.sweep("INBOX")
                    found = list(sweep.fetch([each.uid for each in sweep.headers() if each.uid]))
                assert [(type(each), each.uid) for each in found] == [(Item, 1), (Item, 2), (Item, 3)], cut
                assert proxy.connections == 3

    @pytest.mark.parametrize("kind", ["drop", "reset", "dead"])
    @pytest.mark.parametrize("tls", ["implicit", "starttls"])
    def test_a_line_that_breaks_before_the_sign_in_is_no_fault_of_the_settings(
        self, mail: DovecotMailbox, tls: str, kind: str
    ) -> None:
        """F1, F3: in words of no library, and the secret was not sent."""
        port = mail.server.tls_port if tls == "implicit" else mail.server.plain_port
        with proxied(port, *[Fault(kind, 150 if tls == "implicit" else 500)] * 4) as proxy:
            source = open_source(mail, Limits(timeout=0.3, wait=0.001), tls=tls, port=proxy.port)
            with pytest.raises(TemporaryError) as told:
                source.__enter__()
            assert proxy.connections <= 4
        assert re.search("no reason was given|no answer in time|reset by peer", str(told.value))
        assert mail.commands() == []

    def test_plain_text_towards_this_machine(self, mail: DovecotMailbox) -> None:
        with open_source(mail, tls="none", port=mail.server.plain_port) as source:
            assert source.peer.endswith(", no TLS")
            assert headers(source, "INBOX") == []

    def test_plain_text_leaves_this_machine_in_no_way(self) -> None:
        with pytest.raises(TableError, match="towards this machine only"):
            ImapSettings(host="imap.example.com", user="ann", tls="none")

    def test_a_wrong_password(self, mail: DovecotMailbox) -> None:
        settings = ImapSettings(
            host="localhost", port=mail.server.tls_port, user="ann", ca_file=str(mail.server.ca_file)
        )
        with pytest.raises(SignInError, match="AUTHENTICATIONFAILED") as refused:
            connect("mail", settings, lambda: "swordfish").__enter__()
        assert "swordfish" not in str(refused.value)
        assert refused.value.next_step == "Check `user`, then `harvester auth mail`."

    @pytest.mark.parametrize("tls", ["implicit", "starttls"])
    def test_an_unknown_authority(self, mail: DovecotMailbox, tls: str) -> None:
        port = mail.server.tls_port if tls == "implicit" else mail.server.plain_port
        with pytest.raises(CertificateError, match=r"is not trusted: unable to get (local )?issuer"):
            open_source(mail, ca_file="", tls=tls, port=port).__enter__()

    def test_a_wrong_host_name(self, mail: DovecotMailbox) -> None:
        with pytest.raises(CertificateError, match=r"127\.0\.0\.1.*is not trusted.*mismatch"):
            open_source(mail, host="127.0.0.1").__enter__()

    @pytest.mark.parametrize("tls", ["implicit", "starttls"])
    def test_a_certificate_that_has_expired(self, expired: DovecotMailbox, tls: str) -> None:
        """Told in plain words with what to do; the password is not sent."""
        port = expired.server.tls_port if tls == "implicit" else expired.server.plain_port
        with pytest.raises(CertificateError, match="is not trusted: certificate has expired") as told:
            open_source(expired, tls=tls, port=port).__enter__()
        assert told.value.exit_code == 2
        assert "ca_file" not in told.value.next_step, "no authority makes an expired certificate valid"
        assert expired.commands() == []

    def test_a_plain_port_where_tls_is_asked(self, mail: DovecotMailbox) -> None:
        with pytest.raises(CertificateError, match="does not speak TLS as asked"):
            open_source(mail, port=mail.server.plain_port).__enter__()

    def test_a_ca_file_that_is_not_there(self, mail: DovecotMailbox) -> None:
        with pytest.raises(UsageError, match=r"no-such\.pem"):
            open_source(mail, ca_file="/no-such.pem").__enter__()

    def test_nobody_answers(self, mail: DovecotMailbox) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            with pytest.raises(TemporaryError, match="does not answer: Connection refused"):
                open_source(mail, port=unused.getsockname()[1]).__enter__()
