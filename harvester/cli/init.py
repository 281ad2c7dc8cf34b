"""`harvester init`: from a mail address to a configuration that works."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from harvester.cli import Common
from harvester.cli.typed import ADDRESS, CLIENT, HOLIDAYS, HOST, REFERENCE, WORK_WEEK, ZONE


@click.command()
@click.option("--address", type=ADDRESS, help="Your mail address.")
@click.option("--client", type=CLIENT, help="The client's domain, or one address.")
@click.option("--name", metavar="TEXT", help="Your name, or your firm's.")
@click.option("--client-name", metavar="TEXT", help="The client's name.")
@click.option("--host", type=HOST, help="The IMAP server; default: found out.")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="Default: 993, with STARTTLS 143.")
@click.option("--tls", type=click.Choice(["implicit", "starttls", "none"]), help="Default: implicit.")
@click.option("--user", metavar="NAME", help="The login, where it is not the address.")
@click.option(
    "--ca-file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="F", help="A private authority."
)
@click.option("--password", type=REFERENCE, help="keyring: | env:NAME | file:PATH | command:PROGRAM ARGS.")
@click.option(
    "--sign-in", type=click.Choice(["password", "google", "microsoft"]), help="Default: as the provider takes it."
)
@click.option("--client-secrets", type=REFERENCE, help="Google: file:PATH of your project's OAuth client.")
@click.option("--client-id", metavar="ID", help="Microsoft: the application id of your app registration.")
@click.option("--tenant", metavar="ID", help="Microsoft: your directory; default: common.")
@click.option("--login-endpoint", metavar="URL", help="Microsoft: of a national cloud.")
@click.option("--paste", is_flag=True, help="Google: no browser here; paste the address back.")
@click.option("--me", multiple=True, type=ADDRESS, help="A further address of ours. Several.")
@click.option("--timezone", type=ZONE, metavar="Z", help="Our zone, e.g. Europe/Berlin.")
@click.option("--work-week", type=WORK_WEEK, metavar="W", help='Our hours, e.g. "Mon-Fri 09:00-17:00".')
@click.option("--holidays", type=HOLIDAYS, metavar="H", help="Our holidays, e.g. DE-BE.")
@click.option("--client-timezone", type=ZONE, metavar="Z", help="The client's zone.")
@click.option("--client-work-week", type=WORK_WEEK, metavar="W", help="The client's hours.")
@click.option("--client-holidays", type=HOLIDAYS, metavar="H", help="The client's holidays, e.g. US-NY.")
@click.option("--calendar/--no-calendar", default=None, help="The provider's calendars, too; default: asked.")
@click.option(
    "--lookup/--no-lookup", default=True, help="Whether the DNS and the provider may be asked for the server."
)
@click.option("--check/--no-check", default=None, help="Whether everything is tried afterwards; default: asked.")
@click.option("--report/--no-report", default=None, help="Whether mail is fetched and reported; default: asked.")
@click.option("--force", is_flag=True, help="Replace a configuration that is there; the old one is kept.")
@click.option("--no-input", is_flag=True, help="Never asks; names every flag that is missing.")
@click.pass_obj
def init(common: Common, /, no_input: bool, lookup: bool, **given: Any) -> int:
    """Sets everything up: finds the server, signs in, proposes who is who, and writes config.toml.

    \b
    harvester init
    harvester init --address me@studionorth.example --client acme.example
    harvester --config matter/config.toml init --no-input \\
        --address me@studionorth.example --client acme.example \\
        --password env:HARVESTER_PASSWORD

    The file goes where --config says, else into this folder. Nothing is written before the last step.
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.setup.asking import Asker
    from harvester.cli.setup.flow import STEPS, set_up
    from harvester.cli.setup.given import Given
    from harvester.cli.terminal import at_terminal
    from harvester.providers import network

    named = common.config or os.environ.get("HARVESTER_CONFIG") or "config.toml"
    asker = Asker(asks=at_terminal() and not no_input, steps=STEPS)
    asked = network.USUAL if lookup else None
    return set_up(Path(named).expanduser().absolute(), Given(**given), asker, asked)
