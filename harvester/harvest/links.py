"""Late links: a message passed over earlier belongs to the matter once its thread does (evidence.md 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from harvester.errors import FolderError
from harvester.harvest.headers import Reading, header_block, read_header
from harvester.harvest.learned import split_ids
from harvester.harvest.messages import examined, failed, fetched, found, ids
from harvester.harvest.run import Run, Visit, said
from harvester.harvest.subjects import is_subject
from harvester.model.source import Item
from harvester.store import Batch, Foreign, Found, Listed, Store

Judged = Found | Foreign | None
Judge = Callable[[Run, Item, Reading, tuple[bytes, ...]], Judged]
_FETCH = 50
"""Messages a command: their sizes are not remembered."""


def follow_links(run: Run) -> None:
    """Fetches what now belongs to a thread of the matter, until nothing more does."""
    name = run.source.name
    _search_again(run)
    if not run.grown and run.store.linked(name):
        return
    while linked := _linked(run.store, name, run.known):
        here = {place: uids for place, uids in linked.items() if _is_open(run, *place)}
        if not here:
            return
        for (folder, _), uids in here.items():
            _fetch(run, run.visits[folder], uids, found)
    run.store.set_linked(name)


def _search_again(run: Run) -> None:
    """Reports passed over before a name of the client's people was learned are searched for it."""
    if not run.learned.lessons:
        return
    again: dict[tuple[str, int], list[int]] = defaultdict(list)
    for folder, validity, message in run.store.foreign(run.source.name):
        _, searched = split_ids(run.store, message.ids)
        known = run.learned.searched.get((folder, validity, message.uid), 0)
        if searched and known < run.learned.lessons and _is_open(run, folder, validity):
            again[folder, validity].append(message.uid)
    for (folder, _), uids in again.items():
        _fetch(run, run.visits[folder], uids, examined)


def pending_links(store: Store, source: str) -> int:
    """How many messages of a source became part of the matter since it was pulled: pull it again when there are any."""
    return 0 if store.linked(source) else sum(map(len, _linked(store, source, store.matter_ids()).values()))


def forgotten(store: Store, mails: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """SHA-256 of the stored mails whose links the store does not know any more, told again from their bytes (F22).

    A later mail of their conversation would be passed over. Mail without a Message-ID is referred to by none.
    """
    held, known = store.held_ids(), store.matter_ids()
    for sha256, raw in mails:
        reading = read_header(header_block(raw))
        own, *refers = ids(store, reading)
        if reading.identifier.startswith("<") and not (own in held and known.issuperset(refers)):
            yield sha256


def unlinked(store: Store) -> Iterator[str]:
    """Sources whose links the store says were all followed, and are not (F22)."""
    for source in store.linked_sources():
        left = sum(map(len, _linked(store, source, store.matter_ids()).values()))
        if store.linked(source) and left:
            yield f"settings: linked:{source} says that all links were followed; not followed: {left:,}"


def _linked(store: Store, source: str, known: set[bytes]) -> dict[tuple[str, int], list[int]]:
    """(folder, UIDVALIDITY) -> UIDs of foreign messages whose thread holds a message of the matter.

    So does an author who bears the name of one of the client's people (the name of anybody else links nothing), and
    the subject of a mail of ours to the client, unless what is answered under it is a foreign mail that is known (D4).
    """
    rest, reached, others = list(store.foreign(source)), set(known), _Others(store)
    linked: dict[tuple[str, int], list[int]] = defaultdict(list)
    grown = True
    while grown:
        grown, waiting = False, []
        for folder, validity, message in rest:
            if reached.isdisjoint(message.ids) or others.are_answered(message.ids, reached):
                waiting.append((folder, validity, message))
                continue
            reached.update(split_ids(store, message.ids)[0])
            linked[folder, validity].append(message.uid)
            grown = True
        rest = waiting
    return linked


class _Others:
    """Foreign mail that a reply under a subject of ours may answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def are_answered(self, ids: tuple[bytes, ...], reached: set[bytes]) -> bool:
        """Whether nothing but its subject speaks for a message, and it answers a mail of others."""
        if not all(map(is_subject, reached.intersection(ids))):
            return False
        return not self._known.isdisjoint(split_ids(self._store, ids)[0][1:])

    @cached_property
    def _known(self) -> set[bytes]:
        return self._store.foreign_keys()


def _is_open(run: Run, folder: str, validity: int) -> bool:
    visit = run.visits.get(folder)
    return visit is not None and folder not in run.refused and visit.state.uidvalidity == validity


def _fetch(run: Run, visit: Visit, uids: Sequence[int], judged: Judge) -> None:
    try:
        sweep = run.source.sweep(visit.folder.name)
    except FolderError as error:
        run.refused[visit.folder.name] = said(error)
        return
    if sweep.state.uidvalidity != visit.state.uidvalidity:
        run.refused[visit.folder.name] = "was made anew while it was read; pull again"
        return
    for some in _pieces(sorted(uids)):
        whole: list[Found] = []
        listed: list[Listed] = []
        for _, answer in fetched(sweep, some, visit.folder.name):
            if isinstance(answer, Item):
                reading = read_header(header_block(answer.raw))
                judgement = judged(run, answer, reading, ids(run.store, reading))
                whole += [judgement] if isinstance(judgement, Found) else []
            else:
                listed.append(failed(run, visit, answer, None))
        if whole or listed:
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
            cursor=visit.lasting_cursor,
            tally=visit.tally.told(),
        ),
    )
