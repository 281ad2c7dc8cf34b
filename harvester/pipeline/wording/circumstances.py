"""The sentences beside a gap: contact elsewhere, machines, what is doubtful (P2)."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.model.openings import AUTOMATIC_REPLY, READ_RECEIPT
from harvester.model.times import counted
from harvester.pipeline.wording import about, listed, quoted, titled


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


def elsewhere(who: str, count: int, places: Sequence[str]) -> str:
    """Mail of a side in other conversations during a span; two places stand for all when there are many."""
    if count == len(places):
        return f"{who} wrote in another conversation on {listed(places)}."
    return f"{who} wrote {count} times in other conversations, first on {places[0]}, last on {places[-1]}."


BESIDE = {
    "auto_reply": f"{AUTOMATIC_REPLY} of {{who}} came on {{when}} ({{subject}}).",
    "read_receipt": f"{READ_RECEIPT} of {{who}} came on {{when}}.",
    "third_party_reply": "{who}, not known as a person of that side, wrote in this conversation on {when}.",
    "possible_activity": "A message of {when} may stand for a person’s act; it is not read as an answer ({subject}).",
    "ask_released": "{who} wrote on {when} without asking for an answer ({subject}).",
    "delayed_delivery": "A mail server reported that the mail of {when} was delayed on its way.",
    "possibly_spoofed": "Our mail server could not confirm that the mail of {when} came from where it says ({who}).",
}
"""Flag -> what happened, where one message raised it (P2)."""


def in_words(told: str, words: str) -> str:
    """An absence notice with how it begins: until when, and who stands in, is in its words."""
    return f"{told.removesuffix('.')}: {quoted(words)}"


def absent(who: str, when: str, subject: str, words: str) -> str:
    """P2: an absence that was announced otherwise than by a notice that came back."""
    return f"{who} wrote on {when} ({quoted(subject)}): {quoted(words)}"


def outside_hours(when: str, *, assumed: bool) -> str:
    """P2: the time of a call by the clock and week of the side that did not take it."""
    hours = "the working hours assumed for that side" if assumed else "the working hours of that side"
    return f"By the clock of that side it was {when}, outside {hours}."


def call_after(when: str) -> str:
    """The call by which both sides spoke after one that was not taken."""
    return f"After it there was a call or meeting of both sides on {when}."


def called_back(who: str, when: str) -> str:
    """A call the other way round, which was not taken either."""
    return f"After it {who} called on {when}; that call was not taken."


def wrote_then(who: str, when: str, subject: str) -> str:
    """A mail within a day of a call of the side that was not there."""
    return f"{who} wrote on {when} ({quoted(subject)})."


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
CLAMPED = "A mail here states an earlier time than the mail that it replies to; it is counted at the time of that one."
TRUNCATED = "The conversation began before the earliest mail that was found."


def asked_first(who: str, when: str, words: str) -> str:
    """The question that the asking mail itself answers."""
    return f"The question stands in the reply to a mail of {who} of {when}, which asked: {quoted(words)}"


def shortly_before(who: str, when: str, subject: str) -> str:
    """P2: a mail of the side that owes which may have crossed the question, or answered it before it was asked."""
    return f"{who} had written on {when}, shortly before the question ({titled(subject)})."


def agreed_before(who: str, when: str, subject: str, words: str) -> str:
    """P2: a mail of the side that owes which may have answered the question before it was asked."""
    return f"{who} had written on {when}, before the question ({titled(subject)}): {quoted(words)}"


def time_given(who: str, when: str, words: str) -> str:
    """What a question says about the time for its answer."""
    return f"In the mail of {when}, {who} wrote as well: {quoted(words)}"


def left_time(who: str, when: str, subject: str, words: str) -> str:
    """What the side that asked wrote elsewhere about the time for an answer."""
    return f"In another conversation ({titled(subject)}), {who} wrote on {when}: {quoted(words)}"


def role_address(addresses: Sequence[str]) -> str:
    """A question that went to no person's own address."""
    them = "this address" if len(addresses) == 1 else "these addresses"
    return f"It went to {listed(addresses)} only; by {them} it is not known which person reads it."


def more_time(who: str, when: str, words: str) -> str:
    """A mail whose words may have given more time than the contract does."""
    return f"A mail of {who} of {when} may speak of more time: {quoted(words)}"


def settling(who: str, when: str, words: str) -> str:
    """A mail of the side to which something is owed that may tell of its performance."""
    return f"A mail of {who} of {when} may tell that it was done or settled: {quoted(words)}"


def disputing(who: str, when: str, words: str) -> str:
    """A mail of the side that owes which may say that an invoice is wrong."""
    return f"A mail of {who} of {when} may dispute it: {quoted(words)}"


def asking_before_due(who: str, when: str, words: str) -> str:
    """A question of the side that owes, open when the invoice was payable."""
    return f"A mail of {who} of {when} asks about it, and no answer is recorded before it was payable: {quoted(words)}"


def no_more_time(who: str, when: str, words: str) -> str:
    """What was answered to a wish for more time."""
    return f"{who} wrote on {when}: {quoted(words)}"


def own_share(places: Sequence[str], more: int) -> str:
    """What our side owed during a gap of the client (P2)."""
    further = f", and {counted(more, 'further answer')}" if more else ""
    return f"In this time our side owed an answer as well: {listed(places)}{further}."


def owed(subject: str, asked: str, answered: str | None) -> str:
    """One answer of ours that was outstanding."""
    return f"{about(subject)}, asked on {asked}, " + (f"answered on {answered}" if answered else "still open")
