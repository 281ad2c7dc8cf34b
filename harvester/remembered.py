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

_CHANGE_NO_FACT = frozenset({"fact", "exhibit", "flag", "hold"})
"""Kinds of decisions after which every other fact stands as it stood."""


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


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many facts a person accepted, and of how many nobody has looked at what came since."""

    facts: int
    before_the_search: int
    before_a_decision: int
    """Before something was decided that may change what they tell: a call, a message, what became of an obligation."""


def accepted(store: Store) -> Accepted:
    """The facts that a person accepted last; a night looks at what came since, and tells it by a flag."""
    searched, decisions = last_search(store), store.decisions() if store.path.exists() else ()
    if searched is None:
        return Accepted(0, 0, 0)
    last = {str(one.payload["fact"]): one for one in decisions if one.kind == "fact"}
    times = [one.at for one in last.values() if one.payload["status"] == "accepted"]
    later = [one.at for one in decisions if one.kind not in _CHANGE_NO_FACT]
    others = max([*later, *(one.at for one in store.purges())], default=None)
    night = last_night(store)
    unseen = [None if at is None or (night and night > at) else at for at in (searched, others)]
    return Accepted(len(times), *(sum(at is not None and one < at for one in times) for at in unseen))


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
