"""What codes mean, in a reader’s words: neutral, without motive and without law (P3). Flags stand in model.flags."""

# One sentence a line reads better than wrapped tables:
# ruff: noqa: E501

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from harvester.model.contract import ObligationType
from harvester.model.ending import EndingPoint
from harvester.model.flags import FLAGS, NOT_ESTABLISHED, Flag
from harvester.model.matter import Side
from harvester.model.standing import STATUS_WORDS, Status
from harvester.model.times import counted, duration

if TYPE_CHECKING:
    from harvester.model.facts import Fact
    from harvester.model.gaps import Gap, Stats
    from harvester.model.standing import Standing

CLAIMS = {
    "firm": Flag("Established", "Follows from the messages held, and the places where an answer could have arrived were searched completely."),
    "review": Flag("Needs a person’s look", "Something beside it could change the picture; nothing is claimed until a person has looked."),
    "not_established": Flag("Not established", "The search does not cover it; nothing may be concluded from it."),
}  # fmt: skip

STRENGTHS = {
    "E4": "recorded by an independent system",
    "E3": "our own sent message, and a later message of the other side refers to it",
    "E2": "our own sent message, and no report that it could not be delivered",
    "E1": "a signed note of one side",
    "E0": "inferred",
}

STATUSES = {
    "proposed": "not yet reviewed",
    "accepted": "accepted by a person",
    "rejected": "set aside by a person",
    "disputed": "disputed by the client",
    "unsure": "a person is unsure",
}

GAP_STATUSES = {
    "answered": "answered",
    "open": "open",
    "closed_by_call": "settled by a call",
    "rescheduled": "rescheduled",
    "no_response_by_start": "no response shown before its start",
}

RESPONSES = {
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "tentative",
    "delegated": "passed on",
}

INVOICES = {"paid": "paid", "open": "not due yet", "overdue": "open after its date", "unproven": "not established"}
"""Statuses of an invoice, neutral."""

CLASSES = {
    "human": "written by a person",
    "draft": "drafts (not sent)",
    "bounce": "delivery reports",
    "receipt": "read receipts",
    "calendar": "calendar messages",
    "auto_reply": "automatic replies",
    "notification": "notifications of systems",
    "bulk": "newsletters and lists",
    "reaction": "reactions",
    "unclear": "author or content unclear",
}

BASES = {
    "Date": "the time that the message states",
    "Received": "the time that the receiving server wrote",
    "server": "the time that the mail server recorded",
}

SENDER_CHECKS = {
    "pass": "our mail server confirmed its domain",
    "fail": "our mail server could not confirm its domain",
    "": "not authenticated",
}

READINGS = {
    "start_at_receipt": "from when the question is known to have arrived",
    "start_next_business_day": "from the next business day",
    "doubtful_counts": "with the first doubtful message taken for an answer",
}

EXPECTS = {
    "yes": "asks for an answer",
    "no": "asks for nothing",
    "unknown": "does not clearly ask for an answer",
}

OUTCOMES = {
    "attended": "took place",
    "missed": "not taken",
    "voicemail": "voicemail",
    "declined": "declined",
    "no_show_by_client": "the client did not join",
    "no_show_by_us": "we did not join",
    "cancelled_by_client": "cancelled by the client",
    "cancelled_by_us": "cancelled by us",
    "unknown": "outcome not recorded",
}

KINDS = {
    "imap": "mailbox on a server (IMAP)",
    "gmail": "Gmail mailbox",
    "mbox": "mailbox file (mbox)",
    "maildir": "mail folder (Maildir)",
    "eml": "folder of message files",
    "pst": "Outlook data file",
    "google_calendar": "Google calendar",
    "caldav": "calendar on a server (CalDAV)",
    "ics": "calendar file",
    "call_log": "call log",
}

_PLACES = {"google_calendar": "calendar", "caldav": "calendar", "ics": "calendar", "call_log": "file"}


def place(kind: str) -> str:
    """What a source of this kind is made of."""
    return _PLACES.get(kind, "folder")


ROLES = {
    "inbox": "inbox", "sent": "sent mail", "archive": "archive", "junk": "spam", "trash": "trash", "all": "all mail",
    "drafts": "drafts", "outbox": "outbox", "templates": "templates", "other": "",
}  # fmt: skip

