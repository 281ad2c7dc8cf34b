"""What was searched, and what follows for a claim of absence (measurement.md K, evidence.md 1).

"No reply" is worth as much as the search behind it: everything that is missing here becomes a reason beside the gap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from harvester.errors import UsageError
from harvester.model import (
    Engagement,
    FolderCoverage,
    Ledger,
    Problem,
    Role,
    Searched,
    Side,
    SourceView,
)
from harvester.model.drafts import is_sent
from harvester.model.people import Sides, addresses_of
from harvester.pipeline.identity import Event
from harvester.pipeline.worktime import micros

PURGED = frozenset({Role.JUNK, Role.TRASH})
"""Folders that providers empty by themselves (K6)."""

MAIL = frozenset({"imap", "mbox", "maildir", "eml", "pst", "gmail"})
"""Kinds of sources that hold mail; calendars and call logs have a completeness of their own (K2)."""
_QUIET_WEEK = timedelta(days=7)
UNDECLARED = "nobody declared that the export holds everything, so that an absence in it proves nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReach:
    """How far one source was searched without a gap."""

    view: SourceView
    rows: tuple[FolderCoverage, ...]
    reach: datetime | None
    """Every folder of it was searched up to here; None: it never was."""
    since: datetime | None
    """Lower end of its window; None: from the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The search as a whole, as far as it bears on claims about mail."""

    as_of: datetime
    last_pull: datetime
    sources: tuple[SourceReach, ...]
    problems: tuple[Problem, ...]
    records: tuple[Searched, ...]
    """Calendars and call logs: they add what they hold and prove no absence of a call."""
    record_problems: tuple[Problem, ...]
    owners: Mapping[str, frozenset[str]]
    """Source -> addresses whose mailbox it is (K2)."""
    sides: Sides
    purge_days: float = 30
    purged_before: datetime | None = None
    """The evidence of earlier times was removed by a person."""

    @property
    def complete(self) -> bool:
        """Nothing stands in the way of a firm claim up to as_of."""
        return not self.problems and not self._unreached(micros(self.as_of), micros(self.as_of))

    def searched(self) -> tuple[Searched, ...]:
        """One line per source, for print."""
        return tuple(
            Searched(
                source=source.view.name,
                kind=source.view.kind,
                folders=tuple(row.folder for row in source.rows),
                to=source.reach,
                declared=any(row.declared for row in source.rows),
            )
            for source in self.sources
        )

    def reasons(self, start: int, end: int, asking: Iterable[frozenset[str]]) -> set[str]:
        """K1, K2, K6: flags of a span in microseconds; `asking`: our addresses in each mail that asked."""
        found = self._unreached(start, end)
        if self.purged_before and start < micros(self.purged_before):
            found.add("evidence_purged")
        until = min(end, micros(self.last_pull))
        looked = [s for s in self.sources if _looked_at(s, until) or s in self._covering(start, until)]
        searched = {address for source in looked for address in self.owners[source.view.name]}
        # where nothing was looked at at all, the search as a whole is what is missing
        if looked and any(start < micros(base - timedelta(days=self.purge_days)) for base in self._purged_bases()):
            found.add("purged_folders_possible")
        if looked and not any(row.role in PURGED for source in self.sources for row in source.rows):
            found.add("no_spam_folder")
        if looked and any(address not in searched for addresses in asking for address in addresses):
            found.add("mailbox_not_searched")
        return found

    def _unreached(self, start: int, end: int) -> set[str]:
        if end > micros(self.last_pull):
            return {"not_searched_after"}
        if any(problem.blocks for problem in self.problems) or not self._covering(start, end):
            return {"coverage_incomplete"}
        live = [source for source in self.sources if source.view.live]
        # K1: every required folder reaches the end; an old archive need not, where a live source covers the rest
        required = live or [source for source in self.sources if source.view.complete]
        unsearched = any(not _reaches(source, end) or _stopped(source, end) for source in required)
        return {"coverage_incomplete"} if unsearched else set()

    def _covering(self, start: int, end: int) -> list[SourceReach]:
        """Sources that searched the span, an archive taking the part before a live window."""
        live = [s for s in self.sources if s.view.live and _reaches(s, end)]
        archives = [s for s in self.sources if not s.view.live and s.reach and s.view.complete]
        covering = [s for s in live if s.since is None or micros(s.since) <= start]
        for source in (s for s in live if s.since is not None and micros(s.since) > start):
            bridges = [a for a in archives if a.reach and source.since and a.reach >= source.since]
            if bridges:
                covering += [source, *bridges]
        return covering + [a for a in archives if _reaches(a, end) and a not in covering]

    def _purged_bases(self) -> list[datetime]:
        rows = (row for source in self.sources for row in source.rows if row.role in PURGED)
        bases = (row.first_good_sweep if row.live else row.reach for row in rows)
        return [base for base in bases if base]


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
        owners={source.view.name: _owners(source.view, engagement, sides, events) for source in sources},
        sides=sides,
        purge_days=engagement.thresholds.purge_days,
        purged_before=engagement.purged_before,
    )


def our_addresses(event: Event, sides: Sides, own_homes: frozenset[str]) -> frozenset[str]:
    """K2: every address at which an answer to a mail may arrive: ours in From, Reply-To, To and Cc.

    Where a Reply-To leads to, the client apart, and who shares a domain of ours counts as ours: an answer to it is an
    answer to us, in a mailbox that was not searched.
    """
    message = event.message
    named = {a.email for a in (*message.authors, *message.to, *message.cc) if a.email}
    ours = {email for email in named if sides.of(email) is Side.US}
    ours |= {e for e in named if sides.of(e) is Side.THIRD and e.rpartition("@")[2] in own_homes}
    ours |= {a.email for a in message.reply_to if a.email and sides.of(a.email) is not Side.CLIENT}
    return frozenset(map(sides.identity, ours))


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
    if source.reach and (last := _stopped(source, micros(source.reach))):
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


def _owners(view: SourceView, engagement: Engagement, sides: Sides, events: Sequence[Event]) -> frozenset[str]:
    """K2: whose mailbox a source is: as configured, else by login, Sent mail and Delivered-To."""
    if view.addresses is not None:
        return frozenset(map(sides.identity, view.addresses))
    found = {view.login} if "@" in view.login else set()
    for event in events:
        here = [sighting for sighting in event.sightings if sighting.source == view.name]
        if event.side is Side.US and any(map(is_sent, here)):
            found.add(event.author)
        if here:
            found |= {address for address in event.message.delivered_to if sides.of(address) is Side.US}
        if here and event.side is not Side.US:
            recipients = (*event.message.to, *event.message.cc)
            ours = {a.email for a in recipients if a.email and sides.of(a.email) is Side.US}
            # what was sent to one address of ours and lies here was delivered here
            found |= ours if len(ours) == 1 else set()
    if not found and not view.live:
        # nothing in the files tells whose they are: those of everybody on our side, as the user says
        found = set(addresses_of(engagement.us)) | {event.author for event in events if event.side is Side.US}
    return frozenset(map(sides.identity, found))


def _stopped(source: SourceReach, end: int) -> datetime | None:
    """The last arrival, when nothing from anybody came for a week before the end: then silence proves nothing."""
    arrivals = [row.last_inbound for row in source.rows if row.last_inbound]
    if not arrivals or source.reach is None:
        return None
    until = min(end, micros(source.reach))
    return max(arrivals) if micros(max(arrivals) + _QUIET_WEEK) < until else None


def _looked_at(source: SourceReach, end: int) -> bool:
    """K2: some folder of the mailbox was searched up to the end; what failed beside it is told by its own flag."""
    counts = source.view.live or source.view.complete
    return counts and any(row.reach and micros(row.reach) >= end for row in source.rows)


def _reaches(source: SourceReach, end: int) -> bool:
    return source.reach is not None and micros(source.reach) >= end
