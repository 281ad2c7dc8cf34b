"""What the script and the brief are made of, by name. Only facts that a person accepted are said (conversation.md 1).

lines     facts as they are read aloud
people    who talks, about what, and what is wanted
doubts    what nobody should rely on
plan      how it may be ended, what to look up, and the money
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harvester.model.contract import ObligationType
from harvester.model.dossier import Dossier
from harvester.model.facts import LEFT_OUT, Fact
from harvester.model.matter import Side
from harvester.model.standing import Fix, Standing, Status
from harvester.model.times import moment
from reports.exhibit_words import ExhibitWords
from reports.talk.doubts import doubts, standings, unsettled, unsure
from reports.talk.lines import ADDRESS, Line, alike, in_agreed_time, is_late, line, once
from reports.talk.people import matter
from reports.talk.plan import plan
from reports.text import one_line

TEMPLATES = Path(__file__).parents[1] / "templates"
STRONGEST = 7
"""Facts about the client that a talk can carry; the others stay in the list."""
_TAKE_OUT = "take its placeholder out"
_TOLD = 3
"""Mails that are named where somebody says that nobody told them."""
_OPEN = frozenset({Status.MISSED, Status.PENDING, Status.UNPROVEN})
_UNSHOWN = frozenset({Status.MISSED, Status.UNPROVEN})
_MEETINGS = frozenset({"cancelled", "moved", "no_show", "declined"})


class NotSaidError(ValueError):
    """A fact of the list that a script does not say, with the way out."""

    def __init__(self, fact: str, way: str) -> None:
        super().__init__(fact)
        self.way = way


def material(dossier: Dossier) -> dict[str, Any]:
    """Everything that a template may use, by name."""
    said, planned = _Said(dossier), plan(dossier)
    return {
        **matter(dossier),
        **planned,
        **({"ends": ""} if planned["waiting"] else {}),  # no day is named while it is not decided
        **_in_doubt(dossier, said),
        **_about_us(dossier, said),
        **_about_them(said),
        "complete": dossier.complete,
        "all_facts": said.lines(one for one in said.accepted if one.no in said.cited),
        "exhibits": said.exhibits(),
        "fact": said.fact,
    }


def _in_doubt(dossier: Dossier, said: _Said) -> dict[str, Any]:
    """What nobody should rely on."""
    doubted, lapsed = [one["no"] for one in unsure(dossier)], dossier.lapsed
    ours = [no for no in said.numbers(Side.US) if no in {*unsettled(dossier, Side.US), *said.left_out}]
    theirs = unsettled(dossier, Side.CLIENT)
    return {
        "unsure": unsure(dossier),
        "doubts": doubts(dossier),
        "lapsed": [ADDRESS.sub("", one_line(one.told)) for one in lapsed],
        "our_unsettled": ours,
        "their_unsettled": [no for no in theirs if no not in doubted],
        "not_said": sorted({*ours, *theirs, *doubted, *said.left_out, *(one.no for one in lapsed)}),
        "left_out": said.left_out,
        "not_quoted": [one.no for one in said.strongest if LEFT_OUT in " ".join((one.statement, *one.beside))],
    }


def _about_us(dossier: Dossier, said: _Said) -> dict[str, Any]:
    late = [one for one in said.ours if is_late(dossier, one)]
    return {
        "fix_first": [_fix(fix, dossier.engagement.us_hours.timezone) for fix in dossier.fix_first],
        "ours": said.lines(said.ours),
        "our_terms": said.lines(one for one in said.ours if one.obligation),
        "our_late": said.lines(late),
        "our_slow": said.lines(one for one in late if not one.obligation),
        "our_undelivered": said.lines(one for one in said.ours if one.kind == "undelivered"),
        "our_meetings": said.lines(one for one in said.ours if one.kind in _MEETINGS),
        "our_unshown": _unshown(dossier),
        "delivered": said.lines(said.delivered),
        "handover": [
            _open(one)
            for one in standings(dossier, Side.US, _OPEN)
            if one.obligation.type is ObligationType.DELIVERABLE
        ],
    }


def _open(one: Standing) -> str:
    told = one.obligation.promise or one.obligation.id
    return f"{told} (or done, and not shown by what we hold)" if one.status is Status.UNPROVEN else told


def _about_them(said: _Said) -> dict[str, Any]:
    strongest = said.lines(said.strongest)
    return {
        "facts": once(strongest),
        "absent": [line for line in strongest if line.absence],
        "we_wrote": said.lines(said.asked[-_TOLD:]),
        "clauses": said.clauses(),
        "answered": said.lines(one for one in said.theirs if one.kind == "late_answer"),
        "in_time": said.lines(said.in_time),
        "put_right": any(one.kind == "obligation_cured" for one in said.in_time),
    }


def left_out(dossier: Dossier) -> list[Fact]:
    """Facts that a person accepted and that are not said: somebody must look first at what stands beside them."""
    return [one for one in dossier.facts if one.status == "accepted" and one.claim != "firm"]


class _Said:
    """The accepted facts, by what a talk does with them."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.accepted = [fact for fact in dossier.facts if fact.status == "accepted"]
        twins = alike(self.accepted)
        self.by_number = {fact.no: line(dossier, fact, clock=fact.no in twins) for fact in self.accepted}
        self.theirs = [one for one in self.accepted if one.party is Side.CLIENT and one.claim == "firm"]
        self.ours = [one for one in self.accepted if one.party is Side.US and one.claim == "firm"]
        self.in_time = [
            one
            for one in self.theirs
            if one.kind in {"obligation_met", "obligation_cured"} or in_agreed_time(dossier, one)
        ]
        others = (one for one in self.theirs if is_late(dossier, one) or not one.obligation)
        self.strongest = sorted(others, key=_strength)[:STRONGEST]
        self.cited = {one.no for one in (*self.ours, *self.theirs)}
        self.left_out = [one.no for one in left_out(dossier)]
        asked = [one for one in self.strongest if one.gap_id]
        known = {proof.sha256 for one in asked for proof in one.evidence}
        notices = (one for one in self.ours if self._type(one) is ObligationType.NOTICE)
        new = [one for one in notices if known.isdisjoint(proof.sha256 for proof in one.evidence)]
        self.asked = sorted([*asked, *new], key=lambda one: str(one.at))
        self.delivered = [one for one in self.ours if self._type(one) is ObligationType.DELIVERABLE]

    def clauses(self) -> list[dict[str, str]]:
        """The clauses that the facts about the other side rest on, each once, in the words of the contract."""
        by_id = {one.obligation.id: one.obligation for one in self.dossier.obligations}
        about = (by_id[one.obligation] for one in self.strongest if one.obligation in by_id)
        return [{"clause": one.clause, "quote": one.quote} for one in dict.fromkeys(about) if one.clause and one.quote]

    def exhibits(self) -> list[dict[str, str]]:
        """The exhibits of these facts, each with what it is and the facts that rest on it."""
        told = ExhibitWords(self.dossier)
        return [
            {
                "no": one.no,
                "date": told.when(one),
                "sender": told.sender(one),
                "subject": told.title(one),
                "facts": ", ".join(no for no in one.facts if no in self.cited),
                "sha256": one.sha256,
            }
            for one in self.dossier.exhibits
            if one.no and self.cited & set(one.facts)
        ]

    def _type(self, fact: Fact) -> ObligationType | None:
        types = {one.obligation.id: one.obligation.type for one in self.dossier.obligations}
        return types.get(fact.obligation or "")

    def numbers(self, side: Side) -> list[str]:
        """Of every fact about one side."""
        return [one.no for one in self.dossier.facts if one.party is side]

    def lines(self, facts: Iterable[Fact]) -> list[Line]:
        return [self.by_number[one.no] for one in facts]

    def fact(self, number: str) -> Line:
        """Raises NotSaidError for one that nobody accepted, or that needs a look: asked for by name or not."""
        if number in self.cited:
            return self.by_number[number]
        if number in self.left_out:
            raise NotSaidError(f"a person must first look at what stands beside {number}", self._look_at(number))
        if any(one.no == number for one in self.dossier.facts):
            accept = f"Accept it with `harvester mark fact {number} accept --reason TEXT --by NAME`, or {_TAKE_OUT}."
            raise NotSaidError(f"{number} is not accepted", accept)
        if gone := next((one.told for one in self.dossier.lapsed if one.no == number), ""):
            raise NotSaidError(gone.removesuffix("."), f"{_TAKE_OUT.capitalize()}.")
        raise ValueError(f"there is no fact {number}")

    def _look_at(self, number: str) -> str:
        key = self.dossier.engagement.key
        fact = next(one for one in self.accepted if one.no == number)
        told = f"`harvester facts {key}`"
        if fact.gap_id:
            told = f"`harvester gaps {key} --explain {fact.gap_id}`"
        elif self._type(fact):
            told = f"`harvester obligations {key} --explain {fact.obligation}`"
        return f"{told} tells what to look at; or {_TAKE_OUT}."


def _unshown(dossier: Dossier) -> list[dict[str, str]]:
    """What our side promised by a day that is over, and of which no fact speaks since no mail shows anything."""
    told = {fact.obligation for fact in dossier.facts}
    return [
        {"what": one.obligation.promise or one.obligation.id, "clause": one.obligation.clause}
        for one in standings(dossier, Side.US, _UNSHOWN)
        if one.obligation.id not in told and one.obligation.type is not ObligationType.RESPONSE
    ]


def _strength(fact: Fact) -> tuple[str, str, str]:
    """E4 before E0; what is open before what was answered; the older before the newer."""
    return (f"{9 - int(fact.strength[1:] or 0)}", "0" if fact.kind.startswith("unanswered") else "1", str(fact.at))


def _fix(fix: Fix, zone: str) -> dict[str, str]:
    return {
        "what": fix.what,
        "clause": fix.clause,
        "how": ADDRESS.sub("", fix.how),
        "by": moment(fix.by, zone, long=True) if fix.by else "",
        "proof": fix.proof,
    }


__all__ = ["TEMPLATES", "NotSaidError", "left_out", "material"]
