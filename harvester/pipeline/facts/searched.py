"""What was searched, in the words that stand under every sentence (K, evidence.md 1)."""

from __future__ import annotations

from harvester.model.times import counted
from harvester.pipeline import wording
from harvester.pipeline.searched.coverage import Coverage
from harvester.pipeline.searched.reach import reason_words


def coverage_words(coverage: Coverage, zone: str) -> str:
    """Which channels were searched, up to when: stands under every sentence."""
    parts = []
    for searched in coverage.searched():
        to = f"up to {wording.moment(searched.to, zone)}" if searched.to else "not completely"
        declared = ", declared complete by the user" if searched.declared else ""
        folders = wording.listed(searched.folders) or "no folder"
        parts.append(f"{searched.source} ({folders}) {to}{declared}")
    calls = wording.call_sources([record.source for record in coverage.records])
    return f"Mail searched: {'; '.join(parts)}. {calls}"


def missing_words(coverage: Coverage, zone: str) -> str:
    """What could not be looked at."""
    gone = [wording.purged(wording.moment(coverage.purged_before, zone))] if coverage.purged_before else []
    told = [*gone, *(reason_words(problem) for problem in coverage.problems[:3])]
    return wording.listed(told) or "the search is incomplete"


def searched_until(coverage: Coverage, zone: str) -> str:
    """How far the search reaches, where more is asked of it."""
    return f"mail was searched up to {wording.moment(coverage.last_pull, zone)} only"


def channel_words(coverage: Coverage) -> str:
    """`the mailboxes searched (mail: 9 folders; export: 2 folders, complete by declaration)`."""
    parts = [
        f"{s.source}: {counted(len(s.folders), 'folder')}{', complete by declaration' if s.declared else ''}"
        for s in coverage.searched()
    ]
    return f"the mailbox{'es' if len(parts) > 1 else ''} searched ({'; '.join(parts)})"
