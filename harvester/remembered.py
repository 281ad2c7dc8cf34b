"""What the store remembers of the last search and the last night: read at once, without any analysis (S3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harvester.config import Config
from harvester.model.night import Flagged, FlagKey, FlagState
from harvester.model.times import iso
from harvester.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How one source stands."""

    name: str
    at: datetime | None
    """Start of the last search."""
    folders: int
    complete: bool
    problems: tuple[str, ...]


def sources(config: Config, store: Store) -> tuple[SourceState, ...]:
    """When each configured source was last searched, and what is wrong with that."""
    rows = store.ledger().folders if store.path.exists() else ()
    found = []
    for name in config.sources:
        own = [row for row in rows if row.source == name]
        problems = [f"{row.folder or 'as a whole'}: {row.reason}" for row in own if row.reason and not row.complete]
        at = max((row.swept_at for row in own), default=None)
        complete = bool(own) and all(row.complete for row in own)
        found.append(SourceState(name=name, at=at, folders=len(own), complete=complete, problems=tuple(problems)))
    return tuple(found)


def own_zone(config: Config) -> str:
    """The zone of our own side: times of a digest are told in it."""
    return config.us.timezone or "UTC"


def last_night(store: Store) -> datetime | None:
    """When the last nightly run analysed everything; None: never."""
    entry = store.last_recorded("night") if store.path.exists() else None
    return datetime.fromisoformat(entry.payload["started"]) if entry else None


def last_search(store: Store) -> datetime | None:
    """When any source was last searched; None: never."""
    return max((row.swept_at for row in store.ledger().folders), default=None) if store.path.exists() else None


def accepted_before_the_search(store: Store) -> int:
    """How many facts a person accepted before the last search, where no night has looked at what came since."""
    searched = last_search(store)
    if searched is None or (last_night(store) or searched) > searched:
        return 0
    last = {str(one.payload["fact"]): one for one in store.decisions() if one.kind == "fact"}
    return sum(one.payload["status"] == "accepted" and one.at < searched for one in last.values())


def kept_flags(store: Store) -> tuple[Flagged, ...]:
    """The flags as the last night left them."""
    entry = store.last_recorded("flags") if store.path.exists() else None
    return tuple(map(_flag, entry.payload["flags"])) if entry else ()


def keep_flags(store: Store, flags: Sequence[Flagged], at: datetime) -> None:
    """Writes the flags down, where they differ from what is written. Inside `store.writer`."""
    if tuple(flags) != kept_flags(store):
        store.record("flags", {"flags": [_row(flag) for flag in flags]}, at)


def _row(flag: Flagged) -> dict[str, Any]:
    return {
        **flag.key._asdict(),
        "state": flag.state.value,
        "since": iso(flag.since),
        "detail": flag.detail,
        "evidence": list(flag.evidence),
        "held_back": list(flag.held_back),
        "raised_at": iso(flag.raised_at) if flag.raised_at else None,
        "passing": flag.passing,
        "ours": flag.ours,
        "told": flag.told,
        "firm": flag.firm,
    }


def _flag(row: Mapping[str, Any]) -> Flagged:
    return Flagged(
        key=FlagKey(row["client"], row["rule"], row["about"]),
        state=FlagState(row["state"]),
        since=datetime.fromisoformat(row["since"]),
        detail=row["detail"],
        evidence=tuple(row["evidence"]),
        held_back=tuple(row["held_back"]),
        raised_at=datetime.fromisoformat(row["raised_at"]) if row["raised_at"] else None,
        passing=row["passing"],
        ours=row.get("ours", False),
        told=row["told"],
        firm=row.get("firm", ""),
    )
