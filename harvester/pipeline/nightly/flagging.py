"""Conditions become flags: raised once, standing, cleared, suppressed (measurement.md S3).

Pure: the flags of the night before and what holds now give the flags of this night. Run twice, the second time changes
nothing but that what was told is told.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from harvester.model.night import Condition, Flagged, FlagKey, FlagState


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """A person's wish not to be told for a while (C13)."""

    client: str
    rule: str
    until: datetime
    words: str
    """Who, until when, and why."""


def flagged(
    conditions: Iterable[Condition], earlier: Sequence[Flagged], snoozes: Sequence[Snooze], now: datetime
) -> tuple[Flagged, ...]:
    """This night's flags, in the order of the conditions; then what is cleared."""
    held = {condition.key: condition for condition in conditions}
    # a flag that came back before anybody heard that it was cleared simply stands
    before = {flag.key: replace(flag, told=flag.told or flag.state is FlagState.CLEARED) for flag in earlier}
    quiet = {(snooze.client, snooze.rule): snooze.words for snooze in snoozes if snooze.until > now}
    flags = [
        _snoozed(one, quiet[key[:2]]) if key[:2] in quiet else _held(one, before.get(key), now)
        for key, one in held.items()
    ]
    followed = {condition.follows for condition in held.values()}
    return (*filter(None, flags), *_cleared(held.keys() | followed, earlier))


def news(flags: Iterable[Flagged]) -> tuple[Flagged, ...]:
    """What a reader has not been told yet; without any, there is nothing to send."""
    return tuple(flag for flag in flags if not flag.told)


def all_told(flags: Iterable[Flagged]) -> tuple[Flagged, ...]:
    """The flags once a digest with them has gone out: new ones stand, cleared and passing ones are over."""
    return tuple(
        replace(flag, told=True, state=FlagState.STANDING if flag.state is FlagState.NEW else flag.state)
        for flag in flags
        if flag.state is not FlagState.CLEARED and not flag.passing
    )


def _held(condition: Condition, before: Flagged | None, now: datetime) -> Flagged | None:
    raised_at, told = (before.raised_at, before.told) if before else (None, False)
    state = FlagState.STANDING if told else FlagState.NEW
    if condition.held_back:
        # a reader who never heard that it was raised shall not hear that it is cleared
        state, raised_at = FlagState.SUPPRESSED, raised_at if told else None
    elif raised_at is None:
        if not condition.raises:
            return None
        # the reader may know that it was held back; that it holds is new
        state, raised_at, told = FlagState.NEW, now, False
    return replace(_flag(condition, state, raised_at, told=told), firm=_firm(condition, before))


def _firm(condition: Condition, before: Flagged | None) -> str:
    return condition.detail if not condition.held_back else before.firm if before else ""


def _snoozed(condition: Condition, words: str) -> Flagged:
    """Nobody is told, and when the time is over it is raised anew."""
    held_back = replace(condition, held_back=(*condition.held_back, words))
    return _flag(held_back, FlagState.SUPPRESSED, None, told=True)


def _cleared(held: Container[FlagKey | None], earlier: Iterable[Flagged]) -> Iterator[Flagged]:
    """What no longer holds. What the reader never heard of leaves without a word."""
    for flag in earlier:
        if flag.key in held:
            continue
        if flag.state is FlagState.CLEARED and not flag.told:
            yield flag
        elif flag.state is not FlagState.CLEARED and flag.raised_at and flag.told:
            yield replace(flag, state=FlagState.CLEARED, detail=flag.firm or flag.detail, held_back=(), told=False)


def _flag(condition: Condition, state: FlagState, raised_at: datetime | None, *, told: bool) -> Flagged:
    return Flagged(
        key=condition.key,
        state=state,
        since=condition.since,
        detail=condition.detail,
        evidence=condition.evidence,
        held_back=condition.held_back,
        raised_at=raised_at,
        passing=condition.passing,
        ours=condition.ours,
        told=told,
    )
