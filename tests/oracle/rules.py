"""Parties, threads, times and working hours, one function a rule (measurement.md A, D, T, B). Imports no product."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Mail:
    """One mail of a person, or what a machine sent, as its headers tell it."""

    mid: str
    author: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    date: datetime | None = None
    """C of T2 and T3."""
    received: datetime | None = None
    """R of the client's mail, S of ours."""
    parent: str = ""
    """In-Reply-To."""
    references: tuple[str, ...] = ()
    subject: str = ""
    kind: str = "human"
    """human, auto_reply, reaction or bounce."""
    expects: str = "no"
    failed: tuple[str, ...] = ()
    """Of a bounce: who was not reached with `parent`."""


@dataclass(frozen=True)
class Call:
    """A line of a call log."""

    start: datetime
    seconds: int
    direction: str
    outcome: str

    @property
    def end(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Week:
    """Working hours of one side."""

    zone: str
    hours: tuple[tuple[time, time], ...]
    days: tuple[int, ...]
    closed: frozenset[date] = frozenset()


def side(address: str) -> str:
    """A1: subdomains count, look-alikes do not."""
    domain = address.lower().rpartition("@")[2]
    if domain == "studionorth.example":
        return "us"
    return "client" if domain == "acme.example" or domain.endswith(".acme.example") else "third"


def other_side(mail: Mail, addresses: Sequence[str]) -> list[str]:
    """Those of the addresses that belong to the side that did not write the mail."""
    other = "client" if side(mail.author) == "us" else "us"
    return [address for address in addresses if side(address) == other]


_PREFIX = re.compile(r"(re|aw|fwd): ?", re.IGNORECASE)


def base_subject(subject: str) -> str:
    """D4: without prefixes."""
    while _PREFIX.match(subject):
        subject = _PREFIX.sub("", subject, count=1)
    return subject.lower()


def threads(mails: Sequence[Mail], at: Mapping[str, datetime]) -> tuple[dict[str, int], dict[str, set[str]]]:
    """Thread and flags of each mail: D2 In-Reply-To, References of one subject; D3 phantoms; D4 the subject."""
    number = {name: place for place, name in enumerate(_named(mails))}
    flags: dict[str, set[str]] = {mail.mid: set() for mail in mails}
    held = {mail.mid: mail for mail in mails}

    def join(one: str, two: str) -> None:
        old, new = number[one], number[two]
        number.update({name: new for name, place in number.items() if place == old})

    for mail in mails:
        others = [name for name in mail.references if name != mail.parent]
        same = [n for n in others if n not in held or base_subject(held[n].subject) == base_subject(mail.subject)]
        for name in (*filter(None, [mail.parent]), *same):
            join(mail.mid, name)
        known = [name for name in others if name in held]
        if known and not set(known) & set(same) and mail.parent not in held:
            flags[mail.mid].add("refs_only_subject_differs")
    for mail in sorted(mails, key=lambda one: (at[one.mid], one.mid)):
        named = {mail.parent, *mail.references}
        alone = re.match(r"(re|aw):", mail.subject, re.IGNORECASE) and not named & held.keys()
        if alone and (fits := [one for one in mails if _may_be_parent(mail, one, at)]):
            join(mail.mid, max(fits, key=lambda one: (at[one.mid], one.mid)).mid)
            flags[mail.mid].add("subject_link")
    return number, flags


def _named(mails: Sequence[Mail]) -> list[str]:
    return sorted({name for mail in mails for name in (mail.mid, mail.parent, *mail.references) if name})


def _may_be_parent(mail: Mail, one: Mail, at: Mapping[str, datetime]) -> bool:
    same = base_subject(one.subject) == base_subject(mail.subject)
    shared = {mail.author, *mail.to, *mail.cc} & {one.author, *one.to, *one.cc}
    before = (at[one.mid], one.mid) < (at[mail.mid], mail.mid) and at[mail.mid] - at[one.mid] <= 30 * DAY
    return same and bool(shared) and one.author != mail.author and before


def inbound(mail: Mail) -> tuple[datetime, set[str]]:
    """T2."""
    stated, received = mail.date, mail.received
    if stated is None or received is None:
        assert stated or received
        at = stated or received
        assert at
        return at, {"unverified_time" if stated else "date_missing"}
    if stated > received + 5 * MINUTE:
        return received, {"sender_clock_ahead"}
    if stated < received - 72 * HOUR:
        return received, {"date_implausible"}
    return min(stated, received), {"transit_delay"} if received - stated > 15 * MINUTE else set()


def outbound(mail: Mail, answers: Sequence[datetime]) -> tuple[datetime, set[str]]:
    """T3. `answers`: when people of the client wrote in the thread."""
    stated, stored = mail.date, mail.received
    assert stated
    if stored is None:
        return stated, {"unverified_time"}
    if stored < stated:
        return (stated, set()) if stated - stored <= 5 * MINUTE else (stored, {"own_clock_ahead"})
    if stored - stated > 24 * HOUR:
        return stated, {"sent_copy_reimported"}
    if any(stated < at <= stored for at in answers):
        return stated, {"time_conflict"}
    return stored, {"transit_delay"} if stored - stated > 15 * MINUTE else set()


def clamp(mails: Sequence[Mail], at: dict[str, datetime]) -> dict[str, int]:
    """T4: moves what stands before a mail that it names, and tells how deep it stands behind it (0: not moved)."""
    depth = {mail.mid: 0 for mail in mails}
    for _ in mails:
        for mail in mails:
            for name in {mail.parent, *mail.references} & depth.keys() - {mail.mid}:
                if at[mail.mid] <= at[name]:
                    at[mail.mid], depth[mail.mid] = at[name], max(depth[mail.mid], depth[name] + 1)
    return depth


def windows(week: Week, day: date) -> list[tuple[datetime, datetime]]:
    """B2: the working hours of one day as instants."""
    if day in week.closed or day.weekday() not in week.days:
        return []
    zone = ZoneInfo(week.zone)
    return [(_instant(day, first, zone), _instant(day, last, zone)) for first, last in week.hours]


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def business_hours(week: Week, start: datetime, end: datetime) -> float:
    """B1: day by day, what of each window lies between two instants."""
    total = timedelta()
    for number in range((end - start).days + 5):
        for first, last in windows(week, start.date() + (number - 2) * DAY):
            total += max(timedelta(), min(last, end) - max(first, start))
    return total / HOUR


def business_days(week: Week, start: datetime, end: datetime) -> int:
    """B5."""
    first, last = (at.astimezone(ZoneInfo(week.zone)).date() for at in (start, end))
    return sum(bool(windows(week, first + number * DAY)) for number in range(1, (last - first).days + 1))
