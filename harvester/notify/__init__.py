"""What goes out to the user, and only to the user: mail, push messages, and the sign of life for a monitor.

mail    through SMTP with TLS, or the local sendmail
push    Apprise targets, where it is installed
ping    a monitor in the manner of Healthchecks
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to the user."""

    subject: str
    text: str
    html: str
    key: str
    """The same for the same content: a mail that had to be sent again keeps its Message-ID."""
