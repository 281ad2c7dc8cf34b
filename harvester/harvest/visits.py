"""A folder of a pull: what is new in it is swept, or all of it where the cursor is void; what failed is tried again."""

from __future__ import annotations

from dataclasses import replace

from harvester.harvest.headers import header_block, read_header
from harvester.harvest.messages import examined, fetched, ids
from harvester.harvest.run import Run, Tally, Visit
from harvester.harvest.sweep import UNFINISHED, Sweeping
from harvester.model.source import NO_ORDER, Cursor, Folder, FolderState, Item, Sweep
from harvester.store import Batch, Foreign, Found, Listed


def visit_folder(run: Run, folder: Folder, state: FolderState) -> None:
    """Sweeps what is new in a folder, or all of it where the cursor is void. Raises as the source does."""
    visit = run.visits.setdefault(folder.name, Visit(folder=folder, start=state, state=state, tally=Tally()))
    _resume(run, visit, state)
    retries = _retries(run, visit)
    if _unchanged(run, visit, state) and not retries:
        return
    sweep = run.source.sweep(folder.name)
    visit.problems.clear()
    visit.frozen = False
    visit.state = sweep.state
    _resume(run, visit, sweep.state)
    visit.swept = True
    if visit.cursor:
        _retry(run, visit, sweep, retries)
        if _unchanged(run, visit, sweep.state):
            return
    Sweeping(run, visit, sweep).all()
    if _holds_unseen(run, visit, sweep.state):
        _begin_anew(visit)
        Sweeping(run, visit, sweep).all()


def _holds_unseen(run: Run, visit: Visit, state: FolderState) -> bool:
    """True when a folder holds more than was there and has come since: something came below the cursor.

    A mailbox that was restored from a backup may give back a number without another UIDVALIDITY. It counts for nothing
    where a part of the folder could not be seen anyway, or where only a window of it is looked at.
    """
    if not run.source.live or state.uidnext == NO_ORDER or run.options.since or visit.frozen:
        return False
    return state.messages > visit.known_before + visit.seen_now


def _resume(run: Run, visit: Visit, state: FolderState) -> None:
    """Goes on from what the store holds; from nothing where that is void."""
    told = run.store.progress(run.source.name, visit.folder.name)
    if told is None or not _follows(run, told[0], state):
        _begin_anew(visit)
        return
    visit.cursor, visit.tally = told[0], Tally(**told[1])
    if not visit.swept:
        visit.known_before = visit.cursor.state.messages if is_finished(visit.cursor) else visit.tally.seen


def _begin_anew(visit: Visit) -> None:
    visit.cursor, visit.tally, visit.known_before, visit.seen_of_start, visit.stored = None, Tally(), 0, 0, 0
    visit.seen_now = 0


def is_finished(cursor: Cursor) -> bool:
    """Whether the folder was swept to its end."""
    return cursor.state.messages != UNFINISHED


def _follows(run: Run, cursor: Cursor, state: FolderState) -> bool:
    """True when the cursor still says how far the folder was swept. Files have no order: theirs holds while they do.

    K4: under another UIDVALIDITY the numbers name other mails, so the folder is swept anew before anything is claimed.
    """
    if cursor.uidvalidity != state.uidvalidity or cursor.rules != run.rules:
        return False
    return run.source.live or cursor.state == state


def _unchanged(run: Run, visit: Visit, state: FolderState) -> bool:
    if visit.cursor is None or state.uidnext == 0:
        return False
    return same_messages(run, visit.cursor.state, state)


def same_messages(run: Run, before: FolderState, now: FolderState) -> bool:
    """True when no message came or went between two states.

    On a server a new HIGHESTMODSEQ alone is a flag that somebody set; of files it is all that tells two of one size
    apart. The history of a HistorySource counts no less: a message may have come while another one went.
    """
    if not run.source.live or now.uidnext == NO_ORDER:
        return before == now
    return (before.uidvalidity, before.uidnext, before.messages) == (now.uidvalidity, now.uidnext, now.messages)


def _retries(run: Run, visit: Visit) -> dict[int, Listed]:
    """What failed at an earlier pull and may be there still."""
    if visit.cursor is None or visit.swept:
        return {}
    return {
        listed.uid: listed
        for folder, validity, listed in run.listed
        if (folder, validity) == (visit.folder.name, visit.state.uidvalidity)
        and not (listed.gone or listed.note.excluded)
        and (listed.uid <= visit.cursor.last_uid or not run.source.live)
    }


def _retry(run: Run, visit: Visit, sweep: Sweep, retries: dict[int, Listed]) -> None:
    results: list[Found | Foreign] = []
    listed = []
    for uid, answer in fetched(sweep, list(retries), visit.folder.name):
        if isinstance(answer, Item):
            reading = read_header(header_block(answer.raw))
            result = examined(run, answer, reading, ids(run.store, reading))
            if result is not None:
                results.append(result)
        elif answer.reason != retries[uid].note.reason:
            before = retries[uid]
            gone = answer.reason.startswith("gone")
            listed.append(replace(before, gone=gone, note=replace(before.note, reason=answer.reason)))
    whole = [one for one in results if isinstance(one, Found)]
    foreign = [one for one in results if isinstance(one, Foreign)]
    if results or listed:
        visit.tally.failed -= len(results)
        visit.tally.handled += len(whole)
        visit.tally.unmatched += len(foreign)
        run.keep(
            visit,
            Batch(
                place=run.place(visit),
                seen_at=run.now,
                found=whole,
                foreign=foreign,
                listed=listed,
                cursor=visit.cursor,
                tally=visit.tally.told(),
            ),
        )
