"""The sentences about a question, its reminders, and its answer or that there is none."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.model.openings import FIRST_REPLY, REPLY
from harvester.model.standing import Status
from harvester.model.times import counted
from harvester.pipeline.wording import about, listed, quoted

_EACH_NAMED = 6
"""So many reminders are named one by one; each of more is still among the originals of the fact."""


def question(who: str, to: Sequence[str], when: str, subject: str, words: str) -> str:
    """The mail that asked, with the words that make it a question."""
    asked = f": {quoted(words)}" if words else " with a question or request."
    return f"On {when}, {who} wrote to {listed(to)} {about(subject)}{asked}"


def open_gap(nobody: str, channels: str, until: str, lasted: str) -> str:
    """Nothing came, and the search was complete."""
    return f"No reply from {nobody} is recorded in {channels} up to {until}, {lasted} later."


def open_unsure(nobody: str, channels: str, until: str) -> str:
    """Nothing came in this conversation, and something beside it needs a look."""
    return (
        f"In this conversation no reply from {nobody} is recorded in {channels} up to {until}; "
        "what stands beside it needs a person’s look first."
    )


def not_established(nobody: str, missing: str) -> str:
    """The search does not carry a claim."""
    return f"Whether {nobody} replied is not established: {missing}."


def answered(who: str, when: str, lasted: str, *, first: bool) -> str:
    """An answer came; `first` says that the search behind "first" was complete."""
    reply = FIRST_REPLY if first else REPLY
    return f"{reply} came from {who} on {when}, {lasted} later."


def earlier_unknown(missing: str) -> str:
    """Beside an answer: an earlier one cannot be excluded."""
    return f"Whether an earlier reply exists is not established: {missing}."


def by_call(when: str, lasted: str) -> str:
    """A call took place; it counts as having settled what was open."""
    return f"An attended call on {when}, {lasted} later, is counted as having settled it."


def reminders(when: Sequence[str]) -> str:
    """Chasers, each with its time; of many the first and last. That they ask for the same is not said: not known."""
    if len(when) == 1:
        return f"A further question or reminder was sent in this conversation on {when[0]}."
    told = f"{len(when)} further questions or reminders were sent in this conversation"
    if len(when) > _EACH_NAMED:
        return f"{told}, the first on {when[0]}, the last on {when[-1]}."
    return f"{told} on {listed(when)}."


def since_last(lasted: str) -> str:
    """P1: the start is the first question; beside it stands the time since the last one."""
    return f"Since the last question or reminder: {lasted}."


def attempts(count: int) -> str:
    """Calls that were not taken."""
    return f"{counted(count, 'call')} in that time {'was' if count == 1 else 'were'} not taken."


def undelivered(who: str, to: Sequence[str], when: str, subject: str, reported: str) -> str:
    """A bounce, to those whom it did not reach."""
    return (
        f"On {when}, {who} wrote to {listed(to)} {about(subject)}. A delivery report of {reported} says that it could "
        "not be delivered to this address"
    )


NOT_COUNTED = "; it is not counted as a question."
REACHED_OTHERS = "; no such report is recorded for its other addressees."


def still_answerable(who: str) -> str:
    """For our own open debts."""
    return f"It can still be answered: write to {who}, and the date of that mail will show it."


def answered_fix(status: Status | None) -> str:
    """For our own answers: what the time that was agreed for them says; None where none is confirmed (G9, P1)."""
    match status:
        case Status.MET_LATE:
            return "The answer was given; that it came late can be acknowledged in one sentence."
        case Status.MET:
            return "The answer was given, in the time that the contract gives."
        case None:
            return "The answer was given; no time for it is agreed in the contract file."
    return "The answer was given; whether it came late is not established."
