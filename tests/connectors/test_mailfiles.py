"""Mail in files: the contract for each kind, and what each kind does of its own."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors import connect
from harvester.errors import UsageError
from harvester.model.settings import EmlSettings, MaildirSettings, MailSettings, MboxSettings
from harvester.model.source import Failure, Folder, Header, Item, MailSource, Role
from harvester.outlook import as_mail
from tests.connectors.contract import Mailbox, MailSourceContract, headers, message
from tests.outlook.files import msg_of_mail

POSTMARK = b"From bob@acme.example Mon Jan  5 10:00:00 2026"


def no_secret() -> str:
    raise AssertionError("files need no secret")


def open_source(kind: str, path: Path) -> MailSource:
    settings: dict[str, MailSettings] = {
        "mbox": MboxSettings(path=str(path)),
        "maildir": MaildirSettings(path=str(path)),
        "eml": EmlSettings(path=str(path)),
    }
    return connect("archive", settings[kind], no_secret)


class FilesMailbox(Mailbox):
    kind: str

    def __init__(self, root: Path) -> None:
        self.root = root / "export"
        self.root.mkdir()
        self.count = 0

    def open(self) -> MailSource:
        return open_source(self.kind, self.root)

    def snapshot(self) -> object:
        return {
            str(path): (path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes() if path.is_file() else b"")
            for path in self.root.rglob("*")
        }


def emlx(raw: bytes, flags: int = 0) -> bytes:
    """A message as Apple Mail writes it: its length, the message, a property list."""
    return b"%-10d\n" % len(raw) + raw + plistlib.dumps({"flags": flags, "date-received": 1_772_614_800})


class EmlMailbox(FilesMailbox):
    kind = "eml"

    def add(self, folder: str, messages: Sequence[bytes]) -> None:
        directory = self.root / folder
        directory.mkdir(parents=True, exist_ok=True)
        if not messages:
            (directory / "seed.eml").touch()
            (directory / "seed.eml").unlink()
        for raw in messages:
            self.count += 1
            (directory / f"{self.count:04} Grüße.eml").write_bytes(raw)

    def remove(self, folder: str, number: int) -> None:
        sorted((self.root / folder).iterdir())[number].unlink()

    def name(self, folder: str) -> str:
        return f"export/{folder}"


class MaildirMailbox(FilesMailbox):
    kind = "maildir"

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.add("INBOX", [])

    def path(self, folder: str) -> Path:
        from imapclient.imap_utf7 import encode

        if folder == "INBOX":
            return self.root
        return self.root / ("." + ".".join(encode(part).decode() for part in folder.split("/")))

    def add(self, folder: str, messages: Sequence[bytes]) -> None:
        for sub in ("cur", "new", "tmp"):
            (self.path(folder) / sub).mkdir(parents=True, exist_ok=True)
        for raw in messages:
            self.count += 1
            sub, info = ("new", "") if self.count % 2 else ("cur", ":2,RS")
            (self.path(folder) / sub / f"{1_770_000_000 + self.count}.M1P1.host{info}").write_bytes(raw)

    def remove(self, folder: str, number: int) -> None:
        paths = [path for sub in ("cur", "new") for path in (self.path(folder) / sub).iterdir()]
        sorted(paths, key=lambda path: path.name)[number].unlink()


class MboxMailbox(FilesMailbox):
    kind = "mbox"

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.held: dict[str, list[bytes]] = {}

    def add(self, folder: str, messages: Sequence[bytes]) -> None:
        self.held.setdefault(folder, []).extend(messages)
        self.write(folder)

    def remove(self, folder: str, number: int) -> None:
        del self.held[folder][number]
        self.write(folder)

    def write(self, folder: str) -> None:
        *above, leaf = folder.split("/")
        directory = self.root.joinpath(*(f"{part}.sbd" for part in above))
        directory.mkdir(parents=True, exist_ok=True)
        written = [POSTMARK + b"\r\n" + self.served(raw) + b"\r\n" for raw in self.held[folder]]
        (directory / f"{leaf}.mbox").write_bytes(b"".join(written))

    def served(self, raw: bytes) -> bytes:
        return raw if not raw or raw.endswith(b"\n") else raw + b"\r\n"


class EmlxMailbox(FilesMailbox):
    """As Apple Mail keeps it: an account's folder, mailboxes in mailboxes, the messages some levels down."""

    kind = "eml"

    def messages(self, folder: str) -> Path:
        mailbox = self.root.joinpath("V10", "6A1C", *(f"{part}.mbox" for part in folder.split("/")))
        return mailbox / "0F2E" / "Data" / "1" / "Messages"

    def add(self, folder: str, messages: Sequence[bytes]) -> None:
        self.messages(folder).mkdir(parents=True, exist_ok=True)
        for raw in messages:
            self.count += 1
            (self.messages(folder) / f"{self.count:05}.emlx").write_bytes(emlx(raw))

    def remove(self, folder: str, number: int) -> None:
        sorted(self.messages(folder).iterdir())[number].unlink()


