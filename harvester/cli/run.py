"""`harvester run`: one shot, from a mailbox and a client to a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harvester.cli import Common
from harvester.cli.typed import ADDRESS, HOLIDAYS, WORK_WEEK, ZONE
from harvester.cli.when import Day, Instant
from harvester.cli.wish import Wish


def _path(**more: Any) -> click.Path:
    return click.Path(path_type=Path, **more)


@click.command()
@click.argument("words", metavar="SOURCE... CLIENT", nargs=-1)
@click.option("--calendar", multiple=True, metavar="C", help="An .ics file, an https:// link, or a configured source.")
@click.option("--calls", type=_path(exists=True, dir_okay=False), metavar="F.csv", help="A call log.")
@click.option("--me", multiple=True, type=ADDRESS, help="Own address; default: found from Sent. Several.")
@click.option("--password", metavar="REF", help="keyring: | env:NAME | file:PATH | command:PROGRAM ARGS.")
@click.option("--ca-file", type=_path(exists=True, dir_okay=False), metavar="F", help="A private authority.")
@click.option("--timezone", type=ZONE, metavar="Z", help="Our zone, e.g. Europe/Berlin.")
@click.option("--client-timezone", type=ZONE, metavar="Z", help="The client's zone.")
@click.option("--holidays", type=HOLIDAYS, metavar="H", help="Our holidays, e.g. DE-BE.")
@click.option("--client-holidays", type=HOLIDAYS, metavar="H", help="The client's holidays, e.g. US-NY.")
@click.option("--work-week", type=WORK_WEEK, metavar="W", help='Hours of both sides, e.g. "Mon-Fri 09:00-17:00".')
@click.option("--since", type=Day(), help="Servers: only mail from this date on.")
@click.option("--as-of", type=Instant(), help="As of this time (ISO 8601 with zone); default: now for servers.")
@click.option(
    "--complete", is_flag=True, help="The SOURCE files hold everything (your word; printed with every claim)."
)
@click.option("--exported-at", type=Instant(), metavar="T", help="How far the files reach.")
@click.option("--contract", type=_path(exists=True, dir_okay=False), metavar="F", help="The contract file.")
@click.option("--out", type=_path(file_okay=False), metavar="DIR", help="Default: ./harvester-CLIENT.")
@click.option("--open", "show", is_flag=True, help="Open the report.")
@click.pass_obj
def run(common: Common, /, words: tuple[str, ...], **wish: Any) -> int:
    """Points at mailboxes (SOURCE) and a CLIENT, and writes a report.

    \b
    SOURCE  imaps://user@host[:port], imap://… (STARTTLS), an mbox file, Maildir,
            .eml, .emlx or .msg files, a folder of them or of mbox files, a .pst
            file, or the name of a configured source
    CLIENT  a domain, an address, or a configured client

    \b
    harvester run imaps://me@studionorth.example@imap.example.com acme.example
    harvester run mail.mbox acme.example --complete --timezone Europe/Berlin

    DIR then holds config.toml, evidence.db and the report; go on from there with
    `harvester --config DIR/config.toml`. A second run into DIR keeps what stands in its config.toml.
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.oneshot import one_shot

    return one_shot(common, words, Wish(**wish))
