"""`harvester auth`: signs in to one source, keeps what that gave in a safe place, and tries it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits
from harvester.cli.when import now
from harvester.errors import SignInError, UsageError

if TYPE_CHECKING:
    from connectors.google.signin import Consent
    from harvester.cli.loopback import Loopback
    from harvester.config import Config
    from harvester.model.settings import CaldavSettings, GoogleSettings, ImapSettings
    from harvester.secrets import Place

WAIT = 300.0
"""Seconds for a person to answer in the browser."""
NOWHERE = "http://127.0.0.1:1/"
"""Nothing listens there: the browser shows an error, and its address line holds the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The source that is signed in to."""

    config: Config
    name: str
    place: Place
    paste: bool

    @property
    def key(self) -> str:
        """Its table in the configuration."""
        return f"sources.{self.name}"


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option("--paste", is_flag=True, help="No browser here: open the page elsewhere and paste the address back.")
@click.pass_obj
def auth(common: Common, source: str, paste: bool) -> int:
    """Signs in to a source: Google's consent in a browser, a code for Microsoft, or a password. Then tries it.

    \b
    harvester auth mail
    harvester auth calendar
    harvester auth calendar --paste
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.configured import configuration
    from harvester.model.settings import CaldavSettings, GmailSettings, GoogleCalendarSettings, ImapSettings
    from harvester.secrets import Place
    from harvester.sources import by_consent_of_google

    config = configuration(common)
    if source not in config.sources:
        known = ", ".join(sorted(config.sources))
        raise UsageError(f"{config.path} knows no source “{source}”.", f"Configured are: {known}.")
    place = Place(folder=config.folder, environment=os.environ)
    asked = Asked(config=config, name=source, place=place, paste=paste)
    settings = config.sources[source]
    if by_consent_of_google(settings):
        _consent(asked, settings)
        return _tried(asked)
    match settings:
        case ImapSettings(auth="microsoft"):
            _code(asked, settings)
        case GoogleCalendarSettings() | GmailSettings() | ImapSettings(auth="google"):
            pass  # the key of a service account is all there is
        case ImapSettings() | CaldavSettings():
            _password(asked, settings)
        case _:
            raise UsageError(
                f"The source {source} needs no sign-in ({settings.kind}).", "Try it with `harvester check`."
            )
    return _tried(asked)


def _consent(asked: Asked, settings: GoogleSettings) -> None:
    """Google's consent: asked in a browser, kept as a token."""
    from connectors.google import signin
    from harvester import secrets
    from harvester.cli.terminal import say

    key = f"{asked.key}.client_secrets"
    if not settings.client_secrets:
        raise UsageError(
            f"{key} is not set: Harvester has no Google project of its own.",
            "Create an OAuth client of the kind “Desktop app” in yours, and write file:PATH of its JSON file there.",
        )
    client = secrets.resolve(settings.client_secrets, asked.name, key, asked.place, whole=True)
    token = google_token(settings, client, key, paste=asked.paste)
    reach = " and ".join(scope.told for scope in signin.scopes(settings))
    say(f"The sign-in is kept in {secrets.keep_token(asked.name, token, asked.place)}; only {reach} was asked for.")
    if ends := signin.expiry(token):
        say(f"Google ends it on {ends:%Y-%m-%d}: the project is in testing. Publish it there to sign in once only.")


def google_token(settings: GoogleSettings, client_json: str, key: str, *, paste: bool) -> str:
    """What Google's consent gives, asked in a browser. Raises UsageError for what is no client, SignInError."""
    from connectors.google import signin
    from connectors.web import Web
    from harvester.cli.loopback import Loopback

    client, wanted = signin.client(client_json, key), signin.scopes(settings)
    if paste:
        consent = signin.Consent(client, NOWHERE, wanted)
        answer = _pasted(consent)
    else:
        with Loopback() as loopback:
            consent = signin.Consent(client, loopback.address, wanted)
            answer = _answered(consent, loopback)
    web = Web()
    try:
        return consent.token(answer, web, now())
    finally:
        web.close()


def _code(asked: Asked, settings: ImapSettings) -> None:
    """Microsoft's code, entered in any browser: kept as a token."""
    from harvester import secrets, sources
    from harvester.cli.terminal import safe, say

    token, who = microsoft_token(sources.located(asked.config, settings), asked.name)
    where = secrets.keep_token(asked.name, token, asked.place)
    as_whom = f" as {safe(who)}" if who else ""
    say(f"Signed in{as_whom}; it is kept in {where}. Only the mailbox over IMAP was asked for.")


def microsoft_token(settings: ImapSettings, name: str) -> tuple[str, str]:
    """What Microsoft gives for a code that is entered in any browser, and for whom. SignInError, TemporaryError."""
    from connectors.microsoft import DeviceSignIn
    from connectors.web import Web
    from harvester.cli.terminal import safe

    web = Web(ca_file=settings.ca_file)
    try:
        device = DeviceSignIn(settings, web, name)
        question = device.ask()
        good_for = f"Open this page in any browser and enter the code {safe(question.code)} within"
        _show(safe(question.address), f"{good_for} {question.minutes} minutes:")
        return device.wait(question, now())
    finally:
        web.close()


def _answered(consent: Consent, loopback: Loopback) -> str:
    _show(consent.url, "Answer Google's question in the browser; if none opens, open this address on this machine:")
    click.launch(consent.url)
    answer = loopback.wait(consent.answers, WAIT)
    if answer is None:
        raise SignInError("Nobody answered in the browser.", "Start again, or use --paste on a machine without one.")
    return answer


def _pasted(consent: Consent) -> str:
    _show(consent.url, "Open this address in any browser and answer. It then fails to load a page of 127.0.0.1:")
    answer: str = click.prompt("Paste the address of that page", err=True)
    return answer


def _show(url: str, what: str) -> None:
    click.echo(f"{what}\n\n{url}\n", err=True)


def _password(asked: Asked, settings: ImapSettings | CaldavSettings) -> None:
    """A password for the keyring; one that lies elsewhere is the user's to put there."""
    from harvester import secrets, sources
    from harvester.cli.terminal import say

    key = f"{asked.key}.password"
    if not settings.password:
        raise UsageError(f"{key} is not set.", 'Write "keyring:" there, or env:NAME, file:PATH, command:PROGRAM ARGS.')
    if not settings.password.startswith("keyring:"):
        say(f"The password lies where {key} says; it is tried now.")
        return
    account = sources.account(settings)
    password: str = click.prompt(f"Password of {account}", hide_input=True, err=True)
    if not secrets.keep_in_keyring(account, password):
        raise SignInError("This machine has no safe keyring.", f"Write env:, file: or command: as {key}.")


def _tried(asked: Asked) -> int:
    """Opens the source as a pull would, and says what lies there."""
    from harvester import sources
    from harvester.cli.terminal import safe
    from harvester.model.settings import EventSettings
    from harvester.model.source import Failure

    if isinstance(asked.config.sources[asked.name], EventSettings):
        with sources.event_source(asked.config, asked.name, os.environ) as calendars:
            listed = calendars.calendars()
    else:
        with sources.mail_source(asked.config, asked.name, os.environ) as mailbox:
            listed = mailbox.folders()
    for one in listed:
        told = f"{one.folder}: {one.reason}" if isinstance(one, Failure) else one.name
        click.echo(safe(told))
    return exits.PARTIAL if any(isinstance(one, Failure) for one in listed) else exits.DONE
