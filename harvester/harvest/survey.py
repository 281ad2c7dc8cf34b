"""A first look at a mailbox, before there is a configuration: who writes from it, and with whom. Stores nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from email.utils import getaddresses

from harvester.errors import FolderError
from harvester.harvest.headers import Reading, read_header
from harvester.harvest.names import decoded_name, full_name, of_people
from harvester.model.display_names import spoken
from harvester.model.drafts import labelled_sent
from harvester.model.robots import is_robot_address
from harvester.model.source import Failure, Folder, Header, MailSource, Role

_TOLD = frozenset({Role.INBOX, Role.SENT, Role.ARCHIVE, Role.ALL})
_LONGEST = 60
_STRAY = 100
"""An author of less than one in so many sent mails is nobody of ours: somebody's mail was moved there."""


@dataclass(slots=True, kw_only=True)
class Survey:
    """What the headers of a mailbox show."""

    folders: tuple[Folder, ...] = ()
    failures: tuple[Failure, ...] = ()
    seen: int = 0
    """Messages whose header was looked at."""
    own: Counter[str] = field(default_factory=Counter)
    """Authors of what was sent."""
    writers: Counter[str] = field(default_factory=Counter)
    """Authors of everything else, robots left out."""
    others: Counter[str] = field(default_factory=Counter)
    """Everybody who stands in an address header, of whatever mail."""
    names: dict[str, Counter[str]] = field(default_factory=dict)
    """Address -> the full names that it goes by, as they are written."""

    def name(self, address: str) -> str:
        """The full name that an address goes by most; "" where it shows none."""
        found = self.names.get(address)
        return found.most_common(1)[0][0] if found else ""

    def own_addresses(self) -> list[str]:
        """Who wrote what was sent, the most frequent first, but for strays."""
        return without_strays(self.own)


def survey(source: MailSource, since: date | None, progress: Callable[[str, int, int], None]) -> Survey:
    """Reads headers of the inbox, of what was sent and of archives; `since` bounds it by arrival where that can be.

    Inside `with source`. `progress` is told folder, messages seen, messages there. Raises TemporaryError, SignInError.
    """
    found = Survey()
    listed = source.folders()
    found.folders = tuple(one for one in listed if isinstance(one, Folder))
    found.failures = tuple(one for one in listed if isinstance(one, Failure))
    told = [folder for folder in found.folders if folder.role in _TOLD] or list(found.folders)
    for folder in sorted(told, key=lambda one: one.role is not Role.SENT):
        for header in _headers(source, folder, since, progress):
            found.seen += 1
            _count(found, header, folder)
    return found


def own_addresses(source: MailSource) -> Counter[str]:
    """Who wrote the sent mail, with how many messages. Opens and closes the source.

    Sent is what lies in the folders for it; where there are none, what is labelled so: in Google's export, and in the
    one folder of Gmail that holds everything. Raises FolderError, too: half of what was sent does not say who we are.
    """
    with source:
        folders = [folder for folder in source.folders() if isinstance(folder, Folder)]
        found = _authors(source, (folder for folder in folders if folder.role is Role.SENT))
        if found:
            return found
        return _authors(source, (folder for folder in folders if folder.role is Role.ALL or not source.live))


def holds_mail(source: MailSource) -> bool:
    """Whether any folder holds a message, or cannot be looked into. Opens and closes the source."""
    with source:
        return any(_may_hold_mail(source, folder) for folder in source.folders())


def _may_hold_mail(source: MailSource, folder: Folder | Failure) -> bool:
    try:
        return isinstance(folder, Failure) or source.state(folder.name).messages > 0
    except FolderError:
        return True


def _authors(source: MailSource, folders: Iterable[Folder]) -> Counter[str]:
    """Authors of what was sent; a message of several says of none that the mailbox is theirs."""
    found = Survey()
    for folder in folders:
        for header in source.sweep(folder.name).headers():
            if isinstance(header, Header) and is_sent(folder, header):
                _count(found, header, folder)
    return found.own


def without_strays(authors: Counter[str]) -> list[str]:
    """The authors of what was sent, the most frequent first, but for those of mail that was moved there."""
    total = authors.total()
    return [address for address, count in authors.most_common() if count * _STRAY >= total]


def is_sent(folder: Folder, header: Header) -> bool:
    """Whether a message was sent from here: by its folder, or by its label where one folder holds everything."""
    return folder.role is Role.SENT or labelled_sent(header.labels)


def _headers(
    source: MailSource, folder: Folder, since: date | None, progress: Callable[[str, int, int], None]
) -> Iterator[Header]:
    try:
        sweep = source.sweep(folder.name)
    except FolderError:
        return  # `check` and every pull tell it; here the others are enough
    total = sweep.state.messages
    for number, header in enumerate(sweep.headers(0, since), 1):
        progress(folder.name, number, max(total, number))
        if isinstance(header, Header):
            yield header


def _count(found: Survey, header: Header, folder: Folder) -> None:
    reading = read_header(header.raw)
    found.others.update(reading.addresses)
    for address, name in _named(reading):
        found.names.setdefault(address, Counter())[name] += 1
    if len(reading.authors) != 1:
        return
    if is_sent(folder, header):
        found.own.update(reading.authors)
    elif not (reading.automatic or is_robot_address(reading.authors[0])):
        found.writers.update(reading.authors)


def _named(reading: Reading) -> Iterator[tuple[str, str]]:
    for name, address in getaddresses(reading.mailboxes[:20]):
        plain = " ".join(decoded_name(name).split())
        if (
            len(plain) <= _LONGEST and plain.isprintable() and of_people([full_name(plain)]) - {""}
        ):  # “Acme Accounts” is nobody's name
            yield address.lower(), spoken(plain, address)
