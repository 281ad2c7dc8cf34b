"""Gaps become sentences with their proof (evidence.md 4). Ours come first; both sides by the same code (P5).

Every open level A gap is a fact, and every answered one over the limit; the rest stays in the table of gaps.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from harvester.model import (
    Call,
    Citation,
    ContactGap,
    Engagement,
    Exchange,
    Fact,
    Gap,
    MailRef,
    Message,
    Side,
    Standing,
    Status,
)
from harvester.model.addresses import normal_address
from harvester.model.flags import NEEDS_A_LOOK, NOT_ESTABLISHED
from harvester.model.money import Accounts
from harvester.model.times import counted, duration, elapsed
from harvester.pipeline import wording
from harvester.pipeline.beside import Beside, answered_by, later_mail
from harvester.pipeline.call_facts import CallFacts
from harvester.pipeline.contract.invoice_facts import InvoiceFacts
from harvester.pipeline.contract.judging import LATE
from harvester.pipeline.contract.matter import Matter
from harvester.pipeline.contract.obligation_facts import ObligationFacts
from harvester.pipeline.coverage import Coverage, reason_words
from harvester.pipeline.decisions import Verdicts
from harvester.pipeline.delivery import Deliveries
from harvester.pipeline.invitation_facts import InvitationFacts, Invited
from harvester.pipeline.names import Names
from harvester.pipeline.wording import lists, questions


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


def fact_list(known: Findings, numbers: Mapping[str, str]) -> tuple[Fact, ...]:
    """Every fact, ours first, each side in order of time; numbers once given stay, new ones follow."""
    over = over_limit(known.standings)
    wanted = [gap for gap in known.gaps if is_fact(gap, known.engagement, over)]
    found = _gap_facts(known, wanted) + undelivered(known)
    zone, searched = known.engagement.us_hours.timezone, known.coverage
    told = coverage_words(searched, zone)
    ids = {sha: exchange.message.message_id for sha, exchange in known.originals.items()}
    called = CallFacts(known.engagement, known.names, searched.as_of, told, ids)
    found += called.of(known.calls.values())
    found += InvitationFacts(
        engagement=known.engagement,
        names=known.names,
        as_of=searched.as_of,
        coverage=told,
        channels=channel_words(searched),
        missing=missing_words(searched, zone),
        until=searched_until(searched, zone),
        calls=known.calls,
    ).of(known.invited)
    agreed = ObligationFacts(
        engagement=known.engagement,
        standings=known.standings,
        originals=known.originals,
        names=known.names,
        zone=zone,
        channels=channel_words(searched),
        coverage=told,
        until=wording.moment(searched.as_of, zone),
    )
    found = agreed.annotated(found) + agreed.of()
    if known.promised:
        contract, mail = known.promised.contract, known.promised.mail
        found += InvoiceFacts(contract, known.accounts, mail, known.names, contract.timezone or zone, told).all()
    found = [known.verdicts.reviewed(fact) for fact in found]
    ordered = sorted(found, key=lambda fact: (fact.party is not Side.US, fact.at, fact.fact_id))
    return _numbered(ordered, numbers)


def _gap_facts(known: Findings, wanted: Sequence[Gap]) -> list[Fact]:
    """One fact a gap; what all of them look things up in is made once."""
    zone, as_of = known.engagement.us_hours.timezone, known.coverage.as_of
    later = later_mail(known.exchanges.values(), as_of)
    answered = answered_by(known.gaps)
    words = known.engagement.phrases
    beside = Beside(known.originals, known.calls, known.names, zone, as_of, known.gaps, later, answered, words)
    contacts = defaultdict[str, list[ContactGap]](list)
    for row in known.contacts:
        contacts[row.gap_id].append(row)
    return [
        GapSentence(known, gap, beside.of(gap, contacts[gap.gap_id]), answered.get(gap.opener.sha256)).fact()
        for gap in wanted
    ]


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


class GapSentence:
    """Builds the fact of one gap."""

    def __init__(self, known: Findings, gap: Gap, beside: tuple[str, ...], asked_first: Gap | None) -> None:
        """`asked_first`: the other side's question that the same mail answered."""
        self.known = known
        self.beside = beside
        self.asked_first = asked_first
        self.gap = gap
        self.zone = known.engagement.us_hours.timezone
        self.missing = [flag for flag in gap.reasons if flag in NOT_ESTABLISHED]
        self.nobody = known.names.anybody(gap.owed_by)

    def fact(self) -> Fact:
        """The sentence, with what stands beside it."""
        gap = self.gap
        claim = "not_established" if self.missing else gap.claim
        kinds = {"open": "unanswered", "answered": "late_answer", "closed_by_call": "settled_by_call"}
        parts = [self._question()]
        if gap.chasers:
            parts.append(questions.reminders([wording.moment(c.at, self.zone) for c in gap.chasers]))
        parts.append(self._outcome())
        if gap.chasers and gap.claim == "firm":
            parts.append(questions.since_last(elapsed(gap.since_last_ask_hours)))
        if gap.attempts:
            parts.append(questions.attempts(len(gap.attempts)))
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
            beside=self.beside,
            gap_id=gap.gap_id,
            fingerprint=fingerprint(gap.opener.sha256, gap.closer.sha256 if gap.closer else "", gap.status, claim),
            fix=self._fix(),
        )

    def _question(self) -> str:
        names, gap = self.known.names, self.gap
        to = [names.of(address) for address in gap.asked]
        words = self.known.originals[gap.opener.sha256].asks
        when = wording.moment(gap.started_at, self.zone)
        return questions.question(self._author(gap.opener), to, when, gap.subject, words)

    def _outcome(self) -> str:
        gap, missing = self.gap, self._missing_words()
        lasted = duration(gap.calendar_hours, gap.business_hours)
        until = wording.moment(gap.ended_at or self.known.coverage.as_of, self.zone)
        if gap.status == "closed_by_call":
            return questions.by_call(until, lasted)
        if gap.status == "answered" and gap.closer:
            sentence = questions.answered(self._author(gap.closer), until, lasted, first=not missing)
            return f"{sentence} {questions.earlier_unknown(missing)}" if missing else sentence
        if missing:
            return questions.not_established(self.nobody, missing)
        channels = channel_words(self.known.coverage)
        if gap.claim == "review":
            return questions.open_unsure(self.nobody, channels, until)
        return questions.open_gap(self.nobody, channels, until, lasted)

    def _author(self, ref: MailRef) -> str:
        """Who wrote it, as far as our mail server confirms it (S6)."""
        who = self.known.names.of(ref.sender)
        spoofed = "possibly_spoofed" in self.known.originals[ref.sha256].flags
        return wording.unconfirmed(who) if spoofed else who

    def _missing_words(self) -> str:
        if not self.missing:
            return ""
        coverage = self.known.coverage
        if "not_searched_after" in self.missing:
            return searched_until(coverage, self.zone)
        return missing_words(coverage, self.zone)

    def _evidence(self) -> tuple[Citation, ...]:
        gap = self.gap
        quoted = [_cited(gap.opener.sha256, gap.opener.message_id, gap.subject)]
        first = [self.asked_first.opener] if self.asked_first else []
        ends = [gap.closer] if gap.closer else []
        others = [_cited(ref.sha256, ref.message_id) for ref in (*gap.chasers, *ends, *first)]
        seen = {citation.sha256 for citation in (*quoted, *others)}
        raised = [
            _cited(source, self.known.originals[source].message.message_id)
            for _, source in gap.flag_sources
            if source not in seen and source in self.known.originals
        ]
        return tuple(dict.fromkeys((*quoted, *others, *raised)))

    def _strength(self) -> str:
        """contract.md 4: E3 when a later message of the other side refers to the question, E2 when none does."""
        gap, originals = self.gap, self.known.originals
        automatic = [s for s in gap.flag_sources.of("auto_reply", "read_receipt") if s in originals]
        later = [*automatic, *([gap.closer.sha256] if gap.closer else [])]
        doubtful = "delivery_doubtful" in gap.flags
        return "E3" if not doubtful and any(self._refers(originals[sha].message) for sha in later) else "E2"

    def _refers(self, message: Message) -> bool:
        asked = {ref.message_id for ref in (self.gap.opener, *self.gap.chasers) if ref.message_id}
        told = message.report
        shown = told is not None and any(reader.action == "displayed" for reader in told.recipients)
        return (shown and told is not None and told.original_message_id in asked) or not asked.isdisjoint(
            (*message.in_reply_to, *message.references)
        )

    def _fix(self) -> str | None:
        if self.gap.owed_by is not Side.US:
            return None
        if self.gap.status == "open":
            return questions.still_answerable(self.known.names.of(self.gap.opener.sender))
        return questions.answered_fix(self._agreed())

    def _agreed(self) -> Status | None:
        """How the answer stands under the response time of the contract, where one covers it."""
        instances = (one for standing in self.known.standings for one in standing.instances)
        return next((one.status for one in instances if one.gap_id == self.gap.gap_id), None)


