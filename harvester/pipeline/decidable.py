"""What a person may decide (C13): each name becomes what it stands for; all else is refused with a next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from harvester.errors import UsageError
from harvester.model import Decision, Exchange, Expectation, Gap, MessageClass, Outcome, Side
from harvester.model.calls import NOTED
from harvester.model.flags import FLAGS, NEEDS_A_LOOK, NOT_ESTABLISHED
from harvester.model.times import iso
from harvester.pipeline.contract.agreed import EXTENDED, MATCHED, REJECTED, VERDICTS
from harvester.pipeline.known import SHORTEST, Known, held, message, no_gap, opened
from harvester.pipeline.redaction import LEAST, letters, passage

STATUSES = {"accept": "accepted", "reject": "rejected", "dispute": "disputed", "unsure": "unsure"}
"""What a person does with a fact -> its status."""
FOLDER_STATES = ("gone", "confirmed")
EXHIBIT_STATES = ("in", "out")
FLAG_RULES = ("unanswered", "silence", "slower", "deadline", "past_due", "invoice")
KEYS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    kind: (frozenset(needed.split()), frozenset(more.split()))
    for kind, needed, more in (
        ("fact", "fact status", "fingerprint"),
        ("message", "message", "class expects closes gap"),
        ("call", "call outcome", "gaps present said agreed against"),
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
TYPES = {"closes": bool, "flags": list, "gaps": list, "redact": list} | dict.fromkeys(NOTED, list)
"""Keys that hold something else than text."""
_TIMES = frozenset({"time", "start", "end", "until"})

Payload = dict[str, Any]


def settled(decision: Decision, known: Known) -> Decision:
    """The decision with every name written out: fact id and fingerprint, whole SHA-256, times in UTC.

    Raises UsageError when it is about nothing that is held, or says what nobody can decide.
    """
    if decision.kind not in KEYS:
        raise UsageError(f"There is no decision of the kind “{decision.kind}”.", f"Kinds are: {', '.join(KEYS)}.")
    if not decision.reason.strip():
        raise UsageError("A decision needs its reason.", "Say in a sentence what you saw: --reason TEXT.")
    if not decision.by.strip():
        raise UsageError("It is not known who decides.", "Use --by NAME, or set `reviewer` in [us].")
    if decision.at > known.now:
        raise UsageError(f"The decision is dated {iso(decision.at)}, which has not come yet.", "Correct `at`.")
    payload = _well_formed(decision.kind, decision.payload)
    return replace(
        decision, payload=_CHECKS[decision.kind](payload, known), by=decision.by.strip(), reason=decision.reason.strip()
    )


def _well_formed(kind: str, payload: Mapping[str, Any]) -> Payload:
    needed, more = KEYS[kind]
    missing, unknown = sorted(needed - payload.keys()), sorted(payload.keys() - needed - more)
    if missing or unknown:
        told = [f"{', '.join(missing)} is missing"] if missing else []
        told += [f"{', '.join(unknown)} is unknown"] if unknown else []
        raise UsageError(f"A decision about a {kind}: {'; '.join(told)}.", f"Its keys: {', '.join(needed | more)}.")
    found = dict(payload)
    for key, value in payload.items():
        if key in _TIMES:
            found[key] = iso(_instant(key, value))
        elif not isinstance(value, TYPES.get(key, str)) or (key in needed and not value):
            wanted = {bool: "true or false", list: "a list"}.get(TYPES.get(key, str), "text")
            raise UsageError(f"`{key}` of a decision about a {kind} should be {wanted}.", "Correct it.")
    return found


def _instant(key: str, value: object) -> datetime:
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise UsageError(f"`{key}` is no time with a zone.", "Write it like 2026-03-31T12:00:00+02:00.")
    return at


def _one_of(what: str, value: object, allowed: Sequence[str]) -> None:
    if value not in allowed:
        near = get_close_matches(str(value), allowed, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Allowed are: {', '.join(allowed)}."
        raise UsageError(f"“{value}” is no {what}.", hint)


def _fact(payload: Payload, known: Known) -> Payload:
    name = payload["fact"]
    _one_of("status of a fact", payload["status"], tuple(STATUSES.values()))
    found = [fact for one in known.dossiers for fact in one.facts if name in (fact.no, fact.fact_id)]
    if found:
        return {"fingerprint": found[0].fingerprint} | payload | {"fact": found[0].fact_id}
    if known.read_back and "fingerprint" in payload and held(name, tuple(known.exchanges)):
        return payload
    raise UsageError(f"There is no fact {name}.", "`harvester facts CLIENT` lists them all.")


def _message(payload: Payload, known: Known) -> Payload:
    exchange, sha256 = message(str(payload["message"]), known)
    said = {"class": tuple(MessageClass), "expects": tuple(Expectation)}
    for key, allowed in said.items():
        if key in payload:
            _one_of(key, payload[key], [str(one) for one in allowed])
    if not {"class", "expects", "closes"} & payload.keys():
        raise UsageError("Nothing is said about the message.", "Use --class, --expects or --closes.")
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


def _call(payload: Payload, known: Known) -> Payload:
    _one_of("outcome", payload["outcome"], [str(one) for one in Outcome])
    if payload["call"] not in {call.id for one in known.dossiers for call in one.calls}:
        raise UsageError(
            f"There is no call {payload['call']}.", "`harvester mark contact` notes one that stands in no source."
        )
    if payload.get("gaps") and payload["outcome"] != Outcome.ATTENDED:
        raise UsageError("A gap is named, and not that the call took place.", "Only --outcome attended settles one.")
    for gap in payload.get("gaps", ()):
        opened(str(gap), known)
    if any(payload.get(name) for name in NOTED):
        if payload["outcome"] != Outcome.ATTENDED:
            raise UsageError("Notes of a call that did not take place.", "Note them with --outcome attended.")
        _noted(payload)
    return payload


def _noted(payload: Payload) -> None:
    for name in NOTED:
        if not all(isinstance(one, str) and one.strip() for one in payload.get(name, ())):
            raise UsageError(f"`{name}` holds an empty note.", "Write what was noted, or leave it out.")


def _contact(payload: Payload, known: Known) -> Payload:
    _client(payload, known)
    if _instant("time", payload["time"]) > known.now:
        raise UsageError(f"The contact is dated {payload['time']}, which has not come yet.", "Correct its time.")
    if "end" in payload and _instant("end", payload["end"]) < _instant("time", payload["time"]):
        raise UsageError("The call ends before it begins.", "Correct --at and --end.")
    _noted(payload)
    return payload


def _client(payload: Payload, known: Known) -> None:
    keys = [one.engagement.key for one in known.dossiers]
    if payload["client"] not in keys:
        raise UsageError(f"There is no client “{payload['client']}”.", f"Known are: {', '.join(keys)}.")


def _gap(payload: Payload, known: Known) -> Payload:
    gap = next((gap for one in known.dossiers for gap in one.all_gaps if gap.gap_id == payload["gap"]), None)
    if gap is None:
        if not known.read_back:
            raise no_gap(payload["gap"])
        opened(payload["gap"], known)
    for flag in payload["flags"]:
        _can_be_looked_at(str(flag), gap)
    return payload


def _can_be_looked_at(flag: str, gap: Gap | None) -> None:
    if flag in NOT_ESTABLISHED:
        raise UsageError(
            f"{flag}: what was not searched cannot be judged away.",
            "Search it: `harvester coverage CLIENT` names what is missing.",
        )
    if flag == "level_b":
        sha256 = gap.opener.sha256[:12] if gap else "SHA256"
        raise UsageError(
            "level_b: whether a mail asks is said of the mail.", f"Use `harvester mark message {sha256} --expects yes`."
        )
    _one_of("flag", flag, tuple(FLAGS))
    if flag not in NEEDS_A_LOOK:
        raise UsageError(f"{flag} holds no gap back.", "It is printed beside it and needs no look.")
    if gap and flag not in gap.flags:
        held = ", ".join(one for one in gap.flags if one in NEEDS_A_LOOK and one not in NOT_ESTABLISHED)
        raise UsageError(f"{gap.gap_id} does not carry {flag}.", f"What can be looked at there: {held or 'nothing'}.")


def _pause(payload: Payload, known: Known) -> Payload:
    _client(payload, known)
    if _instant("start", payload["start"]) >= _instant("end", payload["end"]):
        raise UsageError("The pause ends before it begins.", "Correct --from and --to.")
    return payload | {"evidence": message(payload["evidence"], known)[1]}


def _folder(payload: Payload, known: Known) -> Payload:
    _one_of("state of a folder", payload["state"], FOLDER_STATES)
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


def _flag(payload: Payload, known: Known) -> Payload:
    _client(payload, known)
    _one_of("rule", payload["rule"], FLAG_RULES)
    if not known.read_back and _instant("until", payload["until"]) <= known.now:
        raise UsageError("`until` has passed already.", "Name a later time.")
    return payload


def _hold(payload: Payload, known: Known) -> Payload:
    _client(payload, known)
    return payload


def _exhibit(payload: Payload, known: Known) -> Payload:
    _one_of("state of an exhibit", payload["state"], EXHIBIT_STATES)
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


def _is_date(value: object) -> bool:
    try:
        return date.fromisoformat(str(value)) is not None
    except ValueError:
        return False


def _obligation(payload: Payload, known: Known) -> Payload:
    """A promise of the contract; what it became in writing needs the mail that says so (G8)."""
    _client(payload, known)
    dossier = next(one for one in known.dossiers if one.engagement.key == payload["client"])
    names = [one.obligation.id for one in dossier.obligations]
    if not names:
        raise UsageError(f"No contract with {payload['client']} is configured.", "Name it in `contract` of the client.")
    _one_of("obligation of the contract", payload["obligation"], names)
    _one_of("verdict", payload["verdict"], VERDICTS)
    verdict, about = payload["verdict"], payload.get("message")
    if verdict in (EXTENDED, MATCHED, REJECTED) and not about:
        raise UsageError(f"Which mail? “{verdict}” needs it.", "Name it with --message.")
    if (verdict == EXTENDED) != _is_date(payload.get("date")):
        told = "needs the new date" if verdict == EXTENDED else "has no date"
        raise UsageError(f"“{verdict}” {told}.", "Give --until DATE with extended, and with nothing else.")
    return payload | ({"message": message(str(about), known)[1]} if about else {})


_CHECKS: Mapping[str, Callable[[Payload, Known], Payload]] = {
    "fact": _fact,
    "message": _message,
    "call": _call,
    "contact": _contact,
    "gap": _gap,
    "pause": _pause,
    "folder": _folder,
    "flag": _flag,
    "hold": _hold,
    "exhibit": _exhibit,
    "obligation": _obligation,
}
