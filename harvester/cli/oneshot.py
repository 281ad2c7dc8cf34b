"""The steps of `run`: what was typed → a configuration → the whole job."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harvester import workflow
from harvester.cli import Common
from harvester.cli.draft import Draft, drawn_up
from harvester.cli.job import Ending, whole_job
from harvester.cli.places import client_word, folder_name
from harvester.cli.progress import progress
from harvester.cli.terminal import say
from harvester.cli.wish import Wish
from harvester.config import Config
from harvester.errors import UsageError
from harvester.files import write_files

_EXAMPLE = "`harvester run mail.mbox acme.example`"


def one_shot(common: Common, words: tuple[str, ...], wish: Wish) -> int:
    """Draws up the configuration, finds own addresses where none are named, and does the whole job."""
    sources, client = _told_apart(words)
    file = (wish.out or Path(folder_name(client))).absolute() / "config.toml"
    draft = drawn_up(common, (sources, client), file, wish)
    own = list(draft.us.get("addresses") or _found_in_sent(draft.config(), draft))
    _refuse_own_domain(own, draft.client)
    config = draft.config(own)
    say(f"Counted as us: {', '.join(own)}")
    say(f"Counted as the client: {_named(draft.client)}")
    if draft.also:
        say(f"{file} names further sources, which are searched too: {', '.join(draft.also)}.")
    _write(file, draft.text(own))
    return whole_job(
        config,
        draft.key,
        draft.environment,
        Ending(out=file.parent, as_of=wish.as_of, since=wish.since, show=wish.show),
    )


def _told_apart(words: tuple[str, ...]) -> tuple[list[str], str]:
    """SOURCE... and CLIENT. Raises UsageError with the one that is missing."""
    match words:
        case ():
            raise UsageError("SOURCE and CLIENT are missing.", f"Write e.g. {_EXAMPLE}.")
        case (word,):
            raise UsageError(f"CLIENT is missing: only “{word}” was named.", f"Write both, e.g. {_EXAMPLE}.")
    return list(words[:-1]), client_word(words[-1])


def _found_in_sent(config: Config, draft: Draft) -> list[str]:
    with progress() as shown:
        own = workflow.own_addresses(config, workflow.Session(environment=draft.environment, progress=shown))
    if not own:
        raise UsageError(
            "No Sent folder with mail was found, so own addresses are not known.",
            "Name them: --me ADDRESS (several are allowed).",
        )
    return sorted(own)


def _refuse_own_domain(own: list[str], client: Mapping[str, Any]) -> None:
    for domain in client.get("domains", ()):
        mine = [address for address in own if f".{address.rpartition('@')[2]}".endswith(f".{domain}")]
        if mine:
            raise UsageError(f"{domain} is your own domain: {mine[0]} lies in it.", "Name the client's as CLIENT.")


def _named(client: Mapping[str, Any]) -> str:
    people = (one for email, person in client.get("people", {}).items() for one in (email, *person.get("also", ())))
    return ", ".join(
        [*(f"everybody at {domain}" for domain in client.get("domains", ())), *client.get("addresses", ()), *people]
    )


def _write(file: Path, text: str) -> None:
    """Writes the configuration; what it said before is kept beside it, and nothing kept is ever written over."""
    kept = {}
    if file.is_file() and (earlier := file.read_bytes()) != text.encode():
        name = _free(file)
        kept = {name: earlier}
        say(f"What this run says was added to {file}; as it was before it is kept as {name}.")
    if kept or not file.is_file():
        write_files(file.parent, {**kept, file.name: text.encode()})


def _free(file: Path) -> str:
    names = (f"{file.name}.before{f'-{number}' if number > 1 else ''}" for number in range(1, 10_000))
    return next(name for name in names if not (file.parent / name).exists())
