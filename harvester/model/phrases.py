"""Words of all languages by which mails are read, each list one tuple; compared as objects, for they are long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grammar:
    """Small words that turn what is said, of all languages: beside its phrases, what a sentence is judged by.

    As in `Phrases`, and a star stands for any letters of the same word.
    """

    greetings: tuple[str, ...] = ()
    """What greets, before a name: “Hi”, “Sehr geehrte” (X2, X3)."""
    titles: tuple[str, ...] = ()
    """What stands between a greeting and a name: “Mrs”, “Herr”."""
    told_of: tuple[str, ...] = ()
    """What leads in a question that is only told of: “the form asks the visitor: …” (X4)."""
    behalf: tuple[str, ...] = ()
    """By which somebody writes for another: “on behalf of” (C11)."""
    through: tuple[str, ...] = ()
    """What stands before the list or form that somebody writes by: “Bob Roe via Web” (A4)."""
    within: tuple[str, ...] = ()
    """What stands before a tool in which something is done: “in Figma”, “on Slack” (P1)."""
    tools: tuple[str, ...] = ()
    """Services in which people approve, comment or send without a mail of theirs."""
    offers: tuple[str, ...] = ()
    """By which the author asks for a word on what the author would do: “Shall I”, “Do you want me to”."""
    readers: tuple[str, ...] = ()
    """Behind an offer, who is to do it after all: “May I ask you to”."""
    clauses: tuple[str, ...] = ()
    """What begins another clause."""
    reasons: tuple[str, ...] = ()
    """What begins one that gives a reason."""
    left_open: tuple[str, ...] = ()
    """With such a word no refusal is evident: “not before Friday”, “not without more time”, “not today” (G8)."""
    denials: tuple[str, ...] = ()
    """What denies that something came or is done, or speaks of a time to come (P1)."""
    to_come: tuple[str, ...] = ()
    """Right before what is only to be done: “must be uploaded”."""
    denies_next: tuple[str, ...] = ()
    """What denies the word that follows (R17)."""
    denies: tuple[str, ...] = ()
    """What denies the word that follows, or the one after it: “do not ignore my mail” (R17)."""
    denies_no_fact: tuple[str, ...] = ()
    """What follows it where nothing is denied: “not sure whether …”, “not what …”."""
    manners: tuple[str, ...] = ()
    """“Why not as discussed?” speaks of contact all the same (R17)."""
    stops: tuple[str, ...] = ()
    """By which the work stops without an answer, or its author asks again (X4)."""
    is_already: tuple[str, ...] = ()
    """Right before it, a silence is there and none foreseen: “I am still without an answer” (X4)."""
    that: tuple[str, ...] = ()
    """What begins the thing that silence is taken to mean: “I'll assume that you cannot come” (X4)."""
    their_question: tuple[str, ...] = ()
    """What leads in a question of the reader's own: “You asked: …” (X4)."""
    asked_whether: tuple[str, ...] = ()
    """The same without its words: “You asked whether …” (X4)."""
    answers_between: tuple[str, ...] = ()
    """What says that answers stand between the questions of the reader: “my answers in red” (X4)."""
    yes_or_no: tuple[str, ...] = ()
    """What an answer begins with that stands right behind its question."""
    sign_offs: tuple[str, ...] = ()
    """What a mail ends with: it answers no question that stands above it."""
    page_words: tuple[str, ...] = ()
    """What leads in words that a page is to show: “Text for the homepage: …” (X4)."""
    waited: tuple[str, ...] = ()
    """A wait that is over (X4)."""
    still: tuple[str, ...] = ()
    """One that is not."""
    needs: tuple[str, ...] = ()
    """What asks for something unless `no_more` stands in its clause: “I no longer need your answer” (X4)."""
    no_more: tuple[str, ...] = ()
    marvels: tuple[str, ...] = ()
    """What a question begins with that nobody is to answer: “Would you believe …” (X4)."""
    tags: tuple[str, ...] = ()
    """What a remark ends with that asks for a nod: “…, isn't it?” (X4)."""
    nods: tuple[str, ...] = ()
    """The same of a remark of up to three words: “Looks good, oder?” (X4)."""
    money: tuple[str, ...] = ()
    """A payment by its names (P1)."""
    came: tuple[str, ...] = ()
    """What is said of money that came."""
    bills: tuple[str, ...] = ()
    """An invoice by its names."""
    cleared: tuple[str, ...] = ()
    """What is said of an invoice that is paid or taken back."""
    billing: tuple[str, ...] = ()
    """What says that the reader has or gets an invoice, which tells of no money: “you receive our invoice”."""
    thanks: tuple[str, ...] = ()
    """What money that came is thanked for with, unless `in_time` says by when it is to come."""
    in_time: tuple[str, ...] = ()
    paid_before: tuple[str, ...] = ()
    """What says by itself that somebody has paid."""
    to_be_paid: tuple[str, ...] = ()
    """What says that something is only to be paid."""
    suits: tuple[str, ...] = ()
    """What agrees to a day: “Friday is fine” (G8)."""
    yours: tuple[str, ...] = ()
    """“your”, before `answers`: with `reached` in its clause, words of ours show that we had it (R17)."""
    answers: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    they_said: tuple[str, ...] = ()
    """“you told”, “the version you liked” (R17)."""
    told_me: tuple[str, ...] = ()
    """What somebody said to us, unless it is one of the `outsiders`."""
    outsiders: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    """What a question may wait for: it is `approved`, or `is_approved` stands after it (R17)."""
    approved: tuple[str, ...] = ()
    is_approved: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    """What is signed, and came if `signed_came` follows."""
    signed_came: tuple[str, ...] = ()
    handed: tuple[str, ...] = ()
    """What says that material or remarks of theirs are in."""
    met: tuple[str, ...] = ()
    """What speaks of a meeting or a talk that was."""
    pleased: tuple[str, ...] = ()
    """What says that we are glad of what they think."""
    over: tuple[str, ...] = ()
    """What says that nothing is waited for: “hold off”, “nvm”, “replaces”."""
    takes_in: tuple[str, ...] = ()
    """Closings that take something in: “got it”; not so where `news` begin the mail."""
    news: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    """What is said of one of the client's people who answered us: “Carol is happy”."""
    asked_for: tuple[str, ...] = ()
    """What asks for an answer, or speaks of a time to come or long past: “I need your approval”."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phrases:
    """Phrase data of the rules X, C5, C7 and D4: casefolded, with straight apostrophes.

    " ... " in a phrase stands for up to eight words of the same sentence; "^ " at its start, for the start of a clause.
    """

    requests: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()
    """A chaser in words: "I am still waiting" (X3)."""
    not_requests: tuple[str, ...] = ()
    rhetorical: tuple[str, ...] = ()
    """Whole questions that nobody is to answer: "the result"; with " ..." at the end, all that begin so."""
    conditions: tuple[str, ...] = ()
    """What a sentence begins with that asks for something only in a case that may never come: "if", "should you"."""
    no_reply_needed: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    not_closings: tuple[str, ...] = ()
    """What makes a closing doubtful: "thanks in advance", "ok, but" (X2)."""
    no_hurry: tuple[str, ...] = ()
    """What says that an answer may take its time: it is printed beside what is open (P2)."""
    more_time: tuple[str, ...] = ()
    """What speaks of a later date or a pause: whether something is late by the contract needs a look then (P1, G8)."""
    refusals: tuple[str, ...] = ()
    """What says no to more time: a clause that holds it gives none (P1, G8)."""
    disputes: tuple[str, ...] = ()
    """What says that an invoice is wrong or not owed: it is told as something to look at (P1)."""
    silence_consents: tuple[str, ...] = ()
    """What says that no answer is an answer too, so that none proves nothing (X5)."""
    done_elsewhere: tuple[str, ...] = ()
    """What asks for something that is done outside of mail: "upload", "fill in the form" (P1)."""
    releases: tuple[str, ...] = ()
    """What says that a question is settled, withdrawn, or was talked about elsewhere (R17)."""
    settled: tuple[str, ...] = ()
    """What says, with its name, that something promised is here: "thanks for the texts" (P1)."""
    paid: tuple[str, ...] = ()
    """What says that money came, or that an invoice no longer stands as it was sent (P1)."""
    approvals: tuple[str, ...] = ()
    """What says yes: an absence notice that holds it may be an answer as well (C11b)."""
    absence_texts: tuple[str, ...] = ()
    """What an automatic reply says, so that a person's words under a machine's header are told from it (C5)."""
    departures: tuple[str, ...] = ()
    """What says, beside `absence_texts`, that somebody leaves, hands over or closes: told beside a silence (P2)."""
    not_received: tuple[str, ...] = ()
    """What says that a mail reached no person, without being a delivery report (R13)."""
    bounce_subjects: tuple[str, ...] = ()
    """What the subject of a mail server's report begins with (C4)."""
    absence_subjects: tuple[str, ...] = ()
    """What a subject says before the colon of an absence notice (C7)."""
    reply_prefixes: tuple[str, ...] = ()
    """re, aw, sv …, without colon (D4)."""
    forward_prefixes: tuple[str, ...] = ()
    generic_subjects: tuple[str, ...] = ()
    """Base subjects that name no matter: never joined by subject alone (D4)."""
    grammar: Grammar = Grammar()
