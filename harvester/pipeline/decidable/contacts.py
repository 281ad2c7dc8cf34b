"""What a person may say of a call, and of a contact outside mail."""

from __future__ import annotations

from harvester.errors import UsageError
from harvester.model.calls import NOTED, Outcome
from harvester.pipeline.decidable.forms import Payload, client, instant, one_of
from harvester.pipeline.known import Known, opened


def call(payload: Payload, known: Known) -> Payload:
    """How a call ended, what it settled, and what was noted."""
    one_of("outcome", payload["outcome"], [str(one) for one in Outcome])
    if payload["call"] not in {call.id for one in known.dossiers for call in one.calls}:
        raise UsageError(
            f"There is no call {payload['call']}.", "`harvester mark contact` notes one that stands in no source."
        )
    _settling(payload, known)
    if any(payload.get(name) for name in NOTED):
        if payload["outcome"] != Outcome.ATTENDED:
            raise UsageError("Notes of a call that did not take place.", "Note them with --outcome attended.")
        _noted(payload)
    return payload


def _settling(payload: Payload, known: Known) -> None:
    """What it settled: these gaps alone, or nothing; only a call that took place could (R19)."""
    if payload.get("gaps") and payload["outcome"] != Outcome.ATTENDED:
        raise UsageError("A gap is named, and not that the call took place.", "Only --outcome attended settles one.")
    if "closes" in payload and payload["outcome"] != Outcome.ATTENDED:
        raise UsageError(
            "A call that did not take place settles nothing anyway.", "Leave --does-not-close out, or say attended."
        )
    if payload.get("gaps") and payload.get("closes") is False:
        raise UsageError("It cannot settle a gap and nothing at once.", "Use --gap or --does-not-close.")
    for gap in payload.get("gaps", ()):
        opened(str(gap), known)


def _noted(payload: Payload) -> None:
    for name in NOTED:
        if not all(isinstance(one, str) and one.strip() for one in payload.get(name, ())):
            raise UsageError(f"`{name}` holds an empty note.", "Write what was noted, or leave it out.")


def contact(payload: Payload, known: Known) -> Payload:
    """A contact that stands in no source."""
    client(payload, known)
    if instant("time", payload["time"]) > known.now:
        raise UsageError(f"The contact is dated {payload['time']}, which has not come yet.", "Correct its time.")
    if "end" in payload and instant("end", payload["end"]) < instant("time", payload["time"]):
        raise UsageError("The call ends before it begins.", "Correct --at and --end.")
    _noted(payload)
    return payload
