"""The sentences of the fact list, in English. A second language is one more file of this shape.

Fixed patterns: who, did what, when, to whom, about what. Neutral verbs; no motive, no adjective, no legal conclusion
(P3, evidence.md 4). Only what stands in quotation marks is somebody's own words. Nothing here depends on the
locale or the zone of the machine (P4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from harvester.model.standing import Status
from harvester.model.times import business, counted, day, zone_name

_EACH_NAMED = 6
"""So many reminders are named one by one; each of more is still among the originals of the fact."""


def moment(at: datetime, zone: str) -> str:
    """`Monday 2 March 2026 at 10:00 (CET)`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date())} at {local:%H:%M} ({zone_name(local)})"


def quoted(text: str) -> str:
    """Somebody's own words."""
    return f"“{text}”"


def about(subject: str) -> str:
    """What a message was about."""
    return f"about {quoted(subject)}" if subject else "without a subject"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


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
    reply = "The first recorded reply" if first else "A reply"
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
    return f"Since the last of them: {lasted}."


def attempts(count: int) -> str:
    """Calls that were not taken."""
    return f"{counted(count, 'call')} in that time {'was' if count == 1 else 'were'} not taken."


def contact_gap(who: str, lasted: str, when: str | None) -> str:
    """A5: what the person who was asked did, as far as the addresses known of them show."""
    if when is None:
        return f"The reply came from another address; of {who} no mail after the question is among those searched."
    return f"The reply came from another address; the next mail of {who} is of {when}, {lasted} after the question."


def held_later(who: str, when: str) -> str:
    """P2: an answer that is held and lies after the time that the report speaks of."""
    return f"A mail of {who} in this conversation, dated {when}, is held and lies after the time of this report."


def also_sent_to(addresses: Sequence[str], more: int) -> str:
    """Addresses of neither side to which an unanswered question went as well: what an answer to them alone means."""
    named = listed([*addresses, *([f"{more} more"] if more > 0 else [])])
    them = "that address" if len(addresses) == 1 else "those addresses"
    return (
        f"It also went to {named}, of neither side; an answer to {them} alone may not have come to what was searched."
    )


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


def elsewhere(who: str, count: int, places: Sequence[str]) -> str:
    """Mail of a side in other conversations during a span; two places stand for all when there are many."""
    if count == len(places):
        return f"{who} wrote in another conversation on {listed(places)}."
    return f"{who} wrote {count} times in other conversations, first on {places[0]}, last on {places[-1]}."


def decided(by: str, when: str, reason: str) -> str:
    """A person's decision that bears on a gap."""
    return f"{by} decided on {when}: {quoted(reason)}" + ("" if reason.endswith((".", "!", "?", "…")) else ".")


def changed_since(decided: str) -> str:
    """A decision about a fact that rests on other evidence now."""
    return f"{decided} The evidence changed since, so it is proposed again."


def call_sources(names: Sequence[str]) -> str:
    """Which records of calls there are; they prove no absence."""
    if not names:
        return "Telephone, chat and meetings are not part of this search."
    return f"Calls and meetings are known as far as {listed(names)} record them; chat is not part of this search."


def call_not_taken(when: str, caller: str, called: str, how: str) -> str:
    """A call that did not reach anybody, as our own log has it."""
    return f"Our call log holds a call from {caller} to {called} on {when}; it was {how}."


def no_show(when: str, title: str, who: str) -> str:
    """A meeting at which a side did not appear, as our own record has it."""
    return f"Our record of the meeting {quoted(title)} on {when} says that {who} did not join."


def cancelled(when: str, title: str, who: str) -> str:
    """A meeting that a side cancelled; when is not recorded."""
    return f"The meeting {quoted(title)}, planned for {when}, was cancelled by {who}, by the calendar entry."


def cancelled_at(when: str, title: str, who: str, noticed: str) -> str:
    """A meeting that a side cancelled, with the time of the notice."""
    return f"The meeting {quoted(title)}, planned for {when}, was cancelled by {who}; the notice is of {noticed}."


def lead_time(lasted: str) -> str:
    """How long before the meeting the notice came (M4)."""
    return f" That is {lasted} before its start."


BESIDE = {
    "auto_reply": "An automatic reply of {who} came on {when} ({subject}).",
    "read_receipt": "A read receipt of {who} came on {when}.",
    "third_party_reply": "{who}, not known as a person of that side, wrote in this conversation on {when}.",
    "possible_activity": "A message of {when} may stand for a person’s act; it is not read as an answer ({subject}).",
    "ask_released": "{who} wrote on {when} in this conversation without asking for an answer ({subject}).",
    "delayed_delivery": "A mail server reported that the mail of {when} was delayed on its way.",
    "possibly_spoofed": "Our mail server could not confirm that the mail of {when} came from where it says ({who}).",
}
"""Flag -> what happened, where one message raised it (P2)."""


