"""What a person sees beside the results: messages and errors on stderr, made safe to print (S26)."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from harvester.cli import exits
from harvester.cli.invoked import as_called, program
from harvester.errors import HarvesterError, Shortcoming


def safe(text: str) -> str:
    """The text on one line, with control, direction and invisible characters visible (S26)."""
    from reports.text import one_line

    return one_line(text)


def say(text: str) -> None:
    """One line on stderr."""
    click.echo(safe(text), err=True)


def report_error(error: BaseException, debug: bool, about: str = "", config: str = "") -> int:
    """Prints an error as one fact and one next step, and returns its exit code; a traceback only with `debug`.

    `about` names the source that it happened to, `config` the configuration that the next step goes on with.
    """
    if debug:
        traceback.print_exception(error)
    match error:
        case click.Abort() | KeyboardInterrupt():
            click.echo(
                "Interrupted. What was reported as stored is kept, and nothing else was. Run the command again.",
                err=True,
            )
            return exits.INTERRUPTED
        case HarvesterError():
            fact = f"{about}: {error.fact}" if about else error.fact
            _print_error("\n".join(map(_shown, fact.splitlines())), as_called(error.next_step, config))
            return error.exit_code
        case click.exceptions.NoArgsIsHelpError():
            click.echo(error.format_message(), err=True)
            return exits.USAGE
        case click.ClickException():
            _print_error(" ".join(error.format_message().split()), _help_hint(error))
            return exits.USAGE
        case _:
            # The message of a foreign error may hold a secret or a mail's words; its place does not.
            place = traceback.extract_tb(error.__traceback__)[-1] if error.__traceback__ else None
            where = f" at {os.path.basename(place.filename)}:{place.lineno}" if place else ""  # noqa: PTH119 (text only)
            _print_error(f"Unexpected {type(error).__name__}{where}.", "Run it again with --debug and report it.")
            return exits.UNEXPECTED


@contextmanager
def shortcomings_told() -> Iterator[None]:
    """What a finished document lacks is told on stderr, as one fact and one next step."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", Shortcoming)
        usual = warnings.showwarning

        def told(message: Warning | str, *where: Any, **more: Any) -> None:
            if isinstance(message, Shortcoming):
                _print("Note: ", "yellow", message.fact, as_called(message.next_step))
            else:
                usual(message, *where, **more)

        warnings.showwarning = told
        yield


def open_in_browser(path: str) -> None:
    """Opens a report with the system's program for it, where there is one."""
    with _hushed():
        failed = click.launch(path)
    if failed:
        say(f"{path} could not be opened here; open it in a browser.")


@contextmanager
def _hushed() -> Iterator[None]:
    """What another program says on our stderr meanwhile is not for the user."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def at_terminal() -> bool:
    """Whether somebody can answer a question here."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _print_error(fact: str, next_step: str) -> None:
    _print("Error: ", "red", fact, next_step)


def _print(word: str, colour: str, fact: str, next_step: str) -> None:
    click.echo(click.style(word, fg=colour, bold=True) + fact, err=True)
    if next_step:
        click.echo(f"  {_shown(next_step)}", err=True)


def _shown(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip(" "))]
    return indent + safe(line)


def _help_hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"See `{context.command_path if context else program('--help')} --help`."
