"""`harvester verify`: the store against its journal."""

from __future__ import annotations

import click

from harvester.cli import Common, exits


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def verify(common: Common, as_json: bool) -> int:
    """Compares every byte and row of the store with its journal, and names what differs (exit 8).

    \b
    harvester --config harvester-demo/config.toml verify
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester import workflow
    from harvester.cli.configured import configuration
    from harvester.cli.documents import print_document
    from harvester.cli.progress import reading
    from harvester.cli.terminal import safe
    from harvester.errors import IntegrityError

    config = configuration(common)
    with reading() as counted:
        found = workflow.verify(config, counted)
    if as_json:
        content = {"ok": not found.problems, "checked": found.checked, "problems": list(found.problems)}
        print_document("verify", content)
    else:
        for problem in found.problems:
            click.echo(safe(problem))
        if not found.problems:
            click.echo(f"{config.store_path}: {found.checked:,} rows and originals agree with the journal.")
    return IntegrityError.exit_code if found.problems else exits.DONE
