"""An attachment of an original as a file: its exact bytes, compared with the hash that stands in the lists (S20, S21).

It is never opened here. What Outlook wrapped (TNEF) is written as it came.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from harvester.cli.originals.held import Original, Originals
from harvester.cli.terminal import say
from harvester.errors import HarvesterError, UsageError
from harvester.files import safe_name, write_new
from harvester.model.mail import Attachment
from harvester.model.times import counted
from harvester.parse.payloads import attached
from reports.stored import ending

_WRAPPED = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


def write_attachment(about: Original, number: int, out: str, *, withheld: bool) -> None:
    """Writes attachment `number`, from 1, into the new file `out`, or by a safe form of its own name into a folder.

    UsageError where there is none, it is not handed over, or the name is taken.
    """
    one = _chosen(about, number)
    refuse_withheld(about, withheld=withheld)
    content = attached(about.raw, one.part)
    if content is None or hashlib.sha256(content).hexdigest() != one.sha256:
        raise HarvesterError(
            f"Attachment {number} of {about.sha256[:12]} cannot be taken out as it was read.",
            "Write the whole original with --out, and open it in your mail program.",
        )
    path = Path(out)
    if out.endswith("/") or path.is_dir():
        path /= file_name(one, number)
    write_new(path.absolute(), content)
    click.echo(str(path))
    say(f"{len(content):,} bytes, decoded from part {one.part} of {about.sha256[:12]}; SHA-256 {one.sha256}")
    if one.media_type in _WRAPPED:
        say("Outlook wrapped one or more files into it (TNEF); it is written as it came.")


def file_name(one: Attachment, number: int) -> str:
    """The name by which an attachment is written into a folder."""
    told = safe_name(one.name)
    if one.media_type == "message/rfc822" and not told.lower().endswith(".eml"):
        told = safe_name(f"{one.name or f'attachment-{number}'}.eml")
    return told or f"attachment-{number}.{ending(one.media_type)}"


def refuse_withheld(about: Original, *, withheld: bool) -> None:
    """UsageError for what is not handed over, unless it is asked for; then it is told."""
    why = about.withheld
    if why and not withheld:
        raise UsageError(
            f"{about.sha256[:12]} is not handed over: {why}. Nothing was written.",
            "Read it without --out; --withheld writes it for your own eyes.",
        )
    if why:
        say(f"Not to be handed over unread: {about.sha256[:12]}: {why}.")


def only(known: Originals, wanted: tuple[str, ...], name: str) -> Original:
    """The one original that holds the attachment. UsageError where `name` stands for several, or for no bytes."""
    types = known.store.media_types()
    if len(wanted) > 1:
        several = ", ".join(one[:12] for one in wanted)
        raise UsageError(f"“{name}” rests on {len(wanted)} originals: {several}.", "Name the one with the attachment.")
    if wanted[0] not in types:
        raise UsageError(f"The store holds no bytes of {wanted[0][:12]}.", "`harvester coverage CLIENT` says why.")
    return Original(known, wanted[0], types[wanted[0]])


def _chosen(about: Original, number: int) -> Attachment:
    held = about.message.attachments if about.message else ()
    if not 1 <= number <= len(held):
        raise UsageError(
            f"{about.sha256[:12]} has {counted(len(held), 'attachment') if held else 'no attachment'}.",
            f"`harvester show {about.sha256[:12]}` lists what it has.",
        )
    return held[number - 1]