class MsgMailbox(EmlMailbox):
    """Messages dragged out of Outlook into folders."""

    def add(self, folder: str, messages: Sequence[bytes]) -> None:
        (self.root / folder).mkdir(parents=True, exist_ok=True)
        for raw in messages:
            self.count += 1
            (self.root / folder / f"{self.count:04} Grüße.msg").write_bytes(self.served(raw))

    def served(self, raw: bytes) -> bytes:
        return msg_of_mail(raw)

    def read(self, original: bytes) -> bytes:
        return as_mail(original)


class TestMsgContract(MailSourceContract):
    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> Mailbox:
        return MsgMailbox(tmp_path)

    def test_an_empty_folder_has_no_messages(self, mailbox: Mailbox) -> None:
        with mailbox.open() as source:
            assert headers(source, "export") == []


class TestEmlxContract(MailSourceContract):
    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> Mailbox:
        return EmlxMailbox(tmp_path)


class TestEmlContract(MailSourceContract):
    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> Mailbox:
        return EmlMailbox(tmp_path)

    def test_an_empty_folder_has_no_messages(self, mailbox: Mailbox) -> None:
        with mailbox.open() as source:
            assert headers(source, "export") == []


class TestMaildirContract(MailSourceContract):
    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> Mailbox:
        return MaildirMailbox(tmp_path)


class TestMboxContract(MailSourceContract):
    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> Mailbox:
        return MboxMailbox(tmp_path)


def items(source: MailSource, folder: str) -> list[Item]:
    sweep = source.sweep(folder)
    uids = [each.uid for each in sweep.headers() if isinstance(each, Header)]
    return [item for item in sweep.fetch(uids) if isinstance(item, Item)]


