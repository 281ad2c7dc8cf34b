"""What a person may decide (C13): each name becomes what it stands for; all else is refused with a next step.

forms      which keys each kind of decision has
mails      how a message is read, and whether it is handed over
contacts   calls, and contacts outside mail
findings   facts, gaps, promises of the contract
matters    pauses, folders, flags, legal holds
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from harvester.errors import UsageError
from harvester.model.decisions import Decision
from harvester.model.times import iso
from harvester.pipeline.decidable import contacts, findings, mails, matters
from harvester.pipeline.decidable.forms import KEYS, TYPES, Payload, well_formed
from harvester.pipeline.known import Known


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
    payload = well_formed(decision.kind, decision.payload)
    return replace(
        decision, payload=_CHECKS[decision.kind](payload, known), by=decision.by.strip(), reason=decision.reason.strip()
    )


_CHECKS: Mapping[str, Callable[[Payload, Known], Payload]] = {
    "fact": findings.fact,
    "message": mails.reading,
    "call": contacts.call,
    "contact": contacts.contact,
    "gap": findings.gap,
    "pause": matters.pause,
    "folder": matters.folder,
    "flag": matters.flag,
    "hold": matters.hold,
    "exhibit": mails.exhibit,
    "obligation": findings.obligation,
}

__all__ = ["KEYS", "TYPES", "settled"]
