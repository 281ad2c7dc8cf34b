"""Every source, opened as a pull opens it: sign-in, TLS, folders with what they are for, calendars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from harvester.cli import exits
from harvester.cli.checks.tried import Tried, failed
from harvester.cli.remedies import remedy
from harvester.errors import HarvesterError, SignInError
from harvester.model.settings import ImapSettings, MailSettings
from harvester.model.source import Failure, Folder, Role
from harvester.model.times import counted
from harvester.sources import ending_sign_ins, event_source, located, mail_source

if TYPE_CHECKING:
    from harvester.config import Config

_NEEDED = {
    Role.SENT: "our own answers",
    Role.JUNK: "answers that were taken for spam",
    Role.TRASH: "answers that were thrown away",
}
"""What would be missed without a folder of that role."""
_NAMED = {Role.SENT: "sent mail", Role.JUNK: "spam", Role.TRASH: "trash", Role.ALL: "everything"}


def tried(config: Config, environment: Mapping[str, str], at: datetime) -> Iterator[Tried]:
    """Source by source, then the sign-ins that will end."""
    for name in config.sources:
        try:
            yield from _opened(config, name, environment)
        except HarvesterError as error:
            yield _failed(config, name, error)
    for name, ends in ending_sign_ins(config, environment):
        told = f"the Google project is in testing: this sign-in {'ended' if ends < at else 'ends'} on {ends:%Y-%m-%d}"
        fix = f"publish the project, then run `harvester auth {name}` once more"
        yield Tried(what=f"sources.{name}", told=f"{told}; {fix}", code=exits.FINDINGS)


def _opened(config: Config, name: str, environment: Mapping[str, str]) -> Iterator[Tried]:
    settings = config.sources[name]
    if isinstance(settings, MailSettings):
        with mail_source(config, name, environment) as mailbox:
            listed, peer = mailbox.folders(), mailbox.peer
    else:
        with event_source(config, name, environment) as calendars:
            listed, peer = calendars.calendars(), calendars.peer
    folders = [one for one in listed if isinstance(one, Folder)]
    what = f"sources.{name}"
    told = f"{counted(len(folders), 'folder')}: {', '.join(folder.name for folder in folders)}"
    yield Tried(what=what, told=told, code=0 if folders else exits.FINDINGS, fix="" if folders else _NOTHING)
    if isinstance(settings, ImapSettings):
        yield Tried(what=f"{what}, TLS", told=peer)
        yield _roles(what, folders)
    for failure in listed:
        if isinstance(failure, Failure):
            yield _unopened(what, failure)


_NOTHING = "Check that it is the right account, or `path`."


def _roles(what: str, folders: Sequence[Folder]) -> Tried:
    """Which folder is for what, by special use (RFC 6154) or by its name in the common languages."""
    named = [f"{_NAMED[folder.role]} is {folder.name}" for folder in folders if folder.role in _NAMED]
    held = {folder.role for folder in folders}
    lacking = {role: missed for role, missed in _NEEDED.items() if role not in held and Role.ALL not in held}
    if not lacking:
        return Tried(what=f"{what}, folders", told="; ".join(named))
    none = ", ".join(f"{_NAMED[role]} ({missed})" for role, missed in lacking.items())
    told = f"{'; '.join(named)}{'; ' if named else ''}no folder is known to be for {none}"
    fix = "If there is one under another name, it is read all the same; only what it is for is not known."
    return Tried(what=f"{what}, folders", told=told, fix=fix, note=True)


def _unopened(what: str, failure: Failure) -> Tried:
    if failure.excluded:
        told = f"{failure.reason}; no silence is established without it"
        return Tried(what=f"{what}, {failure.folder}", told=told, fix="Take it out of `exclude_folders`.", note=True)
    return Tried(what=f"{what}, {failure.folder}", told=failure.reason, code=exits.PARTIAL)


def _failed(config: Config, name: str, error: HarvesterError) -> Tried:
    settings = located(config, config.sources[name])
    found = failed(f"sources.{name}", error)
    known = remedy(error, settings) if isinstance(settings, ImapSettings) else ""
    if not known:
        return found
    again = f" Then `harvester auth {name}`." if isinstance(error, SignInError) else ""
    return Tried(what=found.what, told=found.told, fix=known + again, code=found.code)
