"""The exchange as a drawing: two lanes around a time axis. Geometry only; template and style do the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from harvester.model.dossier import Dossier
from harvester.model.gaps import Gap
from harvester.model.mail import MessageClass
from harvester.model.matter import Side
from harvester.model.times import MONTHS, duration, moment, short_day
from reports import words
from reports.text import shortened

DAY_WIDTH, LEAST_WIDTH, MOST_WIDTH = 7.0, 800.0, 3200.0
EDGE, TICK_ROOM, LABEL_ROOM = 14.0, 58.0, 44.0
AXIS_HEIGHT, DOT_ROOM, ROW, BAR = 26.0, 20.0, 21.0, 14.0
ACT = {MessageClass.HUMAN, MessageClass.REACTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A gap: from the question to the answer, on the side that owed it."""

    side: Side
    claim: str
    open: bool
    x: float
    y: float
    width: float
    title: str
    href: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A message or a call at its moment."""

    side: Side
    x: float
    y: float
    act: bool
    """Written by a person; automatic messages are drawn hollow."""
    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A date on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All coordinates in units of the view box."""

    width: float
    height: float
    axis: float
    """Top of the axis band."""
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    mails: tuple[Mark, ...]
    calls: tuple[Mark, ...]
    silences: tuple[Bar, ...]
    deadlines: tuple[Mark, ...]
    """Due dates of the contract, at the edge of the axis."""
    end: float
    """Where `as_of` lies."""
    description: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Instants to horizontal positions, and where the axis lies."""

    start: datetime
    end: datetime
    width: float
    zone: str
    axis: float = 0

    def x(self, at: datetime) -> float:
        """Position of an instant, inside the drawing."""
        span = max((self.end - self.start).total_seconds(), 1.0)
        part = (min(max(at, self.start), self.end) - self.start).total_seconds() / span
        return round(EDGE + part * (self.width - 2 * EDGE), 1)

    def dot(self, side: Side) -> float:
        """Height of a side's messages."""
        if side is Side.US:
            return self.axis - DOT_ROOM / 2 + 1
        return self.axis + AXIS_HEIGHT + DOT_ROOM / 2 - 1

    def bar(self, side: Side, row: int) -> float:
        """Top of a side's bar: ours stack upwards from the axis, theirs downwards."""
        if side is Side.US:
            return self.axis - DOT_ROOM - ROW * (row + 1) + (ROW - BAR) / 2
        return self.axis + AXIS_HEIGHT + DOT_ROOM + ROW * row + (ROW - BAR) / 2

    def when(self, at: datetime) -> str:
        """The instant in words."""
        return moment(at, self.zone)


def timeline(dossier: Dossier, zone: str, facts: Mapping[str, str]) -> Timeline | None:
    """The drawing, or None when there is nothing dated to draw. `facts`: gap id -> fact number."""
    times = [one.at for one in dossier.exchanges if one.at]
    if not times:
        return None
    start = min(times) - timedelta(hours=12)
    days = (dossier.as_of - start).total_seconds() / 86_400
    scale = Scale(start, dossier.as_of, round(min(max(LEAST_WIDTH, days * DAY_WIDTH), MOST_WIDTH)), zone)
    # of the invitations those that the list speaks of
    gaps = [*dossier.gaps, *(gap for gap in dossier.invitations if gap.gap_id in facts)]
    ours, theirs = (_rows(gaps, side, scale) for side in (Side.US, Side.CLIENT))
    questions = sum(gap.kind == "reply" for gap, _ in (*ours, *theirs))
    scale = replace(scale, axis=6 + ROW * _count(ours) + DOT_ROOM)
    bottom = scale.bar(Side.CLIENT, _count(theirs)) + 3
    bars = tuple(_bar(gap, row, scale, facts.get(gap.gap_id)) for gap, row in (*ours, *theirs))
    return Timeline(
        width=scale.width,
        height=bottom + (12 if dossier.silences else 0),
        axis=scale.axis,
        ticks=tuple(_ticks(scale)),
        bars=bars,
        mails=tuple(_mails(dossier, scale)),
        calls=tuple(_calls(dossier, scale)),
        silences=tuple(_silences(dossier, scale, bottom)),
        deadlines=tuple(_deadlines(dossier, scale)),
        end=scale.x(dossier.as_of),
        description=(
            f"{len(times)} messages and {questions} questions, from {scale.when(min(times))} "
            f"to {scale.when(dossier.as_of)}. The table of response times below says the same in words."
        ),
    )


def _rows(every: Sequence[Gap], side: Side, scale: Scale) -> list[tuple[Gap, int]]:
    """Each gap that the side owed, with the first row in which it touches no other."""
    free: list[float] = []
    placed: list[tuple[Gap, int]] = []
    gaps = [gap for gap in every if gap.owed_by is side and gap.level == "A"]
    for gap in sorted(gaps, key=lambda one: (one.started_at, one.gap_id)):
        left = scale.x(gap.started_at)
        right = max(scale.x(gap.ended_at or scale.end), left + 3)
        row = next((number for number, x in enumerate(free) if x <= left), len(free))
        free[row : row + 1] = [right + 6]
        placed.append((gap, row))
    return placed


