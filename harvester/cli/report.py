"""`harvester report`: the fact list as files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from harvester.cli import Common, exits
from harvester.cli.when import as_of_option, now


@click.command()
@click.argument("client")
@click.option("--out", metavar="DIR", required=True, type=click.Path(path_type=Path), help="Folder for the files.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="F",
    help="html (default), pdf, docx, xlsx, md, csv, json, or exhibits; several.",
)
@as_of_option
@click.option("--open", "show", is_flag=True, help="Open it afterwards.")
@click.pass_obj
def report(  # noqa: PLR0913 (one a column of the command line)
    common: Common, client: str, out: Path, *, formats: tuple[str, ...], as_of: datetime | None, show: bool
) -> int:
    """Writes the fact list about CLIENT into DIR.

    \b
    harvester --config harvester-demo/config.toml report acme --out report
    harvester report acme.example --out report --format pdf --format xlsx
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    import reports
    from harvester import workflow
    from harvester.cli.configured import client_key, configuration
    from harvester.cli.progress import concluded
    from harvester.cli.terminal import open_in_browser

    config = configuration(common)
    for name in formats:
        reports.report(name)  # an unknown one is told before any work is done
    dossier = concluded(config, client_key(config, client), as_of)
    dossier = workflow.numbered(config, dossier, now())
    files = workflow.publish(dossier, out, formats or ("html",), workflow.originals_of(config))
    for file in files:
        click.echo(str(file))
    if show and files:
        open_in_browser(str(files[0]))
    return exits.DONE
