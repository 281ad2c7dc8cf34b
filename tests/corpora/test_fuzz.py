"""Whatever bytes come, each parser gives a value, and soon: real samples, mutated by a fixed seed (F30)."""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from harvester.harvest.headers import header_block, read_header
from harvester.harvest.matching import content_identifiers, names_matter
from harvester.model.call_columns import CALL_PRESETS
from harvester.model.calls import LoggedCall, Meeting
from harvester.model.mail import Message, Report, Unreadable
from harvester.parse.call_lines import logged_call
from harvester.parse.google_events import GOOGLE
from harvester.parse.meetings import meetings
from harvester.parse.messages import parse_message
from harvester.parse.reports import scanned_report
from tests.corpora import samples
from tests.harvest.test_matching import MATTER
from tests.patience import soon

pytestmark = pytest.mark.long

SAMPLE = Path(__file__).parents[2] / "harvester" / "sample"
SECONDS = 15.0
"""Of the processor, for each kind."""
LONGEST = 200_000
"""Bytes of a sample: larger ones are what other tests are about."""
YEAR = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
TOKENS = {
    "mail": (
        *(
            b"\r\n",
            b"\r",
            b"\n\n",
            b"\0",
            b"\xff",
            b"=?utf-8?b?",
            b"?=",
            b"=?utf\0-8?q?a?=",
            b"<",
            b">",
            b'"',
            b"(",
            b",",
        ),
        *(b"--", b"boundary=", b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: message/rfc822\r\n"),
        *(
            b"Content-Transfer-Encoding: base64\r\n",
            b"charset=utf-7",
            b"From: ",
            b"Date: 101",
            b"Received: ;",
            b"99999",
        ),
    ),
    "calendar": (
        *(
            b"\r\n",
            b"\r\n ",
            b":",
            b";",
            b"=",
            b",",
            b'"',
            b"\0",
            b"\xff",
            b"BEGIN:VEVENT\r\n",
            b"END:VEVENT\r\n",
            b"-1",
        ),
        *(b"RRULE:FREQ=", b"SECONDLY", b"INTERVAL=0", b"COUNT=999999999", b"99991231T235960Z", b"TZID=", b"P999999W"),
        *(b"BYSETPOS=-1", b"EXDATE:", b"RDATE;VALUE=PERIOD:", b"RECURRENCE-ID:", b"DURATION:-P1D", b"BYMONTHDAY=31"),
    ),
    "event": (
        b'"',
        b"{",
        b"[",
        b"null",
        b"1e999",
        b"-",
        b"9" * 40,
        b"RRULE:FREQ=DAILY",
        b"\\ud800",
        b"T24:00:00",
        b"Z",
    ),
    "call": (b",", b";", b'"', b"\r\n", b"\n", b"\t", b"\0", b"\xff", b"-1", b"1e999", b"25:61", b"2026-02-30", b"nan"),
}

Samples = Sequence[bytes]


def _mails() -> Samples:
    samples.unpacked()
    found = [raw for requirement in samples.WANTED for _, raw in samples.messages(requirement)]
    return [*found, *(raw for _, raw in samples.of_python())]


def _calendars() -> Samples:
    """Those that the library's own tests read, which its package brings along, and ours."""
    spec = find_spec("icalendar")
    assert spec
    assert spec.origin
    found = sorted((Path(spec.origin).parent / "tests").rglob("*.ics"))
    assert len(found) > 100
    return [path.read_bytes() for path in (*found, SAMPLE / "calendar.ics")]


def _events() -> Samples:
    at = {"dateTime": "2026-03-02T10:00:00+01:00", "timeZone": "Europe/Berlin"}
    people = [{"email": "bob.roe@acme.example", "responseStatus": "declined", "optional": True}]
    call = {"id": "c", "iCalUID": "c@google.com", "status": "confirmed", "summary": "Call", "start": at, "end": at}
    series = {**call, "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=9", "EXDATE:20260309T090000Z"], "attendees": people}
    moved = {**call, "recurringEventId": "c", "originalStartTime": at, "organizer": people[0], "sequence": 3}
    day = {**call, "start": {"date": "2026-03-02"}, "end": {"date": "2026-03-03"}, "updated": "2026-03-01T00:00:00Z"}
    return [json.dumps(one, indent=1).encode() for one in (call, series, moved, day)]


def _calls() -> Samples:
    head, *lines = (SAMPLE / "calls.csv").read_bytes().splitlines(keepends=True)
    return [head + line for line in lines]


def _read_mail(raw: bytes) -> None:
    assert isinstance(parse_message(raw), Message | Unreadable)
    assert isinstance(parse_message(raw, headers_only=True), Message | Unreadable)
    assert isinstance(scanned_report(raw), Report | None)
    read_header(header_block(raw))
    names_matter(raw, MATTER, frozenset())
    content_identifiers(raw)


def _read_calendar(raw: bytes, media_type: str = "text/calendar") -> None:
    found = meetings([(hashlib.sha256(raw).hexdigest(), raw)], media_type, YEAR, "Europe/Berlin")
    assert isinstance(found, Unreadable) or all(isinstance(one, Meeting) for one in found)


def _read_event(raw: bytes) -> None:
    _read_calendar(raw, GOOGLE)


def _read_call(raw: bytes) -> None:
    for columns in CALL_PRESETS.values():
        assert isinstance(logged_call(raw, columns, "Europe/Berlin"), LoggedCall | Unreadable)


KINDS: dict[str, tuple[Callable[[], Samples], Callable[[bytes], None]]] = {
    "mail": (_mails, _read_mail),
    "calendar": (_calendars, _read_calendar),
    "event": (_events, _read_event),
    "call": (_calls, _read_call),
}


def mutated(raws: Samples, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    """One sample with up to eight wounds."""
    raw = bytearray(chance.choice(raws))
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(raw) + 1)
        length = chance.choice((0, 0, 1, 4, 60, 1000))
        other = chance.choice(raws)
        start = chance.randrange(len(other) + 1)
        raw[at : at + length] = chance.choice(
            (
                chance.choice(tokens) * chance.choice((1, 1, 1, 2, 50)),
                chance.randbytes(length),
                bytes(raw[at : at + length]) * 2,
                other[start : start + length],
                b"",
            )
        )
    return bytes(raw if chance.random() < 0.9 else raw[: chance.randrange(len(raw) + 1)])


@pytest.mark.parametrize("kind", KINDS)
def test_mutated_samples_are_values_and_soon(kind: str) -> None:
    load, read = KINDS[kind]
    raws = [raw for raw in load() if len(raw) <= LONGEST]
    chance = random.Random(30)  # noqa: S311 (the same wounds every time)
    until, count = time.process_time() + SECONDS, 0
    while time.process_time() < until:
        raw = mutated(raws, TOKENS[kind], chance)
        count += 1
        try:
            with soon():
                read(raw)
        except Exception as error:
            pytest.fail(f"{kind} {count}: {type(error).__name__}: {error} at {raw[:2000]!r}")
    assert count > 500
