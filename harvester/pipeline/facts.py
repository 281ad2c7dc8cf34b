"""Gaps become sentences with their proof (evidence.md 4). Ours come first; both sides by the same code (P5).

Every open level A gap is a fact, and every answered one over the limit; the rest stays in the table of gaps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from harvester.model import Call, Citation, ContactGap, Engagement, Exchange, Fact, Gap, MailRef, Side
from harvester.model.flags import NEEDS_A_LOOK, NOT_ESTABLISHED
from harvester.model.times import duration
from harvester.pipeline import wording
from harvester.pipeline.beside import Beside
from harvester.pipeline.coverage import Coverage, reason_words
from harvester.pipeline.decisions import Verdicts
from harvester.pipeline.delivery import Deliveries
from harvester.pipeline.names import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
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


def fact_list(known: Known, numbers: Mapping[str, str]) -> tuple[Fact, ...]:
    """Every fact, ours first, each side in order of time; numbers once given stay, new ones follow."""
    wanted = [gap for gap in known.gaps if is_fact(gap, known.engagement)]
    found = [GapSentence(known, gap).fact() for gap in wanted] + undelivered(known)
    found = [known.verdicts.reviewed(fact) for fact in found]
    ordered = sorted(found, key=lambda fact: (fact.party is not Side.US, fact.at, fact.fact_id))
    return _numbered(ordered, numbers)


def is_fact(gap: Gap, engagement: Engagement) -> bool:
    """Open level A gaps, and closed ones over `[facts] min_business_hours`."""
    slow = gap.business_hours > engagement.thresholds.min_business_hours
    return gap.level == "A" and (gap.status == "open" or slow)


def left_out(gaps: Sequence[Gap], engagement: Engagement) -> list[str]:
    """What the list does not hold, in words."""
    small = sum(1 for gap in gaps if gap.level == "A" and not is_fact(gap, engagement))
    level_b = sum(1 for gap in gaps if gap.level == "B")
    limit = engagement.thresholds.min_business_hours
    return [
        *([wording.left_out_small(small, limit)] if small else []),
        *([wording.left_out_level_b(level_b)] if level_b else []),
    ]


class GapSentence:
    """Builds the fact of one gap."""

    def __init__(self, known: Known, gap: Gap) -> None:
        self.known = known
        self.gap = gap
        self.zone = known.engagement.us_hours.timezone
        self.missing = [flag for flag in gap.reasons if flag in NOT_ESTABLISHED]
        self.nobody = known.names.anybody(gap.owed_by)

    def fact(self) -> Fact:
        """The sentence, with what stands beside it."""
        gap = self.gap
        claim = "not_established" if self.missing else gap.claim
        kinds = {"open": "unanswered", "answered": "late_answer", "closed_by_call": "settled_by_call"}
        parts = [self._question(), self._outcome()]
        if gap.chasers:
            parts.insert(1, wording.reminders([wording.moment(c.at, self.zone) for c in gap.chasers]))
        if gap.attempts:
            parts.append(wording.attempts(len(gap.attempts)))
        return Fact(
            no="",
            fact_id=f"{kinds[gap.status]}:{gap.gap_id}",
            at=gap.started_at,
            precision="second",
            party=gap.owed_by,
            kind=kinds[gap.status],
            statement=" ".join(parts),
            people=tuple(dict.fromkeys((gap.opener.sender, *gap.asked, *([gap.responder] if gap.responder else [])))),
            evidence=self._evidence(),
            claim=claim,
            strength=self._strength(),
            reason="; ".join(NEEDS_A_LOOK[flag].label for flag in gap.reasons) or None,
            coverage=coverage_words(self.known.coverage, self.zone),
            beside=Beside(self.known.originals, self.known.calls, self.known.names, self.zone).of(
                gap, [row for row in self.known.contacts if row.gap_id == gap.gap_id]
            ),
            gap_id=gap.gap_id,
            fingerprint=fingerprint(gap.opener.sha256, gap.closer.sha256 if gap.closer else "", gap.status, claim),
            fix=self._fix(),
        )

    def _question(self) -> str:
        names, gap = self.known.names, self.gap
        to = [names.of(address) for address in gap.asked]
        return wording.question(names.of(gap.opener.sender), to, wording.moment(gap.started_at, self.zone), gap.subject)

    def _outcome(self) -> str:
        gap, missing = self.gap, self._missing_words()
        lasted = duration(gap.calendar_hours, gap.business_hours)
        until = wording.moment(gap.ended_at or self.known.coverage.as_of, self.zone)
        if gap.status == "closed_by_call":
            return wording.by_call(until, lasted)
        if gap.status == "answered":
            sentence = wording.answered(self.known.names.of(gap.responder or ""), until, lasted, first=not missing)
            return f"{sentence} {wording.earlier_unknown(missing)}" if missing else sentence
        if missing:
            return wording.not_established(self.nobody, missing)
        channels = channel_words(self.known.coverage)
        if gap.claim == "review":
            return wording.open_unsure(self.nobody, channels, until)
        return wording.open_gap(self.nobody, channels, until, lasted)

    def _missing_words(self) -> str:
        if not self.missing:
            return ""
        coverage = self.known.coverage
        if "not_searched_after" in self.missing:
            return f"mail was searched up to {wording.moment(coverage.last_pull, self.zone)} only"
        return (
            wording.listed([reason_words(problem) for problem in coverage.problems[:3]]) or "the search is incomplete"
        )

    def _evidence(self) -> tuple[Citation, ...]:
        gap = self.gap
        quoted = [_cited(gap.opener, gap.subject)]
        others = [_cited(ref, "") for ref in (*gap.chasers, *([gap.closer] if gap.closer else []))]
        seen = {citation.sha256 for citation in (*quoted, *others)}
        raised = [
            Citation(sha256=source, message_id=self.known.originals[source].message.message_id)
            for _, source in gap.flag_sources
            if source not in seen and source in self.known.originals
        ]
        return tuple(dict.fromkeys((*quoted, *others, *raised)))

    def _strength(self) -> str:
        """contract.md 4: a later mail of the other side in the thread shows that the question arrived."""
        gap = self.gap
        referred = gap.status == "answered" or {"auto_reply", "read_receipt"} & set(gap.flags)
        return "E3" if referred else "E2"

    def _fix(self) -> str | None:
        if self.gap.owed_by is not Side.US:
            return None
        if self.gap.status == "open":
            return wording.still_answerable(self.known.names.of(self.gap.opener.sender))
        return wording.late_answer_fix()


def undelivered(known: Known) -> list[Fact]:
    """R13: mails of ours that reached nobody; printed, since nothing was owed for them (P2)."""
    zone, found = known.engagement.us_hours.timezone, []
    for key, addresses in sorted(known.deliveries.failed.items()):
        mail, report = known.exchanges[key], known.exchanges[known.deliveries.reported_by[key]]
        if not addresses or mail.at is None or report.at is None or report.at > known.coverage.as_of:
            continue
        found.append(
            Fact(
                no="",
                fact_id=f"undelivered:{key}",
                at=mail.at,
                precision="second",
                party=Side.US,
                kind="undelivered",
                statement=wording.undelivered(
                    known.names.of(mail.author),
                    sorted(addresses),
                    wording.moment(mail.at, zone),
                    mail.message.subject,
                    wording.moment(report.at, zone),
                ),
                people=(mail.author, *sorted(addresses)),
                evidence=(
                    _citation(mail, mail.message.subject),
                    _citation(report, ""),
                ),
                claim="firm",
                fingerprint=fingerprint(mail.originals[0], report.originals[0], "undelivered", "firm"),
                strength="E4",
                coverage=coverage_words(known.coverage, zone),
            )
        )
    return found


def fingerprint(*parts: str) -> str:
    """Hash of what a person accepts in a fact (evidence.md 4)."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def coverage_words(coverage: Coverage, zone: str) -> str:
    """Which channels were searched, up to when: stands under every sentence."""
    parts = []
    for searched in coverage.searched():
        to = f"up to {wording.moment(searched.to, zone)}" if searched.to else "not completely"
        declared = ", declared complete by the user" if searched.declared else ""
        folders = wording.listed(searched.folders) or "no folder"
        parts.append(f"{searched.source} ({folders}) {to}{declared}")
    return f"Mail searched: {'; '.join(parts)}. Telephone, chat and meetings are not part of this search."


def channel_words(coverage: Coverage) -> str:
    """`the mailboxes searched (mail: 9 folders)`."""
    parts = [f"{s.source}: {len(s.folders)} folder{'' if len(s.folders) == 1 else 's'}" for s in coverage.searched()]
    return f"the mailbox{'es' if len(parts) > 1 else ''} searched ({', '.join(parts)})"


def _cited(ref: MailRef, subject: str) -> Citation:
    return Citation(
        sha256=ref.sha256,
        message_id=ref.message_id,
        quote=subject or None,
        part="header:Subject" if subject else "",
    )


def _citation(exchange: Exchange, subject: str) -> Citation:
    return Citation(
        sha256=exchange.originals[0],
        message_id=exchange.message.message_id,
        quote=subject or None,
        part="header:Subject" if subject else "",
    )


def _numbered(found: Sequence[Fact], numbers: Mapping[str, str]) -> tuple[Fact, ...]:
    last = max((int(number.removeprefix("F-")) for number in numbers.values()), default=0)
    result = []
    for fact in found:
        number = numbers.get(fact.fact_id)
        if number is None:
            last += 1
            number = f"F-{last:03}"
        result.append(replace(fact, no=number))
    return tuple(result)
