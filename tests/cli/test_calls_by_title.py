"""A calendar entry or a line of a call log that names the client in a few words may be where it answered (R20b, P1)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Harvester
from tests.pipeline.letters import BOB, ME, letter, question

CONFIG = """
[us]
name = "Studio North"
addresses = ["me@studionorth.example"]
timezone = "Europe/Berlin"
[sources.mail]
kind = "eml"
path = "mails"
complete = true
exported_at = 2026-03-26T17:00:00Z
[sources.calendar]
kind = "ics"
path = "calendar.ics"
complete = true
exported_at = 2026-03-26T17:00:00Z
[sources.phone]
kind = "call_log"
path = "calls.csv"
complete = true
exported_at = 2026-03-26T17:00:00Z
[clients.acme]
name = "Acme Ltd"
domains = ["acme.example"]
[clients.acme.people."bob@acme.example"]
name = "Bob Roe"
"""
ENTRY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260301T090000Z\r\n"
    "DTSTART:20260304T090000Z\r\nDTEND:20260304T093000Z\r\nSUMMARY:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
HEAD = "start,duration_s,direction,contact,number,outcome,note\n"
LAST = letter("03-26 16:30", "Zed <zed@other.example>", ME, "Lunch", "Lunch at noon was good.")
FIRST = letter("01-12 09:00", BOB, ME, "Kickoff", "We start on Monday.")


def claim(harvester: Harvester, folder: Path, title: str = "Dentist", call: str = "") -> str:
    """What is claimed of the question that nobody answered by mail."""
    for name, mail in (("Inbox/1", FIRST), ("Sent/2", question()), ("Inbox/3", LAST)):
        (folder / "mails" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "mails" / f"{name}.eml").write_bytes(mail)
    (folder / "calendar.ics").write_text(ENTRY.format(title), newline="")
    (folder / "calls.csv").write_text(HEAD + call)
    (folder / "config.toml").write_text(CONFIG)
    assert harvester("pull").code == 0
    (fact,) = json.loads(harvester("facts", "acme", "--json").out)["facts"]
    return str(fact["claim"])


@pytest.mark.parametrize("title", ["Call Bob Roe", "Call Bob", "Acme jour fixe", "Telefonat mit Herrn Roe"])
def test_an_entry_that_names_a_talk_with_the_client_needs_a_look(
    harvester: Harvester, tmp_path: Path, title: str
) -> None:
    assert claim(harvester, tmp_path, title) == "review"


@pytest.mark.parametrize(
    "title", ["Acme: work on the homepage", "Call Bob Smith", "Review of the year", "Invoice Acme"]
)
def test_time_set_aside_for_work_and_other_people_change_nothing(
    harvester: Harvester, tmp_path: Path, title: str
) -> None:
    assert claim(harvester, tmp_path, title) == "firm"


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("2026-03-04T10:00:00+01:00,300,in,Bob,,attended,\n", "review"),
        ("2026-03-04T10:00:00+01:00,300,out,Acme reception,,attended,\n", "review"),
        ("2026-03-04T10:00:00+01:00,300,in,,+12125550142,attended,Bob about the draft\n", "review"),
        ("2026-03-04T10:00:00+01:00,300,in,Zed,,attended,\n", "firm"),
    ],
)
def test_a_call_with_a_first_name_or_the_company_needs_a_look(
    harvester: Harvester, tmp_path: Path, call: str, told: str
) -> None:
    assert claim(harvester, tmp_path, call=call) == told


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("2026-03-04T10:00:00+01:00,0,out,Bob,,missed,\n", "firm"),
        ("2026-03-04T10:00:00+01:00,0,out,,+12125550142,voicemail,Bob the plumber\n", "firm"),
        ("2026-03-04T10:00:00+01:00,0,in,Bob,,missed,\n", "review"),
        ("2026-03-04T10:00:00+01:00,0,out,Bob,,no_show_by_client,\n", "review"),
    ],
)
def test_a_call_with_somebody_of_that_name_is_told_as_nobodys_failure(
    harvester: Harvester, tmp_path: Path, call: str, told: str
) -> None:
    """P1: the question is the only fact, and no call that was not taken stands in it."""
    assert claim(harvester, tmp_path, call=call) == told
    (fact,) = json.loads(harvester("facts", "acme", "--json").out)["facts"]
    assert "call" not in fact["statement"]
