"""The contract of the sample matter, in the format of interfaces.md: every type of obligation once or more."""

from __future__ import annotations

_HEAD = """\
# Statement of Work between Studio North and Acme Ltd, as entered and confirmed by Ann North. Everything is invented.

[contract]
title = "Statement of Work, website relaunch"
signed = 2026-01-12
timezone = "Europe/Berlin"
currency = "EUR"
payments_until = 2026-05-03
interest = "germany"
outcome = "Recover what is left of invoice 2026-014, and end the engagement on 18 May 2026"
fallback = "End the engagement on 18 May 2026, and have the rest of invoice 2026-014 in two instalments by 15 June 2026"
floor = "End the engagement on 18 May 2026, and have the sum that is open confirmed in writing"
ends = 2026-05-18
"""

_INVOICE = """
[[invoice]]
number = "2026-014"
amount = "4800.00"
sent = 2026-02-20
due = { after = "sent", amount = 30, unit = "days" }
sent_by = { subject = "2026-014" }
payments = [ { on = 2026-04-02, amount = "1200.00", source = "bank-2026-04.csv" } ]
"""

# (id, owed_by, type, clause, quote, promise, further lines)
_OBLIGATIONS = (
    ("wireframes", "us", "deliverable", "SOW 2.1", "Studio North delivers the wireframes by 10 February 2026.",
     "Deliver the wireframes",
     'due = 2026-02-10\nmet_by = { direction = "out", subject = "Wireframes", attachment = "*.pdf" }\n'
     'depends_on = ["texts"]'),
    ("designs", "us", "deliverable", "SOW 2.2", "Studio North delivers the screen designs by 6 March 2026.",
     "Deliver the screen designs",
     'due = 2026-03-06\nmet_by = { direction = "out", subject = "Screen designs", attachment = "*.pdf" }'),
    ("staging", "us", "deliverable", "SOW 2.3", "Studio North opens a staging site by 27 March 2026.",
     "Open the staging site",
     'due = 2026-03-27\nmet_by = { direction = "out", subject = "Staging site is up" }\n'
     'depends_on = ["designs-approved"]'),
    ("texts", "client", "input", "SOW 3.1", "The client provides the texts by 26 January 2026.", "Provide the texts",
     'due = 2026-01-26\nmet_by = { direction = "in", attachment = "*.docx" }'),
    ("photos", "client", "input", "SOW 3.2", "The client provides the photos by 2 February 2026.",
     "Provide the photos", 'due = 2026-02-02\nmet_by = { direction = "in", subject = "Photos" }'),
    ("legal-texts", "client", "input", "SOW 3.3",
     "The client provides the privacy page and the imprint within 15 days of the screen designs.",
     "Provide the privacy page and imprint",
     'due = { after = "sent:designs", amount = 15, unit = "days" }\n'
     'met_by = { direction = "in", subject = "Privacy page", attachment = "*.docx" }'),
    ("wireframes-approved", "client", "approval", "SOW 3.4",
     "The client approves deliverables or names changes within five business days; "
     "wireframes not answered by then count as approved.", "Approve the wireframes",
     'due = { after = "sent:wireframes", amount = 5, unit = "business_days" }\ndeemed = true\n'
     'met_by = { direction = "in", subject = "Wireframes" }'),
    ("designs-approved", "client", "approval", "SOW 3.4",
     "The client approves deliverables or names changes within five business days.", "Approve the screen designs",
     'due = { after = "sent:designs", amount = 5, unit = "business_days" }\n'
     'met_by = { direction = "in", subject = "Screen designs" }'),
    ("release", "client", "approval", "SOW 3.5",
     "The client releases the site in writing within 15 days of the opening of the staging site.",
     "Release the site for go-live",
     'due = { after = "sent:staging", amount = 15, unit = "days" }\n'
     'met_by = { direction = "in", subject = "Release" }\n'
     'depends_on = ["staging"]'),
    ("reply-client", "client", "response", "SOW 4.2", "The client answers questions within three business days.",
     "Answer questions", 'within = { amount = 3, unit = "business_days" }'),
    ("reply-us", "us", "response", "SOW 4.3", "Studio North answers questions within two business days.",
     "Answer questions", 'within = { amount = 2, unit = "business_days" }'),
    ("kickoff", "client", "meeting", "SOW 4.1", "The parties meet for a kickoff in the week of 12 January 2026.",
     "Attend the kickoff", 'due = 2026-01-14\nmet_by = { event = "kickoff-20260114@studionorth.example" }'),
    ("golive-planning", "client", "meeting", "SOW 4.1",
     "The parties meet to plan the go-live two weeks before it.", "Attend the go-live planning",
     'due = 2026-04-01\nmet_by = { event = "golive-planning-20260401@studionorth.example" }'),
    ("payment-1", "client", "payment", "SOW 5.1", "The first instalment is payable 30 days after the invoice is sent.",
     "Pay invoice 2026-014", 'invoice = "2026-014"'),
    ("training", "us", "manual", "SOW 2.5", "Studio North trains the editors for half a day before the go-live.",
     "Train the editors", ""),
    ("cooperation", "client", "manual", "SOW 3.6", "The client cooperates promptly and in good faith.",
     "Cooperate promptly", ""),
    ("confidentiality", "us", "manual", "SOW 7.1", "Studio North keeps the client's internal matters confidential.",
     "Keep internal matters confidential", ""),
    ("notice", "us", "notice", "SOW 8.1",
     "Notice of an overdue payment is given by mail to bob@acme.example.", "Give notice of the overdue payment",
     'to = "bob@acme.example"\nmet_by = { direction = "out", subject = "Notice under section 8.1" }\n'
     'deemed_receipt = { rule = "next_business_opening", unless = ["bounce", "ooo"] }'),
    ("cure", "client", "cure", "SOW 8.2", "The client pays within ten days of receipt of the notice.",
     "Pay within ten days of the notice",
     'due = { after = "received:notice", amount = 10, unit = "days" }\ncures = "payment-1"'),
)  # fmt: skip

