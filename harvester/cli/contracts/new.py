"""`harvester contract new`: a contract file from answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from harvester.cli import exits
from harvester.cli.contracts.questions import QUESTIONS, Question
from harvester.cli.contracts.text import contract_text
from harvester.cli.invoked import called
from harvester.cli.layout import COLUMNS
from harvester.cli.terminal import at_terminal
from harvester.cli.typed import sentence
from harvester.config.contract import parsed_contract
from harvester.files import write_new
from reports.text import wrapped


def new(out: Path, given: Mapping[str, str | None], *, ask: bool) -> int:
    """Writes a new contract file; never over one that is there."""
    write_new(out, b"", dry=True)
    text = contract_text(_answers(given, ask=ask and at_terminal()))
    parsed_contract(text, out)
    write_new(out, text.encode())
    click.echo(str(out))
    click.echo(
        "Name it in config.toml, under [clients.…]:\n"
        f"    contract = {json.dumps(str(out.resolve()), ensure_ascii=False)}\n"
        "An entry counts once confirmed_by and confirmed_on say who held it against\nthe paper. See what it says:\n"
        f"    {called(before='check')} check",
        err=True,
    )
    return exits.DONE


def _answers(given: Mapping[str, str | None], *, ask: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    if ask:
        click.echo("An empty answer leaves a question out; all can be changed in the file later.", err=True)
    for question in QUESTIONS:
        value = given.get(question.name)
        if value is not None:
            found[question.name] = _checked(question, value)
        elif question.needs and question.needs not in found:
            continue
        elif answer := _asked(question) if ask else question.default:
            found[question.name] = answer
    for question in QUESTIONS:
        if question.required and question.needs in found and question.name not in found:
            raise click.UsageError(
                f"--{_option(question.needs)} needs more: name it with --{_option(question.name)} as well."
            )
    for question in QUESTIONS:
        if question.name in found and question.needs and question.needs not in found:
            raise click.UsageError(
                f"--{_option(question.name)} belongs to --{_option(question.needs)}; name that, too."
            )
    return found


def _checked(question: Question, value: str) -> str:
    try:
        return question.check(value)
    except ValueError as error:
        raise click.BadParameter(sentence(error), param_hint=f"--{_option(question.name)}") from None


def _asked(question: Question) -> str:
    """Asks until the answer can be used, or is empty and may be."""
    while True:
        shown = question.default or None
        answer = click.prompt(question.words, default=shown or "", show_default=bool(shown), err=True)
        if not answer.strip() and not question.required:
            return ""
        if not answer.strip():
            click.echo("It cannot be left out; Ctrl-C breaks off, and nothing is written.", err=True)
            continue
        try:
            return question.check(answer)
        except ValueError as error:
            click.echo("\n".join(wrapped(sentence(error), COLUMNS)), err=True)


def _option(name: str) -> str:
    return name.replace("_", "-")
