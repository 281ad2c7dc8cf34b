"""A mailbox on an IMAP server, opened with EXAMINE and read with BODY.PEEK: nothing on the server changes.

wire      imaplib under limits: deadlines, sizes, what a server may send
session   connecting, TLS, sign-in, one folder open at a time, reconnecting
sweep     the headers and messages of one folder
source    the mailbox: its folders and their states
"""

from __future__ import annotations

from collections.abc import Callable

from connectors.imap.source import ImapSource
from connectors.imap.wire import Limits
from harvester.model.settings import ImapSettings

__all__ = ["ImapSource", "Limits", "connect"]


def connect(name: str, settings: ImapSettings, secret: Callable[[], str], limits: Limits | None = None) -> ImapSource:
    """The mailbox `settings` name. Opening it raises CertificateError, SignInError or TemporaryError."""
    return ImapSource(name, settings, secret, limits or Limits())
