"""Sources of mail, one module a kind. They read, yield bytes, and interpret nothing."""

from __future__ import annotations

from collections.abc import Callable

from harvester.model import MailSource
from harvester.model.settings import EmlSettings, ImapSettings, MaildirSettings, MboxSettings

Settings = ImapSettings | MboxSettings | MaildirSettings | EmlSettings


def connect(name: str, settings: Settings, secret: Callable[[], str]) -> MailSource:
    """The source `[sources.NAME]`, not opened yet: `with` opens it. `secret` is asked when it signs in."""
    match settings:
        case ImapSettings():
            from connectors import imap  # imapclient costs time that file sources need not pay

            return imap.connect(name, settings, secret)
        case _:
            from connectors import mailfiles

            return mailfiles.connect(name, settings)
