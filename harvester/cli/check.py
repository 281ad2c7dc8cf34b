"""`harvester check`: tries everything that a run needs, and changes nothing."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from harvester.cli import Common, exits
from harvester.cli.when import now

if TYPE_CHECKING:
    from harvester.cli.checks.tried import Tried
    from harvester.config import Config

_MARKS = {"ok": "ok     ", "note": "note   ", "finding": "finding", "error": "error  "}
_STYLES = {"ok": "green", "note": "cyan", "finding": "bold yellow", "error": "bold red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def check(common: Common, as_json: bool) -> int:
    """Reads the configuration, signs in everywhere, lists folders, verifies the store, looks at clock and packages.

    \b
    harvester --config harvester-demo/config.toml check

    Each line says how it stands: ok, note (works, worth knowing), finding (will
    spoil a run), error (stopped one here); below what is wrong stands how to put it right.
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli.configured import configuration
    from harvester.cli.documents import print_document

    config = configuration(common)
    if not as_json:
        return checked(config, os.environ)
    tried = list(_tried(config, os.environ))
    told = [
        {"what": one.what, "ok": not one.code, "detail": one.told, "level": one.level, "fix": one.fix or None}
        for one in tried
    ]
    print_document("check", {"ok": not any(one.code for one in tried), "checks": told})
    return exits.exit_code(one.code for one in tried)


def checked(config: Config, environment: Mapping[str, str]) -> int:
    """Tries everything, prints each as it is known and the sum of it last, and returns the exit code."""
    tried = []
    for one in _tried(config, environment):
        _print_tried(one)
        tried.append(one)
    click.echo(_sum(Counter(one.level for one in tried)))
    return exits.exit_code(one.code for one in tried)


def _sum(levels: Counter[str]) -> str:
    from harvester.model.times import counted

    wrong = " and ".join(counted(levels[level], level) for level in ("error", "finding") if levels[level])
    return f"{counted(levels.total(), 'thing')} tried: {wrong or 'nothing stands in the way of a run'}."


def _tried(config: Config, environment: Mapping[str, str]) -> Iterator[Tried]:
    from harvester.cli.checks import machine, servers, settings

    yield from settings.tried(config)
    yield from servers.tried(config, environment, now())
    yield from machine.tried(config, now())


def _print_tried(one: Tried) -> None:
    """A line each, and each problem of a file; on a terminal wrapped under itself, to read beside the contract."""
    from harvester.cli.invoked import as_called
    from harvester.cli.layout import out, print_paragraph
    from harvester.cli.terminal import safe

    told, *problems = as_called(f"{one.what}: {one.told}").splitlines()
    lines = [(_MARKS[one.level], told), *((" " * len(_MARKS["ok"]), problem.strip()) for problem in problems)]
    if one.fix:
        lines.append(("     → ", as_called(one.fix)))
    for mark, line in lines:
        if sys.stdout.isatty():
            print_paragraph(out(), line, bullet=f"{mark}  ", style=_STYLES[one.level])
        else:
            click.echo(f"{mark}  {safe(line)}")
