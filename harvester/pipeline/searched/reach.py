"""What was searched, as the ledger of the store tells: how far each source reaches, and what is missing (K1, K2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from harvester.errors import UsageError
from harvester.model.engagement import Engagement, SourceView
from harvester.model.ledger import FolderCoverage, Ledger, Problem, Searched
from harvester.model.people import Sides
from harvester.model.source import Role
from harvester.pipeline.mails.identity import Event
from harvester.pipeline.searched.coverage import MAIL, Coverage, SourceReach, stopped
from harvester.pipeline.searched.mailboxes import owners
from harvester.pipeline.worktime import micros

UNDECLARED = "nobody declared that the export holds everything, so that an absence in it proves nothing"


def search(ledger: Ledger, engagement: Engagement, events: Sequence[Event], as_of: datetime | None) -> Coverage:
    """The coverage of the client's sources. `as_of` None: as K1 says, the last pull that tried every live source."""
    sides = Sides(engagement.us, engagement.client)
    names = {view.name: view for view in engagement.sources if view.kind in MAIL}
    by_source = defaultdict[str, list[FolderCoverage]](list)
    for row in ledger.folders:
        if row.source in names and (row.source, row.folder) not in engagement.folders_gone:
            by_source[row.source].append(row)
    sources = tuple(_source(view, by_source.get(name, [])) for name, view in sorted(names.items()))
    last_pull = _last_pull(ledger, events)
    return Coverage(
        as_of=as_of or last_pull,
        last_pull=last_pull,
        sources=sources,
        problems=tuple(_problems(sources, ledger)),
        records=tuple(_records(ledger, engagement)),
        record_problems=tuple(_record_problems(ledger, engagement)),
        owners={source.view.name: owners(source.view, engagement, sides, events) for source in sources},
        sides=sides,
        purge_days=engagement.thresholds.purge_days,
        purged_before=engagement.purged_before,
    )


def reason_words(problem: Problem) -> str:
    """Where and why, in one phrase."""
    where = f"{problem.folder} of {problem.source}" if problem.folder else problem.source
    return f"{where}: {problem.reason}"


def _records(ledger: Ledger, engagement: Engagement) -> Iterable[Searched]:
    for view in engagement.sources:
        rows = [row for row in ledger.folders if row.source == view.name and view.kind not in MAIL]
        if rows:
            reaches = [row.reach for row in rows if row.reach]
            yield Searched(
                source=view.name,
                kind=view.kind,
                folders=tuple(sorted(row.folder for row in rows)),
                to=min(reaches) if len(reaches) == len(rows) else None,
                declared=any(row.declared for row in rows),
            )


def _record_problems(ledger: Ledger, engagement: Engagement) -> Iterable[Problem]:
    for view in engagement.sources:
        if view.kind in MAIL:
            continue
        for row in ledger.folders:
            if row.source == view.name and not row.complete and (view.live or view.complete):
                yield Problem(source=view.name, folder=row.folder, reason=row.reason)


def _source(view: SourceView, rows: Sequence[FolderCoverage]) -> SourceReach:
    ordered = tuple(sorted(rows, key=lambda row: row.folder))
    reaches = [row.reach for row in ordered]
    whole = bool(ordered) and (view.live or view.complete)
    # K2: a live mailbox without inbound mail is a failure to look, whatever its sweep says
    alive = not view.live or any(row.inbound for row in ordered)
    known = [reach for reach in reaches if reach]
    sinces = [row.since for row in ordered if row.since]
    return SourceReach(
        view=view,
        rows=ordered,
        reach=min(known) if whole and alive and len(known) == len(reaches) else None,
        since=max(sinces, default=None),
    )


def _problems(sources: Sequence[SourceReach], ledger: Ledger) -> Iterable[Problem]:
    for source in sources:
        yield from _source_problems(source)
    if not any(source.view.live or source.view.complete for source in sources):
        yield Problem(source=", ".join(s.view.name for s in sources), folder="", reason=UNDECLARED, blocks=True)
    rows = [row for source in sources for row in source.rows]
    roles = {row.role for row in rows}
    if Role.SENT in roles and roles.isdisjoint({Role.INBOX, Role.ALL}):
        yield Problem(source="all sources", folder="", reason="no inbox is among the folders", blocks=True)
    if rows and not any(row.inbound for row in rows):
        yield Problem(
            source="all sources", folder="", reason="no mail from anybody else was found in them", blocks=True
        )
    if rows and not any(row.outbound for row in rows):
        yield Problem(source="all sources", folder="", reason="no sent mail was found in them", blocks=True)
    for note in ledger.items:
        if not note.excluded and note.at is None and any(note.source == s.view.name for s in sources):
            yield Problem(source=note.source, folder=note.folder, reason=f"{note.locator}: {note.reason}", blocks=True)


def _source_problems(source: SourceReach) -> Iterable[Problem]:
    view = source.view
    if not source.rows:
        yield Problem(source=view.name, folder="", reason="it has not been searched yet", blocks=True)
    elif view.live and not any(row.inbound for row in source.rows):
        yield Problem(source=view.name, folder="", reason="no inbound mail was found in it", blocks=True)
    if source.reach and (last := stopped(source, micros(source.reach))):
        yield Problem(source=view.name, folder="", reason=f"nothing from anybody arrived in it after {last:%Y-%m-%d}")
    for row in source.rows:
        if not row.complete and (view.live or view.complete):
            yield Problem(source=view.name, folder=row.folder, reason=row.reason or "it was not searched completely")


def _last_pull(ledger: Ledger, events: Sequence[Event]) -> datetime:
    """K1, as the ledger tells; where nothing was searched to the end, as far as the newest mail tells."""
    stamped = [copy.date.at for event in events for copy in event.copies if copy.date]
    if ledger.as_of is None and not stamped:
        if not ledger.folders:
            raise UsageError("Nothing has been searched yet.", "Run `harvester pull` first.")
        raise UsageError(
            "No mail with a usable date is held of this matter, so there is no time to speak of.",
            "Say how far the files reach: `run` with --exported-at TIME, or `exported_at` in the configuration.",
        )
    return ledger.as_of or max(stamped)
