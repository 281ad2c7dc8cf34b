"""What `[sources.NAME]` of the configuration may say, one table per kind (interfaces.md, config.toml)."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from ipaddress import ip_address
from types import MappingProxyType
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from harvester.model.call_columns import CALL_COLUMNS, CALL_PRESETS
from harvester.model.declared import Contradiction, Table
from harvester.model.values import between, filled

REFERENCE = re.compile(r"keyring:|env:[A-Za-z_]\w*|file:.+|command:.+")
REFERENCE_FORMS = "keyring:, env:NAME, file:PATH or command:PROGRAM ARGS"

_GMAIL = ("imap.gmail.com", "imap.googlemail.com")
_GMAIL_DAILY_BYTES = 2000 * 10**6
"""Gmail shuts an account out of IMAP at about 2,500 MB a day."""
_SIGN_IN_KEYS = {
    "password": "password",
    "client_secrets": "google",
    "service_account": "google",
    "client_id": "microsoft",
    "login_endpoint": "microsoft",
}
"""Keys that belong to one way of signing in to IMAP."""


def _reference(text: str) -> str:
    if text and not REFERENCE.fullmatch(text):
        raise ValueError(f"holds the secret itself or no known reference; write {REFERENCE_FORMS}")
    return text


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, OSError, ValueError):
        raise ValueError(f"“{name}” is no time zone; write its IANA name, e.g. Europe/Berlin") from None


def _directory(name: str) -> str:
    if not re.fullmatch(r"[\w.-]+", name):
        raise ValueError("should be the id or the domain of a directory, or common")
    return name


Reference = Annotated[str, _reference]
Filled = Annotated[str, filled]


class _Settings(Table):
    addresses: tuple[str, ...] | None = None
    """Whose mailbox it is; None: the login, for files all own addresses."""


class ImapSettings(_Settings):
    """A mailbox on an IMAP server."""

    kind: Literal["imap"] = "imap"
    host: Filled
    port: Annotated[int, between(1, 65535)] = 993
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    """There is no way to switch verification off; "none" works towards this machine only."""
    ca_file: str = ""
    """PEM file of a private authority; "": the authorities of this machine."""
    user: Filled
    auth: Literal["password", "google", "microsoft"] = "password"
    """How the mailbox is signed in to: the others by tokens (XOAUTH2, OAUTHBEARER)."""
    password: Reference = ""
    """A reference (keyring:, env:, file:, command:), never the secret itself."""
    client_secrets: Reference = ""
    """Google: a reference to the JSON file of the project's OAuth client (kind “Desktop app”)."""
    service_account: Reference = ""
    """Google: instead, a reference to the JSON key of a service account with domain-wide delegation."""
    client_id: str = ""
    """Microsoft: the application id of the app registration; it is no secret."""
    tenant: Annotated[str, _directory] = "common"
    """Microsoft: id or domain of the directory; "common": whichever the account is in."""
    login_endpoint: str = ""
    """Microsoft: another address of the sign-in, of a national cloud; "": login.microsoftonline.com."""
    folders: tuple[str, ...] = ("*",)
    """Shell patterns over folder names as the user sees them; "*" also stands for the hierarchy separator."""
    exclude_folders: tuple[str, ...] = ()
    daily_megabytes: Annotated[int, between(1)] | None = None
    """What may be fetched in a day (UTC); a later pull goes on. None: no limit, but 2,000 of Gmail (F9)."""

    @property
    def daily_bytes(self) -> int | None:
        """What may be fetched in a day, in bytes; None: no limit."""
        if self.daily_megabytes is not None:
            return self.daily_megabytes * 10**6
        return _GMAIL_DAILY_BYTES if self.host.lower().rstrip(".").endswith(_GMAIL) else None

    def contradictions(self) -> Iterator[Contradiction]:
        """Plain text stays on this machine, and there is one way to sign in."""
        if self.tls == "none" and not is_loopback(self.host):
            yield ("tls", "host"), 'tls = "none" is allowed towards this machine only; use "implicit" or "starttls"'
        for key, auth in _SIGN_IN_KEYS.items():
            if getattr(self, key) and self.auth != auth:
                yield (
                    (key, "auth"),
                    f'`{key}` belongs to another way of signing in; set `auth = "{auth}"` or take it out',
                )
        if self.auth == "microsoft" and not self.client_id:
            told = '`auth = "microsoft"` needs `client_id`, the application id of your app registration'
            yield ("auth", "client_id"), told
        yield from _two_identities(self)
        yield from _plain_text(self, "login_endpoint")


class GmailSettings(_Settings):
    """A mailbox at Google, over the Gmail API, by the user's own Google project."""

    kind: Literal["gmail"] = "gmail"
    user: Filled
    """The address of the mailbox: whoever signs in, another one is not read in its place."""
    client_secrets: Reference = ""
    """A reference to the JSON file of the project's OAuth client (kind “Desktop app”)."""
    service_account: Reference = ""
    """Instead: a reference to the JSON key of a service account with domain-wide delegation."""
    folders: tuple[str, ...] = ("*",)
    """Of All Mail, Spam and Trash, which hold every message once; labels are kept with each."""
    exclude_folders: tuple[str, ...] = ()
    api_endpoint: str = ""
    """Another address of the Gmail API; "": Google's."""

    def contradictions(self) -> Iterator[Contradiction]:
        """One identity signs in, and nothing leaves in plain text."""
        yield from _two_identities(self)
        yield from _plain_text(self, "api_endpoint")


