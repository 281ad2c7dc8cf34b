"""What `config.toml` may say: one model a table, every key with its default (interfaces.md, config.toml)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from harvester.config import sides
from harvester.model.declared import Contradiction, Table
from harvester.model.settings import Reference, SourceSettings, is_loopback
from harvester.model.thresholds import Thresholds
from harvester.model.values import between

_DEFAULT = Thresholds()
_ABBREVIATED = {
    **dict.fromkeys(("CEST", "MEZ", "MESZ"), "Europe/Berlin"),
    **dict.fromkeys(("BST", "UK"), "Europe/London"),
    **dict.fromkeys(("EDT", "ET"), "America/New_York"),
    **dict.fromkeys(("CDT", "CT"), "America/Chicago"),
    **dict.fromkeys(("MDT", "MT"), "America/Denver"),
    **dict.fromkeys(("PST", "PDT", "PT"), "America/Los_Angeles"),
}
"""What people write for a zone and is none: an abbreviation names an offset of one season."""


def zone(name: str) -> str:
    """The IANA name of a zone. Raises ValueError, with the nearest one, for anything else."""
    try:
        return ZoneInfo(name).key
    except (KeyError, OSError, ValueError):
        from difflib import get_close_matches

        meant = _ABBREVIATED.get(name.strip().upper())
        known = {one.lower(): one for one in available_timezones() if "/" in one}
        near = [meant] if meant else [known[one] for one in get_close_matches(name.lower(), known, 1)]
        hint = f"did you mean {near[0]}?" if near else "write its IANA name, e.g. Europe/Berlin"
        raise ValueError(f"“{name}” is no time zone; {hint}") from None


def work_week(text: str) -> str:
    """The text, once it could be read. Raises ValueError in words."""
    from harvester.config import hours  # as with holidays: a pull works by no clock, most files name neither (N2)

    hours.work_week(text)
    return text


def holidays(place: str) -> str:
    """The place, once its holidays are known; "" is none. Raises ValueError in words."""
    if place:
        from harvester.config import hours

        hours.public_holidays(place)
    return place


def _store_url(url: str) -> str:
    if not url.startswith("sqlite:///") or url == "sqlite:///":
        raise ValueError("names no SQLite file; write sqlite:///evidence.db")
    return url


def _host_and_port(text: str) -> str:
    if text and not re.fullmatch(r"[^\s:/]+:\d{1,5}", text):
        raise ValueError("should be HOST:PORT, e.g. smtp.example.com:587")
    return text


def _web_address(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", text):
        raise ValueError("should be an http:// or https:// address")
    return text


Domain = Annotated[str, sides.own_domain]
EmailAddress = Annotated[str, sides.own_address]
PhoneNumber = Annotated[str, sides.own_number]
Zone = Annotated[str, zone]
WorkWeek = Annotated[str, work_week]
Holidays = Annotated[str, holidays]
Amount = Annotated[float, between(0, 100_000)]


class PartyTable(Table):
    """What both sides may say of themselves: names, addresses, and the clock they work by."""

    name: str = ""
    addresses: tuple[EmailAddress, ...] = ()
    domains: tuple[Domain, ...] = ()
    timezone: Zone | None = None
    work_week: WorkWeek | None = None
    holidays: Holidays | None = None
    closed: tuple[date, ...] = ()
    open: tuple[date, ...] = ()


class UsTable(PartyTable):
    """`[us]`: the user's own side."""

    reviewer: str = ""
    """Who decides about facts, unless said otherwise."""
    mail_servers: tuple[str, ...] = ()
    """Names under which our mail servers write Authentication-Results, where they are not those of Received."""


class PersonTable(Table):
    """`[clients.KEY.people."ADDRESS"]`: one person of the client (A8)."""

    name: str = ""
    role: str = ""
    also: tuple[EmailAddress, ...] = ()
    phones: tuple[PhoneNumber, ...] = ()
    """Numbers at which calls are with this person."""
    contact: bool = False


class ClientFlagsTable(Table):
    """`[clients.KEY.flags]`: the same for one client; what is not said here holds as in `[flags]`."""

    unanswered_business_days: Amount | None = None
    silence_business_days: Amount | None = None
    deadline_days: Amount | None = None
    invoice_days: Amount | None = None


class ClientTable(PartyTable):
    """`[clients.KEY]`: the other side."""

    contract: str = ""
    """File with the obligations of both sides (interfaces.md, Contract file)."""
    sources: tuple[str, ...] | None = None
    """Names of sources; None: all."""
    people: Mapping[EmailAddress, PersonTable] = MappingProxyType({})
    flags: ClientFlagsTable = ClientFlagsTable()


class StoreTable(Table):
    """`[store]`: where originals, coverage and journal are kept."""

    url: Annotated[str, _store_url] = "sqlite:///evidence.db"


