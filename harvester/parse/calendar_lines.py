"""iCalendar text → its VEVENTs and VTIMEZONEs, line by line, whatever else is broken around them (RFC 5545, 3.1).

Only lines that a meeting is read from are taken apart: a strict parser gives up a whole file for one odd line of
another property, and keeps the zones that one file defines for the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_READ = frozenset(
    {"UID", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "ORGANIZER"}
    | {"ATTENDEE", "STATUS", "SEQUENCE", "CREATED", "LAST-MODIFIED", "SUMMARY", "LOCATION", "URL", "CONFERENCE"}
    | {
        "X-GOOGLE-CONFERENCE",
        "X-GOOGLE-MEET",
        "X-MICROSOFT-SKYPETEAMSMEETINGURL",
        "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    }
    | {"X-MICROSOFT-ONLINEMEETINGCONFLINK"}
)
_OF_CALENDAR = frozenset({"METHOD", "X-WR-TIMEZONE"})
_NAME = re.compile(r"([A-Za-z0-9-]{1,64})[;:]")
_DELIMITER = re.compile(r'"[^"]*"|[;:]')
_ESCAPED = re.compile(r"\\([\\;,nN])")
_LONGEST_HEAD = 20_000
"""Characters of parameters before the value; nothing real comes near."""
_LONGEST_MARK = 40
_MOST_ZONE_LINES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One content line, unfolded."""

    name: str
    """Upper case."""
    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Upper-case name -> value without its quotation marks."""


@dataclass(slots=True, kw_only=True)
class Component:
    """One VEVENT."""

    method: str = ""
    """METHOD of the calendar that it lies in, upper case."""
    lines: list[Line] = field(default_factory=list)

    def line(self, name: str) -> Line | None:
        """The first line of that name."""
        return next((line for line in self.lines if line.name == name), None)

    def value(self, name: str) -> str:
        """Its value, "" where there is none."""
        line = self.line(name)
        return line.value.strip() if line else ""

    def named(self, *names: str) -> Iterator[Line]:
        """Every line of these names."""
        return (line for line in self.lines if line.name in names)


@dataclass(slots=True, kw_only=True)
class CalendarText:
    """What is read of one calendar text."""

    events: list[Component] = field(default_factory=list)
    zones: dict[str, list[str]] = field(default_factory=dict)
    """TZID -> the lines of its VTIMEZONE."""
    zone: str = ""
    """X-WR-TIMEZONE: the zone of the calendar as its author set it."""


def calendar_text(raw: bytes) -> CalendarText:
    """The events and zones of a calendar; a component that never ends reaches to the next or to the end."""
    reader = _Reader()
    for text in _unfolded(raw):
        mark = text[:_LONGEST_MARK].upper().replace(" ", "")
        if mark.startswith("BEGIN:"):
            reader.begin(mark[6:])
        reader.take(text)
        if mark.startswith("END:"):
            reader.end(mark[4:])
    return reader.read


class _Reader:
    """Knows which component a line stands in. Components within an event (alarms) are passed over."""

    def __init__(self) -> None:
        self.read = CalendarText()
        self._method = ""
        self._within = ""
        self._depth = 0
        self._zone: list[str] = []

    def begin(self, name: str) -> None:
        if name not in {"VCALENDAR", "VEVENT", "VTIMEZONE"}:
            self._depth += 1
            return
        self._within, self._depth, self._zone = name, 0, []
        if name == "VCALENDAR":
            self._method = ""
        elif name == "VEVENT":
            self.read.events.append(Component(method=self._method))

    def end(self, name: str) -> None:
        if name == "VTIMEZONE" and self._within == name:
            self.read.zones.setdefault(_tzid(self._zone), self._zone)
        if name in {"VEVENT", "VTIMEZONE"}:
            self._within, self._depth = "VCALENDAR", 0
        else:
            self._depth = max(0, self._depth - 1)

    def take(self, text: str) -> None:
        if self._within == "VTIMEZONE":
            if len(self._zone) < _MOST_ZONE_LINES:
                self._zone.append(text[:_LONGEST_HEAD])
            return
        if self._depth:
            return
        line = _line(text, _READ if self._within == "VEVENT" else _OF_CALENDAR)
        if line is None:
            return
        if self._within == "VEVENT":
            self.read.events[-1].lines.append(line)
        elif line.name == "METHOD":
            self._method = line.value.strip().upper()
        else:
            self.read.zone = line.value.strip()


def plain_text(value: str) -> str:
    r"""A TEXT value without its escapes: `\,` `\;` `\\` and `\n`, which becomes a space."""
    return " ".join(_ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).split())


def _unfolded(raw: bytes) -> list[str]:
    text = raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n ", "").replace("\n\t", "").split("\n")


def _line(text: str, wanted: frozenset[str]) -> Line | None:
    start = _NAME.match(text)
    if start is None or start[1].upper() not in wanted:
        return None
    cuts = [start.end() - 1]
    for found in _DELIMITER.finditer(text, cuts[0], _LONGEST_HEAD):
        if found[0] == ":":
            pairs = (text[a + 1 : b].partition("=") for a, b in zip(cuts, [*cuts[1:], found.start()], strict=True))
            parameters = {key.strip().upper(): value.strip().strip('"') for key, _, value in pairs if value}
            return Line(name=start[1].upper(), value=text[found.end() :], parameters=parameters)
        if found[0] == ";" and found.start() != cuts[0]:
            cuts.append(found.start())
    return None


def _tzid(lines: list[str]) -> str:
    for text in lines:
        line = _line(text, frozenset({"TZID"}))
        if line:
            return line.value.strip()
    return ""
