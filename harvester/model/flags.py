"""The flags of measurement.md F: what each is called, what it tells, and whether a gap stays firm with it.

One table for the measurement, the method statement and every report. Neutral words, without motive (P3).
"""

# One sentence a line reads better than wrapped tables:
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Flag(NamedTuple):
    """A flag of measurement.md F: a name for a label, and a sentence that explains it."""

    label: str
    sentence: str


STAYS_FIRM: Mapping[str, Flag] = {
    "auto_reply": Flag("automatic reply", "An automatic reply came during this time. It is shown; it does not count as an answer."),
    "read_receipt": Flag("read receipt", "A read receipt came. It shows that a program displayed the message; it does not count as an answer."),
    "left_truncated": Flag("earlier mail not held", "The conversation began before the earliest message held here, so the true time may be longer."),
    "transit_delay": Flag("slow delivery", "The message took more than 15 minutes from its author’s machine to the mailbox. Both times are shown."),
    "sender_clock_ahead": Flag("sender’s clock ahead", "The author’s machine stated a later time than the server that took the message in; the server’s time is used."),
    "own_clock_ahead": Flag("our clock ahead", "Our machine stated a later time than our server; the server’s time is used."),
    "date_missing": Flag("no date in the message", "The message states no date of its own; the server’s time is used."),
    "unverified_time": Flag("time stated by its author only", "Only the author’s machine states a time; no server’s time is held beside it."),
    "causality_clamp": Flag("times out of order", "A reply carries an earlier time than the message it answers; it is counted as having come at once."),
    "other_personnel": Flag("somebody else answered", "The answer came from a person other than the one who was asked. It counts as the organisation’s answer."),
    "topic_changed": Flag("subject changed", "The subject line changed within the conversation; the reply itself names the message it answers."),
    "rewritten_from": Flag("sender rewritten by a list", "A mailing list replaced the sender’s address; the original author is named by the list."),
    "via_list": Flag("came through a list", "The message came through a mailing list and answers one of the messages here."),
    "cc_only_reply": Flag("answer sent in copy", "The answer reached us in copy only. It counts as an answer."),
    "forward": Flag("answer was a forward", "The answer was a forwarded message. It counts as an answer."),
    "empty_body": Flag("answer without text", "The answer holds no text of its own. It counts as an answer."),
    "calendar_assumed": Flag("working hours assumed", "Working hours or holidays of this side were not given: Monday to Friday, 09:00 to 17:00, no holidays are assumed."),
    "floating_time": Flag("event without a zone", "The calendar entry states no time zone; the zone of its calendar is used."),
    "answer_between": Flag("time of the response known between two readings", "The calendar states no time for a response; it lies between two readings of the calendar, and the earlier one is counted."),
    "no_spam_folder": Flag("no spam folder among those searched", "No folder for spam was among those that were searched; a message that a filter set aside could lie in one."),
    "purged_folders_possible": Flag("spam and trash may have been emptied", "Providers empty spam and trash after about 30 days, and this time began earlier than that before those folders were first searched."),
}  # fmt: skip
"""Printed beside a gap; the gap stays established."""

NEEDS_A_LOOK: Mapping[str, Flag] = {
    "level_b": Flag("may not have asked for an answer", "No message of this exchange clearly asked for an answer."),
    "other_contact": Flag("other contact in this time", "There was other contact between the sides in this time; it may have dealt with the matter."),
    "third_party_reply": Flag("a third person replied", "Somebody who is not known as a person of this side replied."),
    "possible_activity": Flag("possible sign of activity", "A notification, reaction, calendar message or unclear message in this time may stand for an answer."),
    "possible_call": Flag("a call with unknown outcome", "A call or meeting lies in this time, and whether it took place is not recorded."),
    "ask_released": Flag("the question may have been withdrawn", "A later message of the side that asked expects no answer; it may have settled the question."),
    "time_asked_for": Flag("asked for by a later day", "The question asks for its answer by a day that had not passed when this time ended."),
    "subject_link": Flag("linked by subject only", "Messages of this conversation are linked only by their subject, or by a mail program’s own number for the conversation."),
    "refs_only_subject_differs": Flag("link with a different subject", "A message refers to this conversation under a different subject; it may belong to it."),
    "mid_collision": Flag("two messages share an id", "Two different messages carry the same Message-ID."),
    "delayed_delivery": Flag("delivery was delayed", "A mail server reported that the message was delayed on its way."),
    "delivery_doubtful": Flag("delivery in doubt", "A message suggests that a mail may not have reached a person; which mail or person it is about is not certain."),
    "asked_nobody": Flag("asked of an address that nobody reads", "The question went only to addresses of the client that say that nobody reads or answers there."),
    "done_elsewhere": Flag("may have been done elsewhere", "The question asks for something that is done outside of mail (an upload, a form, a payment, a tool); whether it was done, mail need not show."),
    "time_conflict": Flag("times disagree", "The times recorded for a message disagree with each other."),
    "zone_unknown": Flag("time zone unknown", "The time zone of a time could not be determined."),
    "date_implausible": Flag("implausible date", "The date that a message states lies far from the time at which it arrived, or in no year that can be measured."),
    "sent_copy_reimported": Flag("sent copy stored later", "The copy in the Sent folder was stored more than a day after the date it states."),
    "possibly_spoofed": Flag("sender not confirmed", "Our mail server could not confirm that a message came from the domain it names."),
    "mailbox_not_searched": Flag("a mailbox was not searched", "An answer could have gone to an address of ours whose mailbox was not searched."),
    "coverage_incomplete": Flag("search not complete", "A place where an answer could have arrived was not searched completely."),
    "calendar_not_searched": Flag("calendar not searched", "No calendar that holds the meeting was read completely up to the end of this time."),
    "evidence_purged": Flag("mail of this time was purged", "What was collected of the beginning of this time was removed from the evidence for good; nothing is established about it."),
    "not_searched_after": Flag("not searched up to this time", "The search does not reach up to the end of this time."),
}  # fmt: skip
"""A person must look before anything is claimed (X6)."""

