"""Who joined the calls of the matter, where the source knows it: each record an original of its own (M2).

Asked for events that are stored, so that of other calls nothing is ever seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from harvester.errors import CertificateError, FolderError, SignInError, TemporaryError
from harvester.harvest.entries import batches, event_row, stored_item
from harvester.harvest.run import Options, said
from harvester.model.conferences import ATTENDANCE, CONFERENCE, KEPT_DAYS
from harvester.model.ledger import FolderCoverage
from harvester.model.source import AttendanceSource, Event, EventSource, Failure, Folder
from harvester.store import Batch, Found, Place, Store

_FOLDER = Folder(name=ATTENDANCE)


def read_attendance(source: EventSource, store: Store, now: datetime) -> FolderCoverage | None:
    """Brings the records into the store and returns their row of the ledger; None where they are not asked for.

    What the source refuses costs these records and nothing else: the row says so. Records that Google no longer shows
    have not vanished: it keeps them for 30 days.
    """
    if not isinstance(source, AttendanceSource) or not source.asks_attendance:
        return None
    since = now - timedelta(days=KEPT_DAYS)
    place = Place(source=source.name, kind=source.kind, folder=ATTENDANCE, role=_FOLDER.role, uidvalidity=0)
    problems: list[str] = []
    seen: list[str] = []
    stored = 0
    for found in batches(_found(source.attendance(_events(source, store), since), problems, seen)):
        stored += store.add_batch(Batch(place=place, seen_at=now, found=found)).sightings
    row = event_row(source, _FOLDER, now, Options(), "; ".join(dict.fromkeys(problems)))
    number = len(seen)
    return replace(
        row, on_server=number, seen=number, matched=number, stored=stored, known=number - stored, since=since
    )


def _found(records: Iterator[Event | Failure], problems: list[str], seen: list[str]) -> Iterator[Found]:
    """What came before the source was lost is kept."""
    try:
        for each in records:
            if isinstance(each, Failure):
                problems.append(each.reason)
            else:
                seen.append(each.key)
                yield Found(item=stored_item(each))
    except (CertificateError, FolderError, SignInError, TemporaryError) as error:
        problems.append(f"{said(error)}; {error.next_step.rstrip('.')}")


def _events(source: EventSource, store: Store) -> list[bytes]:
    """The events of the matter that this source has shown, in every version: a link may have changed."""
    kinds = store.media_types()
    held = {seen.sha256: None for seen in store.sightings() if seen.source == source.name}
    return [store.original(sha256) for sha256 in held if kinds.get(sha256) != CONFERENCE]
