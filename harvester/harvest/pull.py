"""One pull of one mail source: every folder swept, late links followed, the coverage written (evidence.md 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from harvester.errors import CertificateError, FolderError, HarvesterError, SignInError, TemporaryError, UsageError
from harvester.harvest.links import follow_links
from harvester.harvest.matching import Matter
from harvester.harvest.rows import coverage_rows
from harvester.harvest.run import Options, Pulled, Run, Visit, said
from harvester.harvest.visits import is_finished, same_messages, visit_folder
from harvester.model.source import Failure, Folder, FolderState, HistorySource, MailSource, Role
from harvester.model.times import iso
from harvester.store import Batch, Store

_ROUNDS = 5
_LOST = (TemporaryError, SignInError, CertificateError)
_DEFAULTS = Options()


def pull(source: MailSource, matter: Matter, store: Store, now: datetime, options: Options = _DEFAULTS) -> Pulled:
    """Brings what is new of the matter into the store, inside its `writer`, and records what was searched.

    `now` is the start of the whole pull, the same for every source of it (K1). Opens and closes the source. What the
    source could not do is in the rows and in `error`; only the store's own errors are raised, and UsageError for
    files that were exported in the future.
    """
    if options.exported_at and options.exported_at > now:
        raise UsageError(
            f"`exported_at` of the source {source.name} lies in the future: {iso(options.exported_at)}.",
            "State when the files were exported: `exported_at` in the configuration, or --exported-at.",
        )
    run = Run(source=source, matter=matter, store=store, now=now, options=options)
    run.before = store.folders(source.name)
    run.listed = store.listed(source.name)
    run.purged = frozenset(gone.key for done in store.purges() for gone in done.purge.originals if gone.key)
    error: HarvesterError | None = None
    source.traffic.received = store.received(source.name, now)
    try:
        with source:
            run.peer = source.peer
            if isinstance(source, HistorySource):
                source.remember(_finished(run))
            _search(run)
    except (*_LOST, FolderError, UsageError) as failure:
        error = failure
        run.lost_source = said(failure)
    if source.traffic.received:
        store.set_received(source.name, now, source.traffic.received)
    _explain(run)
    rows = coverage_rows(run)
    store.record_coverage(rows, now)
    return Pulled(
        rows=tuple(row.covered for row in rows),
        originals=run.originals,
        sightings=run.sightings,
        items=tuple(listed.note for _, _, listed in store.listed(source.name)),
        error=error,
    )


def _finished(run: Run) -> dict[str, FolderState]:
    """By folder the state at which earlier pulls left it, where they came to its end."""
    told = {row.folder: run.store.progress(run.source.name, row.folder) for row in run.before}
    cursors = {folder: each[0] for folder, each in told.items() if each}
    return {folder: cursor.state for folder, cursor in cursors.items() if is_finished(cursor)}


def _search(run: Run) -> None:
    first = _before_listing(run)
    folders = _listing(run)
    if run.refused.keys() | run.roles != {row.folder for row in run.before if row.folder}:
        first = {}  # mail of a folder that came or went may lie in another one by now
    started = _states(run, folders, first)
    # What we sent names most of the client's people: then a notification is searched for all of them at once.
    for folder, state in sorted(started, key=lambda one: one[0].role is not Role.SENT):
        _attempt(run, folder, state)
    for _ in range(_ROUNDS):
        if not any(visit.swept for visit in run.visits.values()):
            break
        changed = [(folder, state) for folder, state in _states(run, _listing(run), {}) if _moved(run, folder, state)]
        if not changed:
            break
        for folder, state in changed:
            _attempt(run, folder, state)
    else:
        _never_at_rest(run)
    follow_links(run)


def _never_at_rest(run: Run) -> None:
    """Files that changed in every round: what moved between them may have been missed. A server tells UIDs apart."""
    if run.source.live:
        return
    for folder, state in _states(run, _listing(run), {}):
        if _moved(run, folder, state) and folder.name in run.visits:
            run.visits[folder.name].problems.append("kept changing while it was read; pull again")


def _listing(run: Run) -> list[Folder]:
    folders = []
    for folder in run.source.folders():
        if isinstance(folder, Failure):
            run.refused[folder.folder] = folder.reason
            if folder.excluded:
                run.left_out.add(folder.folder)
        else:
            folders.append(folder)
            run.roles[folder.name] = folder.role
    return folders


def _before_listing(run: Run) -> dict[str, FolderState]:
    """The state of an INBOX that was searched before: after LIST, Dovecot 2.3 reads all its UIDs for it (N1)."""
    if run.source.kind != "imap" or run.store.progress(run.source.name, "INBOX") is None:
        return {}
    try:
        return {"INBOX": run.source.state("INBOX")}
    except FolderError:
        return {}


def _states(run: Run, folders: list[Folder], known: Mapping[str, FolderState]) -> list[tuple[Folder, FolderState]]:
    found = []
    for folder in folders:
        try:
            found.append((folder, known.get(folder.name) or run.source.state(folder.name)))
        except FolderError as error:
            run.refused[folder.name] = said(error)
    return found


def _attempt(run: Run, folder: Folder, state: FolderState) -> None:
    try:
        visit_folder(run, folder, state)
    except FolderError as error:
        run.refused[folder.name] = said(error)
    except _LOST as error:
        run.refused[folder.name] = said(error)
        raise
    else:
        run.refused.pop(folder.name, None)


def _moved(run: Run, folder: Folder, state: FolderState) -> bool:
    """True when messages came or went since the folder was last swept."""
    visit = run.visits.get(folder.name)
    if visit is None:
        return True
    return not same_messages(run, visit.state, state)


def _explain(run: Run) -> None:
    """Messages that left the server while being read, and were then seen elsewhere, are listed no longer."""
    gone = [told for told in run.store.listed(run.source.name) if told[2].gone]
    if not gone:
        return
    held, foreign = run.store.held_ids(), run.store.foreign_keys()
    before = {(folder, validity, listed.uid) for folder, validity, listed in run.listed if listed.gone}
    for folder, validity, listed in gone:
        visit = run.visits.get(folder)
        if visit is None:
            continue
        if listed.key in held and listed.key:
            _clear(run, visit, (validity, listed.uid), handled=1)
        elif listed.key in foreign:
            _clear(run, visit, (validity, listed.uid), handled=0)
        elif (folder, validity, listed.uid) not in before:
            run.lost[folder] = run.lost.get(folder, 0) + 1


def _clear(run: Run, visit: Visit, place: tuple[int, int], handled: int) -> None:
    if place[0] == visit.state.uidvalidity:
        visit.tally.failed -= 1
        visit.tally.handled += handled
        visit.tally.unmatched += 1 - handled
    batch = Batch(
        place=run.place(visit),
        seen_at=run.now,
        cleared=(place,),
        cursor=visit.lasting_cursor,
        tally=visit.tally.told(),
    )
    run.keep(visit, batch)
