"""Sends the digest of a night to its user, and signs of life to a monitor."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from harvester import nights
from harvester.cli import exits
from harvester.cli.terminal import say
from harvester.config import Config, client_party, us_party
from harvester.errors import HarvesterError, UsageError
from harvester.model.matter import Side
from harvester.model.night import Night
from harvester.model.people import Sides
from harvester.notify import Letter
from harvester.notify.mail import Route, Server, by_program, by_server, composed
from harvester.notify.ping import ping
from harvester.notify.push import push
from harvester.pipeline.nightly.flagging import news
from harvester.secrets import Place, resolve
from reports import digest


@dataclass(slots=True)
class Ended:
    """How a monitored run ended."""

    code: int = exits.UNEXPECTED


@contextmanager
def monitored(config: Config, environment: Mapping[str, str]) -> Iterator[Ended]:
    """Tells the monitor of `[notify] ping` that a run starts and with which exit code it ended."""
    reference = config.notify.ping
    url = resolve(reference, "ping", "notify.ping", _place(config, environment)) if reference else ""
    ended = Ended()
    if url and not ping(url, "start"):
        say("The monitor of notify.ping did not answer; the run goes on.")
    try:
        yield ended
    except HarvesterError as error:
        ended.code = error.exit_code
        raise
    except KeyboardInterrupt:
        ended.code = exits.INTERRUPTED
        raise
    finally:
        # a flagged client is a result, not a failure of the run
        if url and not ping(url, str(0 if ended.code == exits.FLAGGED else ended.code)):
            say("The monitor of notify.ping did not take the end of this run.")


def send(config: Config, night: Night, environment: Mapping[str, str]) -> None:
    """Sends the digest where it holds something new, by every way that is configured, and writes down that it went.

    Where no way is configured, what was printed is what was told. Raises what the ways raise; then nothing is written
    down, and the next night tells it again.
    """
    fresh = news(night.flags)
    if not fresh:
        return
    letter = _letter(night)
    if config.notify.to:
        _mail(config, letter, night, environment)
    if config.notify.urls:
        push(letter, _targets(config, environment))
    nights.tell(config, night)


def _letter(night: Night) -> Letter:
    told = "\n".join(f"{flag.key} {flag.state} {flag.raised_at}" for flag in news(night.flags))
    return Letter(
        subject=digest.subject(night),
        text=digest.text(night),
        html=digest.html(night),
        key=hashlib.sha256(told.encode()).hexdigest()[:32],
    )


def _mail(config: Config, letter: Letter, night: Night, environment: Mapping[str, str]) -> None:
    notify = config.notify
    mail = composed(letter, Route(sender=notify.sender or notify.to[0], to=notify.to), night.at)
    if notify.sendmail:
        by_program(mail, notify.sendmail)
        return
    host, _, port = notify.smtp.rpartition(":")
    password = ""
    if notify.user:
        password = resolve(notify.password, notify.user, "notify.password", _place(config, environment))
    ca_file = str(config.folder / notify.ca_file) if notify.ca_file else ""
    by_server(mail, Server(host=host, port=int(port), tls=notify.tls, user=notify.user, password=password,
                           ca_file=ca_file))  # fmt: skip


def _targets(config: Config, environment: Mapping[str, str]) -> list[str]:
    """The URLs behind the references. Raises UsageError for one that would write to a client."""
    place = _place(config, environment)
    urls = [resolve(one, "notify", f"notify.urls[{n}]", place) for n, one in enumerate(config.notify.urls)]
    for number, url in enumerate(urls):
        for key in config.clients:
            if _writes_to(url, Sides(us_party(config), client_party(config, key))):
                raise UsageError(
                    f"notify.urls[{number}] names an address of the client {key}.", "Name one of your own."
                )
    return urls


def _writes_to(url: str, sides: Sides) -> bool:
    from urllib.parse import unquote

    words = unquote(url).replace("mailto://", " ").replace("mailtos://", " ")
    for mark in "?&=,;/ ":
        words = words.replace(mark, " ")
    return any(sides.of(word) is Side.CLIENT for word in words.split() if "@" in word)


def _place(config: Config, environment: Mapping[str, str]) -> Place:
    return Place(folder=config.folder, environment=environment)
