"""`init` takes the calendars of the same provider into the file once they could be read: against Radicale."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, fields
from typing import Any

from harvester.cli.setup import calendars
from harvester.cli.setup.asking import Asker
from harvester.cli.setup.given import Answers, Given
from harvester.cli.setup.text import text
from harvester.model.settings import ImapSettings
from harvester.providers import Server
from tests.servers.radicale import PASSWORD, Account, Radicale


def given(**instead: Any) -> Given:
    nothing = {one.name: None for one in fields(Given) if one.default is MISSING}
    return Given(**{**nothing, **instead})


def answered(account: Account, secret: str) -> Answers:
    settings = ImapSettings(host="localhost", user=account.user)
    server = Server(host="localhost", user=account.user, provider="Studio Mail", calendar=account.server.url)
    return Answers(
        address=account.user, client="acme.example", server=server, settings=settings, secret=secret,
        password="keyring:", own=["me@studionorth.example"],
    )  # fmt: skip


def test_calendars_that_can_be_read_stand_in_the_file(radicale_server: Radicale) -> None:
    account = radicale_server.account()
    account.make("diary", "Diary")
    answers = answered(account, PASSWORD)
    calendars.offer(Asker(asks=False, steps=1), given(calendar=True), answers)
    source = tomllib.loads(text(answers))["sources"]["calendar"]
    assert source == {"kind": "caldav", "url": account.server.url, "user": account.user, "password": "keyring:"}


def test_calendars_that_refuse_are_told_and_left_out(radicale_server: Radicale, capsys: Any) -> None:
    answers = answered(radicale_server.account(), "wrong")
    calendars.offer(Asker(asks=False, steps=1), given(calendar=True), answers)
    assert "calendar" not in tomllib.loads(text(answers))["sources"]
    assert "The calendar is left out" in " ".join(capsys.readouterr().err.split())
    calendars.offer(Asker(asks=False, steps=1), given(), answers)
    assert answers.calendar is None, "nobody was asked, and nobody said so"
