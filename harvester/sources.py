"""From `[sources.NAME]` to something that can be read: paths made absolute, secrets found when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeGuard, TypeVar
from urllib.parse import urlsplit

from connectors import connect, connect_events
from harvester import secrets
from harvester.config import Config
from harvester.errors import HarvesterError, SignInError, UsageError
from harvester.model.declared import Table
from harvester.model.settings import (
    CaldavSettings,
    EventSettings,
    GmailSettings,
    GoogleCalendarSettings,
    GoogleSettings,
    IcsSettings,
    ImapSettings,
    MailSettings,
    SourceSettings,
)
from harvester.model.source import EventSource, MailSource

S = TypeVar("S", bound=Table)


def mail_source(config: Config, name: str, environment: Mapping[str, str]) -> MailSource:
    """One mailbox of the configuration, not opened yet; its secret is asked for when it signs in."""
    settings = located(config, config.sources[name])
    if not isinstance(settings, MailSettings):
        raise UsageError(f"The source {name} holds no mail ({settings.kind}).", "Name a mailbox.")
    place = secrets.Place(folder=config.folder, environment=environment)
    return connect(
        name, settings, lambda: _secret(config, name, settings, environment), lambda new: _keep(name, new, place)
    )


def event_source(config: Config, name: str, environment: Mapping[str, str]) -> EventSource:
    """One calendar or call log of the configuration, not opened yet; its secret is asked for when it signs in."""
    settings = located(config, config.sources[name])
    if not isinstance(settings, EventSettings):
        raise UsageError(f"The source {name} holds no events ({settings.kind}).", "Name a calendar or a call log.")
    return connect_events(name, settings, lambda: _secret(config, name, settings, environment))


def ending_sign_ins(config: Config, environment: Mapping[str, str]) -> Iterator[tuple[str, datetime]]:
    """Sources whose kept sign-in ends for good, and when: those of a Google project in testing."""
    place = secrets.Place(folder=config.folder, environment=environment)
    for name, settings in config.sources.items():
        if not by_consent_of_google(settings):
            continue
        from connectors.google.signin import expiry

        try:
            ends = expiry(secrets.kept_token(name, place))
        except HarvesterError:
            continue  # trying the source says so
        if ends:
            yield name, ends


def by_consent_of_google(settings: SourceSettings) -> TypeGuard[GoogleSettings]:
    """Whether a source is signed in to by a user's consent on Google's page."""
    if isinstance(settings, ImapSettings):
        return settings.auth == "google" and not settings.service_account
    return isinstance(settings, GoogleCalendarSettings | GmailSettings) and not settings.service_account


def located(config: Config, settings: S) -> S:
    """The settings with their paths made absolute: relative ones start from the configuration's folder."""
    named = {key: getattr(settings, key, "") for key in ("path", "ca_file")}
    return settings.replaced(
        **{key: str(config.folder / Path(path).expanduser()) for key, path in named.items() if path}
    )


def _secret(config: Config, name: str, settings: SourceSettings, environment: Mapping[str, str]) -> str:
    """The password, link, key or token of a source. Raises SignInError when there is none."""
    place = secrets.Place(folder=config.folder, environment=environment)
    key = f"sources.{name}"
    if by_consent_of_google(settings):
        return secrets.kept_token(name, place)
    match settings:
        case ImapSettings(auth="microsoft"):
            return secrets.kept_token(name, place)
        case GoogleCalendarSettings() | GmailSettings() | ImapSettings(auth="google"):
            return secrets.resolve(settings.service_account, name, f"{key}.service_account", place, whole=True)
        case IcsSettings():
            return secrets.resolve(settings.url, name, f"{key}.url", place)
        case ImapSettings() | CaldavSettings() if settings.password:
            return secrets.resolve(settings.password, account(settings), f"{key}.password", place)
        case _:
            what = "Write env:NAME, file:PATH, keyring: or command:PROGRAM ARGS."
            raise SignInError(f"{key}.password names no secret.", what)


def _keep(name: str, token: str, place: secrets.Place) -> None:
    """Keeps the sign-in that took the place of the last one. Raises UsageError where nothing can be written."""
    try:
        secrets.keep_token(name, token, place)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise UsageError(
            f"The renewed sign-in of {name} cannot be kept in {place.folder} ({reason}).", "Make room there."
        ) from None


def account(settings: ImapSettings | CaldavSettings) -> str:
    """What a keyring calls the account of a source."""
    host = settings.host if isinstance(settings, ImapSettings) else urlsplit(settings.url).hostname
    return f"{settings.user}@{host}"
