"""Facts as they are read aloud: sentence by sentence, each with its number and its exhibits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from harvester.model.dossier import Dossier
from harvester.model.facts import LEFT_OUT, Fact
from harvester.model.matter import Side
from harvester.model.openings import (
    ANSWER_DUE,
    AUTOMATIC_REPLY,
    CONTRACT_SAYS,
    DATE_FOUND,
    FIRST_REPLY,
    IN_AGREED_TIME,
    READ_RECEIPT,
    REPLY,
)
from harvester.model.standing import Status
from harvester.model.times import WEEKDAYS, day, moment
from reports.text import one_line

_ASIDE = re.compile(r" \([^()\s@]+@[^()\s@]+\)| \([^()]*\d folders?[^()]*\)")
_CLOCK = re.compile(r" at \d\d:\d\d \([^()]{2,8}\)")
_DAY = re.compile(rf"(?:{'|'.join(WEEKDAYS)}) \d+ \w+ \d{{4}}")
ADDRESS = re.compile(r" \([^()\s@]+@[^()\s@]+\)")
"""An address after a name: nobody reads it aloud."""
_QUOTED = re.compile(r"“(?:[^“”]|“[^“”]*”)*”")
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z0-9“])|(?<=[.!?]”) (?=[A-Z0-9])")
_PRESSED = re.compile(r"(?:\d+|A) further questions? or reminders?|\d+ calls? in that time")
"""Sentences that only press a point: the short form does without them, to nobody's loss but ours."""
_NOTICE = re.compile(r"\): “.*”$")
_BESIDE = 3
"""Points beside a fact that is read aloud; that there are more is said."""
_MORE = "more, in the list of facts."
_CITED = 3
"""Exhibits after a sentence that is read aloud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact, as it is read aloud."""

    no: str
    statement: str
    when: str
    exhibits: tuple[str, ...]
    clause: str
    fair: tuple[str, ...]
    """What speaks for the other side, beside a fact about it."""
    late: bool
    of_question: bool = False

    @property
    def cite(self) -> str:
        """“[F-003, X-004]”; of many exhibits the first three: the list at the end of the script names them all."""
        more = ("…",) if len(self.exhibits) > _CITED else ()
        return f"[{', '.join((self.no, *self.exhibits[:_CITED], *more))}]"

    @property
    def printed(self) -> tuple[str, ...]:
        """The whole fact where it stands alone: the statement with its number, then what stands beside it."""
        return (f"{self.statement} {self.cite}", *(f"Beside it: {told}" for told in self.fair))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The statement, sentence by sentence; what is quoted is never torn."""
        found: list[str] = []
        for piece in _SENTENCE.split(self.statement):
            if found and found[-1].count("“") > found[-1].count("”"):
                found[-1] += f" {piece}"
            else:
                found.append(piece)
        return tuple(found)

    @property
    def short(self) -> str:
        """The statement without reminders and calls, which only press the point."""
        kept = (one for one in self.sentences if not (self.of_question and _PRESSED.match(one)))
        return " ".join(kept)

    @property
    def reply(self) -> str:
        """The sentence that names the answer."""
        return next((told for told in self.sentences if told.startswith((FIRST_REPLY, REPLY))), self.sentences[-1])

    @property
    def absence(self) -> str:
        """What came back by itself while nobody answered; "" for nothing."""
        return next((told for told in self.fair if told.startswith(AUTOMATIC_REPLY)), "")

    @property
    def agreed(self) -> str:
        """That the answer came within the time agreed for it; "" where that is not said."""
        return next((told for told in self.fair if told.startswith(IN_AGREED_TIME)), "")

    @property
    def delivered(self) -> tuple[str, ...]:
        """What shows that the mail arrived; what an absence notice says beyond that is told beside the fact."""
        return tuple(_NOTICE.sub(").", told) for told in self.fair if told.startswith((AUTOMATIC_REPLY, READ_RECEIPT)))


class Listed(list[Any]):
    """Facts or exhibits: printed one a paragraph, and to be gone through in a loop."""

    @property
    def printed(self) -> list[tuple[str, ...]]:
        """Of each its lines."""
        return [one.printed if isinstance(one, Line) else (_exhibit(one),) for one in self]


def _exhibit(one: dict[str, str]) -> str:
    return f"{', '.join(filter(None, (one['no'], one['date'], one['sender'])))}: {one['subject']}, for {one['facts']}"


def line(dossier: Dossier, fact: Fact, *, clock: bool = False) -> Line:
    """The fact as a line; what stands beside it and does not speak for the other side is left out.

    `clock`: with the times of day, for another fact is told alike without them.
    """
    zone = dossier.engagement.us_hours.timezone
    return Line(
        no=fact.no,
        statement=spoken(fact.statement, clock=clock),
        when=moment(fact.at, zone, long=True) if isinstance(fact.at, datetime) else day(fact.at),
        exhibits=tuple(dict.fromkeys(one.exhibit for one in fact.evidence if one.exhibit)),
        clause=fact.clause or "",
        fair=_fair(fact),
        late=is_late(dossier, fact),
        of_question=bool(fact.gap_id),
    )


def _fair(fact: Fact) -> tuple[str, ...]:
    if fact.party is Side.US:
        return ()
    return tuple(ADDRESS.sub("", one_line(told)) for told in fact.beside if not _of_the_contract(told))


def _of_the_contract(told: str) -> bool:
    """What stands beside a fact and speaks for neither side."""
    return told.startswith((CONTRACT_SAYS, DATE_FOUND)) or (told.startswith("By ") and ANSWER_DUE in told)


def alike(facts: Iterable[Fact]) -> frozenset[str]:
    """Numbers of facts that begin alike once they are read aloud: only the time of day tells them apart."""
    begins = [(fact.no, _SENTENCE.split(spoken(fact.statement))[0]) for fact in facts]
    several = Counter(first for _, first in begins)
    return frozenset(no for no, first in begins if several[first] > 1)


def spoken(statement: str, *, clock: bool = False) -> str:
    """The sentences without what only a reader needs: addresses, minutes, names of folders. Nothing is added.

    The minutes stay with `clock`, and where a sentence names one day twice. What is quoted stays as it was written.
    """
    told, at, found = one_line(statement), 0, []
    told = told.replace(f": “{LEFT_OUT}”", " with a question or request.").replace(f" about “{LEFT_OUT}”", "")
    clock = clock or any(len(days) != len(set(days)) for days in map(_DAY.findall, _SENTENCE.split(told)))
    for quote in _QUOTED.finditer(told):
        found += [_read_aloud(told[at : quote.start()], clock=clock), quote[0]]
        at = quote.end()
    return "".join((*found, _read_aloud(told[at:], clock=clock)))


def _read_aloud(words: str, *, clock: bool) -> str:
    return _ASIDE.sub("", words if clock else _CLOCK.sub("", words)).replace(" .", ".")


def once(lines: Sequence[Line]) -> list[Line]:
    """The lines with at most three points beside each; what was read aloud beside one before is only named."""
    first: dict[str, str] = {}
    found = []
    for one in lines:
        again = [_again(told, first[told]) for told in one.fair if told in first]
        new = [told for told in one.fair if told not in first]
        first |= dict.fromkeys(new[:_BESIDE], one.no)
        more = [_MORE] if len(new) > _BESIDE else []
        found.append(replace(one, fair=tuple(dict.fromkeys((*new[:_BESIDE], *again, *more)))))
    return found


def _again(told: str, no: str) -> str:
    about = _QUOTED.search(told)
    return f"the point about {about[0]}, as beside {no}." if about else f"the same as beside {no}."


def in_agreed_time(dossier: Dossier, fact: Fact) -> bool:
    """Whether it tells of an answer that came within the time that the contract gives for it."""
    instances = (one for standing in dossier.obligations for one in standing.instances)
    return any(one.gap_id == fact.gap_id and one.status is Status.MET for one in instances if fact.gap_id)


def is_late(dossier: Dossier, fact: Fact) -> bool:
    """Whether it tells of something late or open: an answer, or what the contract names."""
    if in_agreed_time(dossier, fact):
        return False
    if fact.gap_id or not fact.obligation:
        return fact.kind in {"late_answer", "unanswered"} or bool(fact.gap_id)
    ours = {Status.CURED} if fact.party is Side.US else set()  # of the client it is told as put right in time
    late = {one.obligation.id for one in dossier.obligations if one.status in {Status.MET_LATE, Status.MISSED} | ours}
    return fact.obligation in late
