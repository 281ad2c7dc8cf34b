"""A small mail server in memory: folders, UIDs, UIDVALIDITY, and the accidents of real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import TracebackType
from typing import Self

from harvester.errors import FolderError, TemporaryError
from harvester.harvest.headers import header_block
from harvester.model.source import Failure, Folder, FolderState, Header, Item, Role, Traffic

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def mail(
    sender: str = "bob.roe@acme.example",
    to: str = "me@studionorth.example",
    *,
    mid: str,
    refers: str = "",
    subject: str = "",
    headers: str = "",
    body: str = "Hello.",
) -> bytes:
    link = f"In-Reply-To: {refers}\r\n" if refers else ""
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject or mid}\r\nMessage-ID: <{mid}>\r\n{link}{headers}"
        f"Date: Mon, 2 Mar 2026 09:00:00 +0000\r\n\r\n{body}\r\n"
    ).encode()


@dataclass
class Box:
    role: Role = Role.OTHER
    uidvalidity: int = 1
    uidnext: int = 1
    highestmodseq: int = 1
    mails: dict[int, tuple[bytes, datetime]] = field(default_factory=dict)


class Server:
    """What the account holds; other programs change it between and during pulls."""

    def __init__(self) -> None:
        self.boxes: dict[str, Box] = {"INBOX": Box(Role.INBOX), "Sent": Box(Role.SENT)}
        self.validity = 1

    def deliver(self, folder: str, raw: bytes, at: datetime = START) -> int:
        box = self.boxes.setdefault(folder, Box())
        box.mails[box.uidnext] = (raw, at)
        box.uidnext += 1
        return box.uidnext - 1

    def expunge(self, folder: str, uid: int) -> None:
        del self.boxes[folder].mails[uid]

    def move(self, folder: str, uid: int, target: str) -> None:
        raw, at = self.boxes[folder].mails.pop(uid)
        self.deliver(target, raw, at)

    def flag(self, folder: str) -> None:
        self.boxes[folder].highestmodseq += 1

    def make_anew(self, folder: str) -> None:
        self.validity += 1
        old = self.boxes[folder]
        self.boxes[folder] = Box(old.role, self.validity)
        for raw, at in old.mails.values():
            self.deliver(folder, raw, at)


class Mailbox:
    """A MailSource over the server. `accidents` run at named moments: "headers INBOX", "fetch INBOX", "state INBOX",
    "folders".
    """

    live = True
    kind = "imap"
    peer = "imap.example.com:993"

    def __init__(self, server: Server, name: str = "mail") -> None:
        self.server = server
        self.name = name
        self.traffic = Traffic()
        self.accidents: dict[str, Callable[[], None]] = {}
        self.unreadable: set[tuple[str, int]] = set()
        self.headerless: set[tuple[str, int]] = set()
        self.closed: set[str] = set()
        self.excluded: set[str] = set()
        self.swept: list[str] = []
        self.fetched: list[tuple[str, int]] = []

    def __enter__(self) -> Self:
        self.moment("enter")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def moment(self, name: str) -> None:
        accident = self.accidents.pop(name, None)
        if accident:
            accident()

    def folders(self) -> Sequence[Folder | Failure]:
        self.moment("folders")
        return [
            Failure(folder=name, uid=None, reason="excluded by the configuration", excluded=True)
            if name in self.excluded
            else Folder(name=name, role=box.role)
            for name, box in self.server.boxes.items()
        ]

    def state(self, folder: str) -> FolderState:
        self.moment(f"state {folder}")
        box = self.server.boxes[folder]
        return FolderState(
            uidvalidity=box.uidvalidity,
            uidnext=box.uidnext,
            messages=len(box.mails),
            highestmodseq=box.highestmodseq,
        )

    def sweep(self, folder: str) -> OpenFolder:
        if folder in self.closed:
            raise FolderError(f"The folder {folder} cannot be opened: permission denied.")
        self.swept.append(folder)
        return OpenFolder(self, folder)


class OpenFolder:
    def __init__(self, mailbox: Mailbox, folder: str) -> None:
        self.mailbox = mailbox
        self.folder = folder
        self.state = mailbox.state(folder)

    def headers(self, after_uid: int = 0, since: date | None = None) -> Iterator[Header | Failure]:
        self.mailbox.moment(f"headers {self.folder}")
        box = self.mailbox.server.boxes[self.folder]
        for uid, (raw, at) in sorted(box.mails.items()):
            if uid <= after_uid or (since and at.date() < since):
                continue
            if (self.folder, uid) in self.mailbox.headerless:
                yield Failure(folder=self.folder, uid=uid, reason="the server answered NO")
            else:
                yield Header(uid=uid, raw=header_block(raw), size=len(raw), internal_date=at)

    def fetch(self, uids: Sequence[int]) -> Iterator[Item | Failure]:
        self.mailbox.moment(f"fetch {self.folder}")
        box = self.mailbox.server.boxes[self.folder]
        for uid in uids:
            self.mailbox.fetched.append((self.folder, uid))
            if (self.folder, uid) in self.mailbox.unreadable:
                yield Failure(folder=self.folder, uid=uid, reason="the server answered NO")
            elif uid not in box.mails:
                yield Failure(folder=self.folder, uid=uid, reason="gone from the server")
            else:
                raw, at = box.mails[uid]
                yield Item(uid=uid, raw=raw, internal_date=at, locator=f"UID {uid}")


def lose_connection() -> None:
    raise TemporaryError("imap.example.com closed the connection.", "Try again later.")


def day(number: int) -> datetime:
    """The start of the pull on day `number`, well after everything that was delivered before."""
    return START + timedelta(days=number)
