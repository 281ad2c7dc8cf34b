"""A mailbox as a mail program sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tls = Literal["implicit", "starttls", "none"]
Way = Literal["password", "app_password", "google", "microsoft"]
"""How one signs in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where one signs in, as whom, and how. Nothing of it is secret."""

    host: str
    """ "": the provider has no IMAP; `hint` says what to do."""
    user: str
    port: int = 993
    tls: Tls = "implicit"
    provider: str = ""
    """Its name, where it is known."""
    sign_in: tuple[Way, ...] = ("password",)
    """Ways that work there, the easiest first."""
    page: str = ""
    """Where an app password is made, or IMAP is switched on."""
    hint: str = ""
    calendar: str = ""
    """CalDAV, signed in to as the mailbox is; "": not known."""
    found_by: str = ""
    """Who said so; "": the table of providers."""
    confirm: bool = False
    """An answer that nobody vouches for names a host outside the mail domain: a person decides (RFC 6186, 6)."""

    @property
    def place(self) -> str:
        """“imap.example.com, port 993, TLS”."""
        tls = {"implicit": "TLS", "starttls": "STARTTLS", "none": "no TLS"}[self.tls]
        return f"{self.host}, port {self.port}, {tls}"
