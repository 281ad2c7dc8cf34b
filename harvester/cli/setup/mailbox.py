"""Step: the server of the address, the sign-in, and a first look at the mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import click

from connectors import connect
from harvester.cli.progress import progress
from harvester.cli.remedies import remedy
from harvester.cli.setup import consent
from harvester.cli.setup.asking import Asker
from harvester.cli.setup.given import Answers, Given
from harvester.cli.when import now
from harvester.errors import CertificateError, HarvesterError, SignInError, TemporaryError, UsageError
from harvester.harvest.survey import Survey, survey
from harvester.model.declared import TableError
from harvester.model.settings import ImapSettings
from harvester.model.source import Role
from harvester.model.times import counted
from harvester.providers import Network, Search, Server, find
from harvester.providers.server import Tls
from harvester.providers.table import by_host

NAME = "mail"
"""`[sources.mail]`."""
LOOKED_AT = timedelta(days=3 * 365)
"""How far back the first look goes; the pull itself knows no such bound."""
_HOST = re.compile(r"\[?([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)\]?|[^\s:/@\[\]]+")
_PORT = re.compile(r"(?P<host>\[[^\]]+\]|[^:\[\]]+):(?P<port>\d{1,5})")
_TLS, _STARTTLS = 993, 143
_SAYS = {Role.SENT: "sent mail", Role.JUNK: "spam", Role.TRASH: "trash"}


def a_host(text: str) -> str:
    """A host name or an IP address, without scheme and port. ValueError in words."""
    plain = text.strip().rpartition("://")[2].rstrip("/.")
    if not _HOST.fullmatch(plain):
        raise ValueError(f"“{text}” is no host name; write it like imap.example.com")
    return plain.strip("[]").lower()


def a_place(text: str) -> str:
    """A host as `a_host` takes it, with or without `:PORT`. ValueError in words."""
    found = _PORT.fullmatch(text.strip().rpartition("://")[2].rstrip("/."))
    host, port = (found["host"], found["port"]) if found else (text, "")
    if port and not 0 < int(port) < 65536:
        raise ValueError(f"{port} is no port; write it like imap.example.com:993")
    return _place(a_host(host), int(port or 0))


def _place(host: str, port: int) -> str:
    """HOST, or HOST:PORT, as `a_place` takes it."""
    return f"[{host}]:{port}" if port and ":" in host else f"{host}:{port}" if port else host


def found_server(asker: Asker, given: Given, answers: Answers, network: Network | None) -> Server:
    """The server by flags, by what can be found out, by asking; a host that nobody vouches for is confirmed."""
    if given.host:
        return _typed(given, answers, given.host)
    search = _search(asker, answers.address, network)
    server = search.server
    if server and not server.host:
        raise UsageError(f"There is no way into {server.provider} for a mail program.", server.hint)
    if server and (not server.confirm or _confirmed(asker, server)):
        found_by = f" (found by {server.found_by})" if server.found_by else ""
        asker.done(f"{server.provider}: {server.place}{found_by}" if server.provider else f"{server.place}{found_by}")
        return _overridden(given, server)
    for line in search.asked:
        asker.tell(line, "·")
    if asker.asks:
        asker.tell("Not found. The help pages of your provider name it, as “IMAP server” or “incoming mail”.")
    domain = answers.address.rpartition("@")[2]
    host = asker.text("--host", "Its IMAP server", a_place, f"imap.{domain}" if asker.asks else "")
    return _typed(given, answers, host)


def _search(asker: Asker, address: str, network: Network | None) -> Search:
    """By the table first; only then is anybody asked, and that is told before."""
    known = find(address, None)
    if known.server or network is None or not address:
        return known
    domain = address.rpartition("@")[2]
    asker.tell(
        f"Asking the name server, the provider and Thunderbird's collection about {domain} (nothing else is sent) …"
    )
    return find(address, network)


def _confirmed(asker: Asker, server: Server) -> bool:
    """Without anybody to ask, an unsigned answer that leads elsewhere is not followed: --host says it instead."""
    asker.tell(f"The answer of {server.found_by} is {server.place}: a host outside your domain.")
    return asker.asks and asker.yes("Is that your provider's?")


def _typed(given: Given, answers: Answers, place: str) -> Server:
    """The server at HOST or HOST:PORT; a known one with what is known of it."""
    found = _PORT.fullmatch(place)
    host, port = (found["host"].strip("[]"), int(found["port"])) if found else (place, 0)
    server = by_host(host, answers.address) or Server(host=host, user=answers.address)
    if port:
        server = replace(server, port=port, tls="starttls" if port == _STARTTLS else server.tls)
    return _overridden(given, server)


def _overridden(given: Given, server: Server) -> Server:
    tls: Tls = given.tls or server.tls
    port = given.port or (server.port if tls == server.tls else _TLS if tls == "implicit" else _STARTTLS)
    return replace(server, host=given.host or server.host, port=port, tls=tls, user=given.user or server.user)


def way_in(asker: Asker, given: Given, server: Server) -> str:
    """How one signs in there: "password", "google" or "microsoft"; told with what has to be known before."""
    if given.sign_in:
        return given.sign_in
    if asker.asks:
        for told in filter(None, (server.hint, server.page)):
            asker.tell(told)
    names = [
        consent.WAYS.get(way, "An app password" if way == "app_password" else "The password") for way in server.sign_in
    ]
    chosen = server.sign_in[asker.choice("Sign in with", names)] if len(names) > 1 else server.sign_in[0]
    return chosen if chosen in consent.WAYS else "password"


def settings_of(given: Given, answers: Answers, server: Server) -> ImapSettings:
    """The source as the configuration will name it. Raises UsageError."""
    try:
        return ImapSettings.of(
            {
                "host": server.host,
                "port": server.port,
                "tls": server.tls,
                "user": server.user,
                "auth": answers.auth,
                "ca_file": str(given.ca_file.absolute()) if given.ca_file else "",
                **answers.app,
            }
        )
    except TableError as error:
        told = error.problems[0][1]
        raise UsageError(f"The server cannot be used as given: {told}.", "Correct --host, --port or --tls.") from None


def signed_in(asker: Asker, given: Given, answers: Answers, secret: Callable[[], str]) -> None:
    """Signs in and looks at the mail, again until it works: a password or a server is asked anew, never tried twice."""
    while True:
        server = answers.server
        if server is None:
            raise AssertionError("the server is found first")
        answers.settings = settings_of(given, answers, server)
        try:
            answers.secret = answers.secret or secret()
            answers.survey = _looked_at(answers)
        except (SignInError, CertificateError, TemporaryError) as error:
            if not asker.asks:
                raise _retold(error, answers.settings, server) from error
            asker.trouble(error.fact, _next_step(error, answers.settings, server))
            _correct(asker, given, answers, error)
            continue
        answers.signed_in = True
        _tell(asker, answers.survey)
        return


def _retold(error: HarvesterError, settings: ImapSettings, server: Server) -> HarvesterError:
    return type(error)(error.fact, _next_step(error, settings, server))


def _next_step(error: HarvesterError, settings: ImapSettings, server: Server) -> str:
    if known := remedy(error, settings, server):
        return known
    if isinstance(error, SignInError):
        return "Check login name and password; some servers want only the part before the @ as login name."
    return error.next_step


def _correct(asker: Asker, given: Given, answers: Answers, error: HarvesterError) -> None:
    """Asks for what most likely was wrong; Enter keeps it, so that the same can be tried again."""
    server = answers.server
    if server is None:
        return
    if answers.auth != "password" and (isinstance(error, SignInError) or not answers.secret):
        answers.secret = ""
        if not asker.yes("Sign in once more?"):
            raise click.Abort
        return
    if isinstance(error, SignInError):
        user = asker.text("--user", "Login name", str.strip, server.user)
        answers.server, answers.secret = replace(server, user=user), ""
        return
    before = _place(server.host, 0 if server.port == _TLS else server.port)
    place = asker.text("--host", "Its IMAP server", a_place, before)
    if place != before:  # what was said of the other does not hold; a flag named that one
        told = replace(given, host=None, port=None, tls=None)
        answers.server = replace(_typed(told, answers, place), user=server.user)


def _looked_at(answers: Answers) -> Survey:
    """Opens the mailbox once and reads headers; nothing is stored."""
    settings, since = answers.settings, (now() - LOOKED_AT).date()
    if settings is None:
        raise AssertionError("the server is found first")

    def keep(new: str) -> None:
        answers.secret = new

    with progress() as show, connect(NAME, settings, lambda: answers.secret, keep) as source:
        return survey(source, since, lambda folder, seen, total: show(NAME, folder, seen, total))


def _tell(asker: Asker, found: Survey) -> None:
    asker.done(f"Signed in: {counted(len(found.folders), 'folder')}, {found.seen:,} headers read.")
    named = [
        f"{_SAYS[folder.role]} is “{folder.name}”" for folder in found.folders if folder.role in _SAYS
    ]  # by special use or by name, in many languages
    if named:
        told = "; ".join(named)
        asker.tell(f"{told[0].upper()}{told[1:]}.")
    for failure in found.failures:
        asker.tell(f"{failure.folder}: {failure.reason}.", "·")
    if not any(folder.role in (Role.SENT, Role.ALL) for folder in found.folders):
        asker.tell("No folder for sent mail was recognised; name it to the provider as “Sent”, or go on without.", "·")
