"""Which originals a name stands for: a fact, an exhibit, a gap, a Message-ID, or the beginning of a SHA-256."""

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
