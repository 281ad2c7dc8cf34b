"""Questions on a terminal, answers from flags, and what is missing where nobody may be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import click

from harvester.cli.terminal import safe
from harvester.errors import UsageError
from reports.text import wrapped

WIDTH = 80
INDENT = "   "
Check = Callable[[str], str]


@dataclass(slots=True, kw_only=True)
class Asker:
    """Talks on stderr: stdout is for what was written. `asks` False: nobody is asked anything."""

    asks: bool
    steps: int
    missing: list[str] = field(default_factory=list)
    """Flags that somebody has to give."""
    _step: int = 0

    def step(self, title: str) -> None:
        """The heading of the next step."""
        self._step += 1
        if self.asks:
            click.echo("", err=True)
            click.secho(f"{self._step}/{self.steps} {title}", bold=True, err=True)

    def tell(self, text: str, mark: str = "") -> None:
        """A paragraph; `mark` hangs before it."""
        start = f"{INDENT}{mark} " if mark else INDENT
        for line in wrapped(safe(text), WIDTH, start, " " * len(start), whole=True):
            click.echo(line, err=True)

    def done(self, text: str) -> None:
        """Something that went well."""
        self.tell(text, "✓")

    def trouble(self, fact: str, remedy: str = "") -> None:
        """Something that did not, and what to do next."""
        self.tell(fact, "✗")
        if remedy:
            self.tell(remedy, "→")

    def text(self, flag: str, words: str, check: Check, default: str = "") -> str:
        """An answer that `check` takes: it raises ValueError in words. Without a terminal the default, else missing."""
        if not self.asks:
            if not default:
                self.missing.append(flag)
            return default
        return self._prompt(words, check, default)

    def optional(self, words: str, check: Check, default: str = "", none: str = "-") -> str:
        """As `text`, and "" for an empty answer; with a default, `none` is the answer that says nothing."""
        if not self.asks:
            return default

        def proved(answer: str) -> str:
            plain = answer.strip()
            return "" if plain in ("", none) else check(plain)

        return self._prompt(words, proved, default, show=bool(default))

    def yes(self, words: str, default: bool = True) -> bool:
        """Yes or no; the default where nobody is asked."""
        if not self.asks:
            return default
        return self._prompt(f"{words} [{'Y/n' if default else 'y/N'}]", _yes_or_no, "", show=False) in (
            {"y", ""} if default else {"y"}
        )

    def choice(self, words: str, ways: Sequence[str], default: int = 0) -> int:
        """Which of several, by its number; the default where nobody is asked."""
        if not self.asks:
            return default
        for number, way in enumerate(ways, 1):
            self.tell(way, str(number))

        def numbered(answer: str) -> str:
            if answer.strip() not in map(str, range(1, len(ways) + 1)):
                raise ValueError(f"“{answer}” is none of them; write a number from 1 to {len(ways)}")
            return answer

        return int(self._prompt(words, numbered, str(default + 1))) - 1

    def secret(self, words: str) -> str:
        """A secret, not shown; it is asked again while it is empty."""
        return str(click.prompt(INDENT + words, hide_input=True, err=True))

    def refuse_missing(self) -> None:
        """Raises UsageError with every flag that is missing, at once."""
        if self.missing:
            raise UsageError(
                f"Nobody is asked here, and what follows from no flag is missing: {', '.join(self.missing)}.",
                "Give it, or run `harvester init` on a terminal without --no-input.",
            )

    def _prompt(self, words: str, check: Check, default: str, show: bool = True) -> str:
        """Asks until the answer can be used; what is wrong with one stands below it."""
        while True:
            shown = default or ("" if not show else None)
            answer: str = click.prompt(INDENT + words, default=shown, show_default=show, err=True)
            try:
                return check(answer)
            except ValueError as error:
                told = str(error)
                self.trouble(told if told.endswith(("?", ".")) else f"{told}.")


def _yes_or_no(answer: str) -> str:
    """The letter y or n, or "" for the answer that Enter gives."""
    word = answer.strip().lower()
    if word not in {"", "y", "yes", "n", "no"}:
        raise ValueError(f"“{answer}” is neither; write y or n")
    return word[:1]
