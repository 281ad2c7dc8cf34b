"""What was searched, and what follows for a claim of absence (measurement.md K, evidence.md 1).

"No reply" is worth as much as the search behind it: everything that is missing here becomes a reason beside the gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from harvester.model.engagement import SourceView
from harvester.model.ledger import FolderCoverage, Problem, Searched
from harvester.model.people import Sides
from harvester.model.source import Role
from harvester.pipeline.worktime import micros

PURGED = frozenset({Role.JUNK, Role.TRASH})
"""Folders that providers empty by themselves (K6)."""
MAIL = frozenset({"imap", "mbox", "maildir", "eml", "pst", "gmail"})
"""Kinds of sources that hold mail; calendars and call logs have a completeness of their own (K2)."""
_QUIET_WEEK = timedelta(days=7)


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
        unsearched = any(not _reaches(source, end) or stopped(source, end) for source in required)
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


def stopped(source: SourceReach, end: int) -> datetime | None:
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
