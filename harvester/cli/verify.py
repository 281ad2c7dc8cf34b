"""`harvester verify`: the store against its journal, or a bundle against its manifests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harvester.cli import Common, exits


@click.command()
@click.argument("path", required=False, metavar="[PATH]", type=click.Path(path_type=Path))
@click.option(
    "--ca-file", metavar="FILE", type=click.Path(path_type=Path), help="PEM of the time-stamp authority’s root."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def verify(common: Common, path: Path | None, ca_file: Path | None, *, as_json: bool) -> int:
    """Compares every byte of the store with its journal, or of the bundle in PATH with its lists (exit 8).

    What differs is named. A bundle needs no configuration; no network is asked.

    \b
    harvester --config harvester-demo/config.toml verify
    harvester verify bundle-acme
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.documents import print_document
    from harvester.cli.layout import COLUMNS, out, print_paragraph, print_sentence
    from harvester.errors import IntegrityError

    content, sound = _bundle(path, ca_file) if path else _store(common, ca_file)
    if as_json:
        print_document("verify", content)
    else:
        for line in (*content["problems"], *content["stamps"]):
            print_sentence(line)
        if content["ok"]:
            print_sentence(sound)
        for line in content.get("purged", ()):
            print_paragraph(out(COLUMNS), line)
    return exits.DONE if content["ok"] else IntegrityError.exit_code


def _bundle(path: Path, ca_file: Path | None) -> tuple[dict[str, Any], str]:
    from harvester.bundle import check

    found = check(path, ca_file)
    content = {"ok": not found.problems, "checked": found.files, "problems": list(found.problems)}
    sound = f"{path}: {found.files:,} files are as its lists say."
    if found.unsealed:
        sound += (
            " No authority stamped the bundle, so one whose lists were all written anew passes too: compare the "
            f"SHA-256 of tagmanifest-sha256.txt, {found.unsealed}, with the one that was noted when it was made."
        )
    return content | {"stamps": list(found.stamps)}, sound


def _store(common: Common, ca_file: Path | None) -> tuple[dict[str, Any], str]:
    from harvester import custody
    from harvester.cli.configured import configuration
    from harvester.cli.progress import reading
    from harvester.cli.purge import purge_words

    config = configuration(common)
    with reading() as counted:
        found = custody.verify(config, counted)
        stamps, problems = custody.stamps(config, ca_file)
    problems = (*found.problems, *problems)
    purged = [purge_words(one, config.us.timezone or "UTC") for one in custody.purges(config)]
    content = {"ok": not problems, "checked": found.checked, "problems": list(problems), "stamps": list(stamps)}
    content |= {"purged": purged}
    return content, f"{config.store_path}: {found.checked:,} rows and originals agree with the journal."