class _FilesSettings(_Settings):
    path: Filled
    complete: bool = False
    """The user declares that the export holds everything; printed with every claim of absence."""
    exported_at: datetime | None = None
    """How far the files reach."""


class MboxSettings(_FilesSettings):
    """An mbox file, or a folder of them."""

    kind: Literal["mbox"] = "mbox"


class MaildirSettings(_FilesSettings):
    """A Maildir, with its Maildir++ subfolders."""

    kind: Literal["maildir"] = "maildir"


class EmlSettings(_FilesSettings):
    """Messages as files (`.eml`, `.emlx`, `.msg`), or a tree of them."""

    kind: Literal["eml"] = "eml"


class PstSettings(_FilesSettings):
    """An Outlook data file, `.pst` or `.ost`."""

    kind: Literal["pst"] = "pst"


FilesSettings = MboxSettings | MaildirSettings | EmlSettings | PstSettings
MailSettings = ImapSettings | FilesSettings | GmailSettings


class IcsSettings(_Settings):
    """Calendar files, or a calendar published under a link."""

    kind: Literal["ics"] = "ics"
    path: str = ""
    """An `.ics` file, or a tree of them."""
    url: str = ""
    """`https://…`; or a reference (keyring:, env:, file:, command:), since a private link is a secret."""
    ca_file: str = ""
    complete: bool = False
    exported_at: datetime | None = None

    def contradictions(self) -> Iterator[Contradiction]:
        """It is either files or a link, which is never asked for in plain text."""
        if bool(self.path) is bool(self.url):
            yield ("path", "url"), "names either `path` or `url`"
        if self.url and (self.complete or self.exported_at):
            told = "a link is asked anew each time; `complete` and `exported_at` belong to files"
            yield ("url", "complete", "exported_at"), told
        if not self.url.startswith(("keyring:", "env:", "file:", "command:")):
            yield from _plain_text(self, "url")


class CaldavSettings(_Settings):
    """Calendars on a CalDAV server."""

    kind: Literal["caldav"] = "caldav"
    url: Filled
    """The server, a principal, or one calendar: the rest is found from there (RFC 6764)."""
    ca_file: str = ""
    user: Filled
    password: Reference = ""
    """A reference, never the secret itself."""
    calendars: tuple[str, ...] = ("*",)
    """Shell patterns over the names of calendars as the user sees them."""

    def contradictions(self) -> Iterator[Contradiction]:
        """The secret leaves in no plain text."""
        return _plain_text(self, "url")


class GoogleCalendarSettings(_Settings):
    """Google Calendar, by the user's own Google project."""

    kind: Literal["google_calendar"] = "google_calendar"
    calendars: tuple[str, ...] = ("primary",)
    """`primary`, and shell patterns over ids and names of calendars."""
    client_secrets: Reference = ""
    """A reference to the JSON file of the project's OAuth client (kind “Desktop app”)."""
    service_account: Reference = ""
    """Instead: a reference to the JSON key of a service account."""
    subject: str = ""
    """Whose calendars a service account with domain-wide delegation reads."""
    api_endpoint: str = ""
    """Another address of the Calendar API; "": Google's."""
    meet: bool = False
    """Also ask Google Meet who joined the calls of the matter; needs a consent of its own."""
    meet_endpoint: str = ""
    """Another address of the Meet API; "": Google's."""

    def contradictions(self) -> Iterator[Contradiction]:
        """One identity signs in, and nothing leaves in plain text."""
        yield from _two_identities(self)
        if self.subject and not self.service_account:
            yield ("subject", "service_account"), "`subject` belongs to a service account; set `service_account`"
        yield from _plain_text(self, "api_endpoint")
        yield from _plain_text(self, "meet_endpoint")


class CallLogSettings(_FilesSettings):
    """A CSV file of calls."""

    kind: Literal["call_log"] = "call_log"
    preset: Literal["", "android", "ios", "voip"] = ""
    columns: Mapping[str, str] = MappingProxyType({})
    """Our column -> its name in the file; goes before the preset."""
    timezone: Annotated[str, _zone] = ""
    """The zone of times without one; "": such times are not used."""

    def contradictions(self) -> Iterator[Contradiction]:
        """Only columns that are read can be named."""
        for column in self.columns:
            if column not in CALL_COLUMNS:
                yield ("columns",), f"`columns` maps “{column}”; known are {', '.join(CALL_COLUMNS)}"

    @property
    def mapping(self) -> Mapping[str, tuple[str, ...]]:
        """Our column -> the names it may go by in the file, the first that is there; without regard to case."""
        return {**CALL_PRESETS[self.preset], **{column: (name,) for column, name in self.columns.items()}}


GoogleSettings = GoogleCalendarSettings | ImapSettings | GmailSettings
"""Sources that may sign in with Google: by a user's consent, or as a service account."""
EventSettings = GoogleCalendarSettings | CaldavSettings | IcsSettings | CallLogSettings
SourceSettings = MailSettings | EventSettings
"""What the configuration reads, told apart by `kind`."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _two_identities(settings: GoogleSettings) -> Iterator[Contradiction]:
    if settings.client_secrets and settings.service_account:
        yield ("client_secrets", "service_account"), "names either `client_secrets` or `service_account`"


def _plain_text(settings: _Settings, key: str) -> Iterator[Contradiction]:
    url = getattr(settings, key)
    parts = urlsplit(url)
    if not url or (parts.scheme == "https" and parts.hostname):
        return
    if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
        yield (key,), "should be an https:// address; http:// is allowed towards this machine only"