THRESHOLDS = {
    "chaser_hours": ("A further mail counts as asking again from", "hours after the one before"),
    "attended_call_closes": ("An attended call answers what was open", ""),
    "clock_ahead_minutes": ("A sender’s clock may run ahead by", "minutes"),
    "transit_delay_minutes": ("Delivery counts as slow above", "minutes"),
    "date_implausible_hours": ("A stated date is implausible when earlier than arrival by", "hours"),
    "sent_copy_hours": ("A copy in Sent is taken for the moment of sending within", "hours"),
    "closing_words": ("A closing remark (“Thanks!”) has at most", "words"),
    "subject_link_days": ("Messages may be linked by subject within", "days"),
    "answered_call_seconds": ("A phone call counts as attended from", "seconds"),
    "purge_days": ("Spam and trash are taken to be emptied after", "days"),
    "min_business_hours": ("An answered question is listed as a fact above", "business hours"),
}


def flag(code: str) -> Flag:
    """The words for a flag; an unknown code speaks for itself, readably."""
    return FLAGS.get(code) or Flag(code.replace("_", " "), "")


def readings(gap: Gap) -> str:
    """Whether the span would still stand if it were read otherwise; "" where nothing was read otherwise."""
    parts = [
        f"{label(READINGS, one.case)}, {duration(one.calendar_hours, one.business_hours)}: "
        + ("it stands" if one.holds else "it does not stand")
        for one in gap.sensitivity
    ]
    return f"Read otherwise: {'; '.join(parts)}." if parts else ""


def gap_status(gap: Gap) -> str:
    """What became of a gap; of an invitation with what was replied, or by whom it was moved."""
    answer = dict(gap.responses).get(gap.responder or "", "") or next(
        (state for _, state in gap.responses if state in RESPONSES), ""
    )
    if gap.kind == "invitation" and gap.status == "answered" and answer:
        return label(RESPONSES, answer)
    if gap.rescheduled_by:
        return f"moved by {'us' if gap.rescheduled_by == 'us' else 'the client'}"
    return label(GAP_STATUSES, gap.status)


def label(words: Mapping[str, str], code: str) -> str:
    """The word for a code, or the code itself, readably."""
    return words.get(code, code.replace("_", " "))


def about_times(theirs: Stats) -> str:
    """What stands under the response times of both sides."""
    if not theirs.left_out:
        return NOT_REACHED
    one = theirs.left_out == 1
    told = _LEFT_OUT.format(
        counted(theirs.left_out, "open question"), "needs" if one else "need", "is" if one else "are"
    )
    return f"{NOT_REACHED} {told}"


def share(stats: Stats, side: Side) -> str:
    """Whole percents of what was answered in time; a part of one counts for the client, and against us (P1)."""
    if stats.share_within_limit is None or not stats.timed:
        return "–"
    percents = round(stats.share_within_limit * 100, 6)
    return f"{math.floor(percents) if side is Side.US else math.ceil(percents)} %"


def reviewed(facts: Sequence[Fact]) -> str:
    """How many facts a person has accepted, and decided on otherwise; "" for an empty list."""
    if not facts:
        return ""
    counts = {status: sum(fact.status == status for fact in facts) for status in STATUSES if status != "proposed"}
    changed = [fact.no for fact in facts if fact.status == "proposed" and fact.reviewed]
    again = f" Proposed again, since their evidence changed after a review: {', '.join(changed)}." if changed else ""
    if not any(counts.values()):
        return again.strip() or "No person has reviewed these facts yet."
    others = "".join(f"; {label(STATUSES, code)}: {n}" for code, n in counts.items() if n and code != "accepted")
    return f"A person has accepted {counts['accepted']} of {len(facts)} facts{others}.{again}"


def claim_code(code: str, reasons: tuple[str, ...] = ()) -> str:
    """The claim of a gap as it is printed: reasons that lie in the search make it not established (X6)."""
    return "not_established" if NOT_ESTABLISHED.intersection(reasons) else code


def claim(code: str, reasons: tuple[str, ...] = ()) -> Flag:
    """The words for the claim of a gap."""
    return CLAIMS[claim_code(code, reasons)]


