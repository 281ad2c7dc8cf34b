"""`harvester demo`: the whole job on the sample matter that ships with the package."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from harvester.cli import Common

CLIENT = "acme"


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("harvester-demo"),
    show_default=True,
    metavar="DIR",
    help="Folder for the sample matter, the store and the report.",
)
@click.option("--open", "show", is_flag=True, help="Open the report.")
@click.pass_obj
def demo(common: Common, out: Path, show: bool) -> int:
    """Studio North and its client Acme Ltd: needs no account, no configuration and no network.

    \b
    harvester demo --open
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.job import Ending, whole_job
    from harvester.cli.terminal import say
    from harvester.config import load
    from harvester.errors import UsageError

    out = out.absolute()
    sample = files("harvester") / "sample"
    config = out / "config.toml"
    if not config.exists() and out.is_dir() and any(out.iterdir()):
        raise UsageError(f"{out} holds something else.", "Choose a new folder with --out.")
    if config.exists() and config.read_bytes() != (sample / "config.toml").read_bytes():
        raise UsageError(f"{config} belongs to another matter.", "Choose another folder with --out.")
    _copy(sample, out)
    say(f"The sample matter lies in {out}; everything in it is invented.")
    return whole_job(load(config), CLIENT, {}, Ending(out=out, show=show))


def _copy(folder: Traversable, target: Path) -> None:
    """Copies a folder of the package; a file that is there and says the same is left alone."""
    from harvester.files import write_files

    entries = [entry for entry in folder.iterdir() if not entry.name.startswith(("_", "."))]
    content = {entry.name: entry.read_bytes() for entry in entries if entry.is_file()}
    changed = {name: raw for name, raw in content.items() if not _says(target / name, raw)}
    write_files(target, changed)
    for entry in entries:
        if entry.is_dir():
            _copy(entry, target / entry.name)


def _says(file: Path, raw: bytes) -> bool:
    return file.is_file() and file.read_bytes() == raw
