"""What a person decided, applied to what the rules found (measurement.md C13, X1, X6, B7).

A decision never changes evidence: it changes how a message or a call is read, and is printed with its reason
wherever that changes a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from harvester.model.calls import NOTED, Call, CallNotes, Outcome
from harvester.model.decisions import Decision
from harvester.model.dossier import Exchange
from harvester.model.facts import Fact
from harvester.model.flags import NOT_ESTABLISHED
from harvester.model.mail import Expectation, MessageClass
from harvester.model.raised import Stretch
from harvester.pipeline import wording
from harvester.pipeline.frames import Turn
from harvester.pipeline.gaps.spans import Span
from harvester.pipeline.mails.identity import event_key, second_key
from harvester.pipeline.worktime import micros


class Judged(NamedTuple):
    """What a person has looked at."""

    sources: frozenset[str]
    """Event keys and call ids."""
    flags: frozenset[tuple[str, str]]
    """(gap, flag)."""

    def covers(self, gap: str, flag: str, source: str) -> bool:
        """X6: whether what raised a flag was judged. What was not searched cannot be judged away."""
        if flag in NOT_ESTABLISHED or not (self.sources or self.flags):
            return False
        return event_key(source) in self.sources or (gap, flag) in self.flags

    def covers_all(self, gap: str, flag: str, sources: Stretch) -> bool:
        """The same of many: what a person looked at is fewer than what lies beside a gap, and is counted."""
        if flag in NOT_ESTABLISHED or not (self.sources or self.flags):
            return False
        return (gap, flag) in self.flags or sum(map(sources.times, self.sources)) == len(sources)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The decisions in force about one client, looked up by what they are about."""

    decisions: tuple[Decision, ...] = ()
    client: str = ""
    zone: str = "UTC"
    keys: tuple[tuple[str, Decision], ...] = ()
    """(event key, decision) of every decision about a message; set by `about`."""

    def about(self, exchanges: Iterable[Exchange]) -> Verdicts:
        """The same, with each decision about a message tied to its event, by any of its hashes or its Message-ID."""
        named: dict[str, list[Decision]] = {}
        for decision in self._of("message"):
            named.setdefault(str(decision.payload["message"]), []).append(decision)
        keys = [
            (exchange.key, decision)
            for exchange in exchanges
            for name in dict.fromkeys((*exchange.originals, exchange.message.message_id or ""))
            for decision in named.get(name, ())
        ]
        return replace(self, keys=tuple(keys))

    def read(self, exchange: Exchange) -> Exchange:
        """A message as a person says that it is to be read: class (C13) and expectation (X1)."""
        said = self._said(exchange.key)
        if "class" in said:
            exchange = replace(exchange, kind=MessageClass(said["class"]), rule="C13")
        if "expects" in said:
            exchange = replace(exchange, expects=Expectation(said["expects"]), expects_rule="X1")
        if "gives_time" in said:
            exchange = replace(exchange, gives_time=said["gives_time"])
        return exchange

    def about_time(self, key: str) -> tuple[str, ...]:
        """What a person said of the time that a message gives, in words."""
        found = [d for about, d in self.keys if about == key and "gives_time" in d.payload]
        return tuple(wording.decided(d.by, wording.moment(d.at, self.zone), d.reason) for d in found[-1:])

    def turns(self, turns: Sequence[Turn], threads: Mapping[str, str]) -> list[Turn]:
        """What a person said that a message answers, or does not. `threads`: gap id -> its thread.

        A message that answers a gap of another conversation stays where it is and answers there, too.
        """
        found = []
        for turn in turns:
            said = self._said(turn.key)
            found.append(replace(turn, closes=False) if said.get("closes") is False else turn)
            thread = threads.get(str(said.get("gap", "")))
            if said.get("closes") and thread and thread != turn.thread:
                answer = {"thread": thread, "kind": MessageClass.HUMAN, "expects": Expectation.NO, "refers_to": ()}
                found.append(replace(turn, key=second_key(turn.key, thread), **answer))  # type: ignore[arg-type]  # fields of Turn
            elif said.get("closes"):
                found[-1] = replace(turn, kind=MessageClass.HUMAN)
        return found

    def calls(self, calls: Iterable[Call], threads: Mapping[str, str]) -> tuple[Call, ...]:
        """Calls with the outcomes that a person gave, and contacts outside mail, treated like attended calls.

        `threads`: gap id -> its thread. A call may have settled the conversations of some gaps alone (R19).
        """
        said = {str(d.payload["call"]): d.payload for d in self._of("call")}
        given = [_told(call, said[call.id], threads) if call.id in said else call for call in calls]
        return (*given, *map(_contact, self._of("contact")))

    def pauses(self) -> list[tuple[int, int]]:
        """B7: agreed pauses in microseconds, overlapping ones joined."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted(map(_interval, self._of("pause"))):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def judged(self, cited: Mapping[str, str] | None = None) -> Judged:
        """What a person has looked at; built once, asked for every flag of every gap.

        `cited`: event key -> SHA-256, where messages are asked for by that.
        """
        calls = {str(d.payload["call"]) for d in self._of("call")}
        flags = {(str(d.payload["gap"]), str(each)) for d in self._of("gap") for each in d.payload["flags"]}
        # what a mail says of time leaves it open what else it may mean
        read = [key for key, d in self.keys if d.payload.keys() & {"class", "expects", "closes"}]
        keys = {key if cited is None else cited.get(key, key) for key in read}
        return Judged(frozenset(calls | keys), frozenset(flags))

    def told(self, gap: str, bears: Callable[[str], bool], span: Span) -> tuple[str, ...]:
        """Every decision that bears on a gap, in words, in the order in which they were taken.

        `bears`: whether an event or a call, by its key or id, asks in the gap or raised a flag of it.
        """
        if not self.decisions:
            return ()
        closer = event_key(span.closer or "")
        about = [decision for key, decision in self.keys if key == closer or bears(key)]
        about += [d for d in self._of("gap") if d.payload["gap"] == gap]
        calls = [(str(d.payload["call"]), d) for d in self._of("call")]
        calls += [(_contact(d).id, d) for d in self._of("contact")]
        about += [d for call, d in calls if call == closer or bears(call)]
        about += [d for d in self._of("pause") if _overlaps(_interval(d), span)]
        ordered = sorted({d.id: d for d in about}.values(), key=lambda d: d.id)
        return tuple(wording.decided(d.by, wording.moment(d.at, self.zone), d.reason) for d in ordered)

    def reviewed(self, fact: Fact) -> Fact:
        """The fact with a person's decision; one whose evidence changed since is proposed again (evidence.md 4)."""
        about = [d for d in self._of("fact") if d.payload["fact"] == fact.fact_id]
        if not about:
            return fact
        decision = about[-1]
        told = wording.decided(decision.by, wording.moment(decision.at, self.zone), decision.reason)
        if decision.payload.get("fingerprint", fact.fingerprint) != fact.fingerprint:
            return replace(fact, reviewed=wording.changed_since(told))
        return replace(fact, status=str(decision.payload["status"]), reviewed=told)

    def accepted(self) -> list[Decision]:
        """Of every fact that a person accepted last, the decision that did."""
        last = {str(decision.payload["fact"]): decision for decision in self._of("fact")}
        return [decision for decision in last.values() if decision.payload["status"] == "accepted"]

    def _said(self, key: str) -> dict[str, Any]:
        """The later decision about one thing wins."""
        said: dict[str, Any] = {}
        for about, decision in self.keys:
            if about == key:
                said |= decision.payload
        return said

    def _of(self, kind: str) -> Iterator[Decision]:
        return (d for d in self.decisions if d.kind == kind and d.payload.get("client", self.client) == self.client)


