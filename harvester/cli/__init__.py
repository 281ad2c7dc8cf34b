"""The command line: verbs, exit codes, the clock. The only place that reads the time and names connectors and reports.

Each verb is a module that is imported when it is called, so that `--help` costs no more than click. What one verb needs
beside that stands in a package:

    setup/        init
    checks/       check
    lists/        coverage, gaps, obligations, facts
    originals/    show
    contracts/    contract
    decisions/    mark
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice

import click

from harvester import __version__
from harvester.cli import exits
from harvester.cli.invoked import Called, program
from harvester.cli.verbs import VERBS


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The options that stand before the verb."""

    config: str | None
    debug: bool


class Verbs(click.Group):
    """Loads a verb when it is called; lists them without loading any."""

    context_class = Called

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of a first use."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(VERBS[cmd_name][0]), cmd_name)
        for one in (command, *(command.commands.values() if isinstance(command, click.Group) else ())):
            one.context_class = Called
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb; an unknown one is told with the nearest."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], VERBS, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            ctx.fail(f"There is no command “{args[0]}”.{hint}")
        ctx.info_name = program(args[0]) if args else ctx.info_name
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])


@click.command(cls=Verbs, epilog=exits.LEGEND, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="harvester")
@click.option(
    "--config",
    metavar="FILE",
    help="Configuration; default: $HARVESTER_CONFIG, ./config.toml, the user's configuration directory.",
)
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.pass_context
def cli(context: click.Context, config: str | None, debug: bool) -> None:
    """Reads a mailbox, measures response gaps on both sides, and writes a dated list of facts with its proof.

    \b
    Start here:    harvester demo
    Your mail:     harvester init
    One mailbox:   harvester run imaps://me@mail.example acme.example
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    context.obj = Common(config=config, debug=debug)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    from harvester.cli.output import abandoned, any_terminal
    from harvester.cli.terminal import report_error, shortcomings_told

    # pydantic, with which readings are read back, would look through every installed package for plugins of its own
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    words = _common_first(sys.argv[1:] if arguments is None else arguments)
    any_terminal()
    try:
        with shortcomings_told():
            code = cli.main(
                args=words, prog_name=program("--help"), complete_var="_HARVESTER_COMPLETE", standalone_mode=False
            )
        sys.stdout.flush()
    except (SystemExit, OSError) as error:  # click and rich leave with SystemExit when nobody reads on
        return abandoned(error, debug="--debug" in words)
    except (Exception, KeyboardInterrupt) as error:
        return report_error(error, debug="--debug" in words, config=_named_configuration(words))
    return code if isinstance(code, int) else exits.DONE


def _named_configuration(words: Sequence[str]) -> str:
    """The FILE of `--config`, "" where it was not given."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "--config" or word.startswith("--config="):
            return following if word == "--config" else word.removeprefix("--config=")
    return ""


def _common_first(words: Sequence[str]) -> list[str]:
    """The words with `--config FILE` and `--debug` before the verb, wherever they were typed."""
    common, others, rest = list[str](), list[str](), iter(words)
    for word in rest:
        if word == "--":
            others += [word, *rest]
        elif word == "--config":
            common += [word, *islice(rest, 1)]
        elif word == "--debug" or word.startswith("--config="):
            common.append(word)
        else:
            others.append(word)
    return common + others
