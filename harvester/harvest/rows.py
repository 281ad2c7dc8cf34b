"""The coverage rows of a pull: whether the counts add up, and what is missing (evidence.md 1, K1, K2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from harvester import __version__
from harvester.harvest.run import Run, Tally, Visit
from harvester.model.drafts import UNSENT_ROLES
from harvester.model.ledger import MISSING, FolderCoverage
from harvester.model.source import Role
from harvester.store import Row
from harvester.store.cells import instant

_EMPTIED = (Role.JUNK, Role.TRASH)
_FROM_MESSAGES = 100
_UNDECLARED = "the files are not declared to hold everything (`complete`)"


def coverage_rows(run: Run) -> list[Row]:
    """One row for every folder that the source has, had, or could not show."""
    reach = _reach(run)
    unread = _unread(run)
    rows = []
    for name, visit in sorted(run.visits.items()):
        reasons = [run.refused[name]] if name in run.refused else _reasons(run, visit, unread.get(name, 0))
        rows.append(Row(covered=_covered(run, visit, reasons, reach), state=visit.state))
    for name, reason in sorted(run.refused.items()):
        if name not in run.visits:
            rows.append(Row(covered=replace(blank_row(run, name), reason=reason, chosen=name in run.left_out)))
    rows += _missing(run, {row.covered.folder for row in rows})
    doubts = "; ".join(_source_doubts(run))
    return [_doubted(row, doubts) for row in rows] if doubts else rows


def blank_row(run: Run, folder: str) -> FolderCoverage:
    """A row of a folder that was not searched."""
    return FolderCoverage(
        source=run.source.name,
        kind=run.source.kind,
        folder=folder,
        role=run.roles.get(folder, Role.OTHER),
        live=run.source.live,
        swept_at=run.now,
        reach=None,
        since=_window(run),
        declared=run.options.complete and not run.source.live,
        peer=run.peer,
        version=__version__,
    )


def _covered(run: Run, visit: Visit, reasons: list[str], reach: datetime | None) -> FolderCoverage:
    tally = visit.tally
    known = tally.handled - visit.stored
    if tally.seen != visit.stored + known + tally.unmatched + tally.failed or known < 0:
        reasons = [*reasons, f"the counts do not add up: {tally.seen} seen"]
    return replace(
        blank_row(run, visit.folder.name),
        role=visit.folder.role,
        reach=reach if not reasons or not run.source.live else None,
        on_server=visit.state.messages,
        seen=tally.seen,
        matched=tally.handled + tally.failed,
        stored=visit.stored,
        known=known,
        failed=tally.failed,
        unmatched=tally.unmatched,
        inbound=tally.inbound,
        outbound=tally.outbound,
        last_inbound=_last_inbound(tally),
        complete=not reasons,
        reason="; ".join(reasons),
        chosen=reasons == [_UNDECLARED],
    )


def _window(run: Run) -> datetime | None:
    since = run.options.since
    return datetime.combine(since, time(), UTC) if since and run.source.live else None


def _reach(run: Run) -> datetime | None:
    """Up to when the source was searched: for files as declared, else up to their newest stamp (K1).

    Only what a server wrote, or our own machine into our own mail, shows that they reach so far: any stranger can put
    a later Date into a message. The Dates of all count where no server's stamp is in the files at all.
    """
    if run.source.live:
        return run.now
    if run.options.exported_at:
        return min(run.options.exported_at, run.now)
    tallies = [visit.tally for visit in run.visits.values()]
    served = any(tally.last_inbound for tally in tallies)
    newest = max(
        (tally.newest_stamped if served else max(tally.newest_stamped, tally.newest) for tally in tallies), default=""
    )
    return instant(newest) if newest else None


def _last_inbound(tally: Tally) -> datetime | None:
    newest = tally.last_inbound or tally.inbound_dated
    return instant(newest) if newest else None


def _unread(run: Run) -> dict[str, int]:
    """How many messages of each folder are listed of which not even the header could be read."""
    found: dict[str, int] = {}
    for folder, validity, listed in run.store.listed(run.source.name):
        visit = run.visits.get(folder)
        if visit and visit.state.uidvalidity == validity and not listed.header_read and not listed.gone:
            found[folder] = found.get(folder, 0) + 1
    return found


def _reasons(run: Run, visit: Visit, unread: int) -> list[str]:
    reasons = list(visit.problems)
    if unread:
        reasons.append(f"{_messages(unread)} could not be read")
    if run.source.live:
        vanished = _vanished(visit) if run.options.since is None else 0
        if vanished and sum(map(_vanished, run.visits.values())) > sum(each.moved_in for each in run.visits.values()):
            reasons.append(f"{_messages(vanished)} left the folder before being seen")
        lost = run.lost.get(visit.folder.name, 0)
        if lost:
            reasons.append(f"{_messages(lost)} left the server while being read")
    elif not run.options.complete:
        reasons.append(_UNDECLARED)
    return reasons


def _vanished(visit: Visit) -> int:
    """Messages that were there when the pull began, and that no pull has seen. Never more than there were."""
    return max(0, visit.start.messages - visit.known_before - visit.seen_of_start) if visit.swept else 0


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number} messages"


def _missing(run: Run, listed: set[str]) -> Iterator[Row]:
    """Folders of earlier pulls that the source no longer has."""
    if run.lost_source:
        names = {row.folder: row.role for row in run.before} | run.roles
        for name in sorted(names.keys() - listed) if listed or names else [""]:
            role = names.get(name, Role.OTHER)
            yield Row(covered=replace(blank_row(run, name), role=role, reason=run.lost_source))
        return
    for row in run.before:
        if row.folder in listed or not row.folder:  # without a name: when nothing could be asked for its folders yet
            continue
        covered = replace(blank_row(run, row.folder), role=row.role)
        elsewhere = _seen_elsewhere(run, row.folder) if row.reach else _listed_by_now(run, row.folder)
        if elsewhere or row.folder in run.options.gone:
            yield Row(covered=replace(covered, complete=True, reach=_reach(run)), gone=True)
        else:
            yield Row(covered=replace(covered, reason=MISSING))


def _listed_by_now(run: Run, folder: str) -> bool:
    """True for a directory of files that could not be listed once: what it holds speaks for itself now."""
    return folder.endswith("/") and not run.source.live and any(name.startswith(folder) for name in run.visits)


def _seen_elsewhere(run: Run, folder: str) -> bool:
    """True when every message that the folder held was seen in a folder that exists (renamed, moved)."""
    source, existing = run.source.name, run.visits.keys() - run.refused.keys()
    there, elsewhere = set(), set()
    for sighting in run.store.sightings():
        if sighting.source == source and sighting.folder == folder:
            there.add(sighting.sha256)
        elif sighting.source == source and sighting.folder in existing:
            elsewhere.add(sighting.sha256)
    if not there <= elsewhere:
        return False
    passed: set[bytes] = set()
    seen = run.store.held_ids()
    for name, _, message in run.store.foreign(source):
        if name == folder:
            passed.update(message.ids[:1])
        elif name in existing:
            seen.update(message.ids[:1])
    return passed <= seen


def _source_doubts(run: Run) -> Iterator[str]:
    """What speaks against the whole source: it shows too little to be believed."""
    if not run.source.live or run.lost_source:
        return
    visits = [visit for visit in run.visits.values() if visit.folder.role not in UNSENT_ROLES]
    if not sum(visit.tally.inbound for visit in visits):
        yield "no mail from anybody else was seen in this source"
    if run.options.confirmed:
        return
    held = sum(number for role, number in run.store.last_complete(run.source.name).values() if role not in _EMPTIED)
    now = sum(visit.state.messages for visit in run.visits.values() if visit.folder.role not in _EMPTIED)
    if held and (now == 0 or (held >= _FROM_MESSAGES and now < held / 2)):
        yield f"the account holds {_messages(now)}, and held {held} when it was last searched completely"


def _doubted(row: Row, doubts: str) -> Row:
    covered = row.covered
    reason = f"{covered.reason}; {doubts}" if covered.reason else doubts
    doubted = replace(covered, complete=False, reach=None, reason=reason, chosen=False)
    return Row(covered=doubted, state=row.state, gone=row.gone)
