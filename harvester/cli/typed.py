"""Words of the command line that mean the same as a key of the configuration, checked where they are typed."""

from __future__ import annotations

from importlib import import_module

import click


class Checked(click.ParamType[str]):
    """A value that a function of the configuration checks; its ValueError names the option, not a key of a file."""

    def __init__(self, name: str, check: str) -> None:
        self.name = name
        self.check = check
        """`module:function`, imported only when the option is used."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value as the function gives it back."""
        module, _, function = self.check.partition(":")
        try:
            return str(getattr(import_module(module), function)(str(value)))
        except ValueError as error:
            self.fail(sentence(error), param, ctx)


def sentence(error: ValueError) -> str:
    """What was wrong with an answer, with its full stop; a question keeps its mark."""
    return str(error) if str(error).endswith("?") else f"{error}."


ADDRESS = Checked("address", "harvester.config.sides:own_address")
ZONE = Checked("zone", "harvester.config.schema:zone")
HOLIDAYS = Checked("holidays", "harvester.config.schema:holidays")
WORK_WEEK = Checked("hours", "harvester.config.schema:work_week")
CLIENT = Checked("domain", "harvester.cli.setup.people:a_client")
HOST = Checked("host", "harvester.cli.setup.mailbox:a_host")
REFERENCE = Checked("ref", "harvester.cli.setup.keeping:a_reference")
