"""`harvester contract new`: a contract file from answers, with an example of every kind of entry as comments."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from harvester.cli import exits
from harvester.cli.invoked import called
from harvester.cli.terminal import at_terminal
from harvester.config.contract import parsed_contract
from harvester.config.contract_terms import RULES
from harvester.config.schema import zone
from harvester.files import write_new

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is asked, and given by the option of the same name otherwise."""

    name: str
    words: str
    check: Callable[[str], str]
    default: str = ""
    needs: str = ""
    """Asked only when that question was answered."""


def a_text(answer: str) -> str:
    """Anything, on one line."""
    return " ".join(answer.split())


def a_date(answer: str) -> str:
    """A date, year first; 5.4.2026 could be meant in two ways (G3). ValueError in words."""
    try:
        return date.fromisoformat(answer.strip()).isoformat()
    except ValueError:
        raise ValueError(f"“{answer}” is no date; write it year first, e.g. 2026-04-05") from None


def a_currency(answer: str) -> str:
    """Three letters. ValueError in words."""
    code = answer.strip().upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise ValueError(f"“{answer}” is no currency; write its three letters, e.g. EUR")
    return code


def an_amount(answer: str) -> str:
    """An amount above nought. ValueError in words."""
    try:
        amount = Decimal(answer.strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount <= 0:
        raise ValueError(f"“{answer}” is no amount above nought; write it with a point, without separators: 4800.00")
    return answer.strip()


def a_number_of_days(answer: str) -> str:
    """A whole number of days. ValueError in words."""
    text = answer.strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 10_000):
        raise ValueError(f"“{answer}” is no number of days between 1 and 10000")
    return str(int(text))


def a_rule(answer: str) -> str:
    """The id of a rule of late interest. ValueError in words."""
    if answer.strip() not in RULES:
        raise ValueError(f"“{answer}” is none of {', '.join(RULES)}")
    return answer.strip()


QUESTIONS = (
    Question(name="title", words="What the contract is called", check=a_text, default="Agreement"),
    Question(name="signed", words="Signed on (2026-01-12)", check=a_date),
    Question(name="timezone", words="Time zone of its dates (Europe/Berlin)", check=zone),
    Question(name="currency", words="Currency of its amounts", check=a_currency, default="EUR"),
    Question(name="invoice", words="Number of an invoice of yours", check=a_text),
    Question(name="amount", words="Its amount (4800.00)", check=an_amount, needs="invoice"),
    Question(name="sent", words="Sent on", check=a_date, needs="invoice"),
    Question(name="days", words="Payable within days", check=a_number_of_days, default="30", needs="invoice"),
    Question(name="payments_until", words="Every payment is known up to", check=a_date, needs="invoice"),
    Question(name="interest", words=f"Rule of late interest ({', '.join(RULES)})", check=a_rule, needs="invoice"),
    Question(name="outcome", words="The result that is wanted, in a sentence", check=a_text),
)
"""In the order in which they are asked; an empty answer leaves a question out."""


def new(out: Path, given: Mapping[str, str | None], *, ask: bool) -> int:
    """Writes a new contract file; never over one that is there."""
    write_new(out, b"", dry=True)
    text = contract_text(_answers(given, ask=ask and at_terminal()))
    parsed_contract(text, out)
    write_new(out, text.encode())
    click.echo(str(out))
    click.echo(
        f"Name it in config.toml as `contract` of the client, complete it, and see what it says: {called()} check",
        err=True,
    )
    return exits.DONE


def _answers(given: Mapping[str, str | None], *, ask: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    if ask:
        click.echo("An empty answer leaves a question out; everything can be changed in the file later.", err=True)
    for question in QUESTIONS:
        value = given.get(question.name)
        if value is not None:
            found[question.name] = _checked(question, value)
        elif question.needs and question.needs not in found:
            continue
        elif answer := _asked(question) if ask else question.default:
            found[question.name] = answer
    if "invoice" in found and "amount" not in found:
        raise click.UsageError("The amount of the invoice is missing; name it with --amount.")
    for question in QUESTIONS:
        if question.name in found and question.needs and question.needs not in found:
            raise click.UsageError(
                f"--{_option(question.name)} belongs to an invoice; name it with --{question.needs}."
            )
    return found


def _checked(question: Question, value: str) -> str:
    try:
        return question.check(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint=f"--{_option(question.name)}") from None


def _asked(question: Question) -> str:
    """Asks until the answer can be used, or is empty; an invoice needs its amount."""
    while True:
        shown = question.default or None
        answer = click.prompt(question.words, default=shown or "", show_default=bool(shown), err=True)
        if not answer.strip() and question.name != "amount":
            return ""
        try:
            return question.check(answer)
        except ValueError as error:
            click.echo(f"{error}.", err=True)


def _option(name: str) -> str:
    return name.replace("_", "-")


def contract_text(answers: Answers) -> str:
    """The text of a contract file with these answers; what was left out stands in it as a comment."""
    return "\n".join([*_head(answers), *_invoice(answers), EXAMPLES])


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
    yield _line(answers, "outcome", '"Recover invoice 2026-014"', "the result that is wanted")


def _line(answers: Answers, key: str, example: str, comment: str) -> str:
    if key not in answers:
        return f"{f'# {key} = {example}':<35} # {comment}"
    value = answers[key]
    shown = value if key in ("signed", "payments_until") else json.dumps(value, ensure_ascii=False)
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
    yield '# payments = [ { on = 2026-04-02, amount = "1200.00", source = "bank-2026-04.csv" } ]'


EXAMPLES = """
# Every kind of entry; take “# ” off the lines of one, and change it. Suggestions from the paper itself:
#     harvester contract suggest agreement.pdf

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
