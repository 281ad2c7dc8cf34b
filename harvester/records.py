"""What the store holds of calendars and call logs, read: every version of an event, and every line of a log."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from harvester.config import Config
from harvester.harvest.events import vanished
from harvester.model.calls import LoggedCall, Meeting
from harvester.model.conferences import CONFERENCE, Conference
from harvester.model.engagement import Engagement
from harvester.model.ledger import Sighting
from harvester.model.mail import Unreadable
from harvester.model.settings import CallLogSettings
from harvester.parse.call_lines import logged_call
from harvester.parse.conferences import conference
from harvester.parse.google_events import GOOGLE
from harvester.parse.invitations import planned
from harvester.parse.meetings import meetings
from harvester.pipeline.calls import CallRecords, Vanished, Version
from harvester.store import Store

_BACK = timedelta(days=4 * 365)
"""How far back a recurring event is followed: engagements are shorter, and an endless series has to end somewhere."""
_AHEAD = timedelta(days=366)


def call_records(config: Config, about: Engagement, store: Store, sightings: Sequence[Sighting]) -> CallRecords:
    """Everything about calls in these sightings; recurring events are followed up to a year after the last one."""
    if not sightings:
        return CallRecords()
    zone = about.us_hours.timezone or "UTC"
    until = max(sighting.seen_at for sighting in sightings if sighting.seen_at) + _AHEAD
    kinds = store.media_types()
    events = [sighting for sighting in sightings if kinds.get(sighting.sha256) in {"text/calendar", GOOGLE}]
    lines = [sighting for sighting in sightings if kinds.get(sighting.sha256) == "text/csv"]
    joined = [sighting for sighting in sightings if kinds.get(sighting.sha256) == CONFERENCE]
    readings = _Readings(about, store.sweeps())
    gone = vanished(store)
    versions, missing = [], []
    unreadable: list[tuple[str, str]] = []
    for group in _grouped(store, events, kinds):
        version = None
        for seen_at, current in _snapshots(group):
            read = _read(store, current, kinds, (until - _BACK, until), zone)
            if read.problems:
                unreadable += read.problems
            else:
                version = readings.version(current[0], seen_at, read.instances, read.entries)
                versions.append(version)
        left = (gone.get((one.source, one.folder, label)) for one in group for label in one.labels[:1])
        at = next(filter(None, left), None)
        if at and version:
            after = readings.before(version.source, version.calendar, at)
            missing.append(Vanished(version=version, at=at, after=after))
    shortest = about.thresholds.answered_call_seconds
    logged = [_logged(store.original(line.sha256), config.sources.get(line.source), shortest) for line in lines]
    told = [conference(store.original(sha256)) for sha256 in _latest(joined)]
    unreadable += [(one.sha256, one.reason) for one in (*logged, *told) if isinstance(one, Unreadable)]
    return CallRecords(
        versions=tuple(versions),
        vanished=tuple(missing),
        logged=tuple(one for one in logged if isinstance(one, LoggedCall)),
        conferences=tuple(one for one in told if isinstance(one, Conference)),
        unreadable=tuple(dict.fromkeys(unreadable)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What one version of an event says: its instances, and what was planned; or why it cannot be read."""

    instances: tuple[Meeting, ...] = ()
    entries: tuple[Meeting, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()


def _read(
    store: Store, current: Sequence[Sighting], kinds: Mapping[str, str], window: tuple[datetime, datetime], zone: str
) -> _Read:
    originals = [(sighting.sha256, store.original(sighting.sha256)) for sighting in current]
    first = current[0].sha256
    instances, entries = meetings(originals, kinds[first], window, zone), planned(originals, kinds[first], zone)
    if isinstance(instances, Unreadable) or isinstance(entries, Unreadable):
        failed = (each for each in (instances, entries) if isinstance(each, Unreadable))
        return _Read(problems=tuple((first, each.reason) for each in failed))
    return _Read(instances=instances, entries=entries)


@dataclass(frozen=True, slots=True)
class _Readings:
    """When the calendars were read."""

    about: Engagement
    sweeps: Mapping[tuple[str, str], Sequence[datetime]]

    def version(
        self, seen: Sighting, seen_at: datetime, instances: tuple[Meeting, ...], entries: tuple[Meeting, ...]
    ) -> Version:
        """A version of an event, with the reading before it. A file speaks of the time of its export."""
        view = next((view for view in self.about.sources if view.name == seen.source), None)
        exported = view.exported_at if view and not view.live else None
        return Version(
            source=seen.source,
            calendar=seen.folder,
            seen_at=seen_at,
            stands_at=min(seen_at, exported) if exported else seen_at,
            after=self.before(seen.source, seen.folder, seen_at),
            live=bool(view and view.live),
            meetings=instances,
            planned=entries,
        )

    def before(self, source: str, calendar: str, at: datetime) -> datetime | None:
        """The last complete reading before an instant."""
        return max((sweep for sweep in self.sweeps.get((source, calendar), ()) if sweep < at), default=None)


def _logged(raw: bytes, settings: object, shortest_s: float) -> LoggedCall | Unreadable:
    if isinstance(settings, CallLogSettings):
        return logged_call(raw, settings.mapping, settings.timezone, shortest_s)
    return Unreadable(
        sha256=hashlib.sha256(raw).hexdigest(), size=len(raw), reason="its source is no longer a call log"
    )


def _latest(seen: Iterable[Sighting]) -> list[str]:
    """The last version of each record: a call that went on when it was read first has ended since."""
    newest: dict[tuple[str, ...], str] = {}
    for sighting in sorted((one for one in seen if one.seen_at), key=lambda one: (str(one.seen_at), one.sha256)):
        newest[sighting.labels or (sighting.sha256,)] = sighting.sha256
    return sorted(set(newest.values()))


def _grouped(store: Store, events: Iterable[Sighting], kinds: dict[str, str]) -> Iterator[list[Sighting]]:
    """Sightings that describe one event: by its key; at Google a series and its exceptions are one."""
    groups = defaultdict[tuple[str, str, str], list[Sighting]](list)
    for sighting in events:
        key = sighting.labels[0] if sighting.labels else sighting.sha256
        if kinds[sighting.sha256] == GOOGLE:
            key = _series(store.original(sighting.sha256)) or key
        groups[sighting.source, sighting.folder, key].append(sighting)
    yield from (groups[key] for key in sorted(groups))


def _series(raw: bytes) -> str:
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    return str(told.get("recurringEventId") or told.get("id") or "") if isinstance(told, dict) else ""


def _snapshots(group: Sequence[Sighting]) -> Iterator[tuple[datetime, list[Sighting]]]:
    """After each pull that brought something new: the latest version of every part of the event."""
    latest: dict[str, Sighting] = {}
    by_pull = defaultdict[datetime, list[Sighting]](list)
    for sighting in group:
        if sighting.seen_at:
            by_pull[sighting.seen_at].append(sighting)
    for seen_at in sorted(by_pull):
        for sighting in sorted(by_pull[seen_at], key=lambda s: s.sha256):
            latest[sighting.labels[0] if sighting.labels else sighting.sha256] = sighting
        yield seen_at, list(latest.values())
