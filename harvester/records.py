"""What the store holds of calendars and call logs, read: every version of an event, and every line of a log."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from harvester.config import Config
from harvester.model import Engagement, LoggedCall, Sighting, Unreadable
from harvester.model.settings import CallLogSettings
from harvester.parse.call_lines import logged_call
from harvester.parse.google_events import GOOGLE
from harvester.parse.meetings import meetings
from harvester.pipeline.calls import CallRecords, Version
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
    versions, unreadable = [], []
    for group in _grouped(store, events, kinds):
        for seen_at, current in _snapshots(group):
            originals = [(sighting.sha256, store.original(sighting.sha256)) for sighting in current]
            read = meetings(originals, kinds[current[0].sha256], (until - _BACK, until), zone)
            if isinstance(read, Unreadable):
                unreadable.append((current[0].sha256, read.reason))
            else:
                first = current[0]
                versions.append(Version(source=first.source, calendar=first.folder, seen_at=seen_at, meetings=read))
    logged = [
        _logged(store.original(line.sha256), config.sources.get(line.source), about.thresholds.answered_call_seconds)
        for line in lines
    ]
    unreadable += [(one.sha256, one.reason) for one in logged if isinstance(one, Unreadable)]
    return CallRecords(
        versions=tuple(versions),
        logged=tuple(one for one in logged if isinstance(one, LoggedCall)),
        unreadable=tuple(dict.fromkeys(unreadable)),
    )


def _logged(raw: bytes, settings: object, shortest_s: float) -> LoggedCall | Unreadable:
    if isinstance(settings, CallLogSettings):
        return logged_call(raw, settings.mapping, settings.timezone, shortest_s)
    return Unreadable(
        sha256=hashlib.sha256(raw).hexdigest(), size=len(raw), reason="its source is no longer a call log"
    )


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
