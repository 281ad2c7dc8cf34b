"""What became of the contract, as sentences with their proof, both sides by the same code (G9, G10; evidence.md 4).

A meeting and a question already have a sentence of their own: there the clause is added, and nothing said twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from harvester.model.contract import Obligation, ObligationType
from harvester.model.dossier import Exchange
from harvester.model.engagement import Engagement
from harvester.model.facts import Citation, Fact, fingerprint, of_obligation
from harvester.model.flags import DOUBTS, OF_OBLIGATIONS, UNSURE_DATES
from harvester.model.matter import Side
from harvester.model.standing import Instance, Standing, Status
from harvester.pipeline import wording
from harvester.pipeline.contract import promises
from harvester.pipeline.contract.judging import LATE, days_between
from harvester.pipeline.mails import absences
from harvester.pipeline.mails.absences import Announced, Announcements
from harvester.pipeline.names import Names
from harvester.pipeline.wording import circumstances

PERFORMED = frozenset({Status.MET, Status.MET_LATE, Status.CURED})
_ELSEWHERE = frozenset({ObligationType.RESPONSE, ObligationType.PAYMENT, ObligationType.CURE, ObligationType.MANUAL})
"""Types that other sentences speak of: gaps, invoices."""
_LOOK = ("other_mail", "spoken", *UNSURE_DATES, "zones_differ")
"""Flags that need a person's look before a claim."""
TO_FIX = LATE | {Status.UNPROVEN, Status.DISPUTED}
"""Of our own side: what can still be put right, shown or settled (contract.md 7)."""
_MOST_ABSENCES = 3
_TOLD = PERFORMED | {Status.MISSED, Status.UNPROVEN, Status.DEEMED_ACCEPTED, Status.DISPUTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationFacts:
    """Builds the facts of obligations."""

    engagement: Engagement
    standings: Sequence[Standing]
    originals: Mapping[str, Exchange]
    names: Names
    zone: str
    channels: str
    """Which mailboxes were searched, for a sentence of absence."""
    coverage: str
    until: str
    """The time of the report, in words."""
    absences: Announcements = field(default_factory=lambda: dict.fromkeys(Side, ()))

    def of(self) -> list[Fact]:
        """One fact an obligation that mail shows something about; without an original there is none."""
        found = []
        for standing in self.standings:
            mails = [sha for sha in standing.evidence if sha in self.originals]
            by_mail = standing.obligation.type not in _ELSEWHERE | {ObligationType.MEETING}
            if by_mail and mails and standing.status in _TOLD:
                found.append(self._fact(standing, mails))
        return found

    def annotated(self, facts: Sequence[Fact]) -> list[Fact]:
        """Facts of gaps and meetings with the clause that they fall under, and how they lie to its limit."""
        instances = {i.gap_id: (s, i) for s in self.standings for i in s.instances}
        meetings = {
            s.evidence[0]: s for s in self.standings if s.obligation.type is ObligationType.MEETING and s.evidence
        }
        found = []
        for fact in facts:
            standing, instance = instances.get(fact.gap_id or "", (None, None))
            standing = standing or next((meetings[c.sha256] for c in fact.evidence if c.sha256 in meetings), None)
            found.append(self._under(fact, standing, instance) if standing else fact)
        return found

    def _under(self, fact: Fact, standing: Standing, instance: Instance | None) -> Fact:
        one = standing.obligation
        beside = [promises.clause(one)] if one.quote else []
        beside += [self._limit(one, instance)] if instance else []
        given = instance.time_given if instance else standing.time_given
        held = {citation.sha256 for citation in fact.evidence}
        more = tuple(self._cited(mail.sha256, quoted=False) for mail in given if mail.sha256 not in held)
        beside += [mail.words for mail in given]
        return replace(
            fact,
            clause=one.clause or None,
            obligation=one.id,
            beside=(*fact.beside, *beside),
            evidence=(*fact.evidence, *more),
        )

    def _limit(self, one: Obligation, instance: Instance) -> str:
        """How an answer lies to the time agreed for it, whichever side that speaks for (P2)."""
        if instance.status is Status.MET:
            return promises.within_limit(one, instance.due, self.zone)
        if instance.status is Status.PENDING:
            return promises.limit_runs(one, instance.due, self.zone)
        answered = instance.days_late if instance.status is Status.MET_LATE else None
        return promises.limit(one, instance.due, answered, self.zone)

    def _fact(self, standing: Standing, mails: Sequence[str]) -> Fact:
        one = standing.obligation
        claim = standing.claim
        if standing.status is Status.UNPROVEN:
            claim = "not_established"
        elif standing.status is Status.DISPUTED:
            claim = "review"
        at = standing.satisfied_at or (standing.due.at if standing.due else None)
        told = self.originals[mails[-1]]
        return Fact(
            no="",
            fact_id=of_obligation(self.engagement.key, one.id),
            at=at or told.at or self.originals[mails[0]].at,  # type: ignore[arg-type]  # cited mail is dated
            precision="second" if standing.satisfied_at else "day",
            party=one.owed_by,
            kind=f"obligation_{standing.status.value}",
            statement=self._statement(standing),
            people=tuple(dict.fromkeys(self.originals[sha].author for sha in mails)),
            evidence=(
                *(self._cited(sha, quoted=sha in standing.performed_by) for sha in mails),
                *(Citation(sha256=call.sha256, event_uid=call.call) for call in standing.spoken if call.sha256),
                *(self._cited(one.mail.originals[0], quoted=False) for one in self._absent(standing, mails)),
            ),
            claim=claim,
            strength=standing.strength or "E2",
            reason=self._reason(standing),
            clause=one.clause or None,
            obligation=one.id,
            coverage=self.coverage,
            beside=tuple(self._beside(standing)),
            fingerprint=_fingerprint(standing, claim, mails),
            fix=self._fix(standing),
        )

    def _statement(self, standing: Standing) -> str:
        one, due = standing.obligation, standing.due
        if due is None or (standing.status in PERFORMED and standing.satisfied_at):
            return " ".join(filter(None, (self._sent(standing), self._against(standing))))
        searched = promises.Searched(nobody=self.names.anybody(one.owed_by), channels=self.channels, until=self.until)
        if standing.status is Status.MISSED and standing.claim == "review":
            return promises.missing_unsure(one, due, searched, self.zone, _beside_it(standing))
        if standing.status is Status.MISSED:
            return promises.missing(one, due, searched, standing.days_late or 0, self.zone)
        if standing.status is Status.DEEMED_ACCEPTED:
            if standing.claim == "firm":
                return promises.deemed(one, due, searched, self.zone)
            return promises.deemed_unsure(one, due, searched, self.zone, _beside_it(standing))
        return promises.unsure(one, due, searched.nobody, self.zone)

    def _against(self, standing: Standing) -> str:
        """How what was sent lies to its date, or when it counts as received."""
        one, due = standing.obligation, standing.due
        if one.type is ObligationType.NOTICE:
            return promises.notice(one, standing.received_at, self.zone)
        if due is None or standing.satisfied_at is None:
            return ""
        told = promises.against(one, due, days_between(due, standing.satisfied_at, self.zone), self.zone)
        return f"{told} {promises.CURED}" if standing.status is Status.CURED else told

    def _sent(self, standing: Standing) -> str:
        shown = standing.performed_by or standing.evidence
        mail = next(self.originals[sha] for sha in reversed(shown) if sha in self.originals)
        who = self.names.of(mail.author)
        who = wording.unconfirmed(who) if "possibly_spoofed" in mail.flags else who
        to = [self.names.of(address.email) for address in mail.message.to if address.email]
        at = standing.satisfied_at or mail.at
        return promises.sent(who, to, at, mail.message.subject, self.zone) if at else ""

    def _beside(self, standing: Standing) -> Iterator[str]:
        one = standing.obligation
        if one.quote:
            yield promises.clause(one)
        if standing.due:
            yield promises.working(standing.due)
        if standing.status not in PERFORMED and (looked := promises.looked_for(one.met_by)):
            yield looked
        yield from standing.hangs_on
        for mail in standing.candidates:
            subject = self.originals[mail.sha256].message.subject
            yield promises.may_be(self.names.of(mail.sender), mail.at, subject, self.zone)
        yield from (call.words for call in standing.spoken)
        yield from (mail.words for mail in standing.time_given)
        for flag in standing.flags:
            if flag not in ("dependency_late", "other_mail", "spoken", *UNSURE_DATES):
                yield OF_OBLIGATIONS[flag]
        for away in self._absent(standing):
            when, subject = wording.moment(away.at, self.zone), away.mail.message.subject
            yield circumstances.absent(self.names.of(away.mail.author), when, subject, away.words)
        yield from standing.decided

    def _absent(self, standing: Standing, cited: Collection[str] = ()) -> list[Announced]:
        """P2: absences of who owed it that reach into its time; those are left out that are cited already."""
        due, side = standing.due, standing.obligation.owed_by
        if due is None or standing.status not in LATE | {Status.DEEMED_ACCEPTED}:
            return []
        known = self.absences[side]
        told = absences.reaching(known, due.trigger or due.at, due.at, self.engagement.phrases)
        return [one for one in told if not set(cited).intersection(one.mail.originals)][:_MOST_ABSENCES]

    def _reason(self, standing: Standing) -> str | None:
        if standing.doubt:
            return DOUBTS[standing.doubt.value]
        told = [OF_OBLIGATIONS[flag] for flag in standing.flags if flag in _LOOK]
        return " ".join(told) or None

    def _fix(self, standing: Standing) -> str | None:
        if standing.obligation.owed_by is not Side.US or standing.status not in TO_FIX:
            return None
        return fix_of(standing)

    def _cited(self, sha: str, *, quoted: bool) -> Citation:
        message = self.originals[sha].message
        subject = message.subject if quoted else ""
        return Citation(
            sha256=sha,
            message_id=message.message_id,
            quote=subject or None,
            part="header:Subject" if subject else "",
        )


def _fingerprint(standing: Standing, claim: str, mails: Sequence[str]) -> str:
    """What a person accepts: the promise as the contract file has it, its date, and what became of it."""
    one, due = standing.obligation, standing.due
    done = standing.satisfied_at.isoformat() if standing.satisfied_at else ""
    dates = (due.at.isoformat() if due else "", done)
    return fingerprint(one.id, one.clause, one.promise, one.quote, standing.status.value, claim, *dates, *mails)


def _beside_it(standing: Standing) -> str:
    """What a person must look at before it is told as missing."""
    if not {"other_mail", "time_given"}.isdisjoint(standing.flags):
        return "other mail that stands beside it"
    return "a call or meeting that stands beside it" if standing.spoken else "whether that was the date"


def fix_of(standing: Standing) -> str:
    """What can still be done about an obligation of our own that is late, missed or unproven."""
    if standing.status is Status.DISPUTED:
        return DISPUTED_FIX
    if standing.status not in LATE:
        return UNPROVEN_FIX
    if standing.status is Status.MISSED:
        return OPEN_FIX
    return LATE_FIX if standing.claim == "firm" else LOOK_FIX


OPEN_FIX = "It can still be done: the mail that carries it will show the date."
LATE_FIX = "It was done; that it came late can be acknowledged in one sentence."
LOOK_FIX = "It was done; whether it came late is not established before a person has looked at what stands beside it."
DISPUTED_FIX = "It is disputed: it can still be settled in writing what was done, and by when it was due."
UNPROVEN_FIX = "It can still be shown: find the mail or the record that shows it, or have it confirmed in writing."
