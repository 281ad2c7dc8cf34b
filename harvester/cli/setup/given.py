"""What the flags of `harvester init` said, and what the steps add to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harvester.harvest.survey import Survey
from harvester.model.settings import CaldavSettings, ImapSettings
from harvester.providers import Server
from harvester.providers.server import Tls

Table = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The flags, as they were typed; None or empty: asked, or found out."""

    address: str | None
    client: str | None
    name: str | None
    client_name: str | None
    host: str | None
    port: int | None
    tls: Tls | None
    user: str | None
    ca_file: Path | None
    sign_in: str | None
    password: str | None
    client_secrets: str | None
    client_id: str | None
    tenant: str | None
    login_endpoint: str | None
    paste: bool
    me: tuple[str, ...]
    timezone: str | None
    work_week: str | None
    holidays: str | None
    client_timezone: str | None
    client_work_week: str | None
    client_holidays: str | None
    calendar: bool | None
    force: bool
    check: bool | None
    report: bool | None


@dataclass(slots=True, kw_only=True)
class Answers:
    """What the steps have found out so far. The secret leaves it for one place only (`keeping`)."""

    address: str = ""
    client: str = ""
    """A domain, or an address."""
    server: Server | None = None
    auth: str = "password"
    """How one signs in: "password", "google" or "microsoft"."""
    app: Table = field(default_factory=dict)
    """Keys of the app registration that such a sign-in goes through."""
    settings: ImapSettings | None = None
    secret: str = field(default="", repr=False)
    tried: bool = False
    """The reference that was given has been tried: after that a password is typed."""
    signed_in: bool = False
    """False where nobody could be asked to: the file is written, and `harvester auth` does the rest."""
    survey: Survey = field(default_factory=Survey)
    own: list[str] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    """Address -> name, of those who write for the client."""
    us: Table = field(default_factory=dict)
    """Keys of `[us]` beside the addresses."""
    them: Table = field(default_factory=dict)
    """Keys of `[clients.KEY]` beside who they are."""
    calendar: CaldavSettings | None = None
    """The calendars of the same provider, where they are to be read, too."""
    password: str = ""
    """The reference that goes into the file."""
