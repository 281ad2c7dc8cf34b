"""`harvester contract`: starts a contract file by questions, and suggests entries from a document."""

from __future__ import annotations

from pathlib import Path

import click


@click.group(no_args_is_help=True)
def contract() -> None:
    """Starts a contract file, and suggests entries for it from a document.

    \b
    harvester contract new --out acme-contract.toml
    harvester contract suggest agreement.pdf
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)


@contract.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--us", default="", metavar="NAME", help="What the document calls our side, beside “the contractor” …")
@click.option("--client", default="", metavar="NAME", help="What it calls the client, beside “the customer” …")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def suggest(file: Path, us: str, client: str, as_json: bool) -> int:
    """Lists the sentences of FILE (PDF, DOCX or text) that look like obligations, as comments for a contract file.

    Nothing is accepted: a person takes over what is right, completes it, and confirms it.

    \b
    harvester contract suggest agreement.pdf --us "Studio North" >> acme-contract.toml
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli import suggested

    return suggested.print_suggestions(file, (us, client), as_json)
