"""What a person may say of a message: how it is read, and whether it is handed over."""

from __future__ import annotations

from harvester.errors import UsageError
from harvester.model.dossier import Exchange
from harvester.model.mail import Expectation, MessageClass
from harvester.model.matter import Side
from harvester.pipeline.decidable.forms import Payload, one_of
from harvester.pipeline.known import SHORTEST, Known, message, opened
from harvester.pipeline.redaction import LEAST, letters, passage

EXHIBIT_STATES = ("in", "out")


def reading(payload: Payload, known: Known) -> Payload:
    """How it is read, and what it answers."""
    exchange, sha256 = message(str(payload["message"]), known)
    said = {"class": tuple(MessageClass), "expects": tuple(Expectation)}
    for key, allowed in said.items():
        if key in payload:
            one_of(key, payload[key], [str(one) for one in allowed])
    if not {"class", "expects", "closes", "gives_time"} & payload.keys():
        raise UsageError("Nothing is said about the message.", "Use --class, --expects, --closes or --gives-time.")
    if "gap" in payload and not payload.get("closes"):
        raise UsageError("A gap is named, and not that the message answers it.", "Add --closes yes.")
    if payload.get("closes"):
        _can_answer(exchange, payload.get("gap"), known)
    return payload | {"message": sha256}


def _can_answer(exchange: Exchange, gap: str | None, known: Known) -> None:
    name = exchange.message.message_id or exchange.originals[0][:12]
    if exchange.at is None or exchange.kind is MessageClass.DRAFT or exchange.side is Side.THIRD:
        raise UsageError(
            f"{name} cannot answer: it has no usable time, was never sent, or is of neither side.",
            "Note what settled it with `harvester mark contact` or `harvester mark gap`.",
        )
    if gap is None:
        return
    opener, owed_by = opened(gap, known)
    if owed_by is not exchange.side:
        raise UsageError(
            f"{name} was written by the side that asked in {gap}.", "Name a message of the side that owed."
        )
    if opener.at is None or exchange.at <= opener.at:
        raise UsageError(f"{name} is earlier than the question of {gap}.", "Name a later message.")


def exhibit(payload: Payload, known: Known) -> Payload:
    """Whether an original is handed over, and without which passages."""
    one_of("state of an exhibit", payload["state"], EXHIBIT_STATES)
    event = _event(str(payload["message"]).lower(), known)
    if event:
        if payload.get("redact"):
            raise UsageError("A call or meeting is not redacted.", "Leave it out: `harvester mark exhibit … out`.")
        return payload | {"message": event}
    exchange, sha256 = message(str(payload["message"]), known)
    for text in payload.get("redact", ()):
        if letters(text) < LEAST:
            raise UsageError(f"“{text}” is too short to be removed.", f"Name a passage of {LEAST} letters or more.")
        if not passage(text).search(f"{exchange.message.subject}\n{exchange.message.text}"):
            raise UsageError(f"“{text}” does not stand in that message.", "Copy the passage as it stands there.")
    return payload | {"message": sha256}


def _event(name: str, known: Known) -> str:
    """Id of the call, or SHA-256 of the original of calls and meetings, that a name stands for; "" for none."""
    for call in (call for one in known.dossiers for call in one.calls):
        if call.id.lower() == name:
            return call.id
        if call.sha256 and len(name) >= SHORTEST and call.sha256.startswith(name):
            return call.sha256
    return ""
