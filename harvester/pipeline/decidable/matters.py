"""What a person may say of a whole matter: pauses, folders that are gone, flags that wait, legal holds."""

from __future__ import annotations

from harvester.errors import UsageError
from harvester.pipeline.decidable.forms import Payload, client, instant, one_of
from harvester.pipeline.known import Known, message

FOLDER_STATES = ("gone", "confirmed")
FLAG_RULES = ("unanswered", "silence", "slower", "deadline", "past_due", "invoice")


def pause(payload: Payload, known: Known) -> Payload:
    """A pause that was agreed in writing (B7)."""
    client(payload, known)
    if instant("start", payload["start"]) >= instant("end", payload["end"]):
        raise UsageError("The pause ends before it begins.", "Correct --from and --to.")
    return payload | {"evidence": message(payload["evidence"], known)[1]}


def folder(payload: Payload, known: Known) -> Payload:
    """A folder that is gone, or an account that really holds less."""
    one_of("state of a folder", payload["state"], FOLDER_STATES)
    rows = {row.folder: row for row in known.rows if row.source == payload["source"]}
    if not rows:
        sources = sorted({row.source for row in known.rows})
        raise UsageError(f"Nothing of a source “{payload['source']}” was searched.", f"Known: {', '.join(sources)}.")
    if known.read_back:
        return payload
    row = rows.get(payload["folder"])
    if row is None:
        raise UsageError(
            f"{payload['source']} has no folder “{payload['folder']}”.", f"It has: {', '.join(sorted(rows))}."
        )
    if row.complete:
        raise UsageError(f"{row.folder} of {row.source} was searched completely.", "There is nothing to mark.")
    return payload


def flag(payload: Payload, known: Known) -> Payload:
    """A rule that waits until a time to come."""
    client(payload, known)
    one_of("rule", payload["rule"], FLAG_RULES)
    if not known.read_back and instant("until", payload["until"]) <= known.now:
        raise UsageError("`until` has passed already.", "Name a later time.")
    return payload


def hold(payload: Payload, known: Known) -> Payload:
    """A legal hold."""
    client(payload, known)
    return payload
