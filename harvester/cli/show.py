"""`harvester show`: one original as its owner reads it, or its exact bytes as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits

if TYPE_CHECKING:
    from harvester.cli.originals.held import Original, Originals
    from harvester.config import Config
    from harvester.model.dossier import Dossier


@click.command()
@click.argument("name", metavar="ORIGINAL|FACT|EXHIBIT|GAP")
@click.option("--out", metavar="PATH", help="Writes the exact bytes instead: a new file, or files into a folder.")
@click.option("--attachment", type=int, metavar="N", help="With --out: attachment N of the original, decoded.")
@click.option("--withheld", is_flag=True, help="With --out: also what is set aside, or holds a redacted passage.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def show(common: Common, /, name: str, out: str | None, attachment: int | None, **asked: bool) -> int:
    """Shows an original: its headers, text and attachments, and where it was seen. Of a fact, each that it rests on.

    ORIGINAL is a Message-ID, or a SHA-256 of which the first 8 digits are enough. You see what is set aside, too, with
    the reason; passages that you redacted stand in [[double brackets]].

    \b
    harvester --config harvester-demo/config.toml show 6315244858fa
    harvester --config harvester-demo/config.toml show F-001 --out originals
    harvester show 81cb85d1ee95 --attachment 1 --out wireframes.pdf
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.configured import configuration
    from harvester.cli.documents import print_document
    from harvester.cli.invoked import called
    from harvester.cli.originals.attached import only, write_attachment
    from harvester.cli.originals.held import Originals
    from harvester.pipeline import named
    from harvester.store import open_store

    _refuse_mixed(out, attachment, **asked)
    config = configuration(common)
    store = open_store(config.store.url, config.folder)
    known = Originals(store, _dossiers(config))
    found = named.originals(name, known.dossiers, store.media_types())
    if asked["as_json"]:
        from harvester.cli.originals.document import originals_document

        print_document("show", originals_document(known, name, found))
    elif out is None:
        from harvester.cli.originals.text import print_originals

        print_originals(known, found, f"{called()} show")
    elif attachment is not None:
        write_attachment(only(known, found, name), attachment, out, withheld=asked["withheld"])
    else:
        _write(_held(known, found), out, withheld=asked["withheld"])
    return exits.DONE


def _refuse_mixed(out: str | None, attachment: int | None, *, withheld: bool, as_json: bool) -> None:
    if as_json and out is not None:
        raise click.UsageError("--json goes to stdout and --out writes files; take one of them.")
    if attachment is not None and out is None:
        raise click.UsageError("--attachment needs --out: the file, or the folder, to write it into.")
    if withheld and out is None:
        raise click.UsageError("--withheld belongs to --out; on the terminal you see everything.")


def _dossiers(config: Config) -> Sequence[Dossier]:
    """Every client that was searched, with numbers of facts and exhibits as the lists print them."""
    from contextlib import suppress

    from harvester import collection, workflow
    from harvester.cli.progress import reading
    from harvester.cli.when import now
    from harvester.errors import HarvesterError, UsageError

    found: list[Dossier] = []
    refused: UsageError | None = None
    shared: collection.Shared = {}
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


def _held(known: Originals, wanted: Sequence[str]) -> list[Original]:
    """Those of which the store holds the bytes, compared with their hash. UsageError where that is none."""
    from harvester.cli.originals.held import Original
    from harvester.cli.terminal import say
    from harvester.errors import UsageError

    types = known.store.media_types()
    for sha256 in wanted:
        if sha256 not in types:
            say(f"Not written: {sha256} is named only; the store holds no bytes of it.")
    found = [Original(known, sha256, types[sha256]) for sha256 in wanted if sha256 in types]
    if not found:
        raise UsageError("The store holds none of these originals.", "`harvester coverage CLIENT` says what it holds.")
    return found


def _write(originals: Sequence[Original], out: str, *, withheld: bool) -> None:
    """Each file whole or not at all; nothing is written when one may not be, or its name is taken."""
    from harvester.cli.originals.attached import refuse_withheld
    from harvester.cli.terminal import say
    from harvester.files import write_new
    from reports.stored import ending

    for one in originals:
        refuse_withheld(one, withheld=withheld)
    path = Path(out)
    into = len(originals) > 1 or out.endswith("/") or path.is_dir()
    files = {(path / f"{one.sha256}.{ending(one.media_type)}" if into else path): one for one in originals}
    for dry in (True, False):
        for file, one in files.items():
            write_new(file.absolute(), one.raw, dry=dry)
    for file, one in files.items():
        click.echo(str(file))
        say(f"{len(one.raw):,} bytes, as they were collected; SHA-256 {one.sha256}")