def undelivered(known: Findings) -> list[Fact]:
    """R13: mails of ours that did not reach an address of the client (P2); a mail that reached nobody owes nothing."""
    zone, found = known.engagement.us_hours.timezone, []
    for key, addresses in sorted(known.deliveries.failed.items()):
        mail, report = known.exchanges[key], known.exchanges[known.deliveries.reported_by[key]]
        theirs = sorted(a for a in addresses if known.names.sides.of(a) is Side.CLIENT)
        if not theirs or mail.at is None or report.at is None or report.at > known.coverage.as_of:
            continue
        reached = any(
            known.names.sides.of(a.email) is Side.CLIENT and normal_address(a.email) not in addresses
            for a in mail.message.to
        )
        sentence = questions.undelivered(
            known.names.of(mail.author), theirs, wording.moment(mail.at, zone), mail.message.subject,
            wording.moment(report.at, zone),
        )  # fmt: skip
        found.append(
            Fact(
                no="",
                fact_id=f"undelivered:{key}",
                at=mail.at,
                precision="second",
                party=Side.US,
                kind="undelivered",
                statement=sentence + (questions.REACHED_OTHERS if reached else questions.NOT_COUNTED),
                people=(mail.author, *theirs),
                evidence=(
                    _cited(mail.originals[0], mail.message.message_id, mail.message.subject),
                    _cited(report.originals[0], report.message.message_id),
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
    calls = wording.call_sources([record.source for record in coverage.records])
    return f"Mail searched: {'; '.join(parts)}. {calls}"


def missing_words(coverage: Coverage, zone: str) -> str:
    """What could not be looked at."""
    gone = [wording.purged(wording.moment(coverage.purged_before, zone))] if coverage.purged_before else []
    told = [*gone, *(reason_words(problem) for problem in coverage.problems[:3])]
    return wording.listed(told) or "the search is incomplete"


def searched_until(coverage: Coverage, zone: str) -> str:
    """How far the search reaches, where more is asked of it."""
    return f"mail was searched up to {wording.moment(coverage.last_pull, zone)} only"


def channel_words(coverage: Coverage) -> str:
    """`the mailboxes searched (mail: 9 folders; export: 2 folders, complete by declaration)`."""
    parts = [
        f"{s.source}: {counted(len(s.folders), 'folder')}{', complete by declaration' if s.declared else ''}"
        for s in coverage.searched()
    ]
    return f"the mailbox{'es' if len(parts) > 1 else ''} searched ({'; '.join(parts)})"


def _cited(sha256: str, message_id: str | None, subject: str = "") -> Citation:
    part = "header:Subject" if subject else ""
    return Citation(sha256=sha256, message_id=message_id, quote=subject or None, part=part)


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
