"""Events become exchanges: classed, timed, threaded; and turns, reduced to what ball-in-court reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from harvester.model.dossier import Exchange
from harvester.model.drafts import is_sent
from harvester.model.engagement import Engagement
from harvester.model.mail import Expectation, Message, MessageClass
from harvester.model.matter import Side
from harvester.model.people import Sides
from harvester.model.robots import is_robot_address
from harvester.model.subjects import Subjects
from harvester.model.times import UNDATED
from harvester.pipeline.activity import Activity
from harvester.pipeline.frames import Turn
from harvester.pipeline.mails.authenticity import (
    clocks_apart,
    forged_in_our_name,
    sender_check,
    shared_indexes,
    thread_hint,
)
from harvester.pipeline.mails.classes import Classed, ClassFacts, message_class
from harvester.pipeline.mails.delivery import Deliveries
from harvester.pipeline.mails.elsewhere import done_elsewhere
from harvester.pipeline.mails.heard import Heard
from harvester.pipeline.mails.identity import Event
from harvester.pipeline.mails.patience import asked_by
from harvester.pipeline.mails.threads import Node, Threads, threads
from harvester.pipeline.mails.times import EventTime, clocks, event_time, measurable, sent_before


def classed(events: Sequence[Event], engagement: Engagement, subjects: Subjects) -> tuple[list[Exchange], Threads]:
    """Every event with its class (C), time (T) and thread (D); whether it asks comes next. Undated ones last."""
    calendars = (engagement.us_hours, engagement.client_hours)
    covered = max(one.first for one in calendars), min(one.last for one in calendars)
    read = {e.key: measurable(clocks(e.copies, e.sightings), *covered) for e in events}
    times = {e.key: event_time(read[e.key], e.side, engagement.thresholds) for e in events}
    linked = threads([_node(e, times[e.key]) for e in events], subjects, engagement.thresholds.subject_link_days)
    classes = _classes(events, engagement)
    answers = _written_by_client(events, classes, times, linked)
    checks = {e.key: sender_check(e.message, engagement.own_servers) for e in events}
    seen = _Seen(
        times={
            e.key: sent_before(times[e.key], read[e.key], answers.get(linked.of[e.key], ()))
            if e.side is Side.US
            else times[e.key]
            for e in events
        },
        linked=linked,
        classes=classes,
        checks=checks,
        copied=shared_indexes(event.message for event in events),
        forged=_forged(events, checks, engagement.own_servers),
    )
    return sorted(map(seen.exchange, events), key=lambda e: (e.at is None, e.at or UNDATED, e.key)), linked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What all events together say about each, by its key."""

    times: Mapping[str, EventTime]
    linked: Threads
    classes: Mapping[str, Classed]
    checks: Mapping[str, str]
    copied: frozenset[str]
    forged: frozenset[str]

    def exchange(self, event: Event) -> Exchange:
        key, time, decided = event.key, self.times[event.key], self.classes[event.key]
        return Exchange(
            key=key,
            message=event.message,
            side=event.side,
            author=event.author,
            at=time.at,
            basis=time.basis,
            arrived=time.arrived,
            kind=decided.kind,
            rule=decided.rule,
            expects=Expectation.UNKNOWN,
            expects_rule="",
            thread=self.linked.of[key],
            subject_base=event.subject_base,
            flags=tuple(dict.fromkeys(self._flags(event))),
            sightings=event.sightings,
            originals=tuple(copy.sha256 for copy in event.copies),
            actor=_actor(event),
            sender_check=self.checks[key],
        )

    def _flags(self, event: Event) -> Iterator[str]:
        key, time = event.key, self.times[event.key]
        yield from (*event.flags, *time.flags, *self.linked.flags.get(key, ()), *self.classes[key].flags)
        if time.at and clocks_apart(event.message, time.at, self.copied):
            yield "time_conflict"
        if key in self.forged:
            yield "possibly_spoofed"


def _forged(events: Sequence[Event], checks: Mapping[str, str], servers: frozenset[str]) -> frozenset[str]:
    """Keys of mail that somebody else may have sent in the name of one side."""
    senders = frozenset(e.author for e in events if e.side is Side.US and any(map(is_sent, e.sightings)))
    return frozenset(
        e.key
        for e in events
        if (checks[e.key] == "fail" and e.side is Side.CLIENT) or forged_in_our_name(e, servers, senders)
    )


def _classes(events: Sequence[Event], engagement: Engagement) -> dict[str, Classed]:
    own_ids = frozenset(e.message.message_id for e in events if e.side is Side.US and e.message.message_id)
    return {
        event.key: message_class(
            event.message,
            ClassFacts(side=event.side, own_ids=own_ids, draft_only=event.draft_only, phrases=engagement.phrases),
        )
        for event in events
    }


