"""Stored that lie in a document: each once, by the number of its exhibit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from harvester.model.dossier import Dossier
from reports.pdf import Attached

Stored = Callable[[str], tuple[str, bytes]]
"""SHA-256 -> media type and bytes of an original; no bytes for one that is withheld."""
_ENDINGS = {
    "message/rfc822": "eml",
    "application/vnd.ms-outlook": "msg",
    "text/calendar": "ics",
    "application/json": "json",
    "text/csv": "csv",
}


def ending(media_type: str) -> str:
    """How the name of a file with an original ends."""
    kind = media_type.partition(";")[0].strip() or "message/rfc822"
    return "json" if kind.endswith("+json") else _ENDINGS.get(kind, "bin")


def attached(dossier: Dossier, originals: Stored | None, limit: int) -> tuple[Attached, ...]:
    """Every exhibit's primary original; none when there is no store, or together they are over `limit` bytes."""
    found: dict[str, Attached] = {}
    if originals is None:
        return ()
    room = limit
    for one in dossier.exhibits:
        if not one.no or one.sha256 in found:
            continue
        media_type, content = originals(one.sha256)
        room -= len(content)
        if room < 0:
            return ()
        if content:
            kind = media_type.partition(";")[0].strip() or "message/rfc822"
            found[one.sha256] = Attached(
                name=f"{one.no}.{ending(kind)}",
                media_type=kind,
                description=f"Exhibit {one.no}, SHA-256 {one.sha256}",
                content=partial(_bytes_of, originals, one.sha256),  # read again: together they fill memory
            )
    return tuple(found.values())


def _bytes_of(originals: Stored, sha256: str) -> bytes:
    return originals(sha256)[1]
