"""The command line: verbs, exit codes, the clock. The only place that reads the time and names connectors and reports.

Each verb is a module that is imported when it is called, so that `--help` costs no more than click.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from itertools import islice

import click

from harvester import __version__
from harvester.cli import exits

VERBS = {
    "demo": ("harvester.cli.demo", "The whole job on a sample matter; needs no account."),
    "run": ("harvester.cli.run", "One shot: a mailbox and a client in, a report out."),
    "init": ("harvester.cli.init", "Sets up: finds the server, signs in, writes config.toml."),
    "auth": ("harvester.cli.auth", "Signs in to one source: Google's consent, or a password."),
    "check": ("harvester.cli.check", "Tries configuration, sign-in and store; changes nothing."),
    "pull": ("harvester.cli.pull", "Fetches what is new into the store."),
    "coverage": ("harvester.cli.analysis", "What was searched for a client, and what could not be."),
    "gaps": ("harvester.cli.analysis", "Response gaps of both sides."),
    "obligations": ("harvester.cli.analysis", "What each side promised, and what became of it."),
    "facts": ("harvester.cli.analysis", "The dated fact list of both sides."),
    "show": ("harvester.cli.show", "One original to read, or its exact bytes as a file."),
    "report": ("harvester.cli.report", "Writes the fact list as html, md, csv or json."),
    "bundle": ("harvester.cli.bundle", "The sealed evidence package, checkable by anybody."),
    "mark": ("harvester.cli.mark", "A person's decision: accept a fact, correct a message, note a call."),
    "contract": ("harvester.cli.contract", "Starts a contract file; suggests entries from a document."),
    "script": ("harvester.cli.script", "Writes the script of the talk, or fills your own."),
    "brief": ("harvester.cli.script", "Writes the pages for the second who sits in."),
    "lint": ("harvester.cli.lint", "What one would not want read out in a courtroom."),
    "flags": ("harvester.cli.flags", "Who is unresponsive, since when, and why."),
    "nightly": ("harvester.cli.nightly", "Pull, analyse, flag and tell, for every client."),
    "schedule": ("harvester.cli.schedule", "Lets this machine run nightly by itself."),
    "status": ("harvester.cli.status", "Last search, last night, and what stands."),
    "purge": ("harvester.cli.purge", "Takes old evidence of a client out for good."),
    "verify": ("harvester.cli.verify", "Compares every byte of the store, or of a bundle."),
    "completion": ("harvester.cli.completion", "Prints the completion script of a shell."),
}
"""Verb -> (module that holds it under the same name, its line in `--help`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The options that stand before the verb."""

    config: str | None
    debug: bool


class Verbs(click.Group):
    """Loads a verb when it is called; lists them without loading any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of a first use."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(VERBS[cmd_name][0]), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb; an unknown one is told with the nearest."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            near = get_close_matches(args[0], VERBS, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            ctx.fail(f"There is no command “{args[0]}”.{hint}")
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


def program() -> str:
    """How this program was called, fit for a shell: what is printed for going on can be pasted."""
    return shlex.quote(os.environ.get("HARVESTER_PROGRAM") or "harvester")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    from harvester.cli.output import abandoned, any_terminal
    from harvester.cli.terminal import report_error, shortcomings_told

    # pydantic would look through every installed package for plugins of its own, at every start
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    words = _common_first(sys.argv[1:] if arguments is None else arguments)
    any_terminal()
    try:
        with shortcomings_told():
            code = cli.main(args=words, prog_name=program(), complete_var="_HARVESTER_COMPLETE", standalone_mode=False)
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
