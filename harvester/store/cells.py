"""Rows and what they say: between the frozen values of the model and the plain cells of the tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from harvester.model.decisions import Decision
from harvester.model.ledger import FolderCoverage, ItemNote, Sighting
from harvester.model.source import Cursor, FolderState, Role

Row = dict[str, Any]
"""Column name -> cell (text, whole number, None; bytes in derived tables only)."""

_COUNTS = ("on_server", "seen", "matched", "stored", "known", "excluded", "failed", "unmatched", "inbound", "outbound")
_CURSOR_STATE = ("uidnext", "messages", "highestmodseq")


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, ASCII, no blanks. What the journal hashes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def instant_text(at: datetime) -> str:
    """A UTC instant as text that sorts by time. A naive datetime is a bug: ValueError."""
    if at.tzinfo is None:
        raise ValueError(f"naive datetime {at.isoformat()}")
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def instant(text: str) -> datetime:
    """The aware UTC instant behind `instant_text`. ValueError for any other text."""
    if len(text) != 27 or text[-1] != "Z":
        raise ValueError(f"no instant: {text!r}")
    return datetime.fromisoformat(text)


def plain(text: str) -> str:
    """Text that every database takes: no NUL, no lone surrogate."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _optional_text(at: datetime | None) -> str | None:
    return None if at is None else instant_text(at)


def _optional_instant(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


@lru_cache(maxsize=1024)
def _words(values: tuple[str, ...]) -> str:
    """Most messages have the same few flags and labels."""
    return canonical([plain(value) for value in values])


def sighting_row(sighting: Sighting) -> Row:
    """Cells of one sighting."""
    return {
        "sha256": sighting.sha256,
        "source": plain(sighting.source),
        "kind": sighting.kind,
        "folder": plain(sighting.folder),
        "role": str(sighting.role),
        "uidvalidity": sighting.uidvalidity,
        "uid": sighting.uid,
        "internal_date": _optional_text(sighting.internal_date),
        "not_after": _optional_text(sighting.not_after),
        "flags": _words(sighting.flags),
        "labels": _words(sighting.labels),
        "locator": plain(sighting.locator),
        "headers_only": int(sighting.headers_only),
        "seen_at": _optional_text(sighting.seen_at),
    }


def sighting(row: Mapping[str, Any]) -> Sighting:
    """The sighting that a row holds."""
    return Sighting(
        **dict(row)
        | {
            "role": Role(row["role"]),
            "internal_date": _optional_instant(row["internal_date"]),
            "not_after": _optional_instant(row["not_after"]),
            "flags": tuple(json.loads(row["flags"])),
            "labels": tuple(json.loads(row["labels"])),
            "headers_only": bool(row["headers_only"]),
            "seen_at": _optional_instant(row["seen_at"]),
        }
    )


def coverage_row(covered: FolderCoverage, state: FolderState | None, *, gone: bool) -> Row:
    """Cells of one row of the ledger. `first_good_sweep` follows from the history and is not kept."""
    return {name: getattr(covered, name) for name in _COUNTS} | {
        "swept_at": instant_text(covered.swept_at),
        "source": plain(covered.source),
        "folder": plain(covered.folder),
        "kind": covered.kind,
        "role": str(covered.role),
        "live": int(covered.live),
        "reach": _optional_text(covered.reach),
        "since": _optional_text(covered.since),
        "last_inbound": _optional_text(covered.last_inbound),
        "complete": int(covered.complete),
        "reason": plain(covered.reason),
        "chosen": int(covered.chosen),
        "declared": int(covered.declared),
        "gone": int(gone),
        "peer": plain(covered.peer),
        "version": covered.version,
        "uidvalidity": state.uidvalidity if state else None,
        "uidnext": state.uidnext if state else None,
        "highestmodseq": state.highestmodseq if state else None,
    }


def covered_folder(row: Mapping[str, Any], good: Mapping[str, Any] | None, first_good: str | None) -> FolderCoverage:
    """The ledger's row of a folder: its last attempt, with the reach of its last good sweep (K1)."""
    return FolderCoverage(
        **{name: row[name] for name in _COUNTS},
        source=row["source"],
        kind=row["kind"],
        folder=row["folder"],
        role=Role(row["role"]),
        live=bool(row["live"]),
        swept_at=instant(row["swept_at"]),
        reach=_optional_instant(good["reach"]) if good else None,
        first_good_sweep=_optional_instant(first_good),
        since=_optional_instant(row["since"]),
        last_inbound=_optional_instant(row["last_inbound"] or (good["last_inbound"] if good else None)),
        complete=bool(row["complete"]),
        reason=row["reason"],
        chosen=bool(row["chosen"]),
        declared=bool(row["declared"]),
        peer=row["peer"],
        version=row["version"],
    )


def item_note(row: Mapping[str, Any]) -> ItemNote:
    """The note that a row holds, as a report prints it."""
    return ItemNote(
        source=row["source"],
        folder=row["folder"],
        locator=row["locator"],
        reason=row["reason"],
        at=_optional_instant(row["at"]),
        authors=tuple(json.loads(row["authors"])),
        excluded=bool(row["excluded"]),
        gone=bool(row["gone"]),
    )


def note_row(note: ItemNote) -> Row:
    """Cells of what a note prints; its place and what the harvest remembers of it are added by the store."""
    return {
        "source": plain(note.source),
        "folder": plain(note.folder),
        "locator": plain(note.locator),
        "reason": plain(note.reason),
        "at": _optional_text(note.at),
        "authors": _words(note.authors),
        "excluded": int(note.excluded),
    }


def cursor_row(source: str, folder: str, cursor: Cursor, tally: Mapping[str, Any]) -> Row:
    """Cells of one cursor, with the counts that its sweep has reached."""
    return {name: getattr(cursor.state, name) for name in _CURSOR_STATE} | {
        "source": plain(source),
        "folder": plain(folder),
        "uidvalidity": cursor.uidvalidity,
        "last_uid": cursor.last_uid,
        "rules": cursor.rules,
        "tally": canonical(dict(tally)),
    }


def cursor(row: Mapping[str, Any]) -> Cursor:
    """The cursor that a row holds."""
    return Cursor(
        uidvalidity=row["uidvalidity"],
        last_uid=row["last_uid"],
        state=FolderState(uidvalidity=row["uidvalidity"], **{name: row[name] for name in _CURSOR_STATE}),
        rules=row["rules"],
    )


def decision_entry(decision: Decision) -> dict[str, Any]:
    """What the journal says of a decision; its number is that of the entry."""
    told = {name: getattr(decision, name) for name in ("kind", "by", "reason")}
    return told | {"payload": dict(decision.payload), "at": instant_text(decision.at)}


def decision(number: int, entry: Mapping[str, Any]) -> Decision:
    """The decision that an entry of the journal holds."""
    return Decision(**{**entry, "at": instant(entry["at"])}, id=number)
