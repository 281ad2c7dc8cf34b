"""Whether what is kept is still what was found: the journal checked, and stamped by an authority."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.config import Config
from harvester.errors import TemporaryError
from harvester.store import Purged, open_store
from harvester.store.verify import Verified

if TYPE_CHECKING:  # pandas, and what only an analysis needs, costs time that a pull does not have (N2)
    from harvester.originals import Counted


def verify(config: Config, counted: Counted | None = None) -> Verified:
    """Compares every byte and row of the store with its journal, and what is kept of readings with the originals."""
    from harvester.harvest import forgotten, unlinked
    from harvester.originals import differences
    from harvester.outlook import MEDIA_TYPE

    store = open_store(config.store.url, config.folder)
    found = store.verify()
    if not found.readable:
        return found
    checked, problems = differences(store, counted)
    mail = {sha256 for sha256, kind in store.media_types().items() if kind.startswith(("message/", MEDIA_TYPE))}
    lost = (
        f"matter_ids: what links {sha256} to its conversation is not all there"
        for sha256 in forgotten(store, store.originals(mail))
    )
    problems = (*found.problems, *problems, *lost, *unlinked(store))
    return replace(found, checked=found.checked + checked, problems=problems)


def purges(config: Config) -> tuple[Purged, ...]:
    """What was taken out of the store for good, in order."""
    return open_store(config.store.url, config.folder).purges()


def stamp(config: Config, now: datetime, holder: str) -> str:
    """Has the journal stamped by the authority of the configuration; why it could not be, "" when all is well.

    An authority that is down never fails what `holder` does: what was written stands, and the next stamp covers it.
    """
    if not config.timestamp.url:
        return ""
    from harvester.timestamps import stamp_journal

    store = open_store(config.store.url, config.folder)
    try:
        with store.writer(holder):
            stamp_journal(store, config.timestamp.url, now)
    except TemporaryError as error:
        return error.fact
    return ""


def stamps(config: Config, ca_file: Path | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One sentence about each time stamp of the journal, and what is wrong with them. Asks no network.

    `ca_file`: root of the authority; default: `[timestamp] ca_file`, else the roots that ship with the program.
    """
    store = open_store(config.store.url, config.folder)
    held = store.recorded("timestamp")
    if not held:
        return (), ()
    from harvester import timestamps

    file = ca_file or (config.folder / config.timestamp.ca_file if config.timestamp.ca_file else None)
    return timestamps.examined(store, file)