def standing(one: Standing) -> str:
    """“done late, 14 days”, “23 of 30 in time”: how an obligation stands, in words."""
    if one.instances:
        met = sum(instance.status is Status.MET for instance in one.instances)
        unsure = sum(instance.status is Status.UNPROVEN for instance in one.instances)
        return f"{met} of {len(one.instances)} in time" + (f", {unsure} not established" if unsure else "")
    if one.status is Status.MISSED and one.claim == "review":
        return "nothing found that was looked for"
    if one.status in (Status.MET_LATE, Status.CURED) and "time_given" in one.flags:
        paid = one.obligation.type is ObligationType.PAYMENT  # an invoice may have been disputed as well
        return "done; whether it was late needs a look" if paid else "done; a later date may have been agreed"
    told = "done" if one.status is Status.MET and one.due is None else label(STATUS_WORDS, one.status.value)
    if one.status is Status.MISSED and "part_paid" in one.flags:
        told = "done in part"
    days = f", {counted(one.days_late, 'day')}" if one.days_late else ""
    return f"{told}{days}" + (", time for cure runs" if "cure_running" in one.flags else "")


def standing_claim(one: Standing) -> str:
    """Code of the claim that goes with it; "" where nothing is claimed."""
    if one.status is Status.UNPROVEN:
        return "not_established"
    if any(instance.status is Status.UNPROVEN for instance in one.instances):
        return "review"
    claimed = one.status in (Status.MET, Status.MET_LATE, Status.CURED, Status.MISSED, Status.DEEMED_ACCEPTED)
    return one.claim if claimed else ""


ENDING_POINTS = {
    EndingPoint.CONVENIENCE: "Without a reason",
    EndingPoint.CAUSE: "For a reason",
    EndingPoint.FORM: "Form of the notice",
    EndingPoint.ADDRESS: "Address of the notice",
    EndingPoint.CURE: "Time to put it right",
    EndingPoint.HANDOVER: "Handover",
}
SPEEDS = (
    ("Half answered within", "median_hours", "median_business_hours"),
    ("Four in five within", "p80_hours", "p80_business_hours"),
    ("Longest answered", "longest_closed_hours", ""),
    ("Longest open", "longest_open_hours", ""),
)
"""Response times of a side: name, field in calendar hours, field in business hours."""
PROMISED = (
    "What each side promised, as a person entered and confirmed it, and what is recorded of it. Ours stands first."
)
INCOMPLETE = "The search was not complete; what could not be looked at is named, and nothing is concluded from it."
NOT_REACHED = "Open questions count in the half and the four in five: “not reached” means that fewer were answered. Both sides are measured by the same rules."
_LEFT_OUT = "{} to the client that {} a person’s look {} left out of the times, which are those of what is established."
NOTHING_OPEN = "Nothing of ours is open."
NOTHING_FOUND = "No open question to us was found in what was searched; the search was not complete, so it is not established that there is none."
SPANS = "Each span runs from the first message that asked to the first recorded answer of anybody on the other side. Ours stand first."
CONTACTS = "Where somebody else of the same organisation answered, or a call settled it. The organisation’s answer counts; this stands beside it only."
SILENCE = "From the first question of ours after the client’s last act to their next act of any kind: a mail, a reply to an invitation, a call."
APPENDIX = (
    "No message of these exchanges clearly asked for anything. They are listed for completeness and support no claim."
)
WORTH = "“No answer is recorded” is worth as much as the search behind it. These are all the places that were searched, how far each reaches, and what could not be read."
EXHIBITS = "Each exhibit is one message or event that a fact rests on, shown as text, with a list of what was attached to it. Its number stays; the originals lie in this document as attachments, named by these numbers."
WITHHELD = "Talks about a settlement, mail of lawyers, and what a person left out, by date, people, reason and hash. Whether anything in them is confidential by law is not judged here."
LET_IN = "To let one in: harvester mark exhibit SHA256 in --reason TEXT."
UNSEARCHED = (
    "Only its subject and text were searched: attachments and pictures cannot be, and its original is not handed over."
)
KEPT = "Made from originals that are kept unchanged; each is named by its SHA-256."
