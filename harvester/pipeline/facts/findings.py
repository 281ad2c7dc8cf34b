"""What facts are built from, and which gaps become facts (evidence.md 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from harvester.model.calls import Call
from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement
from harvester.model.facts import Citation
from harvester.model.gaps import ContactGap, Gap
from harvester.model.money import Accounts
from harvester.model.standing import Standing
from harvester.pipeline.contract.judging import LATE
from harvester.pipeline.contract.matter import Matter
from harvester.pipeline.facts.invitations import Invited
from harvester.pipeline.gaps.decisions import Verdicts
from harvester.pipeline.mails.delivery import Deliveries
from harvester.pipeline.names import Names
from harvester.pipeline.searched.coverage import Coverage
from harvester.pipeline.wording import lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What sentences are built from."""

    engagement: Engagement
    coverage: Coverage
    exchanges: Mapping[str, Exchange]
    """By event key."""
    originals: Mapping[str, Exchange]
    """By SHA-256."""
    calls: Mapping[str, Call]
    gaps: Sequence[Gap]
    contacts: Sequence[ContactGap]
    deliveries: Deliveries
    names: Names
    verdicts: Verdicts = field(default_factory=Verdicts)
    standings: tuple[Standing, ...] = ()
    invited: Invited = field(default_factory=Invited)
    promised: Matter | None = None
    """The contract and all that it is judged by; None without a contract file."""
    accounts: Accounts = field(default_factory=Accounts)


def over_limit(standings: Sequence[Standing]) -> frozenset[str]:
    """Gaps that lasted longer than the contract allows."""
    return frozenset(i.gap_id for one in standings for i in one.instances if i.status in LATE)


def is_fact(gap: Gap, engagement: Engagement, over: frozenset[str]) -> bool:
    """Open level A gaps, and closed ones over `[facts] min_business_hours` or over a time limit of the contract."""
    slow = gap.business_hours > engagement.thresholds.min_business_hours
    return gap.level == "A" and (gap.status == "open" or slow or gap.gap_id in over)


def left_out(known: Findings) -> list[str]:
    """What the list does not hold, in words."""
    over = over_limit(known.standings)
    small = sum(1 for gap in known.gaps if gap.level == "A" and not is_fact(gap, known.engagement, over))
    level_b = sum(1 for gap in known.gaps if gap.level == "B")
    limit = known.engagement.thresholds.min_business_hours
    return [
        *([lists.left_out_small(small, limit)] if small else []),
        *([lists.left_out_level_b(level_b)] if level_b else []),
    ]


def cited(sha256: str, message_id: str | None, subject: str = "") -> Citation:
    """An original that a fact rests on, with its subject where that is quoted."""
    part = "header:Subject" if subject else ""
    return Citation(sha256=sha256, message_id=message_id, quote=subject or None, part=part)
