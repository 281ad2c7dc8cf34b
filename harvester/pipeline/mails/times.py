"""When a mail happened (measurement.md T): one instant, the clock it comes from, and what was odd.

Our own mail and the client's are timed by different rules, since every doubt goes against the author (P1).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from harvester.model.ledger import Sighting
from harvester.model.mail import Message
from harvester.model.matter import Side
from harvester.model.thresholds import Thresholds

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTime:
    """The instant that counts, `at`; None when nothing usable is known (undated)."""

    at: datetime | None
    basis: str
    flags: tuple[str, ...] = ()
    arrived: datetime | None = None
    """When our server took a client's mail in, where that is notably later (T4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The three clocks of one event: what its author claims, what a server wrote, and a bound."""

    date: datetime | None
    received: datetime | None
    internal: datetime | None
    not_after: datetime | None
    zone_known: bool = True
    disputed: bool = False
    beyond: bool = False
    """Date states a day that no calendar of a side covers: it is no time that could be measured (B4)."""


def clocks(copies: Sequence[Message], sightings: Sequence[Sighting]) -> Clocks:
    """Earliest of each kind over all copies of one event (D1: the best S and R win).

    Who redirected a mail, and when, changes nothing: Resent-Date is no clock (T7).
    """
    stated = copies[0].date
    return Clocks(
        date=stated.at if stated else None,
        received=min((copy.received for copy in copies if copy.received), default=None),
        internal=min((s.internal_date for s in sightings if s.internal_date), default=None),
        not_after=min((s.not_after for s in sightings if s.not_after), default=None),
        zone_known=stated is None or stated.zone != "unknown",
        disputed=stated is not None and stated.disputed,
    )


def measurable(clock: Clocks, first: date, last: date) -> Clocks:
    """Without what lies outside the days of a calendar, or so near to their ends that a zone moves it out (B4)."""
    edges = [datetime.combine(day, time(), UTC) for day in (first + _DAY, last - _DAY)]

    def kept(at: datetime | None) -> datetime | None:
        return at if at and edges[0] <= at <= edges[1] else None

    stated = kept(clock.date)
    return replace(
        clock,
        date=stated,
        received=kept(clock.received),
        internal=kept(clock.internal),
        beyond=stated is None and clock.date is not None,
    )


def event_time(clock: Clocks, side: Side, thresholds: Thresholds) -> EventTime:
    """Our mail by T3, everybody else's by T2; zone and bound by T1 and T2."""
    timed = _outbound(clock, thresholds) if side is Side.US else _inbound(clock, thresholds)
    flags = tuple(flag for flag in timed.flags if not (clock.beyond and flag == "date_missing"))
    extra = ["date_implausible"] if clock.beyond else []
    if clock.date and not clock.zone_known and not _agreed(clock):
        extra.append("zone_unknown")
    late = clock.not_after and clock.date and clock.date - clock.not_after > _ahead(thresholds)
    if clock.disputed or late:
        extra.append("time_conflict")
    return EventTime(at=timed.at, basis=timed.basis, flags=(*flags, *extra), arrived=timed.arrived)


def sent_before(timed: EventTime, clock: Clocks, others: Sequence[datetime]) -> EventTime:
    """T3: what the other side wrote between our Date and the Sent copy's stamp shows that our mail had gone out.

    `others`: the other side's mail of the thread, in order.
    """
    stated = clock.date
    if timed.at is None or stated is None:
        return timed
    first = bisect_right(others, stated)
    if first == len(others) or others[first] > timed.at:
        return timed
    kept = (flag for flag in timed.flags if flag != "transit_delay")
    return EventTime(at=stated, basis="Date", flags=tuple(dict.fromkeys((*kept, "time_conflict"))))


def _inbound(clock: Clocks, thresholds: Thresholds) -> EventTime:
    """T2: the earlier of Date and our server's stamp, unless Date cannot be right."""
    stated, server = clock.date, clock.received or clock.internal
    basis = "Received" if clock.received else "server"
    if server is None:
        return EventTime(at=stated, basis="Date", flags=("unverified_time",) if stated else ())
    if stated is None:
        return EventTime(at=server, basis=basis, flags=("date_missing",))
    if stated - server > _ahead(thresholds):
        return EventTime(at=server, basis=basis, flags=("sender_clock_ahead",))
    if server - stated > timedelta(hours=thresholds.date_implausible_hours):
        return EventTime(at=server, basis=basis, flags=("date_implausible",))
    flags = ("transit_delay",) if server - stated > _transit(thresholds) else ()
    arrived = server if server - stated > _ahead(thresholds) else None
    at, basis = (stated, "Date") if stated <= server else (server, basis)
    return EventTime(at=at, basis=basis, flags=flags, arrived=arrived)


def _outbound(clock: Clocks, thresholds: Thresholds) -> EventTime:
    """T3: the later of Date and the Sent copy's stamp, within a day."""
    stated = clock.date
    stored, basis = (clock.internal, "server") if clock.internal else (clock.received, "Received")
    if stored is None:
        return EventTime(at=stated, basis="Date", flags=("unverified_time",) if stated else ())
    if stated is None:
        return EventTime(at=stored, basis=basis, flags=("date_missing",))
    if stored - stated > timedelta(hours=thresholds.sent_copy_hours):
        return EventTime(at=stated, basis="Date", flags=("sent_copy_reimported",))
    if stored >= stated:
        flags = ("transit_delay",) if stored - stated > _transit(thresholds) else ()
        return EventTime(at=stored, basis=basis, flags=flags)
    if stated - stored > _ahead(thresholds):
        return EventTime(at=stored, basis=basis, flags=("own_clock_ahead",))
    return EventTime(at=stated, basis="Date")


def _agreed(clock: Clocks) -> bool:
    """T1: a server's stamp within 15 minutes confirms a Date without a usable zone."""
    stamps = (stamp for stamp in (clock.received, clock.internal) if stamp)
    return any(clock.date and abs(stamp - clock.date) <= timedelta(minutes=15) for stamp in stamps)


def _ahead(thresholds: Thresholds) -> timedelta:
    return timedelta(minutes=thresholds.clock_ahead_minutes)


def _transit(thresholds: Thresholds) -> timedelta:
    return timedelta(minutes=thresholds.transit_delay_minutes)
