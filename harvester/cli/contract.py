"""`harvester contract`: starts a contract file by questions, and suggests entries from a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click


@click.group(no_args_is_help=True)
def contract() -> None:
    """Starts a contract file, and suggests entries for it from a document.

    \b
    harvester contract new --out acme-contract.toml
    harvester contract suggest agreement.pdf
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)


_ENDING = (
    (("--convenience",), "CLAUSE", "The clause by which it may be ended without a reason, e.g. “SOW 9.1”."),
    (("--convenience-words",), "TEXT", "Its words; each of these clauses needs them."),
    (("--convenience-days",), "N", "Days of notice."),
    (("--cause",), "CLAUSE", "The clause by which it may be ended for a reason."),
    (("--cause-words",), "TEXT", "Its words."),
    (("--cause-days",), "N", "Days of notice."),
    (("--form",), "CLAUSE", "The clause that names the form of a notice."),
    (("--form-words",), "TEXT", "Its words."),
    (("--address",), "CLAUSE", "The clause that names where a notice goes."),
    (("--address-words",), "TEXT", "Its words."),
    (("--address-to",), "ADDRESS", "The address that it names."),
    (("--cure",), "CLAUSE", "The clause that gives time to put things right."),
    (("--cure-words",), "TEXT", "Its words."),
    (("--cure-days",), "N", "Days to put it right."),
    (("--cure-by",), "SIDE", "Who has to put it right: us or client."),
    (("--handover",), "CLAUSE", "The clause about the handover."),
    (("--handover-words",), "TEXT", "Its words."),
    (("--handover-days",), "N", "Days for it, counted from the end."),
    (("--handover-by",), "SIDE", "Who hands over: us or client."),
)
"""How it may be ended, clause by clause."""


def _answers(command: Callable[..., int]) -> Callable[..., int]:
    for names, metavar, told in (
        (("--title",), "TEXT", "What the contract is called."),
        (("--signed",), "DATE", "When it was signed, year first."),
        (("--timezone",), "ZONE", "Time zone of its dates."),
        (("--currency",), "CODE", "Currency of its amounts; default: EUR."),
        (("--invoice",), "NUMBER", "Number of an invoice of yours."),
        (("--amount",), "AMOUNT", "Its amount, e.g. 4800.00."),
        (("--sent",), "DATE", "When it was sent."),
        (("--days",), "N", "Within how many days it is payable; default: 30."),
        (("--discount",), "PERCENT", "What the contract takes off it for early payment."),
        (("--discount-days",), "N", "Within how many days it must be paid for that."),
        (("--payments-until",), "DATE", "You know every payment up to the end of this day."),
        (("--interest",), "RULE", "Rule of late interest: eu, germany, uk, ireland or france."),
        *_ENDING,
        (("--ends",), "DATE", "The day on which you want it to end."),
        (("--outcome",), "TEXT", "The result that is wanted."),
        (("--fallback",), "TEXT", "What you accept if that cannot be had."),
        (("--floor",), "TEXT", "The least that you accept."),
    )[::-1]:
        command = click.option(*names, metavar=metavar, help=told)(command)
    return command


@contract.command(short_help="Starts a contract file, by questions or from options.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("contract.toml"), help="Default: contract.toml.")
@click.option("--no-input", is_flag=True, help="Never asks; what no option says is left out.")
@_answers
def new(out: Path, no_input: bool, **given: str | None) -> int:
    """Starts a contract file: asks what it needs on a terminal, and takes every answer as an option too.

    \b
    harvester contract new --out acme-contract.toml
    harvester contract new --no-input --title "Statement of Work" --currency EUR
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.contracts import new as contract_new

    return contract_new.new(out, given, ask=not no_input)


@contract.command(short_help="Sentences of a document that look like obligations.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--us", default="", metavar="NAME", help="What the document calls our side, beside “the contractor” …")
@click.option("--client", default="", metavar="NAME", help="What it calls the client, beside “the customer” …")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def suggest(file: Path, us: str, client: str, as_json: bool) -> int:
    """Lists sentences of FILE (PDF, DOCX, HTML or text) that look like obligations, as comments for a contract file.

    Nothing is accepted: a person takes over what is right, completes it, and confirms it.

    \b
    harvester contract suggest agreement.pdf --us "Studio North" >> contract.toml
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.contracts import suggested

    return suggested.print_suggestions(file, (us, client), as_json)