@pytest.mark.parametrize("kind", ["mbox", "maildir", "eml"])
def test_a_path_that_is_not_there_is_named(kind: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not-here"), open_source(kind, tmp_path / "not-here"):
        pass


def test_a_folder_without_a_maildir_is_no_empty_mailbox(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no Maildir"), open_source("maildir", tmp_path):
        pass


class TestMbox:
    @pytest.fixture
    def read(self, tmp_path: Path) -> Callable[[bytes], list[bytes]]:
        def read(content: bytes) -> list[bytes]:
            path = tmp_path / "Sent.mbox"
            path.write_bytes(content)
            with open_source("mbox", path) as source:
                return [item.raw for item in items(source, "Sent")]

        return read

    def test_a_single_file_is_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "Gesendet.mbox").write_bytes(POSTMARK + b"\nSubject: a\n\nb\n\n")
        with open_source("mbox", tmp_path / "Gesendet.mbox") as source:
            assert source.folders() == [Folder(name="Gesendet", role=Role.SENT)]
            assert source.peer.endswith("Gesendet.mbox")

    def test_quoting_and_length_stay_as_they_stand(self, read: Callable[[bytes], list[bytes]]) -> None:
        first = b"Subject: a\nContent-Length: 3\n\n>From me\n>>From you\n\nFrom here on it goes:\nx: y\n"
        assert read(POSTMARK + b"\n" + first + b"\n" + POSTMARK + b"\nSubject: b\n\nc\n\n") == [
            first,
            b"Subject: b\n\nc\n",
        ]

    def test_separators_of_thunderbird_and_takeout(self, read: Callable[[bytes], list[bytes]]) -> None:
        lines = [b"From ", b"From - Mon Jan 05 10:00:00 2026", b"From 1234@xxx Mon Jan 05 10:00:00 +0000 2026"]
        found = read(b"".join(line + b"\r\nSubject: %d\r\n\r\nx\r\n\r\n" % n for n, line in enumerate(lines)))
        assert found == [b"Subject: %d\r\n\r\nx\r\n" % n for n in range(3)]

    def test_a_dated_separator_without_a_blank_line_still_separates(self, read: Callable[[bytes], list[bytes]]) -> None:
        """Else the second message would be lost inside the first."""
        found = read(POSTMARK + b"\nSubject: a\n\nx\n" + POSTMARK + b"\nSubject: b\n\ny\n")
        assert found == [b"Subject: a\n\nx\n", b"Subject: b\n\ny\n"]

    def test_a_date_in_running_text_does_not_separate(self, read: Callable[[bytes], list[bytes]]) -> None:
        text = b"Subject: a\n\nAs I said:\n" + POSTMARK + b"\nwe waited for the texts.\n"
        assert read(POSTMARK + b"\n" + text + b"\n") == [text]

    @pytest.mark.parametrize(
        "line", [b"From - 2026-03-04T10:00:00", b"From bob@acme.example 4 March 2026", b"From x 1772614800"]
    )
    def test_a_separator_with_another_date_separates(self, read: Callable[[bytes], list[bytes]], line: bytes) -> None:
        second = b"Received: from x\n by y\nFrom: bob@acme.example\nDate: x\n\ny\n"
        assert read(POSTMARK + b"\nSubject: a\n\nx\n\n" + line + b"\n" + second) == [b"Subject: a\n\nx\n", second]

    def test_what_may_be_a_separator_is_a_problem(self, tmp_path: Path) -> None:
        forward = b"Subject: a\n\nSee below.\n\nFrom our archive:\nFrom: zoe@other.example\nDate: Monday\n\nHello.\n"
        (tmp_path / "x.mbox").write_bytes(POSTMARK + b"\n" + forward)
        with open_source("mbox", tmp_path / "x.mbox") as source:
            header, failure = source.sweep("x").headers()
        assert isinstance(header, Header)
        assert isinstance(failure, Failure)
        assert "From our archive:" in failure.reason

    def test_mail_of_another_kind_beside_it_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "INBOX.mbox").write_bytes(POSTMARK + b"\nSubject: a\n\nb\n\n")
        (tmp_path / "outlook.pst").write_bytes(b"!BDN")
        (tmp_path / "Archive.mbox.gz").write_bytes(b"\x1f\x8b")
        (tmp_path / "Archive").mkdir()
        (tmp_path / "Archive" / "1.eml").write_bytes(message(1))
        (tmp_path / "Old" / "cur").mkdir(parents=True)
        (tmp_path / "Old" / "cur" / "1:2,S").write_bytes(message(1))
        assert unread("mbox", tmp_path) == {"outlook.pst", "Archive.mbox.gz", "Archive/1.eml", "Old (Maildir)"}

    def test_separators_on_block_borders(self, read: Callable[[bytes], list[bytes]]) -> None:
        for shift in range(-30, 31):
            first = b"Subject: a\n\n" + b"x" * (2**20 - len(POSTMARK) - 14 + shift) + b"\n"
            assert read(POSTMARK + b"\n" + first + b"\n" + POSTMARK + b"\nSubject: b\n\ny\n\n") == [
                first,
                b"Subject: b\n\ny\n",
            ]

    def test_a_file_that_is_no_mbox_is_not_complete(self, tmp_path: Path) -> None:
        (tmp_path / "x.mbox").write_bytes(b"Subject: a\n\nb\n")
        with open_source("mbox", tmp_path / "x.mbox") as source:
            (failure,) = source.sweep("x").headers()
        assert isinstance(failure, Failure)
        assert failure.uid is None
        assert "14 bytes belong to no message" in failure.reason

    def test_a_tree_of_thunderbird_and_apple_mail(self, tmp_path: Path) -> None:
        one = POSTMARK + b"\nSubject: a\n\nb\n\n"
        (tmp_path / "Inbox").write_bytes(one)
        (tmp_path / "Inbox.msf").write_bytes(b"index")
        (tmp_path / "Sent.sbd").mkdir()
        (tmp_path / "Sent.sbd" / "2.0 beta").write_bytes(one)
        (tmp_path / "Acme.mbox").mkdir()
        (tmp_path / "Acme.mbox" / "mbox").write_bytes(one)
        (tmp_path / "Acme.mbox" / "table_of_contents").write_bytes(b"\0\0")
        with open_source("mbox", tmp_path) as source:
            assert source.folders() == [
                Folder(name="Acme", role=Role.OTHER),
                Folder(name="Inbox", role=Role.INBOX),
                Folder(name="Sent/2.0 beta", role=Role.OTHER),
            ]

    def test_takeout_gives_labels_and_the_postmark_bounds_the_time(self, tmp_path: Path) -> None:
        path = tmp_path / "All mail Including Spam and Trash.mbox"
        header = b'X-Gmail-Labels: =?UTF-8?Q?Gesendet,K=C3=A4ufe?=,\r\n "Acme, Ltd"\r\nSubject: x\r\n'
        path.write_bytes(b"From 12@xxx Mon Jan 05 10:00:00 +0000 2026\r\n" + header + b"\r\nx\r\n\r\n")
        with open_source("mbox", path) as source:
            assert source.folders() == [Folder(name=path.stem, role=Role.ALL)]
            (item,) = items(source, path.stem)
        assert item.labels == ("Gesendet", "Käufe", "Acme, Ltd")
        assert item.not_after == datetime(2026, 1, 5, 10, tzinfo=UTC)
        assert item.internal_date is None
        assert item.locator == "message 1"

    def test_a_postmark_without_a_zone_bounds_for_every_zone(self, tmp_path: Path) -> None:
        (tmp_path / "x.mbox").write_bytes(POSTMARK + b"\nSubject: a\n\nb\n\n")
        with open_source("mbox", tmp_path / "x.mbox") as source:
            (item,) = items(source, "x")
        assert item.not_after == datetime(2026, 1, 5, 22, tzinfo=UTC)

    def test_a_file_that_grows_meanwhile_is_not_complete(self, tmp_path: Path) -> None:
        path = tmp_path / "x.mbox"
        path.write_bytes(POSTMARK + b"\nSubject: a\n\nb\n\n")
        with open_source("mbox", path) as source:
            sweep = source.sweep("x")
            with path.open("ab") as file:
                file.write(POSTMARK + b"\nSubject: c\n\nd\n\n")
            found = list(sweep.headers())
        assert [each.reason for each in found if isinstance(each, Failure)] == ["changed while it was read; pull again"]

    @pytest.mark.slow
    def test_a_large_file_needs_little_memory(self, tmp_path: Path) -> None:
        path = tmp_path / "x.mbox"
        one = POSTMARK + b"\nSubject: a\n\n" + b"x" * 75_000 + b"\n\n"
        with path.open("wb") as file:
            for _ in range(6_000):
                file.write(one)
        program = (
            "import sys; from connectors import connect; from harvester.model.settings import MboxSettings\n"
            "with connect('a', MboxSettings(path=sys.argv[1]), str) as source:\n"
            "    assert sum(1 for _ in source.sweep('x').headers()) == 6000\n"
            "from tests.servers.memory import peak; print(peak())"
        )
        done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
        assert int(done.stdout) < 120_000  # kilobytes, of a file of 450 MB


