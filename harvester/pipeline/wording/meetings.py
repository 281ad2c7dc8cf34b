"""The sentences about calls, invitations and changed meetings: what the records show, and no more (M6)."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.pipeline.wording import listed, quoted


def invited(who: str, people: Sequence[str], title: str, start: str) -> str:
    """Who invited whom to what."""
    return f"{who} invited {listed(people)} to the meeting {quoted(title)} on {start}."


def invited_since(basis: str, when: str) -> str:
    """From when the invitation is counted, and by what."""
    told = {
        "mail": "The invitation was mailed on {}.",
        "created": "The entry in the calendar was made on {}.",
        "seen": "Readings of the calendar show it since {} at the latest.",
    }
    return told[basis].format(when)


def no_response(people: Sequence[str], channels: str, until: str, lasted: str) -> str:
    """M6: what is not shown; more is not known."""
    return (
        f"Up to {until}, {lasted} later, the calendar shows no response of {listed(people, 'or')}, "
        f"and no reply to the invitation is recorded in {channels}."
    )


def no_response_unsure(people: Sequence[str], until: str) -> str:
    """The same, where something beside it may stand for an answer."""
    return (
        f"Up to {until} the calendar shows no response of {listed(people, 'or')}; "
        "what stands beside it needs a person’s look first."
    )


def response_not_established(people: Sequence[str], missing: str) -> str:
    """The search does not carry a claim."""
    return f"Whether {listed(people, 'or')} responded is not established: {missing}."


def calendar_not_read(until: str) -> str:
    """What a calendar can tell reaches as far as it was read."""
    return f"no calendar that holds the meeting was read completely up to {until}"


def responded(who: str, answer: str, when: str, lasted: str) -> str:
    """A reply by mail."""
    return f"{who} {RESPONSES[answer]} by mail on {when}, {lasted} later."


def responded_between(who: str, answer: str, first: str, last: str) -> str:
    """M6: a calendar tells no time."""
    return f"{who} {RESPONSES[answer]} between {first} and {last}, as the calendar shows; the earlier time is counted."


def no_state(people: Sequence[str]) -> str:
    """Who else was asked."""
    return f"For {listed(people)} the calendar shows no response."


def moved(title: str, people: Sequence[str], planned: str, to: str, organizer: str) -> str:
    """A meeting that was given another start."""
    return (
        f"The meeting {quoted(title)} with {listed(people)}, planned for {planned}, was moved to {to}. "
        f"{organizer} organises it."
    )


def vanished(title: str, planned: str, calendar: str, last: str, missed: str) -> str:
    """An entry that two readings of a calendar tell apart."""
    return (
        f"The meeting {quoted(title)}, planned for {planned}, stood in the calendar {quoted(calendar)} when it was "
        f"read on {last}, and did not when it was read on {missed}. Who took it out is not recorded."
    )


def not_among_names(when: str, title: str, us: str, people: str) -> str:
    """M2: what a record of Google Meet shows of a meeting to which people of one side alone came."""
    return (
        f"Google Meet’s record of the meeting {quoted(title)} on {when} shows people of {us} alone, from its start "
        f"to its end, and nobody by the name of {people}."
    )


def noticed_by_entry(when: str) -> str:
    """Only the entry itself tells of a change; the notice came then or earlier."""
    return f" The calendar entry was last changed on {when}; the notice came then or earlier."


def noticed_by_mail(when: str) -> str:
    """A change that was told by mail."""
    return f" The notice is of {when}."


def call_not_taken(when: str, caller: str, called: str, how: str) -> str:
    """A call that did not reach anybody, as our own log has it."""
    return f"Our call log holds a call from {caller} to {called} on {when}; it was {how}."


def no_show(when: str, title: str, who: str) -> str:
    """A meeting at which a side did not appear, as our own record has it; a line of a call log has no title."""
    what = f"the meeting {quoted(title)}" if title else "the call or meeting"
    return f"Our record of {what} on {when} says that {who} did not join."


def cancelled(when: str, title: str, who: str) -> str:
    """A meeting that a side cancelled; when is not recorded."""
    if not title:
        return f"Our record of the call or meeting planned for {when} says that {who} cancelled it."
    return f"The meeting {quoted(title)}, planned for {when}, was cancelled by {who}, by the calendar entry."


def cancelled_at(when: str, title: str, who: str, noticed: str) -> str:
    """A meeting that a side cancelled, with the time of the notice."""
    return f"The meeting {quoted(title)}, planned for {when}, was cancelled by {who}; the notice is of {noticed}."


def lead_time(lasted: str) -> str:
    """How long before the meeting the notice came (M4)."""
    return f" That is {lasted} before its start."


RESPONSES = {
    "accepted": "accepted it",
    "declined": "declined it",
    "tentative": "answered “tentative”",
    "delegated": "passed it on to somebody else",
}

OTHER_MEANS = (
    "An answer by telephone, by chat or in other words than a calendar’s is not part of what a calendar shows."
)
ATTENDANCE = "Whether anybody joined the meeting is not recorded."
RESPOND_NOW = "It can still be answered: accept or decline it in the calendar."
ENTRY_LATER = {
    "entry_created_later": "The calendar entry was made after the day that it describes.",
    "entry_edited_later": "The calendar entry was changed after the time that it describes.",
    "attendance_by_name": "Google Meet tells people by the names that they show, and nobody who waited outside.",
}