# (about, clause, quote, further lines); for what reason it may be ended, and in which form, the sample does not say
_ENDING = (
    ("convenience", "SOW 9.1", "Either party may end this agreement with 14 days' notice.",
     'within = { amount = 14, unit = "days" }'),
    ("address", "SOW 9.2", "Notices to Acme go to bob@acme.example.", 'to = "bob@acme.example"'),
    ("handover", "SOW 9.3", "Within ten days of the end, Studio North hands over the files of what is paid.",
     'owed_by = "us"\nwithin = { amount = 10, unit = "days" }'),
)  # fmt: skip


def contract() -> str:
    """contract.toml, confirmed throughout."""
    tables = [_HEAD]
    for name, owed_by, kind, clause, quote, promise, more in _OBLIGATIONS:
        lines = ["", "[[obligation]]", f'id = "{name}"', f'owed_by = "{owed_by}"', f'type = "{kind}"']
        lines += [f'clause = "{clause}"', f'quote = "{quote}"', f'promise = "{promise}"']
        lines += [more] if more else []
        lines += ['confirmed_by = "Ann North"', "confirmed_on = 2026-01-15", ""]
        tables.append("\n".join(lines))
    for about, clause, quote, more in _ENDING:
        lines = ["", "[[ending]]", f'about = "{about}"', f'clause = "{clause}"', f'quote = "{quote}"', more]
        tables.append("\n".join([*lines, 'confirmed_by = "Ann North"', "confirmed_on = 2026-01-15", ""]))
    return "".join(tables) + _INVOICE


_SECTIONS = {
    2: "Work", 3: "What Acme provides", 4: "Working together", 5: "Payment", 7: "Confidentiality", 8: "Late payment",
    9: "End",
}  # fmt: skip


def paper() -> str:
    """agreement.txt: the paper that the contract file quotes, clause by clause."""
    clauses: dict[tuple[int, int], list[str]] = {}
    for clause, quote in [(row[3], row[4]) for row in _OBLIGATIONS] + [(row[1], row[2]) for row in _ENDING]:
        section, _, number = clause.removeprefix("SOW ").partition(".")
        said = clauses.setdefault((int(section), int(number)), [])
        if not any(other.startswith(quote.rstrip(".")) for other in said):  # half of a sentence that stands there
            said.append(quote)
    lines = ["Statement of Work, website relaunch", "Between Studio North and Acme Ltd, signed on 12 January 2026."]
    for section, title in _SECTIONS.items():
        lines.append(f"{section}. {title}")
        lines += [
            f"{section}.{number} {' '.join(said)}" for (of, number), said in sorted(clauses.items()) if of == section
        ]
    return "\n\n".join(lines) + "\n"