def call_beside(when: str) -> str:
    """A call that took place, beside a gap."""
    return f"There was contact by telephone or calendar on {when}."


def call_not_taken_beside(when: str) -> str:
    """A call to the side that asked, which it did not take (R20)."""
    return f"A call of {when} was not taken by the side that asked."


def possible_call(when: str) -> str:
    """A meeting of which nobody knows whether it took place (R20b)."""
    return f"A call or meeting stood in the calendar for {when}; whether it took place is not recorded."


def cancelled_beside(when: str, noticed: str, *, by_mail: bool) -> str:
    """A meeting that the side that owes cancelled: what happened is the notice, not the meeting (R20)."""
    tail = f"; the {'notice is' if by_mail else 'entry was last changed on'} {'of ' if by_mail else ''}{noticed}"
    return f"A meeting planned for {when} was cancelled by the side that owed the answer{tail if noticed else ''}."


DELETED = "A notice that the mail was deleted came from {who} on {when}."
NO_SPAM = "No folder for spam was among those searched; mail that a filter set aside could lie in one."
PURGED = (
    "Spam and trash are emptied by providers after about 30 days, and this time began earlier than that before "
    "these folders were first searched: mail emptied from them before could not be seen."
)
ASSUMED = "Working hours are assumed (Monday to Friday, 09:00 to 17:00), so the business hours are only a guide."
TRUNCATED = "The conversation began before the earliest mail that was found."


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


def unconfirmed(who: str) -> str:
    """An author whom our mail server could not confirm (S6)."""
    return f"a sender named as {who}"


def about_invoice(places: Sequence[str]) -> list[str]:
    """What the client wrote of an invoice after it was sent: it may have been disputed, or explained (P2)."""
    if not places:
        return []
    told = listed(places) if len(places) <= 3 else f"{len(places)} mails, first {places[0]}, last {places[-1]}"
    return [
        f"Mail of the client that names this invoice or lies in its conversation: {told}. "
        "Whether the invoice was disputed is not judged here."
    ]


def asked_first(who: str, when: str, words: str) -> str:
    """The question that the asking mail itself answers."""
    return f"The question stands in the reply to a mail of {who} of {when}, which asked: {quoted(words)}"


def time_given(who: str, when: str, words: str) -> str:
    """What a question says about the time for its answer."""
    return f"In the mail of {when}, {who} wrote as well: {quoted(words)}"


def own_share(places: Sequence[str], more: int) -> str:
    """What our side owed during a gap of the client (P2)."""
    further = f", and {counted(more, 'further answer')}" if more else ""
    return f"In this time our side owed an answer as well: {listed(places)}{further}."


def owed(subject: str, asked: str, answered: str | None) -> str:
    """One answer of ours that was outstanding."""
    return f"{about(subject)}, asked on {asked}, " + (f"answered on {answered}" if answered else "still open")


def purged(until: str) -> str:
    """What is missing of a time whose evidence a person removed."""
    return f"what was collected from before {until} was purged"


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


def silent(client: str, asked: str, until: str, days: int) -> str:
    """S2: no act of anybody at the client since a question of ours."""
    return (
        f"No mail, call or calendar answer of anybody at {client} is recorded in what was searched since our question "
        f"of {asked}, up to {until}: {counted(days, 'business day')}. Automatic replies, receipts and calls that were "
        "not taken are not counted."
    )


def silence_unsure(client: str, asked: str) -> str:
    """The same where something held it back (S3)."""
    return f"It is not established whether anybody at {client} has reacted since our question of {asked}."


def slower(client: str, before: tuple[float, int], after: tuple[float, int]) -> str:
    """S4: the medians of two times, each with the number of questions."""
    (was, first), (now, last) = before, after
    return (
        f"Half of the questions to {client} were answered within {business(now)} in the last 60 days "
        f"({counted(last, 'question')}), and within {business(was)} before ({counted(first, 'question')})."
    )


def reads_otherwise(subject: str, asked: str, was: str, now: str) -> str:
    """K5: a closed gap that later evidence or settings changed."""
    return f"The question {about(subject)}, asked on {asked}, was recorded as {was}; it is recorded as {now} now."


def no_longer_counted(gap_id: str, was: str) -> str:
    """K5: the same where the question is no longer one."""
    return f"{gap_id}, recorded as {was}, is no longer counted as a question."
