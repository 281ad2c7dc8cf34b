"""The sentences about obligations, in English: what was promised, by when, and what is recorded (G9, G10).

Fixed patterns without motive and without law, as in `wording`; a promise and a clause stand in quotation marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from harvester.model.contract import Matcher, Obligation
from harvester.model.interest import COUNSEL
from harvester.model.matter import Side
from harvester.model.openings import ANSWER_DUE, CONTRACT_SAYS, DATE_FOUND, IN_AGREED_TIME
from harvester.model.standing import Due, Standing
from harvester.model.times import counted, day
from harvester.pipeline.wording import about, listed, moment, quoted, titled

_SATURDAY = 5
_MICRO = timedelta(microseconds=1)
CURED = "It was done within the time that was left to put it right after notice."


def sent(who: str, to: Sequence[str], when: datetime, subject: str, zone: str) -> str:
    """The mail that performed something."""
    return f"On {moment(when, zone)}, {who} wrote to {listed(to) or 'nobody named'} {about(subject)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What a sentence of absence speaks of."""

    nobody: str
    """`anybody at acme.example`: whose mail would have counted."""
    channels: str
    until: str


def against(one: Obligation, due: Due, days: int, zone: str) -> str:
    """How a performance lies to its date."""
    if days == 0:
        return f"{_owed(one, due, zone)}; this was the same day."
    return (
        f"{_owed(one, due, zone)}; this was {counted(abs(days), 'day')} {'after' if days > 0 else 'before'} that date."
    )


def missing(one: Obligation, due: Due, searched: Searched, days: int, zone: str) -> str:
    """Nothing that performs it is recorded, and the search was complete."""
    return (
        f"{_owed(one, due, zone)}. No mail of {searched.nobody} that does it is recorded in {searched.channels} up to "
        f"{searched.until}, {counted(days, 'day')} later."
    )


def missing_unsure(one: Obligation, due: Due, searched: Searched, zone: str, what: str) -> str:
    """Nothing that was looked for is recorded, and `what` needs a look."""
    return (
        f"{_owed(one, due, zone)}. No mail of {searched.nobody} that was looked for is recorded in {searched.channels} "
        f"up to {searched.until}; {what} needs a person’s look first."
    )


def unsure(one: Obligation, due: Due, nobody: str, zone: str) -> str:
    """Whether it was performed is open, with the reason beside it."""
    return f"{_owed(one, due, zone)}. Whether {nobody} did it is not established."


def deemed(one: Obligation, due: Due, searched: Searched, zone: str) -> str:
    """The contract reads silence as approval."""
    return (
        f"{_owed(one, due, zone)}, and no answer by then counts as approval. No answer of {searched.nobody} is "
        f"recorded in {searched.channels} up to {searched.until}."
    )


def deemed_unsure(one: Obligation, due: Due, searched: Searched, zone: str, what: str) -> str:
    """The contract reads silence as approval, and whether there was silence needs a look."""
    return (
        f"{_owed(one, due, zone)}, and no answer by then counts as approval. No answer of {searched.nobody} that was "
        f"looked for is recorded in {searched.channels} up to {searched.until}; {what} needs a person’s look first."
    )


def notice(one: Obligation, received: datetime | None, zone: str) -> str:
    """When a notice counts as received."""
    if received is None:
        return f"{_by(one)} it does not count as received."
    return f"{_by(one)} it counts as received on {moment(received, zone)}."


def limit(one: Obligation, due: Due, days: int | None, zone: str) -> str:
    """A question under a response time, beside its gap."""
    late = f": {counted(days, 'day')} earlier than the answer" if days else ""
    return f"{_by(one)} {ANSWER_DUE} {moment(due.at, zone)}{late}."


def within_limit(one: Obligation, due: Due, zone: str) -> str:
    """P2: an answer that came within the time agreed, beside how long it took."""
    return f"{IN_AGREED_TIME} ({one.clause or one.id}), which ran until {moment(due.at, zone)}."


def limit_runs(one: Obligation, due: Due, zone: str) -> str:
    """P2: a question that is open, and whose time is not over."""
    return f"The time agreed for the answer ({one.clause or one.id}) runs until {moment(due.at, zone)}."


def coming(one: Obligation, due: Due, left: int, zone: str) -> str:
    """A date that is near; it says nothing of what has been done."""
    whose = "of our side" if one.owed_by is Side.US else "of the client"
    return f"{_by(one)} {quoted(one.promise or one.id)} {whose} is due on {due_words(due, zone)}, {_in_days(left)}."


