"""The rules of the measurement in words that a lawyer and a client can both read: the method statement.

The ids are those that code, tests and the table of gaps cite.
"""

from __future__ import annotations

from harvester.model import Rule

RULES: tuple[Rule, ...] = tuple(
    Rule(id=rule_id, text=text)
    for rule_id, text in (
        ("P1", "Every doubt counts against the side that made this report: each published span is a lower bound."),
        ("P2", "What speaks for the other side is printed beside the span it touches, not left out."),
        ("P3", "Only acts and times are stated. Why somebody did or did not write is not known and not said."),
        ("P5", "Both sides are measured by the same program; our own side is listed first."),
        ("A1", "An address belongs to a side by the list of addresses, else by its exact domain or a part below it."),
        ("A5", "An answer from anybody at the client ends the span, whoever had been asked."),
        ("T2", "A client’s mail counts from the earlier of its stated date and its arrival, so that delays on the way "
               "do not count."),
        ("T3", "Our mail counts from the later of its stated date and the time at which it was stored as sent."),
        ("T4", "A reply is taken to come after the mail it answers, even where the clocks disagree."),
        ("C", "Delivery reports, receipts, calendar messages, automatic replies, notifications and newsletters are "
              "told from mail that a person wrote; only the latter asks or answers."),
        ("D1", "Copies of one mail in several folders are one mail, with every place where it was seen."),
        ("D2", "Mails belong to one conversation when one names another as the mail it answers."),
        ("D4", "A reply that names no known mail is joined by its subject only for a person to look at."),
        ("R1", "A delivered mail to somebody of the other side opens a span, if none is open in the conversation."),
        ("R10", "A further question at least four hours later is a reminder; it does not move the start."),
        ("R12", "An automatic reply does not end a span; it is printed."),
        ("R13", "A mail that could not be delivered to anybody asked opens nothing."),
        ("R17", "A mail that expects nothing opens nothing; inside a span of the client it asks for a look."),
        ("R19", "An attended call ends every open span of both sides at its start."),
        ("R21", "A mail of the other side in another conversation does not end a span; it asks for a look."),
        ("R31", "A span starts at the first mail that clearly asks; what came before is listed as preceding."),
        ("X", "A mail asks when it holds a question or a request in its own words, without quotes and signature; it "
              "expects nothing when it says so or only closes (“Thanks!”); else it is unclear."),
        ("X5", "Only spans that a clear question opened may appear as unanswered; unclear ones stand in an appendix."),
        ("X6", "A span is established when a clear question opened it and nothing beside it asks for a look."),
        ("B1", "Business hours are those of the side that owes the answer; calendar hours are printed too."),
        ("B4", "Holidays are a stored list with its source; a date outside it is an error and no guess."),
        ("B9", "Where hours or holidays were not given they are assumed, and no claim rests on business hours alone."),
        ("K1", "The report speaks up to the time to which every mailbox was searched, and not beyond."),
        ("K2", "“No reply recorded” needs a complete search, from the question to the end, of every folder, spam and "
               "trash included, of every mailbox that the question names."),
        ("K6", "Spam and trash are emptied by providers after about 30 days; spans that began earlier say so."),
        ("S1", "Response times are medians that count what is still open as longer than now (Kaplan-Meier); no means."),
        ("S2", "Silence runs over all conversations together, from our first question to their next act."),
    )
)  # fmt: skip