def test_what_was_seen_can_be_fetched_in_the_middle_of_the_sweep(tmp_path: Path) -> None:
    mailbox = MboxMailbox(tmp_path)
    mailbox.add("INBOX", [message(number) for number in range(3)])
    with mailbox.open() as source:
        sweep = source.sweep("INBOX")
        for number, header in enumerate(sweep.headers()):
            assert header.uid is not None
            (item,) = sweep.fetch([header.uid])
            assert isinstance(item, Item)
            assert item.raw == message(number)


class TestMaildir:
    def test_flags_come_from_the_name_and_new_stays_new(self, tmp_path: Path) -> None:
        mailbox = MaildirMailbox(tmp_path)
        mailbox.add("INBOX", [message(1), message(2)])
        with mailbox.open() as source:
            first, second = items(source, "INBOX")
        assert (first.flags, second.flags) == ((), ("\\Answered", "\\Seen"))
        assert (first.locator.split("/")[0], second.locator.split("/")[0]) == ("new", "cur")

    def test_a_message_that_another_program_marks_as_read_meanwhile_is_found(self, tmp_path: Path) -> None:
        mailbox = MaildirMailbox(tmp_path)
        mailbox.add("INBOX", [message(1)])
        with mailbox.open() as source:
            sweep = source.sweep("INBOX")
            (header,) = sweep.headers()
            (path,) = (mailbox.root / "new").iterdir()
            path.rename(mailbox.root / "cur" / f"{path.name}:2,S")
            assert header.uid is not None
            (item,) = sweep.fetch([header.uid])
        assert isinstance(item, Item)
        assert item.raw == message(1)
        assert item.flags == ("\\Seen",)

    def test_a_rename_in_the_middle_of_the_sweep_costs_that_message_only(self, tmp_path: Path) -> None:
        mailbox = MaildirMailbox(tmp_path)
        mailbox.add("INBOX", [message(number) for number in range(5)])
        with mailbox.open() as source:
            uids = [each.uid for each in headers(source, "INBOX")]
            sweep = source.sweep("INBOX")
            found = sweep.headers()
            seen = [next(found)]
            last = max((mailbox.root / "new").iterdir())
            last.rename(mailbox.root / "cur" / f"{last.name}:2,S")
            seen += list(found)
        assert [each.uid for each in seen] == [*uids, None]
        assert [isinstance(each, Failure) for each in seen] == [False] * 4 + [True] * 2

    def test_a_tree_of_maildirs_without_dots(self, tmp_path: Path) -> None:
        for name in ("INBOX", "Sent", "Acme/Old"):
            for sub in ("cur", "new"):
                (tmp_path / name / sub).mkdir(parents=True)
        with open_source("maildir", tmp_path) as source:
            assert source.folders() == [
                Folder(name="Acme/Old", role=Role.OTHER),
                Folder(name="INBOX", role=Role.INBOX),
                Folder(name="Sent", role=Role.SENT),
            ]


