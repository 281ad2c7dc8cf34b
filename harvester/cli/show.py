"""`harvester show`: one original as its owner reads it, or its exact bytes as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits

if TYPE_CHECKING:
    from harvester.config import Config
    from harvester.model import Dossier
    from harvester.store import Store


@click.command()
@click.argument("name", metavar="ORIGINAL|FACT|EXHIBIT|GAP")
@click.option("--out", metavar="PATH", help="Writes the exact bytes instead: a new file, or files into a folder.")
@click.option("--withheld", is_flag=True, help="With --out: also what is set aside, or holds a redacted passage.")
@click.pass_obj
def show(common: Common, name: str, out: str | None, *, withheld: bool) -> int:
    """Shows an original: its headers, text and attachments, and where it was seen. Of a fact, each that it rests on.

    ORIGINAL is a Message-ID, or a SHA-256 of which the first 8 digits are enough. You see what is set aside, too, with
    the reason; passages that you redacted stand in [[double brackets]].

    \b
    harvester --config harvester-demo/config.toml show 6315244858fa
    harvester --config harvester-demo/config.toml show F-001 --out originals
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.configured import configuration
    from harvester.cli.original import Originals, print_originals
    from harvester.pipeline import named
    from harvester.store import open_store

    if withheld and out is None:
        raise click.UsageError("--withheld belongs to --out; on the terminal you see everything.")
    config = configuration(common)
    store = open_store(config.store.url, config.folder)
    dossiers = _dossiers(config)
    found = named.originals(name, dossiers, store.media_types())
    if out is None:
        print_originals(Originals(store, dossiers), found)
    else:
        _write(_bytes(store, found), dossiers, out, withheld=withheld)
    return exits.DONE


def _dossiers(config: Config) -> Sequence[Dossier]:
    """Every client that was searched, with numbers of facts and exhibits as the lists print them."""
    from contextlib import suppress

    from harvester import workflow
    from harvester.cli.progress import reading
    from harvester.cli.when import now
    from harvester.errors import HarvesterError, UsageError

    found: list[Dossier] = []
    refused: UsageError | None = None
    shared: workflow.Shared = {}
    with reading() as counted:
        for client in config.clients:
            try:
                dossier = workflow.conclude(config, client, counted=counted, shared=shared)
            except UsageError as error:
                refused = error
                continue
            with suppress(HarvesterError):  # somebody else writes, or nobody may: what has a number keeps it
                dossier = workflow.numbered(config, dossier, now())
            found.append(dossier)
    if refused and not found:
        raise refused
    return found


def _bytes(store: Store, wanted: Sequence[str]) -> Mapping[str, tuple[str, bytes]]:
    """SHA-256 -> media type and bytes, compared with their hash. UsageError where the store holds none of them."""
    from harvester.cli.terminal import say
    from harvester.errors import UsageError

    types = store.media_types()
    for sha256 in wanted:
        if sha256 not in types:
            say(f"Not written: {sha256} is named only; the store holds no bytes of it.")
    found = {sha256: (types[sha256], store.original(sha256)) for sha256 in wanted if sha256 in types}
    if not found:
        raise UsageError("The store holds none of these originals.", "`harvester coverage CLIENT` says what it holds.")
    return found


def _write(
    originals: Mapping[str, tuple[str, bytes]], dossiers: Sequence[Dossier], out: str, *, withheld: bool
) -> None:
    """Each file whole or not at all; nothing is written when one may not be, or its name is taken."""
    from harvester.cli.terminal import say
    from harvester.errors import UsageError
    from harvester.files import write_new
    from harvester.pipeline.disclosure import why_withheld
    from reports.stored import ending

    for sha256, (_, content) in originals.items():
        why = why_withheld(dossiers, sha256, content)
        if why and not withheld:
            raise UsageError(
                f"{sha256[:12]} is not handed over: {why}. Nothing was written.",
                "Read it without --out; --withheld writes it for your own eyes.",
            )
        if why:
            say(f"Not to be handed over unread: {sha256[:12]}: {why}.")
    path = Path(out)
    into = len(originals) > 1 or out.endswith("/") or path.is_dir()
    files = {
        (path / f"{sha256}.{ending(media_type)}" if into else path): content
        for sha256, (media_type, content) in originals.items()
    }
    for dry in (True, False):
        for file, content in files.items():
            write_new(file.absolute(), content, dry=dry)
    for file, sha256 in zip(files, originals, strict=True):
        click.echo(str(file))
        say(f"{len(files[file]):,} bytes, as they were collected; SHA-256 {sha256}")
