"""What `[sources.NAME]` of the configuration may say, one model per kind (interfaces.md, config.toml).

Not imported by `harvester.model` itself: pydantic costs time that a `--help` does not have.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

Port = Annotated[int, Field(ge=1, le=65535)]


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    addresses: tuple[str, ...] | None = None
    """Whose mailbox it is; None: the login, for files all own addresses."""


class ImapSettings(_Settings):
    """A mailbox on an IMAP server."""

    kind: Literal["imap"] = "imap"
    host: Annotated[str, Field(min_length=1)]
    port: Port = 993
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    """There is no way to switch verification off; "none" works towards this machine only."""
    ca_file: str = ""
    """PEM file of a private authority; "": the authorities of this machine."""
    user: Annotated[str, Field(min_length=1)]
    auth: Literal["password"] = "password"
    password: str = ""
    """A reference (keyring:, env:, file:, command:), never the secret itself."""
    folders: tuple[str, ...] = ("*",)
    """Shell patterns over folder names as the user sees them; "*" also stands for the hierarchy separator."""
    exclude_folders: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _plain_text_stays_here(self) -> ImapSettings:
        if self.tls == "none" and not is_loopback(self.host):
            raise ValueError('tls = "none" is allowed towards this machine only; use "implicit" or "starttls"')
        return self


class _FilesSettings(_Settings):
    path: Annotated[str, Field(min_length=1)]
    complete: bool = False
    """The user declares that the export holds everything; printed with every claim of absence."""
    exported_at: AwareDatetime | None = None
    """How far the files reach."""


class MboxSettings(_FilesSettings):
    """An mbox file, or a folder of them."""

    kind: Literal["mbox"] = "mbox"


class MaildirSettings(_FilesSettings):
    """A Maildir, with its Maildir++ subfolders."""

    kind: Literal["maildir"] = "maildir"


class EmlSettings(_FilesSettings):
    """An `.eml` file, or a tree of them."""

    kind: Literal["eml"] = "eml"


FilesSettings = MboxSettings | MaildirSettings | EmlSettings
SourceSettings = Annotated[ImapSettings | FilesSettings, Field(discriminator="kind")]
"""The union that the configuration reads, told apart by `kind`."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"