def unread(kind: str, root: Path) -> set[str]:
    with open_source(kind, root) as source:
        failures = [each for each in source.folders() if isinstance(each, Failure)]
    assert all("was not read" in failure.reason for failure in failures)
    return {failure.folder for failure in failures}


class TestEml:
    def test_mail_of_another_kind_beside_it_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "1.eml").write_bytes(message(1))
        (tmp_path / "Re Draft.oft").write_bytes(b"\xd0\xcf\x11\xe0")
        (tmp_path / "Re Draft.txt").write_bytes(message(2))
        (tmp_path / "Re Draft").write_bytes(message(3))
        (tmp_path / "outlook.txt").write_text("Von:\tBob Roe <bob.roe@acme.example>\nGesendet:\tx\nAn:\tAnn\n")
        (tmp_path / "readme.txt").write_text("Export of all mail, made on Monday: see the notes.\n")
        (tmp_path / "logo.png").write_bytes(b"x")
        assert unread("eml", tmp_path) == {"Re Draft.oft", "Re Draft.txt", "Re Draft", "outlook.txt"}

    def test_a_folder_of_other_files_only_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "1.eml").write_bytes(message(1))
        (tmp_path / "INBOX").mkdir()
        for number in range(25):
            (tmp_path / "INBOX" / f"{number:02}.mht").write_bytes(b"x")
        with open_source("eml", tmp_path) as source:
            failures = [each for each in source.folders() if isinstance(each, Failure)]
        assert len(failures) == 21
        assert failures[-1].folder == "INBOX/…"
        assert failures[-1].reason.startswith("5 more files")

    def test_a_single_file(self, tmp_path: Path) -> None:
        (tmp_path / "offer.EML").write_bytes(message(1))
        with open_source("eml", tmp_path / "offer.EML") as source:
            (item,) = items(source, "offer")
        assert item.raw == message(1)
        assert item.locator == "offer.EML"

    def test_a_file_that_was_rewritten_is_another_message(self, tmp_path: Path) -> None:
        (tmp_path / "1.eml").write_bytes(message(1))
        with open_source("eml", tmp_path) as source:
            before = headers(source, tmp_path.name)
            (tmp_path / "1.eml").write_bytes(message(2))
            after = headers(source, tmp_path.name)
        assert before[0].uid != after[0].uid

    def test_a_message_over_the_cap_comes_as_its_header(self, tmp_path: Path) -> None:
        with (tmp_path / "1.eml").open("wb") as file:
            file.write(message(1))
            file.truncate(51 * 2**20)
        with open_source("eml", tmp_path) as source:
            (item,) = items(source, tmp_path.name)
        assert item.headers_only
        assert item.raw == message(1).split(b"\r\n\r\n")[0] + b"\r\n"

    def test_a_link_to_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        for kind, names in {"mbox": ["Archive.mbox"], "eml": ["1.eml"], "maildir": ["cur/1:2,S"]}.items():
            root = tmp_path / kind
            for name in names:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).symlink_to(tmp_path / "gone")
            with open_source(kind, root) as source:
                told = [each for each in source.folders() if isinstance(each, Failure)]
                for folder in [each for each in source.folders() if isinstance(each, Folder)]:
                    told += [each for each in source.sweep(folder.name).headers() if isinstance(each, Failure)]
            (failure,) = told
            assert "is a link to a file that is not there" in failure.reason
            assert Path(names[0]).stem in f"{failure.folder} {failure.reason}"

    def test_a_link_to_another_folder_is_named_and_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "mail").mkdir()
        (tmp_path / "mail" / "loop").symlink_to(tmp_path / "mail")
        with open_source("eml", tmp_path / "mail") as source:
            failures = [each for each in source.folders() if isinstance(each, Failure)]
        assert [(Path(each.folder).name, "not followed" in each.reason) for each in failures] == [("loop", True)]

    def test_a_pipe_is_no_message(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "1.eml")
        with open_source("eml", tmp_path) as source:
            assert headers(source, tmp_path.name) == []


