"""Which entries of calendars and call logs are of the matter, by what they say (evidence.md 1)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from harvester.harvest.matching import Matter
from harvester.model import tables
from harvester.model.appointments import is_talk
from harvester.model.matter import Side
from harvester.model.phones import normal_number
from harvester.model.source import Event
from harvester.store import Store

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]+", re.UNICODE)
_CELLS = re.compile(r'[,;\t"\r\n]')
_TITLE = re.compile(r'(?:^SUMMARY[^:\r\n]*:|"summary":\s*")([^\r\n"]*)', re.MULTILINE)
_CALL = "text/csv"
_CALENDARS = frozenset({"ics", "caldav", "google_calendar"})
_GOOGLE_UID = "@google.com"
"""What Google's id of an event lacks of its iCal UID."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What tells an entry of the matter."""

    matter: Matter
    met: frozenset[str]
    """UIDs of meetings of the matter: a line of a call log may tell how one went, and name nobody."""

    @property
    def rules(self) -> str:
        """The rules by which a calendar was read: a call log is read anew once more meetings are known."""
        uids = "\n".join(sorted(self.met)).encode("utf-8", "replace")
        return self.matter.rules(None) + (f" {hashlib.sha256(uids).hexdigest()}" if uids else "")

    def holds(self, item: Event) -> bool:
        """Whether an entry is of the matter by what it says."""
        if names_client(item.raw, self.matter):
            return True
        if item.media_type == _CALL and (calls_client(item.raw, self.matter) or self._of_meeting(item.raw)):
            return True
        return any(map(self.matter.short.stand_in, _titles(item)))

    def _of_meeting(self, raw: bytes) -> bool:
        return bool(self.met) and not self.met.isdisjoint(cell.strip() for cell in _cells(raw))


def _titles(item: Event) -> Iterator[str]:
    """What says in few words with whom a call was: a line of a call log, the title of an entry about a talk (R20b)."""
    text = _unfolded(item.raw)
    if item.media_type == _CALL:
        yield text
    else:
        yield from (found[1] for found in _TITLE.finditer(text) if is_talk(found[1]))


def _unfolded(raw: bytes) -> str:
    bom, encoding = tables.encoding(raw)
    return re.sub(r"\r?\n[ \t]", "", raw[len(bom) :].decode(encoding, "replace"))


def meetings(store: Store) -> frozenset[str]:
    """The UIDs of all stored entries of calendars."""
    keys = {label for one in store.sightings() if one.kind in _CALENDARS for label in one.labels}
    return frozenset(keys | {f"{key}{_GOOGLE_UID}" for key in keys})


def names_client(raw: bytes, matter: Matter) -> bool:
    """Whether bytes of an event hold an address or a full name of a client. iCalendar folds lines: unfolded first."""
    text = _unfolded(raw)
    if any(matter.side(address.rstrip(".").casefold()) is Side.CLIENT for address in _ADDRESS.findall(text)):
        return True
    flat = " ".join(text.casefold().split())
    return any(name in flat for name in matter.names)


def calls_client(raw: bytes, matter: Matter) -> bool:
    """Whether a cell of a line of a call log is a number of a client's person."""
    return bool(matter.numbers) and any(normal_number(cell) in matter.numbers for cell in _cells(raw))


def _cells(raw: bytes) -> list[str]:
    bom, encoding = tables.encoding(raw)
    return _CELLS.split(raw[len(bom) :].decode(encoding, "replace"))
