"""How the agreement may be ended, point by point: its clause, the day that follows, and what it does not say.

States dates and words of the contract; whether it may be ended, and how, is for counsel (G10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from harvester.model.contract import Contract, EndingTerm, ObligationType, Span
from harvester.model.ending import EndingPoint, EndingStep
from harvester.model.engagement import Engagement
from harvester.model.flags import OF_OBLIGATIONS
from harvester.model.standing import Standing, Status
from harvester.model.times import day
from harvester.pipeline.contract.due import Clock, counted_on
from harvester.pipeline.worktime import OutsideCalendarError


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Draws together what the contract says of being ended, as of one day."""

    contract: Contract
    engagement: Engagement
    standings: Sequence[Standing]
    today: date

    def steps(self) -> tuple[EndingStep, ...]:
        """Every point in its order; what nobody confirmed or no clause speaks of is not established."""
        return tuple(step for point in EndingPoint for step in self._of(point))

    def _of(self, point: EndingPoint) -> Iterator[EndingStep]:
        terms = [one for one in self.contract.ending if one.about is point]
        found = [self._step(one) for one in terms if one.confirmed_by]
        found += [EndingStep(point=point, clause=one.clause, quote=one.quote, told=(_UNCONFIRMED,))
                  for one in terms if not one.confirmed_by]  # fmt: skip
        found += self._noticed(point)
        yield from found or [EndingStep(point=point, told=(_SILENT[point],))]

    def _step(self, term: EndingTerm) -> EndingStep:
        told, on = [_SENT_TO.format(term.to)] if term.to else [], None
        if term.within and (on := self._counted(term.within, term.about)):
            told.append(_LEADS[term.about].format(start=day(self._start(term.about)), on=day(on)))
            if _ENDS_OF.search(term.quote):
                told.append(_A_DAY_OF_ITS_OWN)
            if term.about is EndingPoint.CONVENIENCE and self.contract.ends and self.contract.ends < on:
                told.append(f"The day that you chose, {day(self.contract.ends)}, is earlier than that.")
        elif term.within:
            told.append(_NO_CALENDAR)
        elif term.about in _LEADS:
            told.append("The clause names no time that was entered.")
        return EndingStep(
            point=term.about,
            clause=term.clause,
            quote=term.quote,
            told=tuple(told),
            on=on,
            owed_by=term.owed_by,
            established=True,
        )

    def _noticed(self, point: EndingPoint) -> Iterator[EndingStep]:
        """Times for cure that are obligations of the contract and have begun, or may begin."""
        for one in self.standings if point is EndingPoint.CURE else ():
            about = one.obligation
            if about.type is ObligationType.CURE and about.confirmed_by:
                told = self._cure(one)
                yield EndingStep(
                    point=point,
                    clause=about.clause,
                    quote=about.quote,
                    told=(told,),
                    on=one.due.on if one.due else None,
                    owed_by=about.owed_by,
                    runs=bool(one.due and one.due.on >= self.today and one.status is not Status.CURED),
                    established=True,
                )

    def _cure(self, standing: Standing) -> str:
        if "done_before" in standing.flags:
            return OF_OBLIGATIONS["done_before"]
        if standing.due is None:
            return "That time has not begun in what was searched."
        on = standing.due.on
        if on == self.today:
            return f"That time runs until the end of today, {day(on)}."
        return f"That time {'runs' if on > self.today else 'ran'} until {day(on)}."

    def _start(self, point: EndingPoint) -> date:
        return self.contract.ends or self.today if point is EndingPoint.HANDOVER else self.today

    def _counted(self, span: Span, point: EndingPoint) -> date | None:
        """U1, U3; None where no holidays are known for those days (B4)."""
        hours = self.contract.hours or self.engagement.us_hours
        clock = Clock(zone=self.contract.timezone or hours.timezone, hours=hours)
        try:
            return counted_on(self._start(point), span, clock)[0]
        except OutsideCalendarError:
            return None


_UNCONFIRMED = "Nobody has confirmed this entry against the contract."
_NO_CALENDAR = "The day cannot be counted: holidays of that time are not known."
_ENDS_OF = re.compile(r"\bend of\b|\b(?:month|quarter|year)[- ]end\b|ende\b", re.IGNORECASE)
"""“Four weeks to the end of a month”, “zum Monatsende”: it ends later than the time that is entered (`within`)."""
_A_DAY_OF_ITS_OWN = "That is the time alone: where the clause names a day to end on, it ends on the next such day."
_SENT_TO = "It goes to {}."
_LEADS = {
    EndingPoint.CONVENIENCE: "With notice that is received on {start}, the time runs until {on}.",
    EndingPoint.CAUSE: "With notice that is received on {start}, the time runs until {on}.",
    EndingPoint.CURE: "With notice that is received on {start}, the time runs until {on}.",
    EndingPoint.HANDOVER: "Counted from {start}, the time runs until {on}.",
}
_SILENT = {
    EndingPoint.CONVENIENCE: "The contract file names no clause by which it may be ended without a reason.",
    EndingPoint.CAUSE: "The contract file names no clause by which it may be ended for a reason.",
    EndingPoint.FORM: "The contract file does not say in which form notice is given.",
    EndingPoint.ADDRESS: "The contract file does not say to which address notice of ending goes.",
    EndingPoint.CURE: "The contract file names no time to put things right.",
    EndingPoint.HANDOVER: "The contract file does not say what is handed over, and when.",
}
