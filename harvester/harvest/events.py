"""One pull of calendars or a call log: every version of an event of the matter is kept, and what vanished is dated.

What is of the matter is decided on content: an address of the client, or the full name of one of its people, in the
bytes. Of other entries nothing is kept but their number (evidence.md 1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from harvester.errors import CertificateError, FolderError, HarvesterError, SignInError, TemporaryError, UsageError
from harvester.harvest.attendance import read_attendance
from harvester.harvest.entries import batches, event_row, stored_item
from harvester.harvest.matching import Matter
from harvester.harvest.ours import Ours, meetings
from harvester.harvest.run import Options, Pulled, said
from harvester.model.conferences import ATTENDANCE
from harvester.model.ledger import MISSING, FolderCoverage
from harvester.model.source import Cursor, Event, EventSource, Failure, Folder, FolderState
from harvester.store import Batch, Found, Place, Row, Store

VANISHED, RETURNED = "event vanished", "event returned"
"""Kinds of journal entries: payload source, calendar, key."""

_LOST = (TemporaryError, SignInError, CertificateError, UsageError)
_DEFAULTS = Options()
_FROM_EVENTS = 10
"""So many entries of the matter, and losing more than half of them at once is not believed."""


@dataclass(slots=True)
class _Reading:
    """What was seen of one calendar."""

    folder: Folder
    believed: bool
    """Even if it shows much less than before: a file, or a person confirmed it."""
    seen: int = 0
    matched: int = 0
    earlier: tuple[int, int] = (0, 0)
    """Seen and matched before, where only what changed since is read."""
    stored: int = 0
    keys: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    token: str | None = None
    full: bool = True

    @property
    def together(self) -> tuple[int, int]:
        """Entries seen and of the matter since the calendar was last read whole; each change of one counts."""
        return self.earlier[0] + self.seen, self.earlier[1] + self.matched


def pull_events(
    source: EventSource, matter: Matter, store: Store, now: datetime, options: Options = _DEFAULTS
) -> Pulled:
    """Brings every new version of the matter's events into the store and records what was read.

    Opens and closes the source; only the store's own errors are raised.
    """
    rows: list[FolderCoverage] = []
    error: HarvesterError | None = None
    stored = 0
    try:
        with source:
            for calendar in source.calendars():
                if isinstance(calendar, Failure):
                    rows.append(event_row(source, Folder(name=calendar.folder), now, options, calendar.reason))
                    continue
                reading = _Reading(calendar, believed=options.confirmed or not source.live)
                _read(source, reading, matter, store, now)
                stored += reading.stored
                _date_what_vanished(source, reading, store, now)
                rows.append(_covered(source, reading, now, options))
            if attendance := read_attendance(source, store, now):
                rows.append(attendance)
                stored += attendance.stored
    except _LOST as failure:
        error = failure
        read = {row.folder for row in rows}
        missing = [row.folder for row in store.folders(source.name) if row.folder not in read] or [""]
        rows += [event_row(source, Folder(name=name), now, options, said(failure)) for name in missing]
    gone = [] if error else list(_missing_calendars(source, {row.folder for row in rows}, store, now, options))
    store.record_coverage([*(Row(covered=row) for row in rows), *gone], now)
    rows += [row.covered for row in gone if not row.gone]
    return Pulled(rows=tuple(rows), originals=stored, sightings=stored, items=(), error=error)


def _read(source: EventSource, reading: _Reading, matter: Matter, store: Store, now: datetime) -> None:
    folder = reading.folder
    ours = Ours(matter, meetings(store) if source.kind == "call_log" else frozenset())
    progress = store.progress(source.name, folder.name)
    known_counts = progress is not None and progress[0].rules == ours.rules and "seen" in progress[1]
    before = progress[1] if progress and known_counts else {}
    token = before.get("token")
    place = Place(source=source.name, kind=source.kind, folder=folder.name, role=folder.role, uidvalidity=0)
    try:
        sweep = source.events(folder.name, token)
        known = _known(store, source.name, folder.name)
        for found in batches(_of_matter(sweep.items(), ours, reading, known)):
            reading.stored += store.add_batch(Batch(place=place, seen_at=now, found=found)).sightings
        reading.full, reading.token = sweep.full, sweep.token
        if not reading.full:
            reading.earlier = before["seen"], before["matched"]
        if not reading.believed:
            _doubt_what_is_suddenly_empty(source, reading, store)
    except FolderError as error:
        reading.problems.append(said(error))
    else:
        seen, matched = reading.together
        state = FolderState(uidvalidity=0, uidnext=0, messages=seen)
        cursor = Cursor(uidvalidity=0, last_uid=0, state=state, rules=ours.rules)
        told = {"token": reading.token, "seen": seen, "matched": matched}
        tally = before if reading.problems else told
        store.add_batch(Batch(place=place, seen_at=now, cursor=cursor, tally=tally))


def _of_matter(
    items: Iterable[Event | Failure], matter: Ours, reading: _Reading, known: Collection[str]
) -> Iterator[Found]:
    """What names the client, and exceptions of a series that does: a cancelled instance names nobody."""
    held = set(known)
    waiting: list[Event] = []
    for item in items:
        if isinstance(item, Failure):
            reading.problems.append(item.reason)
            continue
        reading.seen += 1
        (reading.gone if item.gone else reading.keys).add(item.key)
        if item.raw and matter.holds(item):
            reading.matched += 1
            held.add(item.key)
            yield Found(item=stored_item(item))
        elif item.raw and item.series:
            waiting.append(item)
    for item in waiting:
        if item.series in held:
            reading.matched += 1
            yield Found(item=stored_item(item))


def _date_what_vanished(source: EventSource, reading: _Reading, store: Store, now: datetime) -> None:
    """An event that was there and is not there now is evidence with its date (evidence.md 2)."""
    if reading.problems:
        return
    known = _known(store, source.name, reading.folder.name)
    place = (source.name, reading.folder.name)
    gone = {key for *where, key in vanished(store) if tuple(where) == place}
    left = (known - reading.keys if reading.full else known & reading.gone) - gone
    for kind, keys in ((VANISHED, left), (RETURNED, gone & reading.keys)):
        for key in sorted(keys):
            store.record(kind, {"source": source.name, "calendar": reading.folder.name, "key": key}, now)


def _doubt_what_is_suddenly_empty(source: EventSource, reading: _Reading, store: Store) -> None:
    """A calendar that shows little of what it held is a failure to look, until a person confirms it."""
    if not reading.full or reading.problems:
        return
    place = (source.name, reading.folder.name)
    held = _known(store, *place) - {key for *where, key in vanished(store) if tuple(where) == place}
    there = len(held & reading.keys)
    if held and (not reading.seen or (len(held) >= _FROM_EVENTS and there * 2 < len(held))):
        reading.problems.append(
            f"it shows {there} of the {len(held)} entries of the matter that it held; "
            "that is taken for a failure to look until a person confirms it (`mark folder`)"
        )


def _missing_calendars(
    source: EventSource, listed: set[str], store: Store, now: datetime, options: Options
) -> Iterator[Row]:
    """Calendars of earlier pulls that the source no longer has, unless a person said that they are gone."""
    for row in store.folders(source.name):
        if row.folder and row.folder not in listed:
            gone = row.folder in options.gone or row.folder == ATTENDANCE  # not asked for any more
            reason = "" if gone else MISSING
            yield Row(covered=event_row(source, Folder(name=row.folder), now, options, reason), gone=gone)


def _known(store: Store, source: str, calendar: str) -> set[str]:
    """Keys of the events of a calendar that are stored."""
    return {
        label
        for sighting in store.sightings()
        if (sighting.source, sighting.folder) == (source, calendar)
        for label in sighting.labels
    }


def vanished(store: Store) -> dict[tuple[str, str, str], datetime]:
    """(source, calendar, key) of every event that was not there any more when its calendar was last read -> when."""
    entries = sorted((*store.recorded(VANISHED), *store.recorded(RETURNED)), key=lambda entry: entry.seq)
    found: dict[tuple[str, str, str], datetime] = {}
    for entry in entries:
        place = (entry.payload["source"], entry.payload["calendar"], entry.payload["key"])
        if entry.kind.endswith(VANISHED):
            found[place] = entry.at
        else:
            found.pop(place, None)
    return found


def _covered(source: EventSource, reading: _Reading, now: datetime, options: Options) -> FolderCoverage:
    reason = "; ".join(reading.problems)
    undeclared = not reason and not source.live and not options.complete
    if undeclared:
        reason = "the file is not declared to hold everything (`complete`)"
    row = event_row(source, reading.folder, now, options, reason)
    seen, matched = reading.together
    return replace(
        row,
        on_server=seen,
        seen=seen,
        matched=matched,
        stored=reading.stored,
        known=matched - reading.stored,
        unmatched=seen - matched,
        chosen=undeclared,
    )
