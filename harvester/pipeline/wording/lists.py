"""The sentences about a list of facts as a whole: what it holds, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.model.times import business, counted
from harvester.pipeline.wording import listed


def balance(ours: int, theirs: int, left_out: Sequence[str]) -> str:
    """How many facts of each side, and what the list does not hold."""
    tail = f" Not in the list: {listed(left_out)}." if left_out else " Nothing was left out."
    return (
        f"The list holds {counted(ours, 'fact')} about our side and {counted(theirs, 'fact')} about the client.{tail}"
    )


def accepted_only(held: tuple[int, int], left: int, whole: str) -> str:
    """A list of accepted facts: how many of each side, and what the whole list is. `held`: ours, the client's."""
    ours, theirs = held
    first = (
        f"Accepted facts only: {counted(ours, 'fact')} about our side and {counted(theirs, 'fact')} about the client."
        if ours or theirs
        else "No fact was accepted by a person, so none is handed over."
    )
    rest = f" {counted(left, 'fact')} of the list that nobody accepted {'is' if left == 1 else 'are'} left out."
    return f"{first}{rest if left else ''} Of the whole list: {whole}"


def on_set_aside(numbers: Sequence[str], split: tuple[int, int]) -> str:
    """Facts whose proof is not handed over. `split`: about our side, about the client."""
    ours, theirs = split
    rest = "rests" if len(numbers) == 1 else "rest"
    return (
        f"{counted(len(numbers), 'fact')} that {rest} on mail or events that are set aside "
        f"{'is' if len(numbers) == 1 else 'are'} left out as well ({ours} about our side, {theirs} about the client: "
        f"{listed(numbers)})."
    )


def withheld(number: int, questions: int) -> str:
    """How much is set aside, where each stands, and how many `questions` of the figures rest on it."""
    told = "1 message or event is" if number == 1 else f"{number:,} messages and events are"
    rest = f" The figures count {counted(questions, 'question')} asked or answered there." if questions else ""
    return (
        f"{told} set aside. Subject and text are withheld "
        "wherever they would stand; each is listed under “Withheld” with its date, sender, recipients, reason and "
        f"SHA-256.{rest}"
    )


def left_out_small(number: int, hours: float) -> str:
    """Answered gaps under the limit."""
    return f"{counted(number, 'question')} answered within {business(hours)}"


def left_out_level_b(number: int) -> str:
    """Level B gaps."""
    return f"{counted(number, 'mail')} after which it is unclear whether an answer was expected (appendix)"


def after_as_of(number: int) -> str:
    """Mail that carries a later time than the analysis speaks of."""
    return f"{counted(number, 'message')} of a later time {'is' if number == 1 else 'are'} held and not counted."


def purged_note(until: str) -> str:
    """The same about the list as a whole."""
    return (
        f"What was collected from before {until} was purged, of both sides: this list tells nothing of that time, and "
        "that something is not recorded in it is no sign that it did not happen."
    )


def look_alikes(addresses: Sequence[str]) -> str:
    """Addresses that may be taken for the client's (S5)."""
    return (
        f"Look-alike of the client’s domain: {listed(addresses)} only looks like an address of the client. Mail of "
        "such an address is not counted as the client’s, and nothing sent to it is counted as asked."
    )


NO_QUESTION = (
    "No mail of our side that asks the client for an answer was found, so nothing can be said about their replies."
)
EMPTY = "No message of this matter was found in what was searched."
