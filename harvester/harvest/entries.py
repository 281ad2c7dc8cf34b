"""What every entry of a calendar, a call log or a record of attendance goes through on its way into the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from harvester import __version__
from harvester.harvest.run import Options
from harvester.model.ledger import FolderCoverage
from harvester.model.source import Event, EventSource, Folder, Item
from harvester.store import Found

_BATCH = 200


def stored_item(event: Event) -> Item:
    """An event as it is stored: known by its key and by what it says."""
    said = event.version or hashlib.sha256(event.raw).hexdigest()
    digest = hashlib.sha256(f"{event.key}\0{said}".encode("utf-8", "surrogatepass")).digest()
    return Item(
        uid=int.from_bytes(digest[:7], "big") >> 3 or 1,
        raw=event.raw,
        media_type=event.media_type,
        labels=(event.key,),
        locator=event.locator,
    )


def batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """As many at a time as one transaction takes."""
    batch: list[Found] = []
    for one in found:
        batch.append(one)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def event_row(source: EventSource, folder: Folder, now: datetime, options: Options, reason: str) -> FolderCoverage:
    """The row of the ledger; `reason` says why it was not read completely, "" that it was."""
    return FolderCoverage(
        source=source.name,
        kind=source.kind,
        folder=folder.name,
        live=source.live,
        swept_at=now,
        reach=None if reason else (now if source.live else options.exported_at or now),
        complete=not reason,
        reason=reason,
        declared=options.complete and not source.live,
        peer=source.peer if not reason else "",
        version=__version__,
    )
