"""`harvester completion`: the script that teaches a shell our verbs and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Prints the completion script of SHELL.

    \b
    bash:  eval "$(harvester completion bash)"      in ~/.bashrc
    zsh:   eval "$(harvester completion zsh)"       in ~/.zshrc
    fish:  harvester completion fish > ~/.config/fish/completions/harvester.fish
    """  # noqa: D301 (click keeps the lines after its backspace mark as they are)
    from harvester.cli import cli

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"This version of click cannot complete for {shell}.")
    maker = found(cli, {}, "harvester", "_HARVESTER_COMPLETE")
    # `source` would run the shell to learn its version; the script itself does not depend on it.
    click.echo(maker.source_template % maker.source_vars())