def _count(rows: list[tuple[Gap, int]]) -> int:
    return max((row for _, row in rows), default=0) + 1


def _bar(gap: Gap, row: int, scale: Scale, fact: str | None) -> Bar:
    left, right = scale.x(gap.started_at), scale.x(gap.ended_at or scale.end)
    claim = words.claim(gap.claim, gap.reasons)
    until = scale.when(gap.ended_at) if gap.ended_at else "open"
    what = "invitation " if gap.kind == "invitation" else ""
    return Bar(
        side=gap.owed_by,
        claim=words.claim_code(gap.claim, gap.reasons),
        open=gap.ended_at is None,
        x=left,
        y=round(scale.bar(gap.owed_by, row), 1),
        width=round(max(right - left, 3), 1),
        title=f"{fact + ': ' if fact else ''}{what}“{shortened(gap.subject, 80)}”, "
        f"{scale.when(gap.started_at)} to {until}: "
        f"{duration(gap.calendar_hours, gap.business_hours)}. {claim.label}.",
        href=f"#{fact}" if fact else f"#gap-{gap.gap_id}",
        label=fact if fact and right - left >= LABEL_ROOM else "",
    )


def _mails(dossier: Dossier, scale: Scale) -> Iterator[Mark]:
    cited = {one.sha256: fact.no for fact in reversed(dossier.facts) for one in fact.evidence}
    for one in dossier.exchanges:
        if one.at is None or one.kind is MessageClass.DRAFT:
            continue
        side = Side.US if one.side is Side.US else Side.CLIENT
        fact = next((cited[sha256] for sha256 in (*one.originals, one.message.sha256) if sha256 in cited), None)
        yield Mark(
            side=side,
            x=scale.x(one.at),
            y=scale.dot(side),
            act=one.kind in ACT,
            title=f"{scale.when(one.at)}, {shortened(one.author, 60)}: “{shortened(one.message.subject, 80)}” "
            f"({words.label(words.CLASSES, one.kind)})",
            href=f"#{fact}" if fact else "",
        )


def _calls(dossier: Dossier, scale: Scale) -> Iterator[Mark]:
    for call in dossier.calls:
        if call.start > dossier.as_of:
            continue
        side = Side.US if call.direction == "out" else Side.CLIENT
        yield Mark(
            side=side,
            x=scale.x(call.start),
            y=scale.dot(side),
            act=call.outcome == "attended",
            title=f"{scale.when(call.start)}, call or meeting “{shortened(call.title, 60)}”: "
            f"{words.label(words.OUTCOMES, call.outcome)}",
            href="",
        )


def _deadlines(dossier: Dossier, scale: Scale) -> Iterator[Mark]:
    for one in dossier.obligations:
        if one.due is None or not scale.start <= one.due.at <= scale.end:
            continue
        side = one.obligation.owed_by
        what = shortened(one.obligation.promise or one.obligation.id, 60)
        yield Mark(
            side=side,
            x=scale.x(one.due.at),
            y=scale.axis if side is Side.US else scale.axis + AXIS_HEIGHT,
            act=True,
            title=f"Due {short_day(one.due.on)}: “{what}” ({one.obligation.clause}), {words.standing(one)}",
            href=f"#promise-{one.obligation.id}",
        )


def _silences(dossier: Dossier, scale: Scale, y: float) -> Iterator[Bar]:
    for silence in dossier.silences:
        left, right = scale.x(silence.started_at), scale.x(silence.ended_at or scale.end)
        lasted = duration(silence.calendar_hours, silence.business_hours)
        yield Bar(
            side=Side.CLIENT, claim="firm", open=silence.ended_at is None,
            x=left, y=y, width=round(max(right - left, 2), 1),
            title=f"From our question of {scale.when(silence.started_at)} to the next recorded act: {lasted}",
            href="#silence", label="",
        )  # fmt: skip


def _ticks(scale: Scale) -> Iterator[Tick]:
    """Mondays, firsts of a month, of a quarter or of a year: the closest that leave room for their labels."""
    zone = ZoneInfo(scale.zone)
    first, last = (at.astimezone(zone).date() for at in (scale.start, scale.end))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    choices = (
        ([on for on in days if on.weekday() == 0], _week_label),
        ([on for on in days if on.day == 1], _month_label),
        ([on for on in days if on.day == 1 and on.month % 3 == 1], _month_label),
        ([on for on in days if on.day == 1 and on.month == 1], _month_label),
    )
    fitting = [choice for choice in choices if len(choice[0]) * TICK_ROOM <= scale.width]
    chosen, label = fitting[0] if fitting else choices[-1]
    for on in chosen:
        x = scale.x(datetime(on.year, on.month, on.day, tzinfo=zone))
        if x <= scale.width - EDGE - LABEL_ROOM:
            yield Tick(x=x, label=label(on))


def _week_label(on: date) -> str:
    return f"{on.day} {MONTHS[on.month - 1][:3]}"


def _month_label(on: date) -> str:
    return f"{MONTHS[on.month - 1][:3]} {on.year}"
