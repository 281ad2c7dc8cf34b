"""What a person may say of what was found: a fact, a gap, and what became of a promise."""

from __future__ import annotations

from datetime import date

from harvester.errors import UsageError
from harvester.model.flags import FLAGS, NEEDS_A_LOOK, NOT_ESTABLISHED
from harvester.model.gaps import Gap
from harvester.pipeline.contract.agreed import EXTENDED, MATCHED, REJECTED, VERDICTS
from harvester.pipeline.decidable.forms import Payload, client, one_of
from harvester.pipeline.known import Known, held, message, no_gap, opened

STATUSES = {"accept": "accepted", "reject": "rejected", "dispute": "disputed", "unsure": "unsure"}
"""What a person does with a fact -> its status."""


def fact(payload: Payload, known: Known) -> Payload:
    """What a person says of a fact, tied to the evidence that was looked at."""
    name = payload["fact"]
    one_of("status of a fact", payload["status"], tuple(STATUSES.values()))
    found = [fact for one in known.dossiers for fact in one.facts if name in (fact.no, fact.fact_id)]
    if found:
        return {"fingerprint": found[0].fingerprint} | payload | {"fact": found[0].fact_id}
    if known.read_back and "fingerprint" in payload and held(name, tuple(known.exchanges)):
        return payload
    raise UsageError(f"There is no fact {name}.", "`harvester facts CLIENT` lists them all.")


def gap(payload: Payload, known: Known) -> Payload:
    """What a person looked at beside a gap."""
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
    one_of("flag", flag, tuple(FLAGS))
    if flag not in NEEDS_A_LOOK:
        raise UsageError(f"{flag} holds no gap back.", "It is printed beside it and needs no look.")
    if gap and flag not in gap.flags:
        held = ", ".join(one for one in gap.flags if one in NEEDS_A_LOOK and one not in NOT_ESTABLISHED)
        raise UsageError(f"{gap.gap_id} does not carry {flag}.", f"What can be looked at there: {held or 'nothing'}.")


def _is_date(value: object) -> bool:
    try:
        return date.fromisoformat(str(value)) is not None
    except ValueError:
        return False


def obligation(payload: Payload, known: Known) -> Payload:
    """A promise of the contract; what it became in writing needs the mail that says so (G8)."""
    client(payload, known)
    dossier = next(one for one in known.dossiers if one.engagement.key == payload["client"])
    names = [one.obligation.id for one in dossier.obligations]
    if not names:
        raise UsageError(f"No contract with {payload['client']} is configured.", "Name it in `contract` of the client.")
    one_of("obligation of the contract", payload["obligation"], names)
    one_of("verdict", payload["verdict"], VERDICTS)
    verdict, about = payload["verdict"], payload.get("message")
    if verdict in (EXTENDED, MATCHED, REJECTED) and not about:
        raise UsageError(f"Which mail? “{verdict}” needs it.", "Name it with --message.")
    if (verdict == EXTENDED) != _is_date(payload.get("date")):
        told = "needs the new date" if verdict == EXTENDED else "has no date"
        raise UsageError(f"“{verdict}” {told}.", "Give --until DATE with extended, and with nothing else.")
    return payload | ({"message": message(str(about), known)[1]} if about else {})
