"""The text of a new contract file: the answers, and an example of every other kind of entry as comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from harvester.config.contract_terms import RULES
from harvester.model.ending import EndingPoint

Answers = Mapping[str, str]


def contract_text(answers: Answers) -> str:
    """The text of a contract file with these answers; what was left out stands in it as a comment."""
    return "\n".join([*_head(answers), *_invoice(answers), *_endings(answers), EXAMPLES])


def _head(answers: Answers) -> Iterator[str]:
    yield "# What was agreed, as you entered it. An entry counts once confirmed_by says who held it against the paper."
    yield "# Relative paths are relative to this file. Dates stand year first; amounts stand in quotation marks."
    yield ""
    yield "[contract]"
    yield f"title = {json.dumps(answers.get('title', 'Agreement'), ensure_ascii=False)}"
    yield _line(answers, "signed", "2026-01-12", "date of the signing")
    yield _line(answers, "timezone", '"Europe/Berlin"', "zone of its dates; without one both sides’ zones are tried")
    yield f'currency = "{answers.get("currency", "EUR")}"'
    yield _line(answers, "payments_until", "2026-04-05", "you know every payment up to the end of this day")
    yield _line(answers, "interest", '"germany"', f'{", ".join(RULES)}, or {{ percent = "9.00", clause = "SOW 5.4" }}')
    yield _line(answers, "holidays", '"DE-BE"', "business days of the contract; default: of the side that owes")
    yield _line(answers, "outcome", '"Recover invoice 2026-014"', "the result that is wanted")
    yield _line(answers, "fallback", '"The rest in two instalments"', "what you accept otherwise; for your eyes")
    yield _line(answers, "floor", '"The sum confirmed in writing"', "the least that you accept; for your eyes")
    yield _line(answers, "ends", "2026-05-18", "the day on which you end it")


_DATES = ("signed", "payments_until", "ends")


def _line(answers: Answers, key: str, example: str, comment: str) -> str:
    if key not in answers:
        return f"{f'# {key} = {example}':<35} # {comment}"
    value = answers[key]
    shown = value if key in _DATES else json.dumps(value, ensure_ascii=False)
    return f"{f'{key} = {shown}':<35} # {comment}"


def _invoice(answers: Answers) -> Iterator[str]:
    if "invoice" not in answers:
        return
    yield ""
    yield "[[invoice]]"
    yield f"number = {json.dumps(answers['invoice'], ensure_ascii=False)}"
    yield f'amount = "{answers["amount"]}"'
    if "sent" in answers:
        yield f"sent = {answers['sent']}"
    yield f'due = {{ after = "sent", amount = {answers.get("days", "30")}, unit = "days" }}'
    if "discount" in answers:
        percent, days = answers["discount"], answers["discount_days"]
        yield f'discount = {{ percent = "{percent}", amount = {days}, unit = "days" }}'
    yield '# payments = [ { on = 2026-04-02, amount = "1200.00", source = "bank-2026-04.csv" } ]'


def _endings(answers: Answers) -> Iterator[str]:
    """How it may be ended; not relied on before a person has held it against the paper."""
    for name in (point.value for point in EndingPoint if point.value in answers):
        yield ""
        yield "[[ending]]"
        yield f'about = "{name}"'
        yield f"clause = {json.dumps(answers[name], ensure_ascii=False)}"
        yield f"quote = {json.dumps(answers[f'{name}_words'], ensure_ascii=False)}"
        if days := answers.get(f"{name}_days"):
            yield f'within = {{ amount = {days}, unit = "days" }}'
        if to := answers.get(f"{name}_to"):
            yield f"to = {json.dumps(to, ensure_ascii=False)}"
        if by := answers.get(f"{name}_by"):
            yield f'owed_by = "{by}"'
        yield '# confirmed_by = "Ann North"        # who held this entry against the paper'
        yield "# confirmed_on = 2026-01-15"


EXAMPLES = """
# Every kind of entry; take “# ” off the lines of one, and change it. Suggestions from the paper itself:
#     harvester contract suggest agreement.pdf
# Exports of a bank ([[bank]]) and of an invoicing program ([[invoice_file]]) are read, too: docs/money.md.

