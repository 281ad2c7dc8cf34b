"""A question, and what became of it, as a fact; both sides by the same code (P5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from harvester.model.facts import Citation, Fact, fingerprint
from harvester.model.flags import NEEDS_A_LOOK, NOT_ESTABLISHED
from harvester.model.gaps import ContactGap, Gap, MailRef
from harvester.model.mail import Message
from harvester.model.matter import Side
from harvester.model.standing import Status
from harvester.model.times import duration, elapsed
from harvester.pipeline import wording
from harvester.pipeline.facts.beside import Beside
from harvester.pipeline.facts.findings import Findings, cited
from harvester.pipeline.facts.looked_up import answered_by, later_mail, unhurried, written_by
from harvester.pipeline.facts.searched import channel_words, coverage_words, missing_words, searched_until
from harvester.pipeline.mails.absences import announcements
from harvester.pipeline.wording import questions


def gap_facts(known: Findings, wanted: Sequence[Gap]) -> list[Fact]:
    """One fact a gap; what all of them look things up in is made once."""
    zone, as_of = known.engagement.us_hours.timezone, known.coverage.as_of
    later = later_mail(known.exchanges.values(), as_of)
    answered = answered_by(known.gaps)
    words = known.engagement.phrases
    calm = unhurried(known.exchanges.values(), known.names, words) if wanted else {}
    beside = Beside(
        known.originals, known.calls, known.names, zone, as_of, known.gaps, later, answered, words, calm,
        known.engagement.thresholds, written_by(known.exchanges.values()),
        announcements(known.exchanges.values() if wanted else (), words),
    )  # fmt: skip
    contacts = defaultdict[str, list[ContactGap]](list)
    for row in known.contacts:
        contacts[row.gap_id].append(row)
    facts = []
    for gap in wanted:
        told = GapSentence(known, gap, beside.of(gap, contacts[gap.gap_id]), answered.get(gap.opener.sha256)).fact()
        named = (*beside.leaving_time(gap), *beside.agreed_before(gap), *(one.mail for one in beside.absent(gap)))
        more = (cited(mail.originals[0], mail.message.message_id) for mail in named)
        held = {citation.sha256 for citation in told.evidence}
        facts.append(replace(told, evidence=(*told.evidence, *(one for one in more if one.sha256 not in held))))
    return facts


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
            fingerprint=fingerprint(
                gap.opener.sha256, gap.closer.sha256 if gap.closer else "", gap.status, claim, *self._times()
            ),
            fix=self._fix(),
        )

    def _question(self) -> str:
        names, gap = self.known.names, self.gap
        to = [names.of(address) for address in gap.asked]
        words = self.known.originals[gap.opener.sha256].asks_as_written
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
        quoted = [cited(gap.opener.sha256, gap.opener.message_id, gap.subject)]
        first = [self.asked_first.opener] if self.asked_first else []
        ends = [gap.closer] if gap.closer else []
        others = [cited(ref.sha256, ref.message_id) for ref in (*gap.chasers, *ends, *first)]
        seen = {citation.sha256 for citation in (*quoted, *others)}
        raised = [
            cited(source, self.known.originals[source].message.message_id)
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

    def _times(self) -> tuple[str, ...]:
        """Of a closed gap, which lasts no longer with `as_of`: another beginning or end is another sentence (K5)."""
        gap = self.gap
        return (gap.started_at.isoformat(), gap.ended_at.isoformat()) if gap.ended_at else ()

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
