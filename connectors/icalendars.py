"""Calendar text cut into events, byte for byte: nothing is decoded, unfolded, corrected or expanded here.

One event is all that carries one UID: the master and its overrides, in a VCALENDAR with the zones it names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

BOM = b"\xef\xbb\xbf"
_MARK = re.compile(rb"(BEGIN|END)\s*:\s*([\w-]+)\s*\Z", re.IGNORECASE)
_FOLD = re.compile(rb"\r?\n[ \t]")
_TZID = re.compile(rb"TZID[=:]\s*\"?([^\":;\r\n]{1,300})", re.IGNORECASE)
_KEPT = re.compile(rb"(?:VERSION|PRODID|CALSCALE|METHOD|X-WR-TIMEZONE)[:;]", re.IGNORECASE)
"""What of a calendar's own lines says how its events are to be read."""
_LONG = 2**10


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One VEVENT with the lines of its VCALENDAR that stand outside of any component."""

    uid: str
    """"" where it has none."""
    raw: bytes
    frame: Frame


@dataclass(slots=True, eq=False)
class Frame:
    """What surrounds the events of one VCALENDAR."""

    head: list[bytes] = field(default_factory=list)
    """BEGIN:VCALENDAR and the properties that matter to an event."""
    zones: dict[bytes, bytes] = field(default_factory=dict)
    """TZID -> VTIMEZONE."""
    end: bytes = b"END:VCALENDAR\r\n"
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One event: `version` is equal for two cuts that differ in DTSTAMP only, which a feed makes new each time."""

    uid: str
    raw: bytes
    version: str


def pieces(raw: bytes) -> tuple[list[Piece], list[str]]:
    """The VEVENTs of a calendar text, and in words what of it is broken. No VCALENDAR at all: ([], [why])."""
    cutter = _Cutter(raw.removeprefix(BOM))
    found: list[Piece] = []
    problems: list[str] = []
    for frame, name, lines in cutter.components:
        if name == b"VTIMEZONE":
            named = _TZID.search(_FOLD.sub(b"", lines[:_LONG]))
            frame.zones.setdefault(named[1] if named else b"", lines)
        elif name == b"VEVENT":
            found.append(Piece(uid=_uid(lines), raw=lines, frame=frame))
    if not cutter.frames:
        problems.append("it holds no calendar (no BEGIN:VCALENDAR)")
    elif not all(frame.closed for frame in cutter.frames):
        problems.append("it ends in the middle (no END:VCALENDAR)")
    return found, problems


def cuts(found: Iterable[Piece]) -> Iterator[Cut]:
    """One cut per UID, in the order in which they first lie; what has no UID stands alone."""
    groups: dict[str, list[Piece]] = {}
    for piece in found:
        groups.setdefault(piece.uid or f"no UID, {_version([piece])}", []).append(piece)
    for key, group in groups.items():
        yield Cut(uid=key, raw=_whole(group), version=_version(group))


def calendar_name(raw: bytes) -> str:
    """X-WR-CALNAME of a calendar text; "" where there is none."""
    head = _FOLD.sub(b"", raw[: 2**16])
    named = re.search(rb"^X-WR-CALNAME(?:;[^:\r\n]*)?:([^\r\n]*)", head, re.MULTILINE | re.IGNORECASE)
    text = named[1].decode("utf-8", "replace").strip() if named else ""
    return re.sub(r"\\([\\;,])", r"\1", text)


class _Cutter:
    """Finds the components right below each VCALENDAR; one that never ends reaches to where what holds it does."""

    def __init__(self, raw: bytes) -> None:
        self.frames: list[Frame] = []
        self.components: list[tuple[Frame, bytes, bytes]] = []
        self._raw = raw
        self._open: list[bytes] = []
        self._start = 0
        position = 0
        for line in _lines(raw):
            here, position = position, position + len(line)
            mark = _MARK.match(line) if len(line) < 256 else None
            if mark and mark[1].upper() == b"BEGIN":
                self._begin(mark[2].upper(), line, here)
            elif mark and mark[2].upper() in self._open:
                self._end(mark[2].upper(), line, here)
            elif len(self._open) == 1 and len(line) < _LONG and _KEPT.match(line):
                self.frames[-1].head.append(line)
        self._take(len(raw))

    def _begin(self, name: bytes, line: bytes, here: int) -> None:
        if not self._open:
            if name != b"VCALENDAR":
                return
            self.frames.append(Frame(head=[line]))
        elif name == b"VEVENT" and name in self._open:  # the one before never ended; events do not nest
            self._take(here)
            del self._open[1:]
        if len(self._open) == 1:
            self._start = here
        self._open.append(name)

    def _end(self, name: bytes, line: bytes, here: int) -> None:
        level = 0 if name == b"VCALENDAR" else len(self._open) - 1 - self._open[::-1].index(name)
        if level == 0:
            self._take(here)
            self.frames[-1].end, self.frames[-1].closed = line, True
        elif level == 1:
            self._take(here + len(line))
        del self._open[level:]

    def _take(self, stop: int) -> None:
        if len(self._open) > 1:
            self.components.append((self.frames[-1], self._open[1], self._raw[self._start : stop]))


def _lines(raw: bytes) -> Iterator[bytes]:
    """Lines with their ends; a lone CR ends none."""
    position = 0
    while position < len(raw):
        end = raw.find(b"\n", position) + 1 or len(raw)
        yield raw[position:end]
        position = end


def _uid(component: bytes) -> str:
    """The UID of a component, unfolded; not that of an alarm within it."""
    depth = 0
    taken: bytes | None = None
    for line in _lines(component):
        if taken is not None:
            if line[:1] in (b" ", b"\t"):
                taken += line[1:].rstrip(b"\r\n")
                continue
            return taken.strip().decode("utf-8", "replace")
        mark = _MARK.match(line) if len(line) < 256 else None
        if mark:
            depth += 1 if mark[1].upper() == b"BEGIN" else -1
        elif depth == 1 and line[:4].upper() in (b"UID:", b"UID;"):
            taken = line.partition(b":")[2].rstrip(b"\r\n")
    return "" if taken is None else taken.strip().decode("utf-8", "replace")


def _whole(group: list[Piece]) -> bytes:
    first = group[0].frame
    events = {_steady(piece.raw): piece.raw for piece in reversed(group)}  # of copies that say the same the first
    lines = [*first.head, *_zones(group), *reversed(events.values())]
    return b"".join([*map(_ended, lines), first.end])


def _version(group: list[Piece]) -> str:
    events = sorted({_steady(piece.raw) for piece in group})
    return hashlib.sha256(b"\n".join([*sorted(_zones(group)), *events])).hexdigest()


def _zones(group: list[Piece]) -> list[bytes]:
    """The VTIMEZONEs that these events name."""
    found: dict[bytes, None] = {}
    for piece in group:
        for zone in dict.fromkeys(_TZID.findall(_FOLD.sub(b"", piece.raw))):
            if zone in piece.frame.zones:
                found[piece.frame.zones[zone]] = None
    return list(found)


def _steady(component: bytes) -> bytes:
    """A component without what a feed makes new with every download."""
    return b"".join(line for line in _lines(component) if not line[:8].upper().startswith((b"DTSTAMP:", b"DTSTAMP;")))


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\r\n"