# [[obligation]]
# id = "wireframes"
# owed_by = "us"                    # us | client
# type = "deliverable"              # or input, response, approval, payment, meeting, notice, cure, manual
# clause = "SOW 2.1"
# quote = "Studio North delivers the wireframes by 10 February 2026."
# promise = "Deliver the wireframes"
# due = 2026-02-10                  # or { after = "signed", amount = 5, unit = "business_days" }
# met_by = { direction = "out", subject = "Wireframes", attachment = "*.pdf" }
# confirmed_by = "Ann North"        # who held this entry against the paper
# confirmed_on = 2026-01-15

# [[obligation]]
# id = "texts"
# owed_by = "client"
# type = "input"
# clause = "SOW 3.1"
# quote = "The client provides the texts by 26 January 2026."
# promise = "Provide the texts"
# due = 2026-01-26
# met_by = { direction = "in", attachment = "*.docx" }

# [[obligation]]
# id = "reply"
# owed_by = "client"
# type = "response"
# clause = "SOW 4.2"
# quote = "The client answers questions within three business days."
# promise = "Answer questions"
# within = { amount = 3, unit = "business_days" }

# [[obligation]]
# id = "wireframes-approved"
# owed_by = "client"
# type = "approval"
# clause = "SOW 3.4"
# quote = "The client approves within five business days; what is not answered by then counts as approved."
# promise = "Approve the wireframes"
# due = { after = "sent:wireframes", amount = 5, unit = "business_days" }
# deemed = true                     # no answer counts as approval
# met_by = { direction = "in", subject = "Wireframes" }

# [[obligation]]
# id = "kickoff"
# owed_by = "client"
# type = "meeting"
# clause = "SOW 4.1"
# quote = "The parties meet for a kickoff."
# promise = "Attend the kickoff"
# met_by = { event = "kickoff-20260114@studionorth.example" }

# [[invoice]]
# number = "2026-015"
# amount = "4800.00"
# sent = 2026-02-20
# sent_by = { subject = "2026-015" }    # the mail that carried it
# due = { after = "sent", amount = 30, unit = "days" }
# discount = { percent = "2", amount = 14, unit = "days" }    # for early payment, if agreed

# [[obligation]]
# id = "payment"
# owed_by = "client"
# type = "payment"
# clause = "SOW 5.1"
# quote = "Invoices are payable within 30 days."
# promise = "Pay invoice 2026-015"
# invoice = "2026-015"

# [[obligation]]
# id = "notice"
# owed_by = "us"
# type = "notice"
# clause = "SOW 8.1"
# quote = "Notice of an overdue payment is given by mail to bob@acme.example."
# promise = "Give notice of the overdue payment"
# to = "bob@acme.example"
# met_by = { direction = "out", subject = "Notice under section 8.1" }
# deemed_receipt = { rule = "next_business_opening", unless = ["bounce", "ooo"] }

# [[obligation]]
# id = "cure"
# owed_by = "client"
# type = "cure"
# clause = "SOW 8.2"
# quote = "The client pays within ten days of receipt of the notice."
# promise = "Pay within ten days of the notice"
# due = { after = "received:notice", amount = 10, unit = "days" }
# cures = "payment"

# [[obligation]]
# id = "cooperation"
# owed_by = "client"
# type = "manual"                   # nothing measures it: listed, never judged
# clause = "SOW 3.6"
# quote = "The client cooperates promptly and in good faith."
# promise = "Cooperate promptly"

# [[ending]]
# about = "convenience"             # or cause, form, address, cure, handover
# clause = "SOW 9.1"
# quote = "Either party may end this agreement with 14 days' notice."
# within = { amount = 14, unit = "days" }

# [[work]]
# what = "Training material"        # done and not invoiced yet
# hours = "6.5"
# rate = "95.00"
# clause = "SOW 5.3"

# [[credit]]
# amount = "150.00"                 # what we give the client, or may have to
# reason = "Wireframes one day late"

# [kill_fee]
# amount = "1000.00"                # what the contract gives for ending it early
# clause = "SOW 9.2"
"""
