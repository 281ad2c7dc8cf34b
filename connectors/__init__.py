"""Sources of mail and of events, one module a kind. They read, yield bytes, and interpret nothing."""

from __future__ import annotations

from collections.abc import Callable

from harvester.model.settings import (
    CaldavSettings,
    CallLogSettings,
    EventSettings,
    GmailSettings,
    GoogleCalendarSettings,
    IcsSettings,
    ImapSettings,
    MailSettings,
    PstSettings,
)
from harvester.model.source import EventSource, MailSource


def connect(
    name: str, settings: MailSettings, secret: Callable[[], str], keep: Callable[[str], None] = lambda _: None
) -> MailSource:
    """The mailbox `[sources.NAME]`, not opened yet: `with` opens it. `secret` is asked when it signs in.

    `keep` is told what to ask for next time, where signing in gave another secret.
    """
    match settings:
        case ImapSettings():
            from connectors import imap  # imapclient costs time that file sources need not pay

            return imap.connect(name, settings, secret, keep=keep)
        case GmailSettings():
            from connectors import gmail  # Google's client costs time that others need not pay

            return gmail.connect(name, settings, secret)
        case PstSettings():
            from connectors import pst

            return pst.connect(name, settings)
        case _:
            from connectors import mailfiles

            return mailfiles.connect(name, settings)


def connect_events(name: str, settings: EventSettings, secret: Callable[[], str]) -> EventSource:
    """The calendars or the call log `[sources.NAME]`, not opened yet; `secret` is asked when it signs in."""
    match settings:
        case GoogleCalendarSettings():
            from connectors import google_calendar  # Google's client costs time that others need not pay

            return google_calendar.connect(name, settings, secret)
        case CaldavSettings():
            from connectors import caldav

            return caldav.connect(name, settings, secret)
        case IcsSettings():
            from connectors import ics

            return ics.connect(name, settings, secret)
        case CallLogSettings():
            from connectors import call_log

            return call_log.connect(name, settings)
