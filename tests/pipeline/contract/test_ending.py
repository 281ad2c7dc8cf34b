"""How an agreement may be ended: from confirmed entries only, with the day that follows from each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harvester.config.contract import parsed_contract
from harvester.errors import ConfigError
from harvester.model.ending import EndingPoint, EndingStep
from harvester.pipeline.contract.ending import Ending
from tests.pipeline.agreements import BOTH_BERLIN, HEAD

SIGNED = 'confirmed_by = "Ann North"\nconfirmed_on = 2026-01-02\n'


def term(about: str, more: str = "", signed: str = SIGNED) -> str:
    return f'[[ending]]\nabout = "{about}"\nclause = "9.1"\nquote = "As agreed."\n{more}\n{signed}'


def steps(*terms: str, head: str = HEAD, today: date = date(2026, 4, 1)) -> dict[EndingPoint, EndingStep]:
    contract = parsed_contract(head + "\n".join(terms), Path("contract.toml"))
    found = Ending(contract=contract, engagement=BOTH_BERLIN, standings=(), today=today).steps()
    return {one.point: one for one in found}


def test_what_no_entry_says_is_not_established() -> None:
    found = steps()
    assert list(found) == list(EndingPoint)
    assert not any(one.established or one.on for one in found.values())
    assert "names no clause" in found[EndingPoint.CAUSE].told[0]


@pytest.mark.parametrize(
    ("amount", "unit", "on"),
    [
        (14, "days", date(2026, 4, 15)),
        (1, "months", date(2026, 5, 1)),
        (2, "weeks", date(2026, 4, 15)),
        (5, "business_days", date(2026, 4, 10)),  # Good Friday and Easter Monday: see BOTH_BERLIN
    ],
)
def test_the_day_follows_from_the_time_that_the_clause_names(amount: int, unit: str, on: date) -> None:
    found = steps(term("convenience", f'within = {{ amount = {amount}, unit = "{unit}" }}'))
    step = found[EndingPoint.CONVENIENCE]
    assert step.established
    assert step.on == on


@pytest.mark.parametrize(
    ("quote", "later"),
    [
        ("Vier Wochen zum Monatsende.", True),
        ("Four weeks' notice to the end of a month.", True),
        ("Either party may end it with four weeks' notice.", False),
    ],
)
def test_a_clause_that_names_a_day_to_end_on_is_told_as_ending_later(quote: str, later: bool) -> None:
    entry = term("convenience", 'within = { amount = 4, unit = "weeks" }').replace("As agreed.", quote)
    told = " ".join(steps(entry)[EndingPoint.CONVENIENCE].told)
    assert ("it ends on the next such day" in told) is later


def test_an_entry_that_nobody_confirmed_is_named_and_not_relied_on() -> None:
    step = steps(term("handover", 'within = { amount = 10, unit = "days" }', signed=""))[EndingPoint.HANDOVER]
    assert (step.established, step.on) == (False, None)
    assert "Nobody has confirmed" in step.told[0]


def test_a_day_that_was_chosen_too_early_is_told_and_handover_counts_from_it() -> None:
    head = HEAD + "ends = 2026-04-10\n"
    time = 'within = { amount = 14, unit = "days" }'
    found = steps(term("convenience", time), term("handover", time), head=head)
    assert "Friday 10 April 2026, is earlier than that" in found[EndingPoint.CONVENIENCE].told[-1]
    assert found[EndingPoint.HANDOVER].on == date(2026, 4, 24)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (term("form", 'within = { amount = 1, unit = "days" }'), "within: says nothing about form"),
        (term("cause", 'to = "a@b.example"'), "to: says nothing here"),
        (term("convenience", 'within = { amount = 1, unit = "hours" }'), "counts hours"),
        (term("whim"), "about"),
        (term("form", signed="confirmed_on = 2026-01-02\n"), "confirmed_by: is missing"),
    ],
)
def test_every_problem_of_an_entry_names_its_line(entry: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        steps(entry)
    assert told in "\n".join(error.value.problems)
