"""What is different between two analyses of one client, in a line a gap or fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from harvester.model.dossier import Dossier
from harvester.model.facts import Fact
from harvester.model.gaps import Gap
from harvester.model.matter import Side
from harvester.model.standing import Standing
from harvester.model.times import counted, duration, often
from harvester.pipeline.wording import listed
from reports import words


def changes(before: Dossier, after: Dossier) -> Iterator[str]:
    """“G-1a2b “Texts”: open → answered; Needs a person’s look → Established”; nothing where nothing changed."""
    yield from _lapsed(before, after)
    yield from _obligations(before, after)
    yield from _gaps(before, after, "A")
    gone = {one.fact_id for one in after.lapsed}
    was, now = ({fact.fact_id: fact for fact in one.facts if fact.fact_id not in gone} for one in (before, after))
    for name in dict.fromkeys((*was, *now)):
        told = _fact(was.get(name), now.get(name))
        if told:
            yield f"{(now.get(name) or was[name]).no}: {told}"
    yield from _gaps(before, after, "B")


def settled_by_call(before: Dossier, after: Dossier) -> str:
    """“1 question to Studio North and 4 to Acme Ltd”: what a call settles that it did not before (R19); or nothing."""
    stood = {gap.gap_id: gap.status for gap in before.all_gaps}
    settled = Counter(
        gap.owed_by
        for gap in after.all_gaps
        if gap.level == "A" and gap.status == "closed_by_call" and stood.get(gap.gap_id) != gap.status
    )
    about = after.engagement
    sides = [(Side.US, about.us.name), (Side.CLIENT, about.client.name)]
    return listed([f"{counted(settled[side], 'question')} to {name}" for side, name in sides if settled[side]])


def _lapsed(before: Dossier, after: Dossier) -> Iterator[str]:
    """Accepted facts that are told no more: first, for a person may have meant to say them."""
    known = {one.no for one in before.lapsed}
    for one in after.lapsed:
        if one.no not in known:
            now = f"; told by {listed(one.now)}, which nobody has accepted yet" if one.now else ""
            yield f"{one.no}, accepted by a person: no longer in the list{now}"


def _obligations(before: Dossier, after: Dossier) -> Iterator[str]:
    stood = {one.obligation.id: one for one in before.obligations}
    for one in after.obligations:
        was, now = (_stands(stood.get(one.obligation.id, one)), _stands(one))
        if was != now:
            yield f"{one.obligation.id}: {was} → {now}"


def _stands(one: Standing) -> str:
    claim = words.standing_claim(one)
    return words.standing(one) + (f" ({words.CLAIMS[claim].label.lower()})" if claim else "")


def _gaps(before: Dossier, after: Dossier, level: str) -> Iterator[str]:
    was, now = ({gap.gap_id: gap for gap in one.all_gaps} for one in (before, after))
    for name in dict.fromkeys((*was, *now)):
        told, gap = _gap(was.get(name), now.get(name)), now.get(name) or was[name]
        if told and gap.level == level:
            yield f"{name} “{gap.subject}”: {told}"


def _gap(was: Gap | None, now: Gap | None) -> str:
    if was is None and now is not None:
        return f"new, {'; '.join(_standing(now))}"
    if now is None:
        return "no longer counted"
    pairs = zip((*_standing(was), *_pressed(was)), (*_standing(now), *_pressed(now)), strict=True) if was else ()
    told = [f"{one} → {other}" for one, other in pairs if one != other]
    settled = [reason for reason in was.reasons if reason not in now.reasons] if was else []
    if settled and now.reasons:
        told.append(f"{_labels(settled)} no longer counts; what still does: {_labels(now.reasons)}")
    raised = [reason for reason in now.reasons if reason not in was.reasons] if was else []
    if raised and was and was.reasons:
        told.append(f"{_labels(raised)} counts as well")
    return "; ".join(told)


def _labels(flags: Iterable[str]) -> str:
    return ", ".join(words.flag(flag).label for flag in flags)


def _standing(gap: Gap) -> tuple[str, str, str]:
    return (
        words.label(words.GAP_STATUSES, gap.status),
        words.claim(gap.claim, gap.reasons).label,
        duration(gap.calendar_hours, gap.business_hours),
    )


def _pressed(gap: Gap) -> tuple[str, str]:
    """How often it was asked again, and how many calls were not taken."""
    return (
        f"asked again {often(len(gap.chasers))}" if gap.chasers else "not asked again",
        f"{counted(len(gap.attempts), 'call')} not taken",
    )


def _fact(was: Fact | None, now: Fact | None) -> str:
    if was is None:
        return "new in the list"
    if now is None:
        return "no longer in the list"
    if was.status != now.status:
        return f"{words.label(words.STATUSES, was.status)} → {words.label(words.STATUSES, now.status)}"
    return ""
