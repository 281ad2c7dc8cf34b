"""Event resources of Google Calendar → the same event as iCalendar text, so that one reader reads both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from harvester.model.conferences import meeting_code
from harvester.model.times import instant
from harvester.parse.calendar_times import known_zone

GOOGLE = "application/vnd.google.calendar.event+json"
_RECURRENCE = re.compile(r"(?:RRULE|EXRULE|RDATE|EXDATE)[;:][^\r\n]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_PARTSTAT = {"accepted": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE"}
_TIMES = (("DTSTART", "start"), ("DTEND", "end"), ("RECURRENCE-ID", "originalStartTime"))
_STAMPS = (("CREATED", "created"), ("LAST-MODIFIED", "updated"))

Resource = Mapping[str, Any]


def google_calendar(originals: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """(SHA-256, VCALENDAR) of each resource; [] of what is no resource. An exception takes the UID of its series."""
    read = [(sha256, resource) for sha256, raw in originals if (resource := _resource(raw))]
    uids = {str(said["id"]): str(said["iCalUID"]) for _, said in read if said.get("id") and said.get("iCalUID")}
    shared = {
        str(said["recurringEventId"]): str(said["iCalUID"])
        for _, said in read
        if said.get("recurringEventId") and said.get("iCalUID")
    }
    return [(sha256, _text(said, _uid(said, {**shared, **uids}))) for sha256, said in read]


def _resource(raw: bytes) -> Resource | None:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _uid(said: Resource, uids: Mapping[str, str]) -> str:
    """iCalUID; a cancelled exception names its series only, and Google's own UIDs are made of the id."""
    series = said.get("recurringEventId") or said.get("id")
    return str(said.get("iCalUID") or uids.get(str(series)) or (f"{series}@google.com" if series else ""))


def _text(said: Resource, uid: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", *_lines(said, uid), "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode("utf-8", "replace")


def _lines(said: Resource, uid: str) -> Iterator[str]:
    if uid:
        yield f"UID:{_plain(uid)}"
    rules = [rule for rule in _list(said, "recurrence") if isinstance(rule, str) and _RECURRENCE.fullmatch(rule)]
    unsaid = {"end": None} if said.get("endTimeUnspecified") is True else {}
    times = {**said, "start": said.get("start") or said.get("originalStartTime"), **unsaid}
    for name, key in _TIMES:
        time = times.get(key)
        if isinstance(time, dict):
            yield from _time(name, time, bool(rules))
    yield from rules
    for name, key in _STAMPS:
        at = instant(said.get(key))
        if at:
            yield f"{name}:{_utc(at)}"
    if said.get("status") == "cancelled":
        yield "STATUS:CANCELLED"
    yield f"SEQUENCE:{said['sequence']}" if isinstance(said.get("sequence"), int) else "SEQUENCE:0"
    if said.get("conferenceData") or said.get("hangoutLink"):
        yield "X-GOOGLE-CONFERENCE:yes"
    if code := meeting_code(said):
        yield f"X-GOOGLE-MEET:{code}"
    yield from _words(said)


def _words(said: Resource) -> Iterator[str]:
    """What it is called, where it is, and who was asked."""
    for name, key in (("SUMMARY", "summary"), ("LOCATION", "location")):
        if isinstance(said.get(key), str):
            yield f"{name}:{_escaped(said[key])}"
    organizer = said.get("organizer")
    if isinstance(organizer, dict) and isinstance(organizer.get("email"), str):
        yield f"ORGANIZER:mailto:{_plain(organizer['email'])}"
    yield from (_attendee(each) for each in _list(said, "attendees") if isinstance(each, dict) and each.get("email"))


def _time(name: str, said: Resource, repeats: bool) -> Iterator[str]:
    """A date, or an instant; what repeats keeps its zone, since its wall-clock time is what repeats."""
    if isinstance(said.get("date"), str):
        yield f"{name};VALUE=DATE:{_plain(said['date'].replace('-', ''))}"
        return
    written, zone = said.get("dateTime"), said.get("timeZone")
    try:
        at = datetime.fromisoformat(str(written))
        known = known_zone(zone) if isinstance(zone, str) else None
        if at.tzinfo is not None and repeats and known is not None:
            at = at.astimezone(known).replace(tzinfo=None)
        elif at.tzinfo is not None and not (repeats and zone):
            yield f"{name}:{_utc(at)}"
            return
    except (ValueError, OverflowError):
        return
    tzid = f';TZID="{_parameter(zone)}"' if isinstance(zone, str) and zone else ""
    yield f"{name}{tzid}:{at:%Y%m%dT%H%M%S}"


def _attendee(said: Resource) -> str:
    kind = "RESOURCE" if said.get("resource") is True else "INDIVIDUAL"
    partstat = _PARTSTAT.get(str(said.get("responseStatus")), "NEEDS-ACTION")
    name = f';CN="{_parameter(said["displayName"])}"' if isinstance(said.get("displayName"), str) else ""
    return f"ATTENDEE;CUTYPE={kind};PARTSTAT={partstat}{name}:mailto:{_plain(str(said['email']))}"


def _list(said: Resource, key: str) -> list[Any]:
    value = said.get(key)
    return value if isinstance(value, list) else []


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _parameter(text: str) -> str:
    return _plain(text).replace('"', "'")


def _escaped(text: str) -> str:
    return _CONTROL.sub(" ", text).replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
