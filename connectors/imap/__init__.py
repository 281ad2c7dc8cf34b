"""A mailbox on an IMAP server, opened with EXAMINE and read with BODY.PEEK: nothing on the server changes.

said      what a server says when it refuses, and what the libraries raise
limits    deadlines and sizes: what a server may take and send
wire      imaplib under these limits
signin    by password or by token, and what helps when it is refused
answers   what FETCH, SEARCH and LIST say, one message at a time
session   connecting, TLS, one folder open at a time, reconnecting
sweep     the headers and messages of one folder
source    the mailbox: its folders and their states
"""

from __future__ import annotations

from collections.abc import Callable

from connectors.imap.limits import Limits
from connectors.imap.signin import SignIn
from connectors.imap.source import ImapSource
from harvester.model.settings import ImapSettings

__all__ = ["ImapSource", "Limits", "connect"]


def connect(
    name: str,
    settings: ImapSettings,
    secret: Callable[[], str],
    limits: Limits | None = None,
    keep: Callable[[str], None] = lambda _: None,
) -> ImapSource:
    """The mailbox `settings` name. Opening it raises CertificateError, SignInError or TemporaryError.

    `secret` gives the password, or what `harvester auth` kept; `keep` is told what to keep in its place.
    """
    return ImapSource(name, settings, SignIn(name, settings, secret, keep), limits or Limits())
