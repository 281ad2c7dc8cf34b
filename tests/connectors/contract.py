"""What every mail source promises, whatever it is made of. A connector's test gives the mailbox."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import pytest

from harvester.errors import FolderError
from harvester.model.source import Failure, Folder, Header, Item, MailSource, Role

PLAIN = b"From: Bob Roe <bob@acme.example>\r\nSubject: Copy\r\nMessage-ID: <1@acme.example>\r\n\r\nHere it is.\r\n"
ODD = {
    "plain": PLAIN,
    "line feeds": PLAIN.replace(b"\r\n", b"\n"),
    "8-bit": b"Subject: Gr\xfc\xdfe\r\nX: \xc3\xbc\r\n\r\n\xe4\xf6\xfc \xff\xfe\r\n",
    "NUL": b"Subject: nul\r\n\r\na\0b\r\n",
    "bare CR": b"Subject: a\rDate: b\r\n\r\nc\rd\r\n",
    "no header": b"\r\nonly a body\r\n",
    "no body": b"Subject: only a header\r\n",
    "no blank line": b"this is no header\r\nand no body\r\n",
    "empty": b"",
    "From in the body": b"Subject: From\r\n\r\nHello,\r\n\r\nFrom the start we agreed.\r\n>From there on too.\r\n\r\n",
    "braces": b'Subject: {5}\r\n\r\n* BYE {10}\r\na1 OK ")(\r\n',
    "large": b"Subject: large\r\n\r\n" + (b"x" * 76 + b"\r\n") * 40_000,
    "large header": b"Subject: header\r\n"
    + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 70) for n in range(2_000))
    + b"\r\nz\r\n",
}
NAMES = ['Clients/Acme Ltd/Über "uns"', "Q & A", "[x] (y) {3}", "1234", "a\\b", "Entwürfe"]


def message(number: int, text: str = "text") -> bytes:
    return (
        f"From: Bob Roe <bob@acme.example>\r\nSubject: Mail {number}\r\n"
        f"Message-ID: <{number}@acme.example>\r\n\r\n{text} {number}\r\n"
    ).encode()


class Mailbox(ABC):
    """A mailbox of one kind, filled by the test and opened by the connector."""

    @abstractmethod
    def add(self, folder: str, messages: Sequence[bytes]) -> None:
        """Something else delivers messages."""

    @abstractmethod
    def remove(self, folder: str, number: int) -> None:
        """Something else deletes the message with this number (from 0) in order of delivery."""

    @abstractmethod
    def open(self) -> MailSource:
        """The connector, not entered."""

    @abstractmethod
    def snapshot(self) -> object:
        """All that reading could change."""

    def name(self, folder: str) -> str:
        """What the connector calls a folder."""
        return folder

    def served(self, raw: bytes) -> bytes:
        """The bytes that a format or a server makes of a message before we see it."""
        return raw

    def read(self, original: bytes) -> bytes:
        """The mail that an original is read as; for an item of Outlook it is another."""
        return original

    def header(self, raw: bytes) -> bytes:
        """The header block of a message as the connector shows it."""
        return self.read(self.served(raw)).split(b"\r\n\r\n")[0] + b"\r\n"


def headers(source: MailSource, folder: str, after: int = 0) -> list[Header]:
    found = list(source.sweep(folder).headers(after))
    assert [each for each in found if isinstance(each, Failure)] == []
    return [each for each in found if isinstance(each, Header)]


class MailSourceContract:
    """Derive, give a `mailbox` fixture, and a connector is tested."""

    @pytest.mark.parametrize("kind", ODD)
    def test_bytes_come_as_they_lie(self, mailbox: Mailbox, kind: str) -> None:
        mailbox.add("INBOX", [message(1), ODD[kind], message(2)])
        with mailbox.open() as source:
            sweep = source.sweep(mailbox.name("INBOX"))
            seen = [each for each in sweep.headers() if isinstance(each, Header)]
            items = [each for each in sweep.fetch([each.uid for each in seen]) if isinstance(each, Item)]
        served = {mailbox.served(raw) for raw in (message(1), ODD[kind], message(2))}
        assert len(items) == 3
        assert {item.raw for item in items} == served
        for header, item in zip(seen, items, strict=True):
            assert item.uid == header.uid
            assert header.size == len(item.raw)
            assert mailbox.read(item.raw).startswith(header.raw)
            assert b"\n\n" not in header.raw.replace(b"\r\n", b"\n")

    def test_folder_names_come_as_the_user_sees_them(self, mailbox: Mailbox) -> None:
        for number, name in enumerate(NAMES):
            mailbox.add(name, [message(number)])
        with mailbox.open() as source:
            listed = {each.name for each in source.folders() if isinstance(each, Folder)}
            for number, name in enumerate(NAMES):
                assert mailbox.name(name) in listed
                (header,) = headers(source, mailbox.name(name))
                assert f"Subject: Mail {number}".encode() in header.raw

    def test_roles_follow_the_names_at_the_top_only(self, mailbox: Mailbox) -> None:
        expected = {
            "INBOX": Role.INBOX,
            "Gesendete Objekte": Role.SENT,
            "Corbeille": Role.TRASH,
            "Junk-E-Mail": Role.JUNK,
            "Bozze": Role.DRAFTS,
            "Acme": Role.OTHER,
            "Acme/Drafts": Role.OTHER,
        }
        for number, name in enumerate(expected):
            mailbox.add(name, [message(number)])
        with mailbox.open() as source:
            roles = {each.name: each.role for each in source.folders() if isinstance(each, Folder)}
        assert {name: roles[mailbox.name(name)] for name in expected} == expected

    def test_a_second_sweep_tells_what_is_new(self, mailbox: Mailbox) -> None:
        mailbox.add("INBOX", [message(1), message(2)])
        with mailbox.open() as source:
            first = headers(source, mailbox.name("INBOX"))
        mailbox.add("INBOX", [message(3)])
        with mailbox.open() as source:
            second = headers(source, mailbox.name("INBOX"), after=max(each.uid for each in first))
        known = {each.uid for each in first}
        assert len(known) == 2
        assert [each.raw for each in second if each.uid not in known] == [mailbox.header(message(3))]

    def test_uids_stay_when_another_message_goes(self, mailbox: Mailbox) -> None:
        mailbox.add("INBOX", [message(1), message(2), message(3)])
        with mailbox.open() as source:
            before = {each.raw: each.uid for each in headers(source, mailbox.name("INBOX"))}
        mailbox.remove("INBOX", 0)
        with mailbox.open() as source:
            after = {each.raw: each.uid for each in headers(source, mailbox.name("INBOX"))}
        assert len(after) == 2
        assert after.items() <= before.items()

    def test_identical_copies_are_two_messages(self, mailbox: Mailbox) -> None:
        mailbox.add("INBOX", [message(1), message(1)])
        with mailbox.open() as source:
            seen = headers(source, mailbox.name("INBOX"))
            items = list(source.sweep(mailbox.name("INBOX")).fetch([each.uid for each in seen]))
        assert len({each.uid for each in seen}) == 2
        assert [item.raw for item in items if isinstance(item, Item)] == [mailbox.served(message(1))] * 2

    def test_what_vanishes_between_header_and_fetch_is_named(self, mailbox: Mailbox) -> None:
        mailbox.add("INBOX", [message(number) for number in range(4)])
        with mailbox.open() as source:
            sweep = source.sweep(mailbox.name("INBOX"))
            seen = [each for each in sweep.headers() if isinstance(each, Header)]
            gone = next(each for each in seen if b"Subject: Mail 1\r\n" in each.raw)
            mailbox.remove("INBOX", 1)
            answers = list(sweep.fetch([each.uid for each in seen]))
        assert [each.uid for each in answers] == [each.uid for each in seen]
        (failure,) = [each for each in answers if isinstance(each, Failure)]
        assert failure.uid == gone.uid
        assert failure.reason in ("gone from the server", "gone from the files")
        for header, answer in zip(seen, answers, strict=True):
            assert isinstance(answer, Failure) or mailbox.read(answer.raw).startswith(header.raw)

    def test_fetching_answers_once_each_in_the_order_asked(self, mailbox: Mailbox) -> None:
        mailbox.add("INBOX", [message(number) for number in range(5)])
        with mailbox.open() as source:
            sweep = source.sweep(mailbox.name("INBOX"))
            uids = [each.uid for each in sweep.headers() if each.uid is not None]
            asked = [uids[4], uids[0], uids[2]]
            assert [each.uid for each in sweep.fetch(asked)] == asked
            unknown = 4_000_000_000
            (answer,) = sweep.fetch([unknown])
            assert isinstance(answer, Failure)
            assert answer.uid == unknown

    def test_equal_states_mean_that_nothing_came_or_went(self, mailbox: Mailbox) -> None:
        mailbox.add("INBOX", [message(1), message(2)])
        folder = mailbox.name("INBOX")
        with mailbox.open() as source:
            before = source.state(folder)
            sweep = source.sweep(folder)
            list(sweep.headers())
            assert sweep.state == before == source.state(folder)
            assert before.messages == 2
        mailbox.add("INBOX", [message(3)])
        with mailbox.open() as source:
            assert source.state(folder) != before
            assert source.state(folder).messages == 3

    def test_reading_changes_nothing(self, mailbox: Mailbox) -> None:
        mailbox.add("INBOX", [message(number) for number in range(3)])
        mailbox.add("Sent", [message(9)])
        before = mailbox.snapshot()
        with mailbox.open() as source:
            for folder in [each for each in source.folders() if isinstance(each, Folder)]:
                source.state(folder.name)
                sweep = source.sweep(folder.name)
                uids = [each.uid for each in sweep.headers() if each.uid is not None]
                assert len(list(sweep.fetch(uids))) == len(uids)
                source.state(folder.name)
        assert mailbox.snapshot() == before

    def test_an_empty_folder_has_no_messages(self, mailbox: Mailbox) -> None:
        mailbox.add("INBOX", [])
        with mailbox.open() as source:
            assert headers(source, mailbox.name("INBOX")) == []
            assert source.state(mailbox.name("INBOX")).messages == 0

    def test_a_folder_that_is_not_there_is_an_error_of_that_folder(self, mailbox: Mailbox) -> None:
        mailbox.add("INBOX", [message(1)])
        with mailbox.open() as source:
            with pytest.raises(FolderError, match="Nowhere"):
                source.sweep("Nowhere")
            assert len(headers(source, mailbox.name("INBOX"))) == 1
