"""What `harvester contract new` asks, and how an answer is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from harvester.config.contract_terms import RULES
from harvester.config.schema import zone
from harvester.model.ending import EndingPoint
from harvester.model.matter import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is asked, and given by the option of the same name otherwise."""

    name: str
    words: str
    check: Callable[[str], str]
    default: str = ""
    needs: str = ""
    """Asked only when that question was answered."""
    required: bool = False
    """That one cannot be written without it."""


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


def a_percentage(answer: str) -> str:
    """A share below the whole. ValueError in words."""
    percent = an_amount(answer.strip().removesuffix("%").strip())
    if Decimal(percent) >= 100:
        raise ValueError(f"“{answer}” leaves nothing to pay; write e.g. 2")
    return percent


def a_number_of_days(answer: str) -> str:
    """A whole number of days. ValueError in words."""
    text = answer.strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 10_000):
        raise ValueError(f"“{answer}” is no number of days between 1 and 10000")
    return str(int(text))


def a_rule(answer: str) -> str:
    """The id of a rule of late interest. ValueError in words."""
    if answer.strip() not in RULES:
        raise ValueError(
            f"“{answer}” is none of {', '.join(RULES)}; leave it out for another law, "
            "and write its terms into the file afterwards (docs/money.md, Interest)"
        )
    return answer.strip()


def a_side(answer: str) -> str:
    """One of the two sides. ValueError in words."""
    side = answer.strip().casefold()
    if side not in set(Side) - {Side.THIRD}:
        raise ValueError(f"“{answer}” is no side; write us or client")
    return side


ENDINGS = {
    EndingPoint.CONVENIENCE: "Clause by which it may be ended without a reason (e.g. SOW 9.1)",
    EndingPoint.CAUSE: "Clause by which it may be ended for a reason",
    EndingPoint.FORM: "Clause that names the form of a notice",
    EndingPoint.ADDRESS: "Clause that names where a notice goes",
    EndingPoint.CURE: "Clause that gives time to put things right",
    EndingPoint.HANDOVER: "Clause about the handover",
}
"""How it may be ended, point by point, as a person is asked for it."""
_DAYS = {
    EndingPoint.CONVENIENCE: "Days of notice (e.g. 14)",
    EndingPoint.CAUSE: "Days of notice",
    EndingPoint.CURE: "Days to put it right (e.g. 10)",
    EndingPoint.HANDOVER: "Days for the handover, from the end (e.g. 10)",
}
_BY = {
    EndingPoint.CURE: "Who has to put it right (us, client)",
    EndingPoint.HANDOVER: "Who hands over (us, client)",
}


def _of_ending() -> Iterator[Question]:
    for point, words in ENDINGS.items():
        name = point.value
        yield Question(name=name, words=words, check=a_text)
        yield Question(name=f"{name}_words", words="Its words", check=a_text, needs=name, required=True)
        if point in _DAYS:
            yield Question(name=f"{name}_days", words=_DAYS[point], check=a_number_of_days, needs=name)
        if point is EndingPoint.ADDRESS:
            yield Question(name="address_to", words="The address that it names", check=a_text, needs=name)
        if point in _BY:
            yield Question(name=f"{name}_by", words=_BY[point], check=a_side, needs=name)


QUESTIONS = (
    Question(name="title", words="What the contract is called", check=a_text, default="Agreement"),
    Question(name="signed", words="Signed on (e.g. 2026-01-12)", check=a_date),
    Question(name="timezone", words="Time zone of its dates (e.g. Europe/Berlin)", check=zone),
    Question(name="currency", words="Currency of its amounts", check=a_currency, default="EUR"),
    Question(name="invoice", words="Number of an invoice of yours", check=a_text),
    Question(name="amount", words="Its amount (e.g. 4800.00)", check=an_amount, needs="invoice", required=True),
    Question(name="sent", words="Sent on (e.g. 2026-02-20)", check=a_date, needs="invoice"),
    Question(name="days", words="Payable within days", check=a_number_of_days, default="30", needs="invoice"),
    Question(
        name="discount",
        words="Percent off it for early payment, if agreed (e.g. 2)",
        check=a_percentage,
        needs="invoice",
    ),
    Question(
        name="discount_days",
        words="When it is paid within days (e.g. 14)",
        check=a_number_of_days,
        needs="discount",
        required=True,
    ),
    Question(
        name="payments_until",
        words="You know every payment up to the end of (e.g. 2026-05-03)",
        check=a_date,
        needs="invoice",
    ),
    Question(name="interest", words=f"Rule of late interest ({', '.join(RULES)})", check=a_rule, needs="invoice"),
    *_of_ending(),
    Question(name="ends", words="The day on which you want it to end (e.g. 2026-04-30)", check=a_date),
    Question(name="outcome", words="The result that is wanted, in a sentence", check=a_text),
    Question(name="fallback", words="What you accept if that cannot be had (for your eyes)", check=a_text),
    Question(name="floor", words="The least that you accept (for your eyes)", check=a_text),
)
"""In the order in which they are asked; an empty answer leaves a question out."""
