"""Calendars on a CalDAV server: found from any address of it (RFC 6764), read whole or by sync token (RFC 6578).

The text of an event is as the server's XML carries it: XML turns each line end into a line feed.

    xml       the questions and answers
    server    signed requests; which machines may see the password
    source    the calendars, and the sweep of one
"""

from __future__ import annotations

from collections.abc import Callable

from connectors.caldav.source import CaldavSource
from connectors.web import Limits
from harvester.model.settings import CaldavSettings

__all__ = ["CaldavSource", "connect"]


def connect(
    name: str, settings: CaldavSettings, secret: Callable[[], str], limits: Limits | None = None
) -> CaldavSource:
    """The calendars that are found from `settings.url`; `secret` is asked when it signs in."""
    return CaldavSource(name, settings, secret, limits or Limits())
