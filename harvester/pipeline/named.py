"""What a name stands for, be it of a fact, an exhibit, a gap, a Message-ID, or the beginning of a SHA-256."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from harvester.errors import UsageError
from harvester.model.dossier import Dossier
from harvester.pipeline.known import SHORTEST

_DIGITS = re.compile(r"[0-9a-f]{1,64}")


def originals(name: str, dossiers: Sequence[Dossier], held: Collection[str]) -> tuple[str, ...]:
    """SHA-256 of what `name` stands for, in the order in which it is cited; `held`: all that the store holds.

    Raises UsageError where nothing bears the name, or several originals begin with it.
    """
    wanted = name.strip()
    digits = wanted.lower()
    if not _DIGITS.fullmatch(digits):
        found = tuple(dict.fromkeys(sha for dossier in dossiers for sha in _cited(wanted, dossier)))
    elif len(digits) < SHORTEST:
        raise UsageError(f"“{name}” is too short for a SHA-256.", f"Give at least {SHORTEST} of its digits.")
    else:
        found = tuple(sha for sha in held if sha.startswith(digits))
        if len(found) > 1:
            raise UsageError(f"“{name}” stands for {len(found)} originals.", "Give more of its digits.")
    if not found:
        raise UsageError(
            f"There is no original, fact, exhibit or gap “{name}”.",
            "Name one as `harvester facts CLIENT` prints it: F-001, or the digits behind “Original:”.",
        )
    return found


def gap_id(name: str, dossier: Dossier) -> str:
    """The gap that a name stands for: its id, or the SHA-256 (or its beginning) or Message-ID of what opened it.

    Raises UsageError where none does, or several do.
    """
    wanted, digits = name.strip(), name.strip().lower()
    is_hash = _DIGITS.fullmatch(digits) is not None and len(digits) >= SHORTEST
    found = dict.fromkeys(
        gap.gap_id
        for gap in dossier.all_gaps
        if gap.gap_id.lower() == digits
        or (is_hash and gap.opener.sha256.startswith(digits))
        or gap.opener.message_id == f"<{wanted.strip('<>')}>"
    )
    if len(found) > 1:
        raise UsageError(f"“{name}” opens {len(found)} gaps.", f"Name one of them: {', '.join(found)}.")
    if not found:
        raise UsageError(f"There is no gap {name}.", f"`harvester gaps {dossier.engagement.key}` lists them all.")
    return next(iter(found))


def _cited(name: str, dossier: Dossier) -> Iterator[str]:
    number, message_id = name.upper(), f"<{name.strip('<>')}>"
    for fact in dossier.facts:
        if number == fact.no or name == fact.fact_id:
            yield from (one.sha256 for one in fact.evidence)
    yield from (one.sha256 for one in dossier.exhibits if one.no and one.no == number)
    for gap in dossier.all_gaps:
        if gap.gap_id.upper() == number:
            yield from (mail.sha256 for mail in (gap.opener, gap.closer) if mail)
    yield from (one.originals[0] for one in dossier.exchanges if one.message.message_id == message_id)
