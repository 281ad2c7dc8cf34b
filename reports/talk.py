"""What the script and the brief are made of, by name: facts as they are read aloud, people, what is in doubt.

Only facts that a person accepted are said (conversation.md 1). How it may be ended, and the money, are in `talk_plan`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from harvester.model import Dossier, Fact, Fix, MessageClass, ObligationType, Party, Side, Standing, Status
from harvester.model.flags import DOUBTS
from harvester.model.matter import Person
from harvester.model.times import day, moment
from reports import talk_plan, words
from reports.text import one_line

TEMPLATES = Path(__file__).parent / "templates"
_ASIDE = re.compile(
    r" \([^()\s@]+@[^()\s@]+\)| at \d\d:\d\d \([^()]{2,8}\)| \([^()]*\d folders?[^()]*\)"
    r"| \([\d.]+ business hours?\)| Since the last of them: [^.]*\."
)
_ADDRESS = re.compile(r" \([^()\s@]+@[^()\s@]+\)")
"""An address after a name: nobody reads it aloud."""
_QUOTED = re.compile(r"“(?:[^“”]|“[^“”]*”)*”")
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z0-9“])|(?<=[.!?]”) (?=[A-Z0-9])")
_PRESSED = re.compile(r"(?:\d+|A) further questions? or reminders?|\d+ calls? in that time")
"""Sentences that only press a point: the short form does without them, to nobody's loss but ours."""
_DELIVERED = ("An automatic reply", "A read receipt")
"""What stands beside a fact and shows that a mail arrived."""
STRONGEST = 7
"""Facts about the client that a talk can carry; the others stay in the list."""
_CITED = 3
"""Exhibits after a sentence that is read aloud."""
_OF_THE_CONTRACT = ("The contract says", "How the date was found", "By ")
"""Beginnings of what stands beside a fact and speaks for neither side."""
_OPEN = frozenset({Status.MISSED, Status.PENDING, Status.UNPROVEN})
_MEETINGS = frozenset({"cancelled", "moved", "no_show", "declined"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact, as it is read aloud."""

    no: str
    statement: str
    when: str
    exhibits: tuple[str, ...]
    clause: str
    fair: tuple[str, ...]
    """What speaks for the other side, beside it."""
    late: bool
    of_question: bool = False

    @property
    def cite(self) -> str:
        """“[F-003, X-004]”; of many exhibits the first three: the list at the end of the script names them all."""
        more = ("…",) if len(self.exhibits) > _CITED else ()
        return f"[{', '.join((self.no, *self.exhibits[:_CITED], *more))}]"

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
    def delivered(self) -> tuple[str, ...]:
        """What shows that the mail arrived."""
        return tuple(told for told in self.fair if told.startswith(_DELIVERED))


class NotSaidError(ValueError):
    """A fact that is in the list and that nobody has accepted."""


def material(dossier: Dossier) -> dict[str, Any]:
    """Everything that a template may use, by name."""
    said = _Said(dossier)
    return {
        **_matter(dossier),
        **talk_plan.plan(dossier),
        "fix_first": [_fix(fix, dossier.engagement.us_hours.timezone) for fix in dossier.fix_first],
        "unsure": _unsure(dossier),
        "doubts": _doubts(dossier),
        "our_terms": said.lines(one for one in said.ours if one.obligation),
        "ours": said.lines(said.ours),
        "our_late": said.lines(one for one in said.ours if _is_late(dossier, one)),
        "our_undelivered": said.lines(one for one in said.ours if one.kind == "undelivered"),
        "our_meetings": said.lines(one for one in said.ours if one.kind in _MEETINGS),
        "our_unsettled": [
            one.no for one in dossier.facts if one.party is Side.US and one.status not in {"accepted", "rejected"}
        ],
        "facts": said.lines(said.strongest),
        "answered": said.lines(one for one in said.theirs if one.kind == "late_answer"),
        "in_time": said.lines(said.in_time),
        "all_facts": said.lines(one for one in said.accepted if one.no in said.cited),
        "left_out": [one.no for one in said.accepted if one.no not in said.cited],
        "handover": [
            one.obligation.promise
            for one in _of(dossier, Side.US, _OPEN)
            if one.obligation.type is ObligationType.DELIVERABLE
        ],
        "exhibits": [
            {"no": one.no, "facts": ", ".join(no for no in one.facts if no in said.cited), "sha256": one.sha256}
            for one in dossier.exhibits
            if one.no and said.cited & set(one.facts)
        ],
        "fact": said.fact,
    }


class _Said:
    """The accepted facts, by what a talk does with them."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.accepted = [fact for fact in dossier.facts if fact.status == "accepted"]
        self.by_number = {fact.no: _line(dossier, fact) for fact in self.accepted}
        self.theirs = [one for one in self.accepted if one.party is Side.CLIENT and one.claim == "firm"]
        self.ours = [one for one in self.accepted if one.party is Side.US]
        self.in_time = [one for one in self.theirs if one.kind == "obligation_met"]
        others = (one for one in self.theirs if _is_late(dossier, one) or not one.obligation)
        self.strongest = sorted(others, key=_strength)[:STRONGEST]
        self.cited = {one.no for one in (*self.ours, *self.theirs)}

    def lines(self, facts: Iterable[Fact]) -> list[Line]:
        return [self.by_number[one.no] for one in facts]

    def fact(self, number: str) -> Line:
        if number in self.by_number:
            return self.by_number[number]
        if any(one.no == number for one in self.dossier.facts):
            raise NotSaidError(f"{number} is not accepted")
        raise ValueError(f"there is no fact {number}")


def _matter(dossier: Dossier) -> dict[str, Any]:
    """Who talks, about what, and what is wanted."""
    engagement, contract = dossier.engagement, dossier.engagement.contract
    contact = contact_of(engagement.client)
    return {
        "us": engagement.us.name or "our side",
        "client": engagement.client.name,
        "contact": contact.name if contact else "",
        "people": {"us": _people(engagement.us) or _writers(dossier), "client": _people(engagement.client)},
        "as_of": moment(dossier.as_of, engagement.us_hours.timezone, long=True),
        "contract": contract.title if contract else "",
        "outcome": contract.outcome if contract else "",
        "fallback": contract.fallback if contract else "",
        "floor": contract.floor if contract else "",
        "ends": day(contract.ends) if contract and contract.ends else "",
    }


def _line(dossier: Dossier, fact: Fact) -> Line:
    zone = dossier.engagement.us_hours.timezone
    return Line(
        no=fact.no,
        statement=spoken(fact.statement),
        when=moment(fact.at, zone, long=True) if isinstance(fact.at, datetime) else day(fact.at),
        exhibits=tuple(dict.fromkeys(one.exhibit for one in fact.evidence if one.exhibit)),
        clause=fact.clause or "",
        fair=tuple(_ADDRESS.sub("", one_line(told)) for told in fact.beside if not told.startswith(_OF_THE_CONTRACT)),
        late=_is_late(dossier, fact),
        of_question=bool(fact.gap_id),
    )


def spoken(statement: str) -> str:
    """The sentences without what only a reader needs: addresses, minutes, names of folders. Nothing is added.

    What is quoted stays as it was written.
    """
    told, at, found = one_line(statement), 0, []
    for quote in _QUOTED.finditer(told):
        found += [_read_aloud(told[at : quote.start()]), quote[0]]
        at = quote.end()
    return "".join((*found, _read_aloud(told[at:])))


def _read_aloud(words: str) -> str:
    return _ASIDE.sub("", words).replace(" .", ".")


def _strength(fact: Fact) -> tuple[str, str, str]:
    """E4 before E0; what is open before what was answered; the older before the newer."""
    return (f"{9 - int(fact.strength[1:] or 0)}", "0" if fact.kind.startswith("unanswered") else "1", str(fact.at))


def _is_late(dossier: Dossier, fact: Fact) -> bool:
    """Whether it tells of something late or open: an answer, or what the contract names."""
    if fact.gap_id or not fact.obligation:
        return fact.kind in {"late_answer", "unanswered"} or bool(fact.gap_id)
    late = {one.obligation.id for one in dossier.obligations if one.status in {Status.MET_LATE, Status.MISSED}}
    return fact.obligation in late


def _of(dossier: Dossier, side: Side, statuses: frozenset[Status]) -> list[Standing]:
    return [one for one in dossier.obligations if one.obligation.owed_by is side and one.status in statuses]


def _fix(fix: Fix, zone: str) -> dict[str, str]:
    return {
        "what": fix.what,
        "clause": fix.clause,
        "how": _ADDRESS.sub("", fix.how),
        "by": moment(fix.by, zone, long=True) if fix.by else "",
        "proof": fix.proof,
    }


def _unsure(dossier: Dossier) -> list[dict[str, str]]:
    """What nobody should rely on: not accepted, not firm, or not proven."""
    found = [
        {"no": fact.no, "why": one_line(fact.reason or "no person has accepted it")}
        for fact in dossier.facts
        if fact.party is Side.CLIENT and (fact.claim != "firm" or fact.status in {"disputed", "unsure"})
    ]
    told = {fact.obligation for fact in dossier.facts if fact.no in {one["no"] for one in found}}
    unproven = _of(dossier, Side.CLIENT, frozenset({Status.UNPROVEN, Status.DISPUTED}))
    return found + [
        {"no": one.obligation.clause or one.obligation.id, "why": _doubt(one)}
        for one in unproven
        if one.obligation.id not in told
    ]


def _doubts(dossier: Dossier) -> list[dict[str, str]]:
    """The same, one line a reason: the numbers that it keeps from being said."""
    numbers = defaultdict[str, list[str]](list)
    for one in _unsure(dossier):
        whys = [one["why"]] if one["why"].endswith(".") else one["why"].split("; ")
        for why in whys:
            numbers[why.removesuffix(".")].append(one["no"])
    return [{"why": why, "numbers": ", ".join(found)} for why, found in numbers.items()]


def _doubt(one: Standing) -> str:
    return DOUBTS[one.doubt.value] if one.doubt else words.label(words.OBLIGATION_STATUSES, one.status.value)


def contact_of(party: Party) -> Person | None:
    """The point of contact, where one is named."""
    return next((person for person in party.people if person.contact and person.name), None)


def _people(party: Party) -> Sequence[str]:
    return [f"{one.name}, {one.role}" if one.role else one.name for one in party.people if one.name]


def _writers(dossier: Dossier) -> Sequence[str]:
    """Who wrote for our side, as their own mail shows them; those who wrote most first."""
    mails = (one for one in dossier.exchanges if one.side is Side.US and one.kind is MessageClass.HUMAN)
    written = Counter(author.name for one in mails for author in one.message.authors)
    return [name for name, _ in written.most_common() if name]
