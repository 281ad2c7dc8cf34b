"""The rules of the measurement in words that a lawyer and a client can both read: the method statement.

The ids are those that code, tests and the table of gaps cite.
"""

from __future__ import annotations

from harvester.model.dossier import Rule

RULES: tuple[Rule, ...] = tuple(
    Rule(id=rule_id, text=text)
    for rule_id, text in (
        ("P1", "Doubts count against the side that made this report: a span is rather told too short than too long."),
        ("P2", "What speaks for the other side is printed beside the span it touches, not left out."),
        ("P3", "Only acts and times are stated. Why somebody did or did not write is not known and not said."),
        ("P5", "Both sides are measured by the same program; our own side is listed first."),
        ("A1", "An address belongs to a side by the list of addresses, else by its exact domain or a part below it."),
        ("A5", "An answer from anybody at the client ends the span, whoever had been asked."),
        ("T1", "A stated date counts with the zone it names; without one that is known, the server’s time is used or "
               "the doubt is printed."),
        ("T2", "A client’s mail counts from the earlier of its stated date and its arrival, so that delays on the way "
               "do not count."),
        ("T3", "Our mail counts from the later of its stated date and the time at which it was stored as sent."),
        ("T4", "A reply is taken to come after the mail it answers, even where the clocks disagree."),
        ("C", "Delivery reports, receipts, calendar messages, automatic replies, notifications and newsletters are "
              "told from mail that a person wrote; only the latter asks or answers. The rules C0 to C13 say how."),
        ("C0", "A message that lies only among drafts, in the outbox or among templates was not sent: it is no event."),
        ("C1", "A report of a mail server about delivery is no mail of a person; what it says of each address counts."),
        ("C2", "A receipt that a message was displayed or deleted is no answer; it is printed."),
        ("C3", "An invitation, a reply to one, a change or a cancellation is a calendar message, no answer."),
        ("C4", "A report of a mail server in words, without the form for machines, is read as a delivery report."),
        ("C5", "What a program stamped as sent automatically is an automatic reply where it says so or speaks of an "
               "absence, else a notification."),
        ("C6", "A header that automatic replies carry, and a person’s mail does not, makes an automatic reply."),
        ("C7", "A subject that begins with the words of an absence notice makes an automatic reply; a person’s answer "
               "to one does not."),
        ("C8", "An address at which no person writes (“no-reply”) sends notifications."),
        ("C9", "A newsletter or a list is nobody’s question or answer, unless it answers one of the messages here."),
        ("C10", "Every other mail counts as written by a person."),
        ("C11", "A notice of a service (a comment, a file shared, a signature, a payment) that names the client or one "
                "of its people, if only by the first name, may stand for an act: the span it lies in asks for a look."),
        ("C11b", "What is unclear, unreadable or without a date may be a sign of activity of the client: the span it "
                 "may lie in asks for a look. So does mail of somebody unknown under the subject of a question, and a "
                 "first mail of one whose subject names the client’s company."),
        ("C12", "A reaction (an emoji) ends a silence, and no span."),
        ("C13", "A person’s decision about a message goes before all of these rules and is printed with its reason."),
        ("D1", "Copies of one mail in several folders are one mail, with every place where it was seen."),
        ("D2", "Mails belong to one conversation when one names another as the mail it answers."),
        ("D4", "A reply that names no known mail is joined by its subject only for a person to look at."),
        ("D6", "Our own mail is not taken for a newsletter or a notification, whatever a list made of its copy."),
        ("R1", "A delivered mail to somebody of the other side opens a span, if none is open in the conversation."),
        ("R9", "A span that nothing ended is open up to the time that the report speaks of."),
        ("R10", "A further question at least four hours later is a reminder; it does not move the start."),
        ("R12", "An automatic reply does not end a span; it is printed."),
        ("R13", "A mail that could not be delivered to anybody asked opens nothing."),
        ("R17", "A mail that expects nothing opens nothing; inside a span of the client it asks for a look."),
        ("R19", "An attended call ends every open span of both sides at its start."),
        ("R20", "A call that was not taken is counted as an attempt beside the span; it ends nothing."),
        ("R21", "A mail of the other side in another conversation does not end a span; it asks for a look."),
        ("R24", "A mail of the client to us opens a span of our side, by the same rules."),
        ("R31", "A span starts at the first mail that clearly asks; what came before is listed as preceding."),
        ("M2", "A calendar tells who was invited and what each replied; it does not tell who came. A call log, a "
               "person's decision or Google Meet's own record does; without one the outcome is unknown."),
        ("M4", "A meeting was cancelled by the side that organised it; how long before is printed."),
        ("M5", "An invitation is a span from when it was mailed, else made, to the first response of the side that "
               "was asked; it ends at the start of the meeting and stays out of the numbers about mail."),
        ("M6", "A calendar states no time for a response: it lies between two readings, and the earlier one counts. "
               "“No response shown” says what the calendar shows, and no more."),
        ("M7", "A meeting that is moved is a new invitation; the former one ends there, with the side that organised "
               "it."),
        ("X", "A mail asks when it holds a question or a request in its own words, without quotes and signature; it "
              "expects nothing when it says so or only closes (“Thanks!”); else it is unclear."),
        ("X1", "A person’s decision whether a mail asks goes before the rules X2 to X4."),
        ("X2", "A mail asks for nothing when it says that no answer is needed, or is a short closing remark."),
        ("X3", "A mail asks when its own words hold a question, a request or a reminder."),
        ("X4", "Whether any other mail asks is unclear."),
        ("X5", "Only spans that a clear question opened may appear as unanswered; unclear ones stand in an appendix."),
        ("X6", "A span is established when a clear question opened it and nothing beside it asks for a look."),
        ("B1", "Business hours are those of the side that owes the answer; calendar hours are printed too."),
        ("B2", "Business time is counted interval by interval of each working day, in the side’s own time zone."),
        ("B4", "Holidays are a stored list with its source; a date outside it is an error and no guess."),
        ("B7", "An absence does not pause a span; only a pause agreed in writing is taken out, and shown."),
        ("B9", "Where hours or holidays were not given they are assumed, and no claim rests on business hours alone."),
        ("K1", "The report speaks up to the time to which every mailbox was searched, and not beyond."),
        ("K2", "“No reply recorded” needs a complete search, from the question to the end, of every folder, spam and "
               "trash included, of every mailbox that the question names."),
        ("K3", "Where a conversation began before the earliest mail held, the true span is at least the printed one."),
        ("K6", "Spam and trash are emptied by providers after about 30 days; spans that began earlier say so."),
        ("F", "A mark names what happened during a span; some make a person look first, the others stand beside it."),
        ("S1", "Response times are medians that count what is still open as longer than now (Kaplan-Meier); no means."),
        ("S2", "Silence runs over all conversations together, from our first question to their next act."),
    )
)  # fmt: skip