class TestEmlx:
    def test_files_taken_out_of_apple_mail_are_read_with_their_flags(self, tmp_path: Path) -> None:
        (tmp_path / "12.emlx").write_bytes(emlx(message(1), flags=1 << 6 | 1))
        (tmp_path / "13.emlx").write_bytes(b"%d\n" % len(message(2)) + message(2) + b"<plist>no list")
        with open_source("eml", tmp_path) as source:
            first, second = items(source, tmp_path.name)
        assert (first.raw, first.flags) == (message(1), ("\\Seen", "\\Draft"))
        assert (second.raw, second.flags) == (message(2), ())
        assert unread("eml", tmp_path) == set()

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            ("7.partial.emlx", emlx(message(1)), "has not kept all of it"),
            ("7.emlx", b"9999\n" + message(1), "ends before the message does"),
        ],
    )
    def test_what_is_not_there_whole_is_named_and_not_read(
        self, tmp_path: Path, name: str, content: bytes, told: str
    ) -> None:
        (tmp_path / name).write_bytes(content)
        with open_source("eml", tmp_path) as source:
            sweep = source.sweep(tmp_path.name)
            (header,) = sweep.headers()
            assert isinstance(header, Header)
            assert b"From: Bob Roe" in header.raw  # it is known whose mail could not be read
            (failure,) = sweep.fetch([header.uid])
        assert isinstance(failure, Failure)
        assert failure.reason.startswith(f"{name}: ")
        assert told in failure.reason

    def test_files_that_hung_on_messages_are_no_messages(self, tmp_path: Path) -> None:
        mailbox = EmlxMailbox(tmp_path)
        mailbox.add("INBOX", [message(1)])
        attached = mailbox.messages("INBOX").parent / "Attachments" / "00001" / "2"
        attached.mkdir(parents=True)
        (attached / "forwarded.eml").write_bytes(message(2))
        (attached / "offer.msg").write_bytes(b"x")
        with mailbox.open() as source:
            assert source.folders() == [Folder(name="INBOX", role=Role.INBOX)]
            assert len(headers(source, "INBOX")) == 1
