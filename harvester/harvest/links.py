"""Late links: a message passed over earlier belongs to the matter once its thread does (evidence.md 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from harvester.errors import FolderError
from harvester.harvest import matching
from harvester.harvest.messages import failed, fetched, found
from harvester.harvest.run import Run, Visit
from harvester.model import Item
from harvester.store import Batch, Foreign, Found, Listed, Store

_FETCH = 50
"""Messages a command: their sizes are not remembered."""


def follow_links(run: Run) -> None:
    """Fetches what now belongs to a thread of the matter, until nothing more does."""
    name = run.source.name
    if not run.grown and run.store.linked(name):
        return
    while linked := _linked(run.store, name, run.known):
        here = {place: uids for place, uids in linked.items() if _is_open(run, *place)}
        if not here:
            return
        for (folder, _), uids in here.items():
            _fetch(run, run.visits[folder], uids)
    run.store.set_linked(name)


def pending_links(store: Store, source: str) -> int:
    """How many messages of a source became part of the matter since it was pulled: pull it again when there are any."""
    return 0 if store.linked(source) else sum(map(len, _linked(store, source, store.matter_ids()).values()))


def _linked(store: Store, source: str, known: set[bytes]) -> dict[tuple[str, int], list[int]]:
    """(folder, UIDVALIDITY) -> UIDs of foreign messages whose thread holds a message of the matter."""
    rest = list(store.foreign(source))
    reached = set(known)
    linked: dict[tuple[str, int], list[int]] = defaultdict(list)
    grown = True
    while grown:
        grown, waiting = False, []
        for folder, validity, message in rest:
            if reached.isdisjoint(message.ids):
                waiting.append((folder, validity, message))
                continue
            reached.update(message.ids)
            linked[folder, validity].append(message.uid)
            grown = True
        rest = waiting
    return linked


def _is_open(run: Run, folder: str, validity: int) -> bool:
    visit = run.visits.get(folder)
    return visit is not None and folder not in run.refused and visit.state.uidvalidity == validity


def _fetch(run: Run, visit: Visit, uids: Sequence[int]) -> None:
    try:
        sweep = run.source.sweep(visit.folder.name)
    except FolderError as error:
        run.refused[visit.folder.name] = error.fact
        return
    if sweep.state.uidvalidity != visit.state.uidvalidity:
        run.refused[visit.folder.name] = "was made anew while it was read; pull again"
        return
    for some in _pieces(sorted(uids)):
        whole: list[Found] = []
        listed: list[Listed] = []
        for _, answer in fetched(sweep, some, visit.folder.name):
            if isinstance(answer, Item):
                whole.append(found(run, answer, matching.read_header(matching.header_block(answer.raw))))
            else:
                listed.append(failed(run, visit, answer, None))
        _keep(run, visit, whole, listed)


def _pieces(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (uids[start : start + _FETCH] for start in range(0, len(uids), _FETCH))


def _keep(run: Run, visit: Visit, whole: Sequence[Found], listed: Sequence[Listed]) -> None:
    # What could not be had is listed from now on, and no longer among those that were passed over.
    visit.tally.handled += len(whole)
    visit.tally.failed += len(listed)
    visit.tally.unmatched -= len(whole) + len(listed)
    run.keep(
        visit,
        Batch(
            place=run.place(visit),
            seen_at=run.now,
            found=whole,
            listed=listed,
            foreign=[Foreign(uid=one.uid, ids=()) for one in listed],
            cursor=visit.lasting_cursor,
            tally=visit.tally.told(),
        ),
    )
