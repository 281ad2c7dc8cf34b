"""A mailbox at Google over the Gmail API: read with `gmail.readonly`, which cannot change anything.

headers    what the API tells of a header → a header block, where that is beyond doubt
api        the requests, and their quota
told       labels, flags and times of one message
snapshot   which messages lie in All Mail, Spam and Trash, kept current by the history
source     the mailbox: its three folders and their sweeps
"""

from __future__ import annotations

from collections.abc import Callable

from connectors.gmail.source import GmailSource
from connectors.web import Limits
from harvester.model.settings import GmailSettings

__all__ = ["GmailSource", "connect"]


def connect(name: str, settings: GmailSettings, secret: Callable[[], str], limits: Limits | None = None) -> GmailSource:
    """The mailbox `settings` name. `secret` gives what `harvester auth` kept, or a service account's key."""
    return GmailSource(name, settings, secret, limits or Limits())
