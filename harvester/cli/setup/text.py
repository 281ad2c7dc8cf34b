"""The configuration that the answers make, with comments for going on by hand."""

from __future__ import annotations

import re
from typing import Any

import tomlkit

from harvester.cli.setup import calendars
from harvester.cli.setup.given import Answers, Table
from harvester.cli.setup.mailbox import NAME
from harvester.cli.setup.people import named_people
from harvester.cli.written import config_text
from harvester.model import declared

HEAD = """\
Written by `harvester init`. Everything here can be changed; config.example.toml explains every key.
Try it with `harvester check`. Passwords stand here as references only, never themselves.
"""
COLUMN = 46
COMMENTS = {
    ("us", "addresses"): "who we are: mail from these is ours",
    ("us", "domains"): "everybody at these is us, too",
    ("us", "timezone"): "business hours are counted by this clock",
    ("us", "holidays"): 'country[-region], e.g. "DE-BE"; "" for none',
    ("store", "url"): "the evidence: originals, coverage, journal",
    ("sources", NAME, "addresses"): "whose mailbox this is",
    ("sources", NAME, "password"): "keyring: | env:NAME | file:PATH | command:PROGRAM ARGS",
}
LATER = """
# More sources: files (mbox, Maildir, .eml), calendars and call logs; docs/calendars.md
# [sources.phone]
# kind = "call_log"
# path = "calls.csv"

# [notify]    # where `harvester nightly` tells what is new; docs/nightly.md
# to = [{address}]
# sendmail = "/usr/sbin/sendmail"
"""


def client_key(client: str) -> str:
    """The name of the client's table: “acme” of acme.example."""
    domain = client.rpartition("@")[2]
    name = client.partition("@")[0] if "@" in client else domain.partition(".")[0]
    return re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-") or "client"


def text(answers: Answers) -> str:
    """The whole file."""
    client = {**answers.them, **_who(answers)}
    us = {**answers.us, "addresses": answers.own}
    order = ("name", "addresses", "domains", "timezone", "work_week", "holidays", "people")
    made = config_text(
        _sorted(us, order), _sources(answers), {client_key(answers.client): _sorted(client, order)}, HEAD
    )
    document: Any = tomlkit.parse(made)
    for (*tables, key), comment in COMMENTS.items():
        table = document
        for name in tables:
            table = table.get(name, {})
        if key in table:
            table.item(key).comment(comment)
    return _aligned(tomlkit.dumps(document)) + LATER.format(address=f'"{answers.address}"')


def _aligned(made: str) -> str:
    """The comments one below the other, where the lines leave room for it."""
    lines = made.splitlines()
    for number, line in enumerate(lines):
        for comment in COMMENTS.values():
            if line.endswith(f" # {comment}"):
                lines[number] = f"{line.removesuffix(f' # {comment}'):<{COLUMN}}  # {comment}"
    return "\n".join(lines) + "\n"


def _who(answers: Answers) -> Table:
    """Who counts as the client, and the names of the people known."""
    counts = {"addresses": [answers.client]} if "@" in answers.client else {"domains": [answers.client]}
    people = {address: {"name": name} for address, name in named_people(answers)}
    return {**counts, **({"people": people} if people else {})}


def _sources(answers: Answers) -> dict[str, Table]:
    settings = answers.settings
    if settings is None:
        raise AssertionError("the server is found first")
    mail: Table = {"kind": "imap", "host": settings.host, "user": settings.user, **_changed(settings)}
    if settings.user.lower() != answers.address:
        mail["addresses"] = [answers.address]
    sources = {NAME: {**mail, "password": answers.password} if settings.auth == "password" else mail}
    if answers.calendar:
        sources[calendars.NAME] = {"kind": "caldav", **_changed(answers.calendar), "password": answers.password}
    return sources


def _changed(table: declared.Table) -> Table:
    return {key: value for key, value in table.written().items() if value != getattr(type(table), key, None)}


def _sorted(table: Table, order: tuple[str, ...]) -> Table:
    return {key: table[key] for key in (*order, *table) if key in table and table[key] not in ("", [], {})} | (
        {"holidays": ""} if table.get("holidays") == "" else {}
    )