def _written_by_client(
    events: Sequence[Event], classes: Mapping[str, Classed], times: Mapping[str, EventTime], linked: Threads
) -> dict[str, list[datetime]]:
    """Thread -> when the client's people wrote in it, in order."""
    found = defaultdict[str, list[datetime]](list)
    for event in events:
        at = times[event.key].at
        if at and event.side is Side.CLIENT and classes[event.key].kind is MessageClass.HUMAN:
            found[linked.of[event.key]].append(at)
    return {thread: sorted(written) for thread, written in found.items()}


def _actor(event: Event) -> str:
    """A4: who sent it in the author's name."""
    sender = event.message.sender
    return sender.email if sender and sender.email and event.author and sender.email != event.author else ""


def turns(found: Sequence[Exchange], linked: Threads, delivered: Deliveries, signs: Activity) -> list[Turn]:
    """The dated mail of both sides that counts as an event, and everybody's mail inside its threads (R16, A7)."""
    heard = Heard(found, signs.engagement.phrases, signs.short.stand_in)
    result = []
    for exchange in found:
        if exchange.at is None or exchange.kind is MessageClass.DRAFT or _internal(exchange, signs.sides):
            continue
        message = exchange.message
        result.append(
            Turn(
                key=exchange.key,
                at=exchange.at,
                side=exchange.side,
                author=exchange.author,
                kind=exchange.kind,
                thread=exchange.thread,
                to=tuple(a.email for a in message.to if a.email),
                others=tuple(a.email for a in (*message.cc, *message.bcc) if a.email),
                expects=exchange.expects,
                refers_to=linked.refers_to.get(exchange.key, ()),
                arrived=exchange.arrived,
                active=signs.possible(exchange),
                undelivers=signs.undelivers(exchange),
                releases=heard(exchange),
                asked_by=_asked_by(exchange, exchange.at, signs.engagement),
                failed=tuple(sorted(delivered.failed.get(exchange.key, ()))),
                flags=tuple(dict.fromkeys(_turn_flags(exchange, delivered, signs))),
            )
        )
    return result


def _turn_flags(exchange: Exchange, delivered: Deliveries, signs: Activity) -> Iterator[str]:
    yield from exchange.flags
    yield from _answer_flags(exchange.message, exchange.side, signs.sides, signs.subjects)
    if exchange.key in delivered.delayed:
        yield "delayed_delivery"
    if exchange.key in delivered.doubtful:
        yield "delivery_doubtful"
    if exchange.side is Side.US and _asks_nobody(exchange.message, signs.sides):
        yield "asked_nobody"
    if exchange.side is Side.US and done_elsewhere(exchange.asks, signs.engagement.phrases):
        yield "done_elsewhere"


def _asked_by(exchange: Exchange, at: datetime, engagement: Engagement) -> datetime | None:
    """P1: of our questions alone, since a day ahead does not lighten our own debt."""
    if exchange.side is not Side.US or not exchange.asks:
        return None
    zone = ZoneInfo(engagement.us_hours.timezone)
    day = asked_by(exchange.asks, exchange.message.new_text, at.astimezone(zone).date(), engagement.phrases)
    return datetime.combine(day, time.max, zone).astimezone(UTC) if day else None


def _node(event: Event, time: EventTime) -> Node:
    message = event.message
    everybody = (*message.authors, *message.to, *message.cc)
    # a report names the mail that it is about in its body (RFC 3464, RFC 8098)
    reported = message.report.original_message_id if message.report else None
    return Node(
        key=event.key,
        message_ids=tuple(dict.fromkeys(copy.message_id for copy in event.copies if copy.message_id)),
        in_reply_to=tuple(dict.fromkeys((*message.in_reply_to, *([reported] if reported else [])))),
        references=message.references,
        subject=message.subject,
        at=time.at,
        author=event.author,
        participants=frozenset(address.email for address in everybody if address.email),
        hint=thread_hint(message),
    )


def _internal(exchange: Exchange, sides: Sides) -> bool:
    """R16: mail of ours to us or to third parties alone is no event."""
    message = exchange.message
    recipients = (*message.to, *message.cc, *message.bcc)
    return exchange.side is Side.US and not any(sides.of(a.email) is Side.CLIENT for a in recipients)


def _asks_nobody(message: Message, sides: Sides) -> bool:
    """P1: who of the client is in To are programs alone (“no-reply@”)."""
    theirs = [address.email for address in message.to if sides.of(address.email) is Side.CLIENT]
    return bool(theirs) and all(map(is_robot_address, theirs))


def _answer_flags(message: Message, side: Side, sides: Sides, subjects: Subjects) -> list[str]:
    """R39: what is odd about a mail once it answers."""
    if side is not Side.CLIENT:
        return []
    flags = []
    to_us = any(sides.of(address.email) is Side.US for address in message.to)
    if not to_us and any(sides.of(address.email) is Side.US for address in message.cc):
        flags.append("cc_only_reply")
    if subjects.is_forward(message.subject):
        flags.append("forward")
    if not message.new_text.strip():
        flags.append("empty_body")
    return flags