CONTRACT_RULES: tuple[Rule, ...] = tuple(
    Rule(id=rule_id, text=text)
    for rule_id, text in (
        ("U1", "A time limit does not count the day that starts it."),
        ("U2", "A day ends with its last moment in the zone of the contract, or at the time of day that a clause "
               "names, inclusive."),
        ("U3", "A month that is too short ends on its last day; a date that is no business day moves only where the "
               "contract says so."),
        ("U4", "Hours elapse, days are dates: two days are not 48 hours where clocks change."),
        ("U5", "Times for an answer in business hours are counted by the calendar of the side that owes it."),
        ("U6", "Lateness of what an obligation depends on is named; it moves a date or excuses only where the contract "
               "says so."),
        ("G1", "Where no time zone is agreed and those of the two sides give different results, neither is chosen."),
        ("G2", "Days that a clause does not name as business days are calendar days, and that is said."),
        ("G6", "Of two dates for one thing the earlier counts for us and the later for the client; both are printed."),
        ("receipt", "When a notice counts as received the contract says; one that came back does not."),
        ("EXTENDED", "A later date counts where both agreed on it in writing; the first one stays visible."),
        ("status", "Nothing of the client is called late or not done while a place where it could have arrived was not "
                   "searched; mail that may have been it is listed for a person."),
    )
)  # fmt: skip
"""The rules of due dates and statuses; printed where there is a contract."""
