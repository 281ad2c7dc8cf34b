"""The steps in their order. Nothing is written before the last, so an interruption leaves nothing behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from harvester import secrets
from harvester.cli import exits
from harvester.cli.invoked import called, program
from harvester.cli.setup import calendars, clocks, consent, keeping, mailbox, people
from harvester.cli.setup.asking import Asker
from harvester.cli.setup.given import Answers, Given
from harvester.cli.setup.text import client_key, text
from harvester.cli.terminal import say
from harvester.config import Config, parsed
from harvester.config.sides import own_address
from harvester.errors import ConfigError, UsageError
from harvester.files import write_files
from harvester.providers import Network
from harvester.secrets import Place

STEPS = 6


def set_up(file: Path, given: Given, asker: Asker, network: Network | None) -> int:
    """Asks, looks, writes `file`, and offers to go on. An interruption before that leaves nothing behind."""
    answers = Answers()
    try:
        _refuse_to_replace(asker, file, given)
        _ask(asker, given, answers, (file, network))
        config = _written(asker, answers, file)
    except (click.Abort, KeyboardInterrupt):
        click.echo("", err=True)
        say("Interrupted. Nothing was written.")
        return exits.INTERRUPTED
    if not sys.stdout.isatty():  # a person has just read it
        click.echo(str(file))
    return _go_on(asker, given, answers, config)


def _refuse_to_replace(asker: Asker, file: Path, given: Given) -> None:
    """A configuration that is there is replaced with consent only, and kept beside the new one.

    Asked before anything else, as whether the file can be written at all: nobody answers six steps for nothing.
    """
    folder = next(one for one in file.parents if one.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UsageError(f"{folder} is no folder that can be written to.", "Choose another place with --config.")
    if not file.exists() or given.force:
        return
    taken = UsageError(f"{file} is there already.", "Choose another file with --config, or replace it with --force.")
    if not asker.asks:
        raise taken
    asker.tell(f"{file} is there already. If it is replaced, it is kept as {_kept(file).name}.")
    if not asker.yes("Replace it?", default=False):
        raise taken


def _ask(asker: Asker, given: Given, answers: Answers, where: tuple[Path, Network | None]) -> None:
    file, network = where
    if asker.asks:
        asker.tell("Six short steps. Enter takes what stands in [brackets]; Ctrl-C leaves nothing behind.")
    asker.step("You and your client")
    answers.address = given.address or asker.text("--address", "Your mail address", own_address)
    answers.client = given.client or asker.text("--client", "The client's domain, or an address", people.a_client)
    people.not_our_own(asker, answers)
    asker.step("Your mailbox")
    answers.server = mailbox.found_server(asker, given, answers, network)
    answers.auth = mailbox.way_in(asker, given, answers.server)
    if answers.auth == "password":
        _by_password(asker, given, answers, file.parent)
    else:
        _by_consent(asker, given, answers, file.parent)
    asker.step("Who is who")
    people.the_other_side(asker, answers)
    people.who_is_who(asker, given, answers)
    asker.step("Working hours")
    clocks.ask_clocks(asker, given, answers)


def _by_password(asker: Asker, given: Given, answers: Answers, folder: Path) -> None:
    if not asker.asks and not (given.password or os.environ.get(keeping.VARIABLE)):
        asker.missing.append("--password")
    asker.refuse_missing()
    mailbox.signed_in(asker, given, answers, lambda: keeping.password(asker, given, answers, folder))
    calendars.offer(asker, given, answers)
    asker.step("Where the password is kept")
    keeping.choose_place(asker, given, answers, folder)


def _by_consent(asker: Asker, given: Given, answers: Answers, folder: Path) -> None:
    """In a browser; where nobody is asked, the file is written for `harvester auth` to go on from."""
    consent.ask_app(asker, given, answers, folder)
    asker.refuse_missing()
    if answers.server and not asker.asks:
        answers.settings = mailbox.settings_of(given, answers, answers.server)
        return
    mailbox.signed_in(asker, given, answers, lambda: consent.token(given, answers, folder))
    asker.step("Where the sign-in is kept")
    place = "In a file that only you can read." if secrets.keyring_trouble() else "In the keyring of this system."
    asker.done(place)


def _written(asker: Asker, answers: Answers, file: Path) -> Config:
    """The configuration, on disk: whole with its password, or not at all."""
    asker.step("Done")
    put = keeping.into_keyring(asker, answers)
    try:
        made = text(answers)
        config = parsed(made, file)
        kept = {_kept(file).name: file.read_bytes()} if file.exists() else {}
        write_files(file.parent, {**kept, **keeping.file_beside(answers), file.name: made.encode()})
    except BaseException as error:
        for name in put:
            secrets.forget_in_keyring(name)
        if isinstance(error, ConfigError):
            raise ConfigError("What was answered", error.problems) from None
        raise
    asker.done(f"Written: {file}")
    if answers.auth != "password" and answers.signed_in:
        secrets.keep_token(mailbox.NAME, answers.secret, Place(folder=file.parent, environment=os.environ))
    return config


def _kept(file: Path) -> Path:
    """A name beside the file that nothing has yet."""
    names = (f"{file.name}.before{f'-{number}' if number > 1 else ''}" for number in range(1, 10_000))
    return next(file.with_name(name) for name in names if not file.with_name(name).exists())


def _go_on(asker: Asker, given: Given, answers: Answers, config: Config) -> int:
    """Offers `check` and the first report; else says how to go on."""
    environment = dict(os.environ) | ({keeping.VARIABLE: answers.secret} if answers.password.startswith("env:") else {})
    codes = [exits.DONE]
    if not answers.signed_in:
        asker.tell(f"Then sign in: `{_called(config.path)} auth {mailbox.NAME}`")
        return exits.DONE
    if given.check if given.check is not None else (asker.asks and asker.yes("Check everything now?")):
        from harvester.cli.check import checked

        codes.append(checked(config, environment))
    if given.report if given.report is not None else (asker.asks and asker.yes("Fetch the mail and write the report?")):
        from harvester.cli.job import Ending, whole_job

        codes.append(whole_job(config, client_key(answers.client), environment, Ending(out=config.folder)))
    else:
        asker.tell(f"Go on with: `{_called(config.path)} pull`")
    return exits.exit_code(codes)


def _called(file: Path) -> str:
    return program() if file == Path("config.toml").absolute() else called(str(file))
