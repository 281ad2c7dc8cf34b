"""What a server may do to us: every answer ends in the right bytes, a named failure, or one clear error."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connectors.imap import ImapSource, Limits, connect
from harvester.errors import CertificateError, FolderError, HarvesterError, SignInError, TemporaryError
from harvester.model.settings import ImapSettings
from harvester.model.source import Failure, Folder, Item, Role
from tests.connectors.contract import message
from tests.patience import patient
from tests.servers.scripted_imap import ScriptedImap, drip, dripping, fetch_answer, flood, say, scripted, silence

MESSAGES = [message(number) for number in (1, 2, 3)]
QUICK = Limits(timeout=0.3, deadline=0.5, wait=0.001)


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    with scripted(MESSAGES) as server:
        yield server


def open_source(server: ScriptedImap, limits: Limits = QUICK, **settings: object) -> ImapSource:
    values = {"host": "localhost", "port": server.port, "user": "ann", "tls": "none"}
    return connect("mail", ImapSettings.of(values | settings), lambda: "swordfish", limits)


def read(server: ScriptedImap, limits: Limits = QUICK) -> list[Item | Failure]:
    with open_source(server, limits) as source:
        sweep = source.sweep("INBOX")
        found = list(sweep.headers())
        failures = [each for each in found if isinstance(each, Failure)]
        return failures + list(sweep.fetch([each.uid for each in found if each.uid is not None]))


def bodies(found: list[Item | Failure]) -> dict[int, bytes]:
    return {each.uid: each.raw for each in found if isinstance(each, Item)}


def reasons(found: list[Item | Failure]) -> dict[int | None, str]:
    return {each.uid: each.reason for each in found if isinstance(each, Failure)}


WHOLE = dict(enumerate(MESSAGES, start=1))


def test_the_server_itself_serves(server: ScriptedImap) -> None:
    assert bodies(read(server)) == WHOLE
    assert server.connections == 1


class TestSignIn:
    @pytest.mark.parametrize("mechanism", ["LOGIN", "AUTHENTICATE"])
    @pytest.mark.parametrize(
        ("answer", "next_step"),
        [
            (b"NO [AUTHENTICATIONFAILED] Invalid credentials", "Check `user`, then `harvester auth mail`."),
            (b"NO Login failed.", "Check `user`, then `harvester auth mail`."),
            (
                b"NO [ALERT] Application-specific password required: https://support.example/185833",
                "Create an app password with the provider, then `harvester auth mail`.",
            ),
        ],
    )
    def test_bad_credentials_are_tried_once(
        self, server: ScriptedImap, mechanism: str, answer: bytes, next_step: str
    ) -> None:
        """More would lock the account (F10)."""
        server.capabilities += b" AUTH=PLAIN" if mechanism == "AUTHENTICATE" else b""
        server.on(mechanism, say(b"TAG " + answer + b"\r\n"), for_ever=True)
        with pytest.raises(SignInError) as refused:
            read(server)
        assert refused.value.next_step == next_step
        assert server.count(mechanism) == server.connections == 1

    def test_the_secret_is_in_no_message(self, server: ScriptedImap) -> None:
        server.on("LOGIN", say(b"TAG NO ann/swordfish is wrong\r\n"))
        with pytest.raises(SignInError, match="ann/… is wrong") as refused:
            read(server)
        assert "swordfish" not in str(refused.value)

    def test_unavailable_is_tried_again(self, server: ScriptedImap) -> None:
        server.on("LOGIN", *[say(b"TAG NO [UNAVAILABLE] Temporary failure\r\n")] * 2)
        assert bodies(read(server)) == WHOLE
        assert server.count("LOGIN") == 3

    def test_unavailable_for_long_is_temporary(self, server: ScriptedImap) -> None:
        server.on("LOGIN", say(b"TAG NO [UNAVAILABLE] Temporary failure\r\n"), for_ever=True)
        with pytest.raises(TemporaryError, match="Temporary failure"):
            read(server)
        assert server.count("LOGIN") <= 5

    @pytest.mark.parametrize("mechanism", ["LOGIN", "AUTHENTICATE"])
    def test_hanging_up_on_a_sign_in_is_not_answered_by_another(self, server: ScriptedImap, mechanism: str) -> None:
        server.capabilities += b" AUTH=PLAIN" if mechanism == "AUTHENTICATE" else b""
        server.on(mechanism, say(b"* BYE Account exceeded bandwidth limits\r\n", hang_up=True), for_ever=True)
        with pytest.raises(TemporaryError, match="during the sign-in: Account exceeded") as told:
            read(server)
        assert told.value.next_step == "Try again tomorrow."
        assert server.count(mechanism) == 1

    def test_a_session_that_is_signed_in_already_is_refused(self, server: ScriptedImap) -> None:
        """F5, S30."""
        server.greeting = say(b"* PREAUTH welcome back\r\n")
        with pytest.raises(SignInError, match="signed in already"):
            read(server)
        assert not server.count("LIST")

    @pytest.mark.parametrize(
        "greeting",
        [b"SSH-2.0-OpenSSH_9.2\r\n", b"* BYE down for maintenance\r\n", b"x" * 2**21 + b"\r\n", b"\0\xff\r\n", b""],
    )
    def test_what_is_no_greeting_ends_at_once(self, server: ScriptedImap, greeting: bytes) -> None:
        """F5."""
        server.greeting = say(greeting, hang_up=True)
        with patient(), pytest.raises(TemporaryError, match="does not greet as an IMAP server does") as refused:
            read(server)
        assert len(str(refused.value)) < 400
        assert server.connections == 1

    @pytest.mark.parametrize("verb", ["greeting", "CAPABILITY", "LOGIN", "AUTHENTICATE"])
    def test_no_answer_before_the_sign_in(self, server: ScriptedImap, verb: str) -> None:
        """F3."""
        server.greeting = silence if verb == "greeting" else server.greeting
        server.capabilities += b" AUTH=PLAIN" if verb == "AUTHENTICATE" else b""
        server.on(verb, silence, for_ever=True)
        with patient(), pytest.raises(TemporaryError, match="does not answer"):
            read(server)
        assert server.connections == 1


class TestStartTls:
    """Never fallen back from (S30)."""

    def test_stripped(self, server: ScriptedImap) -> None:
        with pytest.raises(CertificateError, match="offers no STARTTLS; nothing was sent"):
            open_source(server, tls="starttls").__enter__()
        assert server.commands == ["CAPABILITY"]

    @pytest.mark.parametrize("answer", [b"TAG NO not today\r\n", b"TAG BAD what?\r\n"])
    def test_refused(self, server: ScriptedImap, answer: bytes) -> None:
        server.capabilities += b" STARTTLS"
        server.on("STARTTLS", say(answer))
        with pytest.raises(CertificateError, match="refuses STARTTLS"):
            open_source(server, tls="starttls").__enter__()
        assert server.commands == ["CAPABILITY", "STARTTLS"]


def look_at(source: ImapSource) -> None:
    source.state("INBOX")
    list(source.sweep("INBOX").headers())


class TestOpening:
    def test_open_for_writing_is_refused(self, server: ScriptedImap) -> None:
        """F25."""
        server.examined = b"[READ-WRITE]"
        with open_source(server) as source, pytest.raises(FolderError, match="for writing although asked not to"):
            source.sweep("INBOX")
        # closing a folder that is open for writing would delete
        assert not server.count("CLOSE")
        assert not server.count("UID FETCH")

    def test_without_uidvalidity_is_refused(self, server: ScriptedImap) -> None:
        server.examine = b""
        with open_source(server) as source, pytest.raises(FolderError, match="without a UIDVALIDITY"):
            source.sweep("INBOX")

    @pytest.mark.parametrize("number", [b"0", b"-1", b"4294967296", b"9" * 30])
    def test_a_uidvalidity_that_can_be_none_is_refused(self, server: ScriptedImap, number: bytes) -> None:
        """F12: no store could hold it, and nothing that it names could be found again."""
        server.examine = b"* OK [UIDVALIDITY " + number + b"] ok\r\n"
        with open_source(server) as source, pytest.raises(FolderError, match="without a UIDVALIDITY"):
            source.sweep("INBOX")

    @pytest.mark.parametrize("name", [b"UIDNEXT", b"HIGHESTMODSEQ"])
    def test_other_numbers_that_can_be_none_were_not_said(self, server: ScriptedImap, name: bytes) -> None:
        server.examine = b"* OK [UIDVALIDITY 7] ok\r\n* OK [" + name + b" " + b"9" * 30 + b"] ok\r\n"
        with open_source(server) as source:
            sweep = source.sweep("INBOX")
            assert (sweep.state.uidnext, sweep.state.highestmodseq) == (0, None)
            assert len(list(sweep.headers())) == 3

    @pytest.mark.parametrize("answer", [b"NO [NOPERM] Access denied", b"BAD Unknown"])
    @pytest.mark.parametrize("verb", ["EXAMINE", "STATUS", "UID SEARCH"])
    def test_a_refusal_is_of_that_folder_and_says_why(self, server: ScriptedImap, verb: str, answer: bytes) -> None:
        server.on(verb, say(b"TAG " + answer + b"\r\n"))
        with open_source(server) as source:
            with pytest.raises(FolderError, match=f"'INBOX': .*{answer.split()[-1].decode()}"):
                look_at(source)
            assert len(list(source.sweep("INBOX").headers())) == 3

    @pytest.mark.parametrize("answer", [b"NO Access denied", b"BAD Unknown"])
    def test_a_refused_list_is_of_the_whole_account(self, server: ScriptedImap, answer: bytes) -> None:
        server.on("LIST", say(b"TAG " + answer + b"\r\n"))
        with open_source(server) as source, pytest.raises(TemporaryError):
            source.folders()

    @pytest.mark.parametrize(
        "answer",
        [
            b"TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. s\r\n",
            b"TAG NO [THROTTLED] Rate limit hit\r\n",
            b"TAG BAD User is authenticated but not connected.\r\n",
            b"* BYE Account exceeded command or bandwidth limits.\r\n",
            b"TAG BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n",
            b"TAG NO [LIMIT] UID FETCH Rate limit hit.\r\n",
        ],
    )
    def test_a_server_that_wants_to_be_left_alone_is(self, server: ScriptedImap, answer: bytes) -> None:
        """F8."""
        server.on("UID FETCH", say(answer, hang_up=answer.startswith(b"*")), for_ever=True)
        with pytest.raises(TemporaryError, match=r"limits|limit|not connected|throttled") as told:
            read(server)
        soon = "in about 5 minutes" if b"Backoff" in answer else "tomorrow" if b"bandwidth" in answer else "later"
        assert told.value.next_step.startswith(f"Try again {soon}; ")
        assert server.connections == 1
        assert server.count("UID FETCH") == 1

    @pytest.mark.parametrize("verb", ["LIST", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH"])
    def test_what_is_not_there_for_a_moment_is_asked_again(self, server: ScriptedImap, verb: str) -> None:
        """Over the same connection, and no message is listed as refused for it."""
        server.on(verb, *[say(b"TAG NO [UNAVAILABLE] Try again\r\n")] * 2)
        with open_source(server) as source:
            source.folders()
            source.state("INBOX")
        assert bodies(read(server)) == WHOLE
        assert server.connections == 2

    @pytest.mark.parametrize("verb", ["EXAMINE", "UID SEARCH", "UID FETCH"])
    def test_a_folder_that_stays_away_is_left_for_later(self, server: ScriptedImap, verb: str) -> None:
        server.on(verb, say(b"TAG NO [INUSE] Mailbox is in use\r\n"), for_ever=True)
        with pytest.raises(FolderError, match="Mailbox is in use") as told:
            read(server)
        assert told.value.next_step == "Try again later; what was stored stays."
        assert server.count(verb) <= 5
        assert server.connections == 1

    def test_folders_that_cannot_be_selected_are_no_folders(self, server: ScriptedImap) -> None:
        server.listing = (
            b'* LIST (\\Noselect \\HasChildren) "/" "Shared"\r\n* LIST (\\NonExistent) "/" "Old"\r\n'
            b'* LIST (\\HasNoChildren) "/" {5}\r\nAcm"e\r\n* LIST () NIL INBOX\r\n'
        )
        with open_source(server) as source:
            assert [each.name for each in source.folders() if isinstance(each, Folder)] == ['Acm"e', "INBOX"]

    def test_a_name_of_a_megabyte_is_told_by_its_beginning(self, server: ScriptedImap) -> None:
        server.listing = b'* LIST () "/" "' + b"n" * 2**20 + b'"\r\n* LIST () "/" INBOX\r\n'
        with open_source(server) as source:
            inbox, failure = source.folders()
        assert inbox == Folder(name="INBOX", role=Role.INBOX)
        assert isinstance(failure, Failure)
        assert len(failure.folder) < 100

    def test_a_name_that_would_be_a_command_is_not_sent_back(self, server: ScriptedImap) -> None:
        server.listing = b'* LIST () "/" {16}\r\nx"\r\na1 DELETE "y\r\n* LIST () "/" INBOX\r\n'
        with open_source(server) as source:
            listed = source.folders()
        assert [each.name for each in listed if isinstance(each, Folder)] == ["INBOX"]
        assert ["cannot be sent back" in each.reason for each in listed if isinstance(each, Failure)] == [True]


class TestGmail:
    LISTING = (
        b'* LIST (\\HasNoChildren) "/" "INBOX"\r\n* LIST (\\Noselect) "/" "[Gmail]"\r\n'
        b'* LIST (\\All) "/" "[Gmail]/Alle Nachrichten"\r\n* LIST (\\Junk) "/" "[Gmail]/Spam"\r\n'
        b'* LIST (\\Trash) "/" "[Gmail]/Papierkorb"\r\n* LIST (\\Sent) "/" "[Gmail]/Gesendet"\r\n'
    )

    def test_three_folders_hold_everything_once(self, server: ScriptedImap) -> None:
        server.listing, server.capabilities = self.LISTING, b"IMAP4rev1 X-GM-EXT-1"
        with open_source(server) as source:
            names = [each.name for each in source.folders() if isinstance(each, Folder)]
        assert names == ["[Gmail]/Alle Nachrichten", "[Gmail]/Spam", "[Gmail]/Papierkorb"]

    def test_what_is_hidden_from_imap_is_named(self, server: ScriptedImap) -> None:
        server.listing = self.LISTING.replace(b"\\All", b"\\X").replace(b"Alle Nachrichten", b"Etwas")
        server.capabilities = b"IMAP4rev1 X-GM-EXT-1"
        with open_source(server) as source:
            listed = source.folders()
        assert "INBOX" in {each.name for each in listed if isinstance(each, Folder)}
        assert [each.folder for each in listed if isinstance(each, Failure)] == ["[Gmail]/All Mail"]

    def test_labels(self, server: ScriptedImap) -> None:
        server.capabilities = b"IMAP4rev1 X-GM-EXT-1"
        server.instead[2] = fetch_answer(2, MESSAGES[1]).replace(
            b"FLAGS", b'X-GM-LABELS ("\\\\Sent" Acme "K&AOQ-ufe") FLAGS'
        )
        found = read(server)
        assert {each.uid: each.labels for each in found if isinstance(each, Item)}[2] == ("\\Sent", "Acme", "Käufe")

    def test_elsewhere_every_folder_is_read(self, server: ScriptedImap) -> None:
        server.listing = self.LISTING
        with open_source(server) as source:
            assert len(source.folders()) == 5


class TestLostConnections:
    @pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
    def test_cut_anywhere_nothing_is_lost_or_doubled(self, reset: bool) -> None:
        """F1, F2."""
        with scripted(MESSAGES) as server:
            read(server)
            whole = server.sent
        early = 0
        for cut_at in range(1, whole, 7):
            with scripted(MESSAGES) as server:
                server.cut_at, server.reset = cut_at, reset
                try:
                    found = read(server)
                except TemporaryError:
                    early += 1
                    assert not server.count("LIST"), f"lost for good after {cut_at} bytes"
                else:
                    assert [each.uid for each in found] == [1, 2, 3], cut_at
                    assert bodies(found) == WHOLE, cut_at
                    assert server.connections <= 2
        assert early < 25  # greeting and sign-in only

    @pytest.mark.parametrize("verb", ["LIST", "EXAMINE", "UID SEARCH", "UID FETCH"])
    @pytest.mark.parametrize("bye", [b"[UNAVAILABLE] restarting", b"Connection closed. 14"], ids=["code", "words"])
    def test_bye_unavailable(self, server: ScriptedImap, verb: str, bye: bytes) -> None:
        server.on(verb, *[say(b"* BYE " + bye + b"\r\n", hang_up=True)] * 2)
        assert bodies(read(server)) == WHOLE
        assert server.connections == 3

    def test_a_server_that_always_hangs_up(self, server: ScriptedImap) -> None:
        server.on("UID FETCH", say(b"", hang_up=True), for_ever=True)
        with pytest.raises(TemporaryError, match="ended the connection"):
            read(server)
        assert server.connections == 1 + QUICK.attempts

    @pytest.mark.parametrize("act", [silence, drip], ids=["half-open", "drip"])
    @pytest.mark.parametrize("verb", ["LIST", "EXAMINE", "UID SEARCH", "UID FETCH"])
    def test_what_does_not_end_is_ended(self, server: ScriptedImap, verb: str, act: object) -> None:
        """F3, F4."""
        assert callable(act)
        server.on(verb, act)
        with patient():
            assert bodies(read(server)) == WHOLE

    @pytest.mark.parametrize("drop", [b"*", b"* OK still here\r\n"], ids=["bytes", "lines"])
    @pytest.mark.parametrize("at_once", [b"", b"* 1 FETCH (UID 1 BODY[] {99999}\r\n", b'* 1 FETCH (UID 1 FLAGS ("'])
    def test_a_drip_inside_an_answer_ends(self, server: ScriptedImap, at_once: bytes, drop: bytes) -> None:
        server.on("UID FETCH", dripping(at_once, drop))
        with patient():
            assert bodies(read(server)) == WHOLE

    @pytest.mark.parametrize("drop", [b"*", b"* OK still here\r\n"], ids=["bytes", "lines"])
    @pytest.mark.parametrize("verb", ["greeting", "CAPABILITY", "LOGIN", "AUTHENTICATE"])
    def test_a_drip_before_the_sign_in_ends(self, server: ScriptedImap, verb: str, drop: bytes) -> None:
        if verb == "greeting":
            server.greeting = dripping(b"", drop if drop == b"*" else b"* ")
        server.capabilities += b" AUTH=PLAIN" if verb == "AUTHENTICATE" else b""
        server.on(verb, dripping(b"", drop), for_ever=True)
        with patient(), pytest.raises(TemporaryError):
            read(server)

    def test_a_message_that_breaks_the_server_stands_for_itself_only(self, server: ScriptedImap) -> None:
        server.instead[2] = b"* 2 FETCH (UID 2 BODY[] {100}\r\ncut"
        server.on("UID FETCH")
        found = read_breaking(server)
        assert bodies(found) == {1: MESSAGES[0], 3: MESSAGES[2]}
        assert "the connection broke at it" in reasons(found)[2]


def read_breaking(server: ScriptedImap) -> list[Item | Failure]:
    """`instead` without an end: the literal swallows what follows, and the client waits until its timeout."""
    return read(server, Limits(timeout=0.1, deadline=0.5, wait=0.001))


class TestAnswers:
    """Never stored under the wrong number; what does not come is named (F13, F14)."""

    def test_another_uid(self, server: ScriptedImap) -> None:
        server.instead[2] = fetch_answer(77, MESSAGES[1])
        found = read(server)
        assert bodies(found) == {1: MESSAGES[0], 3: MESSAGES[2]}
        assert reasons(found) == {2: "the server lists it and sends nothing for it"}

    def test_no_uid(self, server: ScriptedImap) -> None:
        server.instead[2] = fetch_answer(2, MESSAGES[1]).replace(b"UID 2 ", b"")
        assert reasons(read(server)) == {2: "the server lists it and sends nothing for it"}

    def test_twice_with_different_bodies(self, server: ScriptedImap) -> None:
        server.instead[2] = fetch_answer(2, MESSAGES[1]) + fetch_answer(2, MESSAGES[2])
        found = read(server)
        assert bodies(found) == {1: MESSAGES[0], 3: MESSAGES[2]}
        assert reasons(found) == {2: "the server sent two different messages under this number"}

    def test_another_order_says_the_same(self, server: ScriptedImap) -> None:
        usual = read(server)
        raw = MESSAGES[1]
        server.instead[2] = (
            b"* 2 FETCH (BODY[] {%d}\r\n%b FLAGS (\\Seen) MODSEQ (7) RFC822.SIZE %d" % (len(raw), raw, len(raw))
            + b' INTERNALDATE "02-Feb-2026 02:40:01 +0100" UID 2)\r\n* 1 FETCH (FLAGS (\\Seen))\r\n'
        )
        assert read(server) == usual
        assert usual[1] == Item(
            uid=2,
            raw=raw,
            internal_date=datetime(2026, 2, 2, 1, 40, 1, tzinfo=UTC),
            flags=("\\Seen",),
            locator="UID 2",
        )

    def test_a_line_of_a_mail_is_in_no_reason(self, server: ScriptedImap) -> None:
        """A literal that is announced too short leaves the rest of the body to be read as answers (H6, F14)."""
        private = fetch_answer(2, MESSAGES[1] + b"Our private figure is 4711.\r\n" * 50)
        server.instead[2] = re.sub(rb"\{(\d+)\}", rb"{200}", private)
        found = read(server)
        assert set(reasons(found)) == {2}
        assert "private" not in reasons(found)[2]
        assert "4711" not in reasons(found)[2]

    @pytest.mark.parametrize(
        "text",
        [
            b"Mailbox is locked (0.001 + 0.000 secs).",
            b"Mailbox is locked (0.210 + 1.000 + 0.209 secs).",
            b"Mailbox is locked [2026-11-22 12:00:01]",
        ],
    )
    def test_a_refusal_reads_the_same_every_time(self, server: ScriptedImap, text: bytes) -> None:
        server.on("EXAMINE", say(b"TAG NO " + text + b"\r\n"))
        with open_source(server) as source, pytest.raises(FolderError, match="'INBOX': Mailbox is locked\\. "):
            source.sweep("INBOX")

    def test_another_literal_behind_the_body(self, server: ScriptedImap) -> None:
        server.instead[2] = fetch_answer(2, MESSAGES[1])[:-3] + b" X {3}\r\na)b)\r\n"
        assert bodies(read(server)) == WHOLE

    def test_an_answer_that_grows_over_the_limit(self, server: ScriptedImap) -> None:
        server.on("LIST", flood(b"* OK still here\r\n", 2**20), for_ever=True)
        with pytest.raises(TemporaryError, match="more than 100000 bytes in one answer"):
            read(server, Limits(timeout=1, wait=0.001, command_bytes=100_000))

    def test_twice_the_same(self, server: ScriptedImap) -> None:
        server.instead[2] = fetch_answer(2, MESSAGES[1]) * 2
        assert bodies(read(server)) == WHOLE

    @pytest.mark.parametrize("body", [b"NIL", b'""', b"{0}\r\n"])
    def test_nil_or_empty(self, server: ScriptedImap, body: bytes) -> None:
        server.instead[2] = b"* 2 FETCH (UID 2 RFC822.SIZE 99 BODY[] " + body + b")\r\n"
        found = read(server)
        assert bodies(found) == {1: MESSAGES[0], 3: MESSAGES[2]}
        assert reasons(found) == {2: "the server lists it and sends nothing for it"}

    def test_gone(self, server: ScriptedImap) -> None:
        with open_source(server) as source:
            sweep = source.sweep("INBOX")
            list(sweep.headers())
            del server.messages[2]
            found = list(sweep.fetch([1, 2, 3]))
        assert reasons(found) == {2: "gone from the server"}

    @pytest.mark.parametrize("answer", [b"NO [SERVERBUG] cannot read the file", b"BAD no"])
    def test_a_refused_fetch_is_asked_one_by_one(self, server: ScriptedImap, answer: bytes) -> None:
        refuse, serve_1, serve_3 = say(b"TAG " + answer + b"\r\n"), MESSAGES[0], MESSAGES[2]
        with open_source(server) as source:
            sweep = source.sweep("INBOX")
            list(sweep.headers())
            server.on(
                "UID FETCH",
                refuse,
                say(fetch_answer(1, serve_1) + b"TAG OK\r\n".replace(b"OK", b"OK done")),
                refuse,
                say(fetch_answer(3, serve_3) + b"TAG OK done\r\n"),
            )
            found = list(sweep.fetch([1, 2, 3]))
        assert bodies(found) == {1: serve_1, 3: serve_3}
        assert reasons(found)[2].startswith("the server refused it: ")

    @pytest.mark.parametrize(
        "literal", [b"{3000000000}", b"{1000000000000}", b"{-5}", b"{5}", b"{99999999999999999999999}"]
    )
    def test_a_literal_of_the_wrong_length(self, server: ScriptedImap, literal: bytes) -> None:
        good = fetch_answer(2, MESSAGES[1])
        server.instead[2] = good.replace(b"{%d}" % len(MESSAGES[1]), literal)
        found = read_breaking(server)
        assert bodies(found) == {1: MESSAGES[0], 3: MESSAGES[2]}
        assert 2 in reasons(found)

    def test_nested_parentheses(self, server: ScriptedImap) -> None:
        server.instead[2] = b"* 2 FETCH (UID 2 X " + b"(" * 100_000 + b")" * 100_000 + b")\r\n"
        found = read(server)
        assert bodies(found) == {1: MESSAGES[0], 3: MESSAGES[2]}
        assert reasons(found) == {2: "the connection broke at it: an answer that cannot be understood"}

    @pytest.mark.parametrize("answer", [b"1 x 3", b"1 2 99999999999", b"0 1", b"-1"])
    def test_a_search_that_lists_what_is_no_uid(self, server: ScriptedImap, answer: bytes) -> None:
        """F15."""
        server.on("UID SEARCH", say(b"* SEARCH " + answer + b"\r\nTAG OK done\r\n"), for_ever=True)
        with pytest.raises(HarvesterError):
            read(server)
        assert not server.count("UID FETCH")

    def test_a_search_that_lists_twice(self, server: ScriptedImap) -> None:
        """F15."""
        server.on("UID SEARCH", say(b"* SEARCH 3 1 1\r\n* SEARCH 2 2\r\nTAG OK done\r\n"))
        assert [each.uid for each in read(server)] == [1, 2, 3]

    def test_a_search_that_leaves_messages_out(self, server: ScriptedImap) -> None:
        server.on("UID SEARCH", *[say(b"* SEARCH 1 3\r\nTAG OK done\r\n")] * 2)
        found = read(server)
        assert bodies(found) == {1: MESSAGES[0], 3: MESSAGES[2]}
        assert reasons(found) == {None: "holds 3 messages, of which the server lists 2"}

    @pytest.mark.slow
    @pytest.mark.parametrize("line", [b"* OK still here\r\n", b"* 1 FETCH (FLAGS ())\r\n", b"x" * 1000])
    def test_a_flood_needs_little_memory(self, line: bytes) -> None:
        with scripted(MESSAGES) as server:
            server.on("UID FETCH", flood(line, 400 * 2**20), for_ever=True)
            program = (
                "import sys\n"
                "from connectors.imap import Limits, connect\n"
                "from harvester.errors import TemporaryError\n"
                "from harvester.model.settings import ImapSettings\n"
                "settings = ImapSettings(host='localhost', port=int(sys.argv[1]), user='ann', tls='none')\n"
                "try:\n"
                "    with connect('mail', settings, str, Limits(attempts=1)) as source:\n"
                "        list(source.sweep('INBOX').headers())\n"
                "except TemporaryError:\n"
                "    from tests.servers.memory import peak\n"
                "    print(peak())\n"
            )
            command = [sys.executable, "-c", program, str(server.port)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        assert int(done.stdout) < 300_000  # kilobytes
