"""`harvester flags`: who is unresponsive, since when, and what that rests on."""

from __future__ import annotations

from dataclasses import replace

import click

from harvester.cli import Common, exits
from harvester.cli.when import now


@click.command()
@click.argument("client", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def flags(common: Common, client: str | None, as_json: bool) -> int:
    """What is flagged of CLIENT, or of every client, as of the last search; changes nothing (exit 10: something is).

    \b
    harvester --config harvester-demo/config.toml flags acme
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester import nights
    from harvester.cli.configured import client_key, configuration
    from harvester.cli.documents import print_document
    from harvester.cli.invoked import called
    from harvester.cli.layout import out
    from reports import digest

    config = configuration(common)
    clients = [client_key(config, client)] if client else list(config.clients)
    night = replace(nights.standing(config, clients, now()), called=called())
    if as_json:
        print_document("flags", {"clients": digest.reach(night), "flags": [digest.row(flag) for flag in night.flags]})
    else:
        click.echo(digest.text(night, out(digest.WIDTH).width).encode("utf-8", "replace"), nl=False)
    return exits.FLAGGED if night.flagged else exits.DONE
