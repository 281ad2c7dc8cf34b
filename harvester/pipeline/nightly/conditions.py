"""What is worth telling in the morning, out of one client's dossier (measurement.md S3, S4, S5).

A condition says that something holds, or would hold but for what was not looked at; which of them raise, keep or
clear a flag is decided by `flagging`, over the nights.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import numpy as np

from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.model.flags import NEEDS_A_LOOK
from harvester.model.gaps import Gap, Silence
from harvester.model.matter import Side
from harvester.model.night import LAPSED, Condition, FlagKey
from harvester.pipeline import wording
from harvester.pipeline.nightly.brief import open_question
from harvester.pipeline.nightly.deadlines import Deadlines
from harvester.pipeline.stats import response_times
from harvester.pipeline.wording import nights
from harvester.pipeline.worktime import micros, worktable

UNANSWERED, SILENCE, SLOWER = "unanswered", "silence", "slower"
_RECENT = timedelta(days=60)
_ENOUGH = 10
"""Gaps on each side of the date without which no change is told (S4)."""
_RAISES, _KEEPS = 2.0, 1.5
"""How many times longer the median must be to raise the flag, and to keep it."""
_NOTICEABLE_HOURS = 8.0


def conditions(dossier: Dossier) -> Iterator[Condition]:
    """Everything that holds as of `dossier.as_of`, in the order in which it is told: our own dates first."""
    unanswered = list(_unanswered(dossier))
    dates = Deadlines(dossier, [condition.key.about for condition in unanswered])
    yield from dates.of(Side.US)
    yield from _lapsed(dossier)
    yield from unanswered
    yield from _silent(dossier)
    yield from dates.of(Side.CLIENT)
    yield from dates.invoices()
    yield from _slower(dossier)


def debts(dossier: Dossier) -> tuple[str, ...]:
    """What our own side has not answered, the longest first (S5)."""
    owed = [gap for gap in dossier.gaps if _open(gap, Side.US)]
    owed.sort(key=lambda gap: gap.started_at)
    return tuple(open_question(dossier, gap) for gap in owed)


def closed(dossier: Dossier) -> dict[str, str]:
    """Every closed level A gap and how it ended: what no later night changes, unless evidence or settings do (K5)."""
    return {
        gap.gap_id: f"{gap.status.replace('_', ' ')} on {_moment(dossier, gap.ended_at)}"
        for gap in dossier.gaps
        if gap.level == "A" and gap.ended_at is not None
    }


def closed_differently(dossier: Dossier, gap_id: str, was: str, now: str) -> str:
    """A closed gap that reads otherwise than in an earlier night; `now` is "" where it is no longer closed."""
    gap = next((gap for gap in dossier.gaps if gap.gap_id == gap_id), None)
    if gap is None:
        return nights.no_longer_counted(gap_id, was)
    return nights.reads_otherwise(gap.subject, _moment(dossier, gap.started_at), was, now or gap.status)


def _moment(dossier: Dossier, at: datetime) -> str:
    return wording.moment(at, dossier.engagement.us_hours.timezone)


def _unanswered(dossier: Dossier) -> Iterator[Condition]:
    """S3: an open question, asked again or tried by telephone, over the limit; held back unless it is firm."""
    limit = dossier.engagement.thresholds.unanswered_business_days
    facts = {fact.gap_id: fact for fact in reversed(dossier.facts) if fact.gap_id}
    dates = Deadlines(dossier)
    for gap in dossier.gaps:
        asked_again = gap.chasers or gap.attempts
        if not _open(gap, Side.CLIENT) or not asked_again or _full_days(dossier, gap.started_at) < limit:
            continue
        limit_words, alone = dates.clause_of(gap) or ("", None)
        yield Condition(
            key=FlagKey(dossier.engagement.key, UNANSWERED, gap.gap_id),
            since=gap.started_at,
            detail=f"{open_question(dossier, gap)} {limit_words}".rstrip(),
            evidence=_originals(facts.get(gap.gap_id), gap),
            held_back=_labels(gap.reasons),
            follows=alone,
        )


def _lapsed(dossier: Dossier) -> Iterator[Condition]:
    """evidence.md 4: what a person prepared to say, and may not say any more."""
    for one in dossier.lapsed:
        key = FlagKey(dossier.engagement.key, LAPSED, one.fact_id)
        yield Condition(key=key, since=one.at, detail=one.told, evidence=one.evidence, ours=True)


def _silent(dossier: Dossier) -> Iterator[Condition]:
    """S3: nothing of anybody there since our question, with a question open."""
    engagement = dossier.engagement
    if not any(_open(gap, Side.CLIENT) for gap in dossier.gaps):
        return
    for silence in dossier.silences:
        days = _full_days(dossier, silence.started_at)
        if silence.ended_at is None and days >= engagement.thresholds.silence_business_days:
            yield Condition(
                key=FlagKey(engagement.key, SILENCE, silence.opener_sha256),
                since=silence.started_at,
                detail=_silence_words(dossier, silence),
                evidence=(silence.opener_sha256,),
                held_back=_labels(silence.held_back_by),
            )


def _silence_words(dossier: Dossier, silence: Silence) -> str:
    client, asked = dossier.engagement.client.name, _moment(dossier, silence.started_at)
    if silence.held_back_by:
        return nights.silence_unsure(client, asked)
    return nights.silent(client, asked, _moment(dossier, dossier.as_of), silence.business_days)


def _slower(dossier: Dossier) -> Iterator[Condition]:
    """S4: the median time to an answer in the last 60 days against the time before, ten gaps a side at least."""
    if not dossier.complete:
        return
    since = dossier.as_of - _RECENT
    recent = [gap for gap in dossier.gaps if gap.started_at >= since]
    before, after = (
        response_times(gaps, Side.CLIENT, dossier.engagement.thresholds.min_business_hours)
        for gaps in ([gap for gap in dossier.gaps if gap.started_at < since], recent)
    )
    was, now = before.median_business_hours, after.median_business_hours
    if min(before.timed, after.timed) < _ENOUGH or was is None or now is None or now - was < _NOTICEABLE_HOURS:
        return
    if now >= _KEEPS * was:
        yield Condition(
            key=FlagKey(dossier.engagement.key, SLOWER, "median"),
            since=since,
            detail=nights.slower(dossier.engagement.client.name, (was, before.timed), (now, after.timed)),
            evidence=tuple(gap.opener.sha256 for gap in recent if gap.owed_by is Side.CLIENT and gap.level == "A"),
            raises=now >= _RAISES * was,
        )


def _full_days(dossier: Dossier, start: datetime) -> int:
    """Business days since `start` (B5), today only once the client's working hours are over: they may answer yet."""
    table = worktable(dossier.engagement.client_hours)
    tomorrow = datetime.combine(dossier.as_of.astimezone(table.zone).date() + timedelta(days=1), time(), table.zone)
    asked, now, midnight = (np.array([micros(at)], dtype=np.int64) for at in (start, dossier.as_of, tomorrow))
    unfinished = table.between(now, midnight)[0] > 0
    return int(table.business_days(asked, now)[0]) - int(unfinished)


def _open(gap: Gap, side: Side) -> bool:
    return gap.owed_by is side and gap.level == "A" and gap.kind == "reply" and gap.status == "open"


def _originals(fact: Fact | None, gap: Gap) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.sha256 for one in fact.evidence)) if fact else (gap.opener.sha256,)


def _labels(flags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(NEEDS_A_LOOK[flag].label for flag in flags)
