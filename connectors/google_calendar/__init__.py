"""Calendars at Google over the Calendar API, and who joined calls on Google Meet.

api       the requests
meet      who joined calls: another API with another consent, asked only where `meet` is set
source    the calendars and their sweeps
"""

from __future__ import annotations

from collections.abc import Callable

from connectors.google_calendar.source import GoogleCalendar
from connectors.web import Limits
from harvester.model.settings import GoogleCalendarSettings

__all__ = ["GoogleCalendar", "connect"]


def connect(
    name: str, settings: GoogleCalendarSettings, secret: Callable[[], str], limits: Limits | None = None
) -> GoogleCalendar:
    """The calendars of one Google account. `secret` gives what `harvester auth` kept, or a service account's key."""
    return GoogleCalendar(name, settings, secret, limits or Limits())