FLAGS: Mapping[str, Flag] = {**STAYS_FIRM, **NEEDS_A_LOOK}
NOT_ESTABLISHED = frozenset({"coverage_incomplete", "calendar_not_searched", "not_searched_after", "evidence_purged"})
"""Reasons that make a gap print as not established (X6)."""

OF_LEDGER: Mapping[str, str] = {
    "coverage": "the payment ledger is not declared complete up to a day after the due date",
    "unmatched_candidates": "the bank’s export holds money that may be for it and names no invoice",
    "contradiction": "the invoicing program says that more was paid than the payment ledger holds",
    "discount": "all but the discount is in the ledger, and not by the day up to which the discount is given",
}
"""Reason of an unproven invoice that lies in the payment ledger -> what that tells."""
OF_INVOICES: Mapping[str, str] = {
    **OF_LEDGER,
    "waived": "a person entered that its payment was waived",
    "void": "a person entered that the promise to pay it is void",
    "excused": "a person entered that its late payment is excused",
    "disputed": "a person entered that its payment is disputed",
    "start_unsure": "its date hangs on something that needs a person’s look first",
    "time_given": "mail about it may have given more time or settled it, and needs a person’s look first",
    "calendar_assumed": "its date rests on working days that were assumed",
    "evidence_purged": "the mail that carried it may be among what was purged",
    "dependency_open": "its date hangs on something that is not established",
}
"""Reason of an unproven invoice -> what that tells; others than the ledger's are a person's, or lie in its date."""
LEDGER = "ledger_"
"""Before a reason of the ledger: the flag of the payment that it keeps from being judged."""

OF_OBLIGATIONS: Mapping[str, str] = {
    "dependency_late": "Something that it depends on was late itself.",
    "extended": "A later date was agreed in writing; the first one is kept in the working.",
    "cure_running": "After a notice it can still be performed.",
    "done_before": "What it is given for was done before this time began.",
    "part_paid": "A part was paid.",
    "several_dues": "Several clauses give a date; the earlier one counts for us, the later one for the client.",
    "days_unqualified": "The clause says days and not which; calendar days are counted.",
    "start_unsure": "What started the time needs a person’s look first.",
    "calendar_assumed": "The date rests on working hours or holidays that were not given and are assumed.",
    "time_given": "Mail from that time may have given more time or settled it; no person has looked at it yet.",
    "dependency_open": "The contract lets the date hang on something else, and whether that was met in time is not established.",
    "other_mail": "Mail of the client from that time may have been it, and no person has looked at it yet.",
    "spoken": "A call or meeting lies in that time; whether it was given in it, no person has said.",
    "not_received": "An automatic reply of absence came; by the contract it does not count as received.",
    "zones_differ": "No time zone is agreed, and those of the two sides give different results.",
    "replaced": "A later agreement takes its place.",
    "event_not_found": "The meeting is in none of the calendars that were searched.",
    "cancelled_by_us": "The meeting was cancelled by our side.",
    "cancelled_by_client": "The meeting was cancelled by the client.",
    "invoice_dates_differ": "The invoice and the mail that carried it have different dates; the later one counts.",
    "purged_folders_possible": "Spam and trash may have been emptied before they were first searched.",
    "no_spam_folder": "No folder for spam was among those searched.",
    **{f"{LEDGER}{reason}": f"{told[0].upper()}{told[1:]}." for reason, told in OF_LEDGER.items()},
}
"""Flag of an obligation of the contract -> what it tells."""
UNSURE_DATES = ("start_unsure", "time_given", "calendar_assumed", "dependency_open")
"""Flags of an obligation by which its date itself needs a person's look."""
OF_SEARCH = frozenset({"purged_folders_possible", "no_spam_folder"})
"""Flags of the search as a whole: said once, not beside every obligation."""

DOUBTS: Mapping[str, str] = {
    "coverage": "Not every place where it could have arrived was searched.",
    "evidence_purged": "What was collected from a time in which it may have been done was purged.",
    "weak_evidence": "Something suggests that it was done, and does not show it well enough.",
    "unmatched_candidates": "Mail of the client may have been it; a person must match or reject it.",
    "gap_review": "A question under it needs a person’s look first.",
}
"""Why an obligation is unproven -> what that tells (contract.md 3)."""
