"""How this program was called: the commands that it prints can be pasted as they stand."""

from __future__ import annotations

import os
import re
import shlex

import click

from harvester.cli.verbs import UNCONFIGURED, VERBS

_CONFIGURED = re.compile(rf"`harvester (?=({'|'.join(verb for verb in VERBS if verb not in UNCONFIGURED)})\b)")
"""A command in a message that goes on with the configuration that was given."""
_COMMAND = re.compile(r"`harvester (?=([^\s`]*))")
_EXAMPLE = re.compile(r"(?m)(^|: +)harvester (?=(\S+))")
"""A command in the examples of `--help`: a line of its own, or what ends one."""


def program(before: str = "") -> str:
    """How this program was called, fit for a shell; `before` is the word that follows, which `./run` may keep."""
    name = shlex.quote(os.environ.get("HARVESTER_PROGRAM") or "harvester")
    return f"{name} harvester" if before in os.environ.get("HARVESTER_RESERVED", "").split() else name


def called(config: str = "", before: str = "") -> str:
    """The program with `--config`, as it was given here or is named: what stands before a verb that can be pasted."""
    file = config or _given()
    return f"{program()} --config {shlex.quote(file)}" if file else program(before)


def as_called(text: str, config: str = "") -> str:
    """The text with its commands as this program was called, those that read a configuration with `--config`."""
    told = _CONFIGURED.sub(lambda found: f"`{called(config, found[1])} ", text)
    return _COMMAND.sub(lambda found: f"`{program(found[1])} ", told)


class _Help(click.HelpFormatter):
    def write_text(self, text: str) -> None:
        told = _EXAMPLE.sub(lambda found: f"{found[1]}{program(found[2])} ", as_called(text))
        super().write_text(told)


class Called(click.Context):
    """Where a command runs whose `--help` gives its examples as this program was called."""

    formatter_class = _Help


def _given() -> str:
    """The FILE of `--config` of the command that runs; "" when none was given or no command runs any more."""
    context = click.get_current_context(silent=True)
    return context.find_root().params.get("config") or "" if context else ""
