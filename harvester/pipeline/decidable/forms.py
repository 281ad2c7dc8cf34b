"""The form of a decision: which keys each kind has, and what they may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from harvester.errors import UsageError
from harvester.model.calls import NOTED
from harvester.model.times import iso
from harvester.pipeline.known import Known

KEYS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    kind: (frozenset(needed.split()), frozenset(more.split()))
    for kind, needed, more in (
        ("fact", "fact status", "fingerprint"),
        ("message", "message", "class expects closes gap gives_time"),
        ("call", "call outcome", "closes gaps present said agreed against"),
        ("contact", "client time channel", "end note closes present said agreed against"),
        ("gap", "gap flags", ""),
        ("pause", "client start end evidence", ""),
        ("folder", "source folder state", ""),
        ("flag", "client rule until", ""),
        ("hold", "client", ""),
        ("exhibit", "message state", "redact"),
        ("obligation", "client obligation verdict", "date message"),
    )
}
"""Kind -> keys that must and keys that may be there."""
TYPES = {"closes": bool, "gives_time": bool, "flags": list, "gaps": list, "redact": list} | dict.fromkeys(NOTED, list)
"""Keys that hold something else than text."""
_TIMES = frozenset({"time", "start", "end", "until"})

Payload = dict[str, Any]


def well_formed(kind: str, payload: Mapping[str, Any]) -> Payload:
    """The payload with its times in UTC. Raises UsageError for what is missing, unknown or of another type."""
    needed, more = KEYS[kind]
    missing, unknown = sorted(needed - payload.keys()), sorted(payload.keys() - needed - more)
    if missing or unknown:
        told = [f"{', '.join(missing)} is missing"] if missing else []
        told += [f"{', '.join(unknown)} is unknown"] if unknown else []
        raise UsageError(f"A decision about a {kind}: {'; '.join(told)}.", f"Its keys: {', '.join(needed | more)}.")
    found = dict(payload)
    for key, value in payload.items():
        if key in _TIMES:
            found[key] = iso(instant(key, value))
        elif not isinstance(value, TYPES.get(key, str)) or (key in needed and not value):
            wanted = {bool: "true or false", list: "a list"}.get(TYPES.get(key, str), "text")
            raise UsageError(f"`{key}` of a decision about a {kind} should be {wanted}.", "Correct it.")
    return found


def instant(key: str, value: object) -> datetime:
    """A time with a zone. Raises UsageError for all else."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise UsageError(f"`{key}` is no time with a zone.", "Write it like 2026-03-31T12:00:00+02:00.")
    return at


def one_of(what: str, value: object, allowed: Sequence[str]) -> None:
    """Raises UsageError, with the nearest allowed value, for what is none of them."""
    if value not in allowed:
        near = get_close_matches(str(value), allowed, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Allowed are: {', '.join(allowed)}."
        raise UsageError(f"“{value}” is no {what}.", hint)


def client(payload: Payload, known: Known) -> None:
    """Raises UsageError for a client that is not known."""
    keys = [one.engagement.key for one in known.dossiers]
    if payload["client"] not in keys:
        raise UsageError(f"There is no client “{payload['client']}”.", f"Known are: {', '.join(keys)}.")
