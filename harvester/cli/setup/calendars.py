"""Step: the calendars of the same provider, signed in to as the mailbox is."""

from __future__ import annotations

from connectors import connect_events
from harvester.cli.setup.asking import Asker
from harvester.cli.setup.given import Answers, Given
from harvester.errors import HarvesterError
from harvester.model.settings import CaldavSettings
from harvester.model.source import Folder

NAME = "calendar"
"""`[sources.calendar]`."""
GUIDE = "docs/calendars.md says how to add it later"


def offer(asker: Asker, given: Given, answers: Answers) -> None:
    """Tries the calendars where that is wanted; those that cannot be read now are told, and left out of the file."""
    server = answers.server
    if server is None or not server.calendar or answers.auth != "password" or given.calendar is False:
        return
    wanted = f"{server.provider} holds calendars, too. Read invitations and meetings there?"
    if given.calendar is None and not (asker.asks and asker.yes(wanted)):
        return
    ca_file = str(given.ca_file.absolute()) if given.ca_file else ""
    settings = CaldavSettings(url=server.calendar, user=answers.address, ca_file=ca_file)
    try:
        with connect_events(NAME, settings, lambda: answers.secret) as source:
            names = [one.name for one in source.calendars() if isinstance(one, Folder)]
    except HarvesterError as error:
        asker.trouble(error.fact, f"The calendar is left out; {GUIDE}.")
        return
    asker.done(f"Calendars: {', '.join(names) or 'none yet'}.")
    answers.calendar = settings
