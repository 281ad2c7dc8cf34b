"""`harvester bundle`: the sealed evidence package."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from harvester.cli import Common, exits
from harvester.cli.when import as_of_option, now


@click.command()
@click.argument("client")
@click.option(
    "--out", metavar="PATH", required=True, type=click.Path(path_type=Path), help="The folder to make; it is new."
)
@as_of_option
@click.option("--every-fact", is_flag=True, help="Facts that nobody accepted, too; each says how it stands.")
@click.pass_obj
def bundle(common: Common, client: str, *, out: Path, as_of: datetime | None, every_fact: bool) -> int:
    """Writes everything about CLIENT that is handed over, sealed by hashes, into the new folder PATH.

    Only accepted facts enter it; `README.txt` in it says how anybody checks it without this program.

    \b
    harvester --config harvester-demo/config.toml bundle acme --out bundle-acme
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester import bundle as bundles
    from harvester.cli.configured import client_key, configuration
    from harvester.cli.invoked import called
    from harvester.cli.progress import concluded
    from harvester.cli.terminal import say
    from harvester.model.times import counted

    config = configuration(common)
    bundles.refuse_taken(out)
    dossier = concluded(config, client_key(config, client), as_of)
    made = bundles.bundle(config, dossier, out, now(), every_fact=every_fact)
    click.echo(str(made.folder))
    say(f"In it: {counted(made.originals, 'original')}, {counted(made.facts, 'fact')}.")
    if made.unaccepted:
        say(f"Left out: {counted(made.unaccepted, 'fact')} that nobody has accepted; see `{called()} mark`.")
    if made.unproven:
        say(f"Left out: {', '.join(made.unproven)}, whose proof is among what is set aside.")
    if made.aside:
        say(f"Set aside: {counted(made.aside, 'original')}, each listed in data/set-aside.csv with the reason.")
    if made.unstamped:
        say(f"{made.unstamped} The bundle is complete without a stamp.")
    if made.unsealed:
        say(f"Note this elsewhere, it tells the bundle from any other: {made.unsealed} (tagmanifest-sha256.txt)")
    return exits.DONE