class FlagsTable(Table):
    """`[flags]`: when something is told of a client (S3)."""

    unanswered_business_days: Amount = _DEFAULT.unanswered_business_days
    silence_business_days: Amount = _DEFAULT.silence_business_days
    deadline_days: Amount = _DEFAULT.deadline_days
    """Dates of the contract are told from so many days before them."""
    invoice_days: Amount = _DEFAULT.invoice_days
    """An invoice is told when it is so many days overdue by the payment ledger."""


class NotifyTable(Table):
    """`[notify]`: where the digest of a night goes. Never to a client."""

    to: tuple[EmailAddress, ...] = ()
    sender: EmailAddress | None = None
    """From whom; default: the first of `to`."""
    smtp: Annotated[str, _host_and_port] = ""
    """`host:port` of the server that takes the mail."""
    tls: Literal["implicit", "starttls", "none"] = "starttls"
    """"none" works towards this machine only."""
    user: str = ""
    password: Reference = ""
    ca_file: str = ""
    sendmail: str = ""
    """A local program that takes mail, such as /usr/sbin/sendmail, in place of a server."""
    urls: tuple[Reference, ...] = ()
    """Apprise URLs, each as a reference: such a URL holds a secret."""
    ping: Reference = ""
    """URL of a monitor, as a reference: asked at the start and the end of every night."""

    def contradictions(self) -> Iterator[Contradiction]:
        """A mail goes one way, and in plain text to this machine only."""
        if self.to and bool(self.smtp) is bool(self.sendmail):
            yield ("to", "smtp", "sendmail"), "a mail needs either `smtp` or `sendmail`"
        if self.smtp and self.tls == "none" and not is_loopback(self.smtp.partition(":")[0]):
            yield ("smtp", "tls"), 'tls = "none" is allowed towards this machine only; use "implicit" or "starttls"'


class FactsTable(Table):
    """`[facts]`: which gaps become facts."""

    min_business_hours: Amount = _DEFAULT.min_business_hours


class TimestampTable(Table):
    """`[timestamp]`: the authority that says when the journal was as it is (RFC 3161)."""

    url: Annotated[str, _web_address] = ""
    """Where it is asked, at the end of every night and of every bundle; "": nobody is asked."""
    ca_file: str = ""
    """PEM file of the authority’s root, where this machine does not know it."""


class AuthenticityTable(Table):
    """`[authenticity]`: what is asked of the network about mail that was collected."""

    dkim: bool = False
    """Whether `pull` checks signatures; it asks the name server for the keys of those who signed."""


class MeasureTable(Table):
    """`[measure]`: the thresholds of the measurement."""

    chaser_hours: Amount = _DEFAULT.chaser_hours
    attended_call_closes: bool = _DEFAULT.attended_call_closes
    clock_ahead_minutes: Amount = _DEFAULT.clock_ahead_minutes
    transit_delay_minutes: Amount = _DEFAULT.transit_delay_minutes
    date_implausible_hours: Amount = _DEFAULT.date_implausible_hours
    sent_copy_hours: Amount = _DEFAULT.sent_copy_hours
    closing_words: Amount = _DEFAULT.closing_words
    subject_link_days: Amount = _DEFAULT.subject_link_days
    answered_call_seconds: Amount = _DEFAULT.answered_call_seconds
    purge_days: Amount = _DEFAULT.purge_days


class Config(Table):
    """The whole file. `path` is where it stands: relative paths in it are relative to that folder."""

    us: UsTable = UsTable()
    store: StoreTable = StoreTable()
    sources: Mapping[str, SourceSettings] = MappingProxyType({})
    clients: Mapping[str, ClientTable] = MappingProxyType({})
    flags: FlagsTable = FlagsTable()
    measure: MeasureTable = MeasureTable()
    facts: FactsTable = FactsTable()
    notify: NotifyTable = NotifyTable()
    timestamp: TimestampTable = TimestampTable()
    authenticity: AuthenticityTable = AuthenticityTable()
    _path: Path = Path("config.toml")

    @property
    def path(self) -> Path:
        """The file that was read, absolute."""
        return self._path

    @property
    def folder(self) -> Path:
        """The folder that relative paths start from."""
        return self._path.parent

    @property
    def store_path(self) -> Path:
        """The SQLite file of the store, absolute."""
        return self.folder / Path(self.store.url.removeprefix("sqlite:///")).expanduser()

    def thresholds(self, client: str) -> Thresholds:
        """Every threshold for one client, configured or default."""
        told = (self.flags, self.clients[client].flags, self.measure, self.facts)
        return Thresholds(**{key: value for table in told for key, value in table.written().items()})

    def sources_of(self, client: str) -> dict[str, SourceSettings]:
        """The sources that are searched for one client."""
        names = self.clients[client].sources
        return {name: self.sources[name] for name in (self.sources if names is None else names)}