def _told(call: Call, said: Mapping[str, Any], threads: Mapping[str, str]) -> Call:
    """P1: where no gap that it was kept to is known any more, it settles everything."""
    kept = {threads[gap] for gap in map(str, said.get("gaps", ())) if gap in threads}
    return replace(
        call,
        outcome=Outcome(said["outcome"]),
        recorded=False,
        threads=tuple(sorted(kept)),
        closes=said.get("closes", True),
        notes=_notes(said),
    )


def _notes(said: Mapping[str, Any]) -> CallNotes:
    return CallNotes(**{name: tuple(map(str, said.get(name, ()))) for name in NOTED})


def _contact(decision: Decision) -> Call:
    at = datetime.fromisoformat(decision.payload["time"])
    return Call(
        id=f"contact {decision.id}",
        start=at,
        end=datetime.fromisoformat(decision.payload.get("end", decision.payload["time"])),
        direction="in",
        outcome=Outcome.ATTENDED,
        people=(decision.payload["channel"],),
        title=decision.payload.get("note", ""),
        closes=decision.payload.get("closes", True),
        notes=_notes(decision.payload),
    )


def _interval(decision: Decision) -> tuple[int, int]:
    start, end = (micros(datetime.fromisoformat(decision.payload[name])) for name in ("start", "end"))
    return start, end


def _overlaps(interval: tuple[int, int], span: Span) -> bool:
    return interval[0] < span.end and interval[1] > span.start