def unrecorded(one: Obligation, due: Due, until: str, days: int, zone: str) -> str:
    """A date that has passed, in one sentence: its proof and the places that were searched stand in the fact."""
    whose = "of our side" if one.owed_by is Side.US else "of the client"
    return (
        f"{_by(one)} {quoted(one.promise or one.id)} {whose} was due on {due_words(due, zone)}. Nothing that does it "
        f"is recorded in what was searched up to {until}, {counted(days, 'day')} later."
    )


def answer_coming(one: Obligation, due: Due, subject: str, zone: str) -> str:
    """A question to our side whose time is running."""
    return f"{_by(one)} our answer about {titled(subject)} is due by {moment(due.at, zone)}."


def answer_was_due(one: Obligation, due: Due, subject: str, zone: str, *, established: bool) -> str:
    """A question whose time is over and that is still open, as far as that is established."""
    whose = "our answer" if one.owed_by is Side.US else "the client’s answer"
    found = "none is recorded" if established else "whether it came is not established"
    return f"{_by(one)} {whose} about {titled(subject)} was due by {moment(due.at, zone)}; {found}."


def invoice_coming(number: str, due: date, left: int) -> str:
    """An invoice that falls due."""
    return f"Invoice {number} is payable by {day(due)}, {_in_days(left)}."


def invoice_due(number: str, due: date, left_open: str) -> str:
    """An invoice whose date has passed, with what the ledger says of it."""
    return f"Invoice {number} was payable by {day(due)}. {left_open}"


def clause(one: Obligation) -> str:
    """The words of the contract."""
    return f"{CONTRACT_SAYS} ({one.clause or one.id}): {quoted(one.quote)}"


def working(due: Due) -> str:
    """How the date was found, step by step."""
    steps = "; ".join(f"{step.words}: {step.value}" for step in due.steps)
    return " ".join(filter(None, (f"{DATE_FOUND}: {steps}.", weekend(due.on))))


def weekend(on: date) -> str:
    """P1: some laws move such a day to the next business day, whatever the contract says; "" for Monday to Friday."""
    if on.weekday() < _SATURDAY:
        return ""
    return (
        f"{day(on)} is no business day in most places, and the contract file does not move it; whether the law "
        f"moves it to the next one: {COUNSEL}."
    )


def looked_for(matcher: Matcher | None) -> str:
    """What a mail must be to count as it."""
    if matcher is None:
        return ""
    parts = [f"{quoted(matcher.subject)} in its subject"] if matcher.subject else []
    parts += [f"a file named {quoted(matcher.attachment)}"] if matcher.attachment else []
    parts += [f"the file {matcher.file or matcher.sha256[:12]}"] if matcher.sha256 else []
    parts += [f"the Message-ID {matcher.message_id}"] if matcher.message_id else []
    return f"Looked for was mail with {listed(parts)}." if parts else ""


def hangs_on(late: Standing) -> str:
    """G9: what it depends on was late itself."""
    doubt = "" if late.claim == "firm" else "; that needs a person’s look"
    days = f"{counted(late.days_late, 'day')} late" if late.days_late else "not met in time"
    return f"{_depends(late.obligation)}, which was {days}{doubt}."


def hangs_open(one: Obligation) -> str:
    """G9: what it depends on may have been late itself."""
    return f"{_depends(one)}; whether that was met in time is not established."


def _depends(one: Obligation) -> str:
    whose = "of our side" if one.owed_by is Side.US else "of the client"
    return f"It depends on {quoted(one.id)} {whose} ({one.clause or one.id})"


def may_be(who: str, when: datetime, subject: str, zone: str) -> str:
    """A mail that nobody has matched."""
    return (
        f"A mail of {who} of {moment(when, zone)} ({titled(subject)}) may have been it; no person has looked at it yet."
    )


def due_words(due: Due, zone: str) -> str:
    """The date, with its time where that is not the end of the day."""
    at_end = (due.at + _MICRO).microsecond == 0  # whatever the clock of `zone` shows then
    return day(due.on) if at_end else moment(due.at, zone)


def _owed(one: Obligation, due: Due, zone: str) -> str:
    return f"{_by(one)} {quoted(one.promise or one.id)} was due on {due_words(due, zone)}"


def _in_days(left: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(left) or f"in {left} days"


def _by(one: Obligation) -> str:
    return f"By {one.clause}," if one.clause else f"By the contract ({one.id}),"
